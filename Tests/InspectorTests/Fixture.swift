import Formats
import Foundation
import Freshness
import Inspector
import Platform
import Reinstall
import TestSupport
import UV

/// Installs with fixed times, and a state that shows them.
enum Fixture {
  /// 2026-11-22 17:03:01 UTC.
  static let then = Timestamp(seconds: 1_795_366_981, nanoseconds: 250_000_000)
  static let now = Timestamp(seconds: 1_795_367_161, nanoseconds: 500_000_000)

  /// An hour after the change.
  static let began = Timestamp(seconds: now.seconds + 3600, nanoseconds: 0)

  static func state(_ columns: Int, _ rows: Int, utf8: Bool = true) -> InspectorState {
    setenv("TZ", "UTC", 1)
    var state = InspectorState(
      columns: columns, rows: rows, isUTF8: utf8,
      environment: EnvironmentName(
        title: "~/projects/atlas/.venv", root: "/srv/projects/atlas/.venv", python: "3.11.7",
        uv: "0.13.9", base: "/srv/projects"),
      began: began)
    let all = installs
    _ = update(&state, .installed(all.map(\.distribution), warnings: []))
    _ = update(&state, .assessed(all))
    _ = update(&state, .surveyed)
    for explanation in explanations { _ = update(&state, .examined(explanation)) }
    _ = update(
      &state,
      .environmentsFound([
        EnvironmentSummary(
          KnownEnvironment(
            root: "/srv/projects/atlas/.venv", role: .project, owner: "atlas", origin: "this one",
            isCurrent: true))
      ])
    )
    return state
  }

  /// Closer looks at two of the installs.
  private static var explanations: [Explanation] {
    let file = Evidence.File(path: "pyproject.toml", changed: now, modified: now)
    let metadata = CoreMetadata(
      Array(
        "Name: numpy\nSummary: Fundamental package for array computing\nRequires-Python: >=3.11\n"
          .utf8))
    return [
      Explanation(
        assessment: stale, keys: keys,
        evidence: Evidence(changedFiles: [file], watched: Set(keys?.files.map(\.path) ?? [])),
        advice: [
          Advice(
            .unwatchedSource,
            "native/a.rs changed after this was installed, but uv does not watch it: it rebuilds now"
              + " for another reason", paths: ["native/a.rs"],
            proposal: KeyProposal(items: [
              .init(.file("pyproject.toml")), .init(.file("native/**/*.rs")),
            ]), command: "uvfresh reinstall harbor")
        ],
        cachedBuild: CachedBuild(.outdated, recorded: CacheInfo(timestamp: then)),
        commits: CommitRange(ahead: 2, behind: 0, subjects: ["9b60de4 second", "11c0de1 first"]),
        facts: PackageFacts(
          metadata: nil, size: 12_345, fileCount: 7, installer: "uv", isRequested: true),
        moment: Timestamp(seconds: now.seconds + 3600, nanoseconds: 0), lint: lint),
      Explanation(
        assessment: registry("numpy", "2.4.6"), keys: nil,
        evidence: Evidence(changedFiles: [], watched: []), advice: [], cachedBuild: nil,
        commits: nil,
        facts: PackageFacts(
          metadata: metadata, size: 61_234_567, fileCount: 900, installer: "uv",
          isRequested: false),
        moment: now),
    ]
  }

  /// What is wrong with the keys of a project that compiles C.
  static let lint: KeyLint? = {
    let tree = TemporaryTree()
    tree.write("native/a.c")
    tree.write(
      "setup.py",
      "from setuptools import Extension, setup\nsetup(ext_modules=[Extension('a', ['native/a.c'])])\n"
    )
    tree.write(
      "pyproject.toml",
      """
      [project]
      name = "harbor"
      [build-system]
      requires = ["setuptools"]
      build-backend = "setuptools.build_meta"
      [tool.uv]
      cache-keys = [{ file = "pyproject.toml" }]
      """)
    let variables = ProcessEnvironment([])
    let report = try? KeyReport(
      of: Path(tree.path), trying: [], rules: .latest, variables: variables)
    return report.map { KeyLint(of: $0, rules: .latest, variables: variables) }
  }()

