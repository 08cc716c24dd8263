import Glibc
import Platform

/// Long output, page by page on a terminal.
enum Pager {
  /// Shows a text with `$PAGER`, or `less -R`; as it is where standard output is not a terminal or
  /// there is no pager.
  ///
  /// The variable may hold options, so that a shell takes it apart, as Git does.
  static func show(_ text: [UInt8], variables: ProcessEnvironment) {
    guard StandardStream.isTerminal, let command = command(variables) else {
      return StandardStream.output(document: text)
    }
    // Ctrl-C belongs to the pager while it is in front.
    signal(SIGINT, SIG_IGN)
    let status = try? ChildProcess.runInFront(
      "/bin/sh", arguments: [Array("-c".utf8), Array(command.utf8)], environment: variables,
      input: text)
    signal(SIGINT, SIG_DFL)
    // 126 and 127: the shell could not start it.
    if status == nil || status == 126 || status == 127 { StandardStream.output(document: text) }
  }

  private static func command(_ variables: ProcessEnvironment) -> String? {
    if let named = variables.text(of: "PAGER") { return named.isEmpty ? nil : named }
    return Executable.find("less", environment: variables) == nil ? nil : "less -R"
  }
}
