import Freshness
import Platform
import UV

/// Counts over all installs, for the header; made when something changes, not for each frame.
package struct Summary: Hashable, Sendable {
  package private(set) var states: [FreshnessState: Int] = [:]
  private(set) var withAdvice = 0
  /// Installs on which a sync fails by their own fault.
  private(set) var failing: [String] = []
  private(set) var builds = 0
  private(set) var links = 0
  private(set) var removes = 0
  private(set) var keeps = 0

  init() {}

  init(_ items: [ListState.Item], _ glances: [Path: Glance]) {
    // A copy of an item is dear when there are thousands.
    for index in items.indices {
      guard let state = items[index].assessment?.state else { continue }
      let glance = glances.isEmpty ? nil : glances[items[index].id]
      if glance?.hasWarning == true { withAdvice += 1 }
      states[state, default: 0] += 1
      switch items[index].assessment?.nextAction {
      case .keep: keeps += 1
      case .reinstall where glance?.build == .usable: links += 1
      case .reinstall: builds += 1
      case .remove: removes += 1
      case .fail where state == .broken:
        // Because of it uv fails before it looks at any other.
        failing.insert(items[index].distribution.name, at: 0)
      case .fail where items[index].assessment?.problem != nil:
        failing.append(items[index].distribution.name)
      case .fail, .unknown, nil: break
      }
    }
  }
}
