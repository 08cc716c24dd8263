import Foundation
import TestSupport
import Testing

/// Whether processes may be traced here; containers may forbid it.
private let mayTrace: Bool =
  (try? Command.run(["strace", "-f", "-o", "/dev/null", "/bin/true"]))?.status == 0

/// `uvfresh trace` on small projects with an in-tree backend, without the network.
@Suite(.enabled(if: Command.find("strace") != nil && RealUV.newest != nil && mayTrace))
struct TraceTests {
  private let tree = TemporaryTree()

  /// A backend that reads, generates and packs, all with what Python brings.
  private static let backend = """
    import os, subprocess, sys, zipfile

    def get_requires_for_build_wheel(config_settings=None):
        return []

    def build_wheel(directory, config_settings=None, metadata_directory=None):
        version = open("VERSION").read().strip()
        open("src/p/_version.py", "w").write(f"v = {version!r}\\n")
        code = "import sys; open(sys.argv[2], 'w').write(open(sys.argv[1]).read())"
        subprocess.run([sys.executable, "-c", code, "src/p/a.c", "src/p/gen.c"], check=True)
        open("src/p/gen.c").read()
        os.listdir("docs")
        os.environ.get("P_OPTION")
        if os.path.exists("hang"):
            import time
            subprocess.Popen(["setsid", "sleep", "1000"])
            time.sleep(1000)
        if os.path.exists("fail"):
            raise SystemExit("the backend gives up")
        name = f"p-{version}-py3-none-any.whl"
        info = f"p-{version}.dist-info"
        with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
            for file in ["__init__.py", "b.py", "c.py", "_version.py"]:
                wheel.write(f"src/p/{file}", f"p/{file}")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: p\\nVersion: {version}\\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            wheel.writestr(f"{info}/RECORD", "")
        return name

    build_editable = build_wheel

    """

  private func project(_ keys: String = "") {
    tree.write(
      "p/pyproject.toml",
      "[project]\nname = \"p\"\ndynamic = [\"version\"]\n[build-system]\nrequires = []\n"
        + "build-backend = \"backend\"\nbackend-path = [\"tools\"]\n\(keys)")
    tree.write("p/tools/backend.py", Self.backend)
    tree.write("p/VERSION", "1.0\n")
    for name in ["src/p/__init__.py", "src/p/b.py", "src/p/c.py", "src/p/a.c", "docs/x.md"] {
      tree.write("p/\(name)", "# \(name)\n")
    }
  }

  private func trace(_ arguments: [String]) throws -> Command.Result {
    tree.makeDirectory("tmp")
    return try Built.run(
      ["trace", "--yes"] + arguments, in: "\(tree.path)/p",
      [
        "UV": RealUV.newest?.path ?? "", "UV_OFFLINE": "1", "UV_CACHE_DIR": "\(tree.path)/cache",
        "TMPDIR": "\(tree.path)/tmp", "UV_NO_CONFIG": "1", "PYTHONDONTWRITEBYTECODE": "1",
      ])
  }

  private func lists(_ result: Command.Result) throws -> [String: [String]] {
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let document = try #require(object as? [String: Any], "\(result.errors)")
    return document.compactMapValues { $0 as? [String] }
  }

  @Test("what a build reads is told from what it writes, packs and lists")
  func report() throws {
    project()
    let result = try trace(["--format", "json"])
    #expect(result.status == 0, "\(result.errors)")
    let lists = try lists(result)
    #expect(lists["watched"] == ["pyproject.toml"])
    #expect(lists["unwatched"] == ["VERSION", "src/p/a.c", "tools/backend.py"])
    #expect(lists["modules"] == ["src/p/__init__.py", "src/p/b.py", "src/p/c.py"])
    #expect(lists["written"] == ["src/p/_version.py", "src/p/gen.c"])
    // What the build wrote itself is no input, although it read it again.
    let inputs = try ["watched", "unwatched", "modules", "set_aside"].flatMap {
      try #require(lists[$0])
    }
    #expect(lists["read"] == inputs.sorted())
    #expect(lists["listed_only"] == ["docs"])
    #expect(lists["environment"] == ["P_OPTION"])
    #expect(try tree.shell("ls -A tmp") == "")
  }

