import ArgumentParser
import Freshness
import Glibc
import Platform
import UV

/// Shows an edit of pyproject.toml as a diff, asks, and writes it.
struct FixCommand {
  let project: Path
  let proposal: KeyProposal
  let rules: Rules
  let variables: ProcessEnvironment
  /// Only the diff is wanted.
  let isShownOnly: Bool
  let yes: Bool

  /// Whether the file holds the proposed keys now.
  @discardableResult
  func run(_ style: Style) throws -> Bool {
    let fix: ManifestFix
    do throws(FixRefusal) {
      fix = try ManifestFix(of: project, to: proposal, rules: rules, variables: variables)
    } catch {
      throw Failure(message: error.message, status: 1)
    }
    if !fix.isNeeded { return true }
    StandardStream.output(fix.diff.map { Self.line($0, style) }.joined())
    if isShownOnly { return false }
    try Question.ask("", "Write it?", yes: yes, command: "writing pyproject.toml")
    do throws(FixRefusal) {
      try fix.write()
    } catch {
      throw Failure(message: error.message, status: 1)
    }
    return true
  }

  private static func line(_ line: String, _ style: Style) -> String {
    let text = VisibleText.of(line)
    switch text.first {
    case "+" where !text.hasPrefix("+++"): return style.paint(text, .green) + "\n"
    case "-" where !text.hasPrefix("---"): return style.paint(text, .red) + "\n"
    default: return text + "\n"
    }
  }
}
