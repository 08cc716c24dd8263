import Freshness
import Platform
import TestSupport
import Testing
import UV

/// Small projects of every backend: which rules speak, and what is proposed.
@Suite struct KeyLintTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    var backend = "uv_build"
    var requires: [String] = []
    /// In `[project]`.
    var project = "version = '1'"
    /// `cache-keys`; the defaults if nil.
    var keys: String?
    /// Behind the rest of the manifest.
    var tool = ""
    /// `path`, or `path: content`.
    var files: [String] = []
    var rules: [Finding.Rule] = []
    /// Whether all findings are of level note.
    var areNotes = false
    /// Whether one is a warning.
    var warns = false
    /// Parts of the proposed line.
    var proposes: [String] = []
    /// Paths that findings name.
    var names: [String] = []
    /// Paths that are only told of as what may be read.
    var perhaps: [String] = []
    /// Paths that none names.
    var quiet: [String] = []

    var testDescription: String { name }
  }

  static let setuptools = "setuptools.build_meta"
  static let extension_ = "setup.py: setup(ext_modules=[Extension('p.a', ['src/p/a.c'])])"
  static let dynamic = "dynamic = ['version']"
  static let git = ".git/HEAD: ref: refs/heads/main"
  static let wholeGit = "{git={commit=true,tags=true}}"

  static let declarations: [Case] = [
    Case(name: "defaults", files: ["src/p/__init__.py"]),
    Case(name: "docs: globs of toml", keys: "[{ file = '**/*.toml' }]"),
    Case(
      name: "docs: requirements",
      keys: "[{ file = 'pyproject.toml' }, { file = 'requirements.txt' }]",
      files: ["requirements.txt"]),
    Case(
      name: "docs: commit", keys: "[{ file = 'pyproject.toml' }, { git = { commit = true } }]",
      files: [git]),
    Case(
      name: "docs: directory and variable",
      keys: "[{ file = 'pyproject.toml' }, { dir = 'src' }, { env = 'MY_ENV_VAR' }]"),
    Case(
      name: "docs: uv init maturin", backend: "maturin",
      keys:
        "[{file = 'pyproject.toml'}, {file = 'src/**/*.rs'}, {file = 'Cargo.toml'}, {file = 'Cargo.lock'}]",
      files: ["Cargo.toml", "Cargo.lock", "src/lib.rs", "src/p/__init__.py"]),
    Case(
      name: "docs: uv init scikit", backend: "scikit_build_core.build",
      keys:
        "[{file = 'pyproject.toml'}, {file = 'src/**/*.{h,c,hpp,cpp}'}, {file = 'CMakeLists.txt'}]",
      files: ["CMakeLists.txt", "src/main.cpp", "src/p/__init__.py"]),
    Case(
      name: "nothing matches", keys: "['nope/*.c']", rules: [.keysMatchNothing],
      proposes: ["{ file = \"pyproject.toml\" }, { file = \"nope/*.c\" }"]),
    Case(
      name: "a glob without matches", keys: "['pyproject.toml', 'src/*.rs']",
      rules: [.keyMatchesNothing]),
    Case(
      name: "a file that is not there", keys: "['pyproject.toml', 'a.txt']",
      rules: [.keyMatchesNothing]),
    Case(
      name: "an exclusion without a wildcard", keys: "['*.toml', '!x']",
      rules: [.keyMatchesNothing]),
    Case(name: "an exclusion", keys: "['*.toml', '!x/*']"),
    Case(
      name: "a project that `uv sync` leaves alone", backend: setuptools,
      tool: "[tool.uv]\npackage = false", files: [extension_, "src/p/a.c"],
      rules: [.sourceUnwatched], names: ["src/p/a.c"]),
    Case(name: "a misspelt key", keys: "[{fil = 'a'}]", rules: [.unknownKey]),
    Case(name: "a misspelt list", tool: "[tool.uv]\ncache_keys = ['a']", rules: [.unknownKey]),
    Case(name: "a bad glob", keys: "['[']", rules: [.unknownKey]),
    Case(name: "a file that is not TOML", tool: "broken = [", rules: [.manifestInvalid]),
    Case(
      name: "a directory as a file", keys: "['pyproject.toml', 'src']",
      files: ["src/p/a.py", "src/p/b.txt"], rules: [.fileKeyIsDirectory],
      proposes: ["src/**/*.{py,txt}"]),
    Case(name: "a directory", keys: "['pyproject.toml', {dir='src'}]", files: ["src/p/a.py"]),
    Case(
      name: "no manifest", keys: "['src/**']", files: ["src/p/a.c"], rules: [.pyprojectUnwatched],
      proposes: ["[{ file = \"pyproject.toml\" }, "]),
    Case(
      name: "a commit alone is written as it was", keys: "[{ git = { commit = true } }]",
      files: [git, ".git/refs/heads/main: 0123456789012345678901234567890123456789"],
      rules: [.pyprojectUnwatched],
      proposes: ["[{ file = \"pyproject.toml\" }, { git = { commit = true } }]"]),
    Case(
      name: "the package itself is reinstalled", tool: "[tool.uv]\nreinstall-package = ['P']",
      rules: [.reinstallInsteadOfKeys]),
    Case(name: "another one is reinstalled", tool: "[tool.uv]\nreinstall-package = ['numpy']"),
    Case(
      name: "an older uv is allowed", keys: "['pyproject.toml', {dir='src'}]",
      tool: "required-version = '>=0.5.0'", rules: [.keyNeedsNewerUV]),
    Case(
      name: "a new enough uv", keys: "['pyproject.toml', {dir='src'}]",
      tool: "required-version = '>=0.8.0'"),
  ]

  static let reach: [Case] = [
    Case(
      name: "an environment", keys: "['pyproject.toml', '**/*.py']",
      files: [".venv/pyvenv.cfg", ".venv/lib/a.py", "p/__init__.py"],
      rules: [.globReachesEnvironment], proposes: ["!.venv/**"]),
    Case(
      name: "an environment that is excluded", keys: "['pyproject.toml', '**/*.py', '!.venv/**']",
      files: [".venv/pyvenv.cfg", ".venv/lib/a.py", "p/__init__.py"]),
    Case(
      name: "build output", keys: "['pyproject.toml', '**/*.rs']",
      files: ["target/debug/a.rs", "b.rs"],
      rules: [.globReachesBuildOutput], proposes: ["!target/**"]),
    Case(
      name: "a package called build", keys: "['pyproject.toml', 'src/**/*.py']",
      files: ["src/build/__init__.py"]),
    Case(
      name: "Git's own files", keys: "['pyproject.toml', '**']", files: [git, "a.txt"],
      rules: [.globReachesBuildOutput], proposes: ["!.git/**"]),
    Case(
      name: "what Git ignores", keys: "['pyproject.toml', 'gen/*']",
      files: [".gitignore: *.tmp", "gen/a.tmp"], rules: [.globReachesIgnoredFile]),
    Case(
      name: "a version file that the build writes", backend: "hatchling.build",
      requires: ["hatch-vcs"], project: dynamic,
      keys: "['pyproject.toml', 'src/**/*.py', \(wholeGit)]",
      tool:
        "[tool.hatch.version]\nsource = 'vcs'\n[tool.hatch.build.hooks.vcs]\nversion-file = 'src/p/_version.py'",
      files: [git, "src/p/__init__.py"], rules: [.watchedFileIsWritten],
      proposes: ["src/!p/_version.py*"]),
    Case(
      name: "a version file that is left out", backend: "hatchling.build",
      requires: ["hatch-vcs"], project: dynamic,
      keys: "['pyproject.toml', 'src/**/*.py', 'src/!p/_version.py*', \(wholeGit)]",
      tool:
        "[tool.hatch.version]\nsource = 'vcs'\n[tool.hatch.build.hooks.vcs]\nversion-file = 'src/p/_version.py'",
      files: [git, "src/p/__init__.py"]),
    Case(
      name: "C that Cython writes", backend: setuptools,
      keys: "['pyproject.toml', 'setup.py', 'src/**/*.{c,pyx}']",
      files: [
        "setup.py: cythonize(Extension('p.a', ['src/p/a.pyx']))", "src/p/a.pyx",
        "src/p/a.c: /* Generated by Cython 3 */",
      ],
      rules: [.watchedFileIsWritten], proposes: ["src/!p/a.c*"]),
    Case(
      name: "a manifest that the backend rewrites", backend: "poetry_dynamic_versioning.backend",
      requires: ["poetry-dynamic-versioning"], project: dynamic,
      tool: "[tool.poetry-dynamic-versioning]\nenable = true", files: [git],
      rules: [.watchedFileIsWritten, .gitVersionUnwatched],
      proposes: ["cache-keys = [{ git = { commit = true, tags = true } }]"]),
    Case(
      name: "some modules", backend: setuptools, keys: "['pyproject.toml', 'a/*.py']",
      files: ["a/__init__.py", "b/__init__.py"], rules: [.modulesUnwatched]),
    Case(
      name: "all modules", backend: setuptools, keys: "['pyproject.toml', '*/*.py']",
      files: ["a/__init__.py", "b/__init__.py"]),
  ]

  @Test(
    arguments: declarations + reach + setuptoolsInputs + otherInputs + layouts + lots + reached
      + scripts)
  func finds(_ one: Case) throws {
    let tree = TemporaryTree()
    var system = "[build-system]\nrequires = \(one.requires)\nbuild-backend = '\(one.backend)'\n"
    if one.backend == "backend" { system += "backend-path = ['_custom']\n" }
    let keys = one.keys.map { "[tool.uv]\ncache-keys = \($0)\n" } ?? ""
    tree.write(
      "p/pyproject.toml", "[project]\nname = 'p'\n\(one.project)\n\(system)\(keys)\(one.tool)\n")
    for file in one.files {
      let parts = file.split(separator: ": ", maxSplits: 1).map(String.init)
      tree.write("p/\(parts[0])", parts.count > 1 ? parts[1] : "")
    }
    let variables = ProcessEnvironment([:])
    let report = try KeyReport(
      of: Path("\(tree.path)/p"), trying: [], rules: .latest, variables: variables)
    let lint = KeyLint(of: report, rules: .latest, variables: variables)
    let (rules, messages) = (Set(lint.findings.map(\.rule)), lint.findings.map(\.message))
    if rules.contains(.sourcePerhapsUnwatched), !one.rules.contains(.sourcePerhapsUnwatched) {
      // Its paths are of several kinds; which rows have it is not what these are for.
      #expect(rules.subtracting([.sourcePerhapsUnwatched]).isSubset(of: one.rules), "\(messages)")
    } else {
      #expect(rules == Set(one.rules), "\(messages)")
    }
    let named = Set(lint.findings.flatMap(\.paths).compactMap(\.utf8Text))
    #expect(named.isSuperset(of: one.names), "\(named.sorted())")
    #expect(named.isDisjoint(with: one.quiet), "\(named.sorted())")
    if one.rules.contains(.sourcePerhapsUnwatched) {
      let perhaps = lint.findings.filter { $0.rule == .sourcePerhapsUnwatched }.flatMap(\.paths)
      #expect(Set(perhaps.compactMap(\.utf8Text)) == Set(one.perhaps))
    }
    if one.areNotes { #expect(!lint.hasWarnings) }
    if one.warns { #expect(lint.hasWarnings) }
    let line = lint.proposal?.line ?? ""
    for part in one.proposes { #expect(line.contains(part), "\(line)") }
    for finding in lint.findings where one.keys != nil { #expect(finding.line != nil) }
    guard let proposal = lint.proposal else { return }
    // What is proposed is enough, and proposing again changes nothing.
    tree.write(
      "p/pyproject.toml",
      "[project]\nname = 'p'\n\(one.project)\n\(system)[tool.uv]\n\(line)\n"
        + one.tool.replacing("[tool.uv]\n", with: ""))
    let after = try KeyReport(
      of: Path("\(tree.path)/p"), trying: [], rules: .latest, variables: variables)
    let watched = Set(after.entries.flatMap(\.matches))
    #expect(watched.isSuperset(of: proposal.mustMatch))
    #expect(watched.isDisjoint(with: proposal.mustNotMatch))
    #expect(KeyLint(of: after, rules: .latest, variables: variables).proposal == nil)
  }

  /// Each rule has a project above in which it speaks, but for the one that needs a huge tree.
  @Test func everyRuleIsShown() {
    let shown = Set(
      (Self.declarations + Self.reach + Self.setuptoolsInputs + Self.otherInputs + Self.doubts)
        .flatMap(\.rules))
    #expect(Set(Finding.Rule.allCases).subtracting(shown) == [.globsWalkFar])
    #expect(Finding.Rule.keysMatchNothing.code == "UVF001")
    #expect(Finding.Rule.keyNeedsNewerUV.code == "UVF021")
    #expect(Finding.Rule.backendUnknown.code == "UVF022")
    #expect(Finding.Rule.sourcePerhapsUnwatched.code == "UVF023")
    #expect(Finding.Rule.manifestInvalid.code == "UVF024")
  }

  @Test func newExclusionsAreExplained() {
    let proposal = KeyProposal(
      [.file("old/!a*")], adding: [.file("src/**"), .file("src/!p/a.c*"), .file("!x/**")])
    #expect(
      proposal.remarks == [
        "`src/!p/a.c*` keeps `src/p/a.c*` out of what the other globs match",
        "`!x/**` keeps `x/**` out of what the other globs match",
      ])
  }
}
