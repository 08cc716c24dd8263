import Freshness
import Platform
import UV

/// Keys: an overlay or a text being typed takes them first, then the table of bindings.
extension InspectorState {
  mutating func press(_ key: Key) -> [Effect] {
    let before = list.selected
    let effects = carryOut(key)
    guard list.selected != before else { return effects }
    detail.rewind()
    return effects + examineSelection()
  }

  private mutating func carryOut(_ key: Key) -> [Effect] {
    if var open = overlay {
      switch open.press(key, self) {
      case .stay: overlay = open
      case .close: overlay = nil
      case .closeAnd(let act):
        overlay = nil
        return act(&self)
      }
      return []
    }
    if environments.isShown, let effects = typeInEnvironments(key) { return effects }
    if let effects = type(key) { return effects }
    switch key {
    case .click(let column, let row): return click(column, row)
    case .wheel(let up, let column, let row):
      wheel(up: up, column, row)
      return []
    default: break
    }
    if let binding = bindings.binding(for: key, in: environments.isShown ? .list : panes.focus) {
      return run(binding)
    }
    let elsewhere = bindings.panes(of: key)
    if let pane = elsewhere.min(by: { $0.rawValue < $1.rawValue }) {
      toast("\(key.text(isUTF8: isUTF8)) works in the \(pane.rawValue)")
    } else {
      let help = bindings.hint(.help, "shows all keys", style: .after)
      toast("\(key.text(isUTF8: isUTF8)) does nothing\(help)")
    }
    return []
  }

  mutating func run(_ binding: Binding) -> [Effect] {
    if let obstacle = binding.obstacle(self) {
      toast(obstacle)
      return []
    }
    if environments.isShown, let effects = performInEnvironments(binding.command) { return effects }
    return perform(binding.command)
  }

