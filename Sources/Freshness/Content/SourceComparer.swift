import Formats
import Glibc
import Platform
import UV

/// Compares the files that a copy has with those of its source.
struct SourceComparer {
  let site: Path
  let project: Path
  let build: BuildDescription
  let moment: BuildMoment
  let version: String?
  let layout: SourceLayout
  let siteDirectory: Directory
  let projectDirectory: Directory
  /// Installed files that may come from the source.
  let shipped: [Shipped]
  let files: ProjectFiles

  struct Shipped {
    let installed: Path
    /// What RECORD says.
    let size: Int?
    /// When the installed file was last edited; nil if it is gone.
    let modified: Timestamp?
    /// Where the build takes it from; nil where that cannot be told.
    var source: Path?
  }

  init?(
    site: Path, project: Project, files: [(InstalledFiles.File, InstalledFate)],
    moment: BuildMoment, version: String?
  ) {
    guard let siteDirectory = try? Directory.working.open(site),
      let projectDirectory = try? Directory.working.open(project.files.directory)
    else { return nil }
    self.site = site
    self.project = project.files.directory
    self.files = project.files
    build = project.build
    self.moment = moment
    self.version = version
    self.siteDirectory = siteDirectory
    self.projectDirectory = projectDirectory
    layout = SourceLayout(build)
    var shipped: [Shipped] = []
    var byTop: [Path: [Int]] = [:]
    var top: Path = ""
    shipped.reserveCapacity(files.count)
    for (file, fate) in files where Self.isCompared(file.path) {
      var modified: Timestamp?
      if case .there(let time) = fate { modified = time }
      let mapped = layout.mapped(file.path)
      if mapped == nil {
        // Files of one package stand together.
        if top.isEmpty || !file.path.isBelow(top) { top = Self.top(of: file.path) }
        byTop[top, default: []].append(shipped.count)
      }
      shipped.append(
        Shipped(installed: file.path, size: file.size, modified: modified, source: mapped))
    }
    for (top, indices) in byTop {
      guard
        let root = Self.root(
          of: top, indices.lazy.map { shipped[$0].installed }, layout, projectDirectory)
      else { continue }
      for index in indices {
        shipped[index].source = root.appending(shipped[index].installed.bytes)
      }
    }
    self.shipped = shipped
  }

  /// Which of the layout's roots holds a top-level package or module.
  private static func root(
    of top: Path, _ files: some Collection<Path>, _ layout: SourceLayout, _ project: Directory
  ) -> Path? {
    let roots = layout.roots.filter { project.has($0.appending(top.bytes)) }
    if roots.count < 2 { return roots.first }
    // That which has more of its files.
    let counts = roots.map { root in
      files.prefix(100).count { project.has(root.appending($0.bytes)) }
    }
    let most = counts.max() ?? 0
    return counts.count { $0 == most } == 1 ? zip(roots, counts).first { $1 == most }?.0 : nil
  }

  private static func top(of path: Path) -> Path {
    Path(Array(path.bytes.prefix { $0 != UInt8(ascii: "/") }))
  }

  /// Text that somebody writes: no metadata, nothing compiled, nothing outside of site-packages.
  private static func isCompared(_ path: Path) -> Bool {
    let first = path.bytes.prefix { $0 != UInt8(ascii: "/") }
    if first.isEmpty || first.elementsEqual("..".utf8) { return false }
    if first.hasSuffix(".dist-info") || first.hasSuffix(".data") { return false }
    if path.isAtTop, first.hasSuffix(".pth") || first.starts(with: "__editable__".utf8) {
      return false
    }
    return path.isPython || !compiled.contains { path.bytes[...].hasSuffix($0) }
  }

  private static let compiled: [StaticString] = [
    ".pyc", ".so", ".pyd", ".dll", ".dylib", ".a", ".o", ".lib",
  ]

  struct Result {
    var differences: [SourceComparison.Difference] = []
    var rewritten: [Path] = []
    var settled: Set<Path> = []
    var coversModules = false
    /// What could not be read, and so may differ.
    var unread: [FileError] = []
  }

