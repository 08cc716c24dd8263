import Formats
import Platform

/// Lines of a unified diff as rows: their signs stand, so that no colour is needed.
enum DiffLine {
  /// A whole diff; the heads of its hunks are what `n` goes to.
  static func rows(of diff: UnifiedDiff, columns: Int, ellipsis: String) -> [TextLine] {
    diff.hunks.flatMap { hunk -> [TextLine] in
      var head = TextLine(hunk.header, .dim)
      head.isChange = true
      return [head]
        + hunk.lines.flatMap { line -> [TextLine] in
          let sign = String(UnicodeScalar(line.kind.rawValue))
          let role: Role =
            switch line.kind {
            case .context: .normal
            case .added: .added
            case .removed: .removed
            }
          return rows(sign + String(decoding: line.text, as: UTF8.self), role, columns, ellipsis)
        }
    }
  }

  /// Tabs as blanks: what is behind them stays in its column.
  private static func rows(
    _ text: String, _ role: Role, _ columns: Int, _ ellipsis: String
  ) -> [TextLine] {
    let line = text.last == "\r" ? String(text.dropLast()) : text
    let spaced = line.split(separator: "\t", omittingEmptySubsequences: false)
      .joined(separator: "    ")
    return TextLine(spaced, role, hanging: 1).wrapped(to: columns, ellipsis: ellipsis)
  }
}
