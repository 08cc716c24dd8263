import Formats
import Freshness
import Platform

/// The files of a project by what they were to a build.
package struct TracedFiles: Hashable, Sendable {
  /// Read, and there: inputs, modules, and what is set aside.
  package var read: [Path] = []
  /// What a rebuild depends on.
  package var inputs: Set<Path> = []
  /// Packed as they are: an editable install picks them up by itself.
  package var modules: Set<Path> = []
  /// Written by the build, and there.
  package var written: Set<Path> = []
  /// Read, but left by earlier builds or ignored by Git: generated, as far as one can tell.
  package var setAside: Set<Path> = []
  /// Top directories that were only listed, for the source distribution.
  package var listedOnly: [Path] = []
  /// Everything that is there, without environments and what version control keeps.
  package var all: Set<Path> = []

  init() {}

  /// Sorts what a trace found; `wheel` is what was built, empty if nothing was.
  init(
    _ activity: BuildActivity, in project: Path, wheel: WheelContents, version: String?
  ) {
    all = Self.files(of: project)
    let sources = Set(SourceFiles.paths(of: project))
    written = all.filter(activity.isWritten)
    let opened = activity.files.filter { $0.value.reads > 0 && all.contains($0.key) }
    let names = Set(opened.keys)
    var packed: [Path: Int] = [:]
    var versioned: Set<Path> = []
    for (path, file) in opened where !Self.choosesPython(path) {
      read.append(path)
      if path != "pyproject.toml", written.contains(path) { continue }
      if !sources.contains(path), !Self.isNested(path, project) {
        setAside.insert(path)
      } else if Self.isVersionControlFile(path) || Self.isFromCython(path, names) {
        setAside.insert(path)
      } else if wheel.packaged.isEmpty || Self.isNative(path) {
        inputs.insert(path)
      } else if let content = Self.content(of: path, in: project),
        wheel.holds(path.name, content)
      {
        packed[path] = file.reads
        if Self.says(version, content) { versioned.insert(path) }
      } else {
        inputs.insert(path)
      }
    }
    // A file that was opened more often than others that were packed was also read for what it says;
    // where there are too few to compare, the version in it tells.
    let usual = packed.count < 3 ? nil : Self.mode(packed.values)
    for (path, reads) in packed {
      let isInput = usual.map { reads > $0 } ?? versioned.contains(path)
      if isInput { inputs.insert(path) } else { modules.insert(path) }
    }
    read.sort()
    let used = inputs.union(modules)
    listedOnly = activity.listed.filter { directory in
      directory.components.count == 1 && directory != "."
        && !SourceFiles.isOutput(Self.top(directory))
        && !SourceFiles.isApart(Self.top(directory))
        && !used.contains { BuildActivity.isBelow($0, directory) }
        && sources.contains { BuildActivity.isBelow($0, directory) }
    }.sorted()
  }

  // MARK: - Kinds

  private static func top(_ path: Path) -> String {
    String(decoding: path.components.first ?? [], as: UTF8.self)
  }

  /// What uv and version managers read to choose a Python, and uv's own files.
  private static func choosesPython(_ path: Path) -> Bool {
    let names: Set<Path> = [
      ".python-version", ".python-versions", ".tool-versions", "mise.toml", ".mise.toml",
      "uv.toml", "uv.lock", ".env",
    ]
    return names.contains(path)
  }

  /// Files that steer version control only.
  private static func isVersionControlFile(_ path: Path) -> Bool {
    [".gitignore", ".gitattributes", ".gitmodules", ".hgignore", ".hgtags"]
      .contains(String(decoding: path.name, as: UTF8.self))
  }

  /// C that Cython wrote beside a source that was read as well.
  private static func isFromCython(_ path: Path, _ read: Set<Path>) -> Bool {
    for ending in [".c", ".cpp"] {
      let count = ending.utf8.count
      guard path.bytes.count > count, path.bytes.suffix(count).elementsEqual(ending.utf8) else {
        continue
      }
      let stem = Array(path.bytes.dropLast(count))
      if [".pyx", ".py"].contains(where: { read.contains(Path(stem + Array($0.utf8))) }) {
        return true
      }
    }
    return false
  }

  /// Sources that are compiled, even if the wheel holds them too.
  private static func isNative(_ path: Path) -> Bool {
    let name = String(decoding: path.name, as: UTF8.self)
    guard let dot = name.lastIndex(of: ".") else { return false }
    return GlobCover.isSource(String(name[name.index(after: dot)...]))
  }

  /// A project inside, such as vendored code, is a source if nothing ignores it.
  private static func isNested(_ path: Path, _ project: Path) -> Bool {
    var directory = path.parent
    while let above = directory, !above.isEmpty {
      if SourceFiles.isOutput(String(decoding: above.name, as: UTF8.self)) { return false }
      let place = project.appending(above.bytes)
      if Directory.working.has(place.appending("pyproject.toml")) {
        return SourceFiles.paths(of: place).contains(path.relative(inside: above))
      }
      directory = above.parent
    }
    return false
  }

  /// Whether a line says the version of what was built: then it may come from there.
  ///
  /// Only where the version is dynamic.
  private static func says(_ version: String?, _ content: [UInt8]) -> Bool {
    guard let version, !version.isEmpty else { return false }
    return String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline)
      .contains { line in
        line.lowercased().contains(bytesOf: "version")
          && ["\"\(version)\"", "'\(version)'"].contains { line.contains(bytesOf: $0) }
      }
  }

  // MARK: - The tree

  private static func content(of path: Path, in project: Path) -> [UInt8]? {
    (try? Directory.working.read(project.appending(path.bytes), limit: 16 << 20))?.content
  }

  private static func mode(_ counts: some Collection<Int>) -> Int {
    let frequencies = Dictionary(counts.map { ($0, 1) }, uniquingKeysWith: +)
    return frequencies.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? Int.max
  }

  /// More entries than a project has by hand; what lies behind them is not looked at.
  private static let limit = 500_000

  private static func files(of project: Path) -> Set<Path> {
    var files: Set<Path> = []
    var pending: [Path] = [""]
    var count = 0
    while let next = pending.popLast(), count < limit {
      let place = next.isEmpty ? project : project.appending(next.bytes)
      guard let directory = try? Directory.working.open(place, follow: next.isEmpty),
        next.isEmpty || !directory.has("pyvenv.cfg"), let entries = try? directory.entries()
      else { continue }
      for entry in entries {
        count += 1
        let path = next.appending(entry.name.bytes)
        switch entry.kind {
        case .directory:
          if !SourceFiles.isApart(String(decoding: entry.name.bytes, as: UTF8.self)) {
            pending.append(path)
          }
        case .regular: files.insert(path)
        case .link:
          let target = try? directory.status(of: entry.name)
          if target?.kind == .regular { files.insert(path) }
        default: break
        }
      }
    }
    return files
  }
}

extension Path {
  /// A path below a directory, as seen from there.
  fileprivate func relative(inside directory: Path) -> Path {
    Path(Array(bytes.dropFirst(directory.bytes.count + 1)))
  }
}
