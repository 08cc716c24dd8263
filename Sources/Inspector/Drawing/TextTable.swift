import Platform

/// A table inside a pane: columns are as wide as their content, one of them takes what is left.
struct TextTable {
  struct Column {
    let title: String
    /// The widest that it gets; nil for the one that takes what is left.
    let limit: Int?
    var isRight = false
    /// Paths are cut in their middle.
    var isPath = false
  }

  struct Row {
    let sign: Span
    let cells: [[Span]]
    var isChange = false
    var target: Target?
  }

  let columns: [Column]
  var rows: [Row] = []

  /// Blanks between columns.
  private static let gap = 2
  /// The width to which a column may be cut, so that another has space.
  private static let least = 14

  func lines(columns width: Int, ellipsis: String) -> [TextLine] {
    // A title with nothing under it says nothing.
    let kept = columns.indices.filter { index in
      rows.contains { row in row.cells[index].contains { !$0.text.isEmpty } }
    }
    if kept.count < columns.count {
      return with(kept).lines(columns: width, ellipsis: ellipsis)
    }
    let widths = widths(width)
    let titles = columns.map { [Span($0.title, .dim)] }
    var head = line(sign: Span(" "), titles, widths, ellipsis)
    head.isCut = true
    return [head]
      + rows.map { row in
        var line = line(sign: row.sign, row.cells, widths, ellipsis)
        line.isCut = true
        line.isChange = row.isChange
        line.target = row.target
        return line
      }
  }

  private func with(_ kept: [Int]) -> TextTable {
    TextTable(
      columns: kept.map { columns[$0] },
      rows: rows.map { row in
        Row(
          sign: row.sign, cells: kept.map { row.cells[$0] }, isChange: row.isChange,
          target: row.target)
      })
  }

  private func widths(_ width: Int) -> [Int] {
    var widths = columns.indices.map { index in
      let natural = rows.map { $0.cells[index].columns }.max() ?? 0
      return min(max(natural, columns[index].title.count), columns[index].limit ?? .max)
    }
    guard let rest = columns.firstIndex(where: { $0.limit == nil }) else { return widths }
    let others = widths.enumerated().reduce(0) { $0 + ($1.offset == rest ? 0 : $1.element) }
    var left = width - 2 - others - Self.gap * (columns.count - 1)
    // A path of a few letters tells nothing: the widest of the others give.
    while left < min(widths[rest], Self.least),
      let widest = widths.indices.filter({ $0 != rest }).max(by: { widths[$0] < widths[$1] }),
      widths[widest] > Self.least
    {
      widths[widest] -= 1
      left += 1
    }
    widths[rest] = max(8, min(widths[rest], left))
    return widths
  }

  private func line(
    sign: Span, _ cells: [[Span]], _ widths: [Int], _ ellipsis: String
  ) -> TextLine {
    var spans = [sign, Span(" ")]
    for (index, cell) in cells.enumerated() {
      let width = widths[index]
      let shown = cut(cell, columns[index], width, ellipsis)
      let padding = String(repeating: " ", count: max(0, width - shown.columns))
      let isLast = index == cells.count - 1
      if columns[index].isRight { spans.append(Span(padding)) }
      spans += shown
      if !columns[index].isRight, !isLast { spans.append(Span(padding)) }
      if !isLast { spans.append(Span(String(repeating: " ", count: Self.gap))) }
    }
    return TextLine(spans)
  }

  private func cut(
    _ cell: [Span], _ column: Column, _ width: Int, _ ellipsis: String
  ) -> [Span] {
    if cell.columns <= width { return cell }
    if column.isPath, let first = cell.first {
      return [Span(DisplayWidth.cutMiddle(first.text, to: width, ellipsis: ellipsis), first.role)]
    }
    return TextLine(cell).cut(to: width, ellipsis: ellipsis).spans
  }
}
