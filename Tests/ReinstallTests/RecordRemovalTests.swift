import Foundation
import Freshness
import Platform
import Reinstall
import TestSupport
import Testing
import UV

/// A record that does not parse is removed by `rm`, and nothing else is.
@Suite struct RecordRemovalTests {
  private let fake = FakeEnvironment()
  private let info: String

  init() {
    fake.project("a")
    fake.install("a", record: "{\"timestamp\":{\"secs_si")
    info = fake.distInfo("a")
  }

  private func surveyor(_ variables: [String: String] = [:]) throws -> Surveyor {
    let root = Path(fake.root)
    let configuration = try #require(PyvenvConfiguration(at: root))
    let environment = try #require(PythonEnvironment(virtual: root, configuration: configuration))
    return Surveyor(
      environment: environment, rules: .latest, variables: ProcessEnvironment(variables),
      workingDirectory: Path(fake.tree.path))
  }

  private func plan(_ variables: [String: String] = [:]) throws -> RecordRemoval {
    let broken = try #require(try surveyor().survey().assessments.first)
    return try RecordRemoval.plan(
      for: broken, environment: Path(fake.root), variables: ProcessEnvironment(variables))
  }

  /// The refusal of a plan; nil if it is none.
  private func refusal() throws -> String? {
    do {
      _ = try plan()
      return nil
    } catch let refusal as RecordRemoval.Refusal {
      return refusal.message
    }
  }

  private func run(_ removal: RecordRemoval) throws -> (RecordRemoval.Outcome, [String]) {
    var lines: [String] = []
    let outcome = removal.run(try surveyor(), variables: ProcessEnvironment([:])) {
      lines.append($0)
    }
    return (outcome, lines)
  }

  private var hasRecord: Bool { FileManager.default.fileExists(atPath: "\(info)/uv_cache.json") }

  @Test func exactlyTheRecordIsRemoved() throws {
    let before = try Set(FileManager.default.contentsOfDirectory(atPath: info))
    let removal = try plan()
    #expect(removal.command == "rm -- \(info)/uv_cache.json")
    #expect(hasRecord, "a plan runs nothing")
    guard case (.removed(let now), let lines) = try run(removal) else {
      Issue.record("it is not removed")
      return
    }
    #expect(lines == [])
    #expect(now.map(\.state) == [.unrecorded])
    let after = try Set(FileManager.default.contentsOfDirectory(atPath: info))
    #expect(before.subtracting(after) == ["uv_cache.json"])
  }

  /// Whoever made the environment must not choose what is run.
  @Test func noProgramOfTheEnvironmentIsRun() throws {
    try fake.tree.writeProgram(
      ".venv/bin/rm", "#!/bin/sh\ntouch '\(fake.tree.path)/sprung'\nexec /bin/rm \"$@\"\n")
    let removal = try plan(["PATH": "\(fake.root)/bin:/usr/bin:/bin"])
    _ = try run(removal)
    #expect(!hasRecord)
    #expect(!FileManager.default.fileExists(atPath: "\(fake.tree.path)/sprung"))
  }

  @Test(arguments: [
    ("rm uv_cache.json", "uv_cache.json is gone already"),
    (
      "mv uv_cache.json x; ln -s x uv_cache.json",
      "uv_cache.json is a symbolic link, which uv did not make: remove it in a shell"
    ),
    (
      "rm uv_cache.json; mkdir uv_cache.json",
      "uv_cache.json is a directory: remove it in a shell"
    ),
    (
      "rm uv_cache.json; mkfifo uv_cache.json",
      "uv_cache.json is not a regular file: remove it in a shell"
    ),
    ("echo '[' > uv_cache.json", "uv_cache.json is another one now, since the question was asked"),
    ("echo '{}' > uv_cache.json", "uv_cache.json is another one now, since the question was asked"),
  ])
  func whatChangedMeanwhileIsLeftAlone(_ line: String, _ reason: String) throws {
    let removal = try plan()
    try fake.tree.shell(line, in: "\(FakeEnvironment.site)/a-0.1.0.dist-info")
    let (outcome, lines) = try run(removal)
    #expect(outcome == .refused(reason))
    #expect(lines == [])
    #expect(hasRecord || line == "rm uv_cache.json")
  }

  @Test(arguments: [
    ("mv uv_cache.json x; ln -s x uv_cache.json", "is a symbolic link"),
    ("rm uv_cache.json; mkdir uv_cache.json", "is a directory"),
  ])
  func whatRmShouldNotRemoveIsNotOffered(_ line: String, _ reason: String) throws {
    try fake.tree.shell(line, in: "\(FakeEnvironment.site)/a-0.1.0.dist-info")
    #expect(try refusal()?.contains(reason) == true)
  }

  @Test func whatCanBeReadIsNotRemoved() throws {
    fake.install("a", record: "{}")
    #expect(try refusal() == "its records can be read")
  }

  /// What the program prints of a failure is the reason.
  @Test func aFailureOfTheProgramIsTold() throws {
    let broken = try #require(try surveyor().survey().assessments.first)
    let program = try fake.tree.writeProgram(
      "bin/rm", "#!/bin/sh\necho \"rm: cannot remove '$2': no\" >&2\nexit 1\n")
    let removal = RecordRemoval(
      of: broken, record: Path("\(info)/uv_cache.json"), program: Path(program))
    let (outcome, lines) = try run(removal)
    #expect(lines == ["rm: cannot remove '\(info)/uv_cache.json': no"])
    #expect(outcome == .failed("rm: cannot remove '\(info)/uv_cache.json': no"))
  }

  @Test(arguments: [
    ("/s/a b.dist-info/uv_cache.json", "rm -- '/s/a b.dist-info/uv_cache.json'"),
    ("-r/uv_cache.json", "rm -- -r/uv_cache.json"),
    ("/s/x\u{1B}[2J'/uv_cache.json", "rm -- '/s/x\\x1b[2J'\\''/uv_cache.json'"),
  ])
  func theCommandIsQuoted(_ record: String, _ command: String) {
    #expect(RecordRemoval.command(for: Path(record), of: "/s/other") == command)
  }

  @Test func aWholeDirectoryNeedsAnotherCommand() {
    #expect(
      RecordRemoval.command(for: "/s/x.dist-info", of: "/s/x.dist-info")
        == "rm -r -- /s/x.dist-info")
  }
}
