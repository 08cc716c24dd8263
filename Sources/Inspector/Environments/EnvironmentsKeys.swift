import Freshness
import Platform
import UV

/// The keys of the screen of all environments: the same as among the packages, where they make sense.
extension InspectorState {
  /// Opens the screen and counts again; what was selected, filtered and sorted stays.
  mutating func showEnvironments() -> [Effect] {
    environments.isShown = true
    environments.typedPath = nil
    if environments.selected == nil { environments.selected = environment.name.root }
    environments.keepInView(rows: environmentRows)
    return countEnvironments()
  }

  private mutating func countEnvironments() -> [Effect] {
    if environments.isFinding { return [] }
    environments.isFinding = true
    return [.work(.countEnvironments)]
  }

  /// A key that is typed into a text, or a click; nil if it is for the table of bindings.
  mutating func typeInEnvironments(_ key: Key) -> [Effect]? {
    if let typed = environments.typedPath { return typePath(key, typed) }
    if environments.isTyping {
      guard environments.typeFilter(key) else { return nil }
      environments.keepInView(rows: environmentRows)
      return []
    }
    switch key {
    case .click(let column, let row):
      switch InspectorFrame.view(self).spot(at: column, row) {
      case .row(let index) where environments.visible.indices.contains(index):
        environments.selected = environments.visible[index].root
      case .command(let command): return bindings[command].map { run($0) } ?? []
      default: break
      }
      return []
    case .wheel(let up, _, _):
      environments.move(by: up ? -3 : 3, rows: environmentRows)
      return []
    default: return nil
    }
  }

  private mutating func typePath(_ key: Key, _ typed: String) -> [Effect] {
    switch key {
    case .character(let character): environments.typedPath = typed + String(character)
    case .backspace: environments.typedPath = String(typed.dropLast())
    case .control("u"): environments.typedPath = ""
    case .escape, .control("c"): environments.typedPath = nil
    case .enter where !typed.isEmpty:
      environments.typedPath = nil
      return [.work(.open(Path(typed)))]
    default: break
    }
    return []
  }

  /// What a command does on this screen; nil for those that are the same everywhere.
  mutating func performInEnvironments(_ command: Command) -> [Effect]? {
    let rows = environmentRows
    switch command {
    case .up: environments.move(by: -1, rows: rows)
    case .down: environments.move(by: 1, rows: rows)
    case .pageUp: environments.move(by: -rows, rows: rows)
    case .pageDown: environments.move(by: rows, rows: rows)
    case .halfUp: environments.move(by: -max(1, rows / 2), rows: rows)
    case .halfDown: environments.move(by: max(1, rows / 2), rows: rows)
    case .first: environments.move(by: -1_000_000, rows: rows)
    case .last: environments.move(by: 1_000_000, rows: rows)
    case .nextAttention: jumpToAttention(by: 1)
    case .previousAttention: jumpToAttention(by: -1)
    case .open: return openSelectedEnvironment()
    case .back:
      if environments.filter.isEmpty {
        environments.isShown = false
        environments.isEntered = false
      } else {
        environments.filter = ""
      }
    case .environments:
      environments.isShown = false
      environments.isEntered = false
    case .openPath: environments.typedPath = ""
    case .filter, .search: environments.isTyping = true
    case .sort:
      environments.sort = environments.sort.next
      environments.isInverted = false
    case .invert: environments.isInverted.toggle()
    case .refresh: return countEnvironments()
    case .reinstall: return reinstallSelectedEnvironment()
    case .copy:
      guard let row = environments.selectedRow else { return [] }
      return [.terminal(.copy(row.root.shown, name: "the path"))]
    case .help, .palette, .quit, .redraw, .suspend, .cancel: return nil
    default:
      toast("this works among packages\(bindings.hint(.open, "opens them", style: .after))")
    }
    environments.keepInView(rows: rows)
    return []
  }

  private mutating func jumpToAttention(by step: Int) {
    let visible = environments.visible
    let before = environments.selected
    let start = environments.selectedIndex ?? 0
    for offset in 1...max(1, visible.count) where !visible.isEmpty {
      let index = ((start + offset * step) % visible.count + visible.count) % visible.count
      if visible[index].failure != nil || (visible[index].notFresh ?? 0) > 0 {
        environments.selected = visible[index].root
        if environments.selected == before { toast("everything else that was counted is fresh") }
        return
      }
    }
    toast("everything that was counted is fresh")
  }

  private mutating func openSelectedEnvironment() -> [Effect] {
    guard let row = environments.selectedRow else { return [] }
    if row.root == environment.name.root {
      enterEnvironment()
      return []
    }
    if let obstacle = workObstacle {
      toast(obstacle)
      return []
    }
    return [.work(.open(row.root))]
  }

  /// Another environment is looked at now: its packages take the screen.
  mutating func enterEnvironment() {
    environments.isEntered = environments.isShown
    environments.isShown = false
    panes.focus = .list
    panes.isZoomed = false
  }

  // MARK: - Reinstalling

  /// Goes in, and asks for all that is stale there once it is known: the plan fits the kind of the
  /// environment.
  private mutating func reinstallSelectedEnvironment() -> [Effect] {
    guard let row = environments.selectedRow else { return [] }
    if let obstacle = workObstacle {
      toast(obstacle)
    } else if let reason = row.known.rebuiltBy {
      toast("never written to: \(reason)")
    } else if row.failure != nil {
      toast("it cannot be read")
    } else if row.notFresh == 0 {
      toast("everything in it is fresh")
    } else {
      environments.toReinstall = row.root
      let effects = openSelectedEnvironment()
      return effects + askForEnvironment()
    }
    return []
  }

  /// Asks to reinstall what is stale in the environment that was chosen, once it is known.
  mutating func askForEnvironment() -> [Effect] {
    guard let root = environments.toReinstall, root == environment.name.root,
      !environment.isScanning
    else { return [] }
    environments.toReinstall = nil
    let stale = list.items.filter {
      $0.assessment?.state == .stale || $0.assessment?.state == .unrecorded
    }
    if stale.isEmpty {
      toast("nothing in it can be reinstalled")
      return []
    }
    list.marks = Set(stale.map(\.id))
    return askToReinstall()
  }

  /// Rows of the screen that hold environments.
  var environmentRows: Int {
    max(1, EnvironmentsScreen.areas(columns: columns, rows: rows).list.rows - 3)
  }
}
