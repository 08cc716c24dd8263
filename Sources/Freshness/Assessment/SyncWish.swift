import Platform
import UV

/// What the next sync of the project wants of one install, by its lock.
package enum SyncWish: Hashable, Sendable {
  /// No lock bears on it.
  case none
  /// It is wanted, and differs in these ways.
  case wanted([Change])
  /// The sync removes it.
  case unwanted
  /// The sync would not have installed it, but leaves it alone.
  case tolerated
  /// Only a resolution or a build would tell.
  case unknown(String)
  /// The sync fails.
  case fails(String)

  package init(_ wants: SyncWants?, of distribution: Distribution) {
    guard let wants else {
      self = .none
      return
    }
    switch wants.outcome {
    case .fails(let message):
      self = .fails(message)
      return
    case .unknown(let message):
      self =
        wants.wanted[distribution.name].map { .wanted(Self.differences(distribution, $0)) }
        ?? .unknown(message)
      return
    case .unlocked:
      self.init(unlocked: wants, of: distribution)
      return
    case .known: break
    }
    if wants.lock == nil,
      distribution.localSource?.directURL.kind == .directory(editable: nil)
        || wants.wanted[distribution.name].map({ Self.differences(distribution, $0).isEmpty })
          == true
    {
      self.init(unlocked: wants, of: distribution)
      return
    }
    let isLocal = distribution.localSource != nil
    guard let wanted = wants.wanted[distribution.name] else {
      if !isLocal {
        self = .none
      } else if !wants.isComplete {
        self = wants.lock == nil ? .none : .unknown("uv.lock is out of date: uv resolves first")
      } else {
        self = wants.isExact ? .unwanted : .tolerated
      }
      return
    }
    if !isLocal, !wanted.source.isLocal {
      self = .none
    } else if !wanted.isCertain {
      self = .unknown("a marker in uv.lock needs the interpreter")
    } else {
      self = .wanted(Self.differences(distribution, wanted))
    }
  }

  /// Without a lock the project may live by `uv pip`: only the place is compared.
  private init(unlocked wants: SyncWants, of distribution: Distribution) {
    let elsewhere = wants.wanted[distribution.name].map { wanted in
      Self.differences(distribution, wanted).filter { $0.name == Change.SourcePart.path.rawValue }
    }
    self = elsewhere.map { $0.isEmpty ? .none : .wanted($0) } ?? .none
  }

  var isUnknown: Bool {
    if case .unknown = self { return true }
    return false
  }

  var isFailure: Bool {
    if case .fails = self { return true }
    return false
  }

  var differences: [Change] {
    if case .wanted(let changes) = self { return changes }
    return []
  }

  // MARK: - Comparison

  /// As uv compares an install with a requirement: the source first, then the version.
  static func differences(_ distribution: Distribution, _ wanted: SyncWants.Wanted) -> [Change] {
    var changes = sourceDifferences(distribution, wanted)
    if let version = wanted.version, let installed = distribution.version,
      !PackageVersion.areEqual(version, installed)
    {
      changes.append(change(.version, nil, installed, version))
    }
    return changes
  }

  private static func sourceDifferences(
    _ distribution: Distribution, _ wanted: SyncWants.Wanted
  ) -> [Change] {
    let kinds = (installedKind(distribution), wantedKind(wanted.source.kind))
    guard kinds.0 == kinds.1, let source = distribution.localSource else {
      return [change(.source, .kind, kinds.0, kinds.1)]
    }
    var changes: [Change] = []
    if let path = wanted.path, !isSamePlace(source.path, path) {
      changes.append(change(.source, .path, source.path?.exactText ?? source.url, path.exactText))
    }
    if source.kind != .archive {
      var installed: String?
      if case .directory(let editable?) = source.directURL.kind {
        installed = editable ? "editable" : "directory"
      }
      let asked = wanted.source.kind.rawValue
      // PEP 610 without `editable`, as `uv pip` writes it, equals neither.
      if installed != asked { changes.append(change(.source, .editable, installed, asked)) }
    }
    if source.directURL.subdirectory != wanted.source.subdirectory {
      changes.append(
        change(
          .source, .subdirectory, source.directURL.subdirectory, wanted.source.subdirectory))
    }
    return changes
  }

  private static func change(
    _ key: Change.Key, _ part: Change.SourcePart?, _ before: String?, _ now: String?
  ) -> Change {
    Change(
      key, .changed, name: part?.rawValue, recorded: before.map { .text(ByteString($0)) },
      current: now.map { .text(ByteString($0)) })
  }

  private static func installedKind(_ distribution: Distribution) -> String {
    switch distribution.origin {
    case .local(let source): source.kind == .archive ? "archive" : "local"
    case .remoteArchive: "url"
    case .vcs: "git"
    case .registry, .eggInfo, .eggLink, .unknown: "registry"
    }
  }

  private static func wantedKind(_ kind: LockSource.Kind) -> String {
    switch kind {
    case .editable, .directory, .virtual: "local"
    case .path: "archive"
    case .registry, .git, .url: kind.rawValue
    }
  }

  private static func isSamePlace(_ one: Path?, _ other: Path) -> Bool {
    guard let one else { return false }
    if one == other { return true }
    guard let mine = try? Directory.working.status(of: one),
      let theirs = try? Directory.working.status(of: other)
    else { return false }
    return mine.isSameFile(as: theirs)
  }
}
