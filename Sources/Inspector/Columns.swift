import Freshness
import Platform
import UV

/// What the list can be sorted by.
package enum SortKey: String, Hashable, Sendable, CaseIterable {
  case state, name, built, changes

  /// For the menu.
  var words: String {
    switch self {
    case .state: "state, what needs attention first"
    case .name: "name"
    case .built: "built, newest record first"
    case .changes: "number of changes"
    }
  }

  func precedes(_ one: ListState.Item, _ other: ListState.Item) -> Bool {
    func byName() -> Bool {
      (one.distribution.name, one.id) < (other.distribution.name, other.id)
    }
    switch self {
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

extension ListState.Item {
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
