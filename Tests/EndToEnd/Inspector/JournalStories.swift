import Foundation
import TestSupport
import Testing

/// What the inspector sees while it runs is written down.
extension InspectorStories {
  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func whatHappensIsWrittenDown() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try environment(uv, in: tree)
    let state = ["XDG_STATE_HOME": "\(tree.path)/state"]
    func log() throws -> [String] {
      let result = try Built.run(["log", "--format", "json", "-p", root], in: tree.path, state)
      let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
      let entries = (document as? [String: Any])?["entries"] as? [[String: Any]] ?? []
      return entries.reversed().map { entry in
        let files = (entry["files"] as? [String] ?? []).map { " \($0)" }.joined()
        let by = (entry["by"] as? String).map { " by \($0)" } ?? ""
        let turn = "\(entry["from"] as? String ?? "")>\(entry["to"] as? String ?? "")"
        return "\(entry["name"] as? String ?? "") \(turn)\(by)\(files)"
      }
    }
    func wait(for count: Int) throws {
      for _ in 0..<200 {
        if try log().count >= count { return }
        usleep(50_000)
      }
    }
    let terminal = try Terminal("'\(Built.program)' -p '\(root)' --uv '\(uv.path)'", state)
    try terminal.wait(for: "● alpha")
    usleep(300_000)
    #expect(try log() == [])
    try tree.shell("touch alpha/pyproject.toml")
    try terminal.wait(for: "▲ alpha")
    try wait(for: 1)
    // Another one's uv, and a reinstall of our own.
    _ = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-e", "alpha"], in: tree.path, environment: root)
    try terminal.wait(for: "● alpha")
    try wait(for: 2)
    try tree.shell("touch alpha/pyproject.toml")
    try terminal.wait(for: "▲ alpha")
    try wait(for: 3)
    try terminal.send("i")
    try terminal.wait(for: "y runs")
    try terminal.send("y")
    try terminal.wait(for: "1 reinstalled")
    try wait(for: 4)
    let expected = [
      "alpha fresh>stale pyproject.toml", "alpha stale>fresh by uv pyproject.toml",
      "alpha fresh>stale pyproject.toml", "alpha stale>fresh by uvfresh pyproject.toml",
    ]
    #expect(try log() == expected)
    // Where it cannot be written, the log has a line.
    try tree.shell("rm -r state; touch state alpha/pyproject.toml")
    try terminal.wait(for: "the journal cannot be written")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }
}
