import Freshness
import Platform
import Reinstall
import UV

/// Carries out a key press: an overlay or a filter being typed takes it first.
func press(_ key: Key, _ state: inout InspectorState) -> [Effect] {
  switch state.overlay {
  case .none: break
  case .help(let filter, let scroll): return helpKey(key, filter, scroll, &state)
  case .sortMenu(let row): return sortKey(key, row, &state)
  case .confirm(let plan, let isOnCancel, let scroll):
    return confirmKey(key, plan, isOnCancel, scroll, &state)
  case .environments(let row): return environmentKey(key, row, &state)
  case .confirmQuit:
    state.overlay = .none
    return key == .character("y") || key == .enter ? [.work(.cancel), .terminal(.quit)] : []
  }
  if state.filterBefore != nil, let effects = filterKey(key, &state) { return effects }
  switch key {
  case .click(let column, let row): return click(column, row, &state)
  case .wheel(let up, let column, let row): return wheel(up, column, row, &state)
  default: break
  }
  guard let binding = state.bindings.first(where: { $0.keys.contains(key) }),
    binding.panes.contains(state.focus)
  else { return [] }
  if let reason = unavailable(binding.command, in: state) {
    state.toast(reason)
    return []
  }
  let before = state.selected
  let effects = perform(binding.command, &state)
  if state.selected != before { state.detailScroll = 0 }
  return effects + (state.selected != before ? examineSelection(&state) : [])
}

/// Why a command does nothing now; nil if it does something.
package func unavailable(_ command: Command, in state: InspectorState) -> String? {
  switch command {
  case .reinstall where state.batch != nil: "a reinstall is running; x cancels it"
  case .reinstall, .copy, .copyCommand, .copySuggestion, .edit, .mark, .range:
    state.selectedItem == nil ? "no install is selected" : nil
  case .cancel: state.batch == nil ? "nothing is running" : nil
  case .clearMarks: state.marks.isEmpty ? "nothing is marked" : nil
  case .refresh where state.batch != nil, .environments where state.batch != nil:
    "a reinstall is running"
  default: nil
  }
}

private func perform(_ command: Command, _ state: inout InspectorState) -> [Effect] {
  switch command {
  case .up: move(by: -1, &state)
  case .down: move(by: 1, &state)
  case .pageUp: move(by: -page(state), &state)
  case .pageDown: move(by: page(state), &state)
  case .halfUp: move(by: -max(1, page(state) / 2), &state)
  case .halfDown: move(by: max(1, page(state) / 2), &state)
  case .first: move(by: -1_000_000, &state)
  case .last:
    if state.focus == .log { state.logScroll = 0 } else { move(by: 1_000_000, &state) }
  case .nextPane: changePane(by: 1, &state)
  case .previousPane: changePane(by: -1, &state)
  case .open: state.focus = .detail
  case .back: back(&state)
  case .filter:
    state.filterBefore = state.filter
    state.focus = .list
  case .scope:
    state.scope = following(state.scope)
    state.arrange()
  case .nextAttention: jump(by: 1, &state)
  case .previousAttention: jump(by: -1, &state)
  case .mark:
    if let id = state.selected {
      if state.marks.remove(id) == nil { state.marks.insert(id) }
      move(by: 1, &state)
    }
  case .range: range(&state)
  case .markAttention:
    let found = state.visible.map { state.items[$0] }
      .filter { $0.assessment?.state.needsAttention == true }
    state.marks.formUnion(found.map(\.id))
    state.toast("\(state.marks.count) marked")
  case .clearMarks:
    state.marks = []
    state.rangeStart = nil
  case .sort:
    let current = InspectorState.SortKey.allCases.firstIndex(of: state.sortKey) ?? 0
    state.overlay = .sortMenu(row: current)
  case .invert:
    state.isInverted.toggle()
    state.arrange()
  case .reinstall: return [.work(.plan(chosen(state)))]
  case .cancel:
    state.batch?.isCancelling = true
    return [.work(.cancel)]
  case .fold: state.isUnfolded.toggle()
  case .reveal: state.revealsValues.toggle()
  case .copy:
    let name = state.focus == .detail ? "the detail" : "the row"
    return [.terminal(.copy(textToCopy(state), name: name))]
  case .copyCommand: return [.work(.planToCopy(chosen(state).prefix(1).map { $0 }))]
  case .copySuggestion:
    let advice = state.selected.flatMap { state.explanations[$0]?.advice } ?? []
    guard let line = advice.lazy.compactMap(\.suggestion).first else {
      state.toast("there is no advice on its keys")
      return []
    }
    return [.terminal(.copy(line, name: "the cache-keys line"))]
  case .edit:
    guard let source = state.selectedItem?.distribution.localSource?.path else {
      state.toast("its source is not on this machine")
      return []
    }
    return [.terminal(.edit(source.appending("pyproject.toml"), line: nil))]
  case .environments:
    if state.isFindingEnvironments {
      state.overlay = .environments(row: 0)
      return []
    }
    state.isFindingEnvironments = true
    return [.work(.findEnvironments)]
  case .log:
    state.showsLog.toggle()
    if state.layout.log == nil, state.focus == .log { state.focus = .list }
  case .zoom: state.isZoomed.toggle()
  case .refresh:
    state.explanations = [:]
    return survey(&state)
  case .redraw: return [.terminal(.redraw)]
  case .suspend: return [.terminal(.suspend)]
  case .help: state.overlay = .help(filter: "", scroll: 0)
  case .quit:
    if state.batch == nil { return [.terminal(.quit)] }
    state.overlay = .confirmQuit
  }
  return []
}

// MARK: - Moving

