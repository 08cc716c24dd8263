import Platform
import TestSupport
import Testing
import UV

/// A line for each rule of globbing; what uv 0.13.9 said stands on the right.
///
/// These are the project's own; the recorded cases, where they are there, have hundreds more.
@Suite struct GlobTests {
  private static let tree: TemporaryTree = {
    let tree = TemporaryTree()
    for path in [
      "a.py", "b.toml", ".h.py", "src/a.py", "src/x", "src/d1/x", "src/p/b.py", "src/p/q/c.py",
      "x/f.py",
      "l/deep/er/z.rs", "[x].py", "!bang", "sp ace.py", "é.py", "n.",
    ] { tree.write("proj/\(path)") }
    tree.write("out/o.py")
    _ = try? tree.shell(
      "ln -s a.py proj/link.py; ln -s src proj/dirlink; ln -s nowhere proj/dang.py; mkfifo proj/fifo.py"
    )
    return tree
  }()

  private func matches(_ keys: [String], _ release: UVRelease = Rules.latestRelease) throws
    -> [String]
  {
    let list = keys.map { "'\($0)'" }.joined(separator: ", ")
    Self.tree.write("proj/pyproject.toml", "[tool.uv]\ncache-keys = [\(list)]\n")
    let project = Path("\(Self.tree.path)/proj")
    var found: Set<String> = []
    _ = try CacheInfoComputer(rules: Rules(release), environment: ProcessEnvironment([:]))
      .compute(project) { match in
        found.insert(project.appending(match.path.bytes).relative(to: project).utf8Text ?? "?")
      }
    return found.subtracting(["pyproject.toml"]).sorted()
  }

  /// One test, since they share the manifest's file.
  @Test func table() throws {
    let cases: [(keys: [String], matched: String)] = [
      (["*"], "!bang .h.py [x].py a.py b.toml link.py n. sp ace.py é.py"),
      (["*.toml"], "b.toml"),
      (["b.*"], "b.toml src/p/b.py"),
      (["src/*.py"], "src/a.py src/p/b.py src/p/q/c.py"),
      (["src/*.py", "*.nothing"], "src/a.py"),
      (["src/*"], "src/a.py src/x"),
      (["src/**"], "src/a.py src/d1/x src/p/b.py src/p/q/c.py src/x"),
      (["src/**/x"], "src/d1/x src/x"),
      (["**/q/*"], "src/p/q/c.py"),
      (["src/*/x"], "src/d1/x"),
      (["**/*.rs"], "l/deep/er/z.rs"),
      (["?.py"], "a.py src/a.py src/p/b.py src/p/q/c.py x/f.py"),
      (["[ab].py"], "a.py src/a.py src/p/b.py"),
      (["[!a].py", "*.nothing"], "src/p/b.py src/p/q/c.py x/f.py"),
      (["{a,b}.*"], "a.py b.toml src/a.py src/p/b.py"),
      (["{src,x}/*.py"], "src/a.py x/f.py"),
      (["\\[x\\].p*"], "[x].py"),
      (["src/**", "!src/p"], "src/a.py src/d1/x src/p/b.py src/p/q/c.py src/x"),
      (["src/**", "!src/p*"], "src/a.py src/d1/x src/p/b.py src/p/q/c.py src/x"),
      (["src/**", "!src/p*", "*.nothing"], "src/a.py src/d1/x src/p/b.py src/p/q/c.py src/x"),
      (["*.py", "!src/*"], "[x].py .h.py a.py link.py sp ace.py x/f.py é.py"),
      (["!src/*"], ""),
      (["../out/*.py"], "../out/o.py"),
      (["./src//*.py"], "src/a.py src/p/b.py src/p/q/c.py"),
      (["#*"], ""),
      (["n*."], "n."),
      (["dirlink/*"], "dirlink/a.py dirlink/x"),
      (["*link/*.py"], ""),
      (["fifo*", "dang*"], ""),
    ]
    for one in cases {
      let wanted = one.matched.replacing("sp ace", with: "sp_ace").split(separator: " ")
        .map { String($0).replacing("sp_ace", with: "sp ace") }.sorted()
      #expect(try matches(one.keys) == wanted, "\(one.keys)")
    }
  }

