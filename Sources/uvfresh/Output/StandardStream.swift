import Glibc
import Platform

/// Standard output and error.
enum StandardStream {
  /// Whether standard output is a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Writes bytes as they are.
  ///
  /// A reader that went away ends the program, as SIGPIPE does anywhere.
  static func output(_ bytes: [UInt8]) {
    write(bytes, to: STDOUT_FILENO)
  }

  static func output(_ text: String) {
    output(Array(text.utf8))
  }

  /// Writes a message; control characters in what it quotes become visible.
  static func error(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let visible = lines.map { VisibleText.of(String($0)) }.joined(separator: "\n")
    write(Array(visible.utf8), to: STDERR_FILENO)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 {
        let reason = String(cString: strerror(errno))
        if descriptor == STDOUT_FILENO { error("uvfresh: standard output: \(reason)\n") }
        Glibc.exit(2)
      }
      rest = rest.dropFirst(count)
    }
  }
}
