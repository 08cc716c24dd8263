import Freshness
import Platform
import UV

/// The installs, a row each, under the titles of the columns.
struct ListPane {
  let state: InspectorState
  let area: Layout.Area

  private var list: ListState { state.list }
  private var glyphs: Glyphs { state.glyphs }
  private var width: Int { area.columns - 2 }
  private var height: Int { max(0, area.rows - 3) }
  private var selection: CellStyle.Selection {
    state.panes.focus == .list ? .focused : .unfocused
  }

  func draw(_ frame: inout Frame) {
    frame.spot(area, .pane(.list))
    PaneBox(
      area: area, title: title, right: hints, bottom: position,
      isFocused: state.panes.focus == .list,
      scroll: PaneBox.Scroll(top: list.top, height: height, total: list.visible.count)
    ).draw(state.isUTF8, &frame)
    let columns = Column.placed(in: width, nameWidth: list.nameWidth)
    titles(columns, &frame)
    if list.visible.isEmpty {
      frame.put(
        Span(empty, .dim), at: area.column + 4, area.row + 2, limit: area.columns - 6)
    }
    let moment = state.moment
    for line in 0..<height {
      let index = list.top + line
      guard index < list.visible.count else { break }
      row(index, area.row + 2 + line, columns, moment, &frame)
    }
  }

  // MARK: - Around the rows

  /// The active filter stands here, so that it is never missed.
  private var title: [Span] {
    var spans = [Span("\(list.scope.rawValue) ", .strong)]
    if list.filter.isEmpty && !list.isTyping {
      spans.append(Span("\(list.scopeCount)"))
    } else {
      spans.append(Span("/\(list.filter)", .accent))
      spans.append(Span(" \(list.visible.count) of \(list.scopeCount)"))
    }
    if list.rangeStart != nil {
      spans.append(Span(" \(glyphs.dot) range", .accent))
      spans.append(Span(state.bindings.hint(.range, "ends it"), .dim))
    }
    return spans
  }

  private var hints: [Span] {
    [Command.filter, .scope, .sort].flatMap { state.bindings.hint($0, isFirst: $0 == .filter) }
  }

  private var position: [Span] {
    var spans: [Span] = []
    if let index = list.selectedIndex {
      spans.append(Span("\(index + 1) of \(list.visible.count)", .dim))
    }
    if !list.marks.isEmpty {
      if !spans.isEmpty { spans.append(Span(" \(glyphs.dot) ", .dim)) }
      spans.append(Span("\(list.marks.count) marked", .strong))
      if list.hiddenMarks > 0 { spans.append(Span(" (\(list.hiddenMarks) hidden)", .stale)) }
    }
    return spans
  }

  private func titles(
    _ columns: [(column: Column, start: Int, width: Int)], _ frame: inout Frame
  ) {
    let row = area.row + 1
    for (column, start, width) in columns {
      var title = column.title
      let isSorted = column.sortKey == list.sortKey
      if isSorted { title += " \(list.isInverted ? glyphs.sortedUp : glyphs.sortedDown)" }
      let shift = column.isRight ? max(0, width - title.count) : 0
      let limit = max(width, title.count)
      frame.put(
        Span(title, isSorted ? .strong : .dim),
        at: area.column + 1 + start + shift - (column.isRight ? max(0, title.count - width) : 0),
        row, limit: limit)
      if let key = column.sortKey {
        frame.spot(
          Layout.Area(column: area.column + 1 + start, row: row, columns: limit, rows: 1),
          .sort(key))
      }
    }
  }

  private var empty: String {
    let more = state.bindings.hint(.scope, "shows more")
    if state.environment.isScanning { return "looking\(glyphs.ellipsis)" }
    if let failure = state.environment.failure { return failure }
    if list.items.isEmpty { return "nothing is installed here" }
    if !list.filter.isEmpty { return "no match\(state.bindings.hint(.back, "clears the filter"))" }
    return list.scope == .stale ? "nothing is stale\(more)" : "nothing here\(more)"
  }

  // MARK: - Rows

  private func row(
    _ index: Int, _ row: Int, _ columns: [(column: Column, start: Int, width: Int)],
    _ moment: Timestamp, _ frame: inout Frame
  ) {
    let item = list.items[list.visible[index]]
    let left = area.column + 1
    let line = Layout.Area(column: left, row: row, columns: width, rows: 1)
    let selection = item.id == list.selected ? selection : .none
    frame.fill(line, CellStyle(.normal, selection))
    frame.spot(line, .row(index))
    if list.marks.contains(item.id) {
      frame.put(Span(glyphs.mark, .accent), at: left, row, limit: 1, selection)
    }
    let (glyph, word) = state.status(of: item)
    frame.put(glyph, at: left + 1, row, limit: 1, selection)
    var content = Column.Row(
      item: item, glance: list.glances[item.id], state: word, distinction: list.distinction(item),
      branch: list.branch(item.id, glyphs),
      moment: moment, glyphs: glyphs)
    for (column, start, width) in columns where width > 0 {
      content.columns = width
      let cell = TextLine(column.value(content)).cut(to: width, ellipsis: glyphs.ellipsis)
      let shift = column.isRight ? width - cell.spans.columns : 0
      frame.put(cell, at: left + start + shift, row, limit: width - shift, selection)
    }
  }
}

extension InspectorState {
  /// In the row and in the title of the detail.
  func status(of item: ListState.Item) -> (glyph: Span, word: Span) {
    switch item.activity {
    case .running(let since):
      let time = TimeWords.length((now - since).rounded(.down))
      return (
        Span(glyphs.spinner(at: now), .running),
        Span(now - since < 1 ? "running" : "running \(time)", .running)
      )
    case .queued: return (Span(glyphs.queued, .running), Span("queued", .running))
    case .none: break
    }
    switch item.lastReinstall?.outcome {
    case .failed?: return (Span(glyphs.state(.error), .error), Span("build failed", .error))
    case .cancelled? where item.needsAttention:
      return (Span(glyphs.state(.stale), .stale), Span("cancelled", .stale))
    default: break
    }
    guard let found = item.assessment?.state else {
      return (Span(glyphs.spinner(at: now), .running), Span(""))
    }
    return (Span(glyphs.state(found), Role(found)), Span(found.rawValue, Role(found)))
  }
}
