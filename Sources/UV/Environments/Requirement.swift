import Platform

/// A requirement as `Requires-Dist` writes it: a name, what versions will do, and when it holds.
///
/// Source: the Python packaging guide, "dependency specifiers".
package struct Requirement: Hashable, Sendable {
  package let name: PackageName
  /// Everything before the marker, as it is written.
  package let text: String
  /// Behind `;`, nil where there is none.
  package let marker: String?

  package init?(_ line: String) {
    // A URL may hold a semicolon; a marker stands behind a blank then.
    let isURL = line.contains(bytesOf: "@")
    let bytes = Array(line.utf8)
    let end = bytes.indices.first { index in
      bytes[index] == UInt8(ascii: ";")
        && (!isURL || (index > 0 && (bytes[index - 1] == 0x20 || bytes[index - 1] == 0x09)))
    }
    let text = String(decoding: bytes[..<(end ?? bytes.count)], as: UTF8.self).trimmed
    let named = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    guard let name = PackageName(named) else { return nil }
    self.name = name
    self.text = String(text)
    marker = end.map { String(String(decoding: bytes[($0 + 1)...], as: UTF8.self).trimmed) }
  }
}
