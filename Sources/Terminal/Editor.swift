import Platform
import UV

/// The user's editor, in front, with the terminal to itself.
enum Editor {
  /// Why a file is not to be opened; nil if it is.
  ///
  /// An editor would open on a new directory that is not there, and fail only when it saves.
  static func obstacle(to path: Path) -> String? {
    guard let parent = path.parent, !Directory.working.has(parent) else { return nil }
    return "\(parent.shown) is gone: there is nothing to edit"
  }

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
