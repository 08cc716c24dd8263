import Foundation
import TestSupport
import Testing

/// The README's recipes, row by row, with real uv: each cures what it is for.
///
/// The build backend is one in the tree, since the real ones cannot be had offline; uv's verdict does
/// not depend on it.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to ask"))
struct RecipeTests {
  /// What a row needs in the tree, and the change that it is about.
  private struct Case {
    var before = "true"
    let change: String
  }

  private static let commit =
    "git -c user.name=a -c user.email=a@b.invalid commit -q --allow-empty -m x"

  /// By the first cell of a row of "Why did uv not rebuild?".
  private static let unnoticed: [String: Case] = [
    "maturin": Case(before: "touch Cargo.toml src/lib.rs", change: "echo >> src/lib.rs"),
    "scikit-build-core": Case(
      before: "touch CMakeLists.txt src/a.cpp", change: "echo >> src/a.cpp"),
    "meson-python": Case(
      before: "mkdir src/sub; touch meson.build src/sub/meson.build src/sub/a.c",
      change: "echo >> src/sub/meson.build"),
    "setuptools with Cython": Case(
      before: "touch setup.py src/a.pyx", change: "echo >> src/a.pyx"),
    "setuptools-scm, hatch-vcs": Case(
      before: "git init -q . && git add -A && \(commit)", change: "\(commit); git tag v2"),
    "dependencies from a file": Case(
      before: "touch requirements.txt", change: "echo >> requirements.txt"),
    "a compiler flag": Case(change: "echo CFLAGS=-O3 > ../variables"),
    "uv_build, not editable": Case(
      before: "mkdir src/p; touch src/p/__init__.py", change: "echo >> src/p/__init__.py"),
    "a workspace's shared file": Case(
      before: "mkdir ../shared; touch ../shared/a.proto", change: "echo >> ../shared/a.proto"),
  ]

  /// By the first cell of a row of "Why does uv rebuild every time?": a line that a build runs, or
  /// a change between two syncs.
  private static let everyTime: [String: Case] = [
    "a glob reaches what the build writes": Case(change: "mkdir -p build; date +%N > build/a.c"),
    "a glob reaches `.venv`": Case(
      before: "mkdir -p .venv/x", change: "date +%N > .venv/x/a.c; sleep 0.02"),
    "no key matches a file": Case(change: "true"),
    "a variable differs from shell to shell": Case(
      change: "echo PATH=/bin:/usr/bin:$RANDOM > ../variables"),
    "every commit counts, and the version does not come from Git": Case(
      before: "git init -q . && git add -A && \(commit)", change: commit),
  ]

