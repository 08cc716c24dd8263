import Foundation
import Freshness
import Platform
import TestSupport
import Testing
import UV

/// Entries of site-packages that stop uv, that it passes over, and that it takes: asked of real uv.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to ask"), .serialized)
struct EntryAgreementTests {
  private static let direct =
    "printf '{\"url\":\"file:///x\",\"dir_info\":{}}' > a-1.dist-info/direct_url.json"

  static let entries = [
    "mkdir a-1.dist-info", "mkdir .foo-1.0.dist-info", "mkdir foo-bar-1.0.dist-info",
    "mkdir foo-xx.egg-info",
    "mkdir '~foo-1.0.dist-info'", "mkdir '~foo-1.0.egg-info'", "mkdir nodash.dist-info",
    "touch f-1.dist-info",
    "mkdir r; ln -s r l-1.dist-info", "mkfifo p-1.dist-info", "mkdir $'\\xff-1.dist-info'",
    "mkdir $'a-\\xcc\\x811.dist-info'", "mkdir $'a\\xcc\\x81-1.dist-info'",
    "mkdir $'a-1\\xcc\\x81.dist-info'",
    "mkdir e.egg-link",
    "touch e.egg-link", "touch foo-1.0.egg-info", "mkdir foo.egg-info", "mkdir foo-1.0-2.dist-info",
    "mkdir a-1.dist-info; touch a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; echo '{}' > a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; echo '[]' > a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; echo '{\"env\":null}' > a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; echo '{\"timestamp\":[1,2]}' > a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; echo '{\"timestamp\":[1,2,3]}' > a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; echo '{\"timestamp\":{\"secs_since_epoch\":-1,\"nanos_since_epoch\":0}}' > a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; echo '{\"x\":[[[{\"y\":\"\\\\ud800\"}]]]}' > a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; echo '{\"tags\":{\"a\":\"1\",\"a\":\"2\"}}' > a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; echo '{\"directories\":{\"a\":1.5}}' > a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; echo '{\"directories\":{\"a\":\"x\"}}' > a-1.dist-info/uv_cache.json",
    "mkdir -p a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; ln -s no a-1.dist-info/uv_cache.json",
    "mkdir a-1.dist-info; echo '{}' > a-1.dist-info/uv_build.json",
    "mkdir a-1.dist-info; echo '{' > a-1.dist-info/uv_build.json",
    "mkdir a-1.dist-info; echo '{\"config_settings\":{\"a\":1}}' > a-1.dist-info/uv_build.json",
    "mkdir a-1.dist-info; echo '{\"config_settings\":{\"a\":[\"1\"]},\"new\":1}' > a-1.dist-info/uv_build.json",
    "mkdir a-1.dist-info; \(direct)",
    "mkdir a-1.dist-info; echo '{}' > a-1.dist-info/direct_url.json",
    "mkdir a-1.dist-info; echo '{\"url\":\"file:///x\"}' > a-1.dist-info/direct_url.json",
    "mkdir a-1.dist-info; echo '{\"url\":\"nonsense\",\"dir_info\":{}}' > a-1.dist-info/direct_url.json",
    "mkdir a-1.dist-info; echo '{\"url\":\"file:///x\",\"dir_info\":{\"editable\":null}}' > a-1.dist-info/direct_url.json",
    "mkdir a-1.dist-info; echo '{\"url\":\"file:///x\",\"dir_info\":{\"editable\":1}}' > a-1.dist-info/direct_url.json",
    "mkdir a-1.dist-info; echo '{\"url\":\"file:///x\",\"dir_info\":{\"editable\":1},\"archive_info\":{}}' > a-1.dist-info/direct_url.json",
    "mkdir a-1.dist-info; echo '{\"url\":\"file:///x\",\"archive_info\":{\"hashes\":{\"a\":1}}}' > a-1.dist-info/direct_url.json",
    "mkdir a-1.dist-info; echo '{\"url\":\"file:///x\",\"url\":\"file:///x\",\"dir_info\":{}}' > a-1.dist-info/direct_url.json",
    "mkdir a-1.dist-info; echo '{\"url\":\"file:///x\",\"dir_info\":{},\"subdirectory\":1}' > a-1.dist-info/direct_url.json",
    "mkdir a-1.dist-info; echo '{\"url\":\"git+https://x.org/r\",\"vcs_info\":{\"vcs\":\"git\"}}' > a-1.dist-info/direct_url.json",
    "mkdir a-1.dist-info; echo '{\"url\":\"https://x.org/r\",\"vcs_info\":{\"vcs\":\"cvs\",\"commit_id\":\"1\"}}' > a-1.dist-info/direct_url.json",
  ]

  @Test(arguments: entries)
  func uvSaysTheSame(_ script: String) throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = "\(tree.path)/venv"
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let path = Path(root)
    let configuration = try #require(PyvenvConfiguration(at: path))
    let environment = try #require(PythonEnvironment(virtual: path, configuration: configuration))
    let site = try #require(environment.sitePackages.first?.utf8Text)
    // A METADATA in every directory, since `pip list` reads more than a sync does.
    try tree.shell(
      "cd '\(site)'; \(script); for d in *.dist-info; do [ -d \"$d\" ] && printf 'Name: a\\nVersion: 1\\n' > \"$d/METADATA\"; done; true"
    )
    let theirs = try uv.run(["pip", "list"], in: tree.path, environment: root).status != 0
    let survey = try Surveyor(
      environment: environment, rules: .latest, variables: ProcessEnvironment([:]),
      workingDirectory: Path(tree.path)
    ).survey()
    let mine = survey.assessments.contains { $0.state == .broken }
    #expect(mine == theirs, "uv \(theirs ? "fails" : "goes on") on: \(script)")
  }
}
