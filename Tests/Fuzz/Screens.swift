import Formats
import Freshness
import Inspector
import Platform
import Reinstall
import UV

/// The inspector under random actions: each byte is a key, or something that happens outside.
let screens: [String: @Sendable ([UInt8]) -> Void] = [
  "inspector": { bytes in
    var world = World(columns: 80, rows: 24)
    for (index, byte) in bytes.prefix(300).enumerated() {
      world.take(byte)
      world.check()
      if index % 16 == 0 { world.draw() }
    }
    world.draw()
  }
]

/// What stands outside of the state: installs, environments, and a uv that reinstalls.
private struct World {
  private var state: InspectorState
  /// Steps of the plan that runs.
  private var steps: [ReinstallPlan.Step] = []
  private var isStarted = false
  private var now = 0.0
  /// Work that was asked for and not answered yet.
  private var owed: [Work] = []

  private static let keys: [Key] = [
    .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .enter, .escape, .tab, .backTab,
    .backspace, .control("c"), .control("d"), .control("u"), .function(5),
    .click(column: 3, row: 5), .click(column: 60, row: 20), .wheel(up: true, column: 9, row: 9),
  ]
  private static let letters = Array("/fnNvaUsIcoiymtKexwRE@+|?:1234[5]qpzh !jkgGYTdo#")

  init(columns: Int, rows: Int) {
    state = InspectorState(
      columns: columns, rows: rows, isUTF8: true,
      environment: EnvironmentName(title: "~/p/.venv", root: "/p/.venv", base: "/p"),
      began: Timestamp(seconds: 1_795_367_161, nanoseconds: 0))
    happen(.installed(Self.assessments(0).map(\.distribution), warnings: []))
    happen(.assessed(Self.assessments(0)))
    happen(.surveyed)
  }

  // MARK: - What there is

  private static func assessments(_ turn: Int) -> [Assessment] {
    ["alpha", "beta", "gamma", "delta", "numpy"].enumerated().map { index, name in
      let url = "file:///p/\(name)"
      let direct = try? DirectURL(
        Array("{\"url\":\"\(url)\",\"dir_info\":{\"editable\":true}}".utf8))
      let origin = direct.map {
        Distribution.Origin.local(
          LocalSource(url: url, kind: .editable, path: Path("/p/\(name)"), directURL: $0))
      }
      var facts = Facts(
        Distribution(
          name: name, version: "1", path: Path("/p/.venv/\(name)-1.dist-info"),
          origin: name == "numpy" ? .registry : origin ?? .registry, record: nil, buildRecord: nil,
          fault: nil, warning: nil))
      let (then, now) = (
        Timestamp(seconds: 1, nanoseconds: 0), Timestamp(seconds: 2, nanoseconds: 0)
      )
      switch (index + turn) % 4 {
      case 0: break
      case 1: facts.problem = .sourceMissing(Path("/p/\(name)"))
      case 3 where turn == 13:
        facts.problem = .corruptRecord("/p/uv_cache.json", "uv_cache.json: no")
      default: facts.recorded = CacheInfo(timestamp: then)
      }
      if facts.problem == nil {
        facts.computed = ComputedInfo(
          info: CacheInfo(timestamp: (index + turn) % 4 == 2 ? then : now),
          newest: "pyproject.toml",
          newestStatus: nil, keys: nil, isBuildable: true, warnings: [])
      }
      return Assessment(facts)
    }
  }

  private static let environments: [EnvironmentSummary] = ["/p/.venv", "/q/.venv", "/t/tool"]
    .enumerated().map { index, root in
      var row = EnvironmentSummary(
        KnownEnvironment(root: Path(root), role: index == 2 ? .tool : .project, origin: "here"))
      row.counts = [.fresh: index, .stale: 1]
      return row
    }

  private var current: [Assessment] { state.list.items.compactMap(\.assessment) }

  // MARK: - What happens

  mutating func take(_ byte: UInt8) {
    let low = Int(byte & 0x3F)
    switch byte >> 6 {
    case 0: happen(.key(Self.keys[low % Self.keys.count]))
    case 1, 2: happen(.key(.character(Self.letters[low % Self.letters.count])))
    default: event(low)
    }
  }

