import ArgumentParser
import Freshness
import Inspector
import Platform
import Reinstall
import UV

/// Named apart from the target `Reinstall`.
struct ReinstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reinstall", _superCommandName: "uvfresh",
    abstract: "Reinstall with uv, then look again.",
    discussion: """
      Shows the uv commands first. Building runs the projects' own code, so nothing runs before \
      you agree, or say --yes.

      Examples:
        uvfresh reinstall --stale --dry-run    what would be run
        uvfresh reinstall --stale              show it, ask, run it, look again
        uvfresh reinstall mypackage --yes
      """)

  @Argument(help: ArgumentHelp("Installs of these names.", valueName: "name"))
  var names: [String] = []

  @Flag(help: "All that are stale or unrecorded.")
  var stale = false

  @Flag(help: "Print the plan only.")
  var dryRun = false

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  @Flag(help: "Stop at the first failure.")
  var failFast = false

  @Flag(help: "Use `uv sync` for all of them.")
  var sync = false

  @Flag(help: "Build with the config settings of the last build, not those in files now.")
  var replaySettings = false

  @Option(help: "The form of the output.")
  var format: OutputFormat = .text

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if names.isEmpty && !stale {
      throw ValidationError("Name what to reinstall, or say --stale.")
    }
  }

  func run() throws {
    let session = try Session(common)
    let survey = try session.survey()
    var chosen = names.isEmpty ? [] : try survey.named(names)
    if stale {
      chosen += survey.assessments.filter { assessment in
        [.stale, .unrecorded].contains(assessment.state) && !chosen.contains(assessment)
      }
    }
    let plan = planner(session, survey).plan(
      chosen,
      ReinstallPlanner.Manner(
        usesSync: sync, replaysSettings: replaySettings, cacheDirectory: common.uv.cacheDirectory))
    let output = ReinstallOutput(session.style)
    if format == .text { StandardStream.output(output.text(plan)) }
    if dryRun || plan.commands.isEmpty {
      if format == .json { StandardStream.output(document: ReinstallOutput.json(plan)) }
      if !dryRun, !chosen.isEmpty { throw ExitCode(1) }
      return
    }
    let count = plan.commands.count
    try Question.ask(
      "",
      "Run \(count == 1 ? "this command" : "these \(count) commands")?"
        + " Builds run the projects' code.",
      yes: yes, command: "reinstall")
    try run(plan, session, output)
  }

  private func planner(_ session: Session, _ survey: Survey) -> ReinstallPlanner {
    let places = UVProgram.Places(
      named: common.uv.uv ?? session.preferences.uv, environmentRoot: session.environment.root)
    let uv = Result { () throws(UVProgram.Failure) in
      try UVProgram.find(places, variables: session.variables)
    }
    return ReinstallPlanner(
      survey: survey, uv: uv, settings: session.surveyor.settings(),
      directory: session.surveyor.governingDirectory, project: session.surveyor.projectSync,
      variables: session.variables)
  }

  private func run(_ plan: ReinstallPlan, _ session: Session, _ output: ReinstallOutput) throws {
    let journal =
      session.preferences.journal
      ? JournalWriter(variables: session.variables) { StandardStream.error("uvfresh: \($0)\n") }
      : nil
    let run = ReinstallRun(
      surveyor: session.surveyor, variables: session.variables, journal: journal)
    TerminationSignals.call { run.cancel() }
    var results: [String: StepResult] = [:]
    var tally = ReinstallOutput.Tally()
    for step in plan.steps {
      guard let command = step.command else {
        tally.failed += 1
        continue
      }
      if run.isCancelled || (failFast && tally.failed > 0) { break }
      let place = "[\(results.count + 1)/\(plan.commands.count)]"
      say("\(place) \(session.style.paint("\(step.name):", .bold)) \(command.shellText)\n")
      let result = run.run(step) { line in say("  \(line)\n") }
      results[step.name] = result
      tally.count(result)
      say(output.text(result))
    }
    if format == .json {
      StandardStream.output(document: ReinstallOutput.json(plan, results: results))
    }
    let left = plan.steps.filter { $0.command != nil && results[$0.name] == nil }.map(\.name)
    if !left.isEmpty { say("not run: \(left.joined(separator: ", "))\n") }
    say(tally.text)
    if !tally.isGood { throw ExitCode(1) }
  }

  /// Progress goes to standard output, but not into JSON.
  private func say(_ text: DisplayText) {
    if format == .text { StandardStream.output(text) }
  }
}
