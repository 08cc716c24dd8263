import Platform
import UV

/// The files behind a verdict, looked for only when somebody wants to know.
package struct Evidence: Hashable, Sendable {
  package struct File: Hashable, Sendable {
    /// Relative to the source.
    package let path: Path
    package let changed: Timestamp
    package let modified: Timestamp

    package init(path: Path, changed: Timestamp, modified: Timestamp) {
      self.path = path
      self.changed = changed
      self.modified = modified
    }
  }

  package init(changedFiles: [File], watched: Set<Path>) {
    self.changedFiles = changedFiles
    self.watched = watched
  }

  /// Key files whose ctime is later than the recorded timestamp, latest first.
  package let changedFiles: [File]
  /// The files that the keys match, relative to the source.
  package let watched: Set<Path>

  /// Takes it from the files that a source's keys bring in.
  init(for assessment: Assessment, matches: [KeyMatch]) {
    guard let source = assessment.distribution.localSource?.path else {
      self.init(changedFiles: [], watched: [])
      return
    }
    var changed: [Path: File] = [:]
    var watched: Set<Path> = []
    let recorded = assessment.recorded?.timestamp
    for match in matches {
      let path = match.path.isAbsolute ? match.path.relative(to: source) : match.path
      watched.insert(path)
      if let recorded, match.status.changed > recorded {
        changed[path] = File(
          path: path, changed: match.status.changed, modified: match.status.modified)
      }
    }
    self.init(
      changedFiles: changed.values.sorted { ($1.changed, $0.path) < ($0.changed, $1.path) },
      watched: watched)
  }
}
