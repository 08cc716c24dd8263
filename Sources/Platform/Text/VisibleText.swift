/// Text from outside, made safe to show on a terminal.
///
/// File names, Git subjects, environment values and uv's output may hold bytes that steer a
/// terminal or reorder a line. Each such character becomes an escape that a reader can recognise.
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

  /// Bytes that should be UTF-8, as text to show; any that is not becomes `\xNN`.
  package static func of(bytes: some Collection<UInt8>) -> String {
    of(exactly(bytes))
  }

  /// Bytes as text from which they can be told again: UTF-8 as it is, anything else with `\xNN` for
  /// each wrong byte and `\\` for each backslash.
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
        text += hex(UInt32(first))
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
    default: scalar.value < 0x100 ? hex(scalar.value) : "\\u{\(String(scalar.value, radix: 16))}"
    }
  }

  private static func hex(_ value: UInt32) -> String {
    "\\x" + (value < 16 ? "0" : "") + String(value, radix: 16)
  }
}
