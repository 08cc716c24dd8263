import Glibc
import Platform
import UV

/// Which packages would turn stale if some files changed; nothing is touched.
///
/// Files that are there are told by their identity, so that links count as they do for uv; a file that
/// is not there yet only by its name.
package struct WhatIf: Sendable {
  /// A package of which a key watches some of the files.
  package struct Hit: Sendable {
    package let assessment: Assessment
    package let keys: [KeyHit]

    /// Fresh now.
    package var turns: Bool { assessment.state == .fresh }
  }

  /// A key, and what of the files it watches.
  package struct KeyHit: Sendable {
    /// Nil for an archive, which has no keys.
    package let key: CacheKey?
    /// As they were given.
    package let paths: [Path]
  }

  /// A directory and a key that notices when it is made, removed or replaced, not what changes in
  /// it.
  package struct Place: Sendable {
    package let package: String
    package let key: CacheKey
    /// As it was given.
    package let path: Path
  }

  /// Sorted by name, then by path.
  package let hits: [Hit]
  /// Directories with nothing in them that is watched, though a key is for them.
  package let places: [Place]
  /// What no key of any package watches.
  package let unwatched: [Path]

  /// `paths` are absolute; a directory stands for all files in it.
  package init(_ paths: [Path], _ survey: Survey, _ surveyor: Surveyor) {
    let changes = Changes(paths)
    let computer = surveyor.computer()
    let local = survey.assessments.filter { $0.distribution.localSource != nil }
    let found = Parallel.map(local, state: { () }) { _, assessment in
      Self.look(assessment, changes, computer)
    }
    hits = found.compactMap(\.hit)
    let watched = Set(hits.flatMap { $0.keys.flatMap(\.paths) })
    unwatched = paths.filter { !watched.contains($0) }
    places = found.flatMap(\.places).filter { !watched.contains($0.path) }
  }

  private static func look(
    _ assessment: Assessment, _ changes: Changes, _ computer: CacheInfoComputer
  ) -> (hit: Hit?, places: [Place]) {
    guard let source = assessment.distribution.localSource?.path else { return (nil, []) }
    var found: [Int: Set<Path>] = [:]
    let computed = try? computer.compute(source) { match in
      found[match.key, default: []].formUnion(changes.paths(of: match.status))
    }
    guard let computed else { return (nil, []) }
    guard let list = computed.keys else {
      // An archive: it is the file itself.
      guard let status = try? Directory.working.status(of: source) else { return (nil, []) }
      let paths = changes.paths(of: status)
      let hit = Hit(assessment: assessment, keys: [KeyHit(key: nil, paths: paths.sorted())])
      return (paths.isEmpty ? nil : hit, [])
    }
    changes.addAbsent(to: &found, list.keys, source, computer.rules)
    let keys = found.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { index, paths in
      KeyHit(
        key: list.keys.indices.contains(index) ? list.keys[index] : nil, paths: paths.sorted())
    }
    let places = list.keys.flatMap { key -> [Place] in
      guard case .directory(let text) = key,
        let status = try? Directory.working.status(of: source.appending(text))
      else { return [] }
      return changes.directories(status).sorted().map {
        Place(package: assessment.distribution.name, key: key, path: $0)
      }
    }
    return (keys.isEmpty ? nil : Hit(assessment: assessment, keys: keys), places)
  }
}

/// Files that are said to change.
private struct Changes: Sendable {
  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64

    init(_ status: FileStatus) {
      device = status.device
      inode = status.inode
    }
  }

  /// What was given, by the files that it stands for.
  private var given: [Identity: Set<Path>] = [:]
  /// Directories that were given.
  private var directories: [Identity: Set<Path>] = [:]
  /// Files that are not there yet.
  private var absent: [Path] = []

  /// More files than any change has.
  private static let limit = 200_000

  init(_ paths: [Path]) {
    for path in paths {
      guard let status = try? Directory.working.status(of: path) else {
        absent.append(path)
        continue
      }
      if status.kind == .directory {
        directories[Identity(status), default: []].insert(path)
        var left = Self.limit
        addFiles(below: path, of: path, &left, depth: 0)
      } else {
        add(status, path)
      }
    }
  }

  private mutating func add(_ status: FileStatus, _ path: Path) {
    given[Identity(status), default: []].insert(path)
  }

  /// Links are not followed: what they lead to lies elsewhere.
  private mutating func addFiles(
    below directory: Path, of path: Path, _ left: inout Int, depth: Int
  ) {
    guard depth < 64, let opened = try? Directory.working.open(directory),
      let entries = try? opened.entries()
    else { return }
    for entry in entries where left > 0 {
      left -= 1
      switch entry.kind {
      case .directory:
        addFiles(below: directory.appending(entry.name.bytes), of: path, &left, depth: depth + 1)
      case .regular:
        if let status = try? opened.status(of: entry.name, follow: false) { add(status, path) }
      default: continue
      }
    }
  }

  /// What was given and stands for a file.
  func paths(of status: FileStatus) -> Set<Path> {
    given[Identity(status)] ?? []
  }

  /// What was given and is a directory.
  func directories(_ status: FileStatus) -> Set<Path> {
    directories[Identity(status)] ?? []
  }

  /// Files that would be new: by the names that keys ask for, and by a directory that would be made.
  func addAbsent(
    to found: inout [Int: Set<Path>], _ keys: [CacheKey], _ source: Path, _ rules: Rules
  ) {
    if absent.isEmpty { return }
    var matcher = try? KeyMatcher(keys, rules: rules)
    for path in absent {
      if let key = matcher?.key(for: path.relative(to: source)) {
        found[key, default: []].insert(path)
      }
      for (index, key) in keys.enumerated() {
        switch key {
        case .file(let text) where Path(text).isAbsolute:
          // Only such a key is compared with the whole path.
          var alone = try? KeyMatcher([key], rules: rules)
          if alone?.matches(path) == true { found[index, default: []].insert(path) }
        case .directory(let text) where !text.isEmpty:
          let place = source.appending(text).normalized
          if path.isBelow(place), !Directory.working.has(place) {
            found[index, default: []].insert(path)
          }
        default: continue
        }
      }
    }
  }
}
