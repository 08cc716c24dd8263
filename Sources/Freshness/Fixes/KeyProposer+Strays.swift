import Platform
import UV

/// Tests and C that nobody compiles, which a list had better leave alone.
extension KeyProposer {
  /// More exclusions would make the list longer than they are worth.
  private static let few = 6

  /// Adds exclusions for directories with nothing but such files, where that is possible.
  ///
  /// uv matches `src/*.c` at any depth unless another key begins above `src`.
  func keepingOff(_ items: [KeyProposal.Item], required: Set<Path>) -> [KeyProposal.Item] {
    guard var matcher = try? KeyMatcher(items.map(\.key), rules: rules) else { return items }
    let strays = files.paths.filter { path in
      !required.contains(path)
        && (NativeFiles.isApart(path) || path.isCompiledUnit || path.suffix == "rs")
        && matcher.matches(path)
    }
    let places = Set(strays.compactMap { self.place(of: $0, required) }).sorted()
    if places.isEmpty || places.count > Self.few { return items }
    var items = items
    for place in places {
      guard let text = place.utf8Text, !CacheKey.isGlob(text) else { continue }
      let inside = strays.filter { $0.isBelow(place) }
      let parts = text.split(separator: "/").map(String.init)
      for depth in parts.indices {
        let exclusion = parts[..<depth] + ["!\(parts[depth...].joined(separator: "/"))/**"]
        let trial = items + [KeyProposal.Item(.file(exclusion.joined(separator: "/")))]
        guard var after = try? KeyMatcher(trial.map(\.key), rules: rules) else { continue }
        if inside.contains(where: { after.matches($0) }) { continue }
        if required.contains(where: { !after.matches($0) }) { continue }
        items = trial
        break
      }
    }
    return items
  }

  /// The topmost directory around a file in which nothing is required.
  private func place(of path: Path, _ required: Set<Path>) -> Path? {
    var found: Path?
    var directory = path.parent
    while let above = directory, !above.isEmpty, !required.contains(where: { $0.isBelow(above) }) {
      found = above
      directory = above.parent
    }
    return found
  }
}
