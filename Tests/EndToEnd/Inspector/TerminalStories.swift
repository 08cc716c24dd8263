import Foundation
import TestSupport
import Testing

/// What terminals can do, and how they are left.
extension InspectorStories {
  /// At some random moments, in every way, with keys before; `Tests/Benchmarks/kills` does more.
  @Test(.enabled(if: Command.find("python3") != nil, "there is no Python"))
  func itCanEndAtAnyMoment() throws {
    let kills = SharedCases.project.appendingPathComponent("Tests/Benchmarks/kills").path
    let result = try Command.run([kills, Built.program, "8"])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  /// Whatever ends the demo, nothing of it is left.
  @Test(arguments: ["KILL", "SEGV", "TERM"])
  func nothingIsLeftOfAKilledDemo(_ signal: String) throws {
    let tree = TemporaryTree()
    let terminal = try Terminal("ulimit -c 0; TMPDIR='\(tree.path)' '\(Built.program)' demo")
    try terminal.wait(for: "cinder")
    try tree.shell("pkill -\(signal) -f '^\(Built.program) demo' -P \(terminal.process)")
    try terminal.wait("its directory is gone") { _ in
      (try? FileManager.default.contentsOfDirectory(atPath: tree.path).isEmpty) == true
    }
  }

  @Test(arguments: ["TERM", "HUP", "INT"])
  func signalsRestoreTheTerminalAndRemoveTheDemo(_ signal: String) throws {
    let tree = TemporaryTree()
    let terminal = try Terminal("TMPDIR='\(tree.path)' '\(Built.program)' demo")
    try terminal.wait(for: "cinder")
    try tree.shell("pkill -\(signal) -f '^\(Built.program) demo' -P \(terminal.process)")
    try terminal.wait("the shell again") { $0.contains("ended") && $0.contains("speed") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: tree.path).isEmpty)
  }

  @Test func suspendingAndComingBack() throws {
    let terminal = try Terminal("bash --norc -i")
    try terminal.send("'\(Built.program)' demo", "Enter")
    try terminal.wait(for: "cinder")
    try terminal.send("C-z")
    try terminal.wait(for: "Stopped")
    try terminal.send("fg", "Enter")
    try terminal.wait("the list again") { $0.contains("cinder") && !$0.contains("Stopped") }
    try terminal.send("q")
    try terminal.wait("the prompt") { screen in
      ["#", "$"].contains(screen.trimmingCharacters(in: .whitespacesAndNewlines).last)
    }
  }

