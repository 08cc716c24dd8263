import ArgumentParser
import Freshness
import Platform
import UV

/// `keys --check`: what is wrong with a project's cache keys, installed or not, and `--fix`.
struct KeysCheck {
  let session: ProjectSession
  let format: OutputFormat
  /// Whether the edit is to be written, or at least shown.
  let fixes: Bool
  let shows: Bool
  let yes: Bool

  func run(_ report: KeyReport) throws {
    let (rules, variables) = (session.rules, session.variables)
    let lint = KeyLint(of: report, rules: rules, variables: variables)
    var edit: FixCommand?
    if fixes || shows, let proposal = lint.proposal {
      edit = try FixCommand(
        { () throws(FixRefusal) in
          try ManifestFix(
            of: report.project, to: proposal, rules: rules, variables: variables)
        }, yes: yes)
    }
    switch format {
    case .json: StandardStream.output(document: KeysOutput.json(report, lint, edit?.fix))
    case .text:
      StandardStream.output(KeysOutput.text(report, lint, session.style))
      edit?.show(session.style)
    }
    guard fixes, !shows, let edit else {
      if lint.hasWarnings { throw ExitCode(1) }
      return
    }
    try edit.write()
    let after = try? KeyReport(of: report.project, trying: [], rules: rules, variables: variables)
    let left = after.map { KeyLint(of: $0, rules: rules, variables: variables) }
    if left?.hasWarnings ?? true { throw ExitCode(1) }
  }
}
