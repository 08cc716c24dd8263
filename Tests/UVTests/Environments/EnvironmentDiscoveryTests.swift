import Foundation
import Platform
import TestSupport
import Testing
import UV

@Suite struct EnvironmentDiscoveryTests {
  private let tree = TemporaryTree()

  private func makeEnvironment(_ name: String, python: String = "3.11") {
    tree.write("\(name)/pyvenv.cfg", "home = /usr/bin\nversion_info = \(python).7\n")
    tree.makeDirectory("\(name)/lib/python\(python)/site-packages")
    tree.write("\(name)/bin/python\(python)", "\u{7F}ELF")
    _ = try? tree.shell(
      "chmod +x '\(name)/bin/python\(python)'; ln -sf python\(python) '\(name)/bin/python'")
  }

  private func find(
    _ request: EnvironmentDiscovery.Request = .init(), in directory: String = "",
    _ variables: [String: String] = [:], release: UVRelease = Rules.latestRelease
  ) throws -> PythonEnvironment {
    let here = directory.isEmpty ? tree.path : "\(tree.path)/\(directory)"
    let variables = ProcessEnvironment(variables)
    return try EnvironmentDiscovery(
      variables: variables, workingDirectory: Path(here),
      project: ProjectEnvironment(around: Path(here), Manifests(), variables: variables),
      rules: { Rules(release) }
    ).find(request)
  }

  private func root(_ environment: PythonEnvironment) -> String? {
    environment.root?.utf8Text.map { String($0.dropFirst(tree.path.count + 1)) }
  }

  @Test func theOrderOfUV() throws {
    for name in ["a", "b", "c", "d", ".venv", "x/.venv"] { makeEnvironment(name) }
    var variables = ["UV_PYTHON": "\(tree.path)/b", "VIRTUAL_ENV": "c", "CONDA_PREFIX": "d"]
    #expect(root(try find(.init(python: "a"), variables)) == "a")
    #expect(root(try find(variables)) == "b")
    variables["UV_PYTHON"] = ""
    #expect(root(try find(variables)) == "c")
    variables["VIRTUAL_ENV"] = nil
    #expect(root(try find(variables)) == "d")
    variables["CONDA_DEFAULT_ENV"] = "base"
    #expect(root(try find(variables)) == ".venv")
    #expect(root(try find(in: "x")) == "x/.venv")
    #expect(root(try find(in: "a/lib")) == "a")
  }

  private func find(_ variables: [String: String]) throws -> PythonEnvironment {
    try find(.init(), variables)
  }

  private func find(
    _ request: EnvironmentDiscovery.Request, _ variables: [String: String]
  ) throws -> PythonEnvironment {
    try find(request, in: "", variables)
  }

