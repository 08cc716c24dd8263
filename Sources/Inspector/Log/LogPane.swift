import Platform

/// What uv printed, and what became of it.
enum LogPane {
  static func draw(_ state: InspectorState, _ area: Layout.Area, _ frame: inout Frame) {
    PaneBox.draw(
      title(state), area, isFocused: state.panes.focus == .log, isUTF8: state.isUTF8, &frame)
    let height = max(0, area.rows - 2)
    let end = max(0, state.log.lines.count - state.log.scroll)
    let glyphs = Glyphs(isUTF8: state.isUTF8)
    for (line, entry) in state.log.lines[max(0, end - height)..<end].enumerated() {
      let role: Role =
        switch entry.kind {
        case .command: .strong
        case .output: .normal
        case .success: .fresh
        case .failure: .error
        }
      let text = DisplayWidth.cut(
        VisibleText.of(entry.text), to: area.columns - 2, ellipsis: glyphs.ellipsis)
      frame.put(
        text, at: area.column + 1, area.row + 1 + line, CellStyle(role), limit: area.columns - 2)
    }
  }

  private static func title(_ state: InspectorState) -> String {
    let scrolled = state.log.scroll > 0 ? state.bindings.hint(.last, "follows", style: .comma) : ""
    guard let batch = state.batch else { return "log\(scrolled)" }
    let number = min(batch.finished + 1, batch.total)
    let name = batch.current.map { " \(VisibleText.of($0))" } ?? ""
    return batch.isCancelling
      ? "cancelling\(name)"
      : "reinstalling\(name), \(number) of \(batch.total)\(state.bindings.hint(.cancel, "cancels"))\(scrolled)"
  }
}
