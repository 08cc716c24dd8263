import Formats
import Foundation
import Platform
import TestSupport
import Testing
import UV

@Suite struct GoverningSettingsTests {
  private let tree = TemporaryTree()

  private func find(_ directory: String = "", _ variables: [String: String] = [:])
    -> GoverningSettings
  {
    SettingsDiscovery.find(
      in: Path("\(tree.path)/\(directory)"), variables: ProcessEnvironment(variables))
  }

  private func build(_ name: String, _ settings: GoverningSettings) -> String? {
    settings.buildInfo(of: name).map { String(decoding: $0.json.compactBytes, as: UTF8.self) }
  }

  @Test func valuesOfOneKeyAreJoinedNearestFirst() {
    tree.write(
      "p/uv.toml",
      "config-settings = { g = '1', h = ['x','y'] }\nconfig-settings-package = { A = { g = '2' } }\n"
    )
    tree.write("home/uv/uv.toml", "config-settings = { g = '3' }\n")
    let settings = find("p", ["XDG_CONFIG_HOME": "\(tree.path)/home"])
    #expect(build("a", settings) == #"{"config_settings":{"g":["2","1","3"],"h":["x","y"]}}"#)
    #expect(build("b", settings) == #"{"config_settings":{"g":["1","3"],"h":["x","y"]}}"#)
  }

  /// As uv 0.13.9 wrote it for these settings.
  @Test(arguments: [
    (
      "wheel",
      #"{"requirement":{"name":"wheel","index":null,"conflict":null},"match_runtime":false}"#
    ),
    (
      "Setup_Tools >=60, <70",
      #"{"requirement":{"name":"setup-tools","specifier":">=60,<70","index":null,"conflict":null},"match_runtime":false}"#
    ),
    (
      "six[foo]==1.0",
      #"{"requirement":{"name":"six","extras":["foo"],"specifier":"==1.0","index":null,"conflict":null},"match_runtime":false}"#
    ),
  ])
  func extraRequirements(_ text: String, _ json: String) {
    tree.write("uv.toml", "extra-build-dependencies = { a = [\"\(text)\"] }\n")
    #expect(build("a", find()) == #"{"extra_build_requires":["# + json + "]}")
  }

  @Test(arguments: ["x ; python_version > '3.6'", "x @ file:///a"])
  func requirementsThatUVRewritesAreUnknown(_ text: String) {
    tree.write("uv.toml", "extra-build-dependencies = { a = [\"\(text)\"] }\n")
    #expect(build("a", find()) == nil)
    #expect(build("b", find()) == "{}")
  }