  /// What was not given as an option is not named after one.
  @Test func aMessageNamesWhatWasSaid() {
    for (option, start) in [("--python", "--python x/y: "), ("", "x/y: ")] {
      let error = #expect(throws: EnvironmentDiscovery.Failure.self) {
        try find(.init(python: "x/y", option: option))
      }
      #expect(error?.message.hasPrefix(start) == true, "\(error?.message ?? "")")
    }
  }

  @Test func aFileNamesAnotherEnvironment() throws {
    makeEnvironment("elsewhere")
    tree.write("p/.venv", "../elsewhere\n")
    #expect(root(try find(in: "p")) == "elsewhere")
    makeEnvironment(".venv")
    #expect(root(try find(in: "p", release: UVRelease(0, 13, 8))) == ".venv")
    try tree.shell("ln -sf nowhere p/.venv")
    #expect(root(try find(in: "p", release: UVRelease(0, 11, 33))) == ".venv")
    #expect(throws: EnvironmentDiscovery.Failure.self) { try find(in: "p") }
  }

  /// As uv 0.13.9 takes and leaves them for an environment of CPython 3.11.7.
  @Test(arguments: [
    ("3", true), ("3.11", true), ("3.11.7", true), ("3.11.8", false), ("311", true),
    ("3.12", false),
    (">=3.11,<3.12", true), ("<3.11", false), ("~=3.11", true), ("==3.11.*", true),
    ("==3.11", true),
    ("!=3.11.7", false), ("===3.11.7", true), ("cpython", true), ("CPython@3.11", true),
    ("cp311", true), ("python3.11", true), ("python>=3.11", true), ("cpython 3.11", true),
    (" 3.11", true), ("v3.11", true), ("any", true), ("ANY", true), ("default", true),
    ("pypy", false), ("graalpy", false), ("3.13t", false), ("3.11d", false), ("4", false),
    ("3117", false), ("3.11rc1", false), ("3.11.7rc1", false), (">=3.11.0rc1", true),
    ("cpython-3.11-linux", true), ("cpython-any", true), ("linux", true), ("any-3.11", true),
    ("cpython-3.11-macos", false), ("cpython-3.11-linux-x86_64-musl", false),
    ("cpython-3.12-linux", false),
    // Names of programs, none of which is in PATH.
    ("py311", false), ("3.11.*", false), (">=3.11,", false), ("3.300", false), ("@3.11", false),
    (" any", false), ("latest", false), ("3.11.7.0", false), ("cp311-cp311-linux", false),
  ])
  func requestsFilter(_ request: String, _ isTaken: Bool) throws {
    makeEnvironment(".venv")
    let found = try? find(.init(), ["UV_PYTHON": request])
    #expect((found != nil) == isTaken)
  }

  /// uv takes a prefix for conda's base by its name and by `_CONDA_ROOT`.
  @Test(arguments: [
    ([:], true), (["CONDA_DEFAULT_ENV": "c"], true), (["CONDA_DEFAULT_ENV": "base"], false),
    (["CONDA_DEFAULT_ENV": ""], false), (["_CONDA_ROOT": "c"], false),
    (["CONDA_DEFAULT_ENV": "c", "_CONDA_ROOT": "other"], true),
  ])
  func condasBaseIsLeftAlone(_ variables: [String: String], _ isTaken: Bool) throws {
    for name in ["c", ".venv"] { makeEnvironment(name) }
    let found = try find(.init(), variables.merging(["CONDA_PREFIX": "c"]) { $1 })
    #expect(root(found) == (isTaken ? "c" : ".venv"))
  }

  @Test func theProjectMayNameItsEnvironment() throws {
    makeEnvironment("p/.venv")
    makeEnvironment("p/other")
    tree.write("p/pyproject.toml", "[project]\nname = 'p'\n[tool.uv.workspace]\nmembers = ['m']\n")
    tree.write("p/m/pyproject.toml", "[project]\nname = 'm'\n")
    let variables = ["UV_PROJECT_ENVIRONMENT": "other", "VIRTUAL_ENV": "\(tree.path)/p/.venv"]
    for directory in ["p", "p/m"] {
      #expect(root(try find(in: directory, variables)) == "p/other")
    }
  }

  @Test func anInterpreterInAnEnvironment() throws {
    makeEnvironment("a")
    tree.write("a/bin/python", "")
    #expect(root(try find(.init(python: "a/bin/python"))) == "a")
  }

  @Test func theVersionChoosesTheDirectory() throws {
    makeEnvironment("a", python: "3.11")
    tree.makeDirectory("a/lib/python3.9/site-packages")
    tree.makeDirectory("a/lib/python3.13/site-packages")
    let found = try find(.init(python: "a"))
    #expect(found.sitePackages == [Path("\(tree.path)/a/lib/python3.11/site-packages")])
    #expect(found.pythonVersion == "3.11.7")
  }

  @Test func withoutSitePackagesItIsEmpty() throws {
    tree.write("a/pyvenv.cfg", "version_info = 3.12.1\n")
    let found = try find(.init(python: "a"))
    #expect(found.sitePackages == [Path("\(tree.path)/a/lib/python3.12/site-packages")])
  }

  @Test func directoriesInsteadOfAnEnvironment() throws {
    tree.makeDirectory("one")
    try tree.shell("ln -s one two")
    let found = try find(.init(sitePackages: ["one", "two"]))
    #expect(found.root == nil)
    #expect(found.sitePackages == [Path("\(tree.path)/one")])
  }

  @Test(.enabled(if: Command.find("python3") != nil, "there is no python3"))
  func anInterpreterOutsideIsAsked() throws {
    let python = try #require(Command.find("python3"))
    let asked = try Command.run(
      [python, "-I", "-c", "import sysconfig;print(sysconfig.get_paths()['purelib'])"])
    let found = try find(.init(python: python))
    #expect(
      found.sitePackages.first?.utf8Text
        == asked.output.split(separator: "\n").first.map(String.init))
    #expect(found.pythonVersion?.hasPrefix("3.") == true)
  }

  @Test(.enabled(if: Command.find("python3") != nil, "there is no python3"))
  func theSystemsInterpreterIfUVWouldTakeIt() throws {
    makeEnvironment(".venv")
    try tree.shell("ln -sf \"$(command -v python3)\" .venv/bin/python")
    let path = try #require(ProcessInfo.processInfo.environment["PATH"])
    let variables = ["UV_SYSTEM_PYTHON": "True", "PATH": "\(tree.path)/.venv/bin:\(path)"]
    let found = try find(variables)
    #expect(root(found) != ".venv")
    #expect(found.sitePackages.allSatisfy { Directory.working.has($0) })
    #expect(root(try find(variables.merging(["UV_SYSTEM_PYTHON": "f"]) { $1 })) == ".venv")
    #expect(throws: EnvironmentDiscovery.Failure.self) {
      try find(["UV_SYSTEM_PYTHON": "1", "PATH": tree.path])
    }
  }

  @Test func failuresSayWhatWasTried() throws {
    func message(_ request: EnvironmentDiscovery.Request, _ variables: [String: String] = [:])
      -> String
    {
      do {
        return "found \(try find(request, in: "", variables))"
      } catch {
        return "\(error)"
      }
    }
    #expect(message(.init()).contains("no Python environment found"))
    #expect(message(.init(python: "./nope")).contains("--python ./nope"))
    #expect(message(.init(), ["VIRTUAL_ENV": "nope"]).contains("no Python environment found"))
    #expect(message(.init(sitePackages: ["nope"])).contains("--site-packages nope"))
    tree.makeDirectory("empty")
    #expect(message(.init(python: "empty")).contains("neither pyvenv.cfg nor bin/python"))
    tree.write("blank/pyvenv.cfg", "")
    #expect(message(.init(python: "blank")).contains("names no version"))
  }
}
