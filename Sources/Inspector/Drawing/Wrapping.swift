import Platform

extension TextLine {
  /// The line in rows of at most `width` columns, broken at blanks where there are any; a line of a
  /// table is cut instead.
  package func wrapped(to width: Int, ellipsis: String = "…") -> [TextLine] {
    let width = max(width, 8)
    if DisplayWidth.of(text) <= width { return [self] }
    if isCut { return [cut(to: width, ellipsis: ellipsis)] }
    let indent = min(hanging, width / 2)
    var rows: [TextLine] = []
    var row: [Piece] = []
    var used = 0
    var lastBlank: Int?
    for span in spans {
      for character in span.text {
        let columns = DisplayWidth.of(character)
        // What is left after a break may be too long again, since it is indented.
        while used + columns > width {
          // Behind a label alone nothing is broken: its row would say nothing.
          let cut = lastBlank.flatMap { $0 > indent ? $0 : nil } ?? Self.fitting(row, width)
          let rest = row[cut...].drop { $0.character == " " }
          rows.append(part(row[..<cut], isFirst: rows.isEmpty))
          row = Array(repeating: Piece(character: " ", role: .normal), count: indent) + rest
          used = row.reduce(0) { $0 + DisplayWidth.of($1.character) }
          lastBlank = nil
        }
        if character == " ", row.contains(where: { $0.character != " " }) { lastBlank = row.count }
        row.append(Piece(character: character, role: span.role))
        used += columns
      }
    }
    rows.append(part(row[...], isFirst: rows.isEmpty))
    return rows
  }

  /// As much as fits, with an ellipsis behind it.
  func cut(to width: Int, ellipsis: String) -> TextLine {
    var line = self
    line.spans = []
    var left = width
    for span in spans {
      let columns = DisplayWidth.of(span.text)
      guard columns <= left else {
        line.spans.append(
          Span(DisplayWidth.cut(span.text, to: max(1, left), ellipsis: ellipsis), span.role))
        break
      }
      line.spans.append(span)
      left -= columns
    }
    return line
  }

  /// How many pieces have a place in a row.
  private static func fitting(_ pieces: [Piece], _ width: Int) -> Int {
    var used = 0
    for (index, piece) in pieces.enumerated() {
      used += DisplayWidth.of(piece.character)
      if used > width { return index }
    }
    return pieces.count
  }

  private struct Piece {
    let character: Character
    let role: Role
  }

  private func part(_ pieces: ArraySlice<Piece>, isFirst: Bool) -> TextLine {
    var spans: [Span] = []
    var text = ""
    var role = pieces.first?.role ?? .normal
    for piece in pieces {
      if piece.role != role {
        spans.append(Span(text, role))
        text = ""
        role = piece.role
      }
      text.append(piece.character)
    }
    spans.append(Span(text, role))
    var line = self
    line.spans = spans
    line.isChange = isChange && isFirst
    return line
  }
}
