import Foundation
import TestSupport
import Testing

/// The inspector in a real terminal, story by story.
@Suite(.enabled(if: Terminal.isThere, "there is no tmux"), .serialized)
struct InspectorStories {
  private func demo(_ options: String = "", columns: Int = 80, rows: Int = 24) throws -> Terminal {
    let terminal = try Terminal("'\(Built.program)' demo \(options)", columns: columns, rows: rows)
    try terminal.wait(for: "harbor")
    return terminal
  }

  @Test func lookFilterReadAndQuit() throws {
    let terminal = try demo()
    try terminal.send("/", "harb", "Enter")
    try terminal.wait("one of many") { $0.contains("/harb 1 of") && !$0.contains("cinder") }
    try terminal.send("Enter")
    try terminal.wait(for: "HEAD moved from 3f2a91c5d8 to 9b60de4417")
    try terminal.send("Escape", "Escape")
    try terminal.wait(for: "cinder")
    try terminal.send("?")
    try terminal.wait(for: "type to filter")
    try terminal.send("Escape", "q")
    try terminal.wait("a sane terminal") { $0.contains("ended 0") && $0.contains("speed") }
    #expect(!terminal.screen.contains("-echo "))
  }

  @Test func resizing() throws {
    let terminal = try demo()
    try terminal.send("j", "j")
    try terminal.resize(120, 40)
    try terminal.wait("wide") { $0.split(separator: "\n").contains { $0.count > 110 } }
    try terminal.resize(39, 7)
    try terminal.wait(for: "too small: needs 40x8")
    try terminal.resize(10, 3)
    try terminal.wait(for: "40x8")
    try terminal.resize(60, 12)
    try terminal.wait("one pane") { $0.contains("local") && !$0.contains("too small") }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test func scopesMarksAndSorting() throws {
    let terminal = try demo(rows: 40)
    try terminal.send("f", "f")
    try terminal.wait(for: "numpy")
    try terminal.send("a")
    try terminal.wait(for: "marked")
    try terminal.send("U", "s")
    try terminal.wait(for: "sort by")
    try terminal.send("n")
    try terminal.wait(for: "all by name")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test func aBrokenRecordIsExplained() throws {
    let terminal = try demo()
    try terminal.send("/", "slate", "Enter")
    try terminal.wait(for: "every uv")
    try terminal.send("i")
    try terminal.wait(for: "nothing to run")
    try terminal.send("Escape", "q")
    try terminal.wait(for: "ended 0")
  }

  @Test(arguments: ["TERM", "HUP", "INT"])
  func signalsRestoreTheTerminalAndRemoveTheDemo(_ signal: String) throws {
    let tree = TemporaryTree()
    let terminal = try Terminal("TMPDIR='\(tree.path)' '\(Built.program)' demo")
    try terminal.wait(for: "harbor")
    try tree.shell("pkill -\(signal) -f '^\(Built.program) demo' -P \(terminal.process)")
    try terminal.wait("the shell again") { $0.contains("ended") && $0.contains("speed") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: tree.path).isEmpty)
  }

  @Test func suspendingAndComingBack() throws {
    let terminal = try Terminal("bash --norc -i")
    try terminal.send("'\(Built.program)' demo", "Enter")
    try terminal.wait(for: "harbor")
    try terminal.send("C-z")
    try terminal.wait(for: "Stopped")
    try terminal.send("fg", "Enter")
    try terminal.wait("the list again") { $0.contains("harbor") && !$0.contains("Stopped") }
    try terminal.send("q")
    try terminal.wait("the prompt") { screen in
      ["#", "$"].contains(screen.trimmingCharacters(in: .whitespacesAndNewlines).last)
    }
  }

  @Test func anASCIILocaleGetsASCII() throws {
    let terminal = try Terminal("LC_ALL=C '\(Built.program)' demo")
    try terminal.wait(for: "! harbor")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func reinstallingMakesItFresh() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    for name in ["a", "b"] {
      tree.write("\(name)/src/\(name)/__init__.py")
      tree.write(
        "\(name)/pyproject.toml",
        "[project]\nname='\(name)'\nversion='1'\n[build-system]\nrequires=['uv_build>=0.8']\nbuild-backend='uv_build'\n"
      )
    }
    let root = "\(tree.path)/.venv"
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-e", "a", "./b"], in: tree.path, environment: root)
    try #require(installed.status == 0, "\(installed.errors)")
    try tree.shell("sleep 0.02; touch a/pyproject.toml")
    let terminal = try Terminal(
      "cd '\(tree.path)' && '\(Built.program)' --uv '\(uv.path)' -p .venv", ["UV_OFFLINE": "1"])
    try terminal.wait("a is stale") { $0.contains("a  ") && $0.contains("stale") }
    try terminal.send("i")
    try terminal.wait(for: "--reinstall-package a")
    try terminal.send("Enter")
    try terminal.wait("cancelled by default") { !$0.contains("--reinstall-package a") }
    try terminal.send("i")
    try terminal.wait(for: "[ Cancel ]")
    try terminal.send("Tab", "Enter")
    try terminal.wait(for: "1 fresh, 0 still stale, 0 failed")
    try terminal.wait("no stale row") { !$0.contains("a                  stale") }
    let check = try uv.run(
      [
        "pip", "sync", "--dry-run", "-v",
        tree.write("req", "-e file://\(tree.path)/a\nb @ file://\(tree.path)/b\n"),
      ],
      in: tree.path, environment: root)
    #expect(check.errors.contains("Would make no changes"), "\(check.errors)")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }
}
