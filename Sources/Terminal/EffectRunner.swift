import Freshness
import Glibc
import Inspector
import Platform
import Reinstall
import Synchronization
import UV

/// Carries out effects on threads of their own, so that work never blocks a key.
final class EffectRunner: Sendable {
  let variables: ProcessEnvironment
  private let current: Locked<InspectorSetup>
  /// What the inspector was started on.
  private let home: InspectorSetup
  let queue: MessageQueue
  private let running = Locked<ReinstallRun?>(nil)
  let tracing = Locked<TraceRun?>(nil)
  private let watcher: Watcher?
  private let journal: JournalKeeper?
  private let inView = Locked(InView())

  private struct InView {
    var next: Assessment?
    var isTaken = false
  }

  private let background = Locked(Background())
  /// The local packages of the environment, which a closer look at one of them compares it with.
  private let neighbours = Locked<[Assessment]>([])
  /// Counts patterns that were tried, so that older ones are passed by.
  private let patterns = Atomic<Int>(0)

  private struct Background {
    var waiting: [Path: Assessment] = [:]
    var order: [Path] = []
    var isTaken = false
  }

  /// Counts surveys, so that results of an older one are dropped.
  private let generation = Atomic<Int>(0)

  init(_ setup: InspectorSetup, queue: MessageQueue) {
    current = Locked(setup)
    home = setup
    self.queue = queue
    variables = setup.variables
    let writer =
      setup.preferences.journal
      ? JournalWriter(variables: setup.variables) { queue.post(.warned($0)) } : nil
    journal = writer.map { JournalKeeper($0) }
    watcher = Watcher { news in
      switch news {
      case .polling(let isPolling): queue.post(.polling(isPolling))
      case .changed(let subjects):
        if subjects.contains(.environment) { return queue.post(.environmentChanged) }
        queue.post(
          .changed(
            subjects.compactMap { if case .install(let id) = $0 { id } else { nil } }.sorted()))
      }
    }
  }

  func run(_ work: Work, _ state: InspectorState) {
    let items = state.list.items
    func assessment(_ id: Path) -> Assessment? { items.first { $0.id == id }?.assessment }
    switch work {
    case .survey: start { self.survey() }
    case .findEnvironments:
      start {
        self.queue.post(.environmentsFound(self.environments().map { EnvironmentSummary($0) }))
      }
    case .countEnvironments: start { self.countEnvironments() }
    case .open(let root): start { self.open(root) }
    case .assess(let ids):
      let distributions = state.list.items.map(\.distribution)
      start { self.assess(Set(ids), of: distributions) }
    case .examine(let id):
      setNeighbours(items)
      if let found = assessment(id) { examine(found) }
    case .glance(let ids):
      setNeighbours(items)
      let wanted = Set(ids)
      glance(items.filter { wanted.contains($0.id) }.compactMap(\.assessment))
    case .tryGlob(let id, let pattern):
      if let found = assessment(id) {
        tryGlob(pattern, on: found)
      }
    case .plan(let ids, let question):
      start {
        let plan = self.plan(ids, of: items.compactMap(\.assessment))
        self.queue.post(.answered(.plan(plan), question: question))
      }
    case .planToCopy(let ids):
      start {
        self.queue.post(.planToCopy(self.plan(ids, of: items.compactMap(\.assessment))))
      }
    case .run(let plan): start { self.reinstall(plan) }
    case .cancel: start { self.cancel() }
    case .planRemoval(let id, let question):
      if let found = assessment(id) { start { self.planRemoval(of: found, question) } }
    case .removeRecord(let removal): start { self.remove(removal) }
    case .planKeys(let id, let wanted, let question):
      if let found = assessment(id) {
        planKeys(wanted, for: found, question)
      }
    case .writeKeys(let fix, let id): start { self.write(fix, of: id) }
    case .compare(let file, let id, let question):
      if let found = assessment(id) {
        start {
          let comparison = FileComparison(of: file, in: found, surveyor: self.setup.surveyor)
          self.queue.post(.answered(.comparison(comparison), question: question))
        }
      }
    case .planTrace(let id, let question):
      if let found = assessment(id) {
        start { self.planTrace(of: found, question) }
      }
    case .trace(let id):
      if let found = assessment(id) {
        start { self.trace(found) }
      }
    }
  }

  /// No package is built against one that has no source here; of thousands few have.
  private func setNeighbours(_ items: [ListState.Item]) {
    var local: [Assessment] = []
    for index in items.indices where items[index].distribution.localSource != nil {
      if let assessment = items[index].assessment { local.append(assessment) }
    }
    neighbours.withLock { $0 = local }
  }

  /// Hands a text to tmux.
  func copy(_ text: [UInt8], name: String) {
    start {
      let failure = Clipboard.giveToTmux(text, variables: self.variables)
      self.queue.post(failure.map { .failed("\(name) is not copied: \($0)") } ?? .copied(name))
    }
  }

