import Freshness
import Platform

/// Shows an edit of pyproject.toml as a diff, asks, and writes it.
struct FixCommand {
  let fix: ManifestFix
  let yes: Bool

  /// Makes the edit; a refusal ends the program with its reason.
  init(_ make: () throws(FixRefusal) -> ManifestFix, yes: Bool) throws {
    do throws(FixRefusal) {
      fix = try make()
    } catch {
      throw Failure(message: error.message, status: 1)
    }
    self.yes = yes
  }

  func show(_ style: Style) {
    StandardStream.output(document: DiffOutput(style, isForTerminal: true).bytes(fix))
  }

  func write() throws {
    if !fix.isNeeded { return }
    try Question.ask("", "Write it?", yes: yes, command: "writing pyproject.toml")
    do throws(FixRefusal) {
      try fix.write()
    } catch {
      throw Failure(message: error.message, status: 1)
    }
  }
}
