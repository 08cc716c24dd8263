import CacheKeys
import Environments
import FileSystem

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

  /// Computes the source again and notes every file that counts.
  package init(for assessment: Assessment, computer: CacheInfoComputer) {
    var changed: [Path: File] = [:]
    var watched: Set<Path> = []
    let recorded = assessment.recorded?.timestamp
    if let source = assessment.distribution.localSource?.path {
      _ = try? computer.compute(source) { match in
        let path = match.path.isAbsolute ? match.path.relative(to: source) : match.path
        watched.insert(path)
        if let recorded, match.status.changed > recorded {
          changed[path] = File(
            path: path, changed: match.status.changed, modified: match.status.modified)
        }
      }
    }
    changedFiles = changed.values.sorted { ($1.changed, $0.path) < ($0.changed, $1.path) }
    self.watched = watched
  }
}
