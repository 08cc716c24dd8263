import Foundation
import TestSupport
import Testing

/// Twelve installs of every local kind, made stale, reinstalled by one command with real uv.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to reinstall with"))
struct ReinstallScenarioTests {
  private static let manifest = """
    [project]
    name = "@"
    version = "1"
    [build-system]
    requires = ["uv_build>=0.8"]
    build-backend = "uv_build"
    """

  private let tree = TemporaryTree()
  private var root: String { "\(tree.path)/venv" }
  private var variables: [String: String] {
    [
      "UV_NO_CONFIG": "false", "XDG_CONFIG_HOME": "\(tree.path)/none",
      "UV_CACHE_DIR": "\(tree.path)/cache", "UV_OFFLINE": "1",
    ]
  }

  private func project(_ name: String) {
    tree.write("\(name)/pyproject.toml", Self.manifest.replacing("@", with: name))
    tree.write("\(name)/src/\(name)/__init__.py")
  }

  /// e1 to e5 editable, d1 to d3 directories, w1 a wheel, s1 a source archive, bad whose build
  /// fails later, gone whose source goes; d3 was built with config settings.
  private func install(with uv: RealUV) throws -> String {
    var lines: [String] = []
    for name in ["e1", "e2", "e3", "e4", "e5", "bad", "gone"] {
      project(name)
      lines.append("-e file://\(tree.path)/\(name)")
    }
    for name in ["d1", "d2", "d3"] {
      project(name)
      lines.append("\(name) @ file://\(tree.path)/\(name)")
    }
    for name in ["w1", "s1"] { project(name) }
    try tree.shell(
      """
      set -e; mkdir archives; export UV_OFFLINE=1 UV_CACHE_DIR=$PWD/cache
      '\(uv.path)' build -q --wheel -o archives w1; '\(uv.path)' build -q --sdist -o archives s1
      """)
    lines.append("w1 @ file://\(tree.path)/archives/w1-1-py3-none-any.whl")
    lines.append("s1 @ file://\(tree.path)/archives/s1-1.tar.gz")
    let list = tree.write("list/r.txt", lines.joined(separator: "\n") + "\n")
    tree.write("uv.toml", "config-settings-package = { d3 = { mode = 'fast' } }\n")
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-r", list], in: tree.path, environment: root,
      variables: variables)
    try #require(installed.status == 0, "\(installed.errors)")
    return list
  }

  @Test func allThatCanBeMadeFreshIs() throws {
    let uv = try #require(RealUV.newest)
    let list = try install(with: uv)
    #expect(
      try Built.run(["check", "-p", root, "--uv", uv.path], in: tree.path, variables).status == 0)
    try tree.shell(
      """
      set -e; sleep 0.02; touch e?/pyproject.toml d?/pyproject.toml archives/*
      sed -i 's/uv_build"$/no_such_backend"/' bad/pyproject.toml; touch gone/pyproject.toml
      """)
    let before = try Built.run(
      ["list", "--format", "json", "-p", root, "--uv", uv.path], in: tree.path, variables)
    #expect(before.output.contains("\"stale\":12"), "\(before.output)")
    try tree.shell("mv gone gone.away")

    let plan = try Built.run(
      ["reinstall", "--stale", "gone", "--dry-run", "-p", root, "--uv", uv.path], in: tree.path,
      variables)
    #expect(plan.output.contains("gone: cannot be reinstalled: the source is gone"))
    #expect(plan.output.split(separator: "\n").count == 12)

    let ran = try Built.run(
      ["reinstall", "--stale", "gone", "--yes", "-p", root, "--uv", uv.path], in: tree.path,
      variables)
    #expect(ran.status == 1)
    #expect(ran.output.contains("10 fresh, 0 still stale, 2 failed"), "\(ran.output)")
    #expect(ran.output.contains("error: Failed to build `bad"), "\(ran.output)")

    // What uv says of each now; the one whose source is gone would fail all of it.
    try tree.shell("mv gone.away gone")
    let said = try uv.run(
      ["pip", "sync", "--dry-run", "-v", list], in: tree.path, environment: root,
      variables: variables
    ).errors
    for name in ["e1", "e2", "e3", "e4", "e5", "d1", "d2", "d3", "w1", "s1"] {
      #expect(said.contains("Requirement already installed: \(name)==1"), "\(name): \(said)")
    }
    for name in ["bad", "gone"] {
      #expect(said.contains("Requirement installed, but not fresh: \(name)==1"), "\(name)")
    }
    let build = try tree.shell("cat venv/lib/python*/site-packages/d3-1.dist-info/uv_build.json")
    #expect(build == "{\"config_settings\":{\"mode\":\"fast\"}}")
  }

  /// An interrupt ends uv and what it started, even a build that does not listen, and names what
  /// was not run.
  @Test func anInterruptLeavesNothingBehind() throws {
    let uv = try #require(RealUV.newest)
    for name in ["a", "b"] {
      tree.write(
        "\(name)/pyproject.toml",
        "[project]\nname='\(name)'\nversion='1'\n[build-system]\nrequires=[]\nbuild-backend='slow'\nbackend-path=['.']\n"
      )
      tree.write(
        "\(name)/slow.py",
        """
        import os, signal, time
        def build_editable(*a, **k):
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            open(os.environ['UVF_MARK'], 'w').write(str(os.getpid()))
            time.sleep(60)

        """
      )
    }
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let site = try tree.shell("echo venv/lib/python*/site-packages").trimmingCharacters(
      in: .newlines)
    for name in ["a", "b"] {
      tree.write("\(site)/\(name)-1.dist-info/METADATA", "Name: \(name)\nVersion: 1\n")
      tree.write(
        "\(site)/\(name)-1.dist-info/direct_url.json",
        "{\"url\":\"file://\(tree.path)/\(name)\",\"dir_info\":{\"editable\":true}}")
    }
    let mark = "\(tree.path)/mark"
    let ran = try Command.run(
      [
        "/bin/bash", "-c",
        "\"$0\" \"$@\" & p=$!; for i in $(seq 200); do [ -s \(mark) ] && break; sleep 0.05; done; kill -INT $p; wait $p",
        Built.program, "reinstall", "--stale", "--yes", "-p", root, "--uv", uv.path,
      ], in: tree.path, environment: variables.merging(["UVF_MARK": mark]) { $1 })
    #expect(ran.status == 1, "\(ran)")
    #expect(ran.output.contains("cancelled after"))
    #expect(ran.output.contains("not run: b"))
    let process = try String(contentsOfFile: mark, encoding: .utf8)
    let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    #expect(state == nil || state?.contains(") Z ") == true, "\(state ?? "")")
    #expect(
      try Built.run(["check", "-p", root], in: tree.path, variables).output.split(separator: "\n")
        .count == 2)
  }
}
