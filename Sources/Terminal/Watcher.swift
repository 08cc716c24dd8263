import Freshness
import Glibc
import Platform
import UV

/// Watches the directories behind the installs, on a thread of its own that sleeps while nothing
/// happens.
///
/// What belongs to one install's source has that install computed again, what belongs to the
/// environment has all of it surveyed again. Where watching is not possible it looks every two
/// seconds instead.
final class Watcher: Sendable {
  /// What a change bears on.
  enum Subject: Hashable, Sendable {
    case environment
    case install(Path)
  }

  /// What in a directory matters to a subject.
  enum Interest: Hashable, Sendable {
    case anything
    /// uv's settings, and the environment itself.
    case settings
    /// Installs that come and go.
    case distributions
    /// That the directory itself goes.
    case itself

    func covers(_ name: [UInt8]) -> Bool {
      if name.isEmpty { return true }
      switch self {
      case .anything: return true
      case .itself: return false
      case .settings:
        return ["pyproject.toml", "uv.toml", ".venv"].contains { name.elementsEqual($0.utf8) }
      case .distributions:
        return [".dist-info", ".egg-info", ".egg-link"].contains {
          name.suffix($0.utf8.count).elementsEqual($0.utf8)
        }
      }
    }
  }

  enum News: Sendable {
    case changed(Set<Subject>)
    case polling(Bool)
  }

  /// Changes come in bursts (an editor's save is several events): they are gathered this long.
  private static let gathering: CInt = 40
  private static let pollingInterval: CInt = 2000

  private let tell: @Sendable (News) -> Void
  private let orders = Locked<[Order]>([])
  private let pipe: WakePipe

  private enum Order: Sendable {
    case watch(Surveyor, [Assessment])
    case watchAgain(Surveyor, [Assessment])
  }

  /// Nil if the system has no pipe or thread to give.
  init?(tell: @escaping @Sendable (News) -> Void) {
    guard let pipe = WakePipe() else { return nil }
    self.tell = tell
    self.pipe = pipe
    guard let worker = Worker.start({ [self] in run() }) else { return nil }
    worker.detach()
  }

  /// Watches an environment and all its installs, instead of what was watched before.
  func watch(_ surveyor: Surveyor, _ assessments: [Assessment]) {
    send(.watch(surveyor, assessments))
  }

  /// Watches some installs again, because their directories may have changed.
  func watchAgain(_ surveyor: Surveyor, _ assessments: [Assessment]) {
    send(.watchAgain(surveyor, assessments))
  }

  private func send(_ order: Order) {
    orders.withLock { $0.append(order) }
    pipe.wake()
  }

  // MARK: - The thread

  private func run() {
    var table = WatchTable()
    while true {
      var descriptors = [
        pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0),
        pollfd(fd: table.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&descriptors, 2, table.isPolling ? Self.pollingInterval : -1)
      if ready < 0 { continue }
      if ready == 0 { tell(.changed([.environment])) }
      if descriptors[0].revents != 0 { obey(&table) }
      if descriptors[1].revents != 0 {
        _ = poll(nil, 0, Self.gathering)
        let subjects = table.take()
        if !subjects.isEmpty { tell(.changed(subjects)) }
      }
    }
  }

  private func obey(_ table: inout WatchTable) {
    pipe.drain()
    let waiting = orders.withLock { orders in
      defer { orders = [] }
      return orders
    }
    let before = table.isPolling
    for order in waiting {
      switch order {
      case .watch(let surveyor, let assessments):
        var environment: [Path: Interest] = [surveyor.governingDirectory: .settings]
        for site in surveyor.environment.sitePackages { environment[site] = .distributions }
        for assessment in assessments where assessment.distribution.localSource != nil {
          environment[assessment.distribution.path] = .anything
        }
        // Its packages go before it does, and who looks in between finds it empty.
        if let root = surveyor.environment.root {
          environment[root] = environment[root] ?? .itself
          if !Directory.working.has(root) { tell(.changed([.environment])) }
        }
        table.watch(.environment, environment)
        table.keep(assessments.map { .install($0.distribution.path) } + [.environment])
        watch(assessments, surveyor, &table)
      case .watchAgain(let surveyor, let assessments): watch(assessments, surveyor, &table)
      }
    }
    if table.isPolling != before { tell(.polling(table.isPolling)) }
  }

  /// Watches the sources of installs; what changed before a new watch was there would be missed, so
  /// that such an install is looked at once more.
  private func watch(_ assessments: [Assessment], _ surveyor: Surveyor, _ table: inout WatchTable) {
    var late: Set<Subject> = []
    for assessment in assessments where assessment.distribution.localSource?.path != nil {
      let subject = Subject.install(assessment.distribution.path)
      let directories = surveyor.directoriesBehind(assessment.distribution)
      let hasNew = table.watch(
        subject, Dictionary(uniqueKeysWithValues: directories.map { ($0, Interest.anything) }))
      if hasNew { late.insert(subject) }
    }
    if !late.isEmpty { tell(.changed(late)) }
  }
}

/// Which watches there are, and for whom.
private struct WatchTable {
  private let notifier = ChangeNotifier()
  private var subjects: [ChangeNotifier.Watch: [Watcher.Subject: Watcher.Interest]] = [:]
  private var watches: [Watcher.Subject: Set<ChangeNotifier.Watch>] = [:]
  private(set) var isPolling: Bool

  init() {
    isPolling = notifier == nil
  }

  var descriptor: CInt { notifier?.descriptor ?? -1 }

  /// Watches directories for a subject, and no others for it any more; whether any watch is new.
  @discardableResult
  mutating func watch(_ subject: Watcher.Subject, _ directories: [Path: Watcher.Interest]) -> Bool {
    let before = watches[subject] ?? []
    var now: Set<ChangeNotifier.Watch> = []
    var hasNew = false
    for (directory, interest) in directories {
      switch notifier?.add(directory) {
      case .watching(let watch):
        hasNew = hasNew || subjects[watch] == nil
        now.insert(watch)
        subjects[watch, default: [:]][subject] = interest
      case .impossible, nil: isPolling = true
      case .absent: break
      }
    }
    watches[subject] = now
    for watch in before.subtracting(now) { forget(watch, subject) }
    return hasNew
  }

  /// Forgets all other subjects.
  mutating func keep(_ kept: [Watcher.Subject]) {
    let kept = Set(kept)
    for (subject, gone) in watches where !kept.contains(subject) {
      watches[subject] = nil
      for watch in gone { forget(watch, subject) }
    }
  }

  private mutating func forget(_ watch: ChangeNotifier.Watch, _ subject: Watcher.Subject) {
    subjects[watch]?[subject] = nil
    if subjects[watch]?.isEmpty == true {
      subjects[watch] = nil
      notifier?.remove(watch)
    }
  }

  /// For whom something happened; lost events may have been for anybody.
  func take() -> Set<Watcher.Subject> {
    guard let happened = notifier?.take() else { return [.environment] }
    return happened.reduce(into: []) { found, event in
      for (subject, interest) in subjects[event.watch] ?? [:] where interest.covers(event.name) {
        found.insert(subject)
      }
    }
  }
}