  /// Stops a running reinstall or traced build, and waits until what it made is removed.
  func cancel() {
    running.withLock { $0 }?.cancel()
    tracing.withLock { $0 }?.cancel()
    for _ in 0..<30 where tracing.withLock({ $0 != nil }) { usleep(100_000) }
  }

  /// The same, and writes nothing down any more.
  func end() {
    cancel()
    journal?.writer.close()
  }

  /// What is looked at now.
  var setup: InspectorSetup { current.withLock { $0 } }

  // MARK: - Environments

  private func environments() -> [KnownEnvironment] {
    let surveyor = home.surveyor
    var finder = EnvironmentFinder(
      surveyor.workingDirectory, variables: variables, cache: surveyor.cache,
      roots: home.preferences.roots(home: variables.nonEmpty("HOME")))
    return finder.find(current: surveyor.environment.root)
  }

  private func countEnvironments() {
    let known = environments()
    queue.post(.environmentsFound(known.map { EnvironmentSummary($0) }))
    _ = home.surveyor.survey(known) { place in
      self.queue.post(.environmentCounted(EnvironmentSummary(place)))
    }
    queue.post(.environmentsCounted)
  }

  private func environment(
    at root: Path
  ) throws(EnvironmentDiscovery.Failure) -> PythonEnvironment {
    try EnvironmentDiscovery(
      variables: variables, workingDirectory: setup.surveyor.workingDirectory
    ).find(EnvironmentDiscovery.Request(python: root.utf8Text ?? root.shown, option: ""))
  }

  private func open(_ root: Path) {
    do throws(EnvironmentDiscovery.Failure) {
      let environment = try environment(at: root)
      let isHome = home.surveyor.environment.root == environment.root
      let next = isHome ? home : home.moved(to: environment)
      current.withLock { $0 = next }
      queue.post(.opened(setup.name))
    } catch {
      queue.post(.failed(error.message))
    }
  }

  // MARK: - Work

  /// Looks at one install after the other; of those that were passed by meanwhile, only the last.
  private func examine(_ assessment: Assessment) {
    let isIdle = inView.withLock { place in
      defer { place.next = assessment }
      if place.isTaken { return false }
      place.isTaken = true
      return true
    }
    guard isIdle else { return }
    start {
      while let next = self.nextInView() {
        let neighbours = self.neighbours.withLock { $0 }
        self.queue.post(
          .examined(
            Explanation(of: next, surveyor: self.setup.surveyor, among: neighbours)))
      }
    }
  }

  private func nextInView() -> Assessment? {
    inView.withLock { place in
      defer { place.next = nil }
      if place.next == nil { place.isTaken = false }
      return place.next
    }
  }

  /// Looks at installs in the background, a few at a time, so that each is on the screen soon.
  private func glance(_ assessments: [Assessment]) {
    let isIdle = background.withLock { place in
      for assessment in assessments {
        let id = assessment.distribution.path
        if place.waiting.updateValue(assessment, forKey: id) == nil { place.order.append(id) }
      }
      defer { place.isTaken = true }
      return !place.isTaken
    }
    guard isIdle else { return }
    start {
      let outliner = Outliner(self.setup.surveyor)
      // Git is slow to ask, so that nobody waits for it.
      var moved: [Outline] = []
      while true {
        let next = self.nextInBackground(isLast: moved.isEmpty)
        if !next.isEmpty {
          let outlines = outliner.outlines(
            of: next, among: self.neighbours.withLock { $0 })
          self.post(outlines.map { Glance($0) }, of: next)
          moved += outlines.filter { $0.assessment.changes.contains { $0.key == .commit } }
        } else if moved.isEmpty {
          return
        } else {
          let some = Array(moved.prefix(16))
          moved.removeFirst(some.count)
          self.post(
            some.map { Glance($0, commits: outliner.commits(of: $0.assessment)) },
            of: some.map(\.assessment))
        }
      }
    }
  }

  /// The next few that wait; where there are none and nothing else is to do, the work ends.
  private func nextInBackground(isLast: Bool) -> [Assessment] {
    background.withLock { place -> [Assessment] in
      let ids = place.order.prefix(16)
      place.order.removeFirst(ids.count)
      if ids.isEmpty, isLast { place.isTaken = false }
      return ids.compactMap { place.waiting.removeValue(forKey: $0) }
    }
  }

  private func post(_ glances: [Glance], of assessments: [Assessment]) {
    queue.post(
      .glanced(
        Dictionary(
          zip(assessments.map(\.distribution.path), glances), uniquingKeysWith: { $1 })))
  }

