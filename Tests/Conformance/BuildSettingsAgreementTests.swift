import Foundation
import Freshness
import Platform
import TestSupport
import Testing
import UV

/// Build settings that change after an install: what uv says of each install, and what is said
/// here.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to ask"), .serialized)
struct BuildSettingsAgreementTests {
  private static let start = """
    config-settings = { g = "1", h = ["x", "y"] }
    config-settings-package = { a = { g = "2" } }
    extra-build-dependencies = { a = ["uv_build", "uv_build<99, >=0.8"] }
    extra-build-variables = { a = { X = "1" } }

    """

  static let changes: [(from: String, to: String)] = [
    ("", ""), ("g = \"1\"", "g = \"9\""), ("[\"x\", \"y\"]", "[\"y\", \"x\"]"),
    ("X = \"1\"", "X = \"2\""),
    ("g = \"2\"", "z = \"2\""), ("<99, >=0.8", ">=0.8,<99"), ("\"uv_build\", ", ""),
    ("a = [\"uv_build\"", "A = [\"uv-build\""),
    ("config-settings = { g = \"1\", h = [\"x\", \"y\"] }", ""),
    ("g = \"1\"", "g = [\"1\"]"), ("config-settings = ", "config-settings = 1 #"),
  ]

  private func makeProject(_ name: String, in tree: TemporaryTree) {
    tree.write("\(name)/src/\(name)/__init__.py")
    tree.write(
      "\(name)/pyproject.toml",
      "[project]\nname='\(name)'\nversion='1'\n[build-system]\nrequires=['uv_build>=0.8']\nbuild-backend='uv_build'\n"
    )
  }

  /// Whose settings hold, if uv is sent elsewhere by its variables.
  @Test(arguments: [
    ["UV_PROJECT": "other"], ["UV_WORKING_DIR": "other"], ["UV_WORKING_DIRECTORY": "other"],
    ["UV_WORKING_DIRECTORY": "none", "UV_WORKING_DIR": "other"],
    ["UV_WORKING_DIR": "other", "UV_PROJECT": "../plain"], ["UV_NO_CONFIG": "N"],
    ["UV_PROJECT": "other", "UV_NO_CONFIG": "Yes"],
  ])
  func uvIsSentElsewhere(_ sent: [String: String]) throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = "\(tree.path)/venv"
    let none = ["UV_NO_CONFIG": "0", "XDG_CONFIG_HOME": "\(tree.path)/none"]
    makeProject("a", in: tree)
    let list = tree.write("list/r.txt", "-e file://\(tree.path)/a\n")
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-r", list], in: tree.path, environment: root,
      variables: none)
    try #require(installed.status == 0, "\(installed.errors)")
    tree.makeDirectory("plain")
    tree.write("other/uv.toml", Self.start)

    let variables = none.merging(sent) { $1 }
    let said = try uv.run(
      ["pip", "sync", "--dry-run", "-v", list], in: tree.path, environment: root,
      variables: variables
    ).errors
    let mine = try Built.run(
      ["list", "--format", "json"], in: tree.path,
      variables.merging(["VIRTUAL_ENV": root, "UV": uv.path]) { $1 }
    ).output
    let isFresh = said.contains("Requirement already installed: a")
    #expect(mine.contains("\"state\":\"\(isFresh ? "fresh" : "stale")\""), "\(said)\n\(mine)")
  }

  @Test(arguments: changes)
  func uvSaysTheSame(_ from: String, _ to: String) throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = "\(tree.path)/venv"
    let variables = ["UV_NO_CONFIG": "false", "XDG_CONFIG_HOME": "\(tree.path)/none"]
    for name in ["a", "b"] { makeProject(name, in: tree) }
    tree.write("uv.toml", Self.start)
    let list = tree.write("list/r.txt", "-e file://\(tree.path)/a\nb @ file://\(tree.path)/b\n")
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-r", list], in: tree.path, environment: root,
      variables: variables)
    try #require(installed.status == 0, "\(installed.errors)")
    tree.write("uv.toml", from.isEmpty ? Self.start : Self.start.replacing(from, with: to))

    let said = try uv.run(
      ["pip", "sync", "--dry-run", "-v", list], in: tree.path, environment: root,
      variables: variables
    ).errors
    let path = Path(root)
    let configuration = try #require(PyvenvConfiguration(at: path))
    let environment = try #require(PythonEnvironment(virtual: path, configuration: configuration))
    let survey = try Surveyor(
      environment: environment, rules: .latest, variables: ProcessEnvironment(variables),
      workingDirectory: Path(tree.path)
    ).survey()
    for assessment in survey.assessments {
      let name = assessment.distribution.name
      let theirs = said.contains("Requirement already installed: \(name)")
      #expect((assessment.state == .fresh) == theirs, "\(name) after \(from) -> \(to): \(said)")
    }
    #expect(survey.assessments.count == 2)
  }
}
