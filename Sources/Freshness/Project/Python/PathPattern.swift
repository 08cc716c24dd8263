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
    return Self.fits(parts[...], path.components[...]) {
      $0 == Array("**".utf8)
    } isMatch: { part, name in
      Self.fits(part[...], name) {
        $0 == UInt8(ascii: "*")
      } isMatch: {
        $0 == $1 || $0 == UInt8(ascii: "?")
      }
    }
  }

  /// Each star takes as little as it can.
  ///
  /// What does not fit goes back to the last star only, so many stars take no more time.
  private static func fits<Part, Name>(
    _ parts: ArraySlice<Part>, _ names: ArraySlice<Name>, isStar: (Part) -> Bool,
    isMatch: (Part, Name) -> Bool
  ) -> Bool {
    var (part, name) = (parts.startIndex, names.startIndex)
    var last: (part: Int, name: Int)?
    while name < names.endIndex {
      if part < parts.endIndex, isStar(parts[part]) {
        part += 1
        last = (part, name)
      } else if part < parts.endIndex, isMatch(parts[part], names[name]) {
        part += 1
        name += 1
      } else if let star = last {
        (part, name) = (star.part, star.name + 1)
        last = (part, name)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy(isStar)
  }
}
