import Formats
import Platform
import UV

/// What is installed beside the source that it was built from.
///
/// The bytes of both files are compared, and only of those that changed since the build: that is
/// cheaper than to compute a SHA-256 of the source for RECORD, needs no library for it, and looks
/// at the file that is imported rather than at what once was written.
package struct SourceComparison: Sendable {
  package struct Difference: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case edited
      /// In the source, not installed.
      case added
      /// Installed, and gone from the source.
      case removed
    }

    package let kind: Kind
    /// Relative to site-packages.
    package let installed: Path
    /// Relative to the project.
    package let source: Path
    /// When the source was last edited; nil where it is gone.
    package let edited: Timestamp?
  }

  package let project: Path
  package let site: Path
  let moment: BuildMoment
  /// When the installed files were built, or installed if that is all there is to tell.
  package var built: Timestamp { moment.ended }
  /// By their path in the source.
  package let differences: [Difference]
  /// Differences that the build itself makes, by their path in the source.
  package let rewritten: [Path]
  /// Sources that changed since the build and that are equal to what is installed, or accounted
  /// for in `rewritten` and `differences`.
  let settled: Set<Path>
  /// Whether installed modules were found in the source, so that nothing else needs to be said of
  /// modules.
  let coversModules: Bool
  /// What could not be read, and so may differ.
  package let unread: [FileError]
  /// The suffixes of what the build ships.
  let suffixes: Set<String>

  /// Nil where there is nothing to compare: no local directory, no RECORD, no project.
  init?(
    of assessment: Assessment, project: Project, files: [(InstalledFiles.File, InstalledFate)],
    variables: ProcessEnvironment
  ) {
    let distribution = assessment.distribution
    guard let source = distribution.localSource, source.kind != .editable,
      let moment = BuildMoment(of: distribution, recorded: assessment.recorded?.timestamp),
      let site = distribution.path.parent,
      let comparer = SourceComparer(
        site: site, project: project, files: files, moment: Self.moment(moment, of: source),
        version: distribution.version)
    else { return nil }
    self.project = project.files.directory
    self.site = site
    self.moment = comparer.moment
    let result = comparer.compare(variables: variables)
    coversModules = result.coversModules
    unread = project.files.walk.unread + result.unread
    suffixes = Self.suffixes(comparer.shipped)
    differences = result.differences.sorted {
      ($0.source, $0.installed) < ($1.source, $1.installed)
    }
    rewritten = result.rewritten.sorted()
    // A file that the version is read from may hold a new one: its own advice tells of that.
    settled = result.settled.union(result.differences.map(\.source))
      .union(Set(result.rewritten).subtracting(project.inputs.version.files))
  }

  /// The same for one who has nothing but the verdict; nil where there is nothing to compare.
  package init?(of assessment: Assessment, surveyor: Surveyor) {
    let distribution = assessment.distribution
    guard let project = Self.project(of: distribution),
      let files = InstalledFiles(of: distribution)
    else { return nil }
    self.init(
      of: assessment, project: Project(of: project),
      files: Array(zip(files.files, InstalledFate.all(files, of: distribution))),
      variables: surveyor.variables)
  }

  /// A text is made of those only that differ from the one before: nearly all are `py`.
  private static func suffixes(_ shipped: [SourceComparer.Shipped]) -> Set<String> {
    var last: ArraySlice<UInt8> = []
    return Set(
      shipped.compactMap { file in
        let bytes = file.installed.bytes
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), bytes[dot...] != last else {
          return nil
        }
        last = bytes[dot...]
        return file.installed.suffix
      })
  }

  /// Whether the inode of a source changed since the build.
  func hasChanged(_ source: Path) -> Bool {
    guard let status = try? Directory.working.status(of: project.appending(source.bytes)) else {
      return false
    }
    return status.changed > moment.lastSeen
  }

  /// The lines that differ, from what is installed to what the source says; nil if one of the two
  /// cannot be read, or is too large to show.
  package func lines(of difference: Difference) -> UnifiedDiff? {
    let limit = 16 << 20
    let installed =
      difference.kind == .added
      ? []
      : try? Directory.working.read(site.appending(difference.installed.bytes), limit: limit)
        .content
    let source =
      difference.kind == .removed
      ? []
      : try? Directory.working.read(project.appending(difference.source.bytes), limit: limit)
        .content
    guard let installed, let source else { return nil }
    return UnifiedDiff(from: installed, to: source)
  }

  /// An archive was built before uv unpacked it.
  private static func moment(_ moment: BuildMoment, of source: LocalSource) -> BuildMoment {
    guard source.kind == .archive, let path = source.path,
      let archive = try? Directory.working.status(of: path), archive.modified < moment.ended
    else { return moment }
    return BuildMoment(archive: archive.modified, installed: moment.installed)
  }

  /// The project that an install's files come from: its directory, or that in whose `dist` an
  /// archive lies.
  static func project(of distribution: Distribution) -> Path? {
    guard let source = distribution.localSource, let path = source.path else { return nil }
    if source.kind != .archive { return path }
    guard let directory = path.parent, directory.name == Array("dist".utf8),
      let project = directory.parent,
      BuildDescription(of: project).projectName?.normalized == distribution.name
    else { return nil }
    return project
  }
}
