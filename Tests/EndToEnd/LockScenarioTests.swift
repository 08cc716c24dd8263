import Foundation
import TestSupport
import Testing

/// What the lock and the checkout tell, with real uv; each with a twin in which nothing may be said.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to ask"))
struct LockScenarioTests {
  private let tree = TemporaryTree()

  private func project(_ place: String, _ name: String, _ more: String = "") {
    tree.write(
      "\(place)/pyproject.toml",
      """
      [project]
      name = "\(name)"
      version = "0.1.0"
      requires-python = ">=3.8"
      \(more)
      [build-system]
      requires = ["uv_build>=0.8"]
      build-backend = "uv_build"

      """)
    tree.write("\(place)/src/\(name)/__init__.py")
  }

  private func uv(_ arguments: [String], in place: String, _ environment: String) throws {
    let uv = try #require(RealUV.newest)
    let result = try uv.run(
      arguments, in: "\(tree.path)/\(place)", environment: "\(tree.path)/\(environment)")
    try #require(result.status == 0, "\(result.errors)")
  }

  private func packages(
    _ arguments: [String] = ["list"], in place: String, _ variables: [String: String] = [:]
  ) throws -> [String: [String: Any]] {
    let uv = try #require(RealUV.newest)
    let result = try Built.run(
      arguments + ["--format", "json"], in: "\(tree.path)/\(place)",
      ["UV": uv.path, "UV_NO_CONFIG": "1"].merging(variables) { $1 })
    let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let list = (document as? [String: Any])?["packages"] as? [[String: Any]] ?? []
    return Dictionary(list.map { ($0["name"] as? String ?? "", $0) }) { one, _ in one }
  }

