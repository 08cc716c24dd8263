import Formats
import Freshness
import Platform
import UV

/// A comparison of installed files with their source as a unified diff.
struct DiffOutput {
  private let style: Style
  private let isForTerminal: Bool

  /// For a terminal, characters that would steer it become visible; for programs every byte stays,
  /// so that `patch` can take it.
  init(_ style: Style, isForTerminal: Bool) {
    self.style = style
    self.isForTerminal = isForTerminal
  }

  func bytes(_ difference: SourceComparison.Difference, _ comparison: SourceComparison) -> [UInt8] {
    let installed =
      difference.kind == .added ? "/dev/null" : "installed/\(difference.installed.shown)"
    let source = difference.kind == .removed ? "/dev/null" : "source/\(difference.source.shown)"
    guard let diff = comparison.lines(of: difference), !diff.isBinary else {
      return Array("Binary files \(installed) and \(source) differ\n".utf8)
    }
    // An empty file has no line to show.
    if diff.isEmpty { return Array("Only in \(source == "/dev/null" ? installed : source)\n".utf8) }
    let old = "\(installed)\t\(moment(comparison.built))"
    let new = "\(source)\(difference.edited.map { "\t\(moment($0))" } ?? "")"
    return isForTerminal ? shown(diff, old, new) : diff.text(old: old, new: new)
  }

  /// The edit of a manifest, made visible: it is shown before it is written.
  func bytes(_ fix: ManifestFix) -> [UInt8] {
    fix.isNeeded ? shown(fix.diff, "pyproject.toml", "pyproject.toml") : []
  }

  private func moment(_ time: Timestamp) -> String {
    TimeWords.moment(secondsSince1970: time.seconds)
  }

  private func shown(_ diff: UnifiedDiff, _ old: String, _ new: String) -> [UInt8] {
    var text = style.paint("--- \(visible(Array(old.utf8)))", .bold) + "\n"
    text += style.paint("+++ \(visible(Array(new.utf8)))", .bold) + "\n"
    for hunk in diff.hunks {
      text += style.paint("\(hunk.header)", .grey) + "\n"
      for line in hunk.lines {
        let content = visible(line.text)
        switch line.kind {
        case .context: text += " \(content)\n"
        case .removed: text += style.paint("-\(content)", .red) + "\n"
        case .added: text += style.paint("+\(content)", .green) + "\n"
        }
        if !line.endsWithLineFeed { text += "\\ No newline at end of file\n" }
      }
    }
    return Array(text.text.utf8)
  }

  /// Tabs stay.
  private func visible(_ line: [UInt8]) -> DisplayText {
    line.split(separator: 0x09, omittingEmptySubsequences: false)
      .map { DisplayText(outside: VisibleText.exactly($0)) }.joined(separator: "\t")
  }
}
