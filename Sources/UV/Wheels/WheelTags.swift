import Platform

/// The tags in the WHEEL file of an install: what it was built for.
package struct WheelTags: Hashable, Sendable {
  /// Each as it stands there, such as `cp311-cp311-linux_x86_64`.
  package let texts: [String]

  /// Nil where the file names no tag, or is not UTF-8; then uv compares nothing.
  ///
  /// Tags stand in the first paragraph, as headers of a mail do.
  package init?(_ content: [UInt8]) {
    guard content.isUTF8 else { return nil }
    texts = content.withUnsafeBytes { Self.texts(in: $0) }
    if texts.isEmpty { return nil }
  }

  private static func texts(in content: UnsafeRawBufferPointer) -> [String] {
    var texts: [String] = []
    var rest = content[...]
    while let first = rest.first {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[line.endIndex...].dropFirst()
      if line.isEmpty || line.elementsEqual(Self.carriageReturn) { break }
      guard first == UInt8(ascii: "T"), line.starts(with: Self.key) else { continue }
      if texts.isEmpty, line.elementsEqual(Self.anyPython3Line) {
        texts = Self.anyPython3
      } else {
        let value = line.dropFirst(Self.key.count)
        texts.append(String(String(decoding: value, as: UTF8.self).trimmed))
      }
    }
    return texts
  }

  private static let carriageReturn = Array("\r".utf8)
  private static let key = Array("Tag:".utf8)
  /// What most wheels say: they share its text, and are compared by its address.
  private static let anyPython3 = ["py3-none-any"]
  private static let anyPython3Line = Array("Tag: py3-none-any".utf8)

  /// Whether one of them fits; nil where that cannot be told.
  package func fit(_ supported: SupportedTags) -> Bool? {
    var isUnknown = false
    for text in texts {
      let parts = text.split(separator: "-").map { $0.split(separator: ".") }
      guard parts.count == 3 else { return nil }
      switch supported.fits(pythons: parts[0], abis: parts[1], platforms: parts[2]) {
      case true?: return true
      case false?: break
      case nil: isUnknown = true
      }
    }
    return isUnknown ? nil : false
  }
}
