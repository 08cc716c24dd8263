import Freshness
import Platform
import TestSupport
import Testing
import UV

/// Each advice where it belongs, and nowhere else.
@Suite struct AdviceTests {
  private func advice(_ manifest: String, _ setUp: String = "true") throws -> [Advice] {
    try explanation(manifest, setUp).advice
  }

  private func explanation(
    _ manifest: String, _ setUp: String = "true", isEditable: Bool = true
  ) throws -> Explanation {
    let fake = FakeEnvironment()
    fake.tree.write("a/pyproject.toml", manifest)
    fake.tree.makeDirectory("a/.git")
    try fake.tree.shell(setUp, in: "a")
    fake.install(
      "a", record: "{}",
      direct: "{\"url\":\"file://\(fake.tree.path)/a\",\"dir_info\":{\"editable\":\(isEditable)}}")
    let environment = PythonEnvironment(
      root: Path(fake.root), pythonVersion: "3.12.4",
      sitePackages: [Path("\(fake.tree.path)/\(FakeEnvironment.site)")])
    let surveyor = Surveyor(
      environment: environment, rules: .latest, variables: ProcessEnvironment([:]),
      workingDirectory: Path(fake.tree.path))
    let assessment = try #require(try surveyor.survey().assessments.first)
    return Explanation(of: assessment, surveyor: surveyor, among: [])
  }

  private func codes(_ keys: String, _ setUp: String = "true") throws -> [Advice.Code] {
    try advice("[tool.uv]\ncache-keys = \(keys)\n", setUp).map(\.code)
  }

  /// The keys are judged as the package is installed: a copy needs its modules.
  @Test func theKeysAreJudgedBeforeAnEdit() throws {
    let manifest =
      "[project]\nname='a'\n[build-system]\nrequires=['uv_build']\nbuild-backend='uv_build'\n"
    let setUp = "mkdir -p src/a; touch src/a/__init__.py"
    #expect(try explanation(manifest, setUp).lint?.findings == [])
    let copy = try explanation(manifest, setUp, isEditable: false)
    #expect(copy.advice.isEmpty)
    #expect(copy.lint?.findings.map(\.rule) == [.modulesUnwatched])
    #expect(copy.lint?.findings.first?.paths == ["src/a/__init__.py"])
    #expect(copy.lint?.proposal?.line.contains("src/") == true)
    #expect(copy.lint?.hasWarnings == false)
  }

  @Test func defaultsNeedNone() throws {
    #expect(try advice("[project]\nname='a'\n").isEmpty)
  }

  @Test func keysThatMatchNothing() throws {
    let found = try advice("[tool.uv]\ncache-keys = ['nope/*.c']\n")
    #expect(found.map(\.code) == [.keysMatchNothing])
    #expect(
      found[0].suggestion == "cache-keys = [{ file = \"pyproject.toml\" }, { file = \"nope/*.c\" }]"
    )
    #expect(try codes("['pyproject.toml']").isEmpty)
  }

  @Test func aFileKeyThatIsADirectory() throws {
    let found = try advice("[tool.uv]\ncache-keys = ['pyproject.toml', 'src']\n", "mkdir src")
    #expect(found.map(\.code) == [.fileKeyIsDirectory])
    #expect(
      found[0].suggestion == "cache-keys = [{ file = \"pyproject.toml\" }, { file = \"src/**\" }]")
    #expect(try codes("['pyproject.toml', {dir='src'}]", "mkdir src").isEmpty)
    // pyproject.toml as a directory is none of the author's keys.
    #expect(try codes("['pyproject.toml', 'src/**']", "mkdir src; touch src/a").isEmpty)
  }

  @Test func aGlobThatMatchesNothing() throws {
    #expect(try codes("['pyproject.toml', 'src/*.rs']") == [.keyMatchesNothing])
    #expect(try codes("['pyproject.toml', 'maybe-later.txt']").isEmpty)
    #expect(try codes("['*.toml', '!x/*']").isEmpty)
  }

  @Test func theManifestLeftOut() throws {
    let found = try advice("[tool.uv]\ncache-keys = [{file='a.txt'}, {env='X'}]\n", "touch a.txt")
    #expect(found.map(\.code) == [.pyprojectUnwatched])
    #expect(
      found[0].suggestion
        == "cache-keys = [{ file = \"pyproject.toml\" }, { file = \"a.txt\" }, { env = \"X\" }]")
    #expect(try codes("['*.toml']").isEmpty)
  }

  @Test func aListThatUVRefuses() throws {
    #expect(try codes("[{fil='a'}]") == [.unknownKey])
  }

  @Test(arguments: [
    ("setuptools_scm>=8", "setuptools.build_meta"), ("hatch-vcs", "hatchling.build"),
    ("versioneer[toml]", "setuptools.build_meta"),
  ])
  func versionsFromGit(_ requirement: String, _ backend: String) throws {
    let manifest =
      "[project]\nname='a'\ndynamic=['version']\n[build-system]\n"
      + "requires=['x','\(requirement)']\nbuild-backend='\(backend)'\n"
    let found = try advice(manifest)
    #expect(found.map(\.code) == [.dynamicVersionUnwatched])
    #expect(found[0].suggestion?.hasSuffix("{ git = { commit = true, tags = true } }]") == true)
    let keys = "[tool.uv]\ncache-keys=['pyproject.toml', {git={commit=true,tags=true}}]\n"
    #expect(try advice(manifest + keys).isEmpty)
    #expect(try advice(manifest.replacing("dynamic=['version']", with: "version='1'")).isEmpty)
  }

  @Test func pdmOnlyWhereItReadsGit() throws {
    let manifest =
      "[project]\nname='a'\ndynamic=['version']\n[build-system]\nrequires=['pdm-backend']\nbuild-backend='pdm.backend'\n"
    #expect(try advice(manifest).isEmpty)
    #expect(try advice(manifest + "[tool.pdm.version]\nsource='scm'\n").count == 1)
  }

  /// Every suggestion is TOML that uv takes, and keeps what was declared.
  @Test func suggestionsAreValid() throws {
    let found = try advice(
      "[tool.uv]\ncache-keys = [\"a\\\"b\\\\\\u0001*\", {git={tags=true}}, {dir='d'}]\n",
      "touch 'a\"b\\'$'\\x01'x")
    let suggestion = try #require(found.compactMap(\.suggestion).first)
    let list = try CacheKeyList.read(Array("[tool.uv]\n\(suggestion)\n".utf8), rules: .latest)
    #expect(
      list.keys.suffix(3) == [
        .file("a\"b\\\u{1}*"), .git(commit: false, tags: true), .directory("d"),
      ])
  }
}
