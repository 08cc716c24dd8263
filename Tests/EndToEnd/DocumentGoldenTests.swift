import Foundation
import TestSupport
import Testing

/// The JSON documents with the values that each command gives for installs in every state.
///
/// `UVFRESH_UPDATE_GOLDEN=1 swift test --filter DocumentGolden` writes them again.
@Suite struct DocumentGoldenTests {
  private static let commands: [(name: String, arguments: [String])] = [
    ("list", ["list", "--all", "--advice"]),
    ("check", ["check"]),
    ("check-strict", ["check", "--strict", "fresh", "stale"]),
    ("explain-broken", ["explain", "broken"]),
    ("explain-error", ["explain", "error"]),
    ("explain-fresh", ["explain", "fresh"]),
    ("explain-stale", ["explain", "stale"]),
    ("explain-unrecorded", ["explain", "unrecorded"]),
    ("explain-untracked", ["explain", "untracked"]),
    ("keys", ["keys", "stale"]),
    ("keys-check", ["keys", "stale", "--check"]),
    ("keys-diff", ["keys", "fresh", "--diff"]),
    ("what-if", ["what-if", "fresh/pyproject.toml", "fresh/src/fresh/__init__.py", "nothing"]),
    ("reinstall", ["reinstall", "--stale", "--dry-run"]),
  ]

  private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  @Test func documents() throws {
    let fake = try Self.environment()
    for (name, arguments) in Self.commands {
      let document = try Self.document(arguments, fake)
      let file = Self.directory.appendingPathComponent("\(name).json")
      if ProcessInfo.processInfo.environment["UVFRESH_UPDATE_GOLDEN"] != nil {
        try document.write(to: file, atomically: true, encoding: .utf8)
        continue
      }
      let golden = try String(contentsOf: file, encoding: .utf8)
      let lines = (golden.split(separator: "\n"), document.split(separator: "\n"))
      for change in lines.1.difference(from: lines.0) {
        switch change {
        case .insert(let line, let text, _): Issue.record("\(name).json \(line + 1) + \(text)")
        case .remove(let line, let text, _): Issue.record("\(name).json \(line + 1) - \(text)")
        }
      }
    }
  }

  @Test func everyGoldenIsADocument() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path)
    #expect(files.sorted() == Self.commands.map { "\($0.name).json" }.sorted())
  }

  /// One install in each state; the sources are in no repository.
  private static func environment() throws -> FakeEnvironment {
    let fake = FakeEnvironment()
    for name in ["fresh", "stale", "unrecorded", "broken"] { fake.project(name) }
    fake.tree.write(
      "stale/pyproject.toml",
      """
      [project]
      name = "stale"
      version = "0.1.0"

      [build-system]
      requires = ["setuptools"]
      build-backend = "setuptools.build_meta"

      [tool.uv]
      cache-keys = [{ file = "pyproject.toml" }, { file = "src/**/*.c" }, { env = "CC" }]
      """)
    // Files of one tick of the kernel's clock are equally new.
    Thread.sleep(forTimeInterval: 0.05)
    fake.tree.write("stale/src/stale/fast.c", "int x;\n")
    fake.tree.write(
      "stale/setup.py", "setup(ext_modules=[Extension('stale.fast', ['src/stale/fast.c'])])\n")
    let keys = try Built.run(["keys", "fresh", "--format", "json"], in: fake.tree.path)
    let document = try JSONSerialization.jsonObject(with: Data(keys.output.utf8)) as? [String: Any]
    let current = try #require(document?["current"])
    fake.install(
      "fresh",
      record: String(decoding: try JSONSerialization.data(withJSONObject: current), as: UTF8.self))
    fake.install(
      "stale",
      record: """
        {"timestamp":{"secs_since_epoch":1,"nanos_since_epoch":2},"commit":"c","tags":{"v1":"t"},
        "env":{"CC":"gcc","B":null},"directories":{"src":{"secs_since_epoch":3,"nanos_since_epoch":0}}}
        """, build: "{\"config_settings\":{\"x\":\"1\"}}")
    fake.install("unrecorded", record: nil)
    fake.install("error", record: "{}")
    fake.install("broken", record: "{")
    fake.tree.makeDirectory("\(FakeEnvironment.site)/untracked-1.0.dist-info")
    return fake
  }

  /// A document with its members in order, and without what changes from run to run.
  private static func document(_ arguments: [String], _ fake: FakeEnvironment) throws -> String {
    let result = try Built.run(
      arguments + ["--uv-version", "0.13.9", "--format", "json"], in: fake.tree.path,
      ["CC": "clang", "PATH": "/usr/bin:/bin", "UV_CACHE_DIR": "\(fake.tree.path)/cache"])
    let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let data = try JSONSerialization.data(
      withJSONObject: steady(value),
      options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
      .replacing(fake.tree.path, with: "/TREE") + "\n"
  }

  /// Times of this run are as long ago as none: the made-up ones are small.
  private static func steady(_ value: Any) -> Any {
    switch value {
    case let members as [String: Any]:
      let isNow = (members["secs_since_epoch"] as? Int ?? 0) > 1_000_000
      var result: [String: Any] = [:]
      for (key, member) in members {
        let isLong = key == "seconds_after" && (member as? Int ?? 0) > 1_000_000
        result[key] = isNow || isLong ? "now" : steady(member)
      }
      return result
    case let elements as [Any]: return elements.map { steady($0) }
    case let text as String: return text.replacing(/\d{5,} d after/, with: "now, long after")
    default: return value
    }
  }
}
