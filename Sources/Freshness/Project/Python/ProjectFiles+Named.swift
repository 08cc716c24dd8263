import Platform

/// Files that computed names stand for.
extension ProjectFiles {
  /// Names as they are, and for patterns the files that match.
  func named(_ names: [String]) -> [String] {
    names.flatMap { name -> [String] in
      PathPattern.isPattern(name) ? matching(name).compactMap(\.utf8Text) : [name]
    }
  }

  /// Those that are there.
  func found(_ names: Set<String>) -> Set<Path> {
    Set(named(Array(names)).map { Path($0).normalized })
  }

  private func matching(_ name: String) -> [Path] {
    let pattern = PathPattern(name)
    guard pattern.isDistinctive else { return [] }
    return Array(walk.files.lazy.filter(pattern.matches).prefix(500))
  }
}