  private mutating func event(_ number: Int) {
    switch number % 16 {
    case 0, 1: happen(.resized(columns: [8, 41, 60, 80, 120, 200][number % 6], rows: 4 + number))
    case 2:
      now += Double(number)
      happen(.time(now))
    case 3:
      let some = Self.assessments(number).prefix(number % 6)
      happen(.installed(some.map(\.distribution), warnings: number > 40 ? ["a warning"] : []))
      happen(.assessed(Array(some)))
      happen(.surveyed)
    case 4: happen(.assessed(Self.assessments(number)))
    case 5, 6, 7: if !owed.isEmpty { answer(owed.remove(at: number % owed.count), number) }
    case 8, 9, 10: step(number)
    case 11: happen(.changed(current.prefix(2).map(\.distribution.path)))
    case 12:
      happen([.cameBack, .warned("a warning"), .polling(true), .polling(false)][number / 16])
    case 13: happen(.opened(EnvironmentName(title: "/q/.venv", root: "/q/.venv")))
    case 14: happen(number > 30 ? .failed("it failed") : .copied("the row"))
    default: happen(number > 30 ? .surveyFailed("it is gone") : .environmentChanged)
    }
  }

  /// Each follows the one before it, so that alpha is the root of all.
  private func explanation(_ assessment: Assessment) -> Explanation {
    let root = state.list.items.first?.distribution.path ?? "/p"
    return Explanation(
      assessment: assessment, keys: nil, evidence: Evidence(changedFiles: [], watched: []),
      advice: [Advice(.cascade, "because of alpha")], cachedBuild: nil, commits: nil,
      facts: PackageFacts(
        metadata: nil, size: 1, fileCount: 1, installer: "uv", isRequested: false),
      moment: Timestamp(seconds: 3, nanoseconds: 0),
      cascade: [CascadeLink(root: root, rootName: "alpha", changed: nil, isWatched: false)])
  }

  /// What workers answer, late as it may be.
  private mutating func answer(_ work: Work, _ number: Int) {
    let isGood = number < 48
    switch work {
    case .assess(let ids):
      happen(.assessed(Self.assessments(number).filter { ids.contains($0.id) }))
    case .examine(let id):
      if let one = current.first(where: { $0.id == id }) { happen(.examined(explanation(one))) }
    case .glance(let ids):
      let found = current.filter { ids.contains($0.id) }.map { ($0.id, Glance(explanation($0))) }
      happen(.glanced(Dictionary(found) { one, _ in one }))
    case .tryGlob(let id, let pattern):
      happen(
        .globTried(
          TriedGlob(
            install: id, pattern: pattern, new: isGood ? ["a/b.c"] : [], known: ["pyproject.toml"],
            failure: number == 63 ? "it cannot be used" : nil)))
    case .plan(let ids, let question): happen(.answered(.plan(plan(ids)), question: question))
    case .planToCopy(let ids): happen(.planToCopy(plan(ids)))
    case .planRemoval(let id, let question):
      guard let one = current.first(where: { $0.distribution.path == id }) else { return }
      let removal = RecordRemoval(of: one, record: "/p/uv_cache.json", program: "/bin/rm")
      happen(
        .answered(
          .removal(isGood ? .success(removal) : .failure(.init("it is gone"))), question: question))
    case .removeRecord(let removal):
      happen(
        .recordRemoved(
          removal, isGood ? .removed(Self.assessments(number)) : .failed("rm: no"), output: ["rm"]))
    case .planKeys(_, _, let question):
      happen(.answered(.fix(Self.fix ?? .failure(FixRefusal("no"))), question: question))
    case .writeKeys(_, let id): happen(.keysWritten(id))
    case .compare(_, _, let question):
      let diff = UnifiedDiff(from: Array("a\nb\n".utf8), to: Array("a\nc\n".utf8))
      let sides = [("what is installed", diff), ("HEAD", diff)].prefix(1 + number % 2)
      happen(.answered(.comparison(FileComparison(sides: Array(sides))), question: question))
    case .planTrace(_, let question):
      let offer: Result<String, TraceQuestion.Refusal> =
        isGood ? .success("strace uv build") : .failure(TraceQuestion.Refusal("no strace"))
      happen(.answered(.trace(offer), question: question))
    case .trace(let id): happen(.traceEnded(id, .failure(TraceFailure("uv is gone"))))
    case .findEnvironments, .countEnvironments:
      happen(.environmentsFound(Array(Self.environments.prefix(1 + number % 3))))
      happen(.environmentCounted(Self.environments[number % 3]))
      happen(.environmentsCounted)
    case .open(let root): happen(.opened(EnvironmentName(title: root.shown, root: root)))
    case .survey, .run, .cancel: break
    }
  }

