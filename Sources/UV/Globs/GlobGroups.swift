/// Patterns that share a base directory and are decided together.
struct GlobGroup: Hashable, Sendable {
  /// The components of the directory that is walked, relative to the project; `/` first if
  /// absolute.
  let base: [String]
  /// In the order in which they are decided: the last that matches wins.
  let patterns: [Pattern]

  struct Pattern: Hashable, Sendable {
    /// Relative to `base`.
    let text: String
    /// The index of the cache key that it comes from.
    let key: Int
  }

  /// The base as a path text.
  var path: String {
    base.first == "/" ? "/" + base.dropFirst().joined(separator: "/") : base.joined(separator: "/")
  }

  /// Splits each glob into a base without wildcards and a pattern, and clusters bases under the
  /// uppermost one that has patterns of its own.
  ///
  /// So `src/*.py` alone has the base `src` and matches at any depth below it; beside `*.toml`,
  /// whose base is the project, it becomes the pattern `src/*.py` there and matches in `src` only.
  static func cluster(_ globs: [(key: Int, text: String)]) -> [GlobGroup] {
    let root = Node()
    for glob in globs {
      let (base, text) = split(glob.text)
      var node = root
      for component in base { node = node.child(component) }
      node.patterns.append(Pattern(text: text, key: glob.key))
    }
    var groups: [GlobGroup] = []
    collect(from: root, at: [], into: &groups)
    return groups
  }

  /// One group at the project with the texts as they are: before uv 0.7.21.
  static func unclustered(_ globs: [(key: Int, text: String)]) -> [GlobGroup] {
    if globs.isEmpty { return [] }
    return [GlobGroup(base: [], patterns: globs.map { Pattern(text: $0.text, key: $0.key) })]
  }

  /// Empty and `.` components vanish; a leading slash stays as the component `/`.
  private static func split(_ text: String) -> (base: [String], pattern: String) {
    var components = text.utf8.split(separator: 0x2F).map { String(decoding: $0, as: UTF8.self) }
    components.removeAll { $0 == "." }
    let root = text.utf8.first == 0x2F ? ["/"] : []
    let special = components.dropLast().firstIndex { component in
      component.utf8.contains { [0x2A, 0x3F, 0x5B, 0x5D, 0x7B, 0x7D].contains($0) }
    }
    let cut = special ?? max(components.count - 1, 0)
    return (root + components[..<cut], components[cut...].joined(separator: "/"))
  }

  /// What globs keep out of what the others of their group match, by the key of each: of
  /// `src/!a/**` beside `src/**` it is `src/a/**`.
  static func exclusions(_ globs: [(key: Int, text: String)], rules: Rules) -> [Int: String] {
    let groups = rules.clustersGlobs ? cluster(globs) : unclustered(globs)
    var found: [Int: String] = [:]
    for group in groups {
      for pattern in group.patterns where pattern.text.utf8.first == UInt8(ascii: "!") {
        found[pattern.key] = (group.base.isEmpty ? "" : group.path + "/") + pattern.text.dropFirst()
      }
    }
    return found
  }

  // MARK: - The tree of bases

  private final class Node {
    var patterns: [Pattern] = []
    private(set) var children: [(name: String, node: Node)] = []

    func child(_ name: String) -> Node {
      if let found = children.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
        return found.node
      }
      let node = Node()
      let place = children.firstIndex { precedes(name, $0.name) } ?? children.count
      children.insert((name, node), at: place)
      return node
    }
  }

  private static func collect(
    from node: Node, at base: [String], into groups: inout [GlobGroup]
  ) {
    if node.patterns.isEmpty {
      for child in node.children {
        collect(from: child.node, at: base + [child.name], into: &groups)
      }
      return
    }
    var patterns: [Pattern] = []
    var apart: [(base: [String], node: Node)] = []
    absorb(node, below: "", at: base, into: &patterns, apart: &apart)
    groups.append(GlobGroup(base: base, patterns: patterns))
    for other in apart { collect(from: other.node, at: other.base, into: &groups) }
  }

  /// Takes the patterns of a node and of the nodes below it; `..` starts a group of its own.
  private static func absorb(
    _ node: Node, below prefix: String, at base: [String], into patterns: inout [Pattern],
    apart: inout [(base: [String], node: Node)]
  ) {
    patterns += node.patterns.map { Pattern(text: prefix + $0.text, key: $0.key) }
    for child in node.children {
      if child.name == ".." || child.name == "/" {
        apart.append((base + [child.name], child.node))
      } else {
        absorb(
          child.node, below: prefix + child.name + "/", at: base + [child.name], into: &patterns,
          apart: &apart)
      }
    }
  }

  /// The root first, then `..`, then names by their bytes.
  private static func precedes(_ one: String, _ other: String) -> Bool {
    func rank(_ name: String) -> Int { name == "/" ? 0 : name == ".." ? 1 : 2 }
    if rank(one) != rank(other) { return rank(one) < rank(other) }
    return one.utf8.lexicographicallyPrecedes(other.utf8)
  }
}
