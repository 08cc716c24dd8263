import Foundation
import TestSupport
import Testing

/// One scenario for each cause and each advice: a real tree, real Git, an install by real uv, and
/// what
/// `explain --format json` says after a change; and for each advice one in which it must not be
/// given.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to install with"))
struct ExplainScenarioTests {
  struct Scenario: CustomTestStringConvertible, Sendable {
    let name: String
    /// Behind `[project]` in the manifest.
    var project = ""
    /// Behind the build system.
    var tool = ""
    var backend = "requires = ['uv_build>=0.8']\nbuild-backend = 'uv_build'"
    /// In the project, before the install.
    var before = "true"
    var isEditable = true
    var variables: [String: String] = [:]
    /// In the project, after the install; `$SITE`, `$VENV` and `$INFO` name places.
    var after = "true"
    /// Of every cause, in order.
    var causes: [String] = []
    var advice: [String] = []
    /// Part of the text of some cause or advice.
    var says: String?
    /// Part of a suggestion.
    var suggests: String?
    var nextAction = "reinstall"

    var testDescription: String { name }
  }

  private static let commit =
    "git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm first"
  private static let second =
    "git -c user.name=a -c user.email=a@b commit -q --allow-empty -m 'second change'"
  /// setuptools and the like are not available offline: a backend in the tree takes their place, and its
  /// name in the manifest changes after the install.
  private static let inTree =
    "requires = []\nbuild-backend = 'backend'\nbackend-path = ['.']"

