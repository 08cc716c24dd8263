import ArgumentParser
import Freshness
import Platform
import UV

enum CheckFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, github, markdown
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", _superCommandName: "uvfresh",
    abstract: "Print what is not fresh and why; exit 1 if anything is.",
    discussion: """
      Examples:
        uvfresh check                    what needs a reinstall, a line each
        uvfresh check -q || uv sync      silent, by exit status
        uvfresh check --strict           what a close look finds counts too
        uvfresh check --here             and what comes from another checkout
        uvfresh check --format github    annotations for a workflow
        uvfresh check --format markdown >> "$GITHUB_STEP_SUMMARY"
      """)

  @Argument(help: ArgumentHelp("Only installs of these names.", valueName: "name"))
  var names: [String] = []

  @Flag(name: .shortAndLong, help: "Print nothing; the exit status tells.")
  var quiet = false

  @Flag(help: "All environments that can be found: projects, working trees, tools, scripts.")
  var everywhere = false

  @Flag(help: "Look closely at each install: advice that warns counts as well.")
  var strict = false

  @Flag(help: "Every local package must come from the checkout that you stand in.")
  var here = false

  @Option(help: "The form of the output; github is annotations for a workflow, markdown a table.")
  var format: CheckFormat = .text

  @OptionGroup var common: CommonOptions

  func run() throws {
    if everywhere {
      if here {
        throw Failure(
          message: "--here looks at one environment and --everywhere at all: choose one")
      }
      let asked = Everywhere.Asked(
        names: names, advice: strict, showValues: common.look.showValues)
      let isBad = try Everywhere(Session(common, everywhere: true), asked)
        .check(format, quiet: quiet)
      if isBad { throw ExitCode(1) }
      return
    }
    try Self.run(
      Session(common), names: names,
      Manner(
        quiet: quiet, strict: strict, here: here, format: format,
        showValues: common.look.showValues))
  }

  /// How to check.
  struct Manner {
    var quiet = false
    var strict = false
    var here = false
    var format = CheckFormat.text
    var showValues = false
  }

  static func run(_ session: Session, names: [String] = [], _ manner: Manner = Manner()) throws {
    let survey = try session.survey(
      SitePackages.Extent(
        installers: manner.format == .json ? .local : .none, registryWheels: false))
    let asked = try survey.named(names)
    let local = asked.filter { $0.state != .untracked }
    let outlines =
      manner.strict ? Outliner(session.surveyor).byPath(local, among: survey.assessments) : [:]
    let findings = asked.compactMap { assessment -> CheckFinding? in
      var look = outlines[assessment.distribution.path].map { SurveyJSON.Look($0) }
      if manner.here, look?.advice.contains(where: { $0.code == .otherCheckout }) != true,
        let strayed = OtherCheckout.strayed(assessment, from: session.workingDirectory)
      {
        look = look ?? SurveyJSON.Look()
        look?.advice.insert(strayed, at: 0)
      }
      // Where uv does not run at all, one warning says so for all installs.
      let failsAlone = assessment.nextAction == .fail && survey.outlook.warning == nil
      let isBad = assessment.state.needsAttention || failsAlone
      let warns = look?.advice.contains { $0.level == .warning } == true
      return isBad || warns ? CheckFinding(assessment: assessment, isBad: isBad, look: look) : nil
    }
    if !manner.quiet {
      if manner.format == .text {
        let warning = survey.outlook.warning.map { [$0] }
        for line in warning ?? Survey.surprises(asked) {
          StandardStream.error("warning: \(line)\n")
        }
      }
      let report = CheckReport(style: session.style, showValues: manner.showValues)
      StandardStream.output(document: report.bytes(findings, survey, manner.format))
    }
    if !findings.isEmpty || asked.contains(where: { $0.nextAction == .fail }) {
      throw ExitCode(1)
    }
  }
}

extension Survey {
  /// The installs of these names, all without any; a name that is not installed is wrong use.
  func named(_ names: [String]) throws -> [Assessment] {
    if names.isEmpty { return assessments }
    var wanted: Set<String> = []
    for name in names {
      let normalized = PackageName.normalized(name)
      guard assessments.contains(where: { $0.distribution.name == normalized }) else {
        throw Failure(message: "\(name) is not installed in \(environmentName)")
      }
      wanted.insert(normalized)
    }
    return assessments.filter { wanted.contains($0.distribution.name) }
  }

  var environmentName: String {
    (environment.root ?? environment.sitePackages.first)?.shown ?? "this environment"
  }
}
