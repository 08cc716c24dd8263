import ArgumentParser
import CacheKeys
import Environments
import Freshness
import VisibleText

enum CheckFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, github
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
      """)

  @Argument(help: "Only installs of these names.")
  var names: [String] = []

  @Flag(name: .shortAndLong, help: "Print nothing; the exit status tells.")
  var quiet = false

  @Option(help: "text, json or github.")
  var format: CheckFormat = .text

  @OptionGroup var common: CommonOptions

  func run() throws {
    let session = try Session(common)
    let survey = try session.survey(installers: format == .json ? .local : .none)
    let found = try survey.named(names).filter(\.state.needsAttention)
    if !quiet { print(found, survey, session.style) }
    if !found.isEmpty { throw ExitCode(1) }
  }

  private func print(_ found: [Assessment], _ survey: Survey, _ style: Style) {
    switch format {
    case .json: StandardStream.output(SurveyJSON.document(survey, listed: found))
    case .text:
      for assessment in found {
        StandardStream.output("\(style.state(assessment.state)) \(line(assessment))\n")
      }
    case .github:
      for assessment in found {
        let title =
          "\(VisibleText.of(assessment.distribution.name)) is \(assessment.state.rawValue)"
        StandardStream.output(
          "::warning title=\(escaped(title, isProperty: true))::"
            + "\(escaped(reason(assessment), isProperty: false))\n")
      }
    }
  }

  private func line(_ assessment: Assessment) -> String {
    let version = assessment.distribution.version.map { " \(VisibleText.of($0))" } ?? ""
    return "\(VisibleText.of(assessment.distribution.name))\(version): \(reason(assessment))"
  }

  private func reason(_ assessment: Assessment) -> String {
    assessment.causes(showValues: common.look.showValues).first?.message
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
      let normalized = PackageName(name)?.normalized ?? name
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
