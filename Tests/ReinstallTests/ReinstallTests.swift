import Foundation
import Freshness
import Platform
import Reinstall
import TestSupport
import Testing
import UV

@Suite struct ReinstallTests {
  private let fake = FakeEnvironment()

  /// A program that answers as uv does and fails or succeeds as it is told.
  private func fakeUV(_ body: String = "exit 0") throws -> String {
    try fake.tree.writeProgram(
      "bin/uv", "#!/bin/sh\n[ \"$1\" = --version ] && { echo 'uv 0.13.9 (x)'; exit; }\n\(body)\n")
  }

  private func survey() throws -> (Surveyor, Survey) {
    let root = Path(fake.root)
    let configuration = try #require(PyvenvConfiguration(at: root))
    let environment = try #require(PythonEnvironment(virtual: root, configuration: configuration))
    let surveyor = Surveyor(
      environment: environment, rules: .latest, variables: ProcessEnvironment([:]),
      workingDirectory: Path(fake.tree.path))
    return (surveyor, try surveyor.survey())
  }

  private func plan(uv: String? = nil, _ manner: ReinstallPlanner.Manner = .init()) throws
    -> ReinstallPlan
  {
    let (surveyor, survey) = try survey()
    let places = UVProgram.Places(named: uv)
    let found = Result { () throws(UVProgram.Failure) in
      try UVProgram.find(places, variables: ProcessEnvironment([:]))
    }
    return ReinstallPlanner(
      survey: survey, uv: found, settings: surveyor.settings(),
      directory: surveyor.governingDirectory,
      variables: ProcessEnvironment(["UV_TOOL_DIR": "\(fake.tree.path)/tools"])
    ).plan(survey.assessments, manner)
  }

  private func texts(_ plan: ReinstallPlan) -> [String] {
    plan.steps.map { step in
      switch step.outcome {
      case .command(let command): command.shellText.replacing(fake.tree.path, with: "@")
      case .refused(let reason): "refused: \(reason.replacing(fake.tree.path, with: "@"))"
      }
    }
  }

