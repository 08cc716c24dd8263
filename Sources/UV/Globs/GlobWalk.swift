import Glibc
import Platform

/// A file that a glob matches.
struct GlobMatch {
  /// The index of the cache key that decides.
  let key: Int
  /// Relative to the project.
  let path: Path
  let status: FileStatus
}

/// What a walk finds.
enum GlobEvent {
  /// A directory that was read.
  case directory(Path)
  case match(GlobMatch)
  case warning(KeyWarning)
}

/// Walks the base of a group and reports each file that its rules include.
struct GlobWalk: Sendable {
  private let group: GlobGroup
  private let basePath: Path
  private let keys: [Int]
  private var automaton: GlobAutomaton
  private let linksCount: Bool
  /// The automaton drops its cached states beyond this many; each takes at least a kilobyte.
  private var subsetLimit = 4096
  /// Whether cached automaton states were dropped; states from before are invalid then.
  var hasForgotten = false

  init(_ group: GlobGroup, rules release: Rules) throws(BadGlob) {
    self.group = group
    basePath = Path(group.path)
    linksCount = release.clustersGlobs
    (automaton, keys) = try group.compiled(release)
  }

  /// A directory still to be read: opened by `name` from `anchor`.
  struct Pending: Sendable {
    let anchor: Directory
    let name: Path
    /// Relative to the base, empty for the base itself.
    let path: [UInt8]
    var state: GlobAutomaton.State
    let depth: Int
  }

  /// Directories down to this depth stay open; deeper ones are opened by path from the last open
  /// one, so a deep tree needs few descriptors.
  private static let openDepth = 64

  /// Reports each directory that is read, each file that is included, and what cannot be read.
  ///
  /// `project` is the open project directory. With `newestOnly`, idle cores share the walk; the
  /// reports then contain at least the newest file and every warning.
  mutating func run(
    in project: Directory, newestOnly: Bool = false, report: (GlobEvent) -> Void
  ) {
    let base: Directory
    do throws(FileError) {
      let path = basePath.isEmpty ? "." : basePath
      if try project.status(of: path).kind != .directory { return }
      base = try project.open(path)
    } catch {
      report(.warning(.unreadableGlobEntry(error)))
      return
    }
    let start = automaton.start()
    guard automaton.canInclude(start) else { return }
    var pending: [Pending] = []
    read(
      base, Pending(anchor: base, name: "", path: [], state: start, depth: 0), into: &pending,
      report)
    walk(pending, base.path, sharings: newestOnly ? Self.sharings : 0, report)
  }

  /// Walks directories with everything below them, the last one first.
  mutating func walk(
    _ directories: [Pending], _ base: Path, sharings: Int, _ report: (GlobEvent) -> Void
  ) {
    var pending = directories
    while let next = pending.popLast() {
      do throws(FileError) {
        // uv opens whole paths, whose length the kernel limits.
        if base.bytes.count + 1 + next.path.count >= PATH_MAX {
          throw FileError(code: ENAMETOOLONG, path: base.appending(next.path))
        }
        let directory = try next.anchor.open(next.name, follow: false)
        read(directory, next, into: &pending, report)
      } catch {
        report(.warning(.unreadableGlobEntry(error)))
      }
      if sharings > 0, pending.count >= Self.shareable, Parallel.idleCores > 0 {
        return share(pending, base, sharings: sharings - 1, report)
      }
    }
  }

  private mutating func read(
    _ directory: Directory, _ place: Pending, into pending: inout [Pending],
    _ report: (GlobEvent) -> Void
  ) {
    report(.directory(directory.path))
    var start = place.state
    do throws(FileError) {
      try directory.forEachEntry { name, length, kind in
        if automaton.subsetCount > subsetLimit { forgetSubsets(but: &pending, &start) }
        var state = start
        for index in 0..<length {
          state = automaton.step(state, UInt8(bitPattern: name[index]))
          if state == GlobAutomaton.dead { return }
        }
        let kind = kind ?? kindNotListed(directory, name, length, report)
        if kind == .directory {
          if automaton.verdict(state, isDirectory: true) == .excluded { return }
          let below = automaton.step(state, UInt8(ascii: "/"))
          guard automaton.canInclude(below) else { return }
          pending.append(child(of: place, directory, name, length, below))
          return
        }
        guard case .included(let rule) = automaton.verdict(state, isDirectory: false) else {
          return
        }
        guard kind == .regular || (kind == .link && linksCount) else { return }
        do throws(FileError) {
          let status = try directory.status(entry: name, length: length, follow: kind == .link)
          guard status.kind == .regular else { return }
          let path = joined(place.path, name, length)
          report(
            .match(GlobMatch(key: keys[rule], path: basePath.appending(path), status: status)))
        } catch {
          report(
            .warning(kind == .link ? .unresolvedLink(error) : .unreadableGlobFile(error)))
        }
      }
    } catch {
      report(.warning(.unreadableGlobEntry(error)))
    }
  }

  /// Of an entry whose kind the file system does not tell while listing.
  private func kindNotListed(
    _ directory: Directory, _ name: UnsafePointer<CChar>, _ length: Int,
    _ report: (GlobEvent) -> Void
  ) -> FileKind? {
    do throws(FileError) {
      return try directory.kind(entry: name, length: length)
    } catch {
      report(.warning(.unreadableGlobEntry(error)))
      return nil
    }
  }

  private func child(
    of place: Pending, _ directory: Directory, _ name: UnsafePointer<CChar>, _ length: Int,
    _ state: GlobAutomaton.State
  ) -> Pending {
    let path = joined(place.path, name, length)
    let isOpen = place.depth < Self.openDepth
    let name = joined(isOpen ? [] : place.name.bytes, name, length)
    return Pending(
      anchor: isOpen ? directory : place.anchor, name: Path(name), path: path, state: state,
      depth: place.depth + 1)
  }

  private mutating func forgetSubsets(
    but pending: inout [Pending], _ start: inout GlobAutomaton.State
  ) {
    hasForgotten = true
    let kept = automaton.forgetSubsets(but: [start] + pending.map(\.state))
    start = kept[0]
    for index in pending.indices { pending[index].state = kept[index + 1] }
    // Twice what had to be kept; otherwise many pending directories would trigger this at every
    // name.
    subsetLimit = max(subsetLimit, 2 * automaton.subsetCount)
  }
}

private func joined(_ directory: [UInt8], _ name: UnsafePointer<CChar>, _ length: Int) -> [UInt8] {
  var path = directory
  path.reserveCapacity(directory.count + 1 + length)
  if !directory.isEmpty { path.append(UInt8(ascii: "/")) }
  for index in 0..<length { path.append(UInt8(bitPattern: name[index])) }
  return path
}