  /// Keys of harbor: one matches nothing.
  private static var keys: KeyReport? {
    let manifest = """
      [tool.uv]
      cache-keys = [
        { file = "pyproject.toml" }, { file = "setup.cfg" }, { file = "berths/**/*.html" },
        { file = "data/*.csv" }, { git = { commit = true, tags = true } },
      ]
      """
    let day: UInt64 = 86_400
    func file(_ path: Path, _ entry: Int, days: UInt64) -> KeyReport.File {
      KeyReport.File(
        path: path, entry: entry,
        changed: Timestamp(seconds: then.seconds - days * day, nanoseconds: 0))
    }
    return (try? CacheKeyList.read(Array(manifest.utf8), rules: .latest)).map { list in
      KeyReport(
        of: "/srv/projects/harbor", list: list,
        files: [
          KeyReport.File(path: "pyproject.toml", entry: 0, changed: now),
          file("setup.cfg", 1, days: 40), file("berths/mail/welcome.html", 2, days: 3),
          file("berths/mail/a-page-whose-name-is-too-long-for-any-narrow-screen.html", 2, days: 4),
          file("berths/index.html", 2, days: 1),
        ])
    }
  }

  static var installs: [Assessment] {
    [
      assessment("atlas-core", recorded: info(then), current: info(then)),
      assessment("brook", recorded: info(then), current: info(then)),
      stale, environment, missing,
      assessment("kelp", recorded: nil, current: CacheInfo()),
      assessment(
        "slate", recorded: nil, current: nil,
        problem: .corruptRecord(
          "/srv/x/slate-0.1.0.dist-info/uv_cache.json",
          "uv_cache.json: line 1 column 28: the text has no closing quote")),
      assessment("文字-wide", recorded: info(then), current: info(then)),
      registry("numpy", "2.4.6"), registry("requests", "2.34.2"),
    ]
  }

  private static var stale: Assessment {
    let ids = ["3f2a91c5d8e04b7796a1", "9b60de4417c8352fa0e6"].map { ByteString($0 + $0) }
    return changed(
      "harbor", CacheInfo(timestamp: then, commit: ids[0], tags: [NamedValue("v1.0.0", ids[0])]),
      CacheInfo(
        timestamp: now, commit: ids[1],
        tags: [NamedValue("v1.0.0", ids[0]), NamedValue("v1.1.0", ids[1])]))
  }

  private static var environment: Assessment {
    changed(
      "flint",
      CacheInfo(
        timestamp: then, environment: [NamedValue("CFLAGS", "-O3 -march=native -fno-plt -DNDEBUG")],
        directories: [NamedValue("src", .born(then))]),
      CacheInfo(
        timestamp: then, environment: [NamedValue("CFLAGS", nil)],
        directories: [NamedValue("src", nil)]))
  }

  private static var missing: Assessment {
    assessment(
      "lumen", recorded: info(then), current: nil,
      problem: .sourceMissing("/srv/projects/lumen"))
  }

  private static func changed(_ name: String, _ before: CacheInfo, _ after: CacheInfo) -> Assessment
  {
    assessment(name, recorded: before, current: after)
  }

  static func info(_ time: Timestamp) -> CacheInfo {
    CacheInfo(timestamp: time, directories: [NamedValue("src", .born(time))])
  }

  static func assessment(
    _ name: String, recorded: CacheInfo?, current: CacheInfo?, problem: Problem? = nil,
    keys: CacheKeyList? = nil
  ) -> Assessment {
    let url = "file:///srv/projects/\(name)"
    let direct = try? DirectURL(Array("{\"url\":\"\(url)\",\"dir_info\":{\"editable\":true}}".utf8))
    let origin = direct.map {
      Distribution.Origin.local(
        LocalSource(url: url, kind: .editable, path: Path("/srv/projects/\(name)"), directURL: $0))
    }
    var facts = Facts(
      Distribution(
        name: name, version: "0.1.0", path: Path("/srv/x/\(name)-0.1.0.dist-info"),
        origin: origin ?? .registry, record: nil, buildRecord: nil, fault: nil, warning: nil))
    facts.recorded = recorded
    facts.computed = current.map {
      ComputedInfo(
        info: $0, newest: "pyproject.toml", newestStatus: nil, keys: keys, isBuildable: true,
        warnings: [])
    }
    facts.problem = problem
    return Assessment(facts)
  }

