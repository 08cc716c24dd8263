import ArgumentParser
import Formats
import Freshness
import Glibc
import Inspector
import Platform
import Reinstall
import UV

enum ReinstallFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

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
  var format: ReinstallFormat = .text

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
    if format == .text { StandardStream.output(text(plan, session.style)) }
    if dryRun {
      if format == .json { StandardStream.output(json(plan, results: nil)) }
      return
    }
    if plan.commands.isEmpty {
      if format == .json { StandardStream.output(json(plan, results: nil)) }
      if !chosen.isEmpty { throw ExitCode(1) }
      return
    }
    try confirm(plan)
    try run(plan, session)
  }

  private func planner(_ session: Session, _ survey: Survey) -> ReinstallPlanner {
    let places = UVProgram.Places(
      named: common.uv.uv ?? session.preferences.uv, environmentRoot: session.environment.root)
    let uv = Result { () throws(UVProgram.Failure) in
      try UVProgram.find(places, variables: session.variables)
    }
    return ReinstallPlanner(
      survey: survey, uv: uv, settings: session.surveyor.settings(),
      directory: session.surveyor.governingDirectory, project: session.surveyor.projectSync)
  }

  private func confirm(_ plan: ReinstallPlan) throws {
    if yes { return }
    guard isatty(STDIN_FILENO) == 1 else {
      throw Failure(message: "reinstall needs a terminal to ask on, or --yes")
    }
    let count = plan.commands.count
    StandardStream.error(
      "Run \(count == 1 ? "this command" : "these \(count) commands")? Builds run the projects' code. [y/N] "
    )
    guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
      throw Failure(message: "nothing was run", status: 1)
    }
  }

  private func run(_ plan: ReinstallPlan, _ session: Session) throws {
    let run = ReinstallRun(surveyor: session.surveyor, variables: session.variables)
    TerminationSignals.call { run.cancel() }
    var results: [String: StepResult] = [:]
    var fresh = 0
    var still = 0
    var failed = 0
    var number = 0
    for step in plan.steps {
      guard let command = step.command else {
        failed += 1
        continue
      }
      if run.isCancelled || (failFast && failed > 0) { break }
      number += 1
      let place = "[\(number)/\(plan.commands.count)]"
      say("\(place) \(session.style.paint("\(step.name):", .bold)) \(command.shellText)\n")
      let result = run.run(step) { line in say("  \(line)\n") }
      results[step.name] = result
      let time = TimeWords.length(result.duration)
      switch result.outcome {
      case .done(let now):
        if result.isFresh {
          fresh += 1
          say("  \(session.style.state(.fresh)) after \(time)\n")
          if let unmet = result.unmet {
            failed += 1
            fresh -= 1
            say("  reinstalled, needs \(unmet.requirements.joined(separator: ", "))\n")
            say("    \(unmet.command)\n")
          }
        } else {
          still += 1
          let why = now.first?.causes().first?.message ?? "it is not installed any more"
          say("  still \(session.style.state(now.first?.state ?? .stale)): \(why)\n")
          if let lesson = result.lesson {
            say("  \(session.style.paint("advice", .bold)) \(lesson.message)\n")
            if let line = lesson.suggestion { say("    \(VisibleText.of(line))\n") }
          }
        }
      case .failed(let status):
        failed += 1
        say(
          "  \(session.style.paint("uv failed with exit status \(status)", .red)) after \(time)\n")
      case .cancelled:
        failed += 1
        say("  cancelled after \(time)\n")
      case .notStarted(let reason):
        failed += 1
        say("  not run: \(reason)\n")
      }
    }
    if format == .json { StandardStream.output(json(plan, results: results)) }
    let left = plan.steps.filter { $0.command != nil && results[$0.name] == nil }.map(\.name)
    if !left.isEmpty { say("not run: \(left.joined(separator: ", "))\n") }
    say("\(fresh) fresh, \(still) still stale, \(failed) failed\n")
    if still + failed > 0 { throw ExitCode(1) }
  }

  /// Progress goes to standard output, but not into JSON.
  private func say(_ text: String) {
    if format == .text { StandardStream.output(text) }
  }

  private func text(_ plan: ReinstallPlan, _ style: Style) -> String {
    if plan.steps.isEmpty { return "nothing to reinstall\n" }
    var text = ""
    for step in plan.steps {
      switch step.outcome {
      case .command(let command):
        text += "\(style.paint(step.name, .bold)): \(command.shellText)\n"
        for note in step.notes { text += "  (\(note))\n" }
      case .refused(let reason):
        text +=
          "\(style.paint(VisibleText.of(step.name), .bold)): cannot be reinstalled: \(VisibleText.of(reason))\n"
      }
    }
    return text
  }

  private func json(_ plan: ReinstallPlan, results: [String: StepResult]?) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema_version")
      writer.integer(2)
      writer.name("steps")
      writer.array { writer in
        for step in plan.steps {
          writer.object { writer in
            writer.name("name")
            writer.string(step.name)
            writer.name("command")
            switch step.outcome {
            case .command(let command):
              writer.array { writer in
                for word in ["uv"] + command.arguments { writer.string(word) }
              }
              writer.name("directory")
              writer.string(command.directory.exactText)
              writer.name("refused")
              writer.null()
            case .refused(let reason):
              writer.null()
              writer.name("directory")
              writer.null()
              writer.name("refused")
              writer.string(reason)
            }
            writer.name("notes")
            writer.array { writer in for note in step.notes { writer.string(note) } }
            writer.name("result")
            write(results?[step.name], to: &writer)
          }
        }
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private func write(_ result: StepResult?, to writer: inout JSONWriter) {
    guard let result else { return writer.null() }
    writer.object { writer in
      writer.name("status")
      switch result.outcome {
      case .done:
        writer.string(
          !result.isFresh ? "still-stale" : result.unmet == nil ? "fresh" : "needs-requirements")
      case .failed: writer.string("failed")
      case .cancelled: writer.string("cancelled")
      case .notStarted: writer.string("not-started")
      }
      writer.name("seconds")
      writer.integer(Int(result.duration.rounded(.up)))
      writer.name("advice")
      writer.string(orNull: result.lesson?.code.rawValue)
      writer.name("needs")
      writer.array { writer in
        for requirement in result.unmet?.requirements ?? [] { writer.string(requirement) }
      }
      writer.name("command")
      writer.string(orNull: result.unmet?.command)
    }
  }
}
