import Freshness
import Platform
import UV

/// An install that `check` reports, for its state or for advice.
struct CheckFinding {
  let assessment: Assessment
  /// Not fresh, or the sync fails on it.
  let isBad: Bool
  /// Nil where nobody looked closely.
  let look: SurveyJSON.Look?

  /// A word and a reason for each thing to report.
  func lines(showValues: Bool) -> [(what: String, why: String)] {
    let state = assessment.state.needsAttention ? assessment.state.rawValue : "failing"
    let why = assessment.causes(showValues: showValues).first?.message ?? state
    return (isBad ? [(state, why)] : [])
      + (look?.advice ?? []).filter { $0.level == .warning }.map { ($0.code.rawValue, $0.message) }
  }
}

/// What `check` prints of the installs that it reports.
struct CheckReport {
  let style: Style
  let showValues: Bool

  func bytes(_ found: [CheckFinding], _ survey: Survey, _ format: CheckFormat) -> [UInt8] {
    switch format {
    case .json:
      SurveyJSON.document(survey, listed: found.map { ($0.assessment, $0.look) })
    case .text: Array(found.map(text).joined().text.utf8)
    case .github: Array((outlook(survey) + found.map(annotations).joined()).text.utf8)
    case .markdown: Array(CheckMarkdown.table(found, showValues: showValues).text.utf8)
    }
  }

  private func outlook(_ survey: Survey) -> DisplayText {
    guard let warning = survey.outlook.warning else { return "" }
    return "::warning title=uv::\(escaped(warning, isProperty: false))\n"
  }

  private func annotations(_ finding: CheckFinding) -> DisplayText {
    let name = finding.assessment.distribution.name
    return finding.lines(showValues: showValues).map { line -> DisplayText in
      "::warning title=\(escaped("\(name) is \(line.what)", isProperty: true))::"
        + "\(escaped(line.why, isProperty: false))\n"
    }.joined()
  }

  private func text(_ finding: CheckFinding) -> DisplayText {
    let distribution = finding.assessment.distribution
    let name = distribution.name + (distribution.version.map { " \($0)" } ?? "")
    return finding.lines(showValues: showValues).enumerated().map { index, line -> DisplayText in
      let mark =
        index == 0 && finding.assessment.state.needsAttention
        ? style.state(finding.assessment.state) : style.paint("\(line.what)", .yellow)
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
