import Foundation
import TestSupport
import Testing

/// A workspace of five in which two are built by a third: what uv rebuilds, and what is said of what
/// it does not.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv"))
struct CascadeScenarioTests {
  private let tree = TemporaryTree()

  /// `foo` builds the others and puts its own foo.cpp into what it builds.
  ///
  /// Of those, `bar` watches nothing of it and `qux` its sources; `baz` only needs it to run.
  private static let workspace = """
    set -e
    make() {
      mkdir -p $1/src/$2
      printf '[project]\\nname = "%s"\\nversion = "0.1.0"\\nrequires-python = ">=3.8"\\ndependencies = [%s]\\n' $2 "$4" > $1/pyproject.toml
      printf '[build-system]\\nrequires = ["%s"]\\nbuild-backend = "%s"\\n' $3 ${3%%[>]*} >> $1/pyproject.toml
      touch $1/src/$2/__init__.py
    }
    make . top 'uv_build>=0.8' '"foo", "bar", "baz", "qux"'
    printf '[tool.uv.workspace]\\nmembers = ["packages/*"]\\n[tool.uv.sources]\\n' >> pyproject.toml
    for name in foo bar baz qux; do echo "$name = { workspace = true }" >> pyproject.toml; done
    make packages/foo foo 'uv_build>=0.8'
    make packages/bar bar foo
    make packages/qux qux foo
    make packages/baz baz 'uv_build>=0.8' '"foo"'
    printf '[tool.uv]\\ncache-keys = [{ file = "pyproject.toml" }, { file = "src/**/*.cpp" }]\\n' >> packages/foo/pyproject.toml
    printf '[tool.uv]\\ncache-keys = [{ file = "pyproject.toml" }, { file = "../foo/src/**/*.cpp" }]\\n' >> packages/qux/pyproject.toml
    echo one > packages/foo/src/foo/foo.cpp
    cat > packages/foo/src/foo/__init__.py <<'BACKEND'
    import os, pathlib, re, zipfile
    def build_wheel(directory, settings=None, metadata=None):
        name = re.search('name = "(.*)"', pathlib.Path("pyproject.toml").read_text())[1]
        info = f"{name}-0.1.0.dist-info"
        wheel = f"{name}-0.1.0-py3-none-any.whl"
        with zipfile.ZipFile(os.path.join(directory, wheel), "w") as archive:
            archive.writestr(f"{name}_built.txt", pathlib.Path(__file__).with_name("foo.cpp").read_text())
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 0.1.0\\n")
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: foo\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            archive.writestr(f"{info}/RECORD", "")
        return wheel
    build_editable = build_wheel
    BACKEND
    $UV sync -q
    """

  private struct Package {
    let state: String
    let becauseOf: [String]
    let cascade: [String: Any]?
  }

  private func packages(_ variables: [String: String]) throws -> [String: Package] {
    let result = try Built.run(
      ["list", "--advice", "--format", "json"], in: tree.path, variables)
    let document =
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let list = try #require(document?["packages"] as? [[String: Any]], "\(result.errors)")
    return Dictionary(
      list.compactMap { package in
        guard let name = package["name"] as? String else { return nil }
        let advice = package["advice"] as? [[String: Any]] ?? []
        return (
          name,
          Package(
            state: package["state"] as? String ?? "",
            becauseOf: package["because_of"] as? [String] ?? ["?"],
            cascade: advice.first { $0["code"] as? String == "cascade" })
        )
      }
    ) { one, _ in one }
  }

  private func explain(_ name: String, _ variables: [String: String]) throws -> String {
    try Built.run(["explain", name], in: tree.path, variables).output
  }

  private func built(_ name: String) throws -> String {
    try tree.shell("cat .venv/lib/python3*/site-packages/\(name)_built.txt")
  }

  @Test func whoIsStaleBecauseOfWhom() throws {
    let uv = try #require(RealUV.newest)
    let variables = [
      "UV": uv.path, "UV_OFFLINE": "1", "UV_CACHE_DIR": "\(tree.path)/cache",
      "UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": "", "LC_ALL": "C.UTF-8",
    ]
    func run(_ script: String) throws {
      let made = try Command.run(
        ["/bin/bash", "-c", script], in: tree.path, environment: variables)
      try #require(made.status == 0, "\(made.output)\(made.errors)")
    }
    try run(Self.workspace)
    // Nothing changed: nothing is said.
    var all = try packages(variables)
    #expect(all.count == 5)
    #expect(
      all.values.allSatisfy { $0.state == "fresh" && $0.becauseOf.isEmpty && $0.cascade == nil })

    usleep(20_000)
    try run("echo two > packages/foo/src/foo/foo.cpp")
    all = try packages(variables)
    let line =
      "root: foo (src/foo/foo.cpp changed) → bar builds against foo and watches nothing of it"
    #expect(all["foo"]?.state == "stale" && all["foo"]?.becauseOf == [])
    #expect(all["bar"]?.state == "fresh" && all["bar"]?.becauseOf == ["foo"])
    #expect(all["qux"]?.state == "stale" && all["qux"]?.becauseOf == ["foo"])
    #expect(all["qux"]?.cascade == nil)
    for name in ["baz", "top"] {
      #expect(all[name]?.becauseOf == [] && all[name]?.cascade == nil, "\(name)")
    }
    #expect(try explain("bar", variables).contains(line))
    #expect(try explain("foo", variables).contains(line))
    let suggestion = try #require(all["bar"]?.cascade?["suggestion"] as? String)
    #expect(suggestion.contains("{ file = \"../foo/src/**/*.cpp\" }"))

    // uv keeps the old build of bar, and the reason stays after foo itself is fresh again.
    try run("$UV sync -q")
    #expect(try built("bar") == "one\n" && built("qux") == "two\n")
    all = try packages(variables)
    #expect(all["foo"]?.state == "fresh" && all["bar"]?.becauseOf == ["foo"])

    // With the suggested keys uv rebuilds it, now and after the next change.
    try run(
      "printf '[tool.uv]\\n%s\\n' '\(suggestion)' >> packages/bar/pyproject.toml; $UV sync -q")
    #expect(try built("bar") == "two\n")
    usleep(20_000)
    try run("echo three > packages/foo/src/foo/foo.cpp")
    all = try packages(variables)
    #expect(all["bar"]?.state == "stale" && all["bar"]?.cascade == nil)
    try run("$UV sync -q")
    #expect(try built("bar") == "three\n")
    #expect(
      try packages(variables).values.allSatisfy { $0.state == "fresh" && $0.becauseOf.isEmpty })
  }
}
