import Freshness
import Platform
import UV

/// The exact commands that would reinstall some installs; making it runs nothing.
package struct ReinstallPlan: Hashable, Sendable {
  /// One install and its command, or why there is none.
  package struct Step: Hashable, Sendable {
    package let assessment: Assessment
    package let outcome: Outcome
    /// What should be known before it is run.
    package let notes: [String]

    package init(assessment: Assessment, outcome: Outcome, notes: [String] = []) {
      self.assessment = assessment
      self.outcome = outcome
      self.notes = notes
    }

    package var name: String { assessment.distribution.name }

    package var command: UVCommand? {
      if case .command(let command) = outcome { return command }
      return nil
    }
  }

  package enum Outcome: Hashable, Sendable {
    case command(UVCommand)
    case refused(String)
  }

  package let steps: [Step]

  package init(steps: [Step]) {
    self.steps = steps
  }

  package var commands: [UVCommand] {
    steps.compactMap(\.command)
  }
}

/// A command line of uv, and the directory to run it in.
package struct UVCommand: Hashable, Sendable {
  package let program: Path
  package let arguments: [String]
  package let directory: Path

  package init(program: Path, arguments: [String], directory: Path) {
    self.program = program
    self.arguments = arguments
    self.directory = directory
  }

  /// As one would type it, quoted for a POSIX shell; control characters are visible.
  package var shellText: String {
    (["uv"] + arguments).map(ShellWord.quoted).joined(separator: " ")
  }
}
