import Foundation
import TestSupport
import Testing

/// The screen follows what happens outside.
extension InspectorStories {
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

  /// Files that no key watches are followed too: advice tells of them.
  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func whatNoKeyWatchesIsFollowed() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try environment(uv, in: tree)
    tree.write("beta/src/beta/inner/a.py", "x = 1\n")
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps", "./beta"], in: tree.path, environment: root)
    try #require(installed.status == 0, "\(installed.errors)")
    let terminal = try Terminal(
      "'\(Built.program)' -p '\(root)' --uv '\(uv.path)'", columns: 140, rows: 40)
    try terminal.wait("no advice yet") { $0.contains("● beta") && !$0.contains("→") }
    usleep(500_000)
    tree.write("beta/src/beta/inner/a.py", "x = 1\ny = 2\n")
    try terminal.wait("advice on it") { $0.contains("→ src/beta/inner/a.py differs from") }
    tree.write("beta/src/beta/inner/a.py", "x = 1\n")
    try terminal.wait("it is as it was") { !$0.contains("inner/a.py") }
    tree.makeDirectory("beta/src/beta/more")
    usleep(500_000)
    tree.write("beta/src/beta/more/__init__.py", "y = 2\n")
    try terminal.wait("advice on a new one") {
      $0.contains("→ src/beta/more/__init__.py is not installed")
    }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  /// What one typed is named as one typed it.
  @Test func aPathThatIsNoEnvironmentIsNamed() throws {
    let terminal = try demo(columns: 120, rows: 40)
    try terminal.send("p")
    try terminal.send(raw: "/nope")
    try terminal.send("Enter")
    try terminal.wait(for: "/nope: no such environment")
    #expect(!terminal.screen.contains("--python"))
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test(.enabled(if: RealUV.newest != nil, "there is no uv"))
  func anotherEnvironment() throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let root = try environment(uv, in: tree)
    _ = try uv.run(["venv", "-q", "tools/ruffle"], in: tree.path, environment: "")
    let terminal = try Terminal(
      "cd '\(tree.path)'; touch alpha/pyproject.toml; '\(Built.program)' -p '\(root)' --uv '\(uv.path)'",
      [
        "UV_TOOL_DIR": "\(tree.path)/tools", "VIRTUAL_ENV": "",
        "UV_CACHE_DIR": "\(tree.path)/cache", "XDG_CONFIG_HOME": "\(tree.path)/config",
      ])
    try terminal.wait(for: "▲ alpha")
    try terminal.send("E")
    try terminal.wait("both with their counts") {
      $0.contains("all environments") && $0.contains("ruffle") && $0.contains("nothing local")
        && $0.contains("found: this one")
    }
    try terminal.send("j", "Enter")
    try terminal.wait("the other") { $0.contains("tools/ruffle") && $0.contains("nothing is") }
    // Back where one was, and into the stale one, which is asked for at once.
    try terminal.send("Escape")
    try terminal.wait("the second row again") {
      $0.contains("all environments") && $0.contains("2 of 2")
    }
    try terminal.send("k", "i")
    try terminal.wait("the question in the first") {
      $0.contains("y runs") && $0.contains("alpha") && $0.contains("pip install")
    }
    try terminal.send("Escape", "Escape", "Escape")
    try terminal.wait(for: "all environments")
    try terminal.send("/", "ruf", "Enter")
    try terminal.wait(for: "/ruf 1 of 2")
    try terminal.send("p")
    try terminal.send(raw: root)
    try terminal.wait(for: "path: ")
    try terminal.send("Enter")
    try terminal.wait(for: "▲ alpha")
    try terminal.send("q")
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

  @Test func anEnvironmentThatGoesSaysSo() throws {
    let fake = FakeEnvironment()
    fake.project("alpha")
    fake.install("alpha", record: "{}")
    let terminal = try Terminal("'\(Built.program)' -p '\(fake.root)'", columns: 120)
    try terminal.wait(for: "alpha")
    try fake.tree.shell("rm -r .venv")
    try terminal.wait("both panes tell it") { $0.ranges(of: "/.venv is gone").count >= 2 }
    #expect(!terminal.screen.lowercased().contains("nothing is installed"))
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  /// What removes an environment removes its packages first: who looks in between finds it empty.
  @Test func anEnvironmentThatGoesSlowlySaysSo() throws {
    let fake = FakeEnvironment()
    fake.project("alpha")
    fake.install("alpha", record: "{}")
    try fake.tree.shell("mv .venv env")
    let root = "\(fake.tree.path)/env"
    let terminal = try Terminal("'\(Built.program)' -p '\(root)'", columns: 120)
    try terminal.wait("alpha is local") { $0.contains("alpha ") }
    try fake.tree.shell("rm -r env/lib")
    try terminal.wait("its packages are gone") { !$0.contains("alpha ") }
    usleep(300_000)
    try fake.tree.shell("rm -r env")
    try terminal.wait("both panes tell it") { $0.ranges(of: "/env is gone").count >= 2 }
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }

  @Test func aSourceThatIsGoneIsNotEdited() throws {
    let terminal = try Terminal("VISUAL='echo opened; sleep 9' '\(Built.program)' demo")
    try terminal.wait(for: "cinder")
    try terminal.send("/", "lumen", "Enter", "e")
    try terminal.wait(for: "its source is gone: /")
    #expect(!terminal.screen.contains("opened"))
    try terminal.send("q")
    try terminal.wait(for: "ended 0")
  }
}
