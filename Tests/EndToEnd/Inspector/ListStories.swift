import Foundation
import TestSupport
import Testing

/// Finding, marking and reading rows.
extension InspectorStories {
  @Test func lookFilterReadAndQuit() throws {
    let terminal = try demo()
    try terminal.send("/", "harb", "Enter")
    try terminal.wait("one of many") { $0.contains("/harb 1 of") && !$0.contains("cinder") }
    try terminal.send("Enter")
    try terminal.wait("both commits") { $0.contains("4db9b3d9a1") && $0.contains("a159cb2cc2") }
    try terminal.send("Escape", "Escape")
    try terminal.wait(for: "cinder")
    try terminal.send("?")
    try terminal.wait(for: "type to filter")
    try terminal.send("Escape", "q")
    try terminal.wait("a sane terminal") { $0.contains("ended 0") && $0.contains("speed") }
    #expect(!terminal.screen.contains("-echo "))
  }

  /// What a newcomer tries: a file against its last commit, and the commits since the install.
  @Test(.enabled(if: Command.find("git") != nil, "there is no git"))
  func theDemoHasAHistory() throws {
    let terminal = try demo(columns: 120, rows: 40)
    try terminal.send("/", "gale", "Enter")
    try terminal.wait(for: "1 of 20")
    try terminal.send("d")
    try terminal.wait("what was edited") { screen in
      screen.contains("part7.rs against HEAD") && screen.contains("│ -    Some(Field::new(")
        && screen.contains("│ +    let samples = decode(")
    }
    try terminal.send("Escape", "Escape", "/", "cinder", "Enter")
    try terminal.wait(for: "/cinder 1 of")
    try terminal.send("d")
    try terminal.wait(for: "│ +requires-python")
    try terminal.send("Escape", "Escape", "/", "harbor", "Enter")
    try terminal.wait("both commits since") { screen in
      screen.contains("2 commits: Berths") && screen.contains("A ship fits its berth")
    }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test func scopesMarksAndSorting() throws {
    let terminal = try demo(rows: 40)
    try terminal.send("f", "f")
    try terminal.wait(for: "all 30")
    try terminal.send("a")
    try terminal.wait(for: "marked")
    try terminal.send("U", "s")
    try terminal.wait(for: "sort by")
    try terminal.send("n", "g")
    try terminal.wait("sorted by name") { screen in
      let rows = screen.split(separator: "\n")
      return rows.contains { $0.contains("NAME ▾") }
        && (rows.firstIndex { $0.contains("● atlas-core") } ?? .max)
          < (rows.firstIndex { $0.contains("▲ cinder") } ?? .min)
    }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test func marksSurviveRefreshAndResize() throws {
    let terminal = try demo(columns: 120, rows: 40)
    try terminal.send("a")
    try terminal.wait(for: "marked")
    func marks(_ screen: String) -> Substring? { screen.firstMatch(of: /(\d+) marked/)?.1 }
    let before = marks(terminal.screen)
    #expect(before != nil)
    try terminal.send("R")
    usleep(400_000)
    try terminal.resize(100, 38)
    try terminal.wait("the same marks") { marks($0) == before && !$0.contains("too small") }
    try terminal.send("U")
    try terminal.wait("none") { marks($0) == nil }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test func panesLogZoomAndFolding() throws {
    let terminal = try demo(columns: 120, rows: 40)
    try terminal.send("/", "harbor", "Enter")
    try terminal.wait(for: "a159cb2cc2")
    try terminal.send("@")
    try terminal.wait(for: " log ")
    try terminal.send("@")
    try terminal.wait("no log") { !$0.contains(" log ") }
    try terminal.send("Enter", "+")
    try terminal.wait("the detail alone") { !$0.contains(" local ") && $0.contains("harbor") }
    try terminal.send("o")
    try terminal.wait("unfolded") { !$0.contains("unchanged (o unfolds)") }
    try terminal.send("+", "Escape", "q")
    try terminal.wait(for: "ended 0")
  }

  @Test func everyKeyOfTheHelpIsShown() throws {
    let terminal = try demo(columns: 100, rows: 70)
    try terminal.send("?")
    try terminal.wait(for: "zoom this pane")
    for help in [
      "reinstall the marked", "`cache-keys`", "mark from here", "zoom this pane", "quit",
    ] {
      #expect(terminal.screen.contains(help), "\(help)")
    }
    try terminal.send("z", "o", "o", "m")
    try terminal.wait("filtered") {
      $0.contains("zoom this pane") && !$0.contains("mark from here")
    }
    // Back to the whole help, then out of it, then out of the program.
    try terminal.send("Escape")
    try terminal.wait(for: "mark from here")
    try terminal.send("q")
    try terminal.wait("no help") { !$0.contains("zoom this pane") }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test func aDisabledKeySaysWhy() throws {
    let terminal = try demo()
    try terminal.send("x")
    try terminal.wait(for: "nothing is running")
    try terminal.send("U")
    try terminal.wait(for: "nothing is marked")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
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
}
