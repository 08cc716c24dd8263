import Formats
import Platform
import UV

/// The verdict on one install, with what it rests on.
package struct Assessment: Hashable, Sendable {
  /// Without the bytes of its records.
  package let distribution: Distribution
  package let state: FreshnessState
  /// Nil if there is no record, or it cannot be read.
  package let recorded: CacheInfo?
  /// Nil if nothing can be computed.
  package let current: CacheInfo?
  /// The file that gives the current timestamp, relative to the source.
  package let newest: Path?
  package let newestStatus: FileStatus?
  package let keys: CacheKeyList?
  package let warnings: [KeyWarning]
  package let changes: [Change]
  package let problem: Problem?
  package private(set) var nextAction: NextAction?
  /// The settings file that makes uv reinstall it each time.
  package let forcedBy: Path?

  package init(
    distribution: Distribution, state: FreshnessState, recorded: CacheInfo?, current: CacheInfo?,
    newest: Path?, newestStatus: FileStatus?, keys: CacheKeyList?, warnings: [KeyWarning],
    changes: [Change], problem: Problem?, nextAction: NextAction?, forcedBy: Path?
  ) {
    self.distribution = distribution
    self.state = state
    self.recorded = recorded
    self.current = current
    self.newest = newest
    self.newestStatus = newestStatus
    self.keys = keys
    self.warnings = warnings
    self.changes = changes
    self.problem = problem
    self.nextAction = nextAction
    self.forcedBy = forcedBy
  }

  /// The same verdict in an environment on which every uv command fails.
  package func whileUVFails() -> Assessment {
    var other = self
    if other.nextAction != nil { other.nextAction = .fail }
    return other
  }
}

extension Assessment {
  /// `uv sync` and `uv pip` record a directory that is not editable in two ways, and each finds a
  /// mismatch in the other's: PEP 610's `dir_info` with and without `editable`.
  package var syncNote: String? {
    switch distribution.localSource?.directURL.kind {
    case .directory(editable: nil): "installed by `uv pip`; a `uv sync` would reinstall it once"
    case .directory(editable: false):
      "installed by `uv sync`; a `uv pip sync` would reinstall it once"
    default: nil
    }
  }
}

/// What the assessment of one install takes from the others and from the settings.
package struct Surroundings: Sendable {
  package let settings: GoverningSettings
  /// Distributions by name, where a name has several.
  package let duplicates: [String: [Path]]

  /// Nothing is known of other installs.
  init(settings: GoverningSettings) {
    self.settings = settings
    duplicates = [:]
  }

  package init(settings: GoverningSettings, distributions: [Distribution]) {
    self.settings = settings
    var first: [String: Path] = [:]
    var several: [String: [Path]] = [:]
    for distribution in distributions {
      guard let known = first.updateValue(distribution.path, forKey: distribution.name) else {
        continue
      }
      several[distribution.name, default: [known]].append(distribution.path)
    }
    duplicates = several
  }
}

