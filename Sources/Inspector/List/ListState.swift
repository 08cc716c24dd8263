import Freshness
import Platform
import UV

/// The installs: which are shown, in which order, and which are selected and marked.
package struct ListState: Sendable {
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

  package var items: [Item] = [] {
    didSet { isCounted = false }
  }
  /// Indices into `items`, filtered and sorted; kept by `arrange`.
  package private(set) var visible: [Int] = []
  package var selected: Path?
  /// Where the selection was seen last among the visible; it may be elsewhere by now.
  private var lastIndex = 0
  /// Whether a key was pressed; until then the selection is the first row, whatever comes in.
  package var isInUse = false
  package private(set) var top = 0
  package var marks: Set<Path> = [] {
    didSet { countHiddenMarks() }
  }
  /// Marked installs that the filter or the scope hides.
  private(set) var hiddenMarks = 0
  package var rangeStart: Path?

  package var scope = Scope.local
  package var filter = ""
  /// Whether the filter is being typed.
  package var isTyping = false
  package var sortKey = SortKey.state
  package var isInverted = false
  /// Whether packages stand under those that make them stale.
  package var isTree = false
  /// How deep each stands there.
  private(set) var depths: [Path: Int] = [:]
  /// What a closer look at local installs brought.
  package private(set) var glances: [Path: Glance] = [:] {
    didSet { isCounted = false }
  }
  private var staleGlances: Set<Path> = []
  /// While a reinstall runs, rows keep their order and stay.
  private var frozen: [Path: Int]?

  /// Rows in the scope, whether they match the filter or not.
  package private(set) var scopeCount = 0
  package private(set) var summary = Summary()
  /// The widest name that is shown.
  private(set) var nameWidth = 0
  /// Names that stand more than once.
  private var repeated: Set<String> = []
  /// The columns that each item's name takes.
  private var nameWidths: [Int] = []
  /// Whether what follows from items and glances alone is up to date: a filter that is typed does
  /// not count 5,000 rows again for each letter.
  private var isCounted = false

  package var selectedIndex: Int? {
    guard let selected else { return nil }
    // Between a change of the items and the next arrangement an index may lead nowhere.
    func stands(_ index: Int) -> Bool {
      items.indices.contains(index) && items[index].distribution.path == selected
    }
    if visible.indices.contains(lastIndex), stands(visible[lastIndex]) { return lastIndex }
    return visible.firstIndex(where: stands)
  }

  package var selectedItem: Item? {
    if let selectedIndex { return items[visible[selectedIndex]] }
    return selected.flatMap { id in items.first { $0.id == id } }
  }

  private mutating func countHiddenMarks() {
    if marks.isEmpty { return hiddenMarks = 0 }
    let shown = visible.count { items.indices.contains($0) && marks.contains(items[$0].id) }
    hiddenMarks = marks.count - shown
  }

  /// What tells an install from another one of its name: the version, or where it is.
  func distinction(_ item: Item) -> String? {
    guard repeated.contains(item.distribution.name) else { return nil }
    let versions = items.filter { $0.distribution.name == item.distribution.name }
      .map(\.distribution.version)
    if Set(versions).count == versions.count, let version = item.distribution.version {
      return version
    }
    let place = item.id.parent.map { VisibleText.of(bytes: $0.name) } ?? ""
    return "\(place)/\(VisibleText.of(bytes: item.id.name))"
  }

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
    let present = Set(distributions.map(\.path))
    marks.formIntersection(present)
    glances = glances.filter { present.contains($0.key) }
  }

  /// Whether it tells something new.
  @discardableResult
  mutating func take(_ glance: Glance, of id: Path) -> Bool {
    if glances[id] == glance { return false }
    glances[id] = glance
    return true
  }

  /// What was seen of these may be other now; it stays until they are looked at again.
  mutating func markStale(_ ids: [Path]) {
    staleGlances.formUnion(ids)
  }

  /// The local installs that must be looked at again, in the order of the screen.
  mutating func takeStale() -> [Path] {
    defer { staleGlances = [] }
    if staleGlances.isEmpty { return [] }
    return visible.map { items[$0] }.filter {
      staleGlances.contains($0.id) && $0.assessment != nil && $0.distribution.localSource != nil
    }.map(\.id)
  }

  /// Keeps rows and their order until `thaw`.
  mutating func freeze() {
    frozen = Dictionary(
      uniqueKeysWithValues: visible.enumerated().map { (items[$1].id, $0) })
  }

  mutating func thaw() {
    frozen = nil
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
    fresh.isTree = isTree
    fresh.isInUse = false
    self = fresh
  }

  // MARK: - Arrangement

  /// Filters and sorts again.
  ///
  /// The selection stays on its install, or goes to the nearest row; the caller scrolls to it, since
  /// the height may depend on how many rows there are now.
  mutating func arrange() {
    if !isCounted { count() }
    let before = selectedIndex ?? 0
    let wanted = Filter(filter)
    let inScope = items.indices.filter {
      frozen?[items[$0].id] != nil || isInScope(items[$0])
    }
    scopeCount = inScope.count
    visible = sorted(inScope.filter { wanted.matches(items[$0]) })
    if frozen == nil { depths = [:] }
    if isTree, frozen == nil {
      let tree = CascadeTree(visible, of: items, glances)
      visible = tree.order
      depths = tree.depths
    }
    nameWidth =
      inScope.map { index in
        nameWidths[index] + (depths.isEmpty ? 0 : 2 * (depths[items[index].id] ?? 0))
      }.max() ?? 0
    countHiddenMarks()
    if !isInUse {
      selected = visible.first.map { items[$0].id }
    } else if selectedIndex == nil {
      selected = visible.isEmpty ? nil : items[visible[min(before, visible.count - 1)]].id
    }
  }

  /// What does not depend on the filter, the scope or the order.
  private mutating func count() {
    summary = Summary(items, glances)
    var names: Set<String> = []
    repeated = []
    for index in items.indices where !names.insert(items[index].distribution.name).inserted {
      repeated.insert(items[index].distribution.name)
    }
    nameWidths = items.indices.map { index in
      DisplayWidth.of(VisibleText.of(items[index].distribution.name))
        + (distinction(items[index]).map { $0.count + 1 } ?? 0)
    }
    isCounted = true
  }

  private func sorted(_ indices: [Int]) -> [Int] {
    struct Entry {
      let index: Int
      let rank: Int?
      let name: String
      let id: Path
    }
    let entries = indices.map { index in
      let item = items[index]
      let place = frozen.map { $0[item.id] ?? .max }
      return Entry(
        index: index, rank: place ?? sortKey.rank(item, glances[item.id]),
        name: item.distribution.name, id: item.id)
    }
    let flips = isInverted && frozen == nil
    return entries.sorted { one, other in
      if one.rank != other.rank {
        // What has no value comes last in either direction.
        guard let left = one.rank else { return false }
        guard let right = other.rank else { return true }
        return flips ? left > right : left < right
      }
      if sortKey == .name, flips { return (one.name, one.id) > (other.name, other.id) }
      return (one.name, one.id) < (other.name, other.id)
    }.map(\.index)
  }

  mutating func keepSelectionInView(rows: Int) {
    let height = max(1, rows)
    let index = selectedIndex ?? 0
    lastIndex = index
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

  /// To the next install that is not fresh or has advice; false if there is none.
  mutating func jump(by step: Int, rows: Int) -> Bool {
    let count = visible.count
    guard count > 0 else { return false }
    let start = selectedIndex ?? 0
    for offset in 1...count {
      let row = ((start + offset * step) % count + count) % count
      let index = visible[row]
      if items[index].needsAttention || glances[items[index].id]?.hasWarning == true {
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
    marks.formUnion((min(from, to)...max(from, to)).map { items[visible[$0]].id })
    rangeStart = nil
    return false
  }

  // MARK: - The filter

  /// A key while the filter is typed; whether it belongs to the filter.
  mutating func type(_ key: Key) -> Bool {
    FilterTyping.press(key, &filter, &isTyping)
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