  private func plan(_ ids: [Path]) -> ReinstallPlan {
    ReinstallPlan(
      steps: current.filter { ids.contains($0.id) }.map { assessment in
        ReinstallPlan.Step(
          assessment: assessment,
          outcome: assessment.problem == nil
            ? .command(UVCommand(program: "/uv", arguments: ["pip"], directory: "/p"))
            : .refused("the source is gone"))
      })
  }

  /// An edit of the scratch project.
  private static let fix = scratch.map { project in
    Result { () throws(FixRefusal) in
      try ManifestFix(
        of: Path(project), to: KeyProposal([], adding: [.file("src/**/*.rs")]), rules: .latest,
        variables: ProcessEnvironment([:]))
    }
  }

  /// The batch goes on as a real one does.
  private mutating func step(_ number: Int) {
    guard let step = steps.first else { return }
    let id = step.assessment.distribution.path
    if !isStarted {
      isStarted = true
      return happen(.stepStarted(id, command: "uv pip"))
    }
    if number % 5 == 0 { return happen(.output("a line")) }
    steps.removeFirst()
    isStarted = false
    let outcomes: [StepResult.Outcome] = [
      .done([step.assessment]), .failed(status: 1), .cancelled, .notStarted("gone"), .done([]),
    ]
    happen(
      .stepFinished(
        id, name: step.name, StepResult(outcome: outcomes[number % outcomes.count], duration: 1)))
    if steps.isEmpty { happen(.batchFinished) }
  }

  /// Workers' answers come when libFuzzer wants; a survey's at once.
  private mutating func happen(_ event: Event) {
    for case .work(let work) in update(&state, event) {
      switch work {
      case .run(let plan):
        must(steps.isEmpty, "two batches at once")
        steps = plan.steps.filter { $0.command != nil }
        isStarted = false
      case .survey: happen(.surveyed)
      default: owed = (owed + [work]).suffix(8)
      }
    }
  }

  // MARK: - What must hold

  func check() {
    let list = state.list
    let layout = state.layout
    must(Set(list.visible).count == list.visible.count, "a row twice")
    must(list.visible.allSatisfy { list.items.indices.contains($0) }, "no such row")
    must(list.visible.count <= list.scopeCount, "more rows than the scope has")
    must(list.marks.isSubset(of: list.items.map(\.id)), "a mark of what is not there")
    if !list.visible.isEmpty {
      guard let index = list.selectedIndex else { return must(false, "nothing is selected") }
      if layout.list != nil, layout.listRows > 0 {
        must(
          index >= list.top && index < list.top + layout.listRows, "the selection is out of view")
      }
    }
    if !layout.isTooSmall {
      let areas: [Pane: Layout.Area?] = [
        .list: layout.list, .detail: layout.detail, .log: layout.log,
      ]
      must(
        areas[state.panes.focus] ?? nil != nil, "the focus is on a pane that is not shown")
    }
    must(state.batch == nil || state.trace == nil, "a reinstall and a trace at once")
    must(
      list.summary.states.values.reduce(0, +) == current.count, "the header's counts do not add up")
    if let batch = state.batch {
      must(
        batch.reinstalled + batch.failed.count + batch.cancelled + batch.notRun == batch.total,
        "the counts do not add up")
    }
    let environments = state.environments
    if environments.isShown, !environments.visible.isEmpty {
      must(environments.selectedIndex != nil, "no environment is selected")
    }
  }

  func draw() {
    let frame = InspectorFrame.view(state)
    must(
      frame.cells.count == state.rows && frame.cells.allSatisfy { $0.count == state.columns },
      "the screen has another size")
  }
}

extension Assessment {
  fileprivate var id: Path { distribution.path }
}
