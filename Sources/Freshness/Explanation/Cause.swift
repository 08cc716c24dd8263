import Formats
import Platform
import UV

/// One reason why an install is not fresh, in a sentence.
package struct Cause: Hashable, Sendable {
  /// The closed list of reasons; the raw values are part of the JSON contract.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case recordCorrupt = "record-corrupt"
    case sourceMissing = "source-missing"
    case sourceUnreadable = "source-unreadable"
    case invalidKeys = "invalid-keys"
    case badGlob = "bad-glob"
    case duplicateInstall = "duplicate-install"
    case sourceMismatch = "source-mismatch"
    case versionMismatch = "version-mismatch"
    case wheelMismatch = "wheel-mismatch"
    case buildSettingsChanged = "build-settings-changed"
    case noRecord = "no-record"
    case fileChanged = "file-changed"
    case ctimeOnly = "ctime-only"
    case newestFileGone = "newest-file-gone"
    case keysChanged = "keys-changed"
    case commitMoved = "commit-moved"
    case commitAppeared = "commit-appeared"
    case commitVanished = "commit-vanished"
    case tagAdded = "tag-added"
    case tagRemoved = "tag-removed"
    case tagMoved = "tag-moved"
    case envChanged = "env-changed"
    case envSet = "env-set"
    case envUnset = "env-unset"
    case directoryCreated = "directory-created"
    case directoryRemoved = "directory-removed"
    case directoryReplaced = "directory-replaced"
    case forcedBySettings = "forced-by-settings"
    case syncFails = "sync-fails"
    case notWanted = "not-wanted"
  }

  package let kind: Kind
  package let key: Change.Key?
  /// Of the tag, variable or directory.
  package let name: String?
  /// Relative to the source, or absolute.
  package let path: Path?
  /// Safe to show.
  package let message: String
  /// When the file changed; nil for other causes.
  package let changed: Timestamp?
  /// Seconds from the record to that moment.
  package let secondsAfter: Double?
  /// For a commit that moved, where git can tell.
  package private(set) var commits: CommitRange?

  init(
    _ kind: Kind, _ message: String, key: Change.Key? = nil, name: String? = nil, path: Path? = nil,
    changed: Timestamp? = nil, secondsAfter: Double? = nil
  ) {
    self.kind = kind
    self.key = key
    self.name = name
    self.path = path
    self.message = VisibleText.of(message)
    self.changed = changed
    self.secondsAfter = secondsAfter
  }

  /// A file whose ctime is later than the record.
  ///
  /// The record holds one time for all files, so that “changed since” is all that can be said.
  init(_ file: Evidence.File, since recorded: Timestamp) {
    let after = file.changed.seconds(since: recorded)
    let length = TimeWords.length(after)
    let isTouched = file.modified <= recorded
    self.init(
      isTouched ? .ctimeOnly : .fileChanged,
      isTouched
        ? "\(file.path.shown) was touched but not edited (its ctime is \(length) later, its mtime is"
          + " not): chmod, copy, link or checkout"
        : "\(file.path.shown) changed \(length) after the record",
      key: .timestamp, path: file.path, changed: file.changed, secondsAfter: after)
  }

  func with(_ commits: CommitRange?) -> Cause {
    var cause = self
    cause.commits = commits
    return cause
  }
}

extension Assessment {
  /// Why the install is not fresh, most telling first; none for a fresh one that nothing forces.
  ///
  /// `showValues` writes environment variables out; they are masked otherwise.
  package func causes(showValues: Bool = false) -> [Cause] {
    var causes: [Cause] = []
    if case .fails(let message) = facts.wish {
      causes.append(Cause(.syncFails, "`uv sync` fails: \(message)"))
    }
    if facts.wish == .unwanted {
      causes.append(Cause(.notWanted, "`uv sync` removes it: nothing that it installs needs it"))
    }
    if let problem { causes.append(Self.cause(of: problem)) }
    causes += changes.flatMap { cause(of: $0, showValues: showValues) }
    if state == .unrecorded { causes.append(noRecord) }
    if let forcedBy {
      causes.append(
        Cause(
          .forcedBySettings,
          "\(forcedBy.shown) asks to reinstall it each time, whatever the comparison says",
          path: forcedBy))
    }
    return causes
  }

