import Platform
import UV

/// A closer look at the files of a local install: what RECORD lists, and the project behind it.
///
/// Made only where somebody asks about this install; no verdict needs it.
struct InstalledContent {
  let assessment: Assessment
  let files: InstalledFiles
  /// What became of each of them.
  let fates: [InstalledFate]
  let environment: PythonEnvironment
  let variables: ProcessEnvironment
  let hook: ImportHook
  /// Nil where WHEEL or RECORD cannot be read.
  let moment: BuildMoment?
  /// What the install comes from; nil where there is no project to look at.
  let source: Source?

  struct Source {
    let project: Project
    /// Nil for an editable install, whose modules are the source.
    let comparison: SourceComparison?

    var directory: Path { project.files.directory }
    var build: BuildDescription { project.build }
    var walk: SourceWalk { project.files.walk }
  }

  /// Nil for an install that is not local, or has no RECORD.
  init?(
    of assessment: Assessment, files: InstalledFiles?, project: Project?, surveyor: Surveyor
  ) {
    let distribution = assessment.distribution
    guard let files, distribution.localSource != nil else { return nil }
    self.assessment = assessment
    self.files = files
    let fates = InstalledFate.all(files, of: distribution)
    self.fates = fates
    environment = surveyor.environment
    variables = surveyor.variables
    let isEditable = distribution.localSource?.kind == .editable
    hook = isEditable ? ImportHook(of: distribution, files) : ImportHook()
    moment = BuildMoment(of: distribution, recorded: assessment.recorded?.timestamp)
    source = project.map { project in
      Source(
        project: project,
        comparison: SourceComparison(
          of: assessment, project: project, files: Array(zip(files.files, fates)),
          variables: surveyor.variables))
    }
  }

  var distribution: Distribution { assessment.distribution }
  var isEditable: Bool { distribution.localSource?.kind == .editable }

  /// What reinstalls it: uv builds again, whatever its cache holds.
  var reinstall: String { "uvfresh reinstall \(distribution.name)" }

  /// Whether an editable build copied a file of the source, and the copy is still equal.
  func isCopied(_ file: Path) -> Bool {
    guard isEditable, let source, let site = distribution.path.parent,
      let installed = SourceLayout(source.build).installed(from: file),
      files.files.contains(where: { $0.path == installed }),
      let copy = try? Directory.working.read(site.appending(installed.bytes), limit: 4 << 20),
      let now = try? Directory.working.read(source.project.files.full(file), limit: 4 << 20)
    else { return false }
    return copy.content == now.content
  }

  /// All advice that the files give.
  ///
  /// `proposal` are the keys that would have uv notice.
  func advice(proposal: @autoclosure () -> KeyProposal?) -> [Advice] {
    ContentDifferences.advice(self, proposal: proposal()) + BrokenInstall.advice(self)
      + MissingDependencies.advice(self)
  }
}

/// What became of a file that RECORD lists.
enum InstalledFate: Hashable, Sendable {
  /// Compiled bytecode, which comes and goes, and the dist-info, which the verdict is about.
  case notAsked
  case gone
  /// It cannot be looked at.
  case unknown
  case there(modified: Timestamp)

  /// Each file is asked once, whoever wants to know.
  static func all(_ files: InstalledFiles, of distribution: Distribution) -> [InstalledFate] {
    guard let site = distribution.path.parent, let directory = try? Directory.working.open(site)
    else { return files.files.map { _ in .notAsked } }
    var lookup = FileLookup(directory)
    let own = distribution.path.name
    return files.files.map { file in
      let bytes = file.path.bytes
      if bytes.suffix(4).elementsEqual(".pyc".utf8) || bytes.starts(with: own) { return .notAsked }
      do throws(FileError) {
        return .there(modified: try lookup.status(of: file.path).modified)
      } catch {
        return error.isNotFound ? .gone : .unknown
      }
    }
  }
}
