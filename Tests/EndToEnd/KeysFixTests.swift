import Foundation
import TestSupport
import Testing

/// `uvfresh keys --fix` from outside.
@Suite struct KeysFixTests {
  private let tree = TemporaryTree()
  private let manifest =
    "[project]\r\nname = 'p'\r\nversion = '1'\r\n[build-system]\r\nrequires = ['setuptools']\r\n"
    + "[tool.uv]\r\ncache-keys = [ # mine\r\n  'setup.py',\r\n]\r\n"

  private func keys(_ arguments: [String]) throws -> Command.Result {
    try Built.run(
      ["keys", "--uv-version", "latest"] + arguments, in: "\(tree.path)/p",
      ["UVFRESH_TEST": "1"])
  }

  private func make() {
    tree.write("p/pyproject.toml", manifest)
    tree.write("p/setup.py", "setup(ext_modules=[Extension('p._a', ['src/p/a.c'])])\n")
    tree.write("p/src/p/a.c")
    tree.write("p/src/p/__init__.py")
  }

  private func text() throws -> String { try tree.shell("cat p/pyproject.toml") }

  @Test("--diff only shows, --fix needs leave, --yes writes, and then nothing is wrong")
  func fix() throws {
    make()
    let shown = try keys(["--diff"])
    #expect(shown.status == 1)
    #expect(shown.output.contains("--- pyproject.toml"), "\(shown.output)")
    #expect(shown.output.contains("+  'src/**/*.c',"), "\(shown.output)")
    #expect(try text() == manifest)
    let unasked = try keys(["--fix"])
    #expect(unasked.status == 2)
    #expect(unasked.errors.contains("--yes"))
    #expect(try text() == manifest)

    let written = try keys(["--fix", "--yes"])
    #expect(written.status == 0, "\(written.output)\(written.errors)")
    let fixed = try text()
    #expect(fixed.hasPrefix(manifest.replacing("  'setup.py',\r\n]\r\n", with: "")))
    #expect(fixed.contains("  'setup.py',\r\n") && fixed.contains("  'src/**/*.c',\r\n"))
    #expect(!fixed.replacing("\r\n", with: "").contains("\n"))
    let again = try keys(["--fix", "--yes"])
    #expect(again.status == 0, "\(again.output)\(again.errors)")
    #expect(try text() == fixed)
  }

  @Test("JSON holds the edit")
  func json() throws {
    make()
    let result = try keys(["--diff", "--format", "json"])
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let fix = try #require((object as? [String: Any])?["fix"] as? [String: Any])
    #expect((fix["diff"] as? String)?.contains("+  'src/**/*.c',") == true)
    #expect((fix["cache_keys"] as? [String])?.contains("{ file = \"src/**/*.c\" }") == true)
  }
}
