import Platform

/// A path with `*` for parts that are not known: one of a name, or a name as a whole.
struct PathPattern {
  private let parts: [[UInt8]]

  init(_ text: String) {
    parts = Path(text).normalized.components.map { Array($0) }
  }

  static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  /// Whether it tells enough of a file to stand for some: a directory or a good part of a name.
  var isDistinctive: Bool {
    guard let last = parts.last else { return false }
    let suffix = last.lastIndex(of: UInt8(ascii: ".")) ?? last.endIndex
    let stem = last[..<suffix].count { $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: "?") }
    if stem >= 4 { return true }
    // A directory, and at least an ending or some letters.
    let isKnown = last.contains { !"*?.".utf8.contains($0) }
    return isKnown && parts.count > 1 && !Self.isWild(parts[0])
  }

  private static func isWild(_ part: [UInt8]) -> Bool {
    part.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  func matches(_ path: Path) -> Bool {
    if let first = parts.first, !Self.isWild(first), !path.bytes.starts(with: first) {
      return false
    }
    return Self.matches(parts[...], path.components[...])
  }

  private static func matches(
    _ parts: ArraySlice<[UInt8]>, _ names: ArraySlice<ArraySlice<UInt8>>
  ) -> Bool {
    guard let part = parts.first else { return names.isEmpty }
    if part == Array("**".utf8) {
      for start in names.startIndex...names.endIndex
      where matches(parts.dropFirst(), names[start...]) {
        return true
      }
      return false
    }
    guard let name = names.first, isMatch(part[...], name) else { return false }
    return matches(parts.dropFirst(), names.dropFirst())
  }

  private static func isMatch(_ part: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    guard let byte = part.first else { return name.isEmpty }
    if byte == UInt8(ascii: "*") {
      let rest = part.drop { $0 == UInt8(ascii: "*") }
      if rest.isEmpty { return true }
      for start in name.startIndex...name.endIndex where isMatch(rest, name[start...]) {
        return true
      }
      return false
    }
    guard let first = name.first, byte == first || byte == UInt8(ascii: "?") else { return false }
    return isMatch(part.dropFirst(), name.dropFirst())
  }
}
