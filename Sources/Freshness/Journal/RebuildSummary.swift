import Platform

/// How often an install was rebuilt in the last seven days, and by what.
package struct RebuildSummary: Hashable, Sendable {
  package struct Share: Hashable, Sendable {
    /// A directory such as `target/`, a file, a variable, or another word; nil for rebuilds of what
    /// was fresh.
    package let cause: String?
    /// What else each of these rebuilds had.
    package let also: [String]
    package let rebuilds: Int
  }

  package let name: String
  package let environment: String
  package let rebuilds: Int
  package let failed: Int
  /// Most rebuilds first; they add up to all.
  package let shares: [Share]

  package static let days = 7

  /// One for each install that was rebuilt, or whose rebuild failed, most rebuilds first.
  package static func all(of entries: [JournalEntry], now: Timestamp) -> [RebuildSummary] {
    let week = entries.filter { entry in
      entry.reinstall != nil && now.seconds(since: entry.time) < Double(days) * 86_400
    }
    let groups = Dictionary(grouping: week) { [$0.subject.name, $0.subject.environment] }
    return groups.values.compactMap { RebuildSummary($0) }.sorted { one, other in
      one.rebuilds != other.rebuilds
        ? one.rebuilds > other.rebuilds
        : (one.name, one.environment) < (other.name, other.environment)
    }
  }

  /// Nil if nothing was rebuilt and nothing failed.
  private init?(_ entries: [JournalEntry]) {
    let done = entries.filter(\.isRebuild)
    failed = entries.count { $0.reinstall?.outcome == .failed }
    guard let first = entries.first, done.count + failed > 0 else { return nil }
    name = first.subject.name
    environment = first.subject.environment
    rebuilds = done.count
    shares = Self.shares(of: done.map(\.reasons.labels))
  }

  /// Counts each rebuild once, for the cause that most of those have which are not counted yet.
  ///
  /// A loop has one cause in each of its rebuilds, and others now and then beside it.
  static func shares(of rebuilds: [Set<String>]) -> [Share] {
    var left = rebuilds.filter { !$0.isEmpty }
    var shares: [Share] = []
    while !left.isEmpty {
      var counts: [String: Int] = [:]
      for labels in left { for label in labels { counts[label, default: 0] += 1 } }
      guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { break }
      let counted = left.filter { $0.contains(most.key) }
      let common = counted.reduce(counted[0]) { $0.intersection($1) }
      shares.append(
        Share(
          cause: most.key, also: common.filter { $0 != most.key }.sorted(), rebuilds: most.value))
      left.removeAll { $0.contains(most.key) }
    }
    let fresh = rebuilds.count - shares.reduce(0) { $0 + $1.rebuilds }
    if fresh > 0 { shares.append(Share(cause: nil, also: [], rebuilds: fresh)) }
    return shares
  }
}

extension JournalReasons {
  /// What rebuilds are counted by: the places of changed files, the names of all else.
  var labels: Set<String> {
    let isOfFiles = causes.contains { $0.isOfFile }
    return Set(others.map(\.label)).union(isOfFiles ? files.map(Self.place) : [])
  }

  /// The causes that are no changed files.
  package var others: [Reason] {
    causes.filter { !$0.isOfFile }
  }

  /// The directory that a changed file is counted for: one of build output or the like wherever it
  /// lies, else the first; the file itself where there is none.
  static func place(_ path: String) -> String {
    let parts = path.split(separator: "/")
    let isAbsolute = path.hasPrefix("/")
    let directories = parts.dropLast()
    guard
      let index = directories.firstIndex(where: { Places.isOutside(String($0)) })
        ?? directories.firstIndex(where: { $0 != ".." })
    else { return path }
    let place = parts[...index].joined(separator: "/")
    return "\(isAbsolute ? "/" : "")\(place)/"
  }
}

extension JournalReasons.Reason {
  fileprivate var isOfFile: Bool {
    Cause.Kind(rawValue: kind).map(JournalReasons.isOfFile) ?? false
  }

  /// In a few words.
  package var words: String {
    switch Cause.Kind(rawValue: kind) {
    case .commitMoved, .commitAppeared: name.map { "commit \($0)" } ?? label
    case .tagAdded, .tagRemoved, .tagMoved: name.map { "tag \($0)" } ?? label
    default: label
    }
  }

  /// What rebuilds of the same cause are counted under.
  fileprivate var label: String {
    switch Cause.Kind(rawValue: kind) {
    case .newestFileGone: "a file that is gone"
    case .keysChanged: "cache-keys"
    case .commitMoved, .commitAppeared, .commitVanished: "commits"
    case .tagAdded, .tagRemoved, .tagMoved: "tags"
    case .envChanged, .envSet, .envUnset: name ?? "a variable"
    case .directoryCreated, .directoryRemoved, .directoryReplaced: "\(name ?? "")/"
    case .buildSettingsChanged: "build settings"
    case .noRecord: "no record"
    case .duplicateInstall: "a second install"
    case .versionMismatch: "its version"
    case .sourceMismatch: "its source"
    case .wheelMismatch: "its tags"
    case .forcedBySettings: "settings"
    default: kind
    }
  }
}
