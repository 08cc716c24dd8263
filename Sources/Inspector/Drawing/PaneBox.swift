import Platform

/// A box around a pane, with its title.
enum PaneBox {
  static func draw(
    _ title: String, _ area: Layout.Area, isFocused: Bool, isUTF8: Bool, _ frame: inout Frame
  ) {
    let box = Glyphs(isUTF8: isUTF8).box
    let style = CellStyle(isFocused ? .focusedBorder : .border)
    let right = area.column + area.columns - 1
    let bottom = area.row + area.rows - 1
    for column in area.column...max(area.column, right) {
      frame.put(box[4], at: column, area.row, style, limit: 1)
      frame.put(box[4], at: column, bottom, style, limit: 1)
    }
    for row in area.row...max(area.row, bottom) {
      frame.put(box[5], at: area.column, row, style, limit: 1)
      frame.put(box[5], at: right, row, style, limit: 1)
    }
    frame.put(box[0], at: area.column, area.row, style, limit: 1)
    frame.put(box[1], at: right, area.row, style, limit: 1)
    frame.put(box[2], at: area.column, bottom, style, limit: 1)
    frame.put(box[3], at: right, bottom, style, limit: 1)
    let shown = DisplayWidth.cut(
      title, to: area.columns - 4, ellipsis: Glyphs(isUTF8: isUTF8).ellipsis)
    if !shown.isEmpty {
      frame.put(
        " \(shown) ", at: area.column + 1, area.row,
        CellStyle(isFocused ? .strong : .normal), limit: area.columns - 2)
    }
  }
}
