import Foundation
import TestSupport
import Testing

/// The command line from outside: output, exit status, bad input.
@Suite struct CommandLineTests {
  private let fake = FakeEnvironment()

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func theContractOfList() throws {
    fake.project("a")
    fake.install("a", record: "{\"timestamp\":null}")
    fake.tree.makeDirectory("\(FakeEnvironment.site)/reg-1.0.dist-info")
    let result = try Built.run(["list", "--format", "json"], in: fake.tree.path)
    #expect(result.status == 0)
    let document = try json(result.output)
    #expect(
      Set(document.keys) == [
        "schema_version", "rules", "warnings", "environment", "packages", "missing",
        "summary",
      ])
    let packages = try #require(document["packages"] as? [[String: Any]])
    #expect(packages.count == 1)
    #expect(
      Set(packages[0].keys) == [
        "name", "version", "kind", "installer", "dist_info", "source", "state", "recorded",
        "current",
        "changes", "newest_file", "error", "next_action", "advice", "because_of",
      ])
    #expect(document["schema_version"] as? Int == 2)
    #expect(packages[0]["next_action"] as? String == "reinstall")
    #expect(packages[0]["advice"] is NSNull)
    let change = try #require((packages[0]["changes"] as? [[String: Any]])?.first)
    #expect(Set(change.keys) == ["key", "kind", "name", "recorded", "current", "path"])
    #expect(change["key"] as? String == "timestamp")
    #expect(change["kind"] as? String == "added")
    let summary = try #require(document["summary"] as? [String: Int])
    #expect(
      summary == ["fresh": 0, "stale": 1, "unrecorded": 0, "error": 0, "broken": 0, "untracked": 1])
  }

  @Test func checkTellsByItsExitStatus() throws {
    #expect(try Built.run(["check"], in: fake.tree.path).status == 0)
    fake.tree.makeDirectory("\(FakeEnvironment.site)/reg-1.0.dist-info")
    #expect(try Built.run(["check"], in: fake.tree.path).output.isEmpty)
    fake.project("a")
    fake.install("a", record: nil)
    let found = try Built.run(["check"], in: fake.tree.path)
    #expect(found.status == 1)
    #expect(found.output.split(separator: "\n").count == 1)
    let quiet = try Built.run(["check", "-q"], in: fake.tree.path)
    #expect(quiet.status == 1)
    #expect(quiet.output.isEmpty)
    #expect(try Built.run(["check", "REG"], in: fake.tree.path).status == 0)
    let github = try Built.run(["check", "--format", "github"], in: fake.tree.path)
    #expect(github.output.hasPrefix("::warning title=a is unrecorded::"))
  }

  /// `--color auto` changes nothing, but brings the parser in.
  @Test(arguments: [
    ["check"], ["check", "-q"], ["check", "--quiet"], ["check", "--format", "json"], ["list"],
    ["list", "--format", "json"],
  ])
  func theFormsRunAtOnceDoAsTheParserSays(_ arguments: [String]) throws {
    fake.project("a")
    fake.install("a", record: nil)
    fake.tree.makeDirectory("\(FakeEnvironment.site)/reg-1.0.dist-info")
    let atOnce = try Built.run(arguments, in: fake.tree.path)
    let parsed = try Built.run(arguments + ["--color", "auto"], in: fake.tree.path)
    #expect(atOnce.status == (arguments[0] == "check" ? 1 : 0))
    #expect(atOnce.status == parsed.status)
    #expect(atOnce.output == parsed.output)
    #expect(atOnce.errors == parsed.errors)
  }

  @Test(arguments: [
    (["list", "-p", "nope"], "no such environment"), (["list", "--nonsense"], "Unknown option"),
    (["check", "missing"], "missing is not installed"), (["keys", "nope"], "nope"),
    (["list", "--uv-version", "x"], "--uv-version x"), (["reinstall"], "--stale"),
    (["bogus", "-q"], "no command `bogus`"), (["list", "--directory", "/nope"], "/nope"),
    (["list", "--state", "odd"], "one of the following: fresh, stale, unrecorded, error, broken"),
    (["list", "--nonsense"], "(see `uvfresh list --help`)"),
    (["keys", ".", "--digest", "--check"], "--digest cannot be used with"),
    (["keys", "--check"], "neither pyproject.toml nor setup.py"),
    (["keys", "--digest"], "neither pyproject.toml nor setup.py"),
    (["keys", "--try", "[a"], "--try '[a': unclosed character class"),
    (["--nonsense"], "(see `uvfresh --help`)"), (["help", "bogus"], "no command `bogus`"),
    (["bogus", "--help"], "no command `bogus`"),
    (["--generate-completion-script", "bogus"], "bogus'. Please use"),
  ])
  func wrongUseIsOneLineAndTwo(_ arguments: [String], _ said: String) throws {
    let result = try Built.run(arguments, in: fake.tree.path)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(said), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }

  @Test func noEnvironment() throws {
    let tree = TemporaryTree()
    let result = try Built.run([], in: tree.path)
    #expect(result.status == 2)
    #expect(result.errors.contains("no Python environment found"))
  }

  @Test func whatUVRefuses() throws {
    for (version, status) in [("0.13.9", Int32(2)), ("0.11.33", 0)] {
      let result = try Built.run(
        ["list", "--uv-version", version], in: fake.tree.path, ["UV_PROJECT": "nope"])
      #expect(result.status == status)
      #expect(result.errors.contains("UV_PROJECT") == (status == 2))
    }
  }

  @Test func withoutATerminalItLists() throws {
    fake.project("a")
    fake.install("a", record: nil)
    let result = try Built.run([], in: fake.tree.path)
    #expect(result.status == 0)
    #expect(result.output.contains("unrecorded"))
  }

  /// Who starts us may ignore the ends of children and hand that down: a build that fails fails all
  /// the same.
  @Test func aFailureIsKnownWhereEndsAreIgnored() throws {
    let fake = FakeEnvironment()
    fake.project("a")
    fake.install("a", record: "{}")
    let uv = try fake.tree.writeProgram(
      "uv", "#!/bin/sh\ncase \"$*\" in *--version*) echo 'uv 0.13.9' ;; *) exit 1 ;; esac\n")
    let result = try Command.run(
      ["/bin/bash", "-c", "trap '' CHLD; exec \"$0\" reinstall a --yes", Built.program],
      in: fake.tree.path,
      environment: ["VIRTUAL_ENV": fake.root, "UV": uv, "PWD": fake.tree.path])
    #expect(result.status == 1)
    #expect(result.output.contains("1 failed"), "\(result)")
  }

  @Test func reinstallAsksForATerminalOrYes() throws {
    fake.project("a")
    fake.install("a", record: nil)
    let uv = try fake.tree.writeProgram(
      "uv",
      "#!/bin/sh\n[ \"$1\" = --version ] && echo 'uv 0.13.9 (x)' || touch '\(fake.tree.path)/ran'\n"
    )
    let refused = try Built.run(["reinstall", "a", "--uv", uv], in: fake.tree.path)
    #expect(refused.status == 2)
    #expect(!FileManager.default.fileExists(atPath: "\(fake.tree.path)/ran"))
    let dry = try Built.run(
      ["reinstall", "a", "--uv", uv, "--dry-run", "--format", "json"], in: fake.tree.path)
    let steps = try #require(try json(dry.output)["steps"] as? [[String: Any]])
    #expect((steps.first?["command"] as? [String])?.prefix(3) == ["uv", "pip", "install"])
    let ran = try Built.run(["reinstall", "a", "--uv", uv, "--yes"], in: fake.tree.path)
    #expect(ran.status == 1)
    #expect(ran.output.contains("0 fresh, 1 still stale, 0 failed"))
    #expect(FileManager.default.fileExists(atPath: "\(fake.tree.path)/ran"))
  }

  /// Run as root, permissions bind nobody; without the two capabilities they do.
  @Test(.enabled(if: getuid() != 0 || Command.find("setpriv") != nil, "there is no setpriv"))
  func aSourceWithoutPermission() throws {
    fake.project("a")
    fake.install("a", record: "{}")
    try fake.tree.shell("mkdir closed; mv a closed/a; chmod 000 closed")
    fake.install(
      "a", record: "{}",
      direct: "{\"url\":\"file://\(fake.tree.path)/closed/a\",\"dir_info\":{\"editable\":true}}")
    let prefix =
      getuid() == 0
      ? [
        "setpriv", "--bounding-set=-dac_override,-dac_read_search",
        "--inh-caps=-dac_override,-dac_read_search",
      ] : []
    let result = try Command.run(
      prefix + [Built.program, "check", "-p", fake.root], environment: ["VIRTUAL_ENV": ""])
    #expect(result.status == 1)
    #expect(result.output.contains("Permission denied"), "\(result.output)\(result.errors)")
  }

  @Test func aClosedPipeEndsIt() throws {
    for number in 0..<400 {
      fake.tree.write("\(FakeEnvironment.site)/p\(number)-1.0.dist-info/direct_url.json", "{")
    }
    let result = try Command.run(
      [
        "bash", "-c",
        "set -o pipefail; '\(Built.program)' list -p '\(fake.root)' | head -c 10; echo ${PIPESTATUS[0]}",
      ])
    #expect(result.output.hasSuffix("141\n") || result.output.hasSuffix("0\n"), "\(result.output)")
    #expect(!result.errors.contains("Fatal"))
  }

  /// A name, a path and a value that try to steer the terminal come out escaped everywhere.
  @Test func noEscapeGetsOut() throws {
    let evil = "x\u{1B}]0;owned\u{07}\u{9B}31m"
    fake.tree.write(
      "\(evil)/pyproject.toml",
      "[tool.uv]\ncache-keys = ['\(evil)', {env='EVIL'}]".replacing("\u{1B}", with: "\\u001b"))
    let url = "file://\(fake.tree.path)/x%1B]0;owned%07%C2%9B31m"
    fake.install(
      "a", record: "{\"env\":{\"EVIL\":\"old\"},\"commit\":\"\\u001b[31m\"}",
      direct: "{\"url\":\"\(url)\",\"dir_info\":{}}")
    fake.tree.write("\(FakeEnvironment.site)/\(evil)-1.0.dist-info/INSTALLER", "uv")
    fake.tree.write("\(FakeEnvironment.site)/~\(evil)-1.0.dist-info/INSTALLER", "uv")
    for arguments in [
      ["list"], ["list", "--format", "json"], ["check"], ["check", "--format", "github"],
      ["list", "--show-values"], ["reinstall", "a", "--dry-run"],
      ["keys", "\(fake.tree.path)/\(evil)", "-v"],
      ["explain", "a"], ["explain", "a", "--format", "json"], ["check", evil],
    ] {
      let result = try Built.run(arguments, in: fake.tree.path, ["EVIL": evil])
      let bytes = Array((result.output + result.errors).utf8)
      #expect(
        !bytes.contains(0x1B) && !bytes.contains(0x07),
        "\(arguments): \(result.output)\(result.errors)")
      #expect(!(result.output + result.errors).unicodeScalars.contains("\u{9B}"), "\(arguments)")
    }
  }

  @Test func keysExplainThemselves() throws {
    fake.tree.write(
      "p/pyproject.toml", "\n[tool.uv]\ncache-keys = ['src/*.py', {dir='src'}, 'nope', '!x/*']\n")
    fake.tree.write("p/src/deep/a.py")
    let text = try Built.run(["keys", "p", "-v"], in: fake.tree.path).output
    for line in [
      "line 3", "glob src/*.py: 1 file, newest src/deep/a.py", "dir src: there",
      "file nope: not there",
      "glob !x/*: 0 files", "pyproject.toml itself is not watched", "excludes nothing",
      "at any depth",
    ] {
      #expect(text.contains(line), "\(line) is not in\n\(text)")
    }
    // A glob at the project takes the others into its group, where they match less.
    let tried = try Built.run(["keys", "p", "--try", "**/*.toml"], in: fake.tree.path).output
    #expect(tried.contains("glob **/*.toml (tried): 1 file"), "\(tried)")
    #expect(tried.contains("glob src/*.py: 0 files"), "\(tried)")
    let result = try Built.run(["keys", "p", "--format", "json"], in: fake.tree.path)
    let document = try json(result.output)
    #expect(
      Set(document.keys) == [
        "schema_version", "project", "declared", "defined_at", "entries", "current", "newest_file",
        "warnings", "error",
      ])
    let entries = try #require(document["entries"] as? [[String: Any]])
    #expect(entries.count == 4)
    #expect(Set(entries[0].keys) == ["key", "value", "glob", "match_count", "matches", "newest"])
  }

  /// What uv does not compute is not shown as if it were known.
  @Test func keysThatUVRefusesAreOnlyNamed() throws {
    fake.tree.write(
      "p/pyproject.toml", "[tool.uv]\ncache-keys = ['[a', {dir='src'}, 'pyproject.toml']\n")
    fake.tree.makeDirectory("p/src")
    let result = try Built.run(["keys", "p"], in: fake.tree.path)
    #expect(result.status == 1)
    let rows = result.output.split(separator: "\n").suffix(3)
    #expect(
      rows == ["  { file = \"[a\" }", "  { dir = \"src\" }", "  { file = \"pyproject.toml\" }"])
  }

  @Test func anExclusionSaysWhatItKeepsOut() throws {
    fake.tree.write(
      "p/pyproject.toml",
      "[tool.uv]\ncache-keys = ['src/**/*.c', 'src/!perhaps/k.c*', 'pyproject.toml']\n")
    fake.tree.write("p/src/perhaps/k.c")
    fake.tree.write("p/src/a.c")
    let text = try Built.run(["keys", "p"], in: fake.tree.path).output
    #expect(text.contains("glob src/**/*.c: 1 file, newest src/a.c\n"), "\(text)")
    #expect(text.contains("glob src/!perhaps/k.c*: keeps src/perhaps/k.c* out\n"), "\(text)")
    #expect(!text.contains("note:"), "\(text)")
  }

  @Test func aDirectoryKeyWatchesTheDirectoryAlone() throws {
    fake.project("a", keys: "['pyproject.toml', {dir = 'static'}]")
    fake.tree.write("a/static/x.css")
    fake.tree.write("a/other/x.css")
    fake.install("a", record: "{}")
    let text = try Built.run(["what-if", "a/static", "a/other"], in: fake.tree.path).output
    #expect(
      text == """
        no package would turn stale
        a: { dir = "static" } watches whether a/static is made, removed or replaced, not what is in it
        no key watches a/other

        """, "\(text)")
  }

  @Test func countsAreInEnglish() throws {
    for name in ["a", "b"] { fake.install(name, record: "{}") }
    #expect(try Built.run(["list"], in: fake.tree.path).output.contains("\n2 errors in "))
  }

  @Test func explainTellsEverything() throws {
    fake.project("a", keys: "['src/*.nothing']")
    fake.install("a", record: "{\"commit\":\"c\"}")
    let text = try Built.run(["explain", "A"], in: fake.tree.path).output
    for line in ["a 0.1.0", "why", "uv's next sync", "reinstalls it", "advice"] {
      #expect(text.contains(line), "\(line) is not in\n\(text)")
    }
    let document = try json(
      try Built.run(["explain", "a", "--format", "json"], in: fake.tree.path).output)
    let package = try #require((document["packages"] as? [[String: Any]])?.first)
    for key in ["state", "keys", "causes", "advice", "next_action", "cached_build"] {
      #expect(package.keys.contains(key), "\(key)")
    }
    let causes = try #require(package["causes"] as? [[String: Any]])
    #expect(causes.first?["kind"] as? String == "commit-vanished")
    let advice = try #require(package["advice"] as? [[String: Any]])
    #expect(advice.first?["code"] as? String == "keys-match-nothing")
    let keys = try #require(package["keys"] as? [String: Any])
    #expect((keys["entries"] as? [[String: Any]])?.first?["matches"] == nil)
  }

  @Test func theDemoNeedsNothingAndLeavesNothing() throws {
    let tree = TemporaryTree()
    let result = try Built.run(
      ["demo", "--list"], in: tree.path, ["TMPDIR": tree.path, "PATH": "/nonexistent"])
    #expect(result.status == 0)
    for state in ["fresh", "stale", "unrecorded", "error", "untracked"] {
      #expect(result.output.contains(state), "\(state)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: tree.path).isEmpty)
  }
}
