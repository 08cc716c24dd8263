import Formats
import Foundation
import Freshness
import Platform
import TestSupport
import Testing
import UV

/// The states of the contract, each made with real files.
@Suite struct AssessmentTests {
  private let fake = FakeEnvironment()

  private func survey(_ variables: [String: String] = [:]) throws -> Survey {
    try surveyor(variables).survey()
  }

  private func surveyor(_ variables: [String: String]) throws -> Surveyor {
    let root = Path(fake.root)
    let configuration = try #require(PyvenvConfiguration(at: root))
    let environment = try #require(PythonEnvironment(virtual: root, configuration: configuration))
    return Surveyor(
      environment: environment, rules: .latest, variables: ProcessEnvironment(variables),
      workingDirectory: Path(fake.tree.path))
  }

  private func only(_ variables: [String: String] = [:]) throws -> Assessment {
    let all = try survey(variables).assessments
    #expect(all.count == 1)
    return try #require(all.first)
  }

  /// What uv would record of a project now, changed as a test wants.
  private func record(
    _ name: String, _ variables: [String: String] = [:],
    _ change: (inout CacheInfo) -> Void = { _ in }
  ) throws -> String {
    var info = try CacheInfoComputer(rules: .latest, environment: ProcessEnvironment(variables))
      .compute(Path("\(fake.tree.path)/\(name)")).info
    change(&info)
    return String(decoding: info.written, as: UTF8.self)
  }

  private func kinds(_ assessment: Assessment) -> [Cause.Kind] {
    assessment.causes().map(\.kind)
  }

  // MARK: - States

  @Test func fresh() throws {
    fake.project("a")
    fake.install("a", record: try record("a"))
    let found = try only()
    #expect(found.state == .fresh)
    #expect(found.changes.isEmpty)
    #expect(found.nextAction == .keep)
    #expect(kinds(found).isEmpty)
    #expect(found.recorded == found.current)
    #expect(found.newest == "pyproject.toml")
  }

  @Test func untracked() throws {
    fake.tree.makeDirectory("\(FakeEnvironment.site)/b-1.0.dist-info")
    let found = try only()
    #expect(found.state == .untracked)
    #expect(found.nextAction == nil)
  }

  @Test func unrecordedByAnotherInstaller() throws {
    fake.project("a")
    fake.install("a", record: nil, build: nil, installer: "pip\n")
    let found = try only()
    #expect(found.state == .unrecorded)
    #expect(found.current != nil)
    #expect(found.nextAction == .reinstall)
    #expect(found.causes().first?.message.contains("pip") == true)
  }

  @Test func unrecordedBecauseNothingMatches() throws {
    fake.project("a", keys: "[]")
    fake.install("a", record: nil)
    let found = try only()
    #expect(found.state == .unrecorded)
    #expect(found.causes().first?.message.contains("match nothing") == true)
  }

  @Test func aSourceThatIsGone() throws {
    fake.project("a")
    fake.install("a", record: try record("a"))
    try fake.tree.shell("rm -r a")
    let found = try only()
    #expect(found.state == .error)
    #expect(found.current == nil)
    #expect(found.nextAction == .fail)
    #expect(kinds(found) == [.sourceMissing])
  }

  @Test func aDirectoryThatIsNoProject() throws {
    fake.project("a")
    fake.install("a", record: try record("a"))
    try fake.tree.shell("rm a/pyproject.toml")
    let found = try only()
    #expect(found.state == .error)
    #expect(found.current != nil)
    #expect(found.problem?.message.contains("not a Python project") == true)
  }

  @Test func keysThatCannotBeComputed() throws {
    fake.project("a")
    fake.install("a", record: try record("a"))
    fake.project("a", keys: "['[']")
    #expect(kinds(try only()) == [.badGlob])
    fake.project("a", keys: "[1]")
    let found = try only()
    #expect(kinds(found) == [.invalidKeys])
    #expect(found.state == .error)
    #expect(found.problem?.message.contains("line 5") == true)
  }

  @Test(arguments: ["", "{", "nonsense", "{\"timestamp\":null,\"timestamp\":null}", "{} x"])
  func aCorruptRecordIsBrokenAndHidesNothing(_ text: String) throws {
    fake.project("a")
    fake.project("b")
    fake.install("a", record: text)
    fake.install("b", record: try record("b"))
    let all = try survey().assessments
    #expect(all.map(\.state) == [.broken, .fresh])
    #expect(all.map(\.nextAction) == [.fail, .fail])
    #expect(all[0].causes().first?.path == Path("\(fake.distInfo("a"))/uv_cache.json"))
  }

