import Foundation
import TestSupport
import Testing

/// Finding better keys, seeing what changed, and tracing a build.
extension InspectorStories {
  /// A project with a C source that no key watches, in a Git repository, installed by real uv.
  private func native(_ uv: RealUV, in tree: TemporaryTree) throws -> String {
    tree.write("native/src/native/__init__.py", "x = 1\n")
    tree.write("native/data/table.csv", "1\n")
    tree.writeOwnBuilder(
      "native", uv: #"cache-keys = [{ file = "pyproject.toml" }, { file = "backend.py" }]"#)
    tree.write(
      "native/backend.py",
      """
      import os, zipfile
      def build_editable(directory, settings=None, metadata=None):
          table = open("data/table.csv").read()
          with zipfile.ZipFile(os.path.join(directory, "native-1-py3-none-any.whl"), "w") as z:
              z.writestr("native.pth", os.path.abspath("src"))
              z.writestr("native/table.txt", table)
              z.writestr("native-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: native\\nVersion: 1\\n")
              z.writestr("native-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
              z.writestr("native-1.dist-info/RECORD", "")
          return "native-1-py3-none-any.whl"
      build_wheel = build_editable
      """)
    try tree.shell(
      """
      cd native; git init -q .; git add -A
      git -c user.name=a -c user.email=a@b commit -qm x
      """)
    let root = "\(tree.path)/.venv"
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-e", "native"], in: tree.path, environment: root)
    try #require(installed.status == 0, "\(installed.errors)")
    return root
  }

  private func manifest(_ tree: TemporaryTree) throws -> String {
    try String(contentsOfFile: "\(tree.path)/native/pyproject.toml", encoding: .utf8)
  }

  /// A pattern is tried, shown as an edit, refused once, written, and the reinstall makes it fresh.
  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func aTriedPatternIsWritten() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try native(uv, in: tree)
    let before = try manifest(tree)
    let terminal = try Terminal(
      "'\(Built.program)' -p '\(root)' --uv '\(uv.path)'", columns: 120, rows: 40,
      ["UV_OFFLINE": "1"])
    try terminal.wait(for: "● native")
    try terminal.send("t")
    try terminal.send(raw: "data/*.csv")
    try terminal.wait(for: "would match 1 file, not watched yet")
    try terminal.send("Enter", "K")
    try terminal.wait("the edit") { screen in
      screen.contains("write pyproject.toml of native?") && screen.contains("-cache-keys = [")
        && screen.contains("data/*.csv")
    }
    try terminal.send("Enter")
    try terminal.wait("refused by default") { !$0.contains("write pyproject.toml") }
    #expect(try manifest(tree) == before)
    try terminal.send("K")
    try terminal.wait(for: "c copies the list")
    try terminal.send("c")
    try terminal.wait(for: "copied the cache-keys line")
    #expect(terminal.buffer.hasPrefix("cache-keys = ["), "\(terminal.buffer)")
    try terminal.send("K")
    try terminal.wait(for: "y writes")
    try terminal.send("y")
    try terminal.wait("stale, since the file changed") { $0.contains("▲ native") }
    #expect(try manifest(tree).contains("{ file = \"data/*.csv\" }"))
    try terminal.send("i")
    try terminal.wait(for: "y runs")
    try terminal.send("y")
    try terminal.wait(for: "● native")
    usleep(300_000)
    try tree.shell("echo 2 > native/data/table.csv")
    try terminal.wait("the new key is in force") { screen in
      screen.split(separator: "\n").contains {
        $0.contains("▲ native") && $0.contains("data/table.csv")
      }
    }
    // What changed, against HEAD, from the list and from the row of the file.
    try terminal.send("d")
    try terminal.wait("the file's lines") { screen in
      screen.contains("against HEAD") && screen.contains("│ -1 ") && screen.contains("│ +2 ")
    }
    try terminal.send("q", "q")
    try terminal.wait(for: "ended 0")
  }

