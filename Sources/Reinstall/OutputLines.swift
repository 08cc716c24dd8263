import Platform

/// Cuts a program's output into lines that can be shown: colours dropped, control characters
/// visible.
package struct OutputLines: Sendable {
  private var rest: [UInt8] = []

  package init() {}

  /// The lines that are complete with these bytes.
  package mutating func take(_ bytes: [UInt8]) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if byte == UInt8(ascii: "\n") || !rest.isEmpty { lines.append(Self.shown(rest)) }
        rest = []
      } else {
        rest.append(byte)
      }
    }
    return lines
  }

  /// What is left without a line break at the end.
  package mutating func finish() -> [String] {
    defer { rest = [] }
    return rest.isEmpty ? [] : [Self.shown(rest)]
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    VisibleText.of(bytes: withoutEscapeSequences(bytes))
  }

  /// Drops `ESC [ … letter` and `ESC ] … BEL or ESC \`, which is how colours and links are written.
  private static func withoutEscapeSequences(_ bytes: [UInt8]) -> [UInt8] {
    var kept: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 0x1B, index + 1 < bytes.count else {
        kept.append(bytes[index])
        index += 1
        continue
      }
      switch bytes[index + 1] {
      case UInt8(ascii: "["):
        index += 2
        while index < bytes.count, !(0x40...0x7E).contains(bytes[index]) { index += 1 }
        index += 1
      case UInt8(ascii: "]"):
        index += 2
        while index < bytes.count, bytes[index] != 0x07, bytes[index] != 0x1B { index += 1 }
        index += index < bytes.count && bytes[index] == 0x1B ? 2 : 1
      default:
        kept.append(bytes[index])
        index += 1
      }
    }
    return kept
  }
}
