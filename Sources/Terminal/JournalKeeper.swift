import Freshness
import Platform
import Synchronization
import UV

/// Writes down what the inspector's looks at installs tell apart, on the threads that look.
final class JournalKeeper: Sendable {
  let writer: JournalWriter
  private let sightings = Locked(Sightings())
  private let looks = Atomic<Int>(0)

  init(_ writer: JournalWriter) {
    self.writer = writer
  }

  /// A number for a look that begins.
  func begin() -> Int {
    looks.add(1, ordering: .sequentiallyConsistent).newValue
  }

  /// Writes what changed since the looks before; `isOwn` if it is written already.
  func take(
    _ assessments: [Assessment], _ surveyor: Surveyor, number: Int, isOwn: Bool = false
  ) {
    let environment = surveyor.environment
    let installs = assessments.filter { $0.distribution.localSource != nil }.map {
      Sightings.Look.Install($0, installed: $0.installed)
    }
    if !isOwn, surveyor.isHalfWritten(installs.map(\.assessment)) { return }
    let look = Sightings.Look(at: environment, installs, number: number, time: .now)
    let entries = sightings.withLock { sightings in
      sightings.take(look) { surveyor.reasons(of: $0) }
    }
    if !isOwn { writer.write(entries) }
  }
}
