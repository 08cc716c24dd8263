/// A package's name, normalised as PEP 503 says: lower case, runs of `-`, `_` and `.` as one `-`.
package struct PackageName: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let normalized: String

  /// Nil for what is not a name: anything but ASCII letters, digits and inner `-`, `_`, `.`.
  package init?(_ text: some StringProtocol) {
    self.init(utf8: Array(text.utf8)[...])
  }

  /// The same of the bytes of a text.
  init?(utf8 text: ArraySlice<UInt8>) {
    guard let first = text.first, let last = text.last, isAlphanumeric(first), isAlphanumeric(last)
    else { return nil }
    var isName = true
    normalized = String(unsafeUninitializedCapacity: text.count) { buffer in
      var count = 0
      for byte in text {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          if buffer[count - 1] == UInt8(ascii: "-") { continue }
          buffer[count] = UInt8(ascii: "-")
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): buffer[count] = byte | 0x20
        default:
          isName = isName && isAlphanumeric(byte)
          buffer[count] = isName ? byte : UInt8(ascii: "-")
        }
        count += 1
      }
      return count
    }
    if !isName { return nil }
  }

  /// The normalised name; the text as it is where it is not a name.
  package static func normalized(_ text: some StringProtocol) -> String {
    PackageName(text)?.normalized ?? String(text)
  }

  package var description: String { normalized }

  package static func < (one: PackageName, other: PackageName) -> Bool {
    one.normalized < other.normalized
  }
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
}