  @Test("--write edits the keys once, and uv rebuilds for each input and nothing else")
  func write() throws {
    project()
    let first = try trace(["--write"])
    #expect(first.status == 0, "\(first.errors)")
    let manifest = try tree.shell("cat p/pyproject.toml")
    #expect(
      manifest.hasSuffix(
        "\n[tool.uv]\ncache-keys = [\n    { file = \"pyproject.toml\" },\n    { file = \"VERSION\" },\n"
          + "    { file = \"src/p/a.c\" },\n    { file = \"tools/backend.py\" },\n]\n"),
      "\(manifest)")
    let again = try trace(["--write"])
    #expect(again.output.contains("the keys in force are right"), "\(again.output)")
    #expect(try tree.shell("cat p/pyproject.toml") == manifest)

    let uv = try #require(RealUV.newest)
    try tree.shell("'\(uv.path)' venv -q --offline venv; echo '-e ./p' >all.txt")
    func sync() throws -> String {
      try uv.run(
        ["pip", "install", "-r", "all.txt"], in: tree.path, environment: "\(tree.path)/venv",
        variables: ["UV_CACHE_DIR": "\(tree.path)/cache"]
      ).errors
    }
    _ = try sync()
    #expect(!(try sync()).contains("Installed"), "it loops")
    for input in ["VERSION", "src/p/a.c", "tools/backend.py", "pyproject.toml"] {
      try tree.shell("echo >>p/\(input)")
      #expect((try sync()).contains("Installed"), "\(input) goes unnoticed")
      #expect(!(try sync()).contains("Installed"), "it loops after \(input)")
    }
    for other in ["src/p/b.py", "docs/x.md", "src/p/gen.c", "src/p/_version.py"] {
      try tree.shell("echo >>p/\(other)")
      #expect(!(try sync()).contains("Installed"), "\(other) rebuilds")
    }
  }

  /// Manifests in other shapes: the text of it (line breaks as `|`), and where the list has to be.
  static let manifests: [(name: String, text: String, writes: String)] = [
    (
      "without [project]", "[build-system]|requires = []|BACKEND|",
      "BACKEND||[tool.uv]|cache-keys = [|"
    ),
    (
      "a BOM",
      "\u{FEFF}[project]|name = 'p'|dynamic = ['version']|[build-system]|requires = []|BACKEND|",
      "BACKEND||[tool.uv]|cache-keys = [|"
    ),
    (
      "a list inside a dotted key",
      "tool.uv.cache-keys = [ 'VERSION' ]|[project]|name = 'p'|dynamic = ['version']|[build-system]|requires = []|BACKEND|",
      "tool.uv.cache-keys = ["
    ),
    (
      "a list inside an inline table",
      "[project]|name = 'p'|dynamic = ['version']|[build-system]|requires = []|BACKEND|[tool]|uv = { cache-keys = ['VERSION'], package = true }|",
      "[tool]|uv = { cache-keys = ['pyproject.toml', 'VERSION', 'src/p/a.c', 'tools/backend.py'], package = true }|"
    ),
  ]

  @Test(
    "--write keeps the shape of a manifest, and uv reads what was written",
    arguments: manifests.indices, ["\n", "\r\n"])
  func shapes(index: Int, lineBreak: String) throws {
    let (name, text, writes) = Self.manifests[index]
    func document(_ text: String) -> String {
      text.replacing("BACKEND", with: "build-backend = 'backend'|backend-path = ['tools']")
        .replacing("|", with: lineBreak)
    }
    project()
    tree.write("p/pyproject.toml", document(text))
    let result = try trace(["--write"])
    #expect(result.status == 0, "\(name): \(result.errors)")
    let manifest = try tree.shell("cat p/pyproject.toml")
    #expect(manifest.contains(document(writes)), "\(name): \(manifest)")
    #expect(manifest.hasPrefix(String(document(text).prefix(12))))
    #expect(
      lineBreak == "\n" || !manifest.replacing("\r\n", with: "").contains("\n"), "\(manifest)")
    let again = try trace([])
    #expect(again.output.contains("the keys in force are right"), "\(name): \(again.output)")
  }

  @Test("two lists: uv's error, and nothing is written or left behind")
  func twoLists() throws {
    let keys = "[tool.uv]\ncache-keys = ['VERSION']\ncache-keys = ['src/**']\n"
    project(keys)
    let result = try trace(["--write"])
    #expect(result.status == 1, "\(result.output)")
    #expect((result.output + result.errors).contains("duplicate key"), "\(result.errors)")
    #expect(try tree.shell("cat p/pyproject.toml").hasSuffix(keys))
    #expect(try tree.shell("ls -A tmp") == "")
  }

  @Test("a copy needs its modules too, but not what the build writes among them")
  func copy() throws {
    project()
    let result = try trace(["--copy", "--format", "json"])
    let lists = try lists(result)
    #expect(lists["unwatched"]?.contains("src/p/b.py") == true)
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let suggestion = (object as? [String: Any])?["suggestion"] as? String
    #expect(suggestion?.contains("src/p/_version.py\"") == false)
    #expect(suggestion?.contains("src/p") == true || suggestion?.contains("src/**") == true)
  }

  @Test("keys that stay keep their place, and half a list is completed")
  func declared() throws {
    project(
      "[tool.uv]\ncache-keys = [\n  { file = 'VERSION' }, # the version\n  { env = 'P' },\n]\n")
    let result = try trace(["--write"])
    #expect(result.status == 0, "\(result.errors)")
    let manifest = try tree.shell("cat p/pyproject.toml")
    #expect(manifest.contains("  { file = 'VERSION' }, # the version\n"), "\(manifest)")
    #expect(manifest.contains("  { env = 'P' },\n"))
    #expect(manifest.contains("  { file = 'src/p/a.c' },\n"))
  }

  @Test("a build that fails: its error, what was seen, exit 1")
  func failing() throws {
    project("[tool.uv]\ncache-keys = [{ file = \"pyproject.toml\" }, { file = \"*.c\" }]\n")
    tree.write("p/fail")
    let result = try trace([])
    #expect(result.status == 1)
    #expect(result.errors.contains("the backend gives up"))
    #expect(result.output.contains("VERSION"))
    #expect(!result.output.contains("left out"), "\(result.output)")
    #expect(try tree.shell("ls -A tmp") == "")
  }

  @Test(
    "a build that hangs and is cancelled leaves no process and nothing in the temporary directory")
  func hanging() throws {
    project()
    tree.write("p/hang")
    let line = """
      mkdir -p tmp; cd p
      export UV='\(RealUV.newest?.path ?? "")' UV_OFFLINE=1 UV_CACHE_DIR=$PWD/../cache TMPDIR=$PWD/../tmp
      '\(Built.program)' trace --yes >../out 2>../errors &
      inside() { for p in /proc/[0-9]*; do
        [ "$(readlink $p/cwd)" = "$PWD" ] && cat $p/comm; done 2>/dev/null | grep -vE '^(bash|grep)$'; }
      for i in $(seq 300); do inside | grep -q sleep && break; sleep 0.1; done
      kill -INT $!; wait $!; echo "exit $?"; ls -A ../tmp; inside; true
      """
    let seen = try tree.shell(line)
    #expect(seen == "exit 1\n", "\(seen)")
  }

  @Test("without strace, without leave to trace, without a project: one line each")
  func refusals() throws {
    project()
    let uv = RealUV.newest?.path ?? ""
    let bare = try Built.run(
      ["trace", "--yes"], in: "\(tree.path)/p", ["UV": uv, "PATH": "\(tree.path)/bin"])
    #expect(bare.status == 2)
    #expect(bare.errors.contains("strace is not in PATH"))
    try tree.writeProgram(
      "bin/strace",
      "#!/bin/sh\necho 'strace: do_test_ptrace: PTRACE_TRACEME: Operation not permitted' >&2\nexit 1\n"
    )
    let path = "\(tree.path)/bin:/usr/bin:/bin"
    let refused = try Built.run(
      ["trace", "--yes"], in: "\(tree.path)/p", ["UV": uv, "PATH": path])
    #expect(refused.status == 2)
    #expect(refused.errors.contains("ptrace"), "\(refused.errors)")
    let empty = try Built.run(
      ["trace", "--yes"], in: tree.makeDirectory("empty"), ["UV": uv])
    #expect(empty.status == 2)
    #expect(empty.errors.contains("neither pyproject.toml nor setup.py"))
    let unasked = try Built.run(["trace"], in: "\(tree.path)/p", ["UV": uv])
    #expect(unasked.status == 2)
    #expect(unasked.errors.contains("--yes"))
  }
}
