import Platform

/// Which key of a list matches a file, told from the file's path alone.
///
/// Answers for files that are not there, too: those that a build will write. It agrees with a walk
/// except where links lead elsewhere.
package struct KeyMatcher {
  private var files: [Path: Int] = [:]
  private var groups: [Group] = []

  fileprivate struct Group {
    let base: [ArraySlice<UInt8>]
    var automaton: GlobAutomaton
    let keys: [Int]
  }

  package init(_ list: [CacheKey], rules: Rules) throws(BadGlob) {
    var globs: [(key: Int, text: String)] = []
    for (index, key) in list.enumerated() {
      guard case .file(let text) = key else { continue }
      if rules.hasGlobs, CacheKey.isGlob(text) {
        globs.append((index, text))
      } else {
        let path = Path(text).normalized
        if files[path] == nil { files[path] = index }
      }
    }
    let clustered =
      rules.clustersGlobs ? GlobGroup.cluster(globs) : GlobGroup.unclustered(globs)
    for group in clustered {
      let (automaton, keys) = try group.compiled(rules)
      groups.append(
        Group(base: Path(group.path).components, automaton: automaton, keys: keys))
    }
  }

  /// What keys keep out of what the others match, by their indices: of `src/!a/**` beside `src/**`
  /// it is `src/a/**`.
  package static func exclusions(of list: [CacheKey], rules: Rules) -> [Int: String] {
    let globs = list.enumerated().compactMap { index, key -> (key: Int, text: String)? in
      guard case .file(let text) = key, CacheKey.isGlob(text) else { return nil }
      return (index, text)
    }
    return rules.hasGlobs ? GlobGroup.exclusions(globs, rules: rules) : [:]
  }

  /// The index of the key that matches a file at a path relative to the project.
  package mutating func key(for path: Path) -> Int? {
    if let index = files[path.normalized] { return index }
    if groups.isEmpty { return nil }
    let parts = path.components
    for index in groups.indices {
      let base = groups[index].base
      // No walk from a base climbs out of it.
      guard parts.count > base.count, parts.starts(with: base),
        !parts[base.count].elementsEqual("..".utf8)
      else { continue }
      if let key = groups[index].key(for: parts[base.count...]) { return key }
    }
    return nil
  }

  package mutating func matches(_ path: Path) -> Bool { key(for: path) != nil }
}

extension KeyMatcher.Group {
  /// Goes down as a walk does: into no directory that is excluded.
  fileprivate mutating func key(for parts: ArraySlice<ArraySlice<UInt8>>) -> Int? {
    var state = automaton.start()
    for (index, part) in zip(parts.indices, parts) {
      guard automaton.canInclude(state) else { return nil }
      for byte in part {
        state = automaton.step(state, byte)
        if state == GlobAutomaton.dead { return nil }
      }
      if index == parts.endIndex - 1 {
        guard case .included(let rule) = automaton.verdict(state, isDirectory: false) else {
          return nil
        }
        return keys[rule]
      }
      if automaton.verdict(state, isDirectory: true) == .excluded { return nil }
      state = automaton.step(state, UInt8(ascii: "/"))
    }
    return nil
  }
}
