import Platform
import UV

/// Where globs of a top directory begin, so that they keep off tests and C that nobody compiles.
///
/// The top itself; where such a thing lies in it, the directories around that, as in `py/tests`,
/// and the files beside them.
struct KeyBranches {
  /// With all that lies below.
  private(set) var directories: [Path]
  /// Of which only their own files count.
  private(set) var flat: [Path] = []
  private(set) var files: [Path] = []

  init(directories: [Path]) { self.directories = directories }

  init(of top: Path, _ paths: [Path], _ inputs: [BuildInput], _ project: ProjectFiles) {
    let wanted = Set(inputs.map(\.path))
    let suffixes = Set(paths.compactMap(\.suffix))
    let places = Set(paths.map { $0.parent ?? "" })
    let strays = project.paths.filter { path in
      path.isBelow(top) && path.suffix.map(suffixes.contains) == true
        && !places.contains(path.parent ?? "")
        && (NativeFiles.isApart(path) || path.isCompiledUnit && !wanted.contains(path))
    }
    let depth = top.components.count
    // Where that becomes long, what lies less deep is left in.
    for limit in [64, depth + 2, depth + 1] {
      directories = []
      (flat, files) = ([], [])
      descend(top, paths, strays, limit)
      if isShort { return }
    }
    (flat, files) = ([], [])
    directories = [top]
    if let alike = Self.alike(below: top, paths, strays) { (directories, files) = alike }
  }

  private var isShort: Bool {
    directories.count + flat.count <= 10 && files.count <= 4
      && files.allSatisfy { $0.utf8Text.map { !CacheKey.isGlob($0) } ?? false }
  }

  private mutating func descend(
    _ directory: Path, _ paths: [Path], _ strays: Set<Path>, _ limit: Int
  ) {
    let depth = directory.components.count + 1
    if depth > limit || !strays.contains(where: { $0.isBelow(directory) }) {
      directories.append(directory)
      return
    }
    let own = paths.filter { $0.components.count == depth }
    if own.count > 4 { flat.append(directory) } else { files += own }
    let below = Dictionary(grouping: paths.filter { $0.components.count > depth }) { path in
      Self.path(path.components.prefix(depth))
    }
    for (child, paths) in below.sorted(by: { $0.key < $1.key }) {
      descend(child, paths, strays, limit)
    }
  }

  /// Directories of the same few names, as `crates/*/src`, and the few files beside them; nil where
  /// that keeps off no stray.
  private static func alike(
    below top: Path, _ paths: [Path], _ strays: Set<Path>
  ) -> (directories: [Path], files: [Path])? {
    let depth = top.components.count + 1
    let beside = paths.filter { $0.components.count <= depth + 1 }
    guard beside.count <= 8,
      beside.allSatisfy({ $0.utf8Text.map { !CacheKey.isGlob($0) } ?? false })
    else { return nil }
    let parts = paths.map(\.components).filter { $0.count > depth + 1 }
    let names = Set(parts.map { path([$0[depth]]) })
    let isPlain = names.allSatisfy { $0.utf8Text.map { !CacheKey.isGlob($0) } ?? false }
    guard !names.isEmpty, names.count <= 4, isPlain else { return nil }
    let reached = strays.filter { stray in
      let parts = stray.components
      return parts.count > depth + 1 && names.contains(path([parts[depth]]))
    }
    if reached.count == strays.count { return nil }
    return (names.sorted().map { top.appending("*").appending($0.bytes) }, beside)
  }

  private static func path(_ parts: some Sequence<ArraySlice<UInt8>>) -> Path {
    Path(Array(Array(parts).joined(separator: [UInt8(ascii: "/")])))
  }
}