/// Joins what was installed with what its source is now.
package struct Assessor {
  private let computer: CacheInfoComputer
  private let surroundings: Surroundings
  private var reader: RecordReader

  package init(computer: CacheInfoComputer, surroundings: Surroundings) {
    self.computer = computer
    self.surroundings = surroundings
    reader = RecordReader(rules: computer.rules)
  }

  /// The verdict on an install.
  ///
  /// Reads its source, and nothing that another install's verdict needs.
  package mutating func assess(_ distribution: Distribution) -> Assessment {
    if let fault = distribution.fault {
      return verdict(distribution, .broken, problem: .corruptRecord(fault.path, fault.message))
    }
    var build: BuildInfo?
    if computer.rules.hasBuildRecords, let bytes = distribution.buildRecord {
      do throws(JSONError) {
        build = try BuildInfo(bytes)
      } catch {
        return broken(distribution, "uv_build.json", error)
      }
    }
    let (computed, problem) = compute(distribution)
    var recorded: CacheInfo?
    if !computer.rules.hasRecords {
      return assessByMetadata(distribution, computed, problem)
    }
    if let bytes = distribution.record {
      do throws(JSONError) {
        recorded = try reader.read(bytes, current: computed?.info)
      } catch {
        return broken(distribution, "uv_cache.json", error)
      }
    }

    guard let source = distribution.localSource else {
      let doubles = duplicateChanges(distribution)
      return verdict(
        distribution, doubles.isEmpty ? .untracked : .stale, recorded: recorded, changes: doubles)
    }
    var changes = duplicateChanges(distribution) + sourceChanges(source)
    let settings = build.map { buildChanges(distribution, $0) }
    changes += settings?.changes ?? []

    let state: FreshnessState
    if !changes.isEmpty {
      state = .stale
    } else if recorded == nil {
      state = .unrecorded
    } else if problem != nil {
      state = .error
    } else {
      state = .fresh
    }
    if let recorded, let computed, problem == nil || state == .stale {
      changes += Change.between(recorded, computed.info, newest: computed.newest)
    }
    if state == .error { changes = [] }
    return verdict(
      distribution, state == .fresh && !changes.isEmpty ? .stale : state, recorded: recorded,
      computed: computed, changes: changes, problem: problem,
      buildIsUnknown: settings?.isUnknown ?? false)
  }

  /// Before 0.4.8 there were no records: an install was fresh while none of its default files was
  /// younger than its METADATA, and never without any of them.
  private func assessByMetadata(
    _ distribution: Distribution, _ computed: ComputedInfo?, _ problem: Problem?
  ) -> Assessment {
    guard distribution.localSource != nil else { return verdict(distribution, .untracked) }
    let metadata = distribution.path.appending("METADATA")
    let installed = (try? Directory.working.status(of: metadata))?.changed
    let recorded = CacheInfo(timestamp: installed)
    guard problem == nil, let computed else {
      return verdict(distribution, .error, recorded: recorded, problem: problem)
    }
    if let installed, let newest = computed.info.timestamp, newest <= installed {
      return verdict(distribution, .fresh, recorded: recorded, computed: computed)
    }
    return verdict(
      distribution, .stale, recorded: recorded, computed: computed,
      changes: Change.between(
        recorded, CacheInfo(timestamp: computed.info.timestamp), newest: computed.newest))
  }

  // MARK: - Parts

  private func compute(_ distribution: Distribution) -> (ComputedInfo?, Problem?) {
    guard let path = distribution.localSource?.path else { return (nil, nil) }
    do throws(ComputationFailure) {
      let computed = try computer.compute(path)
      return (computed, computed.isBuildable ? nil : .notAProject(path))
    } catch {
      return (nil, Problem(error))
    }
  }

  /// uv compares nothing when a name has several installs: it removes them all and installs again.
  private func duplicateChanges(_ distribution: Distribution) -> [Change] {
    (surroundings.duplicates[distribution.name] ?? [])
      .filter { $0 != distribution.path }
      .map { Change(.duplicate, .added, path: $0) }
  }

  /// Forms of direct_url.json that no requirement equals.
  private func sourceChanges(_ source: LocalSource) -> [Change] {
    let isMismatch =
      source.path == nil || (source.kind != .archive && source.directURL.subdirectory != nil)
    return isMismatch ? [Change(.source, .changed, recorded: .json(.string(source.url)))] : []
  }

  private func buildChanges(
    _ distribution: Distribution, _ recorded: BuildInfo
  ) -> (changes: [Change], isUnknown: Bool) {
    guard let now = surroundings.settings.buildInfo(of: distribution.name) else {
      return ([], true)
    }
    if now == recorded { return ([], false) }
    return (
      [
        Change(
          .build, recorded.isEmpty ? .added : now.isEmpty ? .removed : .changed,
          recorded: .json(recorded.json), current: .json(now.json))
      ], false
    )
  }

  private func broken(
    _ distribution: Distribution, _ file: String, _ error: JSONError
  ) -> Assessment {
    verdict(
      distribution, .broken,
      problem: .corruptRecord(distribution.path.appending(file), "\(file): \(error.description)"))
  }

  private func verdict(
    _ distribution: Distribution, _ state: FreshnessState, recorded: CacheInfo? = nil,
    computed: ComputedInfo? = nil, changes: [Change] = [], problem: Problem? = nil,
    buildIsUnknown: Bool = false
  ) -> Assessment {
    let forcedBy = surroundings.settings.forcesReinstall(of: distribution.name)
    return Assessment(
      distribution: distribution.withoutRecords(), state: state, recorded: recorded,
      current: computed?.info,
      newest: computed?.newest, newestStatus: computed?.newestStatus, keys: computed?.keys,
      warnings: computed?.warnings ?? [],
      changes: changes, problem: problem,
      nextAction: nextAction(
        state, problem, isForced: forcedBy != nil, buildIsUnknown: buildIsUnknown),
      forcedBy: forcedBy)
  }

  private func nextAction(
    _ state: FreshnessState, _ problem: Problem?, isForced: Bool, buildIsUnknown: Bool
  ) -> NextAction? {
    if state == .untracked { return nil }
    if state == .broken || problem != nil { return .fail }
    switch state {
    case .fresh: return isForced ? .reinstall : buildIsUnknown ? .unknown : .keep
    default: return .reinstall
    }
  }
}
