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

  @Flag(help: "Look closely at each install: advice that warns counts as well.")
  var strict = false

  @Flag(help: "Every local package must come from the checkout that you stand in.")
  var here = false

  @Option(help: "The form of the output; github is annotations for a workflow, markdown a table.")
  var format: CheckFormat = .text

  @OptionGroup var common: CommonOptions

  func run() throws {
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
    let survey = try session.survey(installers: manner.format == .json ? .local : .none)
    let asked = try survey.named(names)
    let local = asked.filter { $0.state != .untracked }
    let explanations = manner.strict ? session.surveyor.explain(local) : [:]
    let findings = asked.compactMap { assessment -> CheckFinding? in
      let explanation = explanations[assessment.distribution.path]
      var advice = explanation?.advice ?? []
      if manner.here, !advice.contains(where: { $0.code == .otherCheckout }),
        let strayed = OtherCheckout.strayed(assessment, from: session.workingDirectory)
      {
        advice.insert(strayed, at: 0)
      }
      let isBad = assessment.state.needsAttention || assessment.nextAction == .fail
      if !isBad, !advice.contains(where: { $0.level == .warning }) { return nil }
      return CheckFinding(
        assessment: assessment, isBad: isBad,
        advice: explanation == nil && advice.isEmpty ? nil : advice)
    }
    if !manner.quiet {
      let report = CheckReport(style: session.style, showValues: manner.showValues)
      StandardStream.output(report.bytes(findings, survey, manner.format))
    }
    if !findings.isEmpty { throw ExitCode(1) }
  }
}

/// An install that `check` reports, for its state or for advice.
struct CheckFinding {
  let assessment: Assessment
  /// Not fresh, or the sync fails on it.
  let isBad: Bool
  /// Nil where nobody looked closely.
  let advice: [Advice]?

  /// A word and a reason for each thing to report.
  func lines(showValues: Bool) -> [(what: String, why: String)] {
    let state = assessment.state.needsAttention ? assessment.state.rawValue : "failing"
    let why = assessment.causes(showValues: showValues).first?.message ?? state
    return (isBad ? [(state, why)] : [])
      + (advice ?? []).filter { $0.level == .warning }.map { ($0.code.rawValue, $0.message) }
  }
}

/// What `check` prints of the installs that it reports.
private struct CheckReport {
  let style: Style
  let showValues: Bool

  func bytes(_ found: [CheckFinding], _ survey: Survey, _ format: CheckFormat) -> [UInt8] {
    switch format {
    case .json:
      SurveyJSON.document(survey, listed: found.map { ($0.assessment, $0.advice) })
    case .text: Array(found.map(text).joined().utf8)
    case .github: Array(found.map(annotations).joined().utf8)
    case .markdown: Array(CheckMarkdown.table(found, showValues: showValues).utf8)
    }
  }

  private func annotations(_ finding: CheckFinding) -> String {
    let name = VisibleText.of(finding.assessment.distribution.name)
    return finding.lines(showValues: showValues).map { line in
      "::warning title=\(escaped("\(name) is \(line.what)", isProperty: true))::"
        + "\(escaped(line.why, isProperty: false))\n"
    }.joined()
  }

  private func text(_ finding: CheckFinding) -> String {
    let distribution = finding.assessment.distribution
    let version = distribution.version.map { " \(VisibleText.of($0))" } ?? ""
    let name = VisibleText.of(distribution.name) + version
    return finding.lines(showValues: showValues).enumerated().map { index, line in
      let mark =
        index == 0 && finding.assessment.state.needsAttention
        ? style.state(finding.assessment.state) : style.paint(line.what, .yellow)
      return "\(mark) \(name): \(line.why)\n"
    }.joined()
  }

  /// Workflow commands take `%`, line breaks and, in properties, `:` and `,` as percent escapes.
  private func escaped(_ text: String, isProperty: Bool) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "%": escaped += "%25"
      case "\r": escaped += "%0D"
      case "\n": escaped += "%0A"
      case ":" where isProperty: escaped += "%3A"
      case "," where isProperty: escaped += "%2C"
      default: escaped.append(character)
      }
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
