import Foundation
import TestSupport
import Testing

/// The journal: who writes it, who does not, and that nothing damages it.
@Suite struct JournalTests {
  private let fake = FakeEnvironment()
  private var directory: String { "\(fake.tree.path)/state/uvfresh" }
  private var file: String { "\(directory)/journal.jsonl" }

  private var variables: [String: String] {
    [
      "XDG_STATE_HOME": "\(fake.tree.path)/state", "XDG_CONFIG_HOME": "\(fake.tree.path)/config",
      "XDG_CACHE_HOME": "\(fake.tree.path)/cache", "VIRTUAL_ENV": fake.root, "UV": "",
    ]
  }

  /// Stale packages, and a uv that does nothing.
  private func stale(_ names: [String]) throws {
    for name in names {
      fake.project(name, keys: "['**/*.py']")
      fake.tree.write("\(name)/target/debug/out.py")
      fake.install(
        name, record: "{\"timestamp\":{\"secs_since_epoch\":1,\"nanos_since_epoch\":2}}")
    }
    try fake.tree.writeProgram(
      "uv", "#!/bin/sh\n[ \"$1\" != --version ] || echo 'uv 0.13.9'\nexit 0\n")
  }

  private func uvfresh(
    _ arguments: String..., variables more: [String: String] = [:]
  ) throws -> Command.Result {
    try Built.run(
      arguments + ["--uv", "\(fake.tree.path)/uv"], in: fake.tree.path,
      variables.merging(more) { $1 })
  }

  private func entries(_ arguments: String...) throws -> [[String: Any]] {
    let result = try Built.run(
      ["log", "--format", "json"] + arguments, in: fake.tree.path, variables)
    #expect(result.errors.isEmpty)
    let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require((document as? [String: Any])?["entries"] as? [[String: Any]])
  }

  // MARK: - Who writes

