import FileSystem
import Glibc

/// A file that a glob brings in.
struct GlobMatch {
  /// The index of the cache key that decides.
  let key: Int
  /// Relative to the project.
  let path: Path
  let status: FileStatus
}

/// Walks the base of a group and reports each file that its rules include.
struct GlobWalk {
  private let group: GlobGroup
  private let basePath: Path
  private let keys: [Int]
  private var automaton: GlobAutomaton
  private let linksCount: Bool
  /// Told of every folder that is read.
  var visit: ((Path) -> Void)?

  init(_ group: GlobGroup, rules release: Rules) throws(BadGlob) {
    self.group = group
    basePath = Path(group.path)
    linksCount = release.clustersGlobs
    var rules: [GlobRule] = []
    var keys: [Int] = []
    for pattern in group.patterns {
      guard let rule = try GlobRule(pattern.text, nestsBraces: release.nestsBraces) else {
        continue
      }
      // Before globset 0.4.17 a pattern with a wildcard that ends in a dot matched nothing.
      if !release.nestsBraces, rule.pattern.endsInDotAfterWildcard { continue }
      rules.append(rule)
      keys.append(pattern.key)
    }
    self.keys = keys
    automaton = try GlobAutomaton(rules)
  }

  /// A folder that is to be read, to be opened by `name` from `anchor`.
  private struct Pending {
    let anchor: Folder
    let name: Path
    /// Relative to the base, empty for the base itself.
    let path: [UInt8]
    var state: GlobAutomaton.State
    let depth: Int
  }

  /// Folders are kept open down to here; deeper ones are opened by their path from the last of them,
  /// so that a tree of any depth needs few descriptors.
  private static let openDepth = 64
  private static let subsetLimit = 4096

  /// Calls `match` for each file, `warn` for what cannot be read.
  ///
  /// `project` is the open project.
  mutating func run(
    in project: Folder,
    match: (GlobMatch) -> Void,
    warn: (KeyWarning) -> Void
  ) {
    let base: Folder
    do throws(FileError) {
      let path = basePath.isEmpty ? "." : basePath
      if try project.status(of: path).kind != .directory { return }
      base = try project.open(path)
    } catch {
      warn(.unreadableGlobEntry(error))
      return
    }
    let start = automaton.start()
    guard automaton.canInclude(start) else { return }
    var pending: [Pending] = []
    read(
      base, Pending(anchor: base, name: "", path: [], state: start, depth: 0), into: &pending,
      match: match, warn: warn)
    while let next = pending.popLast() {
      if automaton.subsetCount > Self.subsetLimit { forgetSubsets(but: &pending) }
      do throws(FileError) {
        // uv walks by whole paths, which the kernel limits.
        if base.path.bytes.count + 1 + next.path.count >= PATH_MAX {
          throw FileError(
            code: ENAMETOOLONG, path: base.path.appending(next.path))
        }
        let folder = try next.anchor.open(next.name, follow: false)
        read(folder, next, into: &pending, match: match, warn: warn)
      } catch {
        warn(.unreadableGlobEntry(error))
      }
    }
  }

  private mutating func read(
    _ folder: Folder, _ place: Pending, into pending: inout [Pending],
    match: (GlobMatch) -> Void, warn: (KeyWarning) -> Void
  ) {
    visit?(folder.path)
    do throws(FileError) {
      try folder.forEachEntry { name, length, kind in
        var state = place.state
        for index in 0..<length {
          state = automaton.step(state, UInt8(bitPattern: name[index]))
          if state == GlobAutomaton.dead { return }
        }
        let kind = kind ?? (try? folder.status(entry: name, length: length, follow: false))?.kind
        if kind == .directory {
          if automaton.verdict(state, isDirectory: true) == .excluded { return }
          let below = automaton.step(state, UInt8(ascii: "/"))
          guard automaton.canInclude(below) else { return }
          pending.append(child(of: place, folder, name, length, below))
          return
        }
        guard case .included(let rule) = automaton.verdict(state, isDirectory: false) else {
          return
        }
        guard kind == .regular || (kind == .link && linksCount) else { return }
        do throws(FileError) {
          let status = try folder.status(entry: name, length: length, follow: kind == .link)
          guard status.kind == .regular else { return }
          let path = joined(place.path, name, length)
          match(GlobMatch(key: keys[rule], path: basePath.appending(path), status: status))
        } catch {
          warn(kind == .link ? .unresolvedLink(error) : .unreadableGlobFile(error))
        }
      }
    } catch {
      warn(.unreadableGlobEntry(error))
    }
  }

  private func child(
    of place: Pending, _ folder: Folder, _ name: UnsafePointer<CChar>, _ length: Int,
    _ state: GlobAutomaton.State
  ) -> Pending {
    let path = joined(place.path, name, length)
    let isOpen = place.depth < Self.openDepth
    let name = joined(isOpen ? [] : place.name.bytes, name, length)
    return Pending(
      anchor: isOpen ? folder : place.anchor, name: Path(name), path: path, state: state,
      depth: place.depth + 1)
  }

  private mutating func forgetSubsets(but pending: inout [Pending]) {
    let kept = automaton.forgetSubsets(but: pending.map(\.state))
    for index in pending.indices { pending[index].state = kept[index] }
  }
}

private func joined(_ folder: [UInt8], _ name: UnsafePointer<CChar>, _ length: Int) -> [UInt8] {
  var path = folder
  path.reserveCapacity(folder.count + 1 + length)
  if !folder.isEmpty { path.append(UInt8(ascii: "/")) }
  for index in 0..<length { path.append(UInt8(bitPattern: name[index])) }
  return path
}

extension GlobPattern {
  fileprivate var endsInDotAfterWildcard: Bool {
    tokens.last == .byte(UInt8(ascii: "."))
      && tokens.contains { if case .byte = $0 { false } else { true } }
  }
}