  @Test func anASCIILocaleGetsASCII() throws {
    let terminal = try Terminal("LC_ALL=C '\(Built.program)' demo")
    try terminal.wait(for: "! cinder")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test func copyingReachesTmux() throws {
    let terminal = try demo()
    try terminal.send("/", "harb", "Enter", "y")
    try terminal.wait(for: "copied")
    #expect(terminal.buffer.hasPrefix("harbor 0.1.0"), "\(terminal.buffer)")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test func aTerminalWithoutAClipboardSaysSo() throws {
    let terminal = try Terminal("unset TMUX; TERM=vt100 '\(Built.program)' demo")
    try terminal.wait(for: "cinder")
    try terminal.send("y")
    try terminal.wait(for: "not copied")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  /// An answer to the question for the background is not a key, however late and in however many
  /// pieces: `f` would change the scope, `]` a tab.
  @Test func theBackgroundIsAskedFor() throws {
    let terminal = try Terminal("TERM=tmux-256color '\(Built.program)' demo", columns: 100)
    try terminal.wait(for: "cinder")
    try terminal.wait("colours for any background") { _ in terminal.colors.contains("[38;5;136m") }
    try terminal.send(raw: "\u{1B}]11;rgb:ffff")
    usleep(200_000)
    try terminal.send(raw: "/ffff/ffff\u{1B}\\")
    try terminal.wait("colours for a light one") { _ in
      terminal.colors.contains("[38;5;130m") && !terminal.colors.contains("[38;5;136m")
    }
    #expect(terminal.screen.contains("local"))
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  /// What reaches the terminal, as `script` writes it down.
  @Test(
    .enabled(if: Command.find("script") != nil, "there is no script"),
    arguments: [("", true), ("COLORFGBG='0;15'", false), ("TERM=linux", false)])
  func theBackgroundIsAskedForWhereItIsNotKnown(_ variables: String, _ isAsked: Bool) throws {
    let tree = TemporaryTree()
    let terminal = try Terminal(
      "\(variables) script -qc \"'\(Built.program)' demo\" '\(tree.path)/bytes'")
    try terminal.wait(for: "cinder")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
    let bytes = FileManager.default.contents(atPath: "\(tree.path)/bytes") ?? Data()
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("cinder"))
    #expect(text.contains("\u{1B}]11;?") == isAsked)
  }

  @Test(arguments: [("15;0", "[38;5;221m"), ("0;15", "[38;5;130m")])
  func theBackgroundOfAVariable(_ variable: String, _ color: String) throws {
    let terminal = try Terminal(
      "TERM=xterm-256color COLORFGBG='\(variable)' '\(Built.program)' demo")
    try terminal.wait(for: "cinder")
    try terminal.wait("its colours") { _ in terminal.colors.contains(color) }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test(arguments: ["xterm-256color", "tmux-256color", "screen", "linux", "vt100", "xterm"])
  func terminals(_ name: String) throws {
    let terminal = try Terminal("TERM=\(name) '\(Built.program)' demo")
    try terminal.wait(for: "cinder")
    try terminal.send("j", "k", "?")
    try terminal.wait(for: "type to filter")
    try terminal.send("Escape", "q")
    try terminal.wait("a sane terminal") { $0.contains("ended 0") && $0.contains("speed") }
  }

  @Test func aDumbTerminalGetsTheList() throws {
    let terminal = try Terminal("TERM=dumb '\(Built.program)' demo", columns: 120, rows: 40)
    try terminal.wait("a list") { $0.contains("ended 0") && $0.contains("▲ stale") }
  }

  /// A crash leaves a cooked terminal and ends as a crash does.
  @Test(arguments: ["SEGV", "ILL", "ABRT"])
  func aCrashLeavesASaneTerminal(_ signal: String) throws {
    let tree = TemporaryTree()
    let terminal = try Terminal("ulimit -c 0; TMPDIR='\(tree.path)' '\(Built.program)' demo")
    try terminal.wait(for: "cinder")
    try tree.shell("pkill -\(signal) -f '^\(Built.program) demo' -P \(terminal.process)")
    try terminal.wait("the shell again") { $0.contains("ended 1") && $0.contains("speed") }
    #expect(!terminal.screen.contains("-echo "))
    #expect(!terminal.screen.contains("-icanon"))
  }

  /// About 1,000 keys a second and sizes at random against the demo: no crash, no stuck screen.
  ///
  /// No key of its own reinstalls; the help may. `UVFRESH_MONKEY=60` sets the seconds (6 otherwise).
  @Test func aMonkeyAtTheKeyboard() throws {
    var random = SeededGenerator.announced("monkey")
    func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    let keys = [
      "Up", "Down", "Left", "Right", "PageUp", "PageDown", "Home", "End", "Tab", "BTab", "Enter",
      "Escape", "/", "f", "n", "N", "Space", "v", "a", "U", "s", "I", "o", "m", "R", "@", "+", "y",
      "?", "C-l", "BSpace", "j", "k", "g", "G", "h", "l", "E", "K", "Y", "x", "é", "1",
    ]
    // Another program must not take the keys.
    func monkeys() throws -> Terminal {
      let terminal = try Terminal("EDITOR=true VISUAL=true '\(Built.program)' demo")
      try terminal.wait(for: "cinder")
      return terminal
    }
    var terminal = try monkeys()
    let seconds = Double(ProcessInfo.processInfo.environment["UVFRESH_MONKEY"] ?? "") ?? 6
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      try terminal.send(all: (0..<50).map { _ in keys[pick(keys.count)] })
      usleep(40_000)
      // A filter of the help and Enter run any command, `quit` too; a crash ends with 1.
      let screen = terminal.screen
      if screen.contains("ended ") {
        try #require(screen.contains("ended 0"), "\(screen)")
        terminal = try monkeys()
      }
      if pick(2) == 0 { try terminal.resize(8 + pick(200), 3 + pick(60)) }
    }
    if terminal.screen.contains("ended 0") { return }
    try terminal.resize(100, 30)
    for _ in 0..<4 { try terminal.send("Escape") }
    // While something runs, the program asks.
    try terminal.send("C-c", "y")
    try terminal.wait("a sane terminal") { $0.contains("ended 0") && $0.contains("speed") }
  }
}
