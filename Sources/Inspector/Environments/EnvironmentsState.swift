import Freshness
import Platform
import UV

/// What the environments can be sorted by.
package enum EnvironmentSort: String, Hashable, Sendable, CaseIterable {
  case state, role, owner
  case lastUsed = "last used"
  case path

  var next: EnvironmentSort {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}

/// All environments as rows: which are shown, in which order, and which is selected.
package struct EnvironmentsState: Sendable {
  package private(set) var all: [EnvironmentSummary] = []
  /// Whether they are being looked for or counted.
  package internal(set) var isFinding = false
  /// Whether they are on the screen, instead of the packages of one.
  package internal(set) var isShown = false
  /// Whether the packages were reached from here, so that Esc comes back.
  package internal(set) var isEntered = false
  /// The root of the selected one.
  package internal(set) var selected: Path?
  package private(set) var top = 0
  package internal(set) var filter = ""
  /// Whether the filter is being typed.
  package internal(set) var isTyping = false
  /// The path that is being typed; nil while none is.
  package internal(set) var typedPath: String?
  package internal(set) var sort = EnvironmentSort.state
  package internal(set) var isInverted = false
  /// The environment whose stale packages are asked for as soon as it was surveyed.
  var toReinstall: Path?

  /// Filtered and sorted.
  package var visible: [EnvironmentSummary] {
    let sorted = all.filter(matches).enumerated().sorted { one, other in
      let ranks = (rank(one.element), rank(other.element))
      if ranks.0 == ranks.1 { return one.offset < other.offset }
      return isInverted ? ranks.1 < ranks.0 : ranks.0 < ranks.1
    }
    return sorted.map(\.element)
  }

  package var selectedIndex: Int? {
    selected.flatMap { root in visible.firstIndex { $0.root == root } }
  }

  package var selectedRow: EnvironmentSummary? {
    selected.flatMap { root in all.first { $0.root == root } }
  }

  // MARK: - What comes in

  mutating func found(_ rows: [EnvironmentSummary]) {
    var known: [Path: EnvironmentSummary] = [:]
    for row in all { known[row.root] = row }
    all = rows.map { row in
      // What was counted before stays until it is counted again.
      guard let before = known[row.root], before.known == row.known else { return row }
      return before
    }
  }

  mutating func counted(_ row: EnvironmentSummary) {
    if let index = all.firstIndex(where: { $0.root == row.root }) { all[index] = row }
  }

  // MARK: - Order

  private func matches(_ row: EnvironmentSummary) -> Bool {
    let isNegated = filter.hasPrefix("!")
    let text = isNegated ? String(filter.dropFirst()) : filter
    if text.isEmpty { return true }
    let minds = text.contains { $0.isUppercase }
    let fields =
      [
        row.known.role.rawValue, row.known.owner ?? "", row.root.shown,
        row.worst?.rawValue ?? "",
      ] + row.attention
    let found = fields.contains {
      (minds ? $0 : $0.lowercased()).contains(bytesOf: minds ? text : text.lowercased())
    }
    return found != isNegated
  }

  /// The smaller comes first.
  private func rank(_ row: EnvironmentSummary) -> Rank {
    switch sort {
    case .state:
      let worst: FreshnessState? = row.failure == nil ? row.worst : .broken
      let order: [FreshnessState?] = [.broken, .error, .stale, .unrecorded, .fresh, nil]
      return Rank(number: Double(order.firstIndex(of: worst) ?? order.count))
    case .role:
      return Rank(
        number: Double(KnownEnvironment.Role.allCases.firstIndex(of: row.known.role) ?? 0))
    case .owner: return Rank(number: row.known.owner == nil ? 1 : 0, text: row.known.owner ?? "")
    case .lastUsed: return Rank(number: row.lastUsed.map { -Double($0.seconds) } ?? 0)
    case .path: return Rank(text: row.root.shown)
    }
  }

  private struct Rank: Comparable {
    var number = 0.0
    var text = ""

    static func < (one: Rank, other: Rank) -> Bool {
      (one.number, one.text) < (other.number, other.text)
    }
  }

  // MARK: - Moving

  mutating func move(by step: Int, rows: Int) {
    let visible = visible
    guard !visible.isEmpty else { return }
    let index = max(0, min((selectedIndex ?? 0) + step, visible.count - 1))
    selected = visible[index].root
    keepInView(rows: rows)
  }

  /// The selection stays on its environment, or goes to the first row.
  mutating func keepInView(rows: Int) {
    let visible = visible
    let index = selected.flatMap { root in visible.firstIndex { $0.root == root } } ?? 0
    selected = visible.isEmpty ? nil : visible[index].root
    let height = max(1, rows)
    if index < top { top = index }
    if index >= top + height { top = index - height + 1 }
    top = max(0, min(top, visible.count - height))
  }

  // MARK: - Typing

  /// A key while a filter is typed; whether it belongs to it.
  mutating func typeFilter(_ key: Key) -> Bool {
    FilterTyping.press(key, &filter, &isTyping)
  }
}