private func page(_ state: InspectorState) -> Int {
  let layout = state.layout
  switch state.focus {
  case .list: return max(1, layout.listRows)
  case .detail: return max(1, layout.detailRows)
  case .log: return max(1, layout.logRows)
  }
}

private func move(by rows: Int, _ state: inout InspectorState) {
  switch state.focus {
  case .list:
    guard !state.visible.isEmpty else { return }
    let index = (state.selectedIndex ?? 0) + rows
    select(max(0, min(index, state.visible.count - 1)), &state)
  case .detail: scrollDetail(by: rows, &state)
  case .log:
    let most = max(0, state.log.count - state.layout.logRows)
    state.logScroll = max(0, min(state.logScroll - rows, most))
  }
}

private func select(_ index: Int, _ state: inout InspectorState) {
  state.selected = state.items[state.visible[index]].id
  state.keepSelectionInView()
}

private func scrollDetail(by rows: Int, _ state: inout InspectorState) {
  let layout = state.layout
  let count = DetailContent(of: state).rows(columns: layout.detailColumns).count
  let most = max(0, count - max(1, layout.detailRows))
  state.detailScroll = max(0, min(state.detailScroll + rows, most))
}

private func changePane(by step: Int, _ state: inout InspectorState) {
  let panes: [Pane] =
    state.showsLog || state.batch != nil ? [.list, .detail, .log] : [.list, .detail]
  let index = panes.firstIndex(of: state.focus) ?? 0
  state.focus = panes[(index + step + panes.count) % panes.count]
}

private func back(_ state: inout InspectorState) {
  if state.isZoomed {
    state.isZoomed = false
  } else if state.focus != .list {
    state.focus = .list
  } else if !state.filter.isEmpty {
    state.filter = ""
    state.arrange()
  } else if state.rangeStart != nil {
    state.rangeStart = nil
  } else {
    state.marks = []
  }
}

/// In the detail to the next changed key, elsewhere to the next install that is not fresh.
private func jump(by step: Int, _ state: inout InspectorState) {
  if state.focus == .detail {
    let rows = DetailContent(of: state).rows(columns: state.layout.detailColumns)
    let changes = rows.indices.filter { rows[$0].isChange }
    let next =
      step > 0
      ? changes.first { $0 > state.detailScroll } : changes.last { $0 < state.detailScroll }
    if let next { scrollDetail(by: next - state.detailScroll, &state) }
    return
  }
  let count = state.visible.count
  guard count > 0 else { return }
  let start = state.selectedIndex ?? 0
  for offset in 1...count {
    let index = ((start + offset * step) % count + count) % count
    if state.items[state.visible[index]].assessment?.state.needsAttention == true {
      select(index, &state)
      return
    }
  }
  state.toast("everything here is fresh")
}

// MARK: - Choosing

/// The marked installs in the order of the screen, else the selected one.
private func chosen(_ state: InspectorState) -> [Path] {
  if state.marks.isEmpty { return state.selected.map { [$0] } ?? [] }
  let shown = state.visible.map { state.items[$0].id }.filter(state.marks.contains)
  let hidden = state.items.map(\.id).filter { state.marks.contains($0) && !shown.contains($0) }
  return shown + hidden
}

private func range(_ state: inout InspectorState) {
  guard let start = state.rangeStart,
    let from = state.visible.firstIndex(where: { state.items[$0].id == start }),
    let to = state.selectedIndex
  else {
    state.rangeStart = state.selected
    state.toast("range from here; v again to mark up to there")
    return
  }
  for index in min(from, to)...max(from, to) {
    state.marks.insert(state.items[state.visible[index]].id)
  }
  state.rangeStart = nil
}

private func following(_ scope: InspectorState.Scope) -> InspectorState.Scope {
  let all = InspectorState.Scope.allCases
  return all[((all.firstIndex(of: scope) ?? 0) + 1) % all.count]
}

private func textToCopy(_ state: InspectorState) -> String {
  if state.focus == .detail {
    return DetailContent(of: state).lines.map(\.text).joined(separator: "\n")
  }
  guard let item = state.selectedItem else { return "" }
  return [
    item.distribution.name, item.distribution.version ?? "-",
    item.assessment?.state.rawValue ?? "", item.assessment?.causes().first?.message ?? "",
  ].filter { !$0.isEmpty }.joined(separator: " ")
}

// MARK: - Mouse

private func click(_ column: Int, _ row: Int, _ state: inout InspectorState) -> [Effect] {
  let layout = state.layout
  if let list = layout.list, list.contains(column: column, row: row) {
    state.focus = .list
    let index = state.listTop + row - list.row - 1
    if row > list.row, row < list.row + list.rows - 1, state.visible.indices.contains(index) {
      let before = state.selected
      select(index, &state)
      if state.selected != before {
        state.detailScroll = 0
        return examineSelection(&state)
      }
    }
  } else if let detail = layout.detail, detail.contains(column: column, row: row) {
    state.focus = .detail
  } else if let log = layout.log, log.contains(column: column, row: row) {
    state.focus = .log
  }
  return []
}

private func wheel(
  _ up: Bool, _ column: Int, _ row: Int, _ state: inout InspectorState
) -> [Effect] {
  let layout = state.layout
  let rows = up ? -3 : 3
  let focus = state.focus
  let before = state.selected
  if layout.list?.contains(column: column, row: row) == true {
    state.focus = .list
  } else if layout.detail?.contains(column: column, row: row) == true {
    state.focus = .detail
  } else if layout.log?.contains(column: column, row: row) == true {
    state.focus = .log
  }
  move(by: rows, &state)
  state.focus = focus
  guard state.selected != before else { return [] }
  state.detailScroll = 0
  return examineSelection(&state)
}
