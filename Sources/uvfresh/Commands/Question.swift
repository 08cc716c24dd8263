import Glibc
import Platform

/// A question on the terminal before anything is run or written.
enum Question {
  /// Ends the program unless the answer is yes: with status 1 after a no, with 2 where there is no
  /// terminal to ask on.
  static func ask(_ context: DisplayText, _ question: DisplayText, yes: Bool, command: String)
    throws
  {
    if yes { return }
    guard isatty(STDIN_FILENO) == 1 else {
      throw Failure(message: "\(command) needs a terminal to ask on, or --yes")
    }
    if !context.isEmpty { StandardStream.error("\(context)\n") }
    StandardStream.error("\(question) [y/N] ")
    guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
      throw Failure(message: "nothing was done", status: 1)
    }
  }
}
