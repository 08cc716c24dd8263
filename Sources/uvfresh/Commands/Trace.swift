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

  @Flag(help: "Watch Python modules too: for an install that is a copy, not editable.")
  var copy = false

  @Flag(help: "Write the proposed keys to pyproject.toml, after showing the edit.")
  var write = false

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  @OptionGroup var common: ProjectOptions

  func run() throws {
    let session = try ProjectSession(common)
    let path = session.project.normalized
    let uv = try session.uv()
    guard (try? Directory.working.status(of: path))?.kind == .directory else {
      throw Failure(message: "\(common.project): no such directory")
    }
    let run = TraceRun(
      path, uv: uv, rules: session.rules, variables: session.variables, isCopy: copy)
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
    switch common.format {
    case .json: StandardStream.output(document: TraceOutput.json(report))
    case .text: StandardStream.output(TraceOutput.text(report, session.style))
    }
    switch report.outcome {
    case .cancelled: throw Failure(message: "cancelled; what was seen so far is above", status: 1)
    case .failed: throw ExitCode(1)
    case .built: break
    }
    if write, let proposal = report.proposal {
      let edit = try FixCommand(
        { () throws(FixRefusal) in
          try ManifestFix(
            of: path, to: proposal, rules: session.rules, variables: session.variables)
        }, yes: yes)
      if common.format == .text { edit.show(session.style) }
      try edit.write()
    }
  }
}
