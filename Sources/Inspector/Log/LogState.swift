import Freshness
import Platform

/// What happened, a line each, with its time.
package struct LogState: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case command, success, failure, warning
      case turned(FreshnessState)
    }

    package let kind: Kind
    package let time: Timestamp
    /// The package that it is about.
    package let subject: String?
    package let text: String
  }

  package private(set) var lines: [Line] = []
  /// Rows up from the end; 0 follows.
  package private(set) var scroll = 0
  package internal(set) var isShown = false
  package internal(set) var wraps = true

  mutating func append(
    _ kind: Line.Kind, _ text: String, of subject: String? = nil, at time: Timestamp
  ) {
    lines.append(Line(kind: kind, time: time, subject: subject, text: text))
    if scroll > 0 { scroll += 1 }
    // The log of a long day must not grow without end.
    if lines.count > 10_000 { lines.removeFirst(lines.count - 8_000) }
  }

  mutating func follow() { scroll = 0 }

  mutating func move(by step: Int, rows: Int, columns: Int) {
    let count = self.rows(columns: columns, Glyphs(isUTF8: true)).count
    scroll = max(0, min(scroll - step, max(0, count - rows)))
  }

  // MARK: - Rows

  /// The lines as rows of a pane; the last thousand are enough to scroll through.
  func rows(columns: Int, _ glyphs: Glyphs) -> [TextLine] {
    let shown = lines.suffix(1000)
    // One long name must not take the space of all lines.
    let most = min(24, max(12, columns / 5))
    let width = min(most, shown.compactMap { $0.subject.map(DisplayWidth.of) }.max() ?? 0)
    return shown.flatMap { line -> [TextLine] in
      let time = String(
        TimeWords.moment(secondsSince1970: line.time.seconds).dropFirst(11))
      let subject = DisplayWidth.cut(line.subject ?? "", to: width, ellipsis: glyphs.ellipsis)
      let padding = String(repeating: " ", count: width - DisplayWidth.of(subject))
      let (glyph, role) = Self.sign(line.kind, glyphs)
      var text = TextLine(
        [
          Span("\(time)  ", .dim), Span(subject + padding + (width > 0 ? "  " : "")),
          Span("\(glyph) ", role), Span(line.text, line.kind == .command ? .dim : .normal),
        ], hanging: 12 + width + (width > 0 ? 2 : 0))
      text.isCut = !wraps
      return text.wrapped(to: columns, ellipsis: glyphs.ellipsis)
    }
  }

  private static func sign(_ kind: Line.Kind, _ glyphs: Glyphs) -> (String, Role) {
    switch kind {
    case .command: ("$", .dim)
    case .success: (glyphs.state(.fresh), .fresh)
    case .failure: (glyphs.state(.error), .error)
    case .warning: (glyphs.state(.stale), .stale)
    case .turned(let state): (glyphs.state(state), Role(state))
    }
  }
}
