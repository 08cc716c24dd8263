import Foundation
import TestSupport
import Testing

/// The README's snippets do what it says, as they stand there.
@Suite struct ReadmeSnippetTests {
  private let fake = FakeEnvironment()

  /// The fenced block behind `<!-- snippet: NAME -->`.
  private func snippet(_ name: String) throws -> String {
    let readme = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let start = try #require(text.range(of: "<!-- snippet: \(name) -->\n```"))
    let lines = text[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
    return lines.dropFirst().prefix { $0 != "```" }.joined(separator: "\n")
  }

  /// PATH with the built program under its name in front.
  private var path: String {
    let directory = (Built.program as NSString).deletingLastPathComponent
    return "\(directory):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
  }

  private func shell(_ script: String, _ variables: [String: String] = [:]) throws -> Command.Result
  {
    try Command.run(
      ["/bin/bash", "-c", script], in: fake.tree.path,
      environment: ["PATH": path, "VIRTUAL_ENV": "", "LC_ALL": "C.UTF-8"].merging(variables) { $1 })
  }

  private func makeStale() {
    fake.project("a")
    fake.install("a", record: "{\"timestamp\":{\"secs_since_epoch\":1,\"nanos_since_epoch\":2}}")
  }

  @Test func theHookStopsAPush() throws {
    try fake.tree.shell(
      """
      git init -q .; git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x
      git init -q --bare far; git remote add far far
      """)
    try fake.tree.writeProgram(".git/hooks/pre-push", try snippet("git-hook") + "\n")
    #expect(try shell("git push -q far HEAD:refs/heads/one").status == 0)
    makeStale()
    let refused = try shell("git push -q far HEAD:refs/heads/two")
    #expect(refused.status != 0)
    #expect(refused.errors.contains("not pushed: reinstall first"))
    #expect(refused.errors.contains("a 0.1.0: pyproject.toml changed"))
  }

  @Test(arguments: [("pre-commit", "entry: "), ("actions", "run: ")])
  func theCommandsOfYAML(_ name: String, _ key: String) throws {
    let lines = try snippet(name).split(separator: "\n").filter { $0.contains(key) }
    try #require(!lines.isEmpty)
    let summary = ["GITHUB_STEP_SUMMARY": "\(fake.tree.path)/summary"]
    let commands = lines.map { $0.split(separator: key, maxSplits: 1).last.map(String.init) ?? "" }
    for command in commands { #expect(try shell(command, summary).status == 0) }
    makeStale()
    let found = try commands.map { try shell($0, summary) }
    #expect(found.allSatisfy { $0.status == 1 })
    if name == "actions" {
      #expect(found[0].output.contains("::warning title=a is stale::"))
      #expect(try fake.tree.shell("cat summary").contains("| a | 0.1.0 | stale |"))
    } else {
      #expect(found[0].output.contains("a 0.1.0"))
    }
  }

  /// The script of the composite action, as a runner would start it.
  @Test func theAction() throws {
    let file = SharedCases.project.appendingPathComponent(".github/actions/uvfresh/action.yml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: "      run: |\n"))
    let script = text[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.dropFirst(8) }.joined(separator: "\n")
    let variables = ["GITHUB_STEP_SUMMARY": "summary", "UVFRESH_ARGUMENTS": "--color never"]
    #expect(try shell("set -eo pipefail\n\(script)", variables).status == 0)
    makeStale()
    let found = try shell("set -eo pipefail\n\(script)", variables)
    #expect(found.status == 1)
    #expect(found.output.contains("::warning title=a is stale::"))
    #expect(try fake.tree.shell("cat summary").contains("| a | 0.1.0 | stale |"))
  }

  /// Each row of the table of commands: the command is there, and has the options that the row names.
  @Test func theTableOfCommands() throws {
    let text = try String(
      contentsOf: SharedCases.project.appendingPathComponent("README.md"), encoding: .utf8)
    let start = try #require(text.range(of: "| command | |\n|---|---|\n"))
    let rows = text[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { $0.hasPrefix("|") }
    #expect(rows.count >= 7)
    for row in rows {
      let code = row.split(separator: "`", omittingEmptySubsequences: false)
      let words = code.indices.filter { $0 % 2 == 1 }.flatMap { code[$0].split(separator: " ") }
      try #require(words.first == "uvfresh", "\(row)")
      let command = words.dropFirst().first {
        !$0.hasPrefix("-") && $0.allSatisfy { $0.isLowercase || $0 == "-" }
      }
      let help = try shell("uvfresh \(command ?? "inspect") --help")
      #expect(help.status == 0, "\(row)")
      if let command { #expect(help.output.contains("USAGE: uvfresh \(command)"), "\(row)") }
      for option in words where option.hasPrefix("--") {
        #expect(help.output.contains(option), "\(row)")
      }
    }
  }

  @Test func theTaskOfVSCode() throws {
    let document = try JSONSerialization.jsonObject(with: Data(try snippet("vscode").utf8))
    let tasks = try #require((document as? [String: Any])?["tasks"] as? [[String: Any]])
    let command = try #require(tasks.first?["command"] as? String)
    #expect(try shell(command).status == 0)
    makeStale()
    #expect(try shell(command).status == 1)
  }

  @Test func theDigest() throws {
    fake.project("a")
    fake.tree.write("a/uv.lock", "version = 1")
    let line = "cd a && GITHUB_OUTPUT=../out && \(try snippet("digest")) && cat ../out"
    let first = try shell(line)
    #expect(first.status == 0, "\(first.errors)")
    let key = try #require(
      try Regex("^key=venv-[0-9a-f]{16}-[0-9a-f]{64}\n$").firstMatch(in: first.output))
    #expect(key.range == first.output.startIndex..<first.output.endIndex)
  }

  @Test func thePrompt() throws {
    let text = try snippet("prompt")
    let line = "PS1='$ '; \(text)\nprintf '%s' \"${PS1@P}\""
    #expect(try shell(line, ["VIRTUAL_ENV": fake.root]).output == "$ ")
    makeStale()
    #expect(try shell(line, ["VIRTUAL_ENV": fake.root]).output == "▲ $ ")
    #expect(try shell(line).output == "$ ")
  }

  @Test(.enabled(if: Command.find("zsh") != nil, "there is no zsh"))
  func thePromptOfZsh() throws {
    let line = "PROMPT='$ '; \(try snippet("prompt-zsh"))\nprint -rnP -- \"$PROMPT\""
    func prompt(_ variables: [String: String]) throws -> String {
      try Command.run(
        ["zsh", "-f", "-c", line], in: fake.tree.path,
        environment: ["PATH": path, "VIRTUAL_ENV": "", "LC_ALL": "C.UTF-8"]
          .merging(variables) { $1 }
      ).output
    }
    #expect(try prompt(["VIRTUAL_ENV": fake.root]) == "$ ")
    makeStale()
    #expect(try prompt(["VIRTUAL_ENV": fake.root]) == "▲ $ ")
    #expect(try prompt([:]) == "$ ")
  }

  @Test(.enabled(if: Command.find("jq") != nil, "there is no jq"))
  func jq() throws {
    makeStale()
    let result = try shell("set -e -o pipefail\n" + snippet("jq"))
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output.split(separator: "\n").map(String.init)
        == ["a", "a\tpyproject.toml", "a\ttimestamp\tchanged\t", "a\tdirectories\tadded\tsrc"])
  }

  @Test func theSettings() throws {
    fake.tree.write(
      "config/uvfresh/config.toml",
      try snippet("settings").replacing("/usr/local/bin/uv", with: "/bin/true"))
    let result = try shell(
      "uvfresh list --uv-version latest", ["XDG_CONFIG_HOME": "\(fake.tree.path)/config"])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) throws {
    let script = try self.shell("uvfresh --generate-completion-script \(shell)")
    #expect(script.status == 0)
    #expect(script.output.contains("reinstall"))
    if shell == "bash" {
      #expect(
        try self.shell("source <(uvfresh --generate-completion-script bash); complete -p uvfresh")
          .status == 0)
    }
  }
}