  func compare(variables: ProcessEnvironment) -> Result {
    var result = Result()
    var unchanged: [(installed: Path, source: Path)] = []
    var gone: [(installed: Path, source: Path)] = []
    var lookup = FileLookup(projectDirectory)
    var isShipped = Array(repeating: false, count: files.walk.files.count)
    var next = 0
    for file in shipped {
      guard let source = file.source else { continue }
      let installed = file.installed
      let position = files.walk.position(of: source, near: next)
      if let position {
        isShipped[position] = true
        next = position + 1
      }
      let isSource = position != nil || isOutsideOfWalk(source)
      guard isSource, let status = status(of: source, &lookup, &result.unread) else {
        if installed.isPython, !projectDirectory.has(source) { gone.append((installed, source)) }
        continue
      }
      if installed.isPython { result.coversModules = true }
      let isEditedInPlace =
        file.modified.map { $0.seconds(since: moment.installed) > 2 } ?? false
      guard status.changed > moment.lastSeen || isEditedInPlace else {
        unchanged.append((installed, source))
        continue
      }
      switch likeness(installed, file.size, source, status) {
      case .equal: result.settled.insert(source)
      case .rewritten: result.rewritten.append(source)
      case .different:
        result.differences.append(
          SourceComparison.Difference(
            kind: .edited, installed: installed, source: source, edited: status.modified))
      case .unread(let error): result.unread.append(error)
      case .unknown: break
      }
    }
    if !result.differences.isEmpty, rewritesModules(unchanged, result) {
      result.rewritten += result.differences.map(\.source)
      result.differences = []
    }
    result.differences += removed(gone, variables)
    result.differences += added(beside: result.differences, isShipped)
    return result
  }

  /// Nil for what is no source, or is gone.
  private func status(
    of source: Path, _ lookup: inout FileLookup, _ unread: inout [FileError]
  ) -> FileStatus? {
    do throws(FileError) {
      let status = try lookup.status(of: source)
      return status.kind == .regular ? status : nil
    } catch {
      if !error.isNotFound { unread.append(error) }
      return nil
    }
  }

  /// Directories such as `build` are not walked; one that is a package is one all the same.
  private func isOutsideOfWalk(_ source: Path) -> Bool {
    source.components.dropLast().contains {
      Places.isOutside(String(decoding: $0, as: UTF8.self))
    }
  }

  // MARK: - Edited

  private enum Likeness {
    case equal, different, rewritten, unknown
    case unread(FileError)
  }

  private func likeness(
    _ installed: Path, _ size: Int?, _ source: Path, _ status: FileStatus
  ) -> Likeness {
    // Made by Cython, not written by anybody.
    let stem = source.bytes.lastIndex(of: UInt8(ascii: ".")).map { Array(source.bytes[..<$0]) }
    if !source.isPython, let stem, projectDirectory.has(Path(stem + Array(".pyx".utf8))) {
      return .unknown
    }
    let limit = 4 << 20
    let now: [UInt8]
    let then: [UInt8]
    do throws(FileError) {
      now = try projectDirectory.read(source, limit: limit).content
      then = try siteDirectory.read(installed, limit: limit).content
    } catch {
      if error.code != EFBIG, !error.isNotFound { return .unread(error) }
      if let size, status.size > limit { return Int(status.size) == size ? .unknown : .different }
      return .unknown
    }
    if now == then { return .equal }
    return BuildRewriting.explains(from: now, to: then, version: version) ? .rewritten : .different
  }

  /// Whether the build ships modules that are not what stands in the source even where nobody
  /// touched them.
  private func rewritesModules(
    _ unchanged: [(installed: Path, source: Path)], _ result: Result
  ) -> Bool {
    // One that a build writes again is known to differ.
    let untouched = unchanged.filter {
      $0.installed.isPython && !Self.isGeneratedName($0.source)
    }
    .sorted { $0.source < $1.source }.prefix(200)
    var (equal, different) = (0, 0)
    var lookup = FileLookup(projectDirectory)
    var unread: [FileError] = []  // these do not count either way
    for (installed, source) in untouched {
      guard let status = status(of: source, &lookup, &unread) else { continue }
      switch likeness(installed, nil, source, status) {
      case .equal: equal += 1
      case .different: different += 1
      case .rewritten, .unknown, .unread: break
      }
    }
    if equal + different > 0 { return different * 10 > equal + different }
    // Nothing is left untouched: a build that changes every module does not tell from edits.
    let edited = result.differences.count { $0.installed.isPython }
    return edited >= 3 && !result.settled.contains { $0.isPython }
  }

  // MARK: - Removed and added

  /// Modules that were in the source once: the directory changed since the build, and either no
  /// build could have written them or Git knows them.
  private func removed(
    _ gone: [(installed: Path, source: Path)], _ variables: ProcessEnvironment
  ) -> [SourceComparison.Difference] {
    let written = Set(build.versionFiles)
    let candidates = gone.filter { _, source in
      !written.contains(source) && !Self.isGeneratedName(source) && directoryChanged(of: source)
    }
    if candidates.isEmpty { return [] }
    let git = layout.generatesModules ? GitProgram(in: project, variables: variables) : nil
    return candidates.filter { _, source in
      guard layout.generatesModules else { return true }
      guard let git, let text = source.utf8Text else { return false }
      return git.output(["cat-file", "-e", "HEAD:./\(text)"]) != nil
        || git.output([
          "rev-list", "--max-count=1", "--since=\(moment.ended.seconds)", "HEAD", "--", text,
        ])?.isEmpty == false
    }.map {
      SourceComparison.Difference(
        kind: .removed, installed: $0.installed, source: $0.source, edited: nil)
    }
  }

