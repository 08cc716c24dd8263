import Platform
import UV

/// Everything about the selected install.
enum DetailPane {
  static func draw(_ state: InspectorState, _ area: Layout.Area, _ frame: inout Frame) {
    let rows = DetailContent(of: state).rows(columns: area.columns - 2)
    let height = area.rows - 2
    let top = max(0, min(state.detailScroll, rows.count - height))
    let below = rows.count - top - height
    let more = below > 0 ? " (\(below) more below)" : ""
    PaneBox.draw(
      (state.selectedItem.map { VisibleText.of($0.distribution.name) } ?? "detail") + more, area,
      isFocused: state.focus == .detail, isUTF8: state.isUTF8, &frame)
    for (line, row) in rows.dropFirst(top).prefix(height).enumerated() {
      var column = area.column + 1
      for span in row.spans {
        column += frame.put(
          span.text, at: column, area.row + 1 + line, CellStyle(span.meaning),
          limit: area.column + area.columns - 1 - column)
      }
    }
  }
}

/// What uv printed, and what became of it.
enum LogPane {
  static func draw(_ state: InspectorState, _ area: Layout.Area, _ frame: inout Frame) {
    PaneBox.draw(
      title(state), area, isFocused: state.focus == .log, isUTF8: state.isUTF8, &frame)
    let height = max(0, area.rows - 2)
    let end = max(0, state.log.count - state.logScroll)
    let glyphs = Glyphs(isUTF8: state.isUTF8)
    for (line, entry) in state.log[max(0, end - height)..<end].enumerated() {
      let meaning: Meaning =
        switch entry.kind {
        case .command: .strong
        case .output: .normal
        case .success: .fresh
        case .failure: .error
        }
      let text = DisplayWidth.cut(
        VisibleText.of(entry.text), to: area.columns - 2, ellipsis: glyphs.ellipsis)
      frame.put(
        text, at: area.column + 1, area.row + 1 + line, CellStyle(meaning), limit: area.columns - 2)
    }
  }

  private static func title(_ state: InspectorState) -> String {
    let scrolled = state.logScroll > 0 ? ", G follows" : ""
    guard let batch = state.batch else { return "log\(scrolled)" }
    let number = min(batch.finished + 1, batch.total)
    let name = batch.current.map { " \(VisibleText.of($0))" } ?? ""
    return batch.isCancelling
      ? "cancelling\(name)"
      : "reinstalling\(name), \(number) of \(batch.total) (x cancels)\(scrolled)"
  }
}
