import Foundation
import Freshness
import Platform
import TestSupport
import Testing
import UV

/// `bar` beside `foo`, whose foo.cpp is watched by its own keys: what is said of bar after a change.
@Suite struct CascadeTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// bar's manifest.
    let bar: String
    /// What changes after the install.
    var change = "touch foo/foo.cpp"
    /// In the tree, before the install.
    var before = "true"
    /// The packages because of which it is stale or should be.
    var becauseOf: [String] = ["foo"]
    /// Part of the suggested keys; nil where no advice is given.
    var suggests: String?
  }

  private static let requires = "[build-system]\nrequires = ['foo', 'x>1']\nbuild-backend = 'foo'\n"
  private static let path = "[tool.uv.sources]\nfoo = { path = '../foo' }\n"
  private static let project = "[project]\nname = 'bar'\nversion = '0.1.0'\n"

  static let cases: [Case] = [
    Case(
      testDescription: "build-system.requires with a path source", bar: project + requires + path,
      suggests: "{ file = \"../foo/*.cpp\" }"),
    Case(
      testDescription: "the name is written in another way",
      bar: project
        + "[build-system]\nrequires = ['Foo[x] >= 1']\n[tool.uv.sources]\nFOO = [{path='../foo'}]\n",
      suggests: "../foo/*.cpp"),
    Case(
      testDescription: "a member of the workspace; the root says so", bar: project + requires,
      before:
        "printf \"[tool.uv.workspace]\\nmembers=['foo','bar']\\n[tool.uv.sources]\\nfoo={workspace=true}\\n\" > pyproject.toml",
      suggests: "../foo/*.cpp"),
    Case(
      testDescription: "a crate",
      bar: "[build-system]\nrequires=['maturin']\nbuild-backend='maturin'\n",
      before: """
        mkdir -p bar/src foo/src; touch bar/src/lib.rs foo/src/lib.rs
        printf '[package]\\nname="foo"\\n' > foo/Cargo.toml
        printf '[package]\\nname="bar"\\n[dependencies]\\nfoo = { path = "../foo" }\\n' > bar/Cargo.toml
        """, suggests: "../foo/"),
    Case(
      testDescription: "a file that hatchling includes",
      bar: project
        + "[build-system]\nrequires=['hatchling']\nbuild-backend='hatchling.build'\n[tool.hatch.build.targets.wheel.force-include]\n'../foo/foo.cpp' = 'x/foo.cpp'\n",
      suggests: "../foo/*.cpp"),
    Case(
      testDescription: "a directory that setuptools takes",
      bar: project
        + "[build-system]\nrequires=['setuptools']\n[tool.setuptools]\npackage-dir = { foo = '../foo/src/foo' }\n",
      suggests: "../foo/*.cpp"),

    // Nothing is said.
    Case(
      testDescription: "nothing changed", bar: project + requires + path, change: "true",
      becauseOf: []),
    Case(
      testDescription: "another file of foo changed, which its keys do not watch",
      bar: project + requires + path, change: "touch foo/README.md", becauseOf: []),
    Case(
      testDescription: "bar was built after the change", bar: project + requires + path,
      change:
        "touch foo/foo.cpp; sleep 0.02; touch .venv/lib/python3.12/site-packages/bar-0.1.0.dist-info/*",
      becauseOf: []),
    Case(
      testDescription: "the name alone stands for the registry", bar: project + requires,
      becauseOf: []),
    Case(
      testDescription: "a path source elsewhere",
      bar: project + requires + "[tool.uv.sources]\nfoo = { path = '../other' }\n", becauseOf: []),
    Case(
      testDescription: "a runtime dependency",
      bar: project + "dependencies = ['foo']\n[build-system]\nrequires=['x']\n" + path,
      becauseOf: []),
    Case(
      testDescription: "it watches the file, so that it is stale itself",
      bar: project + requires + "[tool.uv]\ncache-keys = ['pyproject.toml', '../foo/*.cpp']\n"
        + path),
    Case(
      testDescription: "it watches the directory",
      bar: project + requires + "[tool.uv]\ncache-keys = ['pyproject.toml', {dir='../foo/src'}]\n"
        + path),
  ]

  @Test(arguments: cases) func cascade(_ one: Case) throws {
    let fake = FakeEnvironment()
    fake.project("foo", keys: "['pyproject.toml', '*.cpp']")
    fake.tree.write("foo/foo.cpp")
    fake.tree.write("foo/README.md")
    fake.tree.write("bar/pyproject.toml", one.bar)
    try fake.tree.shell(one.before)
    usleep(20_000)
    for name in ["foo", "bar"] {
      fake.install(name, record: "{}")
      fake.tree.write(
        "\(FakeEnvironment.site)/\(name)-0.1.0.dist-info/WHEEL", "Tag: py3-none-any\n")
      fake.tree.write("\(FakeEnvironment.site)/\(name)-0.1.0.dist-info/RECORD")
    }
    usleep(20_000)
    try fake.tree.shell(one.change)
    let environment = PythonEnvironment(
      root: Path(fake.root), pythonVersion: "3.12.4",
      sitePackages: [Path("\(fake.tree.path)/\(FakeEnvironment.site)")])
    let surveyor = Surveyor(
      environment: environment, rules: .latest, variables: ProcessEnvironment([:]),
      workingDirectory: Path(fake.tree.path))
    let all = try surveyor.survey().assessments
    let bar = try #require(all.first { $0.distribution.name == "bar" })
    let found = Explanation(of: bar, surveyor: surveyor, among: all)
    #expect(found.cascade.map(\.rootName) == one.becauseOf)
    let advice = found.advice.filter { $0.code == .cascade }
    #expect(advice.count == (one.suggests == nil ? 0 : 1), "\(advice)")
    if let suggests = one.suggests {
      #expect(advice.first?.suggestion?.contains(suggests) == true, "\(advice)")
      #expect(
        found.cascade.first?.words(follower: "bar", arrow: "→").hasPrefix(
          "root: foo (foo.cpp changed) → bar builds against foo and watches nothing of it") == true)
    }
    let foo = try #require(all.first { $0.distribution.name == "foo" })
    let followers = surveyor.followers(of: foo, among: all)
    #expect(followers.map(\.follower.distribution.name) == (one.becauseOf.isEmpty ? [] : ["bar"]))
  }
}
