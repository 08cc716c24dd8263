import Freshness
import Platform
import UV

/// `list` for people: a line an install, a line of counts at the end.
struct ListTable {
  private let style: Style
  private let showValues: Bool

  init(_ style: Style, showValues: Bool) {
    self.style = style
    self.showValues = showValues
  }

  /// `advice` by dist-info; nil where nobody looked closely.
  func text(_ survey: Survey, _ listed: [Assessment], advice: [Path: [Advice]]? = nil)
    -> DisplayText
  {
    let rows = listed.map { assessment in
      [
        assessment.state.rawValue, assessment.distribution.name,
        assessment.distribution.version ?? "-", assessment.distribution.kindName ?? "-",
        assessment.causes(showValues: showValues).first?.message ?? "",
      ].map { DisplayText(outside: $0) }
    }
    let widths = (0..<4).map { column in rows.map { $0[column].columns }.max() ?? 0 }
    var text: DisplayText = ""
    for (assessment, row) in zip(listed, rows) {
      var line = style.state(assessment.state) + .blanks(widths[0] - row[0].columns)
      for column in 1..<4 {
        line += "  \(row[column])" + .blanks(widths[column] - row[column].columns)
      }
      line += "  \(row[4])"
      text += "\(line.withoutTrailingBlanks)\n"
      for one in advice?[assessment.distribution.path] ?? [] {
        text += "  \(style.paint("\(one.level.rawValue)", .bold)) \(one.message)\n"
        if let command = one.command { text += "    \(command)\n" }
      }
    }
    return text + missing(survey) + summary(survey, listed, advice) + "\n"
  }

  private func missing(_ survey: Survey) -> DisplayText {
    survey.missing.map { package -> DisplayText in
      "\(style.paint("missing", .grey))  \(package.name): `uv sync` installs it\n"
    }.joined()
  }

  private func summary(
    _ survey: Survey, _ listed: [Assessment], _ advice: [Path: [Advice]]?
  ) -> DisplayText {
    let counts = FreshnessState.allCases.compactMap { state -> DisplayText? in
      let count = survey.assessments.count { $0.state == state }
      guard count > 0 else { return nil }
      let advised = listed.filter { assessment in
        assessment.state == state && advice?[assessment.distribution.path]?.isEmpty == false
      }
      guard let first = advised.first else { return "\(state.counted(count))" }
      return "\(state.counted(count)), \(advised.count) of them with advice: "
        + "`uvfresh explain \(first.distribution.name)`"
    }
    let place = survey.environment.root ?? survey.environment.sitePackages.first
    let what = counts.isEmpty ? "nothing is installed" : counts.joined(separator: ", ")
    return style.paint(
      "\(what) in \(place?.shown ?? "?") (rules of uv \(survey.rules.release))", .grey)
  }
}
