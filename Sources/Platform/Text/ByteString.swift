import Glibc

/// Text that is equal only if its bytes are equal.
///
/// Swift's `String` treats `é` and `e` with a combining accent as equal; uv, TOML and file systems
/// do not. Ordered by bytes, as uv sorts names.
package struct ByteString: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
  package let string: String

  package init(_ string: String) {
    self.string = string
  }

  package init(_ string: some StringProtocol) {
    self.string = String(string)
  }

  package init(stringLiteral string: String) {
    self.string = string
  }

  package static func == (one: ByteString, other: ByteString) -> Bool {
    one.string.utf8.count == other.string.utf8.count && order(one, other) == 0
  }

  package static func < (one: ByteString, other: ByteString) -> Bool {
    let order = order(one, other)
    return order == 0 ? one.string.utf8.count < other.string.utf8.count : order < 0
  }

  /// Compares up to the shorter length, with memcmp: sorting a thousand names through iterators is
  /// measurable in the whole run.
  private static func order(_ one: ByteString, _ other: ByteString) -> CInt {
    var (one, other) = (one.string, other.string)
    return one.withUTF8 { left in
      other.withUTF8 { right -> CInt in
        guard let first = left.baseAddress, let second = right.baseAddress else { return 0 }
        return memcmp(first, second, min(left.count, right.count))
      }
    }
  }

  package func hash(into hasher: inout Hasher) {
    var string = string
    string.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension StringProtocol {
  /// Whether the bytes begin with those of `other`; `hasPrefix` compares characters.
  package func starts(withBytesOf other: String) -> Bool {
    utf8.starts(with: other.utf8)
  }

  /// Whether the bytes contain those of `other`.
  package func contains(bytesOf other: String) -> Bool {
    let all = Array(utf8)
    let wanted = Array(other.utf8)
    guard all.count >= wanted.count else { return false }
    return (0...(all.count - wanted.count)).contains { all[$0...].starts(with: wanted) }
  }

  /// Without Unicode white space at both ends, like Rust's `str::trim`.
  package var trimmed: Substring {
    var scalars = Substring(self).unicodeScalars
    while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
    while let last = scalars.last, isBlank(last) { scalars.removeLast() }
    return Substring(scalars)
  }
}

/// Whether this is Unicode white space; decides ASCII without the property tables.
private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return scalar == " " || (0x09...0x0D).contains(scalar.value) }
  return scalar.properties.isWhitespace
}