  @Test func commandsTakeTheURLVerbatim() throws {
    fake.project("a")
    fake.install("a", record: nil)
    fake.install(
      "b", record: nil, direct: "{\"url\":\"file://\(fake.tree.path)/a/\",\"dir_info\":{}}")
    #expect(
      try texts(plan(uv: fakeUV())) == [
        "uv pip install --python @/.venv --no-deps --reinstall-package a -e file://@/a",
        "uv pip install --python @/.venv --no-deps --reinstall-package b 'b @ file://@/a/'",
      ])
  }

  @Test func whatASyncInstalledASyncReinstalls() throws {
    fake.project("a")
    let direct = "{\"url\":\"file://\(fake.tree.path)/a\",\"dir_info\":{\"editable\":false}}"
    fake.install("a", record: nil, direct: direct)
    #expect(try texts(plan(uv: fakeUV()))[0].contains("pip install"))
    fake.tree.write("pyproject.toml", "[project]\nname='r'\nversion='1'\n")
    #expect(try texts(plan(uv: fakeUV())) == ["uv sync --inexact --reinstall-package a"])
  }

  /// A line a receipt, as uv 0.13.9 writes them, and the command that follows.
  @Test(arguments: [
    ("[{ name = \"a\", directory = \"/s/a\" }]", "install --reinstall /s/a"),
    ("[{ name = \"a\", editable = \"/s/a\" }]", "install --reinstall --editable /s/a"),
    (
      "[{ name = \"a\", extras = [\"x\"], directory = \"/s/a\" }, { name = \"b\", editable = \"/b\" }]",
      "install --reinstall '/s/a[x]' --with-editable /b"
    ),
    (
      "[{ name = \"z\", specifier = \"==1\" }, { name = \"a\", directory = \"/s/a\" }]\npython = \"3.11\"",
      "install --reinstall z==1 --with /s/a --python 3.11"
    ),
    (
      "[{ name = \"a\", directory = \"/s/a\" }]\n[tool.options]\nconfig-settings = { k = [\"v\", \"w\"] }",
      "install --reinstall /s/a -C k=v -C k=w"
    ),
    (
      "[{ name = \"z\", git = \"file:///z?rev=main\" }, { name = \"a\", editable = \"/s/a\" }]", nil
    ),
    ("[{ name = \"a\", directory = \"/s/a\" }]\nconstraints = [{ name = \"b\" }]", nil),
    ("[{ name = \"a\", directory = \"/s/a\" }]\noverrides = [{ name = \"b\" }]", nil),
    ("[{ name = \"a\", directory = \"/s/a\" }]\n[tool.options]\nno-index = true", nil),
    ("[{ name = \"a\", directory = \"/s/a\" }, { name = \"b\", directory = \"/b,c\" }]", nil),
  ]) func toolsAreReinstalledAsTheirReceiptSays(_ receipt: String, _ words: String?) throws {
    fake.project("a")
    fake.install("a", record: nil)
    fake.tree.write(".venv/uv-receipt.toml", "[tool]\nrequirements = \(receipt)\n")
    fake.tree.makeDirectory("tools")
    try fake.tree.shell("ln -s ../.venv tools/.venv")
    #expect(
      try texts(plan(uv: fakeUV()))
        == ["uv tool \(words ?? "upgrade .venv --reinstall-package a")"])
  }

  @Test func whatCannotBeReinstalledSaysWhy() throws {
    fake.install(
      "gone", record: "{}", direct: "{\"url\":\"file://\(fake.tree.path)/gone\",\"dir_info\":{}}")
    fake.tree.makeDirectory("a#b")
    fake.tree.write("a#b/pyproject.toml", "[project]\nname='h'\nversion='1'\n")
    fake.install(
      "h", record: nil,
      direct: "{\"url\":\"file://\(fake.tree.path)/a%23b#x\",\"dir_info\":{\"editable\":true}}")
    fake.tree.makeDirectory("\(FakeEnvironment.site)/r-1.0.dist-info")
    let found = try texts(plan(uv: fakeUV()))
    #expect(found[0].hasPrefix("refused: the source is gone"))
    #expect(found[1].contains("`#`"))
    #expect(found[2].contains("not a local install"))
  }

  @Test func withoutUVItSaysHowToGetIt() throws {
    fake.project("a")
    fake.install("a", record: nil)
    #expect(try texts(plan())[0].contains("pip install uv"))
    #expect(try texts(plan(uv: "/nope/uv"))[0].contains("--uv /nope/uv"))
  }

  @Test func nothingCanBeReinstalledWhileARecordIsBroken() throws {
    fake.project("a")
    fake.install("a", record: nil)
    fake.tree.write("\(FakeEnvironment.site)/z-1.0.dist-info/uv_cache.json", "{")
    #expect(try texts(plan(uv: fakeUV()))[0].contains("z-1.0.dist-info/uv_cache.json is removed"))
  }

  // MARK: - Running

  private func run(_ body: String, cancelAfter seconds: Double? = nil, afterPlan: String? = nil)
    throws -> (
      StepResult, [String]
    )
  {
    fake.project("a")
    fake.install("a", record: nil)
    let uv = try fakeUV(body)
    let (surveyor, _) = try survey()
    let step = try #require(try plan(uv: uv).steps.first)
    if let afterPlan { try fake.tree.shell(afterPlan) }
    let run = ReinstallRun(
      surveyor: surveyor, variables: ProcessEnvironment(["PATH": "/usr/bin:/bin"]))
    if let seconds {
      Thread.detachNewThread {
        Thread.sleep(forTimeInterval: seconds)
        run.cancel()
      }
    }
    var lines: [String] = []
    let result = run.run(step) { lines.append($0) }
    return (result, lines)
  }

  @Test func outputComesLineByLineAndIsSafeToShow() throws {
    let (result, lines) = try run(
      "printf '\\033[31mred\\033[0m\\nx\\007y\\r\\nlast'; echo err >&2; exit 3")
    #expect(result.outcome == .failed(status: 3))
    #expect(lines.first == "red")
    #expect(lines.contains("x\\x07y"))
    #expect(lines.last == "lasterr")
  }

  @Test func afterwardsItLooksAgain() throws {
    let (result, _) = try run("exit 0")
    guard case .done(let now) = result.outcome else {
      Issue.record("\(result)")
      return
    }
    #expect(now.map(\.state) == [.unrecorded])
    #expect(!result.isFresh)
  }

  /// The environment may change between the plan and the run.
  @Test func whatIsGoneMeanwhileIsNotRun() throws {
    let marker = "\(fake.tree.path)/ran"
    let (result, _) = try run("touch \(marker)", afterPlan: "rm -r .venv/lib/*/*/a-0.1.0.dist-info")
    #expect(result.outcome == .notStarted("it is not installed any more, since the plan was made"))
    #expect(!FileManager.default.fileExists(atPath: marker))
  }

  @Test func anotherSourceMeanwhileIsNotRun() throws {
    let (result, _) = try run(
      "exit 0", afterPlan: "sed -i 's,/a\",/b\",' .venv/lib/*/*/a-0.1.0.dist-info/direct_url.json")
    #expect(result.outcome == .notStarted("its source is another one, since the plan was made"))
  }

  @Test func aWaitForTheLockIsShown() throws {
    fake.tree.write(".venv/.lock")
    let lock = open("\(fake.root)/.lock", O_RDONLY)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX) == 0)
    let (_, lines) = try run("exit 0")
    #expect(lines.first?.hasPrefix("waiting for ") == true, "\(lines)")
    #expect(lines.first?.contains("(process \(getpid()))") == true, "\(lines)")
  }

  @Test func settingsOfTheLastBuildAreReplayed() throws {
    fake.project("a")
    fake.install(
      "a", record: nil, build: "{\"config_settings\":{\"x\":[\"1\",\"2\"],\"b\":\"c d\"}}")
    let plan = try plan(uv: fakeUV(), ReinstallPlanner.Manner(replaysSettings: true))
    #expect(
      texts(plan)[0].contains(
        "--config-settings-package 'a:b=c d' --config-settings-package a:x=1"
          + " --config-settings-package a:x=2 -e"))
    #expect(plan.steps[0].notes.first?.contains("the next sync finds that they differ") == true)
    let old = try fake.tree.writeProgram("old/uv", "#!/bin/sh\necho 'uv 0.8.0'\n")
    let refused = try self.plan(uv: old, ReinstallPlanner.Manner(replaysSettings: true))
    #expect(texts(refused)[0].contains("uv 0.8.1 and later do"))
  }

  @Test func cancellingLeavesNoProcess() throws {
    let marker = "\(fake.tree.path)/pid"
    let (result, _) = try run(
      "sleep 60 & echo $! > \(marker); trap '' INT; sleep 60", cancelAfter: 0.4)
    #expect(result.outcome == .cancelled)
    let text = try String(contentsOfFile: marker, encoding: .utf8)
    let child = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    usleep(200_000)
    let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
    #expect(state == nil || state?.contains(") Z ") == true)
  }

  @Test func sequencesAreDroppedWhereverTheyAreCut() {
    var lines = OutputLines()
    var found: [String] = []
    for byte in Array("a\u{1B}[1mb\u{1B}]8;;x\u{1B}\\c\u{1B}]0;t\u{07}d\n\nlast\u{1B}".utf8) {
      found += lines.take([byte])
    }
    #expect(found + lines.finish() == ["abcd", "", "last\\x1b"])
  }
}
