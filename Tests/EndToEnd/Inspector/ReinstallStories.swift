import Foundation
import TestSupport
import Testing

/// Reinstalling, with the demo's uv and with the real one.
extension InspectorStories {
  /// The main act, with the demo's own uv: stale turns fresh, one build fails once.
  @Test func theDemoReinstalls() throws {
    let terminal = try demo(columns: 120, rows: 60)
    try terminal.send("a", "i")
    try terminal.wait("a row for each package") { screen in
      screen.contains("y runs") && screen.contains("cannot be reinstalled: the source is gone")
        && screen.split(separator: "\n").count { $0.contains("│   nova ") } == 1
    }
    let began = Date()
    try terminal.send("y")
    try terminal.wait("most are fresh") {
      $0.contains("● harbor") && $0.contains("14 reinstalled")
        && $0.contains("2 failed (mica, gale")
    }
    #expect(Date().timeIntervalSince(began) < 5)
    try terminal.wait(for: "✗ gale-native")
    try terminal.send("Escape", "U", "/", "gale", "Enter", "i")
    try terminal.wait(for: "y runs")
    try terminal.send("y")
    try terminal.wait(for: "● gale-native")
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
    tree.writeOwnBuilder("native", uv: #"cache-keys = ["pyproject.toml", "*.c"]"#)
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

  /// A build that takes long is cancelled: it ends, the next one does not begin, and all add up.
  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func aLongBuildIsCancelled() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = "\(tree.path)/.venv"
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    for name in ["long", "next"] {
      tree.writeOwnBuilder("\(name)")
      tree.write(
        "\(name)/backend.py",
        """
        import os, time, zipfile
        def build_editable(directory, settings=None, metadata=None):
            if os.path.exists("wait"):
                open("wait", "w").write(str(os.getpid()))
                time.sleep(60)
            with zipfile.ZipFile(os.path.join(directory, "\(name)-1-py3-none-any.whl"), "w") as z:
                z.writestr("\(name)-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: \(name)\\nVersion: 1\\n")
                z.writestr("\(name)-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
                z.writestr("\(name)-1.dist-info/RECORD", "")
            return "\(name)-1-py3-none-any.whl"
        """)
      let installed = try uv.run(
        ["pip", "install", "-q", "--no-deps", "-e", name], in: tree.path, environment: root)
      try #require(installed.status == 0, "\(installed.errors)")
    }
    try tree.shell("sleep 0.05; touch long/wait long/pyproject.toml next/pyproject.toml")
    let terminal = try Terminal(
      "'\(Built.program)' -p '\(root)' --uv '\(uv.path)'", columns: 120, rows: 40,
      ["UV_OFFLINE": "1"])
    try terminal.wait("both are stale") { $0.contains("▲ long") && $0.contains("▲ next") }
    try terminal.send("a", "i")
    try terminal.wait(for: "y runs")
    try terminal.send("y")
    let process = "\(tree.path)/long/wait"
    try terminal.wait("the build has begun") { screen in
      screen.contains("queued") && (try? String(contentsOfFile: process, encoding: .utf8)) != ""
    }
    try terminal.send("x")
    try terminal.wait(for: "0 reinstalled, 1 cancelled, 1 not run")
    let pid = try String(contentsOfFile: process, encoding: .utf8)
    #expect(!FileManager.default.fileExists(atPath: "/proc/\(pid)"))
    try terminal.wait("both still are") { $0.contains("▲ long") && $0.contains("▲ next") }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
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
}
