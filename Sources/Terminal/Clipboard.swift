import Glibc
import Platform

/// Copies through the terminal, which works over ssh as well.
enum Clipboard {
  /// Terminals drop longer texts.
  private static let limit = 75_000

  /// Sends OSC 52; under tmux wrapped, so that it goes on to the terminal outside.
  static func copy(_ text: String, variables: ProcessEnvironment) {
    var sequence = "\u{1B}]52;c;\(base64(Array(text.utf8.prefix(limit * 3 / 4))))\u{07}"
    if variables.nonEmpty("TMUX") != nil {
      let doubled = sequence.split(separator: "\u{1B}", omittingEmptySubsequences: false)
        .joined(separator: "\u{1B}\u{1B}")
      sequence = "\u{1B}Ptmux;\(doubled)\u{1B}\\"
    }
    let bytes = Array(sequence.utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
  }

  static func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let value = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let isPadding = place > group.count
        text.append(
          isPadding ? UInt8(ascii: "=") : letters[Int(value >> UInt32(18 - 6 * place)) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