  @Test func aMemberTakesTheSettingsOfItsWorkspace() {
    tree.write(
      "pyproject.toml",
      "[project]\nname='r'\n[tool.uv]\nreinstall-package=['r']\n[tool.uv.workspace]\nmembers=['libs/*']\nexclude=['libs/no']\n"
    )
    tree.write("libs/a/pyproject.toml", "[project]\nname='a'\n[tool.uv]\nreinstall-package=['a']\n")
    tree.write(
      "libs/no/pyproject.toml", "[project]\nname='n'\n[tool.uv]\nreinstall-package=['n']\n")
    #expect(
      find("libs/a").projectRoot == Path(tree.path).normalized
        || find("libs/a").projectRoot == Path("\(tree.path)"))
    #expect(find("libs/a").forcesReinstall(of: "r") != nil)
    #expect(find("libs/a").forcesReinstall(of: "a") == nil)
    #expect(find("libs/no").forcesReinstall(of: "n") != nil)
  }

  @Test func uvTOMLReplacesTheManifest() {
    tree.write("pyproject.toml", "[project]\nname='r'\n[tool.uv]\nreinstall=true\n")
    #expect(find().forcesReinstall(of: "x") != nil)
    tree.write("uv.toml", "cache-dir = 'c'\n")
    #expect(find().forcesReinstall(of: "x") == nil)
    #expect(find().cacheDirectory == "c")
  }

  @Test func variablesThatReplaceDiscovery() {
    tree.write("uv.toml", "reinstall = true\n")
    tree.write("other.toml", "cache-dir = 'c'\n")
    #expect(find("", ["UV_NO_CONFIG": "1"]).files.isEmpty)
    #expect(find("", ["UV_CONFIG_FILE": "\(tree.path)/other.toml"]).cacheDirectory == "c")
  }

  @Test(arguments: [
    "config-settings = 1", "sources = {}", "unheard = 1", "pip = { x = 1 }",
    "required-version = '<0.1'",
    "link-mode = 'x'", "reinstall-package = [1]", "a = = 1", "concurrent-builds = 0",
  ])
  func aMistakeInAFileOfItsOwnStopsUV(_ line: String) {
    tree.write("uv.toml", "reinstall = true\n\(line)\n")
    #expect(find().refusal?.contains("uv.toml line 2") == true)
  }

  @Test(arguments: [
    "config-settings = 1", "unheard = 1", "pip = { x = 1 }", "link-mode = 'x'",
    "reinstall-package = [1]", "concurrent-builds = 0",
  ])
  func aMistakeInAManifestDropsItsTable(_ line: String) {
    tree.write("uv.toml", "cache-dir = 'above'\n")
    tree.write("p/pyproject.toml", "[tool.uv]\nreinstall = true\n\(line)\n")
    let settings = find("p")
    #expect(settings.refusal == nil)
    #expect(settings.warnings.first?.contains("line 3") == true)
    #expect(settings.forcesReinstall(of: "a") == nil)
    #expect(settings.cacheDirectory == "above")
  }

  @Test func whoDecidesOnReinstalling() {
    let home = ["XDG_CONFIG_HOME": "\(tree.path)/home"]
    tree.write("home/uv/uv.toml", "reinstall = false\n")
    tree.write("uv.toml", "reinstall-package = ['a']\n")
    #expect(find("", home).forcesReinstall(of: "a") == nil)
    #expect(find().forcesReinstall(of: "a") != nil)
    tree.write("home/uv/uv.toml", "pip.reinstall = true\n")
    tree.write("uv.toml", "reinstall = false\n")
    #expect(find("", home).forcesReinstall(of: "a") != nil)
  }

  @Test(arguments: [
    ("UV_NO_CONFIG", "junk"), ("UV_NO_CACHE", "2"), ("UV_OFFLINE", ""), ("UV_SYSTEM_PYTHON", " 1"),
    ("UV_CACHE_DIR", ""), ("UV_CONFIG_FILE", "gone"), ("UV_LINK_MODE", "junk"),
    ("UV_CONCURRENT_BUILDS", "x"), ("UV_CONCURRENT_BUILDS", "0"),
    ("UV_CACHE_DIR", "/dev/null/x"),
  ])
  func variablesWithWhichUVDoesNotStart(_ name: String, _ value: String) {
    #expect(find("", [name: value]).refusal?.contains(name) == true)
  }

  @Test(arguments: [
    "{}", #"{"config_settings":{"a":"1","b":["2"]},"extra_build_variables":{"X":"1"}}"#,
    #"{"unknown":1}"#, "[]", "[{},[],{}]",
  ])
  func readsBuildRecords(_ text: String) throws {
    let info = try BuildInfo(Array(text.utf8))
    #expect(info.isEmpty == !text.contains("settings"))
  }

  @Test(arguments: [
    "", "[3]", #"{"config_settings":1}"#, #"{"config_settings":{"a":1}}"#,
    #"{"extra_build_requires":{}}"#,
    #"{"extra_build_requires":[{"requirement":{"name":"x"}}]}"#,
    #"{"extra_build_requires":[{"requirement":{"name":"?"},"match_runtime":false}]}"#,
    #"{"config_settings":{},"config_settings":{}}"#, #"{"extra_build_variables":{"X":1}}"#,
  ])
  func refusesBuildRecords(_ text: String) {
    #expect(throws: JSONError.self) { try BuildInfo(Array(text.utf8)) }
  }
}
