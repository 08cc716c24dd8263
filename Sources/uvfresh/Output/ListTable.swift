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
  func text(_ survey: Survey, _ listed: [Assessment], advice: [Path: [Advice]]? = nil) -> String {
    let rows = listed.map { assessment in
      [
        assessment.state.rawValue, VisibleText.of(assessment.distribution.name),
        VisibleText.of(assessment.distribution.version ?? "-"),
        assessment.distribution.kindName ?? "-",
        assessment.causes(showValues: showValues).first?.message ?? "",
      ]
    }
    let widths = (0..<4).map { column in rows.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
    var text = ""
    for (assessment, row) in zip(listed, rows) {
      let padding = String(repeating: " ", count: widths[0] - DisplayWidth.of(row[0]))
      var line = style.state(assessment.state) + padding
      for column in 1..<4 {
        line += "  " + row[column]
        line += String(repeating: " ", count: widths[column] - DisplayWidth.of(row[column]))
      }
      line += "  " + row[4]
      while line.last == " " { line.removeLast() }
      text += line + "\n"
      for one in advice?[assessment.distribution.path] ?? [] {
        text += "  \(style.paint(one.level.rawValue, .bold)) \(one.message)\n"
        if let command = one.command { text += "    \(command)\n" }
      }
    }
    return text + missing(survey) + summary(survey, listed, advice) + "\n"
  }

  private func missing(_ survey: Survey) -> String {
    survey.missing.map { package in
      "\(style.paint("missing", .grey))  \(VisibleText.of(package.name)): `uv sync` installs it\n"
    }.joined()
  }

  private func summary(
    _ survey: Survey, _ listed: [Assessment], _ advice: [Path: [Advice]]?
  ) -> String {
    let counts = FreshnessState.allCases.compactMap { state -> String? in
      let count = survey.assessments.count { $0.state == state }
      guard count > 0 else { return nil }
      let advised = listed.filter { assessment in
        assessment.state == state && advice?[assessment.distribution.path]?.isEmpty == false
      }
      guard let first = advised.first else { return "\(count) \(state.rawValue)" }
      return "\(count) \(state.rawValue), \(advised.count) of them with advice: "
        + "`uvfresh explain \(VisibleText.of(first.distribution.name))`"
    }
    let place = survey.environment.root ?? survey.environment.sitePackages.first
    let what = counts.isEmpty ? "nothing is installed" : counts.joined(separator: ", ")
    return style.paint(
      "\(what) in \(place?.shown ?? "?") (rules of uv \(survey.rules.release))", .grey)
  }
}