  /// The cells of the table behind `<!-- recipes: NAME -->`.
  private static func rows(_ name: String) throws -> [[String]] {
    let text = try String(
      contentsOf: SharedCases.project.appendingPathComponent("README.md"), encoding: .utf8)
    let start = try #require(text.range(of: "<!-- recipes: \(name) -->\n"))
    return text[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { $0.hasPrefix("|") }.dropFirst(2)
      .map { line in
        line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      }
  }

  /// The text of the first code span in a cell; nil for a cell without one.
  private static func code(_ cell: String) -> String? {
    let parts = cell.split(separator: "`", omittingEmptySubsequences: false)
    return parts.count >= 3 ? String(parts[1]) : nil
  }

  /// One project `p` in an environment, with keys.
  private struct Rig {
    let tree = TemporaryTree()
    let uv: RealUV
    var root: String { "\(tree.path)/venv" }

    init(_ uv: RealUV, keys: String?, before: String) throws {
      self.uv = uv
      tree.write("p/backend.py", InventedBackend.text)
      tree.makeDirectory("p/src")
      tree.writeOwnBuilder("p", uv: keys)
      tree.write("requirements.txt", "p @ file://\(tree.path)/p\n")
      try tree.shell(before, in: "p")
      _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    }

    private var variables: [String: String] {
      guard let line = try? String(contentsOfFile: "\(tree.path)/variables", encoding: .utf8) else {
        return [:]
      }
      let parts = line.trimmingCharacters(in: .newlines).split(separator: "=", maxSplits: 1)
      return [String(parts[0]): String(parts[1])]
    }

    func sync() throws {
      let result = try uv.run(
        ["pip", "install", "-q", "-r", "requirements.txt"], in: tree.path, environment: root,
        variables: variables)
      try #require(result.status == 0, "\(result.errors)")
    }

    /// Whether uv would install again; `uvfresh check` must say the same.
    func isStale(_ what: String) throws -> Bool {
      let result = try uv.run(
        ["pip", "sync", "--dry-run", "requirements.txt"], in: tree.path, environment: root,
        variables: variables)
      try #require(result.status == 0, "\(result.errors)")
      let isStale = !result.errors.contains("Would make no changes")
      let check = try Built.run(
        ["check", "-q", "-p", root, "--uv", uv.path], in: tree.path, variables)
      #expect((check.status == 1) == isStale, "\(what): uv says \(result.errors)")
      return isStale
    }
  }

  @Test func uvNoticesWithTheRecipe() throws {
    let uv = try #require(RealUV.newest)
    let rows = try Self.rows("not-rebuilt")
    #expect(Set(rows.map { $0[0] }) == Set(Self.unnoticed.keys))
    for row in rows {
      let test = try #require(Self.unnoticed[row[0]], "\(row[0])")
      let keys = try #require(row.last.flatMap(Self.code))
      for (line, noticed) in [(nil, false), (keys, true)] as [(String?, Bool)] {
        let rig = try Rig(uv, keys: line, before: test.before)
        try rig.sync()
        #expect(try !rig.isStale(row[0]), "\(row[0]): stale before the change")
        try rig.tree.shell(test.change, in: "p")
        #expect(try rig.isStale(row[0]) == noticed, "\(row[0]) with \(line ?? "the default keys")")
      }
    }
  }

  @Test func uvIsQuietWithTheRecipe() throws {
    let uv = try #require(RealUV.newest)
    let rows = try Self.rows("every-time")
    #expect(Set(rows.map { $0[0] }) == Set(Self.everyTime.keys))
    for row in rows {
      let test = try #require(Self.everyTime[row[0]], "\(row[0])")
      let wrong = try #require(Self.code(row[1]))
      let right = try #require(Self.code(row[2]))
      for (line, stale) in [(wrong, true), (right, false)] {
        let rig = try Rig(uv, keys: line, before: test.before)
        for _ in 0..<2 {
          try rig.sync()
          try rig.tree.shell(test.change, in: "p")
        }
        #expect(try rig.isStale(row[0]) == stale, "\(row[0]) with \(line)")
      }
    }
  }

  /// An environment that two worktrees share holds the code of the one that synced last.
  @Test func aWorktreeNeedsItsOwnSync() throws {
    let uv = try #require(RealUV.newest)
    let rig = try Rig(uv, keys: nil, before: "git init -q . && git add -A && \(Self.commit)")
    try rig.sync()
    try rig.tree.shell("git worktree add -q ../other", in: "p")
    rig.tree.write("requirements.txt", "p @ file://\(rig.tree.path)/other\n")
    let result = try uv.run(
      ["pip", "sync", "--dry-run", "requirements.txt"], in: rig.tree.path, environment: rig.root)
    #expect(result.errors.contains("Would uninstall 1 package"), "\(result.errors)")
  }

  /// A copy of a project, as a checkout in CI or `COPY` in Docker makes it, has times of its own.
  @Test func aCopyIsRebuiltAndItsDigestStays() throws {
    let uv = try #require(RealUV.newest)
    let rig = try Rig(uv, keys: nil, before: "true")
    try rig.sync()
    let before = try Built.run(["keys", "p", "--digest"], in: rig.tree.path)
    try rig.tree.shell("cp -rp p q && rm -r p && mv q p")
    #expect(try rig.isStale("a copy"))
    let after = try Built.run(["keys", "p", "--digest"], in: rig.tree.path)
    #expect(before.status == 0 && before.output == after.output)
  }
}

/// A PEP 517 backend in one file, which needs nothing.
enum InventedBackend {
  static let text = """
    import zipfile
    def build_wheel(directory, config_settings=None, metadata_directory=None):
        name, info = "p-1-py3-none-any.whl", "p-1.dist-info/"
        with zipfile.ZipFile(directory + "/" + name, "w") as z:
            z.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: p\\nVersion: 1\\n")
            z.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            z.writestr(info + "RECORD", "")
        return name
    build_editable = build_wheel
    """
}
