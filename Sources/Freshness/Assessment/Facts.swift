import Platform
import UV

/// What is known of one install; its verdict follows from this alone.
package struct Facts: Hashable, Sendable {
  /// Without the bytes of its records.
  package let distribution: Distribution
  /// Nil if there is no record, or it cannot be read.
  package var recorded: CacheInfo?
  /// Nil if nothing can be computed.
  package var computed: ComputedInfo?
  package var problem: Problem?
  /// The other installs of this name: uv compares nothing, removes them all and installs again.
  package var duplicates: [Path] = []
  /// What makes uv reinstall before it compares any record: the form of direct_url.json, the build
  /// settings or the wheel are not those that it wants.
  package var mismatches: [Change] = []
  /// What the lock of the project says of it.
  package var wish = SyncWish.none
  /// The settings that uv would build with cannot be told from files.
  package var buildIsUnknown = false
  /// The settings file that makes uv reinstall it each time.
  package var forcedBy: Path?
  /// The settings file that forbids uv to build it.
  package var buildForbiddenBy: Path?
  package var outlook = Outlook.usual
  /// Whether it is in an environment of `uv tool`.
  package var isInTool = false
  /// Before uv 0.4.8 the ctime of METADATA was the record, and older was as good as equal.
  package var recordIsMetadata = false

  package init(_ distribution: Distribution) {
    self.distribution = distribution.withoutRecords()
  }

  /// `uv tool install DIR` writes a `dir_info` without `editable`, `uv tool upgrade` wants it with
  /// `false`: it reinstalls the package once, fresh or not (seen on 0.12.5 and 0.13.9).
  var isRewrittenByUpgrade: Bool {
    isInTool && distribution.localSource?.directURL.kind == .directory(editable: nil)
  }

  /// Whether its project has another name now; where a lock says what is wanted, that counts.
  var isRenamed: Bool {
    wish == .none && !isInTool && mismatches.contains { $0.name == Change.SourcePart.name.rawValue }
  }

  var isLocal: Bool { distribution.localSource != nil }

  /// What makes uv reinstall whatever the records say.
  var differences: [Change] {
    duplicates.map { Change(.duplicate, .added, path: $0) } + wish.differences + mismatches
  }

  /// Whether uv fails on the source; one that the sync does not want any more says nothing.
  var problemStopsUV: Bool {
    if problem?.isCorruptRecord == true { return true }
    let moves: [String?] = [
      Change.SourcePart.path.rawValue, Change.SourcePart.kind.rawValue,
    ]
    return problem != nil
      && !wish.differences.contains { $0.key == .source && moves.contains($0.name) }
  }

  /// Whether the record is what uv would record now.
  var isRecordCurrent: Bool {
    guard let recorded, let current = computed?.info else { return false }
    if !recordIsMetadata { return recorded == current }
    guard let installed = recorded.timestamp, let newest = current.timestamp else { return false }
    return newest <= installed
  }

  /// How the record differs from what uv would record now.
  var recordChanges: [Change] {
    guard !isRecordCurrent, let recorded, let computed else { return [] }
    let current =
      recordIsMetadata ? CacheInfo(timestamp: computed.info.timestamp) : computed.info
    return Change.between(recorded, current, newest: computed.newest)
  }
}