  private static func isGeneratedName(_ path: Path) -> Bool {
    let name = String(decoding: path.name, as: UTF8.self)
    return name.contains("version") || name.hasSuffix("_pb2.py") || name.hasSuffix("_pb2_grpc.py")
  }

  private func directoryChanged(of source: Path) -> Bool {
    var directory = source.parent
    while let current = directory {
      let name: Path = current.isEmpty ? "." : current
      if let status = try? projectDirectory.status(of: name) {
        return status.changed > moment.lastSeen
      }
      directory = current.parent
    }
    return false
  }

  /// Modules that a build would ship and that are not installed.
  ///
  /// A directory counts if modules of it are installed; a module that was there at the build and
  /// that the build left out stays left out.
  private func added(
    beside differences: [SourceComparison.Difference], _ isShipped: [Bool]
  ) -> [SourceComparison.Difference] {
    if layout.extent == .listed || layout.generatesModules && build.backend == .setuptools {
      return []
    }
    // By the source's directory; files of one directory stand together.
    var installedDirectories: [Path: Path] = [:]
    var last: Path?
    for file in shipped where file.installed.isPython && !file.installed.isAtTop {
      guard let source = file.source, last?.isBeside(source) != true else { continue }
      last = source
      if let below = source.parent, let directory = file.installed.parent {
        installedDirectories[below] = directory
      }
    }
    let excluded =
      layout.exclusions.isEmpty
      ? nil : IgnoreFile(Array(layout.exclusions.joined(separator: "\n").utf8))
    let removed = differences.filter { $0.kind == .removed }.map(\.source)
    let names = Set(removed.map(\.name))
    let places = Set(removed.compactMap(\.parent))
    let candidates = zip(files.walk.files, isShipped).filter { !$1 && $0.isPython }
    if candidates.isEmpty { return [] }
    let there = Set(shipped.map(\.installed))
    return candidates.compactMap { source, _ in
      let beside = source.parent.flatMap { installedDirectories[$0] }?.appending(source.name)
      guard let place = beside ?? place(of: source, installedDirectories),
        !there.contains(place), Self.isModuleName(source),
        let status = try? projectDirectory.status(of: source), status.changed > moment.lastSeen
      else { return nil }
      if var excluded {
        for path in [source, place] where excluded.ignoresWithParents(path) { return nil }
      }
      // A birth after the build is sure; what was renamed is older.
      let born = status.born ?? status.changed
      let isRenamed = names.contains(source.name) || source.parent.map(places.contains) == true
      guard born > moment.lastSeen || isRenamed else { return nil }
      return SourceComparison.Difference(
        kind: .added, installed: place, source: source, edited: status.modified)
    }
  }

  /// Where a module of a directory without installed modules would be installed: in a new package
  /// below one that is installed.
  private func place(of source: Path, _ directories: [Path: Path]) -> Path? {
    guard let parent = source.parent else { return nil }
    var below: [[UInt8]] = [source.name]
    var current: Path? = parent
    while let directory = current, !directory.isEmpty {
      if let installed = directories[directory] {
        return installed.appending(Array(below.joined(separator: [UInt8(ascii: "/")])))
      }
      let name = String(decoding: directory.name, as: UTF8.self)
      if NativeFiles.isLeftAlone(source) || !Self.isIdentifier(name) { return nil }
      if !files.paths.contains(directory.appending("__init__.py")) { return nil }
      below.insert(directory.name, at: 0)
      current = directory.parent
    }
    return nil
  }

  private static func isModuleName(_ path: Path) -> Bool {
    isIdentifier(String(decoding: path.name.dropLast(3), as: UTF8.self))
  }

  private static func isIdentifier(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first == "_" || first.properties.isXIDStart else {
      return false
    }
    return name.unicodeScalars.allSatisfy { $0.properties.isXIDContinue }
  }
}

extension ArraySlice<UInt8> {
  /// By its bytes: a string in their place takes ten times as long, and each file is asked ten times.
  fileprivate func hasSuffix(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    return count >= length
      && suffix(length).withUnsafeBytes { bytes in
        bytes.baseAddress.map { memcmp($0, text.utf8Start, length) == 0 } ?? false
      }
  }
}

extension IgnoreFile {
  /// Whether a path or a directory above it is excluded.
  fileprivate mutating func ignoresWithParents(_ path: Path) -> Bool {
    var current: Path? = path
    var isDirectory = false
    while let one = current, !one.isEmpty {
      if ignores(one.bytes, isDirectory: isDirectory) == true { return true }
      current = one.parent
      isDirectory = true
    }
    return false
  }
}
