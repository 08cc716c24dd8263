import ArgumentParser
import Formats
import Freshness
import Glibc
import Inspector
import Platform
import Reinstall
import UV

struct Trace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", _superCommandName: "uvfresh",
    abstract: "Build a project once and learn its cache keys from what the build reads.",
    discussion: """
      Runs `uv build` under strace. Building runs the project's own code, so nothing runs before \
      you agree, or say --yes. The wheel goes to a temporary directory. Build requirements are \
      downloaded to uv's cache, and the build may leave files such as *.egg-info in the source tree.

      The project is judged as an editable install: Python modules that it picks up by itself are \
      listed apart.

      Examples:
        uvfresh trace
        uvfresh trace ../lib --write      show the edit of pyproject.toml, ask, write it
        uvfresh trace --copy              modules too, for an install that is a copy
      """)

  @Argument(help: "The project's directory.")
  var project = "."

  @Flag(help: "Watch Python modules too: for an install that is a copy, not editable.")
  var copy = false

  @Flag(help: "Write the proposed keys to pyproject.toml, after showing the edit.")
  var write = false

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  @Option(help: "The form of the output.")
  var format: KeysFormat = .text

  @Option(help: ArgumentHelp("Do as if started in this directory.", valueName: "directory"))
  var directory: String?

  @OptionGroup var uv: UVOptions
  @OptionGroup var look: LookOptions

  func run() throws {
    let variables = ProcessEnvironment.current()
    let here = try directory.map { try Session.enter($0) } ?? Directory.workingPath
    let path = here.appending(project).normalized
    let preferences = try PreferencesFile.read(variables)
    var choice = uv.choice
    choice.program = choice.program ?? preferences.uv
    let rules = try choice.rules(environmentRoot: nil, variables: variables)
    let program: UVProgram
    do throws(UVProgram.Failure) {
      let places = UVProgram.Places(named: choice.program, environmentRoot: nil)
      program = try UVProgram.find(places, variables: variables)
    } catch {
      throw Failure(message: error.message)
    }
    guard (try? Directory.working.status(of: path))?.kind == .directory else {
      throw Failure(message: "\(project): no such directory")
    }
    let run = TraceRun(
      path, uv: here.appending(program.path.bytes).normalized, rules: rules, variables: variables,
      isCopy: copy)
    try Question.ask(
      """
      \(run.command)
      This runs the project's own code. It may leave files such as *.egg-info in the source tree, \
      and downloads build requirements to uv's cache.
      """, "Build it?", yes: yes, command: "trace")
    TerminationSignals.call { run.cancel() }
    let report: TraceReport
    do throws(TraceFailure) {
      report = try run.run { line in StandardStream.error("\(line)\n") }
    } catch {
      throw Failure(message: error.message)
    }
    let style = Style(look.color, preferences, variables: variables)
    switch format {
    case .json: StandardStream.output(TraceOutput.json(report))
    case .text: StandardStream.output(TraceOutput.text(report, style))
    }
    switch report.outcome {
    case .cancelled: throw Failure(message: "cancelled; what was seen so far is above", status: 1)
    case .failed: throw ExitCode(1)
    case .built: break
    }
    if write, let proposal = report.proposal {
      let edit = try FixCommand(
        { () throws(FixRefusal) in
          try ManifestFix(of: path, to: proposal, rules: rules, variables: variables)
        }, yes: yes)
      if format == .text { edit.show(style) }
      try edit.write()
    }
  }
}
