import ArgumentParser
import Formats
import Freshness
import Platform
import UV

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", _superCommandName: "uvfresh",
    abstract: "Everything about one install, and what to do about it.",
    discussion: """
      Examples:
        uvfresh explain mypackage
        uvfresh explain mypackage --format json | jq '.packages[0].causes'
      """)

  @Argument(help: "The install's name.")
  var name: String

  @Option(help: "The form of the output.")
  var format: OutputFormat = .text

  @OptionGroup var common: CommonOptions

  func run() throws {
    let session = try Session(common)
    let survey = try session.survey(
      SitePackages.Extent(installers: format == .json ? .all : .none))
    let explanations = try survey.named([name]).map {
      Explanation(of: $0, surveyor: session.surveyor, among: survey.assessments)
    }
    switch format {
    case .json: StandardStream.output(document: ExplainOutput.json(explanations, survey))
    case .text:
      let output = ExplainOutput(session.style, showValues: common.look.showValues)
      let texts = explanations.map { explanation in
        output.text(
          explanation,
          followers: session.surveyor.followers(
            of: explanation.assessment, among: survey.assessments))
      }
      StandardStream.output(texts.joined(separator: "\n"))
    }
  }
}
