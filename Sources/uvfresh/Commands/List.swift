import ArgumentParser
import Freshness
import Platform
import UV

enum ListFormat: String, ExpressibleByArgument, CaseIterable {
  case columns, json
}

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", _superCommandName: "uvfresh",
    abstract: "List local installs with their state.",
    discussion: """
      Examples:
        uvfresh list
        uvfresh list --state stale
        uvfresh list --format json | jq -r '.packages[].name'
      """)

  @Flag(help: "Registry, Git and URL installs as well.")
  var all = false

  @Flag(help: "Look closely at each install and give advice.")
  var advice = false

  @Option(help: "Only installs in this state.")
  var state: FreshnessState?

  @Flag(help: "All environments that can be found: projects, working trees, tools, scripts.")
  var everywhere = false

  @Option(help: "The form of the output.")
  var format: ListFormat = .columns

  @OptionGroup var common: CommonOptions

  func run() throws {
    if everywhere {
      let asked = Everywhere.Asked(
        all: all, state: state, advice: advice, showValues: common.look.showValues)
      return try Everywhere(Session(common, everywhere: true), asked).list(format)
    }
    try Self.run(
      Session(common),
      Manner(
        all: all, advice: advice, state: state, format: format,
        showValues: common.look.showValues))
  }

  /// What to list, and how.
  struct Manner {
    var all = false
    var advice = false
    var state: FreshnessState?
    var format = ListFormat.columns
    var showValues = false
  }

  static func run(_ session: Session, _ manner: Manner = Manner()) throws {
    let (all, advice, state) = (manner.all, manner.advice, manner.state)
    let showsRegistry = all || state == .untracked
    let survey = try session.survey(
      SitePackages.Extent(
        installers: manner.format == .columns ? .none : showsRegistry ? .all : .local,
        registryWheels: showsRegistry))
    let listed = survey.assessments.filter { assessment in
      if let state { return assessment.state == state }
      return all || assessment.state != .untracked
    }
    let outlines =
      advice ? Outliner(session.surveyor).byPath(listed, among: survey.assessments) : [:]
    switch manner.format {
    case .json:
      SurveyJSON.print(
        survey,
        listed: listed.map { ($0, outlines[$0.distribution.path].map { SurveyJSON.Look($0) }) })
    case .columns:
      for warning in survey.warnings { StandardStream.error("warning: \(warning)\n") }
      StandardStream.output(
        ListTable(session.style, showValues: manner.showValues)
          .text(survey, listed, advice: advice ? outlines.mapValues(\.advice) : nil))
    }
  }
}

extension FreshnessState: ExpressibleByArgument {}
