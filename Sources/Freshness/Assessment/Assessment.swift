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
    state = Self.state(facts, differences)
    changes =
      switch state {
      case .stale, .unrecorded: differences + facts.recordChanges
      case .untracked: differences
      case .broken, .error, .fresh: []
      }
    nextAction =
      state == .untracked
      ? (differences.isEmpty ? nil : .reinstall) : Self.action(facts, state, uvFails: uvFails)
  }

  /// The first that holds.
  private static func state(_ facts: Facts, _ differences: [Change]) -> FreshnessState {
    if facts.problem?.isCorruptRecord == true { return .broken }
    if !facts.isLocal, differences.allSatisfy({ $0.key == .wheel }) { return .untracked }
    if !differences.isEmpty { return .stale }
    if facts.recorded == nil { return .unrecorded }
    if facts.problem != nil { return .error }
    return facts.isRecordCurrent ? .fresh : .stale
  }

  /// The first that holds.
  private static func action(
    _ facts: Facts, _ state: FreshnessState, uvFails: Bool
  ) -> NextAction {
    if uvFails || facts.outlook.isFailure || state == .broken || facts.wish.isFailure {
      return .fail
    }
    if facts.wish == .unwanted || (facts.isRenamed && !facts.problemStopsUV) { return .remove }
    if facts.outlook.isReplacement { return .reinstall }
    if facts.wish == .tolerated { return .keep }
    if facts.wish.isUnknown { return .unknown }
    if facts.problemStopsUV || (state != .fresh && facts.buildForbiddenBy != nil) { return .fail }
    if state != .fresh || facts.forcedBy != nil || facts.isRewrittenByUpgrade { return .reinstall }
    return facts.buildIsUnknown ? .unknown : .keep
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
