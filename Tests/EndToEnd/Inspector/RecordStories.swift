import Foundation
import TestSupport
import Testing

/// A record that does not parse: it is explained, and removed after a yes.
extension InspectorStories {
  @Test func theDemoRemovesABrokenRecord() throws {
    let terminal = try demo("--broken", columns: 120, rows: 40)
    try terminal.send("/", "slate", "Enter", "Enter")
    try terminal.wait(for: "i asks, and removes it with:")
    try terminal.send("i")
    try terminal.wait(for: "y removes")
    #expect(terminal.screen.contains("$ rm -- "))
    try terminal.send("c")
    try terminal.wait(for: "copied the command")
    #expect(terminal.buffer.hasPrefix("rm -- "))
    #expect(terminal.buffer.contains("slate-0.1.0.dist-info/uv_cache.json"))
    // Enter is on Cancel: nothing was removed.
    try terminal.send("i")
    try terminal.wait(for: "y removes")
    try terminal.send("Enter")
    try terminal.wait("it is still broken") { $0.contains("✗ slate") && !$0.contains("y removes") }
    try terminal.send("i")
    try terminal.wait(for: "y removes")
    try terminal.send("y")
    try terminal.wait(for: "uv_cache.json of slate is removed: unrecorded now")
    try terminal.wait(for: "◌ slate")
    try terminal.send("@")
    try terminal.wait("the log tells both") {
      $0.contains("$ rm -- ") && $0.contains("● uv_cache.json is removed: unrecorded now")
    }
    // Now uv works again, the demo's one, too.
    try terminal.send("i")
    try terminal.wait(for: "y runs")
    try terminal.send("y")
    try terminal.wait(for: "● slate")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  /// With real uv: it fails on everything, the record is removed, it works again and reinstalls.
  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func uvWorksAgainWithoutTheRecord() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try environment(uv, in: tree)
    let record = try tree.shell("ls -d .venv/lib/*/site-packages/alpha-1.dist-info/uv_cache.json")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    tree.write(record, "{\"timestamp\":{\"secs_si")
    func list() throws -> Command.Result {
      try uv.run(["pip", "list"], in: tree.path, environment: root)
    }
    #expect(try list().status != 0)
    let terminal = try Terminal(
      "'\(Built.program)' -p '\(root)' --uv '\(uv.path)'", columns: 120, rows: 40,
      ["UV_OFFLINE": "1"])
    try terminal.wait(for: "✗ alpha")
    try terminal.send("i")
    try terminal.wait(for: "the next sync reinstalls it")
    try terminal.send("y")
    try terminal.wait(for: "◌ alpha")
    try terminal.send("@")
    try terminal.wait(for: "uv_cache.json is removed: unrecorded now")
    #expect(!FileManager.default.fileExists(atPath: "\(tree.path)/\(record)"))
    #expect(try list().status == 0)
    // The sentence of the question is true.
    let requirement = tree.write("req", "-e file://\(tree.path)/alpha\n")
    let sync = try uv.run(
      ["pip", "sync", "--dry-run", requirement], in: tree.path, environment: root)
    #expect(sync.errors.contains("~ alpha==1"), "\(sync.errors)")
    try terminal.send("i")
    try terminal.wait(for: "y runs")
    try terminal.send("y")
    try terminal.wait(for: "● alpha")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  /// Run as root, permissions bind nobody; without the two capabilities they do.
  @Test(
    .enabled(if: RealUV.newest != nil, "there is no uv"),
    .enabled(if: getuid() != 0 || Command.find("setpriv") != nil, "there is no setpriv"))
  func aRecordThatMayNotBeRemoved() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try environment(uv, in: tree)
    try tree.shell(
      "cd .venv/lib/*/site-packages/alpha-1.dist-info && echo '{' > uv_cache.json && chmod a-w .")
    let prefix =
      getuid() == 0
      ? "setpriv --bounding-set=-dac_override,-dac_read_search"
        + " --inh-caps=-dac_override,-dac_read_search " : ""
    let terminal = try Terminal(
      "\(prefix)'\(Built.program)' -p '\(root)' --uv '\(uv.path)'", columns: 160, rows: 30)
    try terminal.wait(for: "✗ alpha")
    try terminal.send("i")
    try terminal.wait(for: "you may not write into")
    #expect(!terminal.screen.contains("y removes"))
    try terminal.send("y")
    try terminal.wait("the question is closed") { !$0.contains("you may not write into") }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }
}
