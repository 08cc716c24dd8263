import Platform
import UV

/// A source tree without what no build takes in: what Git ignores, environments, caches, build
/// output.
///
/// One walk; a directory that is left out is not entered. Git itself is not needed.
struct SourceWalk {
  /// More entries than any project's own sources have; what lies behind them is not looked at.
  static let limit = 200_000

  /// A directory that was not entered.
  struct LeftOut: Hashable, Sendable {
    enum Reason: Hashable, Sendable {
      case environment, output, versionControl, ignored, project
    }

    let path: Path
    let reason: Reason
  }

  /// Relative to the project, sorted.
  ///
  /// Of the modules of an editable install nobody asks more than the name, so their status is read
  /// where it is needed.
  private(set) var files: [Path] = []
  /// Those that were entered, the project's own first.
  private(set) var directories: [Path] = []
  private(set) var leftOut: [LeftOut] = []
  /// Files that Git ignores, in directories that it does not.
  private(set) var ignoredFiles: [Path] = []
  /// What is there and cannot be read.
  private(set) var unread: [FileError] = []
  /// By directory, outermost first; the directory's path relative to the project, or to what lies
  /// above.
  private var ignoreFiles: [(prefix: [UInt8], depth: Int, file: IgnoreFile)] = []
  private var count = 0

  init(of project: Path) {
    guard let directory = noting({ () throws(FileError) in try Directory.working.open(project) }),
      let entries = noting({ () throws(FileError) in try directory.sortedEntries() })
    else { return }
    readIgnoreFiles(above: project)
    walk(directory, entries, [], depth: 0)
    // Nearly sorted: only `a/b` and `a-b` have changed places.
    files.sort()
  }

  /// Where a file stands in `files`; those that are asked for in their order are found at once.
  func position(of path: Path, near guess: Int) -> Int? {
    if guess < files.count, files[guess] == path { return guess }
    var (low, high) = (0, files.count)
    while low < high {
      let middle = (low + high) / 2
      if files[middle] < path { low = middle + 1 } else { high = middle }
    }
    return low < files.count && files[low] == path ? low : nil
  }

  /// Enters a directory that was left out.
  mutating func enter(_ path: Path, of project: Path) {
    leftOut.removeAll { $0.path == path }
    let inside = Self(of: project.appending(path.bytes))
    files += inside.files.map { path.appending($0.bytes) }
    files.sort()
    directories += inside.directories.map { path.appending($0.bytes) }
    ignoredFiles += inside.ignoredFiles.map { path.appending($0.bytes) }
    leftOut += inside.leftOut.map {
      LeftOut(path: path.appending($0.path.bytes), reason: $0.reason)
    }
    unread += inside.unread
  }

  /// Takes in files that Git ignores.
  mutating func take(_ ignored: [Path]) {
    let found = ignoredFiles.filter(ignored.contains)
    if found.isEmpty { return }
    ignoredFiles.removeAll(where: found.contains)
    files += found
    files.sort()
  }

  // MARK: - Walking

  /// What `look` finds; nil where it is gone or cannot be read.
  private mutating func noting<Found>(_ look: () throws(FileError) -> Found) -> Found? {
    do throws(FileError) {
      return try look()
    } catch {
      if !error.isNotFound { unread.append(error) }
      return nil
    }
  }

  private mutating func walk(
    _ directory: Directory, _ entries: [Directory.Entry], _ path: [UInt8], depth: Int
  ) {
    directories.append(Path(path))
    let before = ignoreFiles.count
    if entries.contains(where: { $0.name == Self.ignoreFile }) {
      readIgnoreFile(directory, prefix: [], depth: path.isEmpty ? 0 : path.count + 1)
    }
    defer { ignoreFiles.removeLast(ignoreFiles.count - before) }
    for entry in entries {
      count += 1
      if count > Self.limit { return }
      let name = entry.name.bytes
      let below = Path(path).appending(name).bytes
      switch entry.kind {
      case .directory:
        let opened = noting { () throws(FileError) in
          try directory.open(entry.name, follow: false)
        }
        guard let child = opened else { continue }
        if let reason = whyNotRead(child, below) {
          leftOut.append(LeftOut(path: Path(below), reason: reason))
        } else if depth < 63,
          let inside = noting({ () throws(FileError) in try child.sortedEntries() })
        {
          if let reason = whyApart(child, inside, below) {
            leftOut.append(LeftOut(path: Path(below), reason: reason))
          } else {
            walk(child, inside, below, depth: depth + 1)
          }
        }
      case .regular:
        if isIgnored(below, isDirectory: false) {
          ignoredFiles.append(Path(below))
        } else {
          files.append(Path(below))
        }
      default: continue
      }
    }
  }