  @Test func reinstallWritesWhatItDid() throws {
    try stale(["a", "b"])
    #expect(try uvfresh("log").output == "nothing has been written down yet\n")
    #expect(try uvfresh("reinstall", "a", "b", "--yes").status == 1)
    let found = try entries()
    #expect(found.map { $0["name"] as? String } == ["b", "a"])
    let last = try #require(found.last)
    for (name, value) in [
      "event": "reinstalled", "from": "stale", "to": "stale", "by": "uvfresh", "outcome": "done",
      "uv": "0.13.9", "environment": fake.root, "source": "\(fake.tree.path)/a",
    ] {
      #expect(last[name] as? String == value, "\(name)")
    }
    #expect((last["files"] as? [String])?.sorted() == ["src/a/__init__.py", "target/debug/out.py"])
    let text = try uvfresh("log", "a").output.split(separator: "\n")
    #expect(text.first == "a: 1 rebuild this week, by src/ and target/")
    #expect(text.last?.contains("a  reinstalled by uv 0.13.9 in less than 1 s, still") == true)
    #expect(text.count == 2)
    #expect(
      try uvfresh("log", "c").output == "nothing has been written down about c in \(fake.root)\n")
  }

  /// Causes other than files: the commit, a tag and a variable, by its name alone.
  @Test func otherCausesAreNamed() throws {
    try stale([])
    fake.project("a", keys: "[{ git = { commit = true, tags = true } }, { env = 'SECRET' }]")
    let record = "{\"commit\":\"0123456789abcdef\",\"tags\":{},\"env\":{\"SECRET\":null}}"
    fake.install("a", record: record)
    let commit = try fake.tree.shell(
      """
      cd a && git init -q . && git -c user.name=x -c user.email=x@example.invalid commit -q \
      --allow-empty -m one && git tag v1 && git rev-parse HEAD
      """)
    _ = try uvfresh("reinstall", "a", "--yes", variables: ["SECRET": "hush"])
    let log = try uvfresh("log").output
    #expect(log.contains(": commit \(commit.prefix(10)), tag v1, SECRET\n"), "\(log)")
    #expect(log.hasPrefix("a: 1 rebuild this week, by SECRET and 2 more\n"))
    #expect(try !String(contentsOfFile: file, encoding: .utf8).contains("hush"))
  }

  @Test func failuresAreWrittenToo() throws {
    try stale(["a"])
    try fake.tree.writeProgram(
      "uv", "#!/bin/sh\n[ \"$1\" = --version ] && echo 'uv 0.13.9' && exit 0\nexit 3\n")
    #expect(try uvfresh("reinstall", "a", "--yes").status == 1)
    #expect(try entries().map { $0["outcome"] as? String } == ["failed"])
    #expect(try uvfresh("log").output.hasPrefix("a: 0 rebuilds this week, 1 failed\n"))
  }

  /// Whoever only looks writes nothing.
  @Test func lookingWritesNothing() throws {
    try stale(["a"])
    for arguments in [
      ["check"], ["list"], ["list", "--advice"], ["list", "--everywhere"],
      ["check", "--everywhere"],
      ["explain", "a"], ["diff", "a"], ["keys", "a"], ["keys", "a", "--check"],
      ["what-if", "a/src/a/__init__.py"], ["reinstall", "--stale", "--dry-run"], ["log"],
    ] {
      let result = try Built.run(arguments, in: fake.tree.path, variables)
      #expect(result.status <= 1, "\(arguments): \(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: "\(fake.tree.path)/state"), "\(arguments)")
    }
  }

  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func aRealReinstall() throws {
    let uv = try #require(RealUV.newest)
    let tree = fake.tree
    tree.writeOwnBuilder("real", uv: #"cache-keys = ["**/*.txt"]"#)
    tree.write(
      "real/backend.py",
      """
      import os, zipfile
      def build_editable(where, *rest):
          os.makedirs("target", exist_ok=True)
          open("target/out.txt", "w").write("x")
          info = "real-1.dist-info/"
          with zipfile.ZipFile(f"{where}/real-1-py3-none-any.whl", "w") as wheel:
              wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: real\\nVersion: 1\\n")
              wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
              wheel.writestr(info + "RECORD", "")
          return "real-1-py3-none-any.whl"

      """)
    tree.write("real/a.txt")
    let root = "\(tree.path)/venv"
    let more = ["UV_OFFLINE": "1", "UV_CACHE_DIR": "\(tree.path)/uv-cache", "VIRTUAL_ENV": root]
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let installed = try uv.run(
      ["pip", "install", "-q", "-e", "./real"], in: tree.path, environment: root, variables: more)
    try #require(installed.status == 0, "\(installed.errors)")
    for _ in 0..<3 {
      _ = try Built.run(
        ["reinstall", "real", "--yes", "--uv", uv.path], in: tree.path,
        variables.merging(more) { $1 })
    }
    let log = try Built.run(["log", "-n", "2"], in: tree.path, variables.merging(more) { $1 })
    let lines = log.output.split(separator: "\n")
    #expect(lines.first == "real: 3 rebuilds this week, by target/", "\(log)")
    #expect(lines.dropFirst().first?.contains("by uv \(uv.release)") == true)
    #expect(lines.last == "1 older: `-n 3` shows them")
  }

  // MARK: - What is shown

  @Test func whichEntriesAreShown() throws {
    try stale(["a", "b_b"])
    _ = try uvfresh("reinstall", "a", "b-b", "--yes")
    _ = try uvfresh("reinstall", "a", "--yes")
    func names(_ arguments: String...) throws -> [String?] {
      let result = try Built.run(
        ["log", "--format", "json"] + arguments, in: fake.tree.path,
        variables.merging(["VIRTUAL_ENV": ""]) { $1 })
      let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
      let entries = (document as? [String: Any])?["entries"] as? [[String: Any]]
      return try #require(entries, "\(result)").map { $0["name"] as? String }
    }
    #expect(try names() == ["a", "b-b", "a"])
    #expect(try names("B_b") == ["b-b"])
    #expect(try names("-n", "1") == ["a"])
    #expect(try names("c") == [])
    // Another environment, all of them, and where there is none.
    let other = FakeEnvironment()
    #expect(try names("-p", other.root) == [])
    #expect(try names("-p", other.root, "--all").count == 3)
    #expect(try names("--directory", "/").count == 3)
    let all = try uvfresh("log", "--all").output
    #expect(all.contains("a: 2 rebuilds this week, by src/ and target/ in \(fake.root)\n"))
    for (arguments, status) in [(["log", "-n", "0"], Int32(2)), (["log", "-p", "/nowhere"], 2)] {
      let wrong = try Built.run(arguments, in: fake.tree.path, variables)
      #expect(wrong.status == status && wrong.errors.split(separator: "\n").count == 1)
    }
  }

  @Test func noEscapeGetsOut() throws {
    try stale(["a"])
    _ = try uvfresh("reinstall", "a", "--yes")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let nasty = text.replacing("src/a/__init__.py", with: "x\\u001b[31m\\u202e\\n")
      .replacing("\"name\":\"a\"", with: "\"name\":\"a\\u001b]0;x\\u0007\"")
    fake.tree.write("state/uvfresh/journal.jsonl", nasty)
    for arguments in [["log"], ["log", "--format", "json"], ["log", "--all"]] {
      let result = try Built.run(arguments, in: fake.tree.path, variables)
      #expect(result.status == 0 && result.output.contains("31m"), "\(result)")
      #expect(!result.output.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }
  }

  // MARK: - Settings and faults

  @Test func theSettingTurnsItOff() throws {
    try stale(["a"])
    fake.tree.write("config/uvfresh/config.toml", "journal = false\n")
    _ = try uvfresh("reinstall", "a", "--yes")
    #expect(!FileManager.default.fileExists(atPath: "\(fake.tree.path)/state"))
    let log = try Built.run(["log"], in: fake.tree.path, variables)
    #expect(log.output == "the journal is off: `journal = false` in the settings\n")
  }

  /// The XDG specification: a relative path is ignored.
  @Test func aRelativePlaceIsIgnored() throws {
    try stale(["a"])
    _ = try uvfresh(
      "reinstall", "a", "--yes",
      variables: ["XDG_STATE_HOME": "here", "HOME": "\(fake.tree.path)/home"])
    #expect(!FileManager.default.fileExists(atPath: "\(fake.tree.path)/here"))
    let path = "\(fake.tree.path)/home/.local/state/uvfresh/journal.jsonl"
    #expect(FileManager.default.fileExists(atPath: path))
  }

  /// A place that cannot be written is one line, and the reinstalls go on.
  @Test func aPlaceThatCannotBeWritten() throws {
    try stale(["a", "b"])
    fake.tree.write("state")
    let result = try uvfresh("reinstall", "a", "b", "--yes")
    #expect(result.output.contains("0 fresh, 2 still stale, 0 failed"))
    #expect(
      result.errors
        == "uvfresh: the journal cannot be written: \(directory): Not a directory (os error 20)\n")
  }

  /// Each write fails once, or the process is killed at it: what was written before stays whole.
  @Test(
    .enabled(if: Tracing.isPossible, "strace is missing or may not trace"),
    arguments: ["error=ENOSPC", "error=EIO", "signal=KILL"])
  func aWriteThatFails(_ fault: String) throws {
    try stale(["a", "b", "c"])
    _ = try uvfresh("reinstall", "a", "--yes")
    let result = try Command.run(
      [
        "strace", "-f", "-o", "/dev/null", "-P", file, "-e", "inject=write:\(fault):when=2",
        Built.program, "reinstall", "b", "c", "--yes", "--uv", "\(fake.tree.path)/uv",
      ], in: fake.tree.path, environment: variables)
    #expect(try entries().map { $0["name"] as? String } == ["b", "a"], "\(result)")
    if fault.hasPrefix("error") {
      #expect(result.errors.hasPrefix("uvfresh: the journal cannot be written: \(file): "))
      #expect(result.output.contains("0 fresh, 2 still stale, 0 failed"))
    } else {
      #expect(result.status == 128 + 9)
    }
    _ = try uvfresh("reinstall", "c", "--yes")
    #expect(try entries().map { $0["name"] as? String } == ["c", "b", "a"])
  }

  @Test func aDamagedJournalIsSetAside() throws {
    try stale(["a"])
    _ = try uvfresh("reinstall", "a", "--yes")
    _ = try uvfresh("reinstall", "a", "--yes")
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    let damaged = "\(lines[0])\n\u{0}\u{0}rubbish\n\(lines[1])\n"
    fake.tree.write("state/uvfresh/journal.jsonl", damaged)
    let first = try uvfresh("log")
    #expect(
      first.errors
        == "uvfresh: the journal had 1 damaged line, kept in \(directory)/journal.damaged-1.jsonl;"
        + " all others are shown\n")
    #expect(first.output.hasPrefix("a: 2 rebuilds this week"))
    #expect(try entries().count == 2)
    let kept = try String(contentsOfFile: "\(directory)/journal.damaged-1.jsonl", encoding: .utf8)
    #expect(kept == damaged)
  }

  // MARK: - Many writers

  /// What every writer was told is written; the fake uv's packages are still stale, so that each step
  /// prints that when its entry is there.
  private static let loop = """
    for i in $(seq "$1"); do "$2" reinstall --stale --yes --uv ./uv; done | grep -c '  still'
    """

  @Test func eightWritersLoseNothing() throws {
    let names = ["a", "b", "c"]
    try stale(names)
    let ran = try Command.run(
      [
        "/bin/bash", "-c",
        "for w in 1 2 3 4 5 6 7 8; do bash -c \"$0\" - 4 \"$1\" & done; wait", Self.loop,
        Built.program,
      ], in: fake.tree.path, environment: variables)
    let acknowledged = ran.output.split(separator: "\n").compactMap { Int($0) }
    #expect(acknowledged == Array(repeating: 4 * names.count, count: 8), "\(ran)")
    #expect(ran.errors.isEmpty)
    #expect(try entries().count == 8 * 4 * names.count)
    try expectWholeLines()
  }

  /// Eight writers, each killed at a random moment, again and again.
  @Test func killedWritersLoseNothingAcknowledged() throws {
    try stale(["a", "b", "c", "d"])
    var random = SeededGenerator.announced("killed writers")
    let delays = (0..<24).map { _ in Double.random(in: 0.01..<0.4, using: &random) }
    let ran = try Command.run(
      [
        "/bin/bash", "-c",
        """
        exec 2>/dev/null
        for delay in \(delays.map { String(format: "%.3f", $0) }.joined(separator: " ")); do
          ("$0" reinstall --stale --yes --uv ./uv >out.$delay & p=$!; sleep $delay; kill -9 $p; wait $p) &
          [ $(jobs -r | wc -l) -lt 8 ] || wait -n
        done
        wait
        cat out.* | grep -c '  still'
        """, Built.program,
      ], in: fake.tree.path, environment: variables)
    let acknowledged = try #require(Int(ran.output.trimmingCharacters(in: .newlines)))
    #expect(acknowledged > 0)
    #expect(try entries().count >= acknowledged)
    _ = try uvfresh("reinstall", "a", "--yes")
    try expectWholeLines()
  }

  private func expectWholeLines() throws {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.hasSuffix("}\n"))
    for line in text.split(separator: "\n") {
      let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["v"] as? Int == 1, "\(line)")
    }
    let names = try fake.tree.shell("ls state/uvfresh")
    #expect(names == "journal.jsonl\njournal.lock\n")
  }
}
