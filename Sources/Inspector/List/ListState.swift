import Freshness
import Platform
import UV

/// The installs: which are shown, in which order, and which are selected and marked.
package struct ListState: Sendable {
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
    var needsAttention: Bool { assessment?.state.needsAttention == true }
  }

  package enum Activity: Hashable, Sendable {
    case none, queued, running
  }

  package enum Scope: String, Hashable, Sendable, CaseIterable {
    case local, stale, all

    var next: Scope {
      switch self {
      case .local: .stale
      case .stale: .all
      case .all: .local
      }
    }
  }

  package var items: [Item] = []
  /// Indices into `items`, filtered and sorted; kept by `arrange`.
  package private(set) var visible: [Int] = []
  package var selected: Path?
  /// Whether a key was pressed; until then the selection is the first row, whatever comes in.
  package var isInUse = false
  package private(set) var top = 0
  package var marks: Set<Path> = []
  package var rangeStart: Path?

  package var scope = Scope.local
  package var filter = ""
  /// Whether the filter is being typed.
  package var isTyping = false
  package var sortKey = SortKey.state
  package var isInverted = false

  package var selectedIndex: Int? {
    // Between a change of the items and the next arrangement an index may lead nowhere.
    selected.flatMap { id in
      visible.firstIndex { items.indices.contains($0) && items[$0].id == id }
    }
  }

  package var selectedItem: Item? {
    selected.flatMap { id in items.first { $0.id == id } }
  }

  /// Which lines the count in the title speaks of.
  var scopeCount: Int { items.count { isInScope($0) } }

  var isAllFresh: Bool { !visible.contains { items[$0].needsAttention } }

  // MARK: - What comes in

  /// New rows come, old ones go; selection, marks and verdicts stay with their installs.
  mutating func merge(_ distributions: [Distribution]) {
    var known: [Path: Item] = [:]
    for item in items { known[item.id] = item }
    items = distributions.map { distribution in
      var item = known[distribution.path] ?? Item(distribution: distribution)
      item.distribution = distribution
      return item
    }
    marks.formIntersection(Set(distributions.map(\.path)))
  }

  /// Takes verdicts; the installs on which it is another one now.
  mutating func take(_ assessments: [Assessment]) -> [Path] {
    var places: [Path: Int] = [:]
    for (index, item) in items.enumerated() { places[item.id] = index }
    let isBroken = items.contains { $0.assessment?.state == .broken }
    var changed: [Path] = []
    for assessment in assessments {
      guard let index = places[assessment.distribution.path] else { continue }
      // Verdicts that come one by one do not know of the others.
      let assessment = isBroken ? assessment.whileUVFails() : assessment
      if items[index].assessment != assessment { changed.append(items[index].id) }
      items[index].distribution = assessment.distribution
      items[index].assessment = assessment
    }
    return changed
  }

  mutating func change(_ id: Path, _ body: (inout Item) -> Void) {
    if let index = items.firstIndex(where: { $0.id == id }) { body(&items[index]) }
  }

  /// Everything that belongs to the environment goes.
  mutating func forget() {
    var fresh = ListState()
    fresh.scope = scope
    fresh.sortKey = sortKey
    fresh.isInverted = isInverted
    self = fresh
  }

  // MARK: - Arrangement

  /// Filters and sorts again.
  ///
  /// The selection stays on its install, or goes to the nearest row.
  mutating func arrange(rows: Int) {
    let before = selectedIndex ?? 0
    let wanted = Filter(filter)
    let matching = items.indices.filter { isInScope(items[$0]) && wanted.matches(items[$0]) }
    let sorted = matching.sorted { sortKey.precedes(items[$0], items[$1]) }
    visible = isInverted ? sorted.reversed() : sorted
    if !isInUse {
      selected = visible.first.map { items[$0].id }
    } else if selectedIndex == nil {
      selected = visible.isEmpty ? nil : items[visible[min(before, visible.count - 1)]].id
    }
    keepSelectionInView(rows: rows)
  }

  mutating func keepSelectionInView(rows: Int) {
    let height = max(1, rows)
    let index = selectedIndex ?? 0
    if index < top { top = index }
    if index >= top + height { top = index - height + 1 }
    top = max(0, min(top, visible.count - height))
  }

  private func isInScope(_ item: Item) -> Bool {
    switch scope {
    case .all: true
    case .local: item.distribution.isLocalOrOdd || item.needsAttention
    case .stale: item.needsAttention || item.activity != .none
    }
  }

  // MARK: - Moving

  mutating func move(by step: Int, rows: Int) {
    guard !visible.isEmpty else { return }
    select(row: max(0, min((selectedIndex ?? 0) + step, visible.count - 1)), rows: rows)
  }

  mutating func select(row: Int, rows: Int) {
    selected = items[visible[row]].id
    keepSelectionInView(rows: rows)
  }

  /// To the next install that is not fresh; false if there is none.
  mutating func jump(by step: Int, rows: Int) -> Bool {
    let count = visible.count
    guard count > 0 else { return false }
    let start = selectedIndex ?? 0
    for offset in 1...count {
      let row = ((start + offset * step) % count + count) % count
      if items[visible[row]].needsAttention {
        select(row: row, rows: rows)
        return true
      }
    }
    return false
  }

  // MARK: - Marks

  /// The marked installs in the order of the screen, else the selected one.
  var chosen: [Path] {
    if marks.isEmpty { return selected.map { [$0] } ?? [] }
    let shown = visible.map { items[$0].id }.filter(marks.contains)
    let hidden = items.map(\.id).filter { marks.contains($0) && !shown.contains($0) }
    return shown + hidden
  }

  mutating func toggleMark() {
    guard let selected else { return }
    if marks.remove(selected) == nil { marks.insert(selected) }
  }

  /// Marks everything shown that is not fresh.
  mutating func markAttention() {
    marks.formUnion(visible.map { items[$0] }.filter(\.needsAttention).map(\.id))
  }

  mutating func clearMarks() {
    marks = []
    rangeStart = nil
  }

  /// Starts a range, or marks up to here; whether it was started.
  mutating func range() -> Bool {
    guard let start = rangeStart,
      let from = visible.firstIndex(where: { items[$0].id == start }), let to = selectedIndex
    else {
      rangeStart = selected
      return true
    }
    for row in min(from, to)...max(from, to) { marks.insert(items[visible[row]].id) }
    rangeStart = nil
    return false
  }

  // MARK: - The filter

  /// A key while the filter is typed; whether it belongs to the filter.
  mutating func type(_ key: Key) -> Bool {
    switch key {
    case .character(let character): filter.append(character)
    case .backspace:
      if filter.isEmpty { isTyping = false } else { filter.removeLast() }
    case .control("u"): filter = ""
    case .enter, .control("c"): isTyping = false
    case .escape:
      filter = ""
      isTyping = false
    default: return false
    }
    return true
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
