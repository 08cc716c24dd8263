import Foundation
import Freshness
import Platform
import TestSupport
import Testing
import UV

/// Fixes on real files.
@Suite struct ManifestFixTests {
  private let tree = TemporaryTree()
  private let text = "[tool.uv]\r\ncache-keys = ['a']\r\n"

  @Test("an edit is written with the mode kept, behind a link, and only once")
  func write() throws {
    tree.write("real/manifest", text)
    tree.write("p/b")
    try tree.shell("chmod 640 real/manifest; ln -s ../real/manifest p/pyproject.toml; touch p/a")
    let fix = try self.fix(["a", "b"], mustMatch: ["a", "b"])
    #expect(fix.isNeeded)
    #expect(read("real/manifest") == text)
    try fix.write()
    #expect(read("real/manifest") == text.replacing("'a'", with: "'a', 'b'"))
    #expect(
      try tree.shell("stat -c %a real/manifest; ls -A p real; readlink p/pyproject.toml")
        == "640\np:\na\nb\npyproject.toml\n\nreal:\nmanifest\n../real/manifest\n")
    #expect(try !self.fix(["a", "b"]).isNeeded)
  }

  @Test("a file that changed meanwhile is not overwritten")
  func changed() throws {
    tree.write("p/pyproject.toml", text)
    let fix = try self.fix(["b"])
    tree.write("p/pyproject.toml", text + "# mine\n")
    #expect(message { try fix.write() }?.contains("it changed since it was read") == true)
    #expect(read("p/pyproject.toml") == text + "# mine\n")
    #expect(try tree.shell("ls -A p") == "pyproject.toml\n")
  }

  @Test("a read-only file is refused")
  func readOnly() throws {
    tree.write("p/pyproject.toml", text)
    try tree.shell("chmod 444 p/pyproject.toml")
    let fix = try self.fix(["b"])
    #expect(message { try fix.write() }?.contains("it is read-only") == true)
    #expect(read("p/pyproject.toml") == text)
  }

  @Test("a project without a manifest is told what to write")
  func absent() throws {
    tree.makeDirectory("p")
    let message = message { _ = try self.fix(["pyproject.toml", "b"]) }
    #expect(message?.contains("has no pyproject.toml") == true)
    let line = "cache-keys = [{ file = \"pyproject.toml\" }, { file = \"b\" }]"
    #expect(message?.contains(line) == true)
  }

  @Test("keys that match too little, too much, or that uv refuses are not written")
  func proof() throws {
    tree.write("p/pyproject.toml", text)
    tree.write("p/src/x.c")
    #expect(
      message { _ = try self.fix(["a"], mustMatch: ["src/x.c"]) }?
        .contains("would not match src/x.c") == true)
    #expect(
      message { _ = try self.fix(["src/**"], mustNotMatch: ["src/x.c"]) }?
        .contains("would match src/x.c") == true)
    #expect(message { _ = try self.fix(["src/[x"]) }?.contains("uv would refuse") == true)
  }

  private func fix(
    _ keys: [String], mustMatch: [Path] = [], mustNotMatch: [Path] = []
  ) throws -> ManifestFix {
    try ManifestFix(
      of: Path("\(tree.path)/p"),
      to: KeyProposal(
        items: keys.map { KeyProposal.Item(.file($0)) }, mustMatch: mustMatch,
        mustNotMatch: mustNotMatch),
      rules: .latest, variables: ProcessEnvironment([String: String]()))
  }

  private func read(_ name: String) -> String? {
    try? String(contentsOfFile: "\(tree.path)/\(name)", encoding: .utf8)
  }

  private func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? FixRefusal)?.message ?? "\(error)"
    }
  }
}