  /// Texts that are typed at the bottom of the screen; nil if the key is not for them.
  private mutating func type(_ key: Key) -> [Effect]? {
    if list.isTyping {
      guard list.type(key) else { return nil }
      arrange()
      return []
    }
    if detail.isSearching {
      guard detail.type(key) else { return nil }
      _ = detail.jump(by: 1, height: layout.detailRows, where: detail.matchesSearch)
      return []
    }
    guard detail.tryOut?.isTyping == true, let pattern = detail.typeGlob(key) else { return nil }
    guard let id = list.selected, !pattern.isEmpty else { return [] }
    return [.work(.tryGlob(id, pattern))]
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
    case .tabWhy: show(.why)
    case .tabFiles: show(.files)
    case .tabKeys: show(.keys)
    case .tabRun: show(.run)
    case .tabPackage: show(.facts)
    case .nextTab: show(detail.tab.moved(by: 1))
    case .previousTab: show(detail.tab.moved(by: -1))
    case .filter:
      list.isTyping = true
      panes.focus = .list
    case .search: detail.isSearching = true
    case .scope:
      list.scope = list.scope.next
      arrange()
      sayUnseen("\(list.scope.rawValue) packages: \(list.scopeCount)")
    case .nextAttention: jump(by: 1)
    case .previousAttention: jump(by: -1)
    case .mark:
      list.toggleMark()
      move(by: 1)
    case .range: range()
    case .markAttention: markAttention()
    case .clearMarks:
      list.clearMarks()
      toast("nothing is marked now")
    case .sort: overlay = SortMenu(current: list.sortKey)
    case .invert:
      list.isInverted.toggle()
      arrange()
      sayUnseen(list.isInverted ? "the order is inverted" : "the order is the usual one again")
    case .tree: toggleTree()
    case .reinstall: return askToReinstall()
    case .cancel:
      batch?.isCancelling = true
      trace?.isCancelling = true
      return [.work(.cancel)]
    case .openFile:
      guard let target = detail.target else { return [] }
      return [.terminal(.edit(target.file, line: target.line))]
    case .edit: return edit()
    case .tryGlob:
      show(.files)
      detail.startTryOut()
    case .fix: return askToFix()
    case .trace: return askToTrace()
    case .diff: return compare()
    case .fold: toggle("nothing is folded in this tab") { $0.detail.isUnfolded.toggle() }
    case .reveal: toggle("no environment value in this tab") { $0.detail.revealsValues.toggle() }
    case .wrap:
      detail.wraps.toggle()
      log.wraps.toggle()
      toast(log.wraps ? "long lines are wrapped" : "long lines are cut")
    case .copy: return copy()
    case .copyCommand: return [.work(.planToCopy(list.chosen))]
    case .environments: return showEnvironments()
    case .openPath:
      let effects = showEnvironments()
      environments.typedPath = ""
      return effects
    case .log: toggleLog()
    case .zoom: panes.isZoomed.toggle()
    case .split:
      panes.isZoomed = false
      panes.split = layout.isSideBySide ? .stack : .side
    case .refresh:
      detail.forgetAll()
      return environment.survey()
    case .redraw: return [.terminal(.redraw)]
    case .suspend: return [.terminal(.suspend)]
    case .palette: overlay = HelpScreen(isTyping: true)
    case .help: overlay = HelpScreen(isTyping: false)
    case .quit:
      if !isWorking { return [.terminal(.quit)] }
      overlay = QuitQuestion()
    }
    list.keepSelectionInView(rows: layout.listRows)
    return []
  }

  /// Changes what the tab shows; where it shows the same it stays as it was, and says so.
  private mutating func toggle(_ nothing: String, _ change: (inout InspectorState) -> Void) {
    let columns = layout.detailColumns
    let before = DetailBuilder.rows(self, columns: columns)
    var other = self
    change(&other)
    let isSame = DetailBuilder.rows(other, columns: columns) == before
    if isSame { toast(nothing) } else { self = other }
  }

  /// What became of the list, where it is not on the screen.
  private mutating func sayUnseen(_ text: String) {
    if layout.list == nil { toast(text) }
  }

  /// On a small screen the log has no space beside the others: it takes their place.
  private mutating func toggleLog() {
    let hides = showsLog && (layout.log != nil || panes.focus == .log)
    log.isShown = !hides
    if !hides, layout.log == nil {
      panes.focus = .log
    } else if !showsLog, panes.focus == .log {
      panes.focus = .list
    }
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
    case .detail: detail.move(by: step, height: layout.detailRows)
    case .log: log.move(by: step, rows: layout.logRows, columns: layout.logColumns)
    }
  }

  private var shownPanes: [Pane] {
    showsLog ? [.list, .detail, .log] : [.list, .detail]
  }

  private mutating func show(_ tab: DetailState.Tab) {
    detail.show(tab)
    panes.focus = .detail
  }

  /// One thing back: try-out, search, zoom, pane, filter, range, marks.
  private mutating func back() {
    if detail.tryOut != nil {
      detail.tryOut = nil
    } else if panes.focus == .detail, !detail.search.isEmpty {
      detail.search = ""
    } else if panes.isZoomed {
      panes.isZoomed = false
    } else if panes.focus != .list {
      panes.focus = .list
    } else if !list.filter.isEmpty {
      list.filter = ""
      arrange()
    } else if list.rangeStart != nil {
      list.rangeStart = nil
    } else if !list.marks.isEmpty {
      list.marks = []
    } else if environments.isEntered {
      // Meanwhile others may have been found.
      environments.isShown = true
      environments.keepInView(rows: environmentRows)
    }
  }

  /// In the detail to the next match or change, elsewhere to the next install that is not fresh.
  private mutating func jump(by step: Int) {
    if panes.focus == .detail {
      let height = layout.detailRows
      let before = detail.cursor
      let searches = !detail.search.isEmpty
      let holds = searches ? detail.matchesSearch : { $0.isChange }
      if !detail.jump(by: step, height: height, where: holds) {
        toast(searches ? "\(detail.search) is not in this tab" : "nothing changed in this tab")
      } else if detail.cursor == before {
        toast(searches ? "it is nowhere else in this tab" : "nothing else changed in this tab")
      }
      return
    }
    let before = list.selected
    if !list.jump(by: step, rows: layout.listRows) {
      toast("everything here is fresh and without advice")
    } else if list.selected == before {
      toast("all others here are fresh and without advice")
    }
  }

  // MARK: - Marks

  private mutating func range() {
    if list.range() {
      let end = bindings.hint(.range, "again marks up to there", style: .after)
      toast("a range begins here\(end)")
    } else {
      toast("\(list.marks.count) marked")
    }
  }

  private mutating func markAttention() {
    let before = list.marks.count
    list.markAttention()
    let new = list.marks.count - before
    toast(new == 0 ? "nothing more to mark: what is shown is fresh" : "\(list.marks.count) marked")
  }

  // MARK: - Copying and editing

  private mutating func copy() -> [Effect] {
    switch panes.focus {
    case .log:
      if log.lines.isEmpty {
        toast("the log is empty")
        return []
      }
      let text = log.lines.map(\.text).joined(separator: "\n")
      return [.terminal(.copy(text, name: "the log"))]
    case .detail:
      if let target = detail.target {
        return [.terminal(.copy(target.file.shown, name: "the path"))]
      }
      guard detail.rows.indices.contains(detail.cursor) else { return [] }
      let text = String(detail.rows[detail.cursor].text.trimmed)
      if text.isEmpty { toast("this line is empty") }
      return text.isEmpty ? [] : [.terminal(.copy(text, name: "the line"))]
    case .list:
      guard let item = list.selectedItem else {
        toast("no package is selected")
        return []
      }
      let why = item.why(list.glances[item.id], glyphs).map(\.text).joined()
      let parts = [
        item.distribution.name, item.distribution.version ?? "-",
        item.assessment?.state.rawValue ?? "", why,
      ]
      let text = parts.filter { !$0.isEmpty }.joined(separator: " ")
      return [.terminal(.copy(text, name: "the row"))]
    }
  }

  var selectedAdvice: [Advice] {
    guard let id = list.selected else { return [] }
    return detail.explanations[id]?.advice ?? list.glances[id]?.advice ?? []
  }

  private func edit() -> [Effect] {
    guard let item = list.selectedItem, let source = item.distribution.localSource?.path else {
      return []
    }
    let line = item.assessment?.keys?.line ?? detail.explanations[item.id]?.keys?.list?.line
    return [.terminal(.edit(source.appending("pyproject.toml"), line: line))]
  }

  // MARK: - Mouse

  private mutating func click(_ column: Int, _ row: Int) -> [Effect] {
    switch InspectorFrame.view(self).spot(at: column, row) {
    case .row(let index):
      panes.focus = .list
      if list.visible.indices.contains(index) { list.select(row: index, rows: layout.listRows) }
    case .sort(let key):
      panes.focus = .list
      if list.sortKey == key { list.isInverted.toggle() }
      list.sortKey = key
      arrange()
    case .tab(let tab): show(tab)
    case .detail(let row):
      panes.focus = .detail
      detail.place(row, height: layout.detailRows)
    case .pane(let pane): panes.focus = pane
    case .command(let command): return bindings[command].map { run($0) } ?? []
    case .dialog, .button, nil: break
    }
    return []
  }

  /// Scrolls what is under the pointer.
  private mutating func wheel(up: Bool, _ column: Int, _ row: Int) {
    let layout = layout
    let focus = panes.focus
    let under = Pane.allCases.first {
      layout.area(of: $0)?.contains(column: column, row: row) == true
    }
    panes.focus = under ?? focus
    move(by: up ? -3 : 3)
    panes.focus = focus
  }
}