  @Test func recordsThatAreNotUTF8OrEnormous() throws {
    fake.project("a")
    fake.install("a", record: nil)
    fake.tree.write(
      "\(FakeEnvironment.site)/a-0.1.0.dist-info/uv_cache.json", Data([0x22, 0xFF, 0x22]))
    #expect(try only().state == .broken)
    try fake.tree.shell("truncate -s 2G '\(fake.distInfo("a"))/uv_cache.json'")
    #expect(try only().state == .broken)
  }

  /// While uv installs, the records of what it installs are not there yet.
  @Test func anInstallThatGoesOnIsWaitedFor() throws {
    fake.project("a")
    fake.install("a", record: nil)
    fake.tree.write("record", try record("a"))
    try fake.tree.shell(
      "flock .venv/.lock sh -c 'sleep 0.1; mv record \(fake.distInfo("a"))/uv_cache.json'"
        + " >/dev/null 2>&1 & sleep 0.03")
    #expect(try only().state == .fresh)
    #expect(EnvironmentLock.waitForRelease(of: Path(fake.root)) == false)
  }

  /// Without direct_url.json it would look like an install from a registry.
  @Test func theFilesOfAnInstallThatGoesOnAreWaitedFor() throws {
    fake.project("a")
    fake.install("a", record: try record("a"))
    try fake.tree.shell(
      "mv \(fake.distInfo("a")) whole; mkdir \(fake.distInfo("a")); flock .venv/.lock sh -c"
        + " 'sleep 0.1; rmdir \(fake.distInfo("a")); mv whole \(fake.distInfo("a"))'"
        + " >/dev/null 2>&1 & sleep 0.03")
    #expect(try only().state == .fresh)
  }

  /// uv installs for longer than anybody wants to wait: what it has not finished has no verdict.
  @Test func whatIsHalfWrittenHasNoVerdict() throws {
    for name in ["a", "b"] { fake.project(name) }
    fake.install("a", record: try record("a"))
    fake.install("b", record: nil)
    try fake.tree.shell("rm \(fake.distInfo("b"))/INSTALLER; mkdir \(fake.distInfo("c"))")
    let before = try survey().assessments.map { "\($0.distribution.name) \($0.state)" }
    #expect(before == ["a fresh", "b unrecorded", "c untracked"])
    try fake.tree.shell("flock .venv/.lock sleep 1 >/dev/null 2>&1 & sleep 0.03")
    let during = try survey().assessments.map { "\($0.distribution.name) \($0.state)" }
    #expect(during == ["a fresh"])
  }

  /// uv fails on one source before it changes anything; which one it is stays to be seen.
  @Test func aSourceThatIsGoneFailsTheWholeSync() throws {
    fake.project("a")
    fake.install("a", record: try record("a"))
    fake.install("b", record: try record("a"))
    let survey = try survey()
    #expect(survey.assessments.map(\.nextAction) == [.keep, .fail])
    #expect(survey.assessments.map(survey.nextAction) == [.fail, .fail])
  }

  @Test func aRegistryInstallCanBreakUVToo() throws {
    fake.tree.write("\(FakeEnvironment.site)/r-1.0.dist-info/uv_cache.json", "{")
    #expect(try only().state == .broken)
    fake.tree.write("\(FakeEnvironment.site)/r-1.0.dist-info/uv_cache.json", "{}")
    fake.tree.write("\(FakeEnvironment.site)/r-1.0.dist-info/uv_build.json", "[3]")
    #expect(try only().state == .broken)
  }

  /// Before 0.6.8 a glob that cannot be read ended uv for all installs.
  @Test func olderReleasesEndOnABadGlob() throws {
    for name in ["a", "b"] {
      fake.project(name)
      fake.install(name, record: try record(name))
    }
    fake.project("a", keys: "['[']")
    for (release, action) in [(UVRelease(0, 6, 8), NextAction.keep), (UVRelease(0, 6, 7), .fail)] {
      let old = Surveyor(
        environment: try surveyor([:]).environment, rules: Rules(release),
        variables: ProcessEnvironment([:]), workingDirectory: Path(fake.tree.path))
      #expect(try old.survey().assessments.map(\.nextAction) == [.fail, action])
    }
  }