  /// Before anything was edited the tab of the keys says what `keys --check` says, and K writes it.
  @Test func whatTheKeysMissIsKnownBeforeAnEdit() throws {
    let fake = FakeEnvironment()
    fake.tree.write("cext/src/a.c")
    fake.tree.write(
      "cext/setup.py",
      "from setuptools import Extension, setup\nsetup(ext_modules=[Extension('a', ['src/a.c'])])\n")
    fake.tree.write(
      "cext/pyproject.toml",
      "[project]\nname = 'cext'\nversion = '0.1.0'\n[build-system]\nrequires = ['setuptools']\n"
        + "build-backend = 'setuptools.build_meta'\n"
        + "[tool.uv]\ncache-keys = [{ file = 'pyproject.toml' }]\n")
    fake.install("cext", record: "{}")
    let check = try Built.run(["keys", "cext", "--check"], in: fake.tree.path)
    #expect(check.output.contains("UVF011") && check.output.contains("UVF012"))
    let terminal = try Terminal("'\(Built.program)' -p '\(fake.root)'", columns: 120, rows: 40)
    try terminal.wait(for: "3 Keys →")
    try terminal.send("3")
    try terminal.wait("both findings") { $0.contains("[UVF011]") && $0.contains("[UVF012]") }
    try terminal.send("K")
    try terminal.wait("the edit") { $0.contains("y writes") && $0.contains("src/**/*.c") }
    try terminal.send("Escape", "q")
    try terminal.wait(for: "ended 0")
  }

  /// In place of the default keys stand those that match something, and the new one.
  @Test func aTriedPatternReplacesTheDefaults() throws {
    let terminal = try demo(columns: 120, rows: 40)
    try terminal.send("/", "brook", "Enter", "t")
    try terminal.send(raw: "src/**/*.py")
    try terminal.wait(for: "would match 1 file, not watched yet")
    try terminal.send("Enter", "K")
    try terminal.wait(for: "y writes")
    #expect(terminal.screen.contains("{ dir = \"src\" }"), "\(terminal.screen)")
    #expect(!terminal.screen.contains("setup."), "\(terminal.screen)")
    try terminal.send("Escape", "q")
    try terminal.wait(for: "ended 0")
  }

  /// A copy whose source was edited: what is installed stands against the source.
  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func aCopyIsComparedWithItsSource() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try environment(uv, in: tree)
    tree.write("beta/src/beta/__init__.py", "x = 1\n")
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps", "./beta"], in: tree.path, environment: root)
    try #require(installed.status == 0, "\(installed.errors)")
    try tree.shell("sleep 0.05")
    tree.write("beta/src/beta/__init__.py", "x = 1\ny = 2\n")
    let terminal = try Terminal(
      "'\(Built.program)' -p '\(root)' --uv '\(uv.path)'", columns: 100, rows: 30)
    try terminal.wait(for: "● beta")
    try terminal.send("/", "beta", "Enter")
    try terminal.wait("advice on it") { $0.contains("→") && $0.contains("differs from") }
    try terminal.send("d")
    try terminal.wait("the line that is not installed") { screen in
      screen.contains("against what is installed") && screen.contains("│ +y = 2 ")
        && screen.contains("Tab other side")
    }
    try terminal.send("Escape", "q")
    try terminal.wait(for: "ended 0")
  }

  /// The command is shown, runs as a job, and its keys are offered.
  @Test(
    .enabled(if: RealUV.newest != nil, "there is no uv"),
    .enabled(if: Tracing.isPossible, "there is no strace that works"))
  func aTraceFindsWhatTheBuildReads() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try native(uv, in: tree)
    // Beside the log there are few rows for what was seen.
    let terminal = try Terminal(
      "'\(Built.program)' -p '\(root)' --uv '\(uv.path)'", columns: 80, rows: 24,
      ["UV_OFFLINE": "1", "TMPDIR": tree.path])
    try terminal.wait(for: "● native")
    try terminal.send("T")
    try terminal.wait(for: "$ strace -f")
    try terminal.send("y")
    try terminal.wait("what no key watches, in the tab of the keys") { screen in
      screen.contains("[3 Keys") && screen.contains("TRACED BUILD")
        && screen.contains("! data/table.csv")
    }
    try terminal.send("K")
    try terminal.wait("the edit") { $0.contains("y writes") && $0.contains("data/") }
    try terminal.send("Escape", "4")
    try terminal.wait(for: "The traced build succeeded")
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
    let left = try FileManager.default.contentsOfDirectory(atPath: tree.path)
    #expect(!left.contains { $0.hasPrefix("uvfresh-trace") }, "\(left)")
  }
}