  /// What its name tells.
  private mutating func whyNotRead(_ directory: Directory, _ path: [UInt8]) -> LeftOut.Reason? {
    let name = String(decoding: Path(path).name, as: UTF8.self)
    if Places.isVersionControl(name) { return .versionControl }
    let reason: LeftOut.Reason? =
      Places.isEnvironment(name) ? .environment : Places.isOutput(name) ? .output : nil
    // A package may be called `build` or `env`, and so may a directory of C.
    let isNamedOnly =
      reason == .environment && Places.isPlainWord(name)
      && !["bin", "Scripts", Self.environmentFile].contains { directory.has($0) }
    // Cargo and Maven make others than compilers, which have targets, too.
    let isOfCompiler =
      name == "target"
      && !["CACHEDIR.TAG", ".rustc_info.json", "debug", "release", "wheels", "classes"]
        .contains { directory.has($0) }
    let isPackage = ["__init__.py", "__init__.pyi"].contains { directory.has($0) }
    if let reason, !isNamedOnly, !isOfCompiler, !isPackage { return reason }
    return isIgnored(path, isDirectory: true) ? .ignored : nil
  }

  /// What lies in it tells.
  private func whyApart(
    _ directory: Directory, _ entries: [Directory.Entry], _ path: [UInt8]
  ) -> LeftOut.Reason? {
    func has(_ name: Path) -> Bool {
      entries.contains { $0.name == name } && directory.has(name)
    }
    if has(Self.environmentFile) { return .environment }
    // A project of its own, unless it is a copy that this one builds from.
    let isVendored = Path(path).components.dropLast()
      .contains { Places.isVendored(String(decoding: $0, as: UTF8.self)) }
    return !isVendored && has(Self.manifest) ? .project : nil
  }

  // MARK: - Ignoring

  /// The innermost file that says something decides.
  private mutating func isIgnored(_ path: [UInt8], isDirectory: Bool) -> Bool {
    for index in ignoreFiles.indices.reversed() {
      let relative = ignoreFiles[index].prefix + path.dropFirst(ignoreFiles[index].depth)
      if let truth = ignoreFiles[index].file.ignores(relative, isDirectory: isDirectory) {
        return truth
      }
    }
    return false
  }

  private static let ignoreFile: Path = ".gitignore"
  private static let environmentFile: Path = "pyvenv.cfg"
  private static let manifest: Path = "pyproject.toml"

  private mutating func readIgnoreFile(
    _ directory: Directory, _ name: Path = ignoreFile, prefix: [UInt8], depth: Int
  ) {
    guard let content = try? directory.read(name, limit: 1 << 20).content,
      let file = IgnoreFile(content)
    else { return }
    ignoreFiles.append((prefix, depth, file))
  }

  /// Those of the repository's directories above the project, and its own list of exclusions.
  private mutating func readIgnoreFiles(above project: Path) {
    var directories: [Path] = []
    var current: Path? = project
    while let path = current {
      directories.append(path)
      if Directory.working.has(path.appending(".git")) { break }
      current = path.parent
    }
    guard current != nil else { return }
    for path in directories.reversed() {
      guard let directory = try? Directory.working.open(path) else { continue }
      var prefix = path == project ? [] : project.relative(to: path).bytes
      if !prefix.isEmpty { prefix.append(UInt8(ascii: "/")) }
      if path == directories.last {
        readIgnoreFile(directory, ".git/info/exclude", prefix: prefix, depth: 0)
      }
      if path != project { readIgnoreFile(directory, prefix: prefix, depth: 0) }
    }
  }
}

/// Directories by what lies in them.
enum Places {
  private static let environments: Set<String> = [
    ".venv", "venv", ".env", "env", ".tox", ".nox", "site-packages", "node_modules", ".conda",
    ".pixi",
  ]
  private static let output: Set<String> = [
    "build", "dist", "target", ".pdm-build", ".eggs", ".hatch", "zig-cache", ".zig-cache",
    "_skbuild", "_build", "builddir", "__pycache__",
    ".mypy_cache",
    ".pytest_cache", ".ruff_cache", ".hypothesis", ".cache", ".ipynb_checkpoints", "htmlcov",
    "wheelhouse", ".uv-cache", ".uv_cache",
  ]
  private static let versionControl: Set<String> = [".git", ".hg", ".svn", ".jj"]

  static func isEnvironment(_ name: String) -> Bool { environments.contains(name) }

  /// Whether other directories than environments have this name, too.
  static func isPlainWord(_ name: String) -> Bool { name == "env" || name == "venv" }

  static func isOutput(_ name: String) -> Bool {
    output.contains(name) || name.hasSuffix(".egg-info") || name.hasPrefix("cmake-build-")
      || name.hasSuffix(".dist-info")
  }

  /// Whether no build reads what lies in a directory of this name.
  static func isOutside(_ name: String) -> Bool {
    isEnvironment(name) || isOutput(name) || isVersionControl(name)
  }

  static func isVersionControl(_ name: String) -> Bool { versionControl.contains(name) }

  /// Whether other projects' sources are kept in a directory of this name.
  static func isVendored(_ name: String) -> Bool {
    [
      "vendor", "_vendor", "vendored", "third_party", "third-party", "thirdparty", "3rdparty",
      "extern", "external", "externals", "ext", "deps", "subprojects", "submodules",
    ].contains(name)
  }
}
