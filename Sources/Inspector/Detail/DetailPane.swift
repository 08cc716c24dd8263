import Freshness
import Platform
import UV

/// Everything about the selected install, a tab at a time.
struct DetailPane {
  let state: InspectorState
  let area: Layout.Area

  func draw(_ frame: inout Frame) {
    let detail = state.detail
    let isFocused = state.panes.focus == .detail
    let height = area.rows - 2
    frame.spot(area, .pane(.detail))
    var bottom: [Span] = []
    if detail.rows.count > height || isFocused {
      let lines = Counted.text(detail.rows.count, "line")
      bottom = [Span("\(min(detail.cursor + 1, detail.rows.count)) of \(lines)", .dim)]
    }
    if !detail.search.isEmpty {
      let found = detail.rows.count(where: detail.matchesSearch)
      bottom = [Span("/\(detail.search) ", .accent), Span("\(found) found   ")] + bottom
    }
    let (title, tabs) = titles
    PaneBox(
      area: area, title: title, right: source, bottom: bottom, isFocused: isFocused,
      scroll: PaneBox.Scroll(top: detail.top, height: height, total: detail.rows.count)
    ).draw(state.isUTF8, &frame)
    for (tab, start, width) in tabs where start + width < area.columns {
      frame.spot(
        Layout.Area(column: area.column + start, row: area.row, columns: width, rows: 1),
        .tab(tab))
    }
    for line in 0..<max(0, height) {
      let index = detail.top + line
      guard detail.rows.indices.contains(index) else { break }
      draw(index, area.row + 1 + line, isFocused && index == detail.cursor, &frame)
    }
  }

  private func draw(_ index: Int, _ row: Int, _ isCursor: Bool, _ frame: inout Frame) {
    let line = Layout.Area(column: area.column + 1, row: row, columns: area.columns - 2, rows: 1)
    let selection: CellStyle.Selection = isCursor ? .focused : .none
    if isCursor { frame.fill(line, CellStyle(.normal, selection)) }
    frame.spot(line, .detail(index))
    var content = state.detail.rows[index]
    if state.detail.matchesSearch(content) {
      content.spans = content.spans.map { Span($0.text, .accent) }
    }
    content.spans += content.aside
    frame.put(content, at: area.column + 2, row, limit: area.columns - 4, selection)
  }

  // MARK: - The title

  private typealias Tabs = [(tab: DetailState.Tab, start: Int, width: Int)]

  /// Name, state and tabs; the widest form that fits.
  private var titles: (title: [Span], tabs: Tabs) {
    let available = area.columns - 4
    var last = titles(nameLimit: 10, isLong: false, hasCounts: false)
    for (limit, isLong, hasCounts) in [
      (40, true, true), (28, true, true), (28, false, true), (20, false, false),
    ] {
      let made = titles(nameLimit: limit, isLong: isLong, hasCounts: hasCounts)
      if made.title.columns <= available { return made }
      last = made
    }
    return titles(
      nameLimit: max(6, 20 - (last.title.columns - available)), isLong: false, hasCounts: false)
  }

  private func titles(nameLimit: Int, isLong: Bool, hasCounts: Bool) -> (title: [Span], tabs: Tabs)
  {
    var spans: [Span] = []
    if let item = state.list.selectedItem {
      let name = VisibleText.of(item.distribution.name)
      spans.append(
        Span(DisplayWidth.cut(name, to: nameLimit, ellipsis: state.glyphs.ellipsis), .strong))
      if isLong, let version = item.distribution.version {
        spans.append(Span(" \(VisibleText.of(version))"))
      }
      if item.assessment != nil {
        let (glyph, word) = state.status(of: item)
        spans += [Span(" "), glyph] + (isLong ? [Span(" "), word] : [])
      }
      spans.append(Span("  "))
    }
    var tabs: Tabs = []
    for tab in DetailState.Tab.allCases {
      let key = state.bindings.key(tab.command)
      let isActive = tab == state.detail.tab
      let count = hasCounts ? self.count(tab) : ""
      let word = isLong || isActive ? tab.title : tab.short
      let text = "\(key.isEmpty ? "" : "\(key) ")\(word)\(count)"
      let start = 2 + spans.columns
      spans.append(isActive ? Span("[\(text)]", .accent) : Span(" \(text) ", .dim))
      tabs.append((tab, start, DisplayWidth.of(text) + 2))
    }
    return (spans, tabs)
  }

  private func count(_ tab: DetailState.Tab) -> String {
    guard let id = state.list.selected, let explanation = state.detail.explanations[id] else {
      return ""
    }
    switch tab {
    case .why, .facts: return ""
    case .files:
      let watched = explanation.evidence.watched.count
      let changed = explanation.evidence.changedFiles.count
      return watched == 0 ? "" : changed == 0 ? " \(watched)" : " \(changed)/\(watched)"
    case .keys:
      // That they miss something is worth more than how many they are.
      if explanation.lint?.hasWarnings == true { return " \(state.glyphs.advice)" }
      return explanation.keys.map { " \($0.entries.count)" } ?? ""
    case .run:
      return state.list.selectedItem?.lastRun?.isFailed == true
        ? " \(state.glyphs.state(.error))" : ""
    }
  }

  private var source: [Span] {
    guard let item = state.list.selectedItem else { return [] }
    let kind = item.distribution.kindName ?? ""
    let path = item.distribution.localSource?.path.map { " \(state.environment.shown($0))" } ?? ""
    return [Span(kind + path, .dim)]
  }
}

extension DetailState.Tab {
  var short: String {
    switch self {
    case .run: "Run"
    case .facts: "Pkg"
    default: title
    }
  }

  var command: Command {
    switch self {
    case .why: .tabWhy
    case .files: .tabFiles
    case .keys: .tabKeys
    case .run: .tabRun
    case .facts: .tabPackage
    }
  }
}
