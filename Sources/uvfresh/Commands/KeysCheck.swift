import ArgumentParser
import Freshness
import Platform
import UV

/// `keys --check`: what is wrong with a project's cache keys, installed or not.
enum KeysCheck {
  static func print(_ report: KeyReport, _ lint: KeyLint, style: Style, format: KeysFormat) throws {
    switch format {
    case .json: StandardStream.output(KeysOutput.json(report, lint))
    case .text: StandardStream.output(KeysOutput.text(report, lint, style))
    }
    if lint.hasWarnings { throw ExitCode(1) }
  }
}