  static let causes: [Scenario] = [
    Scenario(name: "fresh: no cause", nextAction: "keep"),
    Scenario(
      name: "file-changed, every file",
      tool: "cache-keys = ['pyproject.toml', 'src/**/*.rs']",
      before: "touch src/p/a.rs src/p/b.rs src/p/c.rs",
      after: "echo 1 >> src/p/a.rs; sleep 0.02; echo 1 >> src/p/b.rs",
      causes: ["file-changed", "file-changed"], says: "src/p/b.rs changed"),
    Scenario(name: "ctime-only", after: "chmod u+x pyproject.toml", causes: ["ctime-only"]),
    Scenario(
      name: "newest-file-gone", tool: "cache-keys = ['pyproject.toml', 'x.txt']",
      before: "sleep 0.02; touch x.txt", after: "rm x.txt", causes: ["newest-file-gone"],
      says: "would go unnoticed"),
    Scenario(
      name: "keys-changed",
      after:
        "sed -i \"s/^.tool.uv.$/[tool.uv]\\ncache-keys = [{git=true},{env='UVF_X'}]/\" pyproject.toml; \(commit)",
      causes: ["newest-file-gone", "commit-appeared", "keys-changed", "keys-changed"],
      advice: ["pyproject-unwatched"]),
    Scenario(
      name: "commit-moved", tool: "cache-keys = ['pyproject.toml', {git=true}]", before: commit,
      after: second, causes: ["commit-moved"], says: "HEAD moved from"),
    Scenario(
      name: "commit-appeared", tool: "cache-keys = ['pyproject.toml', {git=true}]", after: commit,
      causes: ["commit-appeared"]),
    Scenario(
      name: "commit-vanished", tool: "cache-keys = ['pyproject.toml', {git=true}]", before: commit,
      after: "rm -rf .git; mkdir .git", causes: ["commit-vanished"], says: "Git cannot be read"),
    Scenario(
      name: "tag-added, tag-removed, tag-moved",
      tool: "cache-keys = ['pyproject.toml', {git={tags=true}}]",
      before: "\(commit); git tag a; git tag b",
      after: "\(second); git tag -d a; git tag -f b; git tag c",
      causes: ["tag-removed", "tag-moved", "tag-added"]),
    Scenario(
      name: "env-changed, env-set, env-unset",
      tool: "cache-keys = ['pyproject.toml', {env='UVF_A'}, {env='UVF_B'}, {env='UVF_C'}]",
      variables: ["UVF_A": "1", "UVF_C": "3"], after: "echo UVF_A=2 UVF_B=2 > ../variables",
      causes: ["env-changed", "env-set", "env-unset"], says: "this process's environment"),
    Scenario(
      name: "directory-created", tool: "cache-keys = ['pyproject.toml', {dir='gen'}]",
      after: "mkdir gen", causes: ["directory-created"]),
    Scenario(
      name: "directory-removed", tool: "cache-keys = ['pyproject.toml', {dir='gen'}]",
      before: "mkdir gen", after: "rmdir gen", causes: ["directory-removed"]),
    Scenario(
      name: "directory-replaced", tool: "cache-keys = ['pyproject.toml', {dir='gen'}]",
      before: "mkdir gen", after: "mv gen old; sleep 0.02; mkdir gen",
      causes: ["directory-replaced"]),
    Scenario(
      name: "build-settings-changed", after: "echo \"config-settings = {a='1'}\" > ../uv.toml",
      causes: ["build-settings-changed"]),
    Scenario(
      name: "no-record: another installer",
      after: "rm $INFO/uv_cache.json; echo pip > $INFO/INSTALLER",
      causes: ["no-record"], says: "installed by pip"),
    Scenario(
      name: "duplicate-install",
      after:
        "mkdir $SITE/p-0.9.dist-info; printf 'Name: p\\nVersion: 0.9\\n' > $SITE/p-0.9.dist-info/METADATA",
      causes: ["duplicate-install"]),
    Scenario(
      name: "source-mismatch",
      after:
        "sed -i 's/.editable.*/\\x22editable\\x22:true},\\x22subdirectory\\x22:\\x22x\\x22}/; s/{,/{/' $INFO/direct_url.json",
      causes: ["source-mismatch"]),
    Scenario(
      name: "forced-by-settings", after: "echo \"reinstall-package = ['p']\" > ../uv.toml",
      causes: ["forced-by-settings"]),
    Scenario(
      name: "source-missing", after: "mv ../p ../q", causes: ["source-missing"], nextAction: "fail"),
    Scenario(
      name: "source-unreadable", after: "cd ..; mv p q; ln -s p p", causes: ["source-unreadable"],
      nextAction: "fail"),
    Scenario(
      name: "invalid-keys",
      after: "sed -i \"s/^.tool.uv.$/[tool.uv]\\ncache-keys = [{fil='x'}]/\" pyproject.toml",
      causes: ["invalid-keys"], advice: ["unknown-key"], nextAction: "fail"),
    Scenario(
      name: "invalid-keys, since nothing of the file is read",
      after: "echo 'broken = [' >> pyproject.toml", causes: ["invalid-keys"],
      says: "the array has no closing `]`", nextAction: "fail"),
    Scenario(
      name: "bad-glob",
      after: "sed -i \"s/^.tool.uv.$/[tool.uv]\\ncache-keys = ['[']/\" pyproject.toml",
      causes: ["bad-glob"], nextAction: "fail"),
    Scenario(
      name: "record-corrupt", after: "echo '{' > $INFO/uv_cache.json", causes: ["record-corrupt"],
      nextAction: "fail"),
  ]

