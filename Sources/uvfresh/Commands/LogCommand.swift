import ArgumentParser
import Freshness
import Inspector
import Platform
import UV

struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", _superCommandName: "uvfresh",
    abstract: "What turned stale, what was reinstalled, and why; newest first.",
    discussion: """
      The inspector and `reinstall` write this journal, `check` and `list` never do. It lies in \
      $XDG_STATE_HOME/uvfresh or ~/.local/state/uvfresh and keeps the last 4 to 8 MB; the setting \
      `journal = false` turns it off.

      Where no environment is found, entries of all are shown.

      Examples:
        uvfresh log                  the last 20 entries of this environment
        uvfresh log mypackage -n 5
        uvfresh log --all --format json | jq '.rebuilds[] | {name, rebuilds}'
      """)

  @Argument(help: ArgumentHelp("Only entries of these packages.", valueName: "name"))
  var names: [String] = []

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp(
      "At most so many entries (default: 20, in JSON all).", valueName: "number"))
  var limit: Int?

  @Flag(help: "Entries of all environments.")
  var all = false

  @Option(help: "The form of the output.")
  var format: OutputFormat = .text

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit \(limit): expected 1 or more") }
  }

  func run() throws {
    let session = try Session(common, everywhere: true)
    guard let journal = Journal(variables: session.variables) else {
      throw Failure(message: "there is no journal: neither XDG_STATE_HOME nor HOME is set")
    }
    let environment = all ? nil : session.environment
    let place = environment.map(JournalEntry.Subject.name).flatMap { $0.isEmpty ? nil : $0 }
    let names = names.map { PackageName.normalized($0) }
    let written = try Self.entries(of: journal)
    let entries = written.withoutRepeats.filter { entry in
      (place == nil || entry.subject.environment == place)
        && (names.isEmpty || names.contains(entry.subject.name))
    }
    let rebuilds = RebuildSummary.all(of: entries, now: .now)
    let shown = entries.reversed().prefix(limit ?? (format == .text ? 20 : .max))
    switch format {
    case .json:
      StandardStream.output(
        document: LogOutput.json(Array(shown), rebuilds, journal: journal, environment: place))
    case .text:
      let output = LogOutput(style: session.style, showsEnvironment: place == nil)
      if shown.isEmpty, !session.preferences.journal {
        StandardStream.output("the journal is off: `journal = false` in the settings\n")
      } else if shown.isEmpty, !written.isEmpty {
        let about = names.isEmpty ? "" : " about \(names.joined(separator: ", "))"
        StandardStream.output(
          "nothing has been written down\(about)\(place.map { " in \($0)" } ?? "")\n")
      } else {
        StandardStream.output(
          output.text(Array(shown), rebuilds, older: entries.count - shown.count))
      }
    }
  }

  /// What can be read; damaged files are set aside first.
  private static func entries(of journal: Journal) throws -> [JournalEntry] {
    do throws(FileError) {
      let text = try journal.read()
      if text.damaged > 0 {
        let lines = Counted.text(text.damaged, "damaged line")
        let names = (try? journal.setAside())?.map(\.shown).joined(separator: ", ") ?? ""
        let end = names.isEmpty ? "" : ", kept in \(names)"
        StandardStream.error("uvfresh: the journal had \(lines)\(end); all others are shown\n")
      }
      return text.entries
    } catch {
      throw Failure(message: "\(error.path.shown): \(error.reason)")
    }
  }
}
