import Freshness
import Platform
import UV

/// Keys: an overlay or a filter being typed takes them first, then the table of bindings.
extension InspectorState {
  mutating func press(_ key: Key) -> [Effect] {
    let before = list.selected
    let effects = carryOut(key)
    guard list.selected != before else { return effects }
    detail.scroll = 0
    return effects + examineSelection()
  }

  private mutating func carryOut(_ key: Key) -> [Effect] {
    if var open = overlay {
      let reaction = open.press(key, self)
      switch reaction {
      case .stay: overlay = open
      case .close: overlay = nil
      case .closeAnd(let act):
        overlay = nil
        return act(&self)
      }
      return []
    }
    if list.isTyping, list.type(key) {
      arrange()
      return []
    }
    switch key {
    case .click(let column, let row): click(column, row)
    case .wheel(let up, let column, let row): wheel(up: up, column, row)
    default:
      guard let binding = bindings.binding(for: key, in: panes.focus) else { return [] }
      return run(binding)
    }
    return []
  }

  private mutating func run(_ binding: Binding) -> [Effect] {
    if let obstacle = binding.obstacle(self) {
      toast(obstacle)
      return []
    }
    return perform(binding.command)
  }

  private mutating func perform(_ command: Command) -> [Effect] {
    switch command {
    case .up: move(by: -1)
    case .down: move(by: 1)
    case .pageUp: move(by: -page)
    case .pageDown: move(by: page)
    case .halfUp: move(by: -max(1, page / 2))
    case .halfDown: move(by: max(1, page / 2))
    case .first: move(by: -1_000_000)
    case .last: move(by: 1_000_000)
    case .nextPane: panes.change(by: 1, among: shownPanes)
    case .previousPane: panes.change(by: -1, among: shownPanes)
    case .open: panes.focus = .detail
    case .back: back()
    case .filter:
      list.isTyping = true
      panes.focus = .list
    case .scope:
      list.scope = list.scope.next
      arrange()
    case .nextAttention: jump(by: 1)
    case .previousAttention: jump(by: -1)
    case .mark:
      list.toggleMark()
      move(by: 1)
    case .range:
      if list.range() {
        toast("range from here\(bindings.hint(.range, "again to mark up to there", style: .after))")
      }
    case .markAttention:
      list.markAttention()
      toast("\(list.marks.count) marked")
    case .clearMarks: list.clearMarks()
    case .sort: overlay = SortMenu(current: list.sortKey)
    case .invert:
      list.isInverted.toggle()
      arrange()
    case .reinstall: return [.work(.plan(list.chosen))]
    case .cancel:
      batch?.isCancelling = true
      return [.work(.cancel)]
    case .fold: detail.isUnfolded.toggle()
    case .reveal: detail.revealsValues.toggle()
    case .copy: return copy()
    case .copyCommand: return [.work(.planToCopy(Array(list.chosen.prefix(1))))]
    case .copySuggestion: return copySuggestion()
    case .edit: return edit()
    case .environments: return findEnvironments()
    case .log:
      log.isShown.toggle()
      if layout.log == nil, panes.focus == .log { panes.focus = .list }
    case .zoom: panes.isZoomed.toggle()
    case .refresh:
      detail.explanations = [:]
      return environment.survey()
    case .redraw: return [.terminal(.redraw)]
    case .suspend: return [.terminal(.suspend)]
    case .help: overlay = HelpScreen()
    case .quit:
      if batch == nil { return [.terminal(.quit)] }
      overlay = QuitQuestion()
    }
    return []
  }

  // MARK: - Moving

  private var page: Int {
    let layout = layout
    return switch panes.focus {
    case .list: max(1, layout.listRows)
    case .detail: max(1, layout.detailRows)
    case .log: max(1, layout.logRows)
    }
  }

  private mutating func move(by step: Int) {
    switch panes.focus {
    case .list: list.move(by: step, rows: layout.listRows)
    case .detail: scrollDetail(by: step)
    case .log: log.move(by: step, rows: layout.logRows)
    }
  }

  private var shownPanes: [Pane] {
    showsLog ? [.list, .detail, .log] : [.list, .detail]
  }

  /// One thing back: zoom, pane, filter, range, marks.
  private mutating func back() {
    if panes.isZoomed {
      panes.isZoomed = false
    } else if panes.focus != .list {
      panes.focus = .list
    } else if !list.filter.isEmpty {
      list.filter = ""
      arrange()
    } else if list.rangeStart != nil {
      list.rangeStart = nil
    } else {
      list.marks = []
    }
  }

  /// In the detail to the next changed key, elsewhere to the next install that is not fresh.
  private mutating func jump(by step: Int) {
    if panes.focus == .detail { return jumpInDetail(by: step) }
    if list.visible.isEmpty { return }
    if !list.jump(by: step, rows: layout.listRows) { toast("everything here is fresh") }
  }

  // MARK: - Copying and editing

  private func copy() -> [Effect] {
    if panes.focus == .detail {
      let text = DetailContent(of: self).lines.map(\.text).joined(separator: "\n")
      return [.terminal(.copy(text, name: "the detail"))]
    }
    guard let item = list.selectedItem else { return [] }
    let parts = [
      item.distribution.name, item.distribution.version ?? "-",
      item.assessment?.state.rawValue ?? "", item.assessment?.causes().first?.message ?? "",
    ]
    let text = parts.filter { !$0.isEmpty }.joined(separator: " ")
    return [.terminal(.copy(text, name: "the row"))]
  }

  private mutating func copySuggestion() -> [Effect] {
    let advice = list.selected.flatMap { detail.explanations[$0]?.advice } ?? []
    guard let line = advice.lazy.compactMap(\.suggestion).first else {
      toast("there is no advice on its keys")
      return []
    }
    return [.terminal(.copy(line, name: "the cache-keys line"))]
  }

  private mutating func edit() -> [Effect] {
    guard let source = list.selectedItem?.distribution.localSource?.path else {
      toast("its source is not on this machine")
      return []
    }
    return [.terminal(.edit(source.appending("pyproject.toml"), line: nil))]
  }

  private mutating func findEnvironments() -> [Effect] {
    if picker.isFinding {
      overlay = EnvironmentMenu()
      return []
    }
    picker.isFinding = true
    return [.work(.findEnvironments)]
  }

  // MARK: - Mouse

  private func pane(at column: Int, _ row: Int) -> Pane? {
    let layout = layout
    return Pane.allCases.first { layout.area(of: $0)?.contains(column: column, row: row) == true }
  }

  private mutating func click(_ column: Int, _ row: Int) {
    guard let pane = pane(at: column, row) else { return }
    panes.focus = pane
    let layout = layout
    guard pane == .list, let area = layout.list else { return }
    let index = list.top + row - area.row - 1
    if row > area.row, row < area.row + area.rows - 1, list.visible.indices.contains(index) {
      list.select(row: index, rows: layout.listRows)
    }
  }

  /// Scrolls what is under the pointer.
  private mutating func wheel(up: Bool, _ column: Int, _ row: Int) {
    let focus = panes.focus
    panes.focus = pane(at: column, row) ?? focus
    move(by: up ? -3 : 3)
    panes.focus = focus
  }
}
