import Platform
import UV

/// The user's git, asked about a repository's objects only.
///
/// Looking at a project must not run its code: no filter, hook, pager, signature program, file
/// watcher or remote of the repository is started by what is asked here, which is plumbing that
/// reads objects and never the working tree.
struct GitProgram: Sendable {
  private let path: Path
  private let directory: String
  private let environment: ProcessEnvironment

  /// Nil if there is no git, or the directory's path is not UTF-8.
  init?(in directory: Path, variables: ProcessEnvironment) {
    guard let directory = directory.utf8Text,
      let path = Executable.find("git", environment: variables)
    else { return nil }
    self.path = path
    self.directory = directory
    // A hook of another repository that started this program names that one in variables.
    environment = variables.without([
      "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
      "GIT_PREFIX", "GIT_NAMESPACE",
    ]).setting([
      "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_OPTIONAL_LOCKS": "0",
      "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8",
    ])
  }

  /// What a command prints; nil if it fails, or prints more than `limit` bytes.
  func output(_ arguments: [String], limit: Int = 1 << 20) -> [UInt8]? {
    let answer = try? ChildProcess.run(
      path, arguments: ["--no-pager", "-C", directory] + arguments, environment: environment,
      joiningErrors: false, limit: limit)
    guard let answer, answer.status == 0 else { return nil }
    return answer.output
  }

  /// The same by lines.
  func lines(_ arguments: [String]) -> [String]? {
    output(arguments).map { output in
      String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }
  }
}
