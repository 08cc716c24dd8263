import Platform

/// A box around a pane: a title on the left, something on the right, and below how much is shown.
struct PaneBox {
  let area: Layout.Area
  var title: [Span] = []
  var right: [Span] = []
  var bottom: [Span] = []
  var isFocused = false
  var scroll: Scroll?

  /// What part of the content is in view.
  struct Scroll {
    let top: Int
    let height: Int
    let total: Int

    var isNeeded: Bool { total > height && height > 0 }
  }

  func draw(_ isUTF8: Bool, _ frame: inout Frame) {
    let glyphs = Glyphs(isUTF8: isUTF8)
    let role: Role = isFocused ? .focusedBorder : .border
    let box = glyphs.box.map { Span($0, role) }
    let right = area.column + area.columns - 1
    let bottom = area.row + area.rows - 1
    for column in area.column...max(area.column, right) {
      frame.put(box[4], at: column, area.row, limit: 1)
      frame.put(box[4], at: column, bottom, limit: 1)
    }
    for row in area.row...max(area.row, bottom) {
      frame.put(box[5], at: area.column, row, limit: 1)
      frame.put(box[5], at: right, row, limit: 1)
    }
    frame.put(box[0], at: area.column, area.row, limit: 1)
    frame.put(box[1], at: right, area.row, limit: 1)
    frame.put(box[2], at: area.column, bottom, limit: 1)
    frame.put(box[3], at: right, bottom, limit: 1)
    drawTitles(glyphs, &frame)
    drawScrollBar(glyphs, &frame)
  }

  private func drawTitles(_ glyphs: Glyphs, _ frame: inout Frame) {
    let inner = area.columns - 2
    if inner < 4 { return }
    let shown = TextLine(title).cut(to: inner - 2, ellipsis: glyphs.ellipsis).spans
    let used = shown.columns + 2
    if !title.isEmpty { put(shown, at: area.column + 1, area.row, &frame) }
    // What does not fit beside the title is left out.
    if !right.isEmpty, used + right.columns + 3 <= inner {
      put(right, at: area.column + area.columns - right.columns - 3, area.row, &frame)
    }
    if !bottom.isEmpty, bottom.columns + 3 <= inner {
      put(
        bottom, at: area.column + area.columns - bottom.columns - 3, area.row + area.rows - 1,
        &frame)
    }
  }

  /// With a blank on both sides.
  private func put(_ spans: [Span], at column: Int, _ row: Int, _ frame: inout Frame) {
    frame.put(Span(" "), at: column, row, limit: 1)
    frame.put(TextLine(spans), at: column + 1, row, limit: spans.columns)
    frame.put(Span(" "), at: column + 1 + spans.columns, row, limit: 1)
  }

  private func drawScrollBar(_ glyphs: Glyphs, _ frame: inout Frame) {
    guard let scroll, scroll.isNeeded else { return }
    let track = area.rows - 2
    if track < 2 { return }
    let size = max(1, track * scroll.height / scroll.total)
    let most = scroll.total - scroll.height
    let start = (track - size) * min(scroll.top, most) / max(1, most)
    let bar = Span(glyphs.scrollBar, isFocused ? .focusedBorder : .border)
    for row in start..<(start + size) {
      frame.put(bar, at: area.column + area.columns - 1, area.row + 1 + row, limit: 1)
    }
  }
}
