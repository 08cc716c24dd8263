import Freshness
import Platform
import UV

/// `check --format markdown`: a table, as GitHub, GitLab and others show it.
enum CheckMarkdown {
  /// Empty if nothing was found, as all forms of `check` for people.
  static func table(_ found: [Assessment], showValues: Bool) -> String {
    if found.isEmpty { return "" }
    let count = Counted.text(found.count, "package")
    var text = "### \(count) not fresh\n\n| package | version | state | why |\n|---|---|---|---|\n"
    for assessment in found {
      let why =
        assessment.causes(showValues: showValues).first?.message ?? assessment.state.rawValue
      let cells = [
        assessment.distribution.name, assessment.distribution.version ?? "",
        assessment.state.rawValue, why,
      ]
      text += "| \(cells.map(escaped).joined(separator: " | ")) |\n"
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