  static let advice: [Scenario] = [
    Scenario(
      name: "keys-match-nothing", tool: "cache-keys = ['nope/*.c']", causes: ["no-record"],
      advice: ["keys-match-nothing"],
      suggests: "{ file = \"pyproject.toml\" }, { file = \"nope/*.c\" }"),
    Scenario(
      name: "old-version-cached", tool: "cache-keys = ['src/**']",
      after: "sed -i 's/^version.*/version = \"0.2\"/' pyproject.toml",
      causes: ["version-mismatch"], advice: ["old-version-cached"],
      suggests: "{ file = \"pyproject.toml\" }, { file = \"src/**\" }"),
    Scenario(
      name: "not old-version-cached: the key on pyproject.toml makes uv build",
      after: "sed -i 's/^version.*/version = \"0.2\"/' pyproject.toml",
      causes: ["version-mismatch", "file-changed"]),
    Scenario(
      name: "glob-reaches-environment", tool: "cache-keys = ['**/*.py', 'pyproject.toml']",
      before: "mkdir -p .venv/lib; touch .venv/pyvenv.cfg .venv/lib/x.py",
      advice: ["glob-reaches-environment"], suggests: "{ file = \"!.venv/**\" }", nextAction: "keep"
    ),
    Scenario(
      name: "glob-reaches-environment, below a directory",
      tool: "cache-keys = ['src/**/*.py', 'pyproject.toml']",
      before: "mkdir -p src/e/lib; touch src/e/pyvenv.cfg src/e/lib/x.py",
      advice: ["glob-reaches-environment"], suggests: "{ file = \"src/!e/**\" }", nextAction: "keep"
    ),
    Scenario(
      name: "not glob-reaches-environment", tool: "cache-keys = ['src/**/*.py', 'pyproject.toml']",
      before: "mkdir -p .venv/lib; touch .venv/pyvenv.cfg .venv/lib/x.py", nextAction: "keep"),
    Scenario(
      name: "glob-reaches-build-output", tool: "cache-keys = ['**/*.o', 'pyproject.toml']",
      before: "mkdir build; touch build/x.o", after: "echo 1 > build/x.o", causes: ["file-changed"],
      advice: ["glob-reaches-build-output"], suggests: "{ file = \"!build/**\" }"),
    Scenario(
      name: "not glob-reaches-build-output", tool: "cache-keys = ['**/*.o', 'pyproject.toml']",
      before: "mkdir build; touch build/x.o x.o", after: "echo 1 > x.o", causes: ["file-changed"]),
    Scenario(
      name: "still-stale: the build writes what it watches",
      tool: "cache-keys = ['src/**/*.py', 'pyproject.toml']", backend: inTree,
      before: "echo 'WRITES = \"src/p/_version.py\"' > writes.py", causes: ["file-changed"],
      advice: ["still-stale"], suggests: "{ file = \"src/!p/_version.py*\" }"),
    Scenario(
      name: "not still-stale", tool: "cache-keys = ['src/**/*.py', 'pyproject.toml']",
      after: "echo 1 > src/p/__init__.py", causes: ["file-changed"]),
    Scenario(
      name: "unwatched-source: native code", backend: inTree,
      before: "mkdir native; touch native/a.rs",
      after: "echo 1 > native/a.rs", advice: ["unwatched-source"],
      suggests: "{ file = \"backend.py\" }, { file = \"native/**/*.rs\" }", nextAction: "keep"),
    Scenario(
      name: "installed-differs", isEditable: false,
      after: "echo 1 > src/p/__init__.py", advice: ["installed-differs"],
      suggests: "{ file = \"src/**/*.py\" }", nextAction: "keep"),
    Scenario(
      name: "not unwatched-source: an editable's modules", after: "echo 1 > src/p/__init__.py",
      nextAction: "keep"),
    Scenario(
      name: "not unwatched-source: watched, ignored, output, environments, other directories",
      tool: "cache-keys = ['pyproject.toml', 'native/*.rs']", backend: inTree,
      before:
        "mkdir native build .venv gen docs; touch native/a.rs; \(commit); printf 'gen/\\n*.tmp.c\\n' > .gitignore",
      after: "touch build/x.c .venv/x.c gen/x.c x.tmp.c docs/x.c", nextAction: "keep"),
    Scenario(
      name: "not unwatched-source: touched only", backend: inTree,
      before: "mkdir native; touch native/a.rs", after: "chmod u+x native/a.rs", nextAction: "keep"),
    Scenario(
      name: "dynamic-version-unwatched", project: "dynamic = ['version']", backend: inTree,
      before: commit,
      after: "sed -i \"s/requires = .*/requires = ['setuptools-scm']/\" pyproject.toml",
      causes: ["file-changed"], advice: ["dynamic-version-unwatched"],
      suggests: "{ git = { commit = true, tags = true } }"),
    Scenario(
      name: "not dynamic-version-unwatched", project: "dynamic = ['version']",
      tool: "cache-keys = ['pyproject.toml', {git={commit=true,tags=true}}]", backend: inTree,
      before: commit,
      after: "sed -i \"s/requires = .*/requires = ['setuptools-scm']/\" pyproject.toml",
      causes: ["file-changed"]),
    Scenario(
      name: "not dynamic-version-unwatched: no repository", project: "dynamic = ['version']",
      backend: inTree,
      after: "sed -i \"s/requires = .*/requires = ['setuptools-scm']/\" pyproject.toml",
      causes: ["file-changed"]),
    Scenario(
      name: "dynamic-dependencies-unwatched", project: "dynamic = ['version', 'dependencies']",
      tool: "[tool.setuptools.dynamic]\ndependencies = {file = ['requirements.txt', 'absent.txt']}",
      backend: inTree, before: "touch requirements.txt", advice: ["dynamic-dependencies-unwatched"],
      suggests: "{ dir = \"src\" }, { file = \"backend.py\" }, { file = \"requirements.txt\" }",
      nextAction: "keep"),
    Scenario(
      name: "not dynamic-dependencies-unwatched", project: "dynamic = ['version', 'dependencies']",
      tool:
        "cache-keys = ['pyproject.toml', 'requirements*.txt']\n[tool.setuptools.dynamic]\ndependencies = {file = ['requirements.txt']}",
      backend: inTree, before: "touch requirements.txt", nextAction: "keep"),
    Scenario(
      name: "file-key-is-directory", tool: "cache-keys = ['pyproject.toml', 'src']",
      advice: ["file-key-is-directory"], suggests: "{ file = \"src/**/*.py\" }", nextAction: "keep"),
    Scenario(
      name: "key-matches-nothing", tool: "cache-keys = ['pyproject.toml', 'src/*.rs']",
      advice: ["key-matches-nothing"], nextAction: "keep"),
    Scenario(
      name: "pyproject-unwatched", tool: "cache-keys = ['src/**']", advice: ["pyproject-unwatched"],
      suggests: "{ file = \"pyproject.toml\" }, { file = \"src/**\" }", nextAction: "keep"),
    Scenario(
      name: "none of the key mistakes",
      tool: "cache-keys = ['*.toml', 'maybe.txt', {dir='src'}, {file='!x/*'}]",
      nextAction: "keep"),
    Scenario(
      name: "missing-artifact", isEditable: false, after: "rm $SITE/p/__init__.py",
      advice: ["missing-artifact"], nextAction: "keep"),
    Scenario(
      name: "not missing-artifact: bytecode", isEditable: false,
      after: "cd $SITE; mkdir -p p/__pycache__; echo 'p/__pycache__/x.pyc,,' >> $INFO/RECORD",
      nextAction: "keep"),
    Scenario(
      name: "editable-target-missing", after: "mv src lib; mkdir src.new; touch lib",
      causes: ["directory-removed"], advice: ["editable-target-missing"]),
    Scenario(name: "not editable-target-missing", nextAction: "keep"),
  ]

