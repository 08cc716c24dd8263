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
  private var questions: [(ids: [Path], number: Int)] = []

  private static let keys: [Key] = [
    .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .enter, .escape, .tab, .backTab,
    .backspace, .control("c"), .control("d"), .control("u"), .function(5),
    .click(column: 3, row: 5), .click(column: 60, row: 20), .wheel(up: true, column: 9, row: 9),
  ]
  private static let letters = Array("/fnNvaUsIcoiymtKexwRE@+|?:1234[5]qpzh !jkgGY")

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
    case 5: if let one = current.first { happen(.examined(explanation(one))) }
    case 6:
      happen(
        .glanced(
          Dictionary(
            current.map { ($0.distribution.path, Glance(explanation($0))) }
          ) { one, _ in one }))
    case 7: answer()
    case 8, 9, 10: step(number)
    case 11: happen(.changed(current.prefix(2).map(\.distribution.path)))
    case 12:
      happen(.environmentsFound(Array(Self.environments.prefix(1 + number % 3))))
      happen(.environmentCounted(Self.environments[number % 3]))
    case 13:
      happen(.opened(EnvironmentName(title: "/q/.venv", root: "/q/.venv")))
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

  /// The plan that was asked for last, or an older one, which must be dropped.
  private mutating func answer() {
    guard let question = questions.popLast() else { return }
    let steps = current.filter { question.ids.contains($0.distribution.path) }.map { assessment in
      ReinstallPlan.Step(
        assessment: assessment,
        outcome: assessment.problem == nil
          ? .command(UVCommand(program: "/uv", arguments: ["pip"], directory: "/p"))
          : .refused("the source is gone"))
    }
    happen(.answered(.plan(ReinstallPlan(steps: steps)), question: question.number))
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

  private mutating func happen(_ event: Event) {
    for case .work(let work) in update(&state, event) {
      switch work {
      case .plan(let ids, let question): questions.append((ids, question))
      case .run(let plan):
        precondition(steps.isEmpty, "two batches at once")
        steps = plan.steps.filter { $0.command != nil }
        isStarted = false
      case .survey: happen(.surveyed)
      default: break
      }
    }
  }

  // MARK: - What must hold

  func check() {
    let list = state.list
    let layout = state.layout
    precondition(Set(list.visible).count == list.visible.count, "a row twice")
    precondition(list.visible.allSatisfy { list.items.indices.contains($0) }, "no such row")
    if !list.visible.isEmpty {
      guard let index = list.selectedIndex else { preconditionFailure("nothing is selected") }
      if layout.list != nil, layout.listRows > 0 {
        precondition(
          index >= list.top && index < list.top + layout.listRows, "the selection is out of view")
      }
    }
    if !layout.isTooSmall {
      let areas: [Pane: Layout.Area?] = [
        .list: layout.list, .detail: layout.detail, .log: layout.log,
      ]
      precondition(
        areas[state.panes.focus] ?? nil != nil, "the focus is on a pane that is not shown")
    }
    if let batch = state.batch {
      precondition(
        batch.reinstalled + batch.failed.count + batch.cancelled + batch.notRun == batch.total,
        "the counts do not add up")
    }
    let environments = state.environments
    if environments.isShown, !environments.visible.isEmpty {
      precondition(environments.selectedIndex != nil, "no environment is selected")
    }
  }

  func draw() {
    let frame = InspectorFrame.view(state)
    precondition(
      frame.cells.count == state.rows && frame.cells.allSatisfy { $0.count == state.columns },
      "the screen has another size")
  }
}
