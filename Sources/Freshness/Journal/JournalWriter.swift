import Platform
import UV

/// Writes the journal for a program that has other things to do: what goes wrong is told once, and
/// stops nothing.
package final class JournalWriter: Sendable {
  private let journal: Journal
  private let tell: @Sendable (String) -> Void
  private let hasFailed = Locked(false)

  /// Nil where there is no place for a journal; `tell` gets the sentence if it cannot be written.
  package init?(variables: ProcessEnvironment, tell: @escaping @Sendable (String) -> Void) {
    guard let journal = Journal(variables: variables) else { return nil }
    self.journal = journal
    self.tell = tell
  }

  package func write(_ entries: [JournalEntry]) {
    do throws(FileError) {
      try journal.append(entries)
    } catch {
      let isFirst = hasFailed.withLock { hasFailed in
        defer { hasFailed = true }
        return !hasFailed
      }
      if isFirst {
        tell("the journal cannot be written: \(error.path.shown): \(error.reason)")
      }
    }
  }
}
