import Foundation
import TestSupport
import Testing

/// The JSON contract: every state, every command, and that a document which breaks it is noticed.
@Suite struct ContractTests {
  private let fake = FakeEnvironment()

  @Test("documents of every command with installs in every state fit the schema")
  func everyState() throws {
    for name in ["fresh", "stale", "unrecorded", "error", "broken"] { fake.project(name) }
    let now = try document(["keys", "fresh"])["current"]
    let record = try #require(now as? [String: Any])
    fake.install(
      "fresh",
      record: String(decoding: try JSONSerialization.data(withJSONObject: record), as: UTF8.self))
    fake.install(
      "stale",
      record: """
        {"timestamp":{"secs_since_epoch":1,"nanos_since_epoch":2},"commit":"c","tags":{"v1":"t"},
        "env":{"A":"1","B":null},"directories":{"src":3,"lib":null}}
        """, build: "{\"config_settings\":{\"x\":\"1\"}}")
    fake.install("unrecorded", record: nil)
    fake.install("error", record: "{}")
    try fake.tree.shell("rm -r error")
    fake.install("broken", record: "{")
    fake.tree.makeDirectory("\(FakeEnvironment.site)/untracked-1.0.dist-info")

    let all = try document(["list", "--all", "--advice"])
    let packages = try #require(all["packages"] as? [[String: Any]])
    #expect(
      packages.map { "\($0["name"] ?? "") \($0["state"] ?? "")" }
        == ["broken", "error", "fresh", "stale", "unrecorded", "untracked"].map { "\($0) \($0)" })
    // Because of the broken record uv fails on the fresh one too.
    #expect((try document(["check"])["packages"] as? [Any])?.count == 5)
    #expect(try document(["check", "--strict"])["packages"] is [Any])
    for package in packages {
      let explained = try document(["explain", try #require(package["name"] as? String)])
      #expect((explained["packages"] as? [Any])?.count == 1)
    }
    #expect(try document(["keys", "stale", "--diff"])["findings"] is [Any])
    let what = try document(["what-if", "fresh/pyproject.toml", "nothing"])
    #expect((what["packages"] as? [Any])?.count == 1 && (what["unwatched"] as? [Any])?.count == 1)
    let plan = try document(["reinstall", "--stale", "--dry-run", "--uv-version", "latest"])
    #expect((plan["steps"] as? [Any])?.count == 2)
  }

  @Test("what the lock wants and nobody installed is missing")
  func missing() throws {
    fake.tree.write(
      "pyproject.toml",
      """
      [project]
      name = "root"
      version = "0.1.0"
      requires-python = ">=3.8"
      [build-system]
      requires = []
      build-backend = "b"
      """)
    fake.tree.write(
      "uv.lock",
      """
      version = 1
      revision = 3
      requires-python = ">=3.8"

      [[package]]
      name = "root"
      version = "0.1.0"
      source = { editable = "." }
      """)
    let missing = try document(["list"])["missing"] as? [[String: Any]]
    #expect(missing?.map { $0["name"] as? String } == ["root"])
    #expect(missing?.first?["source"] as? String == fake.tree.path)
  }

  /// What is changed in a good document, and a part of the fault.
  @Test(arguments: [
    ("\"rules\":", "\"rulez\":", "`rules` is missing"), ("[]", "[1]", ".warnings[0]: a integer"),
    ("\"schema_version\":2", "\"schema_version\":3", ".schema_version: 3"),
    ("\"fresh\":0", "\"fresh\":0,\"fresh\":0", "a member stands twice"),
    ("\"fresh\":0", "\"fresh\":0.0", ".summary.fresh: a number"),
    ("\"fresh\":0", "\"fresh\":0,\"new\":1", ".summary.new is not in the schema"),
    ("\"fresh\":0", "\"fresh\":0,}", "expected a value"),
    ("\"packages\":[]", "\"packages\":[{}]", ".packages[0]: `name` is missing"),
  ])
  func breaches(_ part: String, _ other: String, _ fault: String) throws {
    let arguments = ["list", "--format", "json"]
    let good = try Built.run(arguments, in: fake.tree.path).output
    let range = try #require(good.range(of: part), "\(good)")
    let error = #expect(throws: (any Error).self) {
      try Contract.check(arguments, good.replacingCharacters(in: range, with: other))
    }
    #expect("\(String(describing: error))".contains(fault))
  }

  private func document(_ arguments: [String]) throws -> [String: Any] {
    let result = try Built.run(arguments + ["--format", "json"], in: fake.tree.path)
    let data = Data(result.output.utf8)
    return try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any],
      "\(arguments): \(result.errors)")
  }
}
