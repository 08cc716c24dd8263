import Foundation
import TestSupport
import Testing

/// What the files of an install say, installed by real uv: each advice, and beside it the case in
/// which it must not be given.
///
/// Backends that cannot be had offline are stood in for by one in the tree that bears their name:
/// it ships what lies below the root, and does what a `hook.py` adds.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to install with"))
struct ContentScenarioTests {
  struct Scenario: CustomTestStringConvertible, Sendable {
    let name: String
    /// The module of the build backend.
    var backend = "flit_core.buildapi"
    /// A version that the backend takes from `VERSION` is not declared: uv would hold the install to
    /// a declared one.
    var version = "version = '0.1.0'"
    /// In `[project]`.
    var project = ""
    /// Tables behind `[build-system]`.
    var tool = ""
    /// In the project, before the first install.
    var before = "true"
    var isEditable = false
    /// Between two installs: the second goes into a new environment, and is the one looked at.
    var between: String?
    /// In the project, after the install; `$SITE` and `$VENV` name places.
    var after = "true"
    var variables: [String: String] = [:]
    /// Of all advice.
    var advice: [String] = []
    /// Part of some message.
    var says: String?
    /// Of `uvfresh diff`: lines of the output.
    var diff: [String]?

    var testDescription: String { name }
  }

  @Test(arguments: differences + outputs + hooks + dependencies)
  func says(_ scenario: Scenario) throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let variables = scenario.variables.mapValues {
      $0.replacing("PROJECT", with: "\(tree.path)/p")
    }.merging(["UV_CACHE_DIR": "\(tree.path)/cache"]) { $1 }
    var root = "\(tree.path)/first"
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let tag = try tree.shell("basename \(root)/lib/python* | tr -dc 0-9t | sed s/^t//")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    makeProject(scenario, in: tree)
    try tree.shell("export TAG=\(tag); set -e; \(scenario.before)", in: "p")
    tree.write("requirements.txt", scenario.isEditable ? "-e ./p\n" : "./p\n")

    func install() throws {
      // Unlike the name of a directory on the command line, this takes what the cache has.
      let result = try uv.run(
        ["pip", "install", "-q", "--no-deps", "-r", "requirements.txt"], in: tree.path,
        environment: root, variables: variables.filter { $0.key != "PATH" })
      try #require(result.status == 0, "\(result.errors)")
    }
    try install()
    if let between = scenario.between {
      try tree.shell("set -e; sleep 0.02; \(between)", in: "p")
      root = "\(tree.path)/second"
      _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
      try install()
    }
    let site = try tree.shell("echo \(root)/lib/python*/site-packages")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    try tree.shell(
      "set -e; sleep 0.02; SITE='\(site)' VENV='\(root)'; \(scenario.after)", in: "p")

    let options = ["-p", root, "--uv", uv.path]
    let result = try Built.run(
      ["explain", "p", "--format", "json"] + options, in: tree.path, variables)
    try #require(result.status == 0, "\(result.errors)")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let package = try #require((document["packages"] as? [[String: Any]])?.first)
    let advice = try #require(package["advice"] as? [[String: Any]])
    let given = advice.filter { $0["level"] as? String == "warning" }
    #expect(given.compactMap { $0["code"] as? String } == scenario.advice, "\(result.output)")
    if let says = scenario.says {
      #expect(
        given.contains { ($0["message"] as? String)?.contains(says) == true }, "\(given)")
    }
    if let lines = scenario.diff {
      let diff = try Built.run(["diff", "p"] + options, in: tree.path, variables)
      #expect(diff.status == (lines.isEmpty ? 0 : 1), "\(diff)")
      let shown = diff.output.split(separator: "\n").map { $0.prefix { $0 != "\t" } }
      #expect(shown == lines.map { $0[...] })
    }
  }

  private func makeProject(_ scenario: Scenario, in tree: TemporaryTree) {
    let module = scenario.backend.split(separator: ".").joined(separator: "/")
    tree.write("p/src/p/__init__.py", "from . import core\n")
    tree.write("p/src/p/core.py", "x = 1\n")
    tree.write(
      "p/pyproject.toml",
      """
      [project]
      name = 'p'
      \(scenario.version)
      \(scenario.project)
      [build-system]
      requires = []
      build-backend = '\(scenario.backend)'
      backend-path = ['.backend']
      \(scenario.tool)

      """)
    let isPackage = module.contains("/")
    if isPackage {
      tree.write("p/.backend/\(module.prefix { $0 != "/" })/__init__.py")
    }
    tree.write("p/.backend/\(module).py", Self.backend)
  }

  private static let backend = """
    import os, zipfile
    try:
        import tomllib
    except ImportError:
        tomllib = None

    def build(directory, editable):
        root = open("ROOT").read().strip() if os.path.exists("ROOT") else "src"
        version = open("VERSION").read().strip() if os.path.exists("VERSION") else "0.1.0"
        files = {}
        if editable:
            files["p.pth"] = os.path.abspath(root).encode()
        else:
            for place, _, names in os.walk(root):
                for name in names:
                    path = os.path.join(place, name)
                    if not name.endswith((".pyc", ".so")):
                        files[os.path.relpath(path, root)] = open(path, "rb").read()
        if os.path.exists("hook.py"):
            exec(open("hook.py").read(), {"files": files, "editable": editable})
        info = "p-%s.dist-info/" % version
        metadata = "Metadata-Version: 2.1\\nName: p\\nVersion: %s\\n" % version
        project = tomllib.load(open("pyproject.toml", "rb"))["project"] if tomllib else {}
        for line in project.get("dependencies", []):
            metadata += "Requires-Dist: %s\\n" % line
        for extra, lines in project.get("optional-dependencies", {}).items():
            metadata += "".join("Requires-Dist: %s; extra == '%s'\\n" % (l, extra) for l in lines)
        files[info + "METADATA"] = metadata.encode()
        files[info + "WHEEL"] = b"Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        files[info + "RECORD"] = ("".join("%s,,%d\\n" % (n, len(c)) for n, c in files.items()) + info + "RECORD,,\\n").encode()
        wheel = "p-%s-py3-none-any.whl" % version
        with zipfile.ZipFile(os.path.join(directory, wheel), "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return wheel

    def build_wheel(directory, config_settings=None, metadata_directory=None):
        return build(directory, False)

    def build_editable(directory, config_settings=None, metadata_directory=None):
        return build(directory, True)
    """
}
