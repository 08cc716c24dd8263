import Platform
import UV

/// The user's editor, in front, with the terminal to itself.
enum Editor {
  /// Opens a file with `$VISUAL`, `$EDITOR` or vi and waits; the reason if that fails.
  ///
  /// `+N` in front of the file is how vi, emacs and nano take a line.
  /// The variable may hold options, so that a shell takes it apart, as git does.
  static func open(_ path: Path, line: Int?, variables: ProcessEnvironment) -> String? {
    let editor = variables.nonEmpty("VISUAL") ?? variables.nonEmpty("EDITOR") ?? "vi"
    do throws(FileError) {
      let status = try ChildProcess.runInFront(
        "/bin/sh",
        arguments: [
          Array("-c".utf8), Array("\(editor) \"$@\"".utf8), Array(editor.utf8),
        ] + (line.map { [Array("+\($0)".utf8)] } ?? []) + [path.bytes],
        environment: variables)
      return status == 0 ? nil : "\(editor) ended with status \(status)"
    } catch {
      return "\(editor): \(error.reason)"
    }
  }
}