  @Test func badOnesFailTheComputation() throws {
    for (key, reason) in [
      ("[a", "unclosed character class"), ("[z-a]*", "invalid range"),
      ("{a*", "unclosed alternate"),
      ("a*}", "unopened alternate"), ("a*\\\\", "dangling"),
    ] {
      let tree = TemporaryTree()
      tree.write("pyproject.toml", "[tool.uv]\ncache-keys = [\"\(key)\"]\n")
      let error = #expect(throws: ComputationFailure.self) {
        try CacheInfoComputer(rules: .latest, environment: ProcessEnvironment([:]))
          .compute(Path(tree.path))
      }
      guard case .badGlob(let bad)? = error else {
        Issue.record("\(key): \(String(describing: error))")
        continue
      }
      #expect(bad.reason.hasPrefix(reason), "\(bad)")
    }
  }

  /// A pattern that makes backtracking matchers take for ever, and a tree deeper than descriptors
  /// go.
  @Test(.timeLimit(.minutes(1))) func hostilePatternsAndTrees() throws {
    let tree = TemporaryTree()
    let name = String(repeating: "a", count: 250)
    tree.write(
      "pyproject.toml", "[tool.uv]\ncache-keys = ['\(String(repeating: "*a", count: 60))b*']\n")
    tree.write(name)
    try tree.shell(
      "python3 - <<'E'\nimport os\nfor _ in range(1900):\n  os.mkdir('d'); os.chdir('d')\nopen('deep.py','w')\nE"
    )
    let computer = CacheInfoComputer(rules: .latest, environment: ProcessEnvironment([:]))
    #expect(try computer.compute(Path(tree.path)).info.timestamp == nil)
    tree.write("pyproject.toml", "[tool.uv]\ncache-keys = ['**/deep.py']\n")
    #expect(try computer.compute(Path(tree.path)).newest?.name == Array("deep.py".utf8))
  }

  @Test func directoriesThatCannotMatchAreNotEntered() throws {
    let tree = TemporaryTree()
    tree.write("pyproject.toml", "[tool.uv]\ncache-keys = ['src/**/*.rs', 'top-*/x']\n")
    tree.write("src/a.rs")
    tree.write("other/b/c")
    try tree.shell("chmod 000 other")
    let computed = try CacheInfoComputer(rules: .latest, environment: ProcessEnvironment([:]))
      .compute(Path(tree.path))
    #expect(computed.warnings.isEmpty)
    #expect(computed.newest == "src/a.rs")
  }

  /// Names of a and b and such a pattern take the automaton through more subsets than it keeps.
  @Test(arguments: ["**/*.py", "**/*a?????????????*.py"])
  func sharedOrAloneAWalkFindsTheSame(_ key: String) throws {
    let tree = TemporaryTree()
    tree.write("pyproject.toml", "[tool.uv]\ncache-keys = ['\(key)', '!d7/**']\n")
    try tree.shell(
      """
      python3 - <<'E'
      import os, random
      random.seed(1)
      for i in range(200):
          directory = f"d{i}/" + "e/" * (i % 3)
          os.makedirs(directory)
          for _ in range(12): open(directory + "".join(random.choices("ab", k=24)) + ".py", "w")
          if i % 20 == 0: os.symlink("nowhere", directory + "a" * 24 + ".py")
      E
      """)
    let computer = CacheInfoComputer(rules: .latest, environment: ProcessEnvironment([:]))
    var random = SeededGenerator.announced("walks")
    for _ in 1...5 {
      var matched = 0
      let alone = try computer.compute(Path(tree.path)) { _ in matched += 1 }
      #expect(matched > 1000)
      let shared = try computer.compute(Path(tree.path))
      #expect(shared.info == alone.info)
      #expect(shared.newest == alone.newest)
      #expect(shared.warnings == alone.warnings)
      #expect(shared.warnings.count >= 5)
      tree.write("d\(Int.random(in: 0..<200, using: &random))/bbbbbbbbabbbbbbbbbbbbbbbbb.py")
    }
  }

  /// A key for all files says nothing of those outside the project.
  @Test func noGlobClimbsOutOfItsBase() throws {
    var matcher = try KeyMatcher([.file("**"), .file("../a/*.py")], rules: .latest)
    #expect(matcher.key(for: "b/x") == 0)
    #expect(matcher.key(for: "../a/x.py") == 1)
    #expect(matcher.key(for: "../b/x") == nil)
    #expect(matcher.key(for: "../a/../b/x.py") == nil)
  }
}