  private func codes(_ package: [String: Any]?) -> [String] {
    (package?["advice"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
  }

  /// W1: another worktree's install in the environment of this one.
  @Test func anotherCheckoutInAProject() throws {
    project("one", "a")
    try uv(["sync"], in: "one", "one/.venv")
    #expect(try packages(in: "one")["a"]?["next_action"] as? String == "keep")
    try tree.shell("cp -r one two; rm -rf two/.venv")
    try uv(["pip", "install", "-e", "../two"], in: "one", "one/.venv")
    let found = try #require(try packages(in: "one")["a"])
    #expect(found["state"] as? String == "stale")
    #expect(found["next_action"] as? String == "reinstall")
    let change = (found["changes"] as? [[String: Any]])?.first
    #expect(change?["key"] as? String == "source")
    #expect(change?["name"] as? String == "path")
    #expect(change?["current"] as? String == "\(tree.path)/one")
  }

  /// A project's directory that was renamed is reinstalled from its new place.
  @Test func aRenamedProject() throws {
    project("one", "a")
    try uv(["sync"], in: "one", "one/.venv")
    try tree.shell("mv one renamed")
    let found = try #require(try packages(in: "renamed")["a"])
    #expect(found["state"] as? String == "stale")
    #expect(found["next_action"] as? String == "reinstall")
    #expect(found["error"] is String)
  }

  @Test func whatThePlainSyncRemoves() throws {
    project("b", "b")
    project("c", "c")
    project(
      "one", "a",
      """
      [dependency-groups]
      extra = ["b"]
      [tool.uv.sources]
      b = { path = "../b" }
      """)
    try uv(["sync", "--group", "extra"], in: "one", "one/.venv")
    try uv(["pip", "install", "-e", "../c"], in: "one", "one/.venv")
    let found = try packages(["list", "--advice"], in: "one")
    #expect(found["a"]?["next_action"] as? String == "keep")
    #expect(codes(found["a"]).isEmpty)
    #expect(found["b"]?["next_action"] as? String == "remove")
    #expect(codes(found["b"]).contains("not-in-plain-sync"))
    #expect(codes(found["c"]).contains("not-in-lock"))
    // With the settings that say how the team syncs, it is kept.
    tree.write("home/uvfresh/config.toml", "sync = [\"--group\", \"extra\"]\n")
    let synced = try Built.run(
      ["list", "--format", "json"], in: "\(tree.path)/one",
      ["XDG_CONFIG_HOME": "\(tree.path)/home", "UV_NO_CONFIG": "1"])
    #expect(synced.output.components(separatedBy: "\"next_action\":\"remove\"").count == 2)
  }

  /// What is as the lock and the way of syncing want it: nothing may be said of it.
  @Test(
    arguments: [
      ("dependencies = [\"b\", \"w; sys_platform == 'win32'\"]", [], ["a", "b"]),
      ("optional-dependencies = { x = [\"b\"] }", ["--extra", "x"], ["a", "b"]),
      ("optional-dependencies = { x = [\"b\"] }", ["--all-extras"], ["a", "b"]),
      ("[dependency-groups]\ng = [\"b\"]", ["--group", "g"], ["a", "b"]),
      ("[dependency-groups]\ng = [\"b\"]", ["--only-group", "g"], ["b"]),
      ("[tool.uv.workspace]\nmembers = [\"m\"]", ["--all-packages"], ["a", "m"]),
      ("dependencies = [\"b\"]", ["--no-editable"], ["a", "b"]),
    ] as [(String, [String], Set<String>)])
  func nothingIsSaid(_ lines: String, _ options: [String], _ installed: Set<String>) throws {
    for name in ["b", "w"] { project(name, name) }
    project("one/m", "m")
    let sources = "[tool.uv.sources]\nb = { path = \"../b\" }\nw = { path = \"../w\" }\n"
    project("one", "a", "\(lines)\n\(sources)")
    try uv(["sync"] + options, in: "one", "one/.venv")
    let words = options.map { "\"\($0)\"" }.joined(separator: ", ")
    tree.write("home/uvfresh/config.toml", "sync = [\(words)]\n")
    let found = try packages(
      ["list", "--advice"], in: "one", ["XDG_CONFIG_HOME": "\(tree.path)/home"])
    #expect(Set(found.keys) == installed)
    for (name, package) in found {
      #expect(package["next_action"] as? String == "keep", "\(name)")
      #expect(package["state"] as? String == "fresh", "\(name)")
      #expect(codes(package).isEmpty, "\(name)")
    }
  }

  /// An install that is not editable: a plain sync makes it so, and the change says it.
  @Test func aSyncThatWasNotEditable() throws {
    project("one", "a")
    try uv(["sync", "--no-editable"], in: "one", "one/.venv")
    let found = try #require(try packages(in: "one")["a"])
    #expect(found["next_action"] as? String == "reinstall")
    let change = (found["changes"] as? [[String: Any]])?.first
    #expect(change?["name"] as? String == "editable")
    #expect(change?["current"] as? String == "editable")
    let set = try #require(try packages(in: "one", ["UV_NO_EDITABLE": "1"])["a"])
    #expect(set["next_action"] as? String == "keep")
  }

  /// A copy that `uv pip install` made says nothing of editable, which a sync takes for a difference.
  @Test func aCopyOfPipIsToldInWords() throws {
    project("b", "b")
    project("one", "a", "dependencies = [\"b\"]\n[tool.uv.sources]\nb = { path = \"../b\" }\n")
    try uv(["lock"], in: "one", "one/.venv")
    try uv(["venv", "-q"], in: "one", "one/.venv")
    try uv(["pip", "install", "../b"], in: "one", "one/.venv")
    let found = try #require(try packages(["explain", "b"], in: "one")["b"])
    let cause = (found["causes"] as? [[String: Any]])?.first
    #expect(cause?["kind"] as? String == "source-mismatch")
    let message = try #require(cause?["message"] as? String)
    #expect(message.hasPrefix("the install does not say whether it is editable"), "\(message)")
    #expect(message.hasSuffix("uv wants it as a copy"), "\(message)")
  }

  /// Without a lock: a worktree or a clone of the same repository is told of, another repository is
  /// not.
  @Test(arguments: [
    ("git worktree add -q ../other -b feature", true),
    ("git clone -q . ../other", true),
    ("git clone -q ../main/.git ../other", true),
    ("cp -r . ../other; rm -rf ../other/.git; git init -q ../other", false),
  ])
  func anotherCheckout(_ command: String, _ isSameRepository: Bool) throws {
    project("main", "a")
    let identity = "-c user.name=a -c user.email=a@b"
    try tree.shell(
      "git init -q . && git add . && git \(identity) commit -qm x", in: "main")
    try tree.shell(command, in: "main")
    try uv(["venv", "-q", "\(tree.path)/env"], in: "main", "env")
    try uv(["pip", "install", "-e", "../other"], in: "main", "env")
    let arguments = ["list", "--advice", "-p", "\(tree.path)/env"]
    let found = codes(try packages(arguments, in: "main")["a"])
    #expect(found.contains("other-checkout") == isSameRepository)
    func status(_ options: [String], in place: String) throws -> Int32 {
      try Built.run(
        ["check", "-q", "-p", "\(tree.path)/env"] + options, in: "\(tree.path)/\(place)"
      ).status
    }
    #expect(try status([], in: "main") == 0)
    #expect(try status(["--here"], in: "main") == 1)
    #expect(try status(["--here"], in: "other") == 0)
    #expect(try status(["--strict"], in: "main") == (isSameRepository ? 1 : 0))
  }

  /// W4: a reinstall outside of a project says what is missing.
  @Test func aReinstallTellsWhatIsMissing() throws {
    project("a", "a")
    try uv(["venv", "-q", "\(tree.path)/env"], in: "a", "env")
    try uv(["pip", "install", "-e", "."], in: "a", "env")
    let uv = try #require(RealUV.newest)
    func reinstall() throws -> Command.Result {
      try Built.run(
        ["reinstall", "a", "--yes", "-p", "\(tree.path)/env"], in: tree.path,
        ["UV": uv.path, "UV_NO_CONFIG": "1", "UV_OFFLINE": "1"])
    }
    let before = try reinstall()
    #expect(before.status == 0)
    #expect(!before.output.contains("needs"))
    project("a", "a", "dependencies = [\"nowhere>=2\"]")
    let after = try reinstall()
    #expect(after.status == 1)
    #expect(after.output.contains("reinstalled, needs nowhere>=2"))
  }

  /// Settings that change what the lock has to hold: uv resolves first, so that nothing is claimed
  /// of what only a resolution brings.
  @Test(arguments: [
    "no-sources = true", "no-sources-package = [\"b\"]", "exclude-dependencies = [\"b\"]",
    "constraint-dependencies = [\"b<0.1\"]",
  ])
  func aSettingThatNeedsAResolution(_ setting: String) throws {
    project("b", "b")
    let sources = "[tool.uv.sources]\nb = { path = \"../b\" }\n"
    project("one", "a", "dependencies = [\"b\"]\n\(sources)")
    try uv(["sync"], in: "one", "one/.venv")
    #expect(try packages(in: "one")["b"]?["next_action"] as? String == "keep")
    project("one", "a", "dependencies = [\"b\"]\n[tool.uv]\n\(setting)\n\(sources)")
    let found = try packages(
      in: "one", ["UV_NO_CONFIG": "false", "XDG_CONFIG_HOME": "\(tree.path)/none"])
    #expect(found["b"]?["next_action"] as? String == "unknown")
    #expect(found["b"]?["state"] as? String == "fresh")
  }

  private func uvfresh(
    _ arguments: [String], in place: String, _ variables: [String: String] = [:]
  ) throws -> Command.Result {
    let uv = try #require(RealUV.newest)
    return try Built.run(
      arguments, in: "\(tree.path)/\(place)",
      ["UV": uv.path, "UV_NO_CONFIG": "1", "UV_OFFLINE": "1"].merging(variables) { $1 })
  }

  /// W4 in a project: the reinstall brings a dependency that was added, and removes nothing.
  @Test func aReinstallBringsDependencies() throws {
    project("b", "b")
    project("c", "c")
    project("one", "a")
    try uv(["sync"], in: "one", "one/.venv")
    try uv(["pip", "install", "-e", "../c"], in: "one", "one/.venv")
    project("one", "a", "dependencies = [\"b\"]\n[tool.uv.sources]\nb = { path = \"../b\" }")
    let done = try uvfresh(["reinstall", "a", "--yes"], in: "one")
    #expect(done.status == 0, "\(done)")
    #expect(Set(try packages(in: "one").keys) == ["a", "b", "c"])
  }

  /// W4 in a tool: the reinstall links new entry points and forgets nothing of the receipt.
  @Test func aReinstallOfAToolKeepsItsReceipt() throws {
    let variables = [
      "UV_TOOL_DIR": "\(tree.path)/tools", "UV_TOOL_BIN_DIR": "\(tree.path)/bin",
    ]
    func scripts(_ names: String...) -> String {
      "[project.scripts]\n" + names.map { "\($0) = \"a:main\"\n" }.joined()
    }
    project("w", "w")
    project("one", "a", scripts("first"))
    let uv = try #require(RealUV.newest)
    let made = try uv.run(
      ["tool", "install", "-e", "./one", "--with-editable", "./w"], in: tree.path,
      environment: "", variables: variables)
    try #require(made.status == 0, "\(made.errors)")
    func receipt() throws -> [Substring] {
      try tree.shell("cat tools/a/uv-receipt.toml").split(separator: "\n").filter {
        !$0.contains("install-path")
      }
    }
    let before = try receipt()
    project("one", "a", scripts("first", "second"))
    let root = "\(tree.path)/tools/a"
    let done = try uvfresh(["reinstall", "a", "--yes", "-p", root], in: "one", variables)
    #expect(done.status == 0, "\(done)")
    #expect(try receipt() == before)
    #expect(try tree.shell("ls bin") == "first\nsecond\n")
    #expect(try packages(["list", "-p", root], in: "one")["w"]?["kind"] as? String == "editable")
  }

  /// A count in the last line of the list, and the exit of a strict check; nothing where all is well.
  @Test func adviceIsWherePeopleLook() throws {
    project("b", "b")
    project("one", "a", "dependencies = [\"b\"]\n[tool.uv.sources]\nb = { path = \"../b\" }")
    try uv(["sync"], in: "one", "one/.venv")
    func last(_ arguments: [String]) throws -> Substring {
      try #require(try uvfresh(arguments, in: "one").output.split(separator: "\n").last)
    }
    #expect(try last(["list", "--advice"]).hasPrefix("2 fresh in "))
    #expect(try uvfresh(["check", "--strict"], in: "one").status == 0)
    try tree.shell("sleep 0.02; echo x = 1 >> b/src/b/__init__.py")
    #expect(
      try last(["list", "--advice"]).hasPrefix(
        "2 fresh, 1 of them with advice: `uvfresh explain b` in "))
    #expect(try last(["list"]).hasPrefix("2 fresh in "))
    #expect(try uvfresh(["check"], in: "one").status == 0)
    let strict = try uvfresh(["check", "--strict"], in: "one")
    #expect(strict.status == 1)
    #expect(strict.output.hasPrefix("installed-differs b 0.1.0: src/b/__init__.py differs"))
  }
}
