import Platform
import UV

/// The verdict on one install, with the facts that it follows from.
///
/// A class, because the facts are large and pass through many hands: a copy is one reference.
package final class Assessment: Hashable, Sendable {
  package let facts: Facts
  package let state: FreshnessState
  package let changes: [Change]
  /// What a plain sync would do with it; nil where uv's freshness has no say.
  package let nextAction: NextAction?

  /// Draws the verdict; `uvFails` if every uv command on the environment does.
  package init(_ facts: Facts, uvFails: Bool = false) {
    self.facts = facts
    let differences = facts.differences
    let states: [(FreshnessState, Bool)] = [
      (.broken, facts.problem?.isCorruptRecord == true),
      (.untracked, !facts.isLocal && differences.allSatisfy { $0.key == .wheel }),
      (.stale, !differences.isEmpty),
      (.unrecorded, facts.recorded == nil),
      (.error, facts.problem != nil),
      (.stale, !facts.isRecordCurrent),
    ]
    let state = states.first { $0.1 }?.0 ?? .fresh
    self.state = state
    changes =
      [.stale, .unrecorded].contains(state)
      ? differences + facts.recordChanges : state == .untracked ? differences : []

    let actions: [(NextAction?, Bool)] = [
      (.reinstall, state == .untracked && !differences.isEmpty),
      (nil, state == .untracked),
      (
        .fail,
        uvFails || facts.outlook.isFailure || state == .broken || facts.wish.isFailure
      ),
      (.remove, facts.wish == .unwanted || (facts.isRenamed && !facts.problemStopsUV)),
      (.reinstall, facts.outlook.isReplacement),
      (.keep, facts.wish == .tolerated),
      (.unknown, facts.wish.isUnknown),
      (.fail, facts.problemStopsUV || (state != .fresh && facts.buildForbiddenBy != nil)),
      (
        .reinstall,
        state != .fresh || facts.forcedBy != nil || facts.isRewrittenByUpgrade
      ),
      (.unknown, facts.buildIsUnknown),
    ]
    nextAction = actions.first { $0.1 }.map(\.0) ?? .keep
  }

  package static func == (one: Assessment, other: Assessment) -> Bool {
    one === other
      || (one.facts == other.facts && one.state == other.state
        && one.nextAction == other.nextAction)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(facts)
  }

  /// The same verdict in an environment on which every uv command fails.
  package func whileUVFails() -> Assessment {
    Assessment(facts, uvFails: true)
  }
}

extension Assessment {
  package var distribution: Distribution { facts.distribution }
  package var recorded: CacheInfo? { facts.recorded }
  package var current: CacheInfo? { facts.computed?.info }
  /// The file that gives the current timestamp, relative to the source.
  package var newest: Path? { facts.computed?.newest }
  package var newestStatus: FileStatus? { facts.computed?.newestStatus }
  package var keys: CacheKeyList? { facts.computed?.keys }
  package var warnings: [KeyWarning] { facts.computed?.warnings ?? [] }
  package var problem: Problem? { facts.problem }
  package var forcedBy: Path? { facts.forcedBy }

  /// `uv sync` and `uv pip` record a directory that is not editable in two ways, and each finds a
  /// mismatch in the other's: PEP 610's `dir_info` with and without `editable`.
  package var syncNote: String? {
    guard facts.wish == .none else { return nil }
    if facts.isInTool {
      return facts.isRewrittenByUpgrade
        ? "installed by `uv tool install`; the next `uv tool upgrade` reinstalls it once" : nil
    }
    return switch distribution.localSource?.directURL.kind {
    case .directory(editable: nil): "installed by `uv pip`; a `uv sync` would reinstall it once"
    case .directory(editable: false):
      "installed by `uv sync`; a `uv pip sync` would reinstall it once"
    default: nil
    }
  }
}
