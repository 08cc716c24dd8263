import Freshness
import Platform
import UV

/// Draws the state: a pure function.
package enum InspectorFrame {
  package static func view(_ state: InspectorState) -> Frame {
    var frame = Frame(columns: state.columns, rows: state.rows)
    let layout = state.layout
    if layout.isTooSmall {
      tooSmall(state, &frame)
      return frame
    }
    title(state, &frame)
    if let area = layout.list { ListPane.draw(state, area, layout, &frame) }
    if let area = layout.detail { DetailPane.draw(state, area, &frame) }
    if let area = layout.log { LogPane.draw(state, area, &frame) }
    footer(state, &frame)
    state.overlay?.dialog(state).draw(state, &frame)
    return frame
  }

  private static func tooSmall(_ state: InspectorState, _ frame: inout Frame) {
    let needed = "\(Layout.smallest.columns)x\(Layout.smallest.rows)"
    let lines =
      state.columns >= 22
      ? ["too small: needs \(needed)", "q quits"] : ["needs", needed, "q quits"]
    for (row, line) in lines.enumerated() {
      frame.put(line, at: 0, row, CellStyle(.normal), limit: state.columns)
    }
  }

  private static func title(_ state: InspectorState, _ frame: inout Frame) {
    let counts = FreshnessState.allCases.compactMap { wanted -> (FreshnessState, Int)? in
      let count = state.list.items.count { $0.assessment?.state == wanted }
      return count == 0 ? nil : (wanted, count)
    }
    let glyphs = Glyphs(isUTF8: state.isUTF8)
    var summary: [Span] = []
    if state.environment.isPolling { summary.append(Span("polling ", .dim)) }
    if state.environment.isScanning {
      summary.append(Span("\(glyphs.spinner(at: state.now)) ", .running))
    }
    for (kind, count) in counts {
      summary.append(Span("\(glyphs.state(kind)) \(count) ", Role(kind)))
    }
    let width = summary.reduce(0) { $0 + DisplayWidth.of($1.text) }
    var column = frame.put("uvfresh ", at: 0, 0, CellStyle(.strong), limit: state.columns)
    let room = state.columns - column - width - 1
    if room > 8 {
      let shown = DisplayWidth.cutFront(
        VisibleText.of(state.environment.title), to: room, ellipsis: glyphs.ellipsis)
      column += frame.put(shown, at: column, 0, CellStyle(.dim), limit: room)
    }
    column = max(0, state.columns - width)
    for span in summary {
      column += frame.put(span.text, at: column, 0, CellStyle(span.role), limit: state.columns)
    }
  }

  private static func footer(_ state: InspectorState, _ frame: inout Frame) {
    let row = state.rows - 1
    if let toast = state.toasts.last {
      let style = CellStyle(toast.isError ? .error : .strong)
      frame.put(VisibleText.of(toast.text), at: 0, row, style, limit: state.columns)
      return
    }
    if state.list.isTyping {
      let used = frame.put(
        "/\(VisibleText.of(state.list.filter))", at: 0, row, CellStyle(.strong),
        limit: state.columns)
      frame.put(" ", at: used, row, CellStyle(.normal, isSelected: true), limit: 1)
      frame.put(
        "  Enter keeps, Esc clears", at: used + 1, row, CellStyle(.dim), limit: state.columns)
      return
    }
    var column = 0
    for binding in state.bindings.all {
      guard let word = binding.footer, binding.panes.contains(state.panes.focus) else { continue }
      let key = binding.keys.first.map { $0.text } ?? ""
      let off = binding.obstacle(state) != nil
      if column + key.count + word.count + 3 > state.columns { break }
      column += frame.put(key, at: column, row, CellStyle(off ? .dim : .key), limit: state.columns)
      column += frame.put(
        " \(word)  ", at: column, row, CellStyle(off ? .dim : .normal), limit: state.columns)
    }
  }
}
