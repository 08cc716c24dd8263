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
        uvfresh check --format github    annotations for a workflow
        uvfresh check --format markdown >> "$GITHUB_STEP_SUMMARY"
      """)

  @Argument(help: ArgumentHelp("Only installs of these names.", valueName: "name"))
  var names: [String] = []

  @Flag(name: .shortAndLong, help: "Print nothing; the exit status tells.")
  var quiet = false

  @Flag(help: "All environments that can be found: projects, working trees, tools, scripts.")
  var everywhere = false

  @Option(help: "The form of the output; github is annotations for a workflow, markdown a table.")
  var format: CheckFormat = .text

  @OptionGroup var common: CommonOptions

  func run() throws {
    if everywhere {
      let found = try Everywhere.check(
        Session(common), format: format, quiet: quiet, showValues: common.look.showValues)
      if found { throw ExitCode(1) }
      return
    }
    try Self.run(
      Session(common), names: names, quiet: quiet, format: format,
      showValues: common.look.showValues)
  }

  static func run(
    _ session: Session, names: [String] = [], quiet: Bool = false, format: CheckFormat = .text,
    showValues: Bool = false
  ) throws {
    let survey = try session.survey(installers: format == .json ? .local : .none)
    let found = try survey.named(names).filter(\.state.needsAttention)
    if !quiet {
      let report = CheckReport(style: session.style, showValues: showValues)
      StandardStream.output(report.bytes(found, survey, format))
    }
    if !found.isEmpty { throw ExitCode(1) }
  }
}

/// What `check` prints of the installs that need attention.
private struct CheckReport {
  let style: Style
  let showValues: Bool

  func bytes(_ found: [Assessment], _ survey: Survey, _ format: CheckFormat) -> [UInt8] {
    switch format {
    case .json: SurveyJSON.document(survey, listed: found)
    case .text: Array(found.map { "\(style.state($0.state)) \(line($0))\n" }.joined().utf8)
    case .github: Array(found.map(annotation).joined().utf8)
    case .markdown: Array(CheckMarkdown.table(found, showValues: showValues).utf8)
    }
  }

  private func annotation(_ assessment: Assessment) -> String {
    let title = "\(VisibleText.of(assessment.distribution.name)) is \(assessment.state.rawValue)"
    return "::warning title=\(escaped(title, isProperty: true))::"
      + "\(escaped(reason(assessment), isProperty: false))\n"
  }

  private func line(_ assessment: Assessment) -> String {
    let version = assessment.distribution.version.map { " \(VisibleText.of($0))" } ?? ""
    return "\(VisibleText.of(assessment.distribution.name))\(version): \(reason(assessment))"
  }

  private func reason(_ assessment: Assessment) -> String {
    assessment.causes(showValues: showValues).first?.message
      ?? assessment.state.rawValue
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
