import Platform
import UV

/// One line of the journal: a verdict that changed, or a reinstall.
package struct JournalEntry: Hashable, Sendable {
  /// The install that it is about.
  package struct Subject: Hashable, Sendable {
    package let name: String
    package let version: String?
    /// The environment's root.
    package let environment: String
    /// A directory or archive.
    package let source: String?

    package init(name: String, version: String?, environment: String, source: String?) {
      self.name = JournalText.bounded(name)
      self.version = version.map(JournalText.bounded)
      self.environment = JournalText.bounded(environment)
      self.source = source.map(JournalText.bounded)
    }

    package init(_ distribution: Distribution, in environment: PythonEnvironment) {
      self.init(
        name: distribution.name, version: distribution.version,
        environment: Self.name(of: environment),
        source: distribution.localSource?.path?.exactText)
    }

    /// How the journal names an environment.
    package static func name(of environment: PythonEnvironment) -> String {
      let path = environment.root ?? environment.sitePackages.first
      return JournalText.bounded(path?.exactText ?? "")
    }
  }

  /// What uv, or this program, did.
  package struct Reinstall: Hashable, Sendable {
    package enum Actor: String, Hashable, Sendable {
      case uvfresh
      /// Somebody else's uv, which the inspector saw.
      case uv
    }

    package enum Outcome: String, Hashable, Sendable {
      case done, failed, cancelled
    }

    package let actor: Actor
    package let outcome: Outcome
    /// The release of uv; nil if it is not known.
    package let uv: String?
    /// How long it took, rounded down; nil if nobody measured.
    package let seconds: Int?
    /// The moment of the new install, by which two reports of one are told; nil if there is none.
    package let installed: Timestamp?

    package init(
      by actor: Actor, _ outcome: Outcome, uv: String? = nil, seconds: Int? = nil,
      installed: Timestamp? = nil
    ) {
      self.actor = actor
      self.outcome = outcome
      self.uv = uv
      self.seconds = seconds
      self.installed = installed
    }
  }

  package let time: Timestamp
  package let subject: Subject
  /// The state before.
  package let before: FreshnessState
  /// The state now; nil if it is not installed any more, or nobody looked.
  package let now: FreshnessState?
  /// Why it is what it turned into, or why it was what was reinstalled.
  package let reasons: JournalReasons
  /// Nil for a verdict that changed.
  package private(set) var reinstall: Reinstall?

  package init(
    at time: Timestamp, _ subject: Subject, from before: FreshnessState, to now: FreshnessState?,
    _ reasons: JournalReasons
  ) {
    self.time = time
    self.subject = subject
    self.before = before
    self.now = now
    self.reasons = reasons
  }

  /// The same as the entry of a reinstall.
  package func of(_ reinstall: Reinstall) -> JournalEntry {
    var entry = self
    entry.reinstall = reinstall
    return entry
  }

  /// Whether uv installed it again.
  package var isRebuild: Bool { reinstall?.outcome == .done }
}