  private static func registry(_ name: String, _ version: String) -> Assessment {
    Assessment(
      Facts(
        Distribution(
          name: name, version: version, path: Path("/srv/x/\(name)-\(version).dist-info"),
          origin: .registry, record: nil, buildRecord: nil, fault: nil, warning: nil)))
  }

  /// What uv prints of a build that a compiler stops.
  static let failedBuild =
    ["  × Failed to build `harbor @ file:///srv/projects/harbor`"]
    + ["  ├─▶ The build backend returned an error", "      [stderr]"]
    + (0..<6).map { "      gcc -c unit\($0).c -o build/unit\($0).o -Wall" }
    + ["      ext.c:12:5: error: implicit declaration of function 'foo'", ""]
    + ["      hint: This usually indicates a problem with the package or the build environment."]

  /// A reinstall in which the build of harbor failed.
  static func failHarbor(_ state: inout InspectorState) {
    state.ask(["harbor", "flint"])
    state.press("y")
    let step = plan(["harbor"]).steps[0]
    let id = step.assessment.distribution.path
    _ = update(&state, .time(3))
    _ = update(&state, .stepStarted(id, command: step.command?.shellText ?? ""))
    for line in failedBuild { _ = update(&state, .output(line)) }
    _ = update(
      &state,
      .stepFinished(id, name: "harbor", StepResult(outcome: .failed(status: 1), duration: 14)))
    _ = update(&state, .batchFinished)
    _ = update(&state, .time(60))
  }

  /// The edit that writes the keys that harbor should have.
  static var fix: Result<ManifestFix, FixRefusal> {
    let tree = TemporaryTree()
    tree.write("native/a.rs")
    tree.write(
      "pyproject.toml",
      """
      [project]
      name = "harbor"

      [tool.uv]
      # Keep in step with the build.
      cache-keys = [{ file = "pyproject.toml" }]
      package = true

      """)
    let rust = KeyProposal([.file("pyproject.toml")], adding: [.file("native/**/*.rs")])
    return Result { () throws(FixRefusal) in
      try ManifestFix(
        of: Path(tree.path), to: rust, rules: .latest, variables: ProcessEnvironment([]))
    }
  }

  /// The removal of slate's record.
  static var removal: RecordRemoval {
    let slate = installs[6]
    return RecordRemoval(
      of: slate, record: "/srv/x/slate-0.1.0.dist-info/uv_cache.json", program: "/usr/bin/rm")
  }

  /// Answers the question that is open.
  static func answerRemoval(
    _ state: inout InspectorState,
    _ offer: Result<RecordRemoval, RecordRemoval.Refusal> = .success(removal)
  ) {
    guard let number = state.overlay?.number else { return }
    _ = update(&state, .answered(.removal(offer), question: number))
  }

  static var comparison: FileComparison {
    let before = (1...20).map { "line \($0)\n" }.joined()
    let after = before.replacing("line 7\n", with: "line seven\n\tand a half\n")
      .replacing("line 19\n", with: "")
    let diff = UnifiedDiff(from: Array(before.utf8), to: Array(after.utf8))
    return FileComparison(sides: [("what is installed", diff), ("HEAD", diff)])
  }

  static let traceCommand =
    "strace -f -- /usr/bin/uv build --wheel --out-dir <temporary> (in /srv/projects/harbor)"

  static func plan(_ names: [String]) -> ReinstallPlan {
    ReinstallPlan(
      steps: installs.filter { names.contains($0.distribution.name) }.map { assessment in
        let name = assessment.distribution.name
        if name == "lumen" {
          return ReinstallPlan.Step(
            assessment: assessment, outcome: .refused("the source is gone: /srv/projects/lumen"))
        }
        return ReinstallPlan.Step(
          assessment: assessment,
          outcome: .command(
            UVCommand(
              program: "/usr/bin/uv",
              arguments: [
                "pip", "install", "--python", "/srv/projects/atlas/.venv", "--no-deps",
                "--reinstall-package", name, "-e", "file:///srv/projects/\(name)",
              ], directory: "/srv/projects/atlas")))
      })
  }
}

extension InspectorState {
  /// Presses keys; letters one by one.
  @discardableResult
  mutating func press(_ text: String) -> [Effect] {
    text.flatMap { press(.character($0)) }
  }

  @discardableResult
  mutating func press(_ keys: Key...) -> [Effect] {
    keys.flatMap { update(&self, .key($0)) }
  }

