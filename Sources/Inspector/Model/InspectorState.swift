import Freshness
import Platform
import Reinstall
import UV

/// Everything that the screen shows, as a value.
package struct InspectorState: Sendable {
  /// An install as a row.
  package struct Item: Sendable {
    package var distribution: Distribution
    /// Nil until it is computed.
    package var assessment: Assessment?
    package var activity = Activity.none
    /// What the last reinstall failed with.
    package var failure: String?
    /// What uv printed then, the last lines of it.
    package var output: [String] = []

    package var id: Path { distribution.path }
  }

  /// How many lines of uv's output are kept for each install.
  static let outputLimit = 400

  package enum Activity: Hashable, Sendable {
    case none, queued, running
  }

  package enum Scope: String, Hashable, Sendable, CaseIterable {
    case local, stale, all
  }

  package enum SortKey: String, Hashable, Sendable, CaseIterable {
    case state, name, built, changes
  }

  package enum Overlay: Hashable, Sendable {
    case none
    case help(filter: String, scroll: Int)
    case sortMenu(row: Int)
    case confirm(ReinstallPlan, isOnCancel: Bool, scroll: Int)
    case confirmQuit
    case environments(row: Int)
  }

  package struct Toast: Hashable, Sendable {
    package let text: String
    package let isError: Bool
    /// Seconds of the inspector's clock.
    package let until: Double
  }

  package struct LogLine: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case command, output, success, failure
    }

    package let kind: Kind
    package let text: String
  }

  /// A reinstall that is going on.
  package struct Batch: Hashable, Sendable {
    package let total: Int
    package var finished = 0
    package var current: String?
    package var fresh = 0
    package var still = 0
    package var failed = 0
    package var isCancelling = false
  }

  package var columns: Int
  package var rows: Int
  package let isUTF8: Bool
  /// The environment as the title names it.
  package internal(set) var title: String

  package var items: [Item] = []
  /// Indices into `items`, filtered and sorted; kept by `arrange`.
  package var visible: [Int] = []
  package var selected: Path?
  /// Whether a key was pressed; until then the selection is the first row, whatever comes in.
  package var isInUse = false
  package var listTop = 0
  package var marks: Set<Path> = []
  package var rangeStart: Path?

  package var scope = Scope.local
  /// With the user's keys.
  package var bindings = Binding.all
  package var filter = ""
  /// Nil unless the filter is being typed; the text that Esc goes back to.
  package var filterBefore: String?
  package var sortKey = SortKey.state
  package var isInverted = false

  package var focus = Pane.list
  package var isZoomed = false
  package var detailScroll = 0
  package var isUnfolded = false
  package var revealsValues = false
  package var showsLog = false
  package var log: [LogLine] = []
  /// Lines up from the end; 0 follows.
  package var logScroll = 0

  package var overlay = Overlay.none
  /// To choose from, while the picker is open.
  package var environments: [EnvironmentChoice] = []
  /// Whether they are being looked for or scanned.
  package var isFindingEnvironments = false
  package var toasts: [Toast] = []
  package var batch: Batch?
  package var isScanning = false
  /// Whether something changed while a survey was going on.
  package var mustSurveyAgain = false
  /// Whether changes are looked for every few seconds, because the system does not tell of them.
  package var isPolling = false
  package var warnings: [String] = []
  /// What a closer look at an install in view has brought, until its verdict changes.
  package var explanations: [Path: Explanation] = [:]
  /// Seconds, from the moment at which the inspector began.
  package var now: Double = 0
  /// The moment that is shown as noon of the first day of 2026, so that pictures can be made again;
  /// nil to show times as they are.
  package var stillMoment: Timestamp?

  package init(columns: Int, rows: Int, isUTF8: Bool, title: String) {
    self.columns = columns
    self.rows = rows
    self.isUTF8 = isUTF8
    self.title = title
  }

  package var layout: Layout {
    Layout(
      columns: columns, rows: rows, zoomed: isZoomed ? focus : nil, focus: focus,
      showsLog: showsLog || batch != nil)
  }

  package var selectedIndex: Int? {
    // Between a change of the items and the next arrangement an index may lead nowhere.
    selected.flatMap { id in
      visible.firstIndex { items.indices.contains($0) && items[$0].id == id }
    }
  }

  package var selectedItem: Item? {
    selected.flatMap { id in items.first { $0.id == id } }
  }

  /// Whether something on the screen moves, so that it must be drawn without a key.
  package var isBusy: Bool {
    isScanning || batch != nil || isFindingEnvironments
  }

  /// The moment at which the screen changes by itself next; nil if it does not.
  package var nextDeadline: Double? {
    if isBusy { return now + 0.1 }
    return toasts.map(\.until).min()
  }

  /// Which lines the count in the title speaks of.
  package var scopeCount: Int {
    items.count { isInScope($0) }
  }

  // MARK: - Arrangement

  /// Filters and sorts anew.
  ///
  /// The selection stays on its install, or goes to the nearest row.
  package mutating func arrange() {
    let before = selectedIndex ?? 0
    let wanted = Filter(filter)
    let matching = items.indices.filter { isInScope(items[$0]) && wanted.matches(items[$0]) }
    let sorted = matching.sorted { precedes(items[$0], items[$1]) }
    visible = isInverted ? sorted.reversed() : sorted
    if !isInUse {
      selected = visible.first.map { items[$0].id }
    } else if selectedIndex == nil {
      selected =
        visible.isEmpty ? nil : items[visible[min(before, visible.count - 1)]].id
      detailScroll = 0
    }
    keepSelectionInView()
  }

  package mutating func keepSelectionInView() {
    let height = max(1, layout.listRows)
    let index = selectedIndex ?? 0
    if index < listTop { listTop = index }
    if index >= listTop + height { listTop = index - height + 1 }
    listTop = max(0, min(listTop, visible.count - height))
  }

  private func isInScope(_ item: Item) -> Bool {
    switch scope {
    case .all: true
    case .local: item.distribution.isLocalOrOdd || item.assessment?.state.needsAttention == true
    case .stale:
      item.assessment?.state.needsAttention == true || item.activity != .none
    }
  }

  private func precedes(_ one: Item, _ other: Item) -> Bool {
    func byName() -> Bool {
      (one.distribution.name, one.id) < (other.distribution.name, other.id)
    }
    switch sortKey {
    case .name: return byName()
    case .state:
      let (left, right) = (one.urgency, other.urgency)
      return left == right ? byName() : left < right
    case .built:
      let (left, right) = (
        one.assessment?.recorded?.timestamp, other.assessment?.recorded?.timestamp
      )
      if left == right { return byName() }
      guard let left else { return false }
      guard let right else { return true }
      return left > right
    case .changes:
      let (left, right) = (one.assessment?.changes.count ?? 0, other.assessment?.changes.count ?? 0)
      return left == right ? byName() : left > right
    }
  }
}

extension InspectorState.Item {
  /// What needs attention comes first.
  var urgency: Int {
    switch assessment?.state {
    case .broken: 0
    case .error: 1
    case .stale: 2
    case .unrecorded: 3
    case nil: 4
    case .fresh: 5
    case .untracked: 6
    }
  }
}

extension Distribution {
  /// Belongs into the local scope: a local source, or something that cannot be told.
  var isLocalOrOdd: Bool {
    switch origin {
    case .local, .unknown: true
    case .remoteArchive, .vcs, .registry, .eggInfo, .eggLink: fault != nil
    }
  }
}
