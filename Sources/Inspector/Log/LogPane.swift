import Platform

/// What happened; while a reinstall runs, how far it is.
struct LogPane {
  let state: InspectorState
  let area: Layout.Area

  func draw(_ frame: inout Frame) {
    let glyphs = state.glyphs
    let height = max(0, area.rows - 2)
    var rows = state.log.rows(columns: area.columns - 4, glyphs)
    if rows.isEmpty, !state.isWorking { rows = [TextLine("nothing has happened yet", .dim)] }
    // The line that uv is at stands last.
    if let line = state.currentOutput, state.log.scroll == 0 {
      rows.append(
        TextLine([Span("\(glyphs.spinner(at: state.now)) ", .running), Span(line, .dim)]).cut(
          to: area.columns - 4, ellipsis: glyphs.ellipsis))
    }
    let end = max(0, rows.count - state.log.scroll)
    let top = max(0, end - height)
    var bottom: [Span] = []
    if state.log.scroll > 0 {
      bottom = [
        Span("\(end) of \(rows.count)", .dim),
        Span(state.bindings.hint(.last, "follows"), .dim),
      ]
    }
    frame.spot(area, .pane(.log))
    PaneBox(
      area: area, title: title, right: hints, bottom: bottom,
      isFocused: state.panes.focus == .log,
      scroll: PaneBox.Scroll(top: top, height: height, total: rows.count)
    ).draw(state.isUTF8, &frame)
    for (line, row) in rows[top..<end].enumerated() {
      frame.put(row, at: area.column + 2, area.row + 1 + line, limit: area.columns - 4)
    }
  }

  private var hints: [Span] {
    (state.isWorking ? [Command.cancel, .wrap] : [.wrap, .log]).enumerated().flatMap {
      state.bindings.hint($1, isFirst: $0 == 0)
    }
  }

  /// In whole seconds: it is drawn many times a second.
  private func elapsed(since moment: Double) -> String {
    let seconds = (state.now - moment).rounded(.down)
    return seconds < 1 ? "0 s" : TimeWords.length(seconds)
  }

  private var title: [Span] {
    if let trace = state.trace {
      let time = elapsed(since: trace.began)
      return [
        Span("\(state.glyphs.spinner(at: state.now)) ", .running),
        Span(trace.isCancelling ? "cancelling the trace of " : "tracing "),
        Span(trace.name, .strong), Span(" \(time)"),
      ]
    }
    guard let batch = state.batch else { return [Span("log", .strong)] }
    let number = min(batch.finished + 1, batch.total)
    let bar = state.glyphs.bar(
      done: batch.finished, of: batch.total, columns: area.columns >= 100 ? 21 : 10)
    var spans = [
      Span("\(number) of \(batch.total) ", .strong), Span(bar.done, .running), Span(bar.left, .dim),
      Span("  "),
    ]
    if batch.isCancelling { spans.append(Span("cancelling ", .stale)) }
    if let current = batch.current {
      spans.append(Span(current.name, .strong))
      spans.append(Span(" \(elapsed(since: current.since))"))
    }
    let all = elapsed(since: batch.began)
    spans.append(Span(" \(state.glyphs.dot) \(all) in all", .dim))
    if !batch.failed.isEmpty {
      spans.append(Span(" \(state.glyphs.dot) \(batch.failed.count) failed", .error))
    }
    return spans
  }
}
