/// A text that equals another only if their bytes are equal.
///
/// Swift's `String` takes `é` and `e` with an accent for the same; uv, TOML and file systems do not,
/// and a verdict must not either. Ordered by bytes, as uv sorts names.
package struct Exact: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
  package let string: String

  package init(_ string: some StringProtocol) {
    self.string = String(string)
  }

  package init(stringLiteral string: String) {
    self.string = string
  }

  package static func == (one: Exact, other: Exact) -> Bool {
    one.string.utf8.elementsEqual(other.string.utf8)
  }

  package static func < (one: Exact, other: Exact) -> Bool {
    one.string.utf8.lexicographicallyPrecedes(other.string.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in string.utf8 { hasher.combine(byte) }
  }
}

extension StringProtocol {
  /// Whether the bytes begin with those of `other`; `hasPrefix` goes by characters.
  package func starts(withBytesOf other: String) -> Bool {
    utf8.starts(with: other.utf8)
  }

  /// Whether the bytes of `other` stand somewhere in these.
  package func contains(bytesOf other: String) -> Bool {
    let all = Array(utf8)
    let wanted = Array(other.utf8)
    guard all.count >= wanted.count else { return false }
    return (0...(all.count - wanted.count)).contains { all[$0...].starts(with: wanted) }
  }

  /// Without Unicode white space at both ends, as Rust's `str::trim` cuts it.
  package var trimmed: Substring {
    var scalars = Substring(self).unicodeScalars
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return Substring(scalars)
  }
}