  private static func cause(of problem: Problem) -> Cause {
    switch problem {
    case .corruptRecord(let path, _): Cause(.recordCorrupt, problem.message, path: path)
    case .sourceMissing(let path): Cause(.sourceMissing, problem.message, path: path)
    case .notAProject(let path): Cause(.sourceMissing, problem.message, path: path)
    case .sourceUnreadable(let error): Cause(.sourceUnreadable, problem.message, path: error.path)
    case .refused: Cause(.sourceUnreadable, problem.message, path: "pyproject.toml")
    case .invalidKeys: Cause(.invalidKeys, problem.message, path: "pyproject.toml")
    case .badGlob: Cause(.badGlob, problem.message, path: "pyproject.toml")
    }
  }

  private var noRecord: Cause {
    let installer = SitePackages.installer(of: distribution)
    if let installer, installer != "uv" {
      return Cause(
        .noRecord,
        "installed by \(VisibleText.of(installer)), which keeps no record; uv reinstalls it once")
    }
    if let current, current.isEmpty {
      return Cause(
        .noRecord,
        "the cache keys match nothing, so that uv records nothing and reinstalls it every time")
    }
    return Cause(.noRecord, "it has no uv_cache.json, so that uv reinstalls it")
  }

  // MARK: - Changes

  private func cause(of change: Change, showValues: Bool) -> [Cause] {
    func made(_ kind: Cause.Kind, _ message: String, path: Path? = nil) -> Cause {
      Cause(kind, message, key: change.key, name: change.name, path: path ?? change.path)
    }
    let name = VisibleText.of(change.name ?? "")
    switch change.key {
    case .timestamp: return timestampCause(change).map { [$0] } ?? []
    case .commit: return [commitCause(change)]
    case .tags:
      guard change.name != nil else {
        return [
          made(
            .keysChanged,
            change.kind == .added
              ? "tags were not recorded, and the cache keys ask for them now"
              : "tags were recorded, and \(whyNoTags)")
        ]
      }
      switch change.kind {
      case .added: return [made(.tagAdded, "the tag \(name) is new")]
      case .removed: return [made(.tagRemoved, "the tag \(name) is gone")]
      case .changed: return [made(.tagMoved, "the tag \(name) points elsewhere")]
      }
    case .env: return [environmentCause(change, name, showValues: showValues)]
    case .directories: return [directoryCause(change, name)]
    case .build:
      return [
        made(.buildSettingsChanged, "it was built with other build settings than uv would use now")
      ]
    case .duplicate:
      return [
        made(
          .duplicateInstall,
          "\(distribution.name) is installed twice, also as \(change.path?.shown ?? "");"
            + " uv removes both and installs again")
      ]
    case .source: return [made(.sourceMismatch, Self.sourceWords(change))]
    case .version:
      return [
        made(
          .versionMismatch,
          "\(Self.text(change.recorded)) is installed, and uv wants \(Self.text(change.current))")
      ]
    case .wheel:
      return [
        made(
          .wheelMismatch,
          "its wheel is for \(Self.text(change.recorded)), which does not fit this Python")
      ]
    }
  }

  private static func sourceWords(_ change: Change) -> String {
    guard let part = change.name.flatMap(Change.SourcePart.init) else {
      return "uv reinstalls it: no requirement has the form of its direct_url.json"
    }
    let (before, now) = (text(change.recorded), text(change.current))
    return switch part {
    case .path: "it was installed from \(before), and uv wants it from \(now)"
    case .editable where change.recorded == nil:
      "the install does not say whether it is editable (`uv pip install` leaves that out), and uv"
        + " wants it as \(form(now))"
    case .editable: "it is installed as \(form(before)), and uv wants it as \(form(now))"
    case .kind: "it was installed from a \(before) source, and uv wants it from a \(now) one"
    case .subdirectory:
      "it was installed from the subdirectory \(before), and uv wants \(now)"
    case .name: "its project is named \(now) now: uv removes \(before) and installs that"
    }
  }

  /// What the lock calls `editable`, `directory` or `virtual`.
  private static func form(_ kind: String) -> String {
    switch kind {
    case "directory": "a copy"
    case "virtual": "a virtual project"
    default: "an \(kind)"
    }
  }

