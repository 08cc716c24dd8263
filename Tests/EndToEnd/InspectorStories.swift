import Foundation
import TestSupport
import Testing

/// The inspector in a real terminal, story by story.
@Suite(.enabled(if: Terminal.isThere, "there is no tmux"), .serialized)
struct InspectorStories {
  private func demo(_ options: String = "", columns: Int = 80, rows: Int = 24) throws -> Terminal {
    let terminal = try Terminal("'\(Built.program)' demo \(options)", columns: columns, rows: rows)
    try terminal.wait(for: "cinder")
    return terminal
  }

  @Test func lookFilterReadAndQuit() throws {
    let terminal = try demo()
    try terminal.send("/", "harb", "Enter")
    try terminal.wait("one of many") { $0.contains("/harb 1 of") && !$0.contains("cinder") }
    try terminal.send("Enter")
    try terminal.wait("both commits") { $0.contains("3f2a91c5d8") && $0.contains("9b60de4417") }
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

  @Test(.disabled("waits for a text of the first screen"))
  func scopesMarksAndSorting() throws {
    let terminal = try demo(rows: 40)
    try terminal.send("f", "f")
    try terminal.wait(for: "all 30")
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
    let terminal = try demo("--broken")
    try terminal.send("/", "slate", "Enter")
    try terminal.wait(for: "every uv")
    try terminal.send("i")
    try terminal.wait(for: "y removes")
    try terminal.send("Escape", "q")
    try terminal.wait(for: "ended 0")
  }

  /// The main act, with the demo's own uv: stale turns fresh, one build fails once.
  @Test(.disabled("waits for a text of the first screen"))
  func theDemoReinstalls() throws {
    let terminal = try demo(columns: 120, rows: 40)
    try terminal.send("a", "i")
    try terminal.wait(for: "y runs")
    let began = Date()
    try terminal.send("y")
    try terminal.wait("most are fresh") { $0.contains("● harbor") && $0.contains("15 reinstalled") }
    #expect(Date().timeIntervalSince(began) < 8, "5 s where nothing else runs")
    try terminal.wait(for: "✗ gale-native")
    try terminal.send("Escape", "U", "/", "gale", "Enter", "i")
    try terminal.wait(for: "y runs")
    try terminal.send("y")
    try terminal.wait(for: "● gale-native")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

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
    try terminal.wait(for: "y runs")
    try terminal.send("Tab", "Enter")
    try terminal.wait("it is fresh") { $0.contains("1 reinstalled") && $0.contains("● a ") }
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

  /// A C extension whose build fails, is mended, and builds: the error stands in the row and in the
  /// tab of the last run.
  @Test(
    .enabled(if: RealUV.newest != nil, "there is no uv"),
    .enabled(if: Command.find("cc") != nil, "there is no C compiler"))
  func aBuildThatFailsSaysWhy() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    tree.write(
      "native/pyproject.toml",
      """
      [project]
      name = "native"
      version = "1"
      [build-system]
      requires = []
      build-backend = "backend"
      backend-path = ["."]
      [tool.uv]
      cache-keys = ["pyproject.toml", "*.c"]
      """)
    tree.write(
      "native/backend.py",
      """
      import os, subprocess, sys, zipfile
      def build_editable(directory, settings=None, metadata=None):
          for unit in range(60): print("cc -c unit", unit, file=sys.stderr)
          if subprocess.call(["cc", "-shared", "-fPIC", "-o", "ext.so", "ext.c"]): sys.exit(1)
          with zipfile.ZipFile(os.path.join(directory, "native-1-py3-none-any.whl"), "w") as z:
              z.writestr("native.pth", os.getcwd())
              z.writestr("native-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: native\\nVersion: 1\\n")
              z.writestr("native-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
              z.writestr("native-1.dist-info/RECORD", "")
          return "native-1-py3-none-any.whl"
      """)
    tree.write("native/ext.c", "int answer(void) { return 42; }\n")
    let root = "\(tree.path)/.venv"
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-e", "native"], in: tree.path, environment: root)
    try #require(installed.status == 0, "\(installed.errors)")
    let terminal = try Terminal(
      "'\(Built.program)' -p '\(root)' --uv '\(uv.path)'", columns: 120, rows: 40,
      ["UV_OFFLINE": "1"])
    try terminal.wait(for: "● native")
    usleep(300_000)
    try tree.shell("echo 'int answer(void) { return forty_two; }' > native/ext.c")
    try terminal.wait(for: "▲ native")
    try terminal.send("i")
    try terminal.wait(for: "y runs")
    try terminal.send("y")
    try terminal.wait("the row says so") { screen in
      screen.split(separator: "\n").contains {
        $0.contains("✗ native") && $0.contains("build failed") && $0.contains("forty_two")
      }
    }
    try terminal.wait(for: "1 failed (native)")
    try terminal.send("4")
    try terminal.wait("uv's output, the error first") { screen in
      screen.split(separator: "\n").filter { $0.contains("forty_two") }.count > 1
    }
    try tree.shell("echo 'int answer(void) { return 43; }' > native/ext.c")
    try terminal.send("i")
    try terminal.wait(for: "y runs")
    try terminal.send("y")
    try terminal.wait("fresh, with the new code") { $0.contains("● native") }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  // MARK: - Live

  /// Two projects installed editable into an environment, by real uv.
  private func environment(_ uv: RealUV, in tree: TemporaryTree) throws -> String {
    let root = "\(tree.path)/.venv"
    for name in ["alpha", "beta"] {
      tree.write("\(name)/src/\(name)/__init__.py")
      tree.write(
        "\(name)/pyproject.toml",
        "[project]\nname='\(name)'\nversion='1'\n[build-system]\nrequires=['uv_build>=0.8']\nbuild-backend='uv_build'\n"
      )
    }
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-e", "alpha"], in: tree.path, environment: root)
    try #require(installed.status == 0, "\(installed.errors)")
    return root
  }

  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func theScreenFollowsTheWorld() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try environment(uv, in: tree)
    let terminal = try Terminal("'\(Built.program)' -p '\(root)' --uv '\(uv.path)'")
    try terminal.wait(for: "● alpha")
    usleep(300_000)
    try tree.shell("touch alpha/pyproject.toml")
    try terminal.wait(for: "▲ alpha")
    let again = try uv.run(
      ["pip", "install", "-q", "--no-deps", "--reinstall-package", "alpha", "-e", "alpha"],
      in: tree.path, environment: root)
    #expect(again.status == 0)
    try terminal.wait(for: "● alpha")
    // Right behind it, when the watches are being renewed.
    try tree.shell("touch alpha/pyproject.toml")
    try terminal.wait(for: "▲ alpha")
    _ = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-e", "beta"], in: tree.path, environment: root)
    try terminal.wait(for: "● beta")
    _ = try uv.run(["pip", "uninstall", "-q", "beta"], in: tree.path, environment: root)
    try terminal.wait("beta is gone") { !$0.contains("beta") }
    try tree.shell("printf '{' > .venv/lib/python*/site-packages/alpha-1.dist-info/uv_cache.json")
    try terminal.wait(for: "✗ alpha")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  /// New files that a glob would match, tags, and directories that appear are noticed as well.
  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func everyKindOfKeyIsFollowed() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try environment(uv, in: tree)
    try tree.shell(
      """
      cd alpha; git init -q .; git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x
      printf '[tool.uv]\ncache-keys=["pyproject.toml","src/**/*.rs",{dir="gen"},{git={tags=true}}]\n' >> pyproject.toml
      """)
    func install() throws {
      let done = try uv.run(
        ["pip", "install", "-q", "--no-deps", "--reinstall-package", "alpha", "-e", "alpha"],
        in: tree.path, environment: root)
      #expect(done.status == 0, "\(done.errors)")
    }
    try install()
    let terminal = try Terminal("'\(Built.program)' -p '\(root)' --uv '\(uv.path)'")
    for change in ["mkdir -p src/new/deep", "touch src/new/deep/x.rs", "mkdir gen", "git tag v1"] {
      try terminal.wait(for: "● alpha")
      usleep(300_000)
      try tree.shell("cd alpha; \(change)")
      if change.hasPrefix("mkdir -p") {
        usleep(300_000)
        continue
      }
      try terminal.wait("stale after \(change)") { $0.contains("▲ alpha") }
      try install()
    }
    try terminal.wait(for: "● alpha")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test(.disabled("waits for a text of the first screen"))
  func filterMarkAllAndReinstall() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try environment(uv, in: tree)
    _ = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-e", "beta"], in: tree.path, environment: root)
    try tree.shell("sleep 0.02; touch alpha/pyproject.toml beta/pyproject.toml")
    let terminal = try Terminal(
      "'\(Built.program)' -p '\(root)' --uv '\(uv.path)'", columns: 120, rows: 40,
      ["UV_OFFLINE": "1"])
    try terminal.wait("both are stale") { $0.contains("▲ alpha") && $0.contains("▲ beta") }
    try terminal.send("/", "alph", "Enter")
    try terminal.wait("one of them") { $0.contains("/alph 1 of 2") && !$0.contains("▲ beta") }
    try terminal.send("a", "i")
    try terminal.wait(for: "einstall alpha?")
    try terminal.send("y")
    try terminal.wait(for: "1 reinstalled")
    try terminal.send("Escape")
    try terminal.wait("the other still is") { $0.contains("● alpha") && $0.contains("▲ beta") }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  // MARK: - Environments and settings

  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func anotherEnvironment() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try environment(uv, in: tree)
    _ = try uv.run(["venv", "-q", "tools/ruffle"], in: tree.path, environment: "")
    let terminal = try Terminal(
      "cd '\(tree.path)'; touch alpha/pyproject.toml; '\(Built.program)' -p '\(root)' --uv '\(uv.path)'",
      ["UV_TOOL_DIR": "\(tree.path)/tools", "VIRTUAL_ENV": ""])
    try terminal.wait(for: "▲ alpha")
    try terminal.send("E")
    try terminal.wait("both with their counts") {
      $0.contains("this one") && $0.contains("uv tool") && $0.contains("all fresh")
    }
    try terminal.send("j", "Enter")
    try terminal.wait("the other") { $0.contains("tools/ruffle") && !$0.contains("alpha") }
    try terminal.send("E", "j")
    try terminal.wait(for: "Esc closes")
    try terminal.send("Escape", "q")
    try terminal.wait(for: "ended 0")
  }

  @Test func settingsFromAFile() throws {
    let tree = TemporaryTree()
    tree.write(
      "uvfresh/config.toml", "glyphs = 'ascii'\nscope = 'all'\n[keys]\nquit = 'x'\ncancel = 'q'\n")
    let terminal = try Terminal("XDG_CONFIG_HOME='\(tree.path)' '\(Built.program)' demo")
    try terminal.wait("all of them, in ASCII") { $0.contains("! cinder") && $0.contains("all") }
    try terminal.send("q")
    try terminal.wait(for: "nothing is running")
    try terminal.send("x")
    try terminal.wait(for: "ended 0")
    tree.write("uvfresh/config.toml", "\nglyph = 'ascii'\n")
    let wrong = try Built.run(["demo", "--list"], in: nil, ["XDG_CONFIG_HOME": tree.path])
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("uvfresh/config.toml line 2: `glyph`: no such setting"))
  }

