import Freshness
import Platform
import UV

/// What one build of a project read and wrote, and the keys that follow.
package struct TraceReport: Sendable {
  package enum Outcome: Hashable, Sendable {
    case built
    /// uv's exit status; what was seen so far counts all the same.
    case failed(status: Int32)
    case cancelled
  }

  package let project: Path
  package let outcome: Outcome
  /// Seconds.
  package let duration: Double
  package let files: TracedFiles
  /// Inputs, and modules too for a copy, that the keys in force match, or not.
  package let watched: [Path]
  package let unwatched: [Path]
  /// Nil if the keys in force are right, or the build failed.
  package let proposal: KeyProposal?
  /// Environment variables that build scripts name and that no key watches.
  package let variables: [String]
  /// Whether the build asked Git for the commit or the tags.
  package let asksGit: Bool
  /// What a reader should know, a sentence each, safe to show.
  package let notes: [String]
  /// The keys in force after the build.
  package let keys: KeyReport?
}

/// Why nothing was traced, in one line.
package struct TraceFailure: Error, Hashable, Sendable {
  package let message: String

  package init(_ message: String) {
    self.message = VisibleText.of(message)
  }
}
