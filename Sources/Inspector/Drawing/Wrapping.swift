import Platform

extension TextLine {
  /// The line in rows of at most `width` columns, broken at blanks where there are any.
  package func wrapped(to width: Int) -> [TextLine] {
    let width = max(width, 8)
    if DisplayWidth.of(text) <= width { return [self] }
    let indent = min(hanging, width / 2)
    var rows: [TextLine] = []
    var row: [(character: Character, role: Role)] = []
    var used = 0
    var lastBlank: Int?
    for span in spans {
      for character in span.text {
        let columns = DisplayWidth.of(character)
        if used + columns > width {
          let start = rows.isEmpty ? 0 : indent
          let cut = lastBlank.flatMap { $0 > start ? $0 : nil } ?? row.count
          let rest = row[cut...].drop { $0.character == " " }
          rows.append(Self.line(row[..<cut], like: self, isFirst: rows.isEmpty))
          row = Array(repeating: (" ", .normal), count: indent) + rest
          used = row.reduce(0) { $0 + DisplayWidth.of($1.character) }
          lastBlank = nil
        }
        if character == " ", row.contains(where: { $0.character != " " }) { lastBlank = row.count }
        row.append((character, span.role))
        used += columns
      }
    }
    rows.append(Self.line(row[...], like: self, isFirst: rows.isEmpty))
    return rows
  }

  private static func line(
    _ characters: ArraySlice<(character: Character, role: Role)>, like line: TextLine,
    isFirst: Bool
  ) -> TextLine {
    var spans: [Span] = []
    for (character, role) in characters {
      if let last = spans.last, last.role == role {
        spans[spans.count - 1] = Span(last.text + String(character), role)
      } else {
        spans.append(Span(String(character), role))
      }
    }
    return TextLine(spans, hanging: line.hanging, isChange: line.isChange && isFirst)
  }
}