  // MARK: - The terminal's own

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

  /// The editor's end means a new look, whatever the key of the refresh is.
  @Test func theEditorComesBackWithoutAKey() throws {
    let tree = TemporaryTree()
    tree.write("uvfresh/config.toml", "[keys]\nquit = 'R'\nrefresh = 'z'\n")
    let terminal = try Terminal(
      "XDG_CONFIG_HOME='\(tree.path)' VISUAL='sleep 0.02; touch' '\(Built.program)' demo")
    try terminal.wait(for: "cinder")
    try terminal.send("/", "atlas", "Enter")
    try terminal.wait("atlas alone") { $0.contains("● atlas") && !$0.contains("cinder") }
    try terminal.send("e")
    try terminal.wait(for: "▲ atlas")
    try terminal.send("R")
    try terminal.wait(for: "ended 0")
  }

  @Test(.disabled("waits for a text of the first screen"))
  func aSourceThatIsGoneIsNotEdited() throws {
    let terminal = try Terminal("VISUAL='echo opened; sleep 9' '\(Built.program)' demo")
    try terminal.wait(for: "cinder")
    try terminal.send("/", "lumen", "Enter", "e")
    try terminal.wait(for: "nothing to edit")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  /// An answer to the question for the background is no key, however late and in however many
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

  @Test(arguments: [("15;0", "[38;5;221m"), ("0;15", "[38;5;130m")])
  func theBackgroundOfAVariable(_ variable: String, _ color: String) throws {
    let terminal = try Terminal(
      "TERM=xterm-256color COLORFGBG='\(variable)' '\(Built.program)' demo")
    try terminal.wait(for: "cinder")
    try terminal.wait("its colours") { _ in terminal.colors.contains(color) }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  // MARK: - Staying sane

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
    try terminal.wait(for: "9b60de4417")
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

  @Test(.disabled("waits for a text of the first screen"))
  func everyKeyOfTheHelpIsShown() throws {
    let terminal = try demo(columns: 100, rows: 60)
    try terminal.send("?")
    try terminal.wait(for: "zoom this pane")
    for help in [
      "reinstall the marked", "copy the advised", "mark from here", "zoom this pane", "quit",
    ] {
      #expect(terminal.screen.contains(help), "\(help)")
    }
    try terminal.send("z", "o", "o", "m")
    try terminal.wait("filtered") {
      $0.contains("zoom this pane") && !$0.contains("mark from here")
    }
    try terminal.send("Escape", "q")
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
  /// Reinstalling is left out. `UVFRESH_MONKEY=60` sets the seconds (6 otherwise).
  @Test func aMonkeyAtTheKeyboard() throws {
    var random = SeededGenerator.announced("monkey")
    func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    let keys = [
      "Up", "Down", "Left", "Right", "PageUp", "PageDown", "Home", "End", "Tab", "BTab", "Enter",
      "Escape", "/", "f", "n", "N", "Space", "v", "a", "U", "s", "I", "o", "m", "R", "@", "+", "y",
      "?", "C-l", "BSpace", "j", "k", "g", "G", "h", "l", "E", "K", "Y", "x", "é", "1",
    ]
    let terminal = try demo()
    let seconds = Double(ProcessInfo.processInfo.environment["UVFRESH_MONKEY"] ?? "") ?? 6
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      try terminal.send(all: (0..<50).map { _ in keys[pick(keys.count)] })
      usleep(40_000)
      if pick(2) == 0 { try terminal.resize(8 + pick(200), 3 + pick(60)) }
    }
    try terminal.resize(100, 30)
    for _ in 0..<4 { try terminal.send("Escape") }
    try terminal.send("C-c")
    try terminal.wait("a sane terminal") { $0.contains("ended 0") && $0.contains("speed") }
  }
}
