/// A package's name, normalised as PEP 503 says: lower case, runs of `-`, `_` and `.` as one `-`.
package struct PackageName: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let normalized: String

  /// Nil for what is not a name: anything but ASCII letters, digits and inner `-`, `_`, `.`.
  package init?(_ text: some StringProtocol) {
    guard let first = text.utf8.first, let last = Substring(text).utf8.last,
      isAlphanumeric(first), isAlphanumeric(last)
    else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        if bytes.last != UInt8(ascii: "-") { bytes.append(UInt8(ascii: "-")) }
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
      default:
        guard isAlphanumeric(byte) else { return nil }
        bytes.append(byte)
      }
    }
    normalized = String(decoding: bytes, as: UTF8.self)
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
