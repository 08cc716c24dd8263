import Glibc
import Platform

/// Standard output and error.
enum StandardStream {
  /// Whether standard output is a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Writes a document for programs, such as JSON or a patch, as it is.
  ///
  /// A reader that went away ends the program, as SIGPIPE does anywhere.
  static func output(document bytes: [UInt8]) {
    write(bytes, to: STDOUT_FILENO)
  }

  /// Writes text for people.
  static func output(_ text: DisplayText) {
    output(document: Array(text.text.utf8))
  }

  /// Writes a message.
  static func error(_ text: DisplayText) {
    write(Array(text.text.utf8), to: STDERR_FILENO)
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
