import Platform

/// Draws the state: a pure function.
package enum InspectorFrame {
  package static func view(_ state: InspectorState) -> Frame {
    var frame = Frame(columns: state.columns, rows: state.rows)
    let layout = state.layout
    if layout.isTooSmall {
      tooSmall(state, &frame)
      return frame
    }
    if state.environments.isShown {
      EnvironmentsScreen(state: state).draw(&frame)
      Footer(state: state).draw(&frame)
      state.overlay?.dialog(state).draw(state, &frame)
      return frame
    }
    Header(state: state).draw(layout, &frame)
    if let area = layout.list { ListPane(state: state, area: area).draw(&frame) }
    if let area = layout.detail { DetailPane(state: state, area: area).draw(&frame) }
    if let area = layout.log { LogPane(state: state, area: area).draw(&frame) }
    Footer(state: state).draw(&frame)
    state.overlay?.dialog(state).draw(state, &frame)
    return frame
  }

  private static func tooSmall(_ state: InspectorState, _ frame: inout Frame) {
    let needed = "\(Layout.smallest.columns)x\(Layout.smallest.rows)"
    let key = state.bindings.key(.quit)
    let lines =
      state.columns >= 22
      ? ["too small: needs \(needed)", "\(key) quits"] : ["needs", needed, "\(key) quits"]
    for (row, line) in lines.enumerated() {
      frame.put(Span(line), at: 0, row, limit: state.columns)
    }
  }
}
