import Freshness
import Glibc
import Inspector
import Platform
import Synchronization
import UV

/// `list --everywhere` and `check --everywhere`: all environments that can be found.
struct Everywhere {
  /// What is asked of each environment.
  struct Asked {
    /// Only installs of these names; all without any.
    var names: [String] = []
    var all = false
    var state: FreshnessState?
    /// Look closely at each local install.
    var advice = false
    var showValues = false
  }

  private let session: Session
  private let asked: Asked

  init(_ session: Session, _ asked: Asked) {
    self.session = session
    self.asked = asked
  }

  /// Prints every environment with what needs attention in it.
  func list(_ format: ListFormat) throws {
    let places = try survey()
    switch format {
    case .json:
      StandardStream.output(
        document: report.json(places) { place in
          place.assessments.filter { assessment in
            if let state = asked.state { return assessment.state == state }
            return asked.all || assessment.state != .untracked
          }
        })
    case .columns:
      StandardStream.output(report.text(places, state: asked.state))
    }
  }

  /// Prints environments in which something needs attention; whether there is any.
  func check(_ format: CheckFormat, quiet: Bool) throws -> Bool {
    if format == .github || format == .markdown {
      throw Failure(message: "--everywhere prints text or json, not \(format.rawValue)")
    }
    let places = try survey()
    let bad = places.filter(\.isBad)
    if !quiet {
      if format == .json {
        StandardStream.output(document: report.json(places) { $0.findings })
      } else {
        StandardStream.output(report.text(bad, state: nil))
      }
    }
    return !bad.isEmpty
  }

  private var report: EverywhereReport {
    EverywhereReport(
      style: session.style, showValues: asked.showValues,
      home: session.variables.nonEmpty("HOME").map { Path($0) })
  }

  // MARK: - Looking

  private func survey() throws -> [PlacedSurvey] {
    let surveyor = session.surveyor
    var finder = EnvironmentFinder(
      session.workingDirectory, variables: session.variables, cache: surveyor.cache,
      roots: session.preferences.roots(home: session.variables.nonEmpty("HOME")))
    let progress = Progress()
    progress.show("looking for environments")
    let known = finder.find(current: surveyor.environment.root)
    let done = Counter()
    let names = Set(asked.names.map { PackageName.normalized($0) })
    let places = surveyor.survey(known, advice: asked.advice, names: names) { _ in
      progress.show("\(done.next()) of \(Counted.text(known.count, "environment"))")
    }
    progress.clear()
    let found = Set(places.flatMap { $0.assessments.map(\.distribution.name) })
    if let absent = names.subtracting(found).min() {
      throw Failure(message: "\(absent) is not installed in any environment that was found")
    }
    return places
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
  }
}

/// A line on a terminal that says how far something is, and goes again.
///
/// It comes only after a moment, so that quick work shows nothing.
private final class Progress: Sendable {
  private let isShown = isatty(STDERR_FILENO) == 1
  private let began = MonotonicClock.seconds
  private let last = Locked(0.0)

  func show(_ text: String) {
    guard isShown else { return }
    let now = MonotonicClock.seconds
    let isDue = last.withLock { last in
      guard now - began > 0.5, now - last > 0.1 else { return false }
      last = now
      return true
    }
    if isDue { write("\r\u{1B}[K\(text)") }
  }

  func clear() {
    if last.withLock({ $0 > 0 }) { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
