import Formats
import Platform

/// Which features of the crates of a project are on, and so which crates are compiled.
///
/// As Cargo resolves them: what one crate asks of another is on for all.
struct CrateFeatures {
  /// What is asked of the crate of an extension.
  struct Wish: Hashable, Sendable {
    var features: [String] = []
    var hasDefaults = true
    var hasAll = false

    /// Takes in arguments of Cargo, each a text of its own or all in one.
    mutating func take(_ arguments: [String]) {
      let words = arguments.flatMap { $0.split { " ,=".contains($0) }.map(String.init) }
      if words.contains("--no-default-features") { hasDefaults = false }
      // A script that names some may ask for all of them in another case.
      if words.contains("--all-features"), !words.contains("--features") { hasAll = true }
      features += words.filter { !$0.hasPrefix("-") }
    }
  }

  /// Another crate of the project that one asks for.
  private struct Dependency {
    let name: String
    let crate: Path
    let isOptional: Bool
    let features: [String]
  }

  private(set) var reached: Set<Path> = []
  private var features: [Path: Set<String>] = [:]
  private var dependencies: [Path: [Dependency]] = [:]
  private var pending: [(crate: Path, feature: String)] = []
  /// What `a?/b` asks of crates, if they are compiled.
  private var weak: [(crate: Path, feature: String)] = []
  private let tables: [Path: TOMLTable]

  init(of wishes: [Path: Wish], among tables: [Path: TOMLTable]) {
    self.tables = tables
    for (crate, wish) in wishes.sorted(by: { $0.key < $1.key }) {
      reach(crate)
      let all = (tables[crate]?["features"]?.table?.entries ?? []).map(\.key)
      for name in (wish.hasDefaults ? ["default"] : []) + (wish.hasAll ? all : []) + wish.features {
        take(name, of: crate)
      }
    }
    follow()
    var before = (-1, -1)
    while before != (reached.count, weak.count) {
      before = (reached.count, weak.count)
      pending += weak.filter { reached.contains($0.crate) }
      follow()
    }
  }

  private mutating func follow() {
    while let (crate, feature) = pending.popLast() {
      guard features[crate, default: []].insert(feature).inserted else { continue }
      if let items = tables[crate]?["features"]?[feature]?.texts {
        for item in items { take(item, of: crate) }
      } else {
        // A dependency that is optional is a feature, too.
        for dependency in dependencies[crate] ?? [] where dependency.name == feature {
          take(dependency)
        }
      }
    }
  }

  /// The features of a crate that is compiled.
  func on(_ crate: Path) -> Set<String> { features[crate] ?? [] }

  private mutating func reach(_ crate: Path) {
    guard reached.insert(crate).inserted else { return }
    let all = Self.dependencies(of: crate, tables)
    dependencies[crate] = all
    for dependency in all where !dependency.isOptional { take(dependency) }
  }

  private mutating func take(_ dependency: Dependency) {
    reach(dependency.crate)
    pending += dependency.features.map { (dependency.crate, $0) }
  }

  /// `a`, `dep:a`, `a/b` or `a?/b`.
  private mutating func take(_ item: String, of crate: Path) {
    let parts = item.split(separator: "/", maxSplits: 1)
    var name = parts.first ?? ""
    if parts.count == 1, !name.hasPrefix("dep:") {
      pending.append((crate, item))
      return
    }
    if name.hasPrefix("dep:") { name = name.dropFirst(4) }
    let isWeak = name.hasSuffix("?")
    if isWeak { name = name.dropLast() }
    for dependency in dependencies[crate] ?? [] where dependency.name == name {
      if !isWeak { take(dependency) }
      guard parts.count > 1 else { continue }
      let wish = (dependency.crate, String(parts[1]))
      if isWeak { weak.append(wish) } else { pending.append(wish) }
    }
  }

  // MARK: - Manifests

  /// The directories of crates that one depends on by a path, its own or the workspace's, whether
  /// they are compiled here or not: Cargo reads their manifests.
  static func neighbours(of crate: Path, _ tables: [Path: TOMLTable]) -> [Path] {
    dependencies(of: crate, tables, everywhere: true).map(\.crate)
  }

  private static func dependencies(
    of crate: Path, _ tables: [Path: TOMLTable], everywhere: Bool = false
  ) -> [Dependency] {
    guard let table = tables[crate] else { return [] }
    var lists = [table["dependencies"], table["build-dependencies"], table["replace"]]
    for entry in table["target"]?.table?.entries ?? []
    where everywhere || CargoCondition.truth(entry.key) != false {
      lists += [entry.node["dependencies"], entry.node["build-dependencies"]]
    }
    for entry in table["patch"]?.table?.entries ?? [] { lists.append(entry.node) }
    return lists.flatMap { $0?.table?.entries ?? [] }.compactMap { entry in
      let own = entry.node
      var place = own["path"]?.string.map { crate.inside($0) }
      var hasDefaults = Self.hasDefaults(own) != false
      var features = own["features"]?.texts ?? []
      if place == nil, own["workspace"]?.boolean == true {
        for (root, table) in tables {
          guard let shared = table["workspace"]?["dependencies"]?[entry.key],
            let path = shared["path"]?.string
          else { continue }
          place = root.inside(path)
          // A member can only ask for more.
          hasDefaults = Self.hasDefaults(own) == true || Self.hasDefaults(shared) != false
          features += shared["features"]?.texts ?? []
        }
      }
      guard let place, tables[place] != nil else { return nil }
      if hasDefaults { features.append("default") }
      return Dependency(
        name: entry.key, crate: place, isOptional: own["optional"]?.boolean == true,
        features: features)
    }
  }

  private static func hasDefaults(_ dependency: TOMLNode) -> Bool? {
    dependency["default-features"]?.boolean ?? dependency["default_features"]?.boolean
  }
}

extension Path {
  /// A place that a manifest in this directory names; the directory of the project is empty.
  func inside(_ text: String) -> Path {
    let found = appending(text).normalized
    return found == "." ? "" : found
  }
}
