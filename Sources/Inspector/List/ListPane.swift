import Freshness
import Platform
import UV

/// The installs, a row each.
enum ListPane {
  static func draw(
    _ state: InspectorState, _ area: Layout.Area, _ layout: Layout, _ frame: inout Frame
  ) {
    PaneBox.draw(
      title(state), area, isFocused: state.panes.focus == .list, isUTF8: state.isUTF8, &frame)
    for line in 0..<layout.listRows {
      let index = state.list.top + line
      guard index < state.list.visible.count else { break }
      row(
        state, state.list.items[state.list.visible[index]], area, area.row + 1 + line, layout,
        &frame)
    }
    if state.list.visible.isEmpty {
      frame.put(
        empty(state), at: area.column + 2, area.row + 1, CellStyle(.dim), limit: area.columns - 4)
    }
  }

  /// The active filter stands here, so that it is never missed.
  private static func title(_ state: InspectorState) -> String {
    var title = state.list.scope.rawValue
    if state.list.sortKey != .state || state.list.isInverted {
      title += " by \(state.list.sortKey.rawValue)\(state.list.isInverted ? ", inverted" : "")"
    }
    if !state.list.filter.isEmpty {
      return
        "\(title) /\(VisibleText.of(state.list.filter)) \(state.list.visible.count) of \(state.list.scopeCount)"
    }
    let marks = state.list.marks.isEmpty ? "" : ", \(state.list.marks.count) marked"
    return "\(title) \(state.list.visible.count)\(marks)"
  }

  private static func empty(_ state: InspectorState) -> String {
    if state.environment.isScanning { return "looking…" }
    if !state.list.filter.isEmpty { return "no match (Esc clears)" }
    let key = state.bindings.key(.scope)
    let more = key.isEmpty ? "" : " (\(key): more)"
    return state.list.scope == .stale ? "nothing is stale\(more)" : "nothing here\(more)"
  }

  private static func row(
    _ state: InspectorState, _ item: ListState.Item, _ area: Layout.Area, _ row: Int,
    _ layout: Layout, _ frame: inout Frame
  ) {
    let isSelected = item.id == state.list.selected
    let glyphs = Glyphs(isUTF8: state.isUTF8)
    let left = area.column + 1
    let width = area.columns - 2
    frame.fill(
      Layout.Area(column: left, row: row, columns: width, rows: 1),
      CellStyle(.normal, isSelected: isSelected))
    func style(_ role: Role) -> CellStyle { CellStyle(role, isSelected: isSelected) }

    let isMarked = state.list.marks.contains(item.id)
    frame.put(isMarked ? glyphs.mark : " ", at: left, row, style(.strong), limit: 1)
    let (glyph, word, role) = status(item, state, glyphs)
    frame.put(glyph, at: left + 1, row, style(role), limit: 2)
    let wordColumn = left + width - 10
    frame.put(word, at: wordColumn, row, style(role), limit: 10)
    var nameRoom = wordColumn - left - 4
    if layout.showsVersion {
      let version = VisibleText.of(item.distribution.version ?? "")
      let room = min(10, nameRoom / 3)
      let shown = DisplayWidth.cut(version, to: room, ellipsis: glyphs.ellipsis)
      frame.put(shown, at: wordColumn - room - 1, row, style(.dim), limit: room)
      nameRoom -= room + 1
    }
    let name = DisplayWidth.cut(
      VisibleText.of(item.distribution.name), to: nameRoom, ellipsis: glyphs.ellipsis)
    frame.put(name, at: left + 3, row, style(.normal), limit: nameRoom)
  }

  private static func status(
    _ item: ListState.Item, _ state: InspectorState, _ glyphs: Glyphs
  ) -> (glyph: String, word: String, Role) {
    switch item.activity {
    case .running: return (glyphs.spinner(at: state.now), "running", .running)
    case .queued: return (glyphs.ellipsis, "queued", .running)
    case .none: break
    }
    guard let found = item.assessment?.state else {
      return (glyphs.spinner(at: state.now), "", .running)
    }
    return (glyphs.state(found), found.rawValue, Role(found))
  }
}
