import Freshness
import Platform
import UV

/// What `uv pip check` finds missing for a package that was just reinstalled.
package struct UnmetRequirements: Hashable, Sendable {
  /// Such as `httpx>=0.27`.
  package let requirements: [String]
  /// What brings them, as one would type it.
  package let command: String

  /// Asks uv; nil if nothing is missing, or uv cannot say.
  init?(
    of name: String, after command: UVCommand, in root: Path, variables: ProcessEnvironment
  ) {
    guard let environment = root.utf8Text,
      let answer = try? ChildProcess.run(
        "/bin/sh",
        arguments: [
          "-c", "exec \"$0\" pip check --python \"$1\" 2>&1", command.program.shown, environment,
        ], in: command.directory, environment: variables), answer.status != 0
    else { return nil }
    let text = String(decoding: answer.output, as: UTF8.self)
    requirements = text.split(whereSeparator: \.isNewline).compactMap {
      Self.requirement(in: $0, of: name)
    }
    if requirements.isEmpty { return nil }
    switch command.arguments.first {
    case "sync": self.command = "uv sync --inexact"
    case "tool": self.command = command.shellText
    default:
      let words = ["uv", "pip", "install", "--python", environment] + requirements
      self.command = words.map(ShellWord.quoted).joined(separator: " ")
    }
  }

  /// Reads ``The package `a` requires `b>=2`, but …``.
  static func requirement(in line: Substring, of name: String) -> String? {
    let parts = line.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0].starts(withBytesOf: "The package "),
      PackageName.normalized(parts[1]) == name, parts[2] == " requires "
    else { return nil }
    return VisibleText.of(String(parts[3]))
  }
}
