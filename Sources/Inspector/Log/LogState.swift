/// What uv printed, and what became of it.
package struct LogState: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case command, output, success, failure
    }

    package let kind: Kind
    package let text: String
  }

  package private(set) var lines: [Line] = []
  /// Lines up from the end; 0 follows.
  package var scroll = 0
  package var isShown = false

  mutating func append(_ kind: Line.Kind, _ text: String) {
    lines.append(Line(kind: kind, text: text))
    if scroll > 0 { scroll += 1 }
    // The log of a long day must not grow without end.
    if lines.count > 10_000 { lines.removeFirst(lines.count - 8_000) }
  }

  mutating func move(by step: Int, rows: Int) {
    scroll = max(0, min(scroll - step, max(0, lines.count - rows)))
  }
}
