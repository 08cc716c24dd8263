import Freshness
import Platform
import UV

/// `check --format markdown`: a table, as GitHub, GitLab and others show it.
enum CheckMarkdown {
  /// Empty if nothing was found, as all forms of `check` for people.
  static func table(_ found: [CheckFinding], showValues: Bool) -> DisplayText {
    if found.isEmpty { return "" }
    let count = Counted.text(found.count, "package")
    let what = found.allSatisfy(\.isBad) ? "not fresh" : "to look at"
    var text: DisplayText =
      "### \(count) \(what)\n\n| package | version | state | why |\n|---|---|---|---|\n"
    for finding in found {
      let distribution = finding.assessment.distribution
      for line in finding.lines(showValues: showValues) {
        let cells = [distribution.name, distribution.version ?? "", line.what, line.why]
        text += "| \(cells.map(escaped).joined(separator: " | ")) |\n"
      }
    }
    return text
  }

  /// Text that means nothing to Markdown: CommonMark takes a backslash before any punctuation mark.
  private static func escaped(_ text: String) -> String {
    VisibleText.of(text).reduce(into: "") { escaped, character in
      if "\\`*_[]<>|~$&#".contains(character) { escaped += "\\" }
      escaped.append(character)
    }
  }
}