  /// Without the install whose record does not parse: it is asked about before anything else.
  mutating func removeBroken() {
    _ = update(
      &self,
      .installed(
        Fixture.installs.filter { $0.state != .broken }.map(\.distribution), warnings: []))
  }

  /// Asks to reinstall these, and brings the plan.
  mutating func ask(_ names: [String]) {
    removeBroken()
    let marks = list.marks
    list.marks = Set(Fixture.plan(names).steps.map(\.assessment.distribution.path))
    for case .work(.plan(_, let question)) in press("i") {
      _ = update(&self, .answered(.plan(Fixture.plan(names)), question: question))
    }
    list.marks = marks
  }

  var selectedName: String? { list.selectedItem?.distribution.name }
  var visibleNames: [String] { list.visible.map { list.items[$0].distribution.name } }
}

// MARK: - Environments and cascades

extension Fixture {
  /// One of each role, in every condition.
  static let environments: [EnvironmentSummary] = {
    func row(
      _ root: Path, _ role: KnownEnvironment.Role, _ owner: String?, _ origin: String,
      _ counts: [FreshnessState: Int]?, attention: [String] = [], used: UInt64 = 3
    ) -> EnvironmentSummary {
      var row = EnvironmentSummary(
        KnownEnvironment(
          root: root, role: role, owner: owner, origin: origin, isCurrent: origin == "this one"))
      row.counts = counts
      row.attention = attention
      row.pythonVersion = counts == nil ? nil : "3.11.7"
      row.uv = counts == nil ? nil : "0.13.9"
      row.lastUsed =
        counts == nil ? nil : Timestamp(seconds: began.seconds - used * 7300, nanoseconds: 0)
      return row
    }
    var gone = row("/srv/old/.venv", .virtualEnvironment, nil, "VIRTUAL_ENV", nil)
    gone.failure = "No such file or directory"
    return [
      row(
        "/srv/projects/atlas/.venv", .project, "atlas", "this one",
        [.fresh: 3, .stale: 2, .error: 1, .broken: 1, .unrecorded: 1],
        attention: ["slate", "lumen", "flint", "harbor", "kelp"], used: 1),
      row("/srv/projects/atlas/members/brook/.venv", .project, "brook", "workspace", [.fresh: 1]),
      row(
        "/srv/fix-42/.venv", .worktree, "fix-42", "worktree", [.stale: 4, .fresh: 12],
        attention: ["a", "b", "c", "d"], used: 14),
      row("/home/me/.local/share/uv/tools/ruff", .tool, "ruff", "uv tool", [:], used: 200),
      row(
        "/home/me/.local/share/uv/tools/harbor-cli", .tool, "harbor-cli", "uv tool", [.stale: 1],
        attention: ["harbor-cli"]),
      row(
        "/home/me/.cache/uv/environments-v2/job-5065a78bbb7727ad", .script, "job.py", "uv run",
        [.stale: 1], attention: ["harbor"]),
      row(
        "/home/me/.cache/uv/environments-v2/8b0cbae4892decd7/0c541912b00cba41", .ephemeral, nil,
        "uv run --with", [.fresh: 1]),
      row("/srv/not-counted-yet/.venv", .project, "not-counted-yet", "roots", nil),
      gone,
    ]
  }()

  static func findEnvironments(_ state: inout InspectorState) {
    let rows = environments
    _ = update(&state, .environmentsFound(rows.map { EnvironmentSummary($0.known) }))
    for row in rows where row.counts != nil || row.failure != nil {
      _ = update(&state, .environmentCounted(row))
    }
  }

  /// brook and kelp are built against harbor.
  static func cascade(_ state: inout InspectorState) {
    guard let harbor = installs.first(where: { $0.distribution.name == "harbor" }) else { return }
    for follower in installs where ["brook", "kelp"].contains(follower.distribution.name) {
      let link = CascadeLink(
        root: harbor.distribution.path, rootName: "harbor", changed: "native/a.rs",
        isWatched: false)
      _ = update(
        &state,
        .examined(
          Explanation(
            assessment: follower, keys: nil, evidence: Evidence(changedFiles: [], watched: []),
            advice: [], cachedBuild: nil, commits: nil,
            facts: PackageFacts(
              metadata: nil, size: 1, fileCount: 1, installer: "uv", isRequested: false),
            moment: began, cascade: [link])))
    }
  }
}
