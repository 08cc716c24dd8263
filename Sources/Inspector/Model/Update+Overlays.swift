import Freshness
import Platform
import Reinstall
import UV

/// Keys while the filter is typed; nil for those that keep their meaning.
func filterKey(_ key: Key, _ state: inout InspectorState) -> [Effect]? {
  switch key {
  case .character(let character): state.filter.append(character)
  case .backspace:
    if state.filter.isEmpty {
      state.filterBefore = nil
    } else {
      state.filter.removeLast()
    }
  case .control("u"): state.filter = ""
  case .enter: state.filterBefore = nil
  case .escape:
    state.filter = ""
    state.filterBefore = nil
  case .control("c"): state.filterBefore = nil
  default: return nil
  }
  state.arrange()
  return examineSelection(&state)
}

func helpKey(
  _ key: Key, _ filter: String, _ scroll: Int, _ state: inout InspectorState
) -> [Effect] {
  let most = max(0, HelpContent(filter: filter, state: state).lines.count - helpRows(state))
  switch key {
  case .escape, .control("c"), .function(1), .enter: state.overlay = .none
  case .character("q") where filter.isEmpty, .character("?") where filter.isEmpty:
    state.overlay = .none
  case .up: state.overlay = .help(filter: filter, scroll: max(0, scroll - 1))
  case .down: state.overlay = .help(filter: filter, scroll: min(most, scroll + 1))
  case .pageUp: state.overlay = .help(filter: filter, scroll: max(0, scroll - helpRows(state)))
  case .pageDown: state.overlay = .help(filter: filter, scroll: min(most, scroll + helpRows(state)))
  case .wheel(let up, _, _):
    state.overlay = .help(filter: filter, scroll: max(0, min(most, scroll + (up ? -3 : 3))))
  case .backspace: state.overlay = .help(filter: String(filter.dropLast()), scroll: 0)
  case .character(let character):
    state.overlay = .help(filter: filter + String(character), scroll: 0)
  default: break
  }
  return []
}

/// Rows that the help has on this screen.
package func helpRows(_ state: InspectorState) -> Int {
  max(1, state.rows - 6)
}

func sortKey(_ key: Key, _ row: Int, _ state: inout InspectorState) -> [Effect] {
  let all = InspectorState.SortKey.allCases
  switch key {
  case .escape, .control("c"), .character("q"): state.overlay = .none
  case .up, .character("k"): state.overlay = .sortMenu(row: (row + all.count - 1) % all.count)
  case .down, .character("j"): state.overlay = .sortMenu(row: (row + 1) % all.count)
  case .enter, .character(" "):
    state.sortKey = all[row]
    state.overlay = .none
    state.arrange()
  case .character(let character):
    if let chosen = all.first(where: { $0.rawValue.first == character }) {
      state.sortKey = chosen
      state.overlay = .none
      state.arrange()
    }
  default: break
  }
  return []
}

func environmentKey(_ key: Key, _ row: Int, _ state: inout InspectorState) -> [Effect] {
  let count = max(1, state.environments.count)
  switch key {
  case .escape, .control("c"), .character("q"), .character("E"): state.overlay = .none
  case .up, .character("k"): state.overlay = .environments(row: (row + count - 1) % count)
  case .down, .character("j"): state.overlay = .environments(row: (row + 1) % count)
  case .enter, .character(" "):
    state.overlay = .none
    guard state.environments.indices.contains(row) else { return [] }
    return [.work(.open(state.environments[row].root))]
  default: break
  }
  return []
}

func confirmKey(
  _ key: Key, _ plan: ReinstallPlan, _ isOnCancel: Bool, _ scroll: Int,
  _ state: inout InspectorState
) -> [Effect] {
  switch key {
  case .escape, .control("c"), .character("q"), .character("n"): state.overlay = .none
  case .tab, .backTab, .left, .right, .character("h"), .character("l"):
    state.overlay = .confirm(plan, isOnCancel: !isOnCancel, scroll: scroll)
  case .up, .character("k"):
    state.overlay = .confirm(plan, isOnCancel: isOnCancel, scroll: max(0, scroll - 1))
  case .down, .character("j"):
    state.overlay = .confirm(plan, isOnCancel: isOnCancel, scroll: scroll + 1)
  case .character("y"): return start(plan, &state)
  case .enter:
    if !isOnCancel { return start(plan, &state) }
    state.overlay = .none
  default: break
  }
  return []
}

private func start(_ plan: ReinstallPlan, _ state: inout InspectorState) -> [Effect] {
  state.overlay = .none
  if plan.commands.isEmpty { return [] }
  let ids = Set(plan.steps.filter { $0.command != nil }.map(\.assessment.distribution.path))
  for index in state.items.indices where ids.contains(state.items[index].id) {
    state.items[index].activity = .queued
    state.items[index].failure = nil
  }
  state.batch = InspectorState.Batch(total: plan.commands.count)
  state.logScroll = 0
  state.keepSelectionInView()
  return [.work(.run(plan))]
}

/// The lines of the help screen, from the table of bindings.
package struct HelpContent {
  package struct Line: Hashable, Sendable {
    package let keys: String
    package let help: String
    /// Why it does nothing now.
    package let unavailable: String?
  }

  package let lines: [Line]

  /// The keys of the pane in focus come first.
  package init(filter: String, state: InspectorState) {
    let own = state.bindings.filter { $0.panes == [state.focus] }
    let other = state.bindings.filter {
      $0.panes != [state.focus] && $0.panes.contains(state.focus)
    }
    let elsewhere = state.bindings.filter { !$0.panes.contains(state.focus) }
    lines = (own + other + elsewhere).map { binding in
      Line(
        keys: binding.keyText(isUTF8: state.isUTF8), help: binding.help,
        unavailable: unavailable(binding.command, in: state))
    }.filter { line in
      filter.isEmpty
        || "\(line.keys) \(line.help)".lowercased().contains(bytesOf: filter.lowercased())
    }
  }
}
