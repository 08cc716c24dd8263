import Platform
import UV

/// Writes the journal for a program that has other things to do: what goes wrong is told once, and
/// stops nothing.
package final class JournalWriter: Sendable {
  private let journal: Journal
  private let tell: @Sendable (String) -> Void
  private let state = Locked(State())

  private struct State {
    var hasFailed = false
    var isClosed = false
  }

  /// Nil where there is no place for a journal; `tell` gets the sentence if it cannot be written.
  package init?(variables: ProcessEnvironment, tell: @escaping @Sendable (String) -> Void) {
    guard let journal = Journal(variables: variables) else { return nil }
    self.journal = journal
    self.tell = tell
  }

  package func write(_ entries: [JournalEntry]) {
    state.withLock { state in
      if state.isClosed { return }
      do throws(FileError) {
        try journal.append(entries)
      } catch {
        if !state.hasFailed {
          tell("the journal cannot be written: \(error.path.shown): \(error.reason)")
        }
        state.hasFailed = true
      }
    }
  }

  /// Nothing is written any more: whoever leaves may take away what is watched, and that is no news.
  package func close() {
    state.withLock { $0.isClosed = true }
  }
}