  /// A value that is one text; “none” for null.
  private static func text(_ value: Change.Value?) -> String {
    switch value {
    case .text(let text)?: text.string
    case .json(let json)?: json.text ?? "none"
    default: "none"
    }
  }

  private func timestampCause(_ change: Change) -> Cause? {
    guard case .time(let recorded)? = change.recorded else {
      return Cause(
        .keysChanged, "no file was recorded, and the cache keys match some now",
        key: .timestamp, path: change.path)
    }
    guard case .time(let current)? = change.current else {
      return Cause(
        .newestFileGone, "files were recorded, and the cache keys match none now", key: .timestamp)
    }
    if current < recorded {
      let length = TimeWords.length(current.seconds(since: recorded))
      return Cause(
        .newestFileGone,
        "the newest recorded file was deleted, moved or matches no key any more (what is left is"
          + " \(length) older; that any other file went would go unnoticed)",
        key: .timestamp, path: change.path)
    }
    return Cause(
      Evidence.File(
        path: change.path ?? "a file", changed: current,
        modified: newestStatus?.modified ?? current),
      since: recorded)
  }

  private func commitCause(_ change: Change) -> Cause {
    switch (change.recorded, change.current) {
    case (.text(let before)?, .text(let now)?):
      Cause(
        .commitMoved,
        "HEAD moved from \(Self.short(before.string)) to \(Self.short(now.string))", key: .commit)
    case (nil, .text(let now)?):
      Cause(
        .commitAppeared,
        "no commit was recorded, and HEAD is at \(Self.short(now.string)) now", key: .commit)
    default:
      Cause(.commitVanished, "a commit was recorded, and \(whyNoCommit)", key: .commit)
    }
  }

  private static func short(_ id: String) -> String {
    VisibleText.of(String(id.prefix(10)))
  }

  private var whyNoCommit: String {
    for case .commitUnread(let failure) in warnings {
      return "Git cannot be read: \(failure.description)"
    }
    return "the cache keys do not ask for it any more"
  }

  private var whyNoTags: String {
    for case .tagsUnread(let failure) in warnings {
      return "Git cannot be read: \(failure.description)"
    }
    return "the cache keys do not ask for them any more"
  }

  private func environmentCause(_ change: Change, _ name: String, showValues: Bool) -> Cause {
    func value(_ value: Change.Value?) -> String? {
      guard case .text(let text)? = value else { return nil }
      return showValues ? "“\(VisibleText.of(text.string))”" : Masked.of(text.string)
    }
    let here = "in this process's environment"
    let made = { (kind: Cause.Kind, message: String) in
      Cause(kind, message, key: .env, name: change.name)
    }
    switch change.kind {
    case .added: return made(.keysChanged, "the cache keys ask for \(name), which was not recorded")
    case .removed:
      return made(
        .keysChanged, "\(name) was recorded, and the cache keys do not ask for it any more")
    case .changed: break
    }
    switch (value(change.recorded), value(change.current)) {
    case (let before?, let now?):
      return made(.envChanged, "\(name) was \(before) and is \(now) \(here)")
    case (nil, let now?): return made(.envSet, "\(name) was not set and is \(now) \(here)")
    default:
      return made(
        .envUnset, "\(name) was \(value(change.recorded) ?? "set") and is not set \(here)")
    }
  }

  private func directoryCause(_ change: Change, _ name: String) -> Cause {
    let made = { (kind: Cause.Kind, message: String) in
      Cause(kind, message, key: .directories, name: change.name)
    }
    let shown = name.isEmpty ? "the project directory" : "the directory \(name)"
    switch (change.kind, change.recorded, change.current) {
    case (.added, _, _):
      return made(.keysChanged, "the cache keys ask for \(shown), which was not recorded")
    case (.removed, _, _):
      return made(
        .keysChanged, "\(shown) was recorded, and the cache keys do not ask for it any more")
    case (_, nil, _): return made(.directoryCreated, "\(shown) was not there and is now")
    case (_, _, nil): return made(.directoryRemoved, "\(shown) is gone")
    default: return made(.directoryReplaced, "\(shown) was replaced by another of that name")
    }
  }
}