  /// No code and no kind of cause is left out of the tables above.
  @Test func everyKindIsShown() {
    let codes = [
      "keys-match-nothing", "glob-reaches-environment", "glob-reaches-build-output", "still-stale",
      "old-version-cached",
      "unwatched-source", "dynamic-version-unwatched", "dynamic-dependencies-unwatched",
      "unknown-key",
      "file-key-is-directory", "key-matches-nothing", "pyproject-unwatched", "missing-artifact",
      "editable-target-missing", "installed-differs",
    ]
    let given = Set((Self.causes + Self.advice).flatMap(\.advice))
    #expect(given == Set(codes))
  }

  @Test(arguments: causes + advice)
  func explains(_ scenario: Scenario) throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = "\(tree.path)/venv"
    try Self.makeProject(scenario, in: tree)
    let variables = scenario.variables.merging([
      "UV_NO_CONFIG": "false", "XDG_CONFIG_HOME": "\(tree.path)/none",
      "UV_CACHE_DIR": "\(tree.path)/cache",
    ]) { $1 }
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let requirement =
      scenario.isEditable
      ? ["-e", "file://\(tree.path)/p"] : ["p @ file://\(tree.path)/p"]
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps"] + requirement, in: tree.path, environment: root,
      variables: variables)
    try #require(installed.status == 0, "\(installed.errors)")
    let site = try tree.shell("echo \(root)/lib/python*/site-packages")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    try tree.shell(
      "set -e; sleep 0.02; SITE='\(site)' VENV='\(root)' INFO='\(site)/p-0.1.0.dist-info'; cd p; \(scenario.after)"
    )

    var now = variables
    if let changed = FileManager.default.contents(atPath: "\(tree.path)/variables") {
      for name in scenario.variables.keys { now[name] = nil }
      for pair in String(decoding: changed, as: UTF8.self).split(whereSeparator: \.isWhitespace) {
        let parts = pair.split(separator: "=")
        now[String(parts[0])] = String(parts[1])
      }
    }
    let result = try Built.run(
      ["explain", "p", "--format", "json", "-p", root, "--uv", uv.path], in: tree.path, now)
    try #require(result.status == 0, "\(result.errors)")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let packages = try #require(document["packages"] as? [[String: Any]])
    let package = try #require(packages.first { $0["version"] as? String != "0.9" })
    let causes = try #require(package["causes"] as? [[String: Any]])
    let advice = try #require(package["advice"] as? [[String: Any]])
    #expect(causes.compactMap { $0["kind"] as? String } == scenario.causes, "\(result.output)")
    #expect(advice.compactMap { $0["code"] as? String } == scenario.advice, "\(result.output)")
    #expect(package["next_action"] as? String == scenario.nextAction)
    if let says = scenario.says {
      #expect((causes + advice).contains { ($0["message"] as? String)?.contains(says) == true })
    }
    if let suggests = scenario.suggests {
      #expect(
        advice.contains { ($0["suggestion"] as? String)?.contains(suggests) == true },
        "\(advice)")
    }
    if scenario.name == "commit-moved", let commits = causes.first?["commits"] as? [String: Any] {
      #expect(commits["ahead"] as? Int == 1)
      #expect((commits["subjects"] as? [String])?.first?.hasSuffix("second change") == true)
    }
    // The text form says the same and ends well.
    let text = try Built.run(["explain", "p", "-p", root, "--uv", uv.path], in: tree.path, now)
    #expect(text.status == 0)
    for one in advice {
      #expect(text.output.contains(try #require(one["message"] as? String)))
    }
  }

  private static func makeProject(_ scenario: Scenario, in tree: TemporaryTree) throws {
    let version = scenario.project.contains("version") ? "" : "version = '0.1.0'\n"
    tree.write("p/src/p/__init__.py")
    tree.write(
      "p/pyproject.toml",
      "[project]\nname = 'p'\n\(version)\(scenario.project)\n[build-system]\n\(scenario.backend)\n[tool.uv]\n\(scenario.tool)\n"
    )
    if scenario.backend == inTree { tree.write("p/backend.py", backend) }
    try tree.shell(scenario.before, in: "p")
  }

  /// A PEP 517 backend in one file, which writes into the source if it is told to.
  private static let backend = """
    import os, zipfile
    def build_wheel(directory, config_settings=None, metadata_directory=None):
        if os.path.exists("writes.py"):
            text = {}
            exec(open("writes.py").read(), text)
            open(text["WRITES"], "w").write("1")
        base = "p-0.1.0"
        with zipfile.ZipFile(directory + "/" + base + "-py3-none-any.whl", "w") as z:
            z.writestr("p.pth", os.path.abspath("src"))
            z.writestr(base + ".dist-info/METADATA", "Metadata-Version: 2.1\\nName: p\\nVersion: 0.1.0\\n")
            z.writestr(base + ".dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            z.writestr(base + ".dist-info/RECORD", "p.pth,,\\n" + base + ".dist-info/METADATA,,\\n" + base + ".dist-info/WHEEL,,\\n" + base + ".dist-info/RECORD,,\\n")
        return base + "-py3-none-any.whl"
    build_editable = build_wheel
    """
}