  /// As uv 0.8.12 fails on it and 0.8.11 does not look at it.
  @Test func olderReleasesPassOverBuildRecords() throws {
    fake.project("a")
    fake.install("a", record: try record("a"), build: "{")
    for (release, state) in [
      (UVRelease(0, 8, 12), FreshnessState.broken), (UVRelease(0, 8, 11), .fresh),
    ] {
      let old = Surveyor(
        environment: try surveyor([:]).environment, rules: Rules(release),
        variables: ProcessEnvironment([:]), workingDirectory: Path(fake.tree.path))
      #expect(try old.survey().assessments.map(\.state) == [state])
    }
  }

  /// Before 0.4.8 METADATA's ctime was the record.
  @Test func theOldestReleasesCompareWithMetadata() throws {
    fake.project("a", keys: "['nothing']")
    fake.install("a", record: nil)
    func state() throws -> FreshnessState? {
      try Surveyor(
        environment: surveyor([:]).environment, rules: Rules(UVRelease(0, 4, 7)),
        variables: ProcessEnvironment([:]), workingDirectory: Path(fake.tree.path)
      ).survey().assessments.first?.state
    }
    #expect(try state() == .stale)
    try fake.tree.shell("sleep 0.02; touch '\(fake.distInfo("a"))/METADATA'")
    #expect(try state() == .fresh)
    try fake.tree.shell("sleep 0.02; touch a/setup.cfg")
    #expect(try state() == .stale)
  }

  // MARK: - Changes

  @Test func twoInstallsOfOneName() throws {
    fake.project("a")
    fake.install("a", record: try record("a"))
    fake.install("a", "0.0.9", record: try record("a"))
    let all = try survey().assessments
    #expect(all.map(\.state) == [.stale, .stale])
    #expect(all[0].changes.first?.key == .duplicate)
    #expect(all[0].changes.first?.path == Path(fake.distInfo("a")))
  }

  @Test func otherBuildSettings() throws {
    fake.project("a")
    fake.install("a", record: try record("a"), build: "{\"config_settings\":{\"x\":\"1\"}}")
    #expect(kinds(try only()) == [.buildSettingsChanged])
    fake.tree.write("uv.toml", "config-settings = { x = '1' }\n")
    #expect(try only().state == .fresh)
  }

