import Platform
import UV

/// What the inspector saw of each local install last, so that it can tell what changed.
///
/// The first look at an install says nothing. By name, since a rebuild may change the version, and
/// with it the path.
package struct Sightings: Sendable {
  /// One look at some installs.
  package struct Look: Sendable {
    /// An install, and the moment at which it was installed.
    package struct Install: Sendable {
      package let assessment: Assessment
      package let installed: Timestamp?

      package init(_ assessment: Assessment, installed: Timestamp?) {
        self.assessment = assessment
        self.installed = installed
      }
    }

    package let environment: PythonEnvironment
    package let installs: [Install]
    /// Counts looks by their beginning.
    package let number: Int
    /// When it ended.
    package let time: Timestamp

    package init(
      at environment: PythonEnvironment, _ installs: [Install], number: Int, time: Timestamp
    ) {
      self.environment = environment
      self.installs = installs
      self.number = number
      self.time = time
    }
  }

  private struct Seen {
    let install: Look.Install
    let number: Int
    /// Found while it was not fresh: a rebuild changes files too.
    let reasons: JournalReasons
  }

  private var environment: String?
  private var seen: [String: Seen] = [:]

  package init() {}

  /// What changed since the looks before.
  ///
  /// `reasons` tells why an install is not fresh; it is asked only where something changed.
  package mutating func take(
    _ look: Look, reasons: (Assessment) -> JournalReasons
  ) -> [JournalEntry] {
    let name = JournalEntry.Subject.name(of: look.environment)
    if environment != name {
      environment = name
      seen = [:]
    }
    // Of two installs of one name it cannot be said which became which.
    let names = Dictionary(grouping: look.installs, by: \.assessment.distribution.name)
    return look.installs.compactMap { install -> JournalEntry? in
      let assessment = install.assessment
      let name = assessment.distribution.name
      guard assessment.distribution.localSource != nil, names[name]?.count == 1 else { return nil }
      guard let last = seen[name] else {
        seen[name] = Seen(
          install: install, number: look.number, reasons: JournalReasons(of: assessment))
        return nil
      }
      // A look that began earlier may end later.
      if last.number > look.number { return nil }
      let before = last.install.assessment
      let isSame = before == assessment && last.install.installed == install.installed
      let now =
        isSame ? last.reasons : assessment.state == .fresh ? JournalReasons() : reasons(assessment)
      seen[name] = Seen(install: install, number: look.number, reasons: now)
      let subject = JournalEntry.Subject(assessment.distribution, in: look.environment)
      if let was = last.install.installed, let installed = install.installed, was != installed {
        return JournalEntry(
          at: look.time, subject, from: before.state, to: assessment.state, last.reasons
        ).of(JournalEntry.Reinstall(by: .uv, .done, installed: installed))
      }
      if before.state == assessment.state { return nil }
      return JournalEntry(at: look.time, subject, from: before.state, to: assessment.state, now)
    }
  }
}

extension Assessment {
  /// When a local install was made: uv writes `direct_url.json` again each time.
  package var installed: Timestamp? {
    guard distribution.localSource != nil else { return nil }
    return (try? Directory.working.status(of: distribution.path.appending("direct_url.json")))?
      .modified
  }
}
