import Platform

/// Real commits for the demo, where there is a Git: without them a diff has nothing to compare with.
///
/// Everything in them is fixed, dates included, so that their ids are always the same.
struct DemoHistory {
  struct Commit {
    let subject: String
    var files: [(path: String, content: String)] = []
  }

  /// The directory that becomes a repository, or is one without objects.
  let root: Path
  let commits: [Commit]
  let variables: ProcessEnvironment

  /// Writes the objects, with the last commit as `branch`; nothing happens where there is no Git.
  func write(branch: String) {
    guard let directory = root.utf8Text,
      let git = Executable.find("git", environment: variables)
    else { return }
    // A hook that started this program names its own repository in variables.
    let own = variables.raw.filter { !$0.starts(with: "GIT_".utf8) }
    let environment = ProcessEnvironment(own).setting([
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
    ])
    for (words, input) in [
      (["init", "-q", "--template="], nil), (["fast-import", "--quiet"], stream(branch)),
    ] {
      let answer = try? ChildProcess.run(
        git, arguments: ["-C", directory] + words, environment: environment, joiningErrors: true,
        input: input)
      if answer?.status != 0 { return }
    }
  }

  /// The commits as `git fast-import` reads them.
  private func stream(_ branch: String) -> [UInt8] {
    var text = ""
    for (index, commit) in commits.enumerated() {
      text += "commit \(branch)\ncommitter Demo <demo@example.org> \(1_700_000_000 + index) +0000\n"
      text += Self.data(commit.subject + "\n")
      for file in commit.files {
        text += "M 100644 inline \(file.path)\n" + Self.data(file.content)
      }
    }
    return Array(text.utf8)
  }

  private static func data(_ text: String) -> String { "data \(text.utf8.count)\n\(text)\n" }
}