  @Test func settingsThatForceAReinstall() throws {
    fake.project("a")
    fake.install("a", record: try record("a"))
    fake.tree.write("uv.toml", "reinstall-package = ['A']\n")
    let found = try only()
    #expect(found.state == .fresh)
    #expect(found.nextAction == .reinstall)
    #expect(kinds(found) == [.forcedBySettings])
    #expect(
      Survey.surprises([found])
        == ["\(fake.tree.path)/uv.toml makes every sync reinstall: a"])
    fake.tree.write("uv.toml", "reinstall-package = ['b']\n")
    #expect(Survey.surprises([try only()]).isEmpty)
  }

  @Test(arguments: ["file://server/a", "file://"])
  func aSourceThatNoRequirementEquals(_ url: String) throws {
    fake.install("a", record: "{}", direct: "{\"url\":\"\(url)\",\"dir_info\":{}}")
    let found = try only()
    #expect(found.state == .stale)
    #expect(kinds(found) == [.sourceMismatch])
  }

  @Test func environmentVariables() throws {
    fake.project("a", keys: "[{env='CFLAGS'}, 'pyproject.toml']")
    fake.install("a", record: try record("a", ["CFLAGS": "-O2"]))
    #expect(kinds(try only(["CFLAGS": "-O3"])) == [.envChanged])
    #expect(kinds(try only()) == [.envUnset])
    #expect(try only(["CFLAGS": "-O2"]).state == .fresh)
    #expect(try only(["CFLAGS": ""]).state == .stale)
    fake.install("a", record: try record("a"))
    #expect(kinds(try only(["CFLAGS": "-O3"])) == [.envSet])
    let message = try #require(try only(["CFLAGS": "topsecretvalue"]).causes().first?.message)
    #expect(!message.contains("topsecretvalue"))
  }

  @Test func directories() throws {
    fake.project("a")
    fake.install("a", record: try record("a"))
    try fake.tree.shell("mv a/src a/old; mkdir a/src")
    #expect(kinds(try only()) == [.directoryReplaced])
    try fake.tree.shell("rmdir a/src")
    #expect(kinds(try only()) == [.directoryRemoved])
    fake.install("a", record: try record("a"))
    try fake.tree.shell("mkdir a/src")
    #expect(kinds(try only()) == [.directoryCreated])
    fake.install("a", record: try record("a") { $0.directories = [] })
    #expect(kinds(try only()) == [.keysChanged])
  }

  @Test func files() throws {
    fake.project("a")
    fake.install("a", record: try record("a"))
    try fake.tree.shell("sleep 0.02; echo '#' >> a/pyproject.toml")
    #expect(kinds(try only()) == [.fileChanged])
    fake.install("a", record: try record("a"))
    try fake.tree.shell("sleep 0.02; chmod 600 a/pyproject.toml")
    #expect(kinds(try only()) == [.ctimeOnly])
    try fake.tree.shell("sleep 0.02; touch a/setup.cfg")
    fake.install("a", record: try record("a"))
    try fake.tree.shell("rm a/setup.cfg")
    #expect(kinds(try only()) == [.newestFileGone])
  }

  @Test func git() throws {
    fake.project("a", keys: "['pyproject.toml', {git={commit=true, tags=true}}]")
    let ids = ["1", "2"].map { String(repeating: $0, count: 40) }
    try fake.tree.shell(
      "mkdir -p a/.git/refs/tags a/.git/refs/heads; echo 'ref: refs/heads/m' > a/.git/HEAD")
    for name in ["heads/m", "tags/gone", "tags/moved"] {
      fake.tree.write("a/.git/refs/\(name)", ids[0] + "\n")
    }
    fake.install("a", record: try record("a"))
    #expect(try only().state == .fresh)
    for name in ["heads/m", "tags/new", "tags/moved"] {
      fake.tree.write("a/.git/refs/\(name)", ids[1] + "\n")
    }
    try fake.tree.shell("rm a/.git/refs/tags/gone")
    #expect(kinds(try only()) == [.commitMoved, .tagRemoved, .tagMoved, .tagAdded])
    try fake.tree.shell("rm -r a/.git")
    #expect(kinds(try only()) == [.commitVanished, .keysChanged])
    fake.install("a", record: try record("a"))
    try fake.tree.shell(
      "git init -q a; git -C a -c user.name=a -c user.email=a@b commit -q --allow-empty -m x")
    #expect(kinds(try only()) == [.commitAppeared, .keysChanged])
  }

  /// Swift takes both spellings of `é` for the same text; uv does not.
  @Test func valuesAreComparedByBytes() throws {
    fake.project("a", keys: "[{env='X'}, 'pyproject.toml']")
    fake.install("a", record: try record("a", ["X": "\u{E9}"]))
    #expect(try only(["X": "\u{E9}"]).state == .fresh)
    #expect(try only(["X": "e\u{301}"]).state == .stale)
  }

  @Test func archives() throws {
    fake.tree.write("w.whl", "1")
    let direct = "{\"url\":\"file://\(fake.tree.path)/w.whl\",\"archive_info\":{}}"
    fake.install("w", record: try record("w.whl"), direct: direct, build: nil)
    #expect(try only().state == .fresh)
    try fake.tree.shell("sleep 0.02; echo 2 > w.whl")
    #expect(kinds(try only()) == [.fileChanged])
  }

  @Test func evidenceNamesEveryFile() throws {
    fake.project("a", keys: "['pyproject.toml', 'src/**/*.rs']")
    for name in ["x", "y", "z"] { fake.tree.write("a/src/\(name).rs") }
    fake.install("a", record: try record("a"))
    try fake.tree.shell("sleep 0.02; touch a/src/x.rs; sleep 0.02; touch a/src/y.rs")
    let evidence = Explanation(of: try only(), surveyor: try surveyor([:]), among: []).evidence
    #expect(evidence.changedFiles.map(\.path) == ["src/y.rs", "src/x.rs"])
    #expect(evidence.watched.count == 4)
  }

  /// What is shared (repository, tags of records) gives the same answers as each install alone.
  @Test func sharedWorkChangesNoAnswer() throws {
    try fake.tree.shell(
      "git init -q .; git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x; for n in $(seq 300); do echo create refs/tags/v$n HEAD; done | git update-ref --stdin"
    )
    for number in 0..<16 {
      let name = "p\(number)"
      fake.project(name, keys: "['pyproject.toml', {git={commit=true, tags=true}}]")
      fake.install(
        name, record: try record(name) { if number % 3 == 0 { $0.tags = [NamedValue("v1", "x")] } })
    }
    let together = try survey().assessments
    let installed = try surveyor([:]).installed().distributions
    #expect(installed.count == together.count)
    for (distribution, assessment) in zip(installed, together) {
      var alone = Assessor(
        computer: CacheInfoComputer(rules: .latest, environment: ProcessEnvironment([:])),
        settings: .none)
      #expect(Assessment(alone.facts(of: distribution)) == assessment)
    }
    #expect(together.count { $0.state == .stale } == 6)
  }
}