  /// What a pattern would bring in; while one is tried, only the latest one waits.
  private func tryGlob(_ pattern: String, on assessment: Assessment) {
    let mine = patterns.add(1, ordering: .sequentiallyConsistent).newValue
    start {
      guard self.patterns.load(ordering: .sequentiallyConsistent) == mine,
        let source = assessment.distribution.localSource?.path
      else { return }
      let surveyor = self.setup.surveyor
      let result = TriedGlob(
        pattern, on: assessment.distribution.path, source: source, rules: surveyor.rules,
        variables: surveyor.variables)
      self.queue.post(.globTried(result))
    }
  }

  private func survey() {
    let mine = generation.add(1, ordering: .sequentiallyConsistent).newValue
    let look = journal?.begin() ?? 0
    let surveyor = setup.surveyor
    if let root = surveyor.environment.root, !Directory.working.has(root) {
      queue.post(.installed([], warnings: []))
      queue.post(.surveyFailed("\(root.shown) is gone"))
      return
    }
    let isChanging =
      surveyor.environment.root.map { EnvironmentLock.holder(of: $0) != nil } ?? false
    let installed: Surveyor.Installed
    do throws(FileError) {
      installed = try surveyor.installed()
    } catch {
      queue.post(.surveyFailed("\(error.path.shown): \(error.reason)"))
      return
    }
    let surroundings = surveyor.surroundings(of: installed)
    queue.post(
      .installed(
        installed.distributions, warnings: installed.warnings + surroundings.settings.warnings))
    let survey = surveyor.assess(installed, surroundings) { assessment in
      self.queue.post(.assessed([assessment]))
    }
    if generation.load(ordering: .sequentiallyConsistent) != mine { return }
    queue.post(.assessed(survey.assessments))
    queue.post(.surveyed)
    watcher?.watch(surveyor, survey.assessments)
    if !isReinstalling { journal?.take(survey.assessments, surveyor, number: look) }
    if isChanging { lookAgain(surveyor.environment, generation: mine) }
  }

  /// Surveys once more when uv has done its work: of an install that it was writing only a part was
  /// there, and what is not yet known as a local install is not watched.
  private func lookAgain(_ environment: PythonEnvironment, generation mine: Int) {
    guard let root = environment.root else { return }
    while generation.load(ordering: .sequentiallyConsistent) == mine {
      if EnvironmentLock.holder(of: root) == nil { return queue.post(.environmentChanged) }
      usleep(200_000)
    }
  }

  /// Computes some installs again; the others stay as they are.
  private func assess(_ ids: Set<Path>, of distributions: [Distribution]) {
    let look = journal?.begin() ?? 0
    let surveyor = setup.surveyor
    guard let again = try? surveyor.assess(ids, of: distributions) else { return }
    queue.post(.assessed(again))
    watcher?.watchAgain(surveyor, again)
    if !isReinstalling { journal?.take(again, surveyor, number: look) }
  }

  private var isReinstalling: Bool { running.withLock { $0 != nil } }

  private func plan(_ ids: [Path], of assessments: [Assessment]) -> ReinstallPlan {
    let surveyor = setup.surveyor
    let uv = Result { () throws(UVProgram.Failure) in
      try UVProgram.find(setup.uv, variables: variables)
    }
    let survey = Survey(
      environment: surveyor.environment, rules: surveyor.rules, assessments: assessments,
      warnings: [])
    let planner = ReinstallPlanner(
      survey: survey, uv: uv, settings: surveyor.settings(), directory: surveyor.governingDirectory,
      project: surveyor.projectSync, variables: variables)
    let chosen = ids.compactMap { id in assessments.first { $0.distribution.path == id } }
    return planner.plan(
      chosen, ReinstallPlanner.Manner(cacheDirectory: surveyor.cacheDirectory))
  }

  private func reinstall(_ plan: ReinstallPlan) {
    let setup = setup
    // Those of where one started would send uv to another environment.
    let run = ReinstallRun(
      surveyor: setup.surveyor, variables: setup.variables, journal: journal?.writer)
    running.withLock { $0 = run }
    for step in plan.steps {
      guard case .command(let command) = step.outcome, !run.isCancelled else { continue }
      let id = step.assessment.distribution.path
      queue.post(.stepStarted(id, command: command.shellText))
      let result = run.run(step) { line in self.queue.post(.output(line)) }
      if case .done(let now) = result.outcome, let journal {
        journal.take(now, setup.surveyor, number: journal.begin(), isOwn: true)
      }
      queue.post(.stepFinished(id, name: step.name, result))
    }
    running.withLock { $0 = nil }
    queue.post(.batchFinished)
  }

  func start(_ body: @escaping @Sendable () -> Void) {
    guard let worker = Worker.start(body) else {
      queue.post(.failed("the system has no thread to give"))
      return
    }
    worker.detach()
  }
}
