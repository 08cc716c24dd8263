/// Makes text from outside safe to show on a terminal.
///
/// File names, Git subjects, environment values and uv's output may contain characters that control
/// the terminal or reorder a line. Each becomes a visible escape.
package enum VisibleText {
  /// `text` with control, formatting and line-breaking characters as `\n`, `\x1b` or `\u{202e}`.
  package static func of(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var visible = ""
    for scalar in text.unicodeScalars {
      if isHidden(scalar) {
        visible += escape(scalar)
      } else {
        visible.unicodeScalars.append(scalar)
      }
    }
    return visible
  }

  /// Bytes as text to show; a byte that is not UTF-8 becomes `\xNN`.
  package static func of(bytes: some Collection<UInt8>) -> String {
    of(exactly(bytes))
  }

  /// Bytes as text that can be turned back into them.
  ///
  /// UTF-8 stays as it is; otherwise each wrong byte becomes `\xNN` and each backslash `\\`.
  package static func exactly(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = ""
    var rest = Array(bytes)[...]
    while let first = rest.first {
      let length = (1...4).first { String(validating: rest.prefix($0), as: UTF8.self) != nil }
      if let length, length <= rest.count {
        let part = String(decoding: rest.prefix(length), as: UTF8.self)
        text += part == "\\" ? "\\\\" : part
        rest = rest.dropFirst(length)
      } else {
        text += "\\x" + Hexadecimal.text(first)
        rest = rest.dropFirst()
      }
    }
    return text
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      true
    default: false
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default:
      scalar.value < 0x100
        ? "\\x" + Hexadecimal.text(scalar.value)
        : "\\u{\(Hexadecimal.text(scalar.value, width: 1))}"
    }
  }
}
