import Freshness
import Platform
import Reinstall
import UV

/// How the selected install is shown, and what a closer look at installs has brought.
package struct DetailState: Sendable {
  package enum Tab: String, Hashable, Sendable, CaseIterable {
    case why, files, keys, run
    case facts = "package"

    var title: String {
      switch self {
      case .why: "Why"
      case .files: "Files"
      case .keys: "Keys"
      case .run: "Last run"
      case .facts: "Package"
      }
    }

    func moved(by step: Int) -> Tab {
      let all = Tab.allCases
      let index = all.firstIndex(of: self) ?? 0
      return all[(index + step + all.count) % all.count]
    }
  }

  /// A glob that is tried without writing it anywhere.
  package struct TryOut: Hashable, Sendable {
    package internal(set) var pattern = ""
    package internal(set) var isTyping = true
    /// Nil until it is known what the pattern matches.
    package internal(set) var result: TriedGlob?
  }

  package var tab = Tab.why
  /// A row of the content.
  package private(set) var cursor = 0
  package private(set) var top = 0
  package internal(set) var isUnfolded = false
  package internal(set) var revealsValues = false
  package internal(set) var wraps = true
  package internal(set) var search = ""
  package internal(set) var isSearching = false
  package internal(set) var tryOut: TryOut?
  /// Kept until the verdict changes, the latest few.
  package private(set) var explanations: [Path: Explanation] = [:]
  private var order: [Path] = []
  /// Those of which something changed: they are shown until the next look has ended.
  private var outdated: Set<Path> = []
  /// What traced builds read, until the keys are written.
  package internal(set) var traces: [Path: TraceReport] = [:]
  /// The rows that are shown; made when what they depend on changes.
  package private(set) var rows: [TextLine] = []
  private var made: Basis?
  /// Counts what came in, so that rows are made again.
  private var revision = 0

  /// What the rows depend on.
  private struct Basis: Hashable {
    let id: Path?
    let tab: Tab
    let columns: Int
    let height: Int
    let flags: [Bool]
    let tryOut: TryOut?
    let revision: Int
    /// Ages are told in minutes.
    let minute: Int
  }

  /// How many closer looks are kept.
  private static let limit = 24

  mutating func take(_ explanation: Explanation) {
    let id = explanation.assessment.distribution.path
    explanations[id] = explanation
    outdated.remove(id)
    order.removeAll { $0 == id }
    order.append(id)
    if order.count > Self.limit { explanations[order.removeFirst()] = nil }
    revision += 1
  }

  mutating func forget(_ ids: [Path]) {
    for id in ids { explanations[id] = nil }
    revision += 1
  }

  /// Something behind these installs changed.
  mutating func age(_ ids: [Path]) { outdated.formUnion(ids) }

  /// Whether a closer look at an install has to come, or to come again.
  func lacksLook(at id: Path) -> Bool { explanations[id] == nil || outdated.contains(id) }

  mutating func forgetAll() {
    explanations = [:]
    outdated = []
    order = []
    revision += 1
  }

  mutating func touch() { revision += 1 }

  /// The top of another tab or another install.
  mutating func rewind() {
    cursor = 0
    top = 0
    search = ""
    isSearching = false
    tryOut = nil
  }

  mutating func show(_ tab: Tab) {
    if tab == self.tab { return }
    self.tab = tab
    rewind()
  }

  // MARK: - Rows

  /// Makes the rows again if something that they depend on has changed.
  mutating func refresh(
    id: Path?, layout: Layout, minute: Int, isLooking: Bool, make: () -> [TextLine]
  ) {
    let (columns, height) = (layout.detailColumns, layout.detailRows)
    let basis = Basis(
      id: id, tab: tab, columns: columns, height: height,
      // Where nothing is selected the pane says why.
      flags: [isUnfolded, revealsValues, wraps, id == nil && isLooking],
      tryOut: tryOut, revision: revision, minute: minute)
    if basis != made {
      let isSame = made?.id == id && made?.tab == tab
      rows = make()
      made = basis
      if !isSame { rewindTo(0) }
    }
    cursor = max(0, min(cursor, rows.count - 1))
    keepInView(height)
  }

  private mutating func rewindTo(_ row: Int) {
    cursor = row
    top = row
  }

  /// Puts a row on top, as far as there are rows below it.
  mutating func begin(at text: String) {
    if let row = rows.firstIndex(where: { $0.text == text }) { rewindTo(row) }
  }

  mutating func move(by step: Int, height: Int) {
    cursor = max(0, min(cursor + step, rows.count - 1))
    keepInView(height)
  }

  mutating func place(_ row: Int, height: Int) {
    cursor = max(0, min(row, rows.count - 1))
    keepInView(height)
  }

  private mutating func keepInView(_ height: Int) {
    let height = max(1, height)
    if cursor < top { top = cursor }
    if cursor >= top + height { top = cursor - height + 1 }
    top = max(0, min(top, rows.count - height))
  }

  /// To the next row for which something holds; false if there is none.
  mutating func jump(by step: Int, height: Int, where holds: (TextLine) -> Bool) -> Bool {
    let found = rows.indices.filter { holds(rows[$0]) }
    guard
      let next = step > 0
        ? found.first(where: { $0 > cursor }) ?? found.first
        : found.last(where: { $0 < cursor }) ?? found.last
    else { return false }
    place(next, height: height)
    return true
  }

  func matchesSearch(_ row: TextLine) -> Bool {
    !search.isEmpty && row.text.lowercased().contains(bytesOf: search.lowercased())
  }

  /// What the row under the cursor stands for.
  package var target: Target? {
    rows.indices.contains(cursor) ? rows[cursor].target : nil
  }
}

// MARK: - Typing

extension DetailState {
  /// A key while a search is typed; whether it belongs to it.
  mutating func type(_ key: Key) -> Bool {
    switch key {
    case .character(let character): search.append(character)
    case .backspace:
      if search.isEmpty { isSearching = false } else { search.removeLast() }
    case .control("u"): search = ""
    case .enter: isSearching = false
    case .escape, .control("c"):
      search = ""
      isSearching = false
    default: return false
    }
    return true
  }

  mutating func startTryOut() {
    if tryOut == nil { tryOut = TryOut() }
    tryOut?.isTyping = true
  }

  /// A key while a glob is typed: the pattern that is to be tried now; nil if the key is not for it.
  mutating func typeGlob(_ key: Key) -> String? {
    guard var typed = tryOut else { return nil }
    switch key {
    case .character(let character): typed.pattern.append(character)
    case .backspace: if !typed.pattern.isEmpty { typed.pattern.removeLast() }
    case .control("u"): typed.pattern = ""
    case .enter: typed.isTyping = false
    case .escape, .control("c"):
      tryOut = nil
      return ""
    default: return nil
    }
    tryOut = typed
    return typed.pattern
  }

  mutating func take(_ result: TriedGlob) {
    if tryOut?.pattern == result.pattern { tryOut?.result = result }
  }
}
