import Platform

/// The tags in the WHEEL file of an install: what it was built for.
package struct WheelTags: Hashable, Sendable {
  /// Each as it stands there, such as `cp311-cp311-linux_x86_64`.
  package let texts: [String]

  /// Nil where the file names no tag, or is not UTF-8; then uv compares nothing.
  ///
  /// Tags stand in the first paragraph, as headers of a mail do.
  package init?(_ content: [UInt8]) {
    guard String(validating: content, as: UTF8.self) != nil else { return nil }
    var texts: [String] = []
    var rest = content[...]
    while !rest.isEmpty {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      if line.isEmpty || line.elementsEqual("\r".utf8) { break }
      if line.starts(with: Self.key) {
        texts.append(
          String(String(decoding: line.dropFirst(Self.key.count), as: UTF8.self).trimmed))
      }
      rest = rest[line.endIndex...].dropFirst()
    }
    if texts.isEmpty { return nil }
    self.texts = texts
  }

  private static let key = Array("Tag:".utf8)

  /// Whether one of them fits; nil where that cannot be told.
  package func fit(_ interpreter: Interpreter) -> Bool? {
    var isUnknown = false
    for text in texts {
      let parts = text.split(separator: "-")
      guard parts.count == 3 else { return nil }
      for python in parts[0].split(separator: ".") {
        for abi in parts[1].split(separator: ".") {
          for platform in parts[2].split(separator: ".") {
            switch interpreter.fits(python: python, abi: abi, platform: platform) {
            case true?: return true
            case false?: break
            case nil: isUnknown = true
            }
          }
        }
      }
    }
    return isUnknown ? nil : false
  }
}
