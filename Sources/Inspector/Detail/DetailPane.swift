import Platform
import UV

/// Everything about the selected install.
enum DetailPane {
  static func draw(_ state: InspectorState, _ area: Layout.Area, _ frame: inout Frame) {
    let rows = DetailContent(of: state).rows(columns: area.columns - 2)
    let height = area.rows - 2
    let top = max(0, min(state.detail.scroll, rows.count - height))
    let below = rows.count - top - height
    let more = below > 0 ? " (\(below) more below)" : ""
    PaneBox.draw(
      (state.list.selectedItem.map { VisibleText.of($0.distribution.name) } ?? "detail") + more,
      area,
      isFocused: state.panes.focus == .detail, isUTF8: state.isUTF8, &frame)
    for (line, row) in rows.dropFirst(top).prefix(height).enumerated() {
      frame.put(row, at: area.column + 1, area.row + 1 + line, limit: area.columns - 2)
    }
  }
}
