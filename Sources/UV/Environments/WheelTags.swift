import Platform

/// The tags in the WHEEL file of an install: what it was built for.
package struct WheelTags: Hashable, Sendable {
  /// Each as it stands there, such as `cp311-cp311-linux_x86_64`.
  package let texts: [String]

  /// Nil where the file names no tag; then uv compares nothing.
  package init?(_ content: [UInt8]) {
    var texts: [String] = []
    for line in content.split(separator: UInt8(ascii: "\n")) where line.starts(with: Self.key) {
      texts.append(
        String(String(decoding: line.dropFirst(Self.key.count), as: UTF8.self).trimmed))
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
            let verdicts = [
              interpreter.fits(python: python, abi: abi), interpreter.fits(platform: platform),
            ]
            if verdicts == [true, true] { return true }
            if !verdicts.contains(false) { isUnknown = true }
          }
        }
      }
    }
    return isUnknown ? nil : false
  }
}
