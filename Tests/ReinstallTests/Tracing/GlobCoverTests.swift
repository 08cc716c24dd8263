import Freshness
import Platform
import TestSupport
import Testing
import UV

@testable import Reinstall

/// Files that are wanted, others, and the keys.
@Suite struct GlobCoverTests {
  static let cases: [(wanted: String, others: String, keys: [String])] = [
    ("setup.py", "", ["setup.py"]),
    ("src/p/a.c", "src/p/__init__.py", ["src/**/*.c"]),
    ("src/p/a.c src/p/b.h src/p/c.pyx", "src/p/__init__.py", ["src/**/*.{c,h,pyx}"]),
    ("src/p/a.c", "src/p/win.c", ["src/p/a.c"]),
    ("src/p/a.c src/q/b.c", "src/q/win.c", ["src/p/**/*.c", "src/q/b.c"]),
    ("src/a.c src/b.c src/c.c src/d.c", "src/tests/t.c", ["src/**/*.c", "src/!tests/**"]),
    ("src/a.c src/b.c src/c.c src/d.c", "src/gen.c", ["src/**/*.c", "src/!gen.c*"]),
    ("a.c b.c", "", ["a.c", "b.c"]),
    ("meson.build p/meson.build p/q/meson.build", "", ["meson.build", "p/**/meson.build"]),
    ("p/meson.build", "", ["p/meson.build"]),
    ("p/data/x.json", "p/data/x.txt", ["p/data/x.json"]),
    ("p/x.json p/y.json", "", ["p/**/*.json"]),
    (
      "rust/Cargo.toml rust/build.rs rust/src/lib.rs rust/src/a.rs", "",
      ["rust/Cargo.toml", "rust/build.rs", "rust/src/**/*.rs"]
    ),
    ("Cargo.toml src/lib.rs", "src/p/__init__.py", ["Cargo.toml", "src/**/*.rs"]),
    ("p/[x].c p/y", "p/x.c", ["p/[[]x[]].c", "p/y"]),
    ("p/.hidden p/noend.", "", ["p/.hidden", "p/noend."]),
    ("", "p/a.c", []),
  ]

  @Test(
    "globs as a person writes them, that match what is wanted and nothing else",
    arguments: cases.indices)
  func cover(index: Int) throws {
    let (wanted, others, keys) = Self.cases[index]
    func paths(_ text: String) -> Set<Path> {
      Set(text.split(separator: " ").map { Path(String($0)) })
    }
    let made = GlobCover(paths(wanted), but: paths(others)).keys
    #expect(made == keys.map { .file($0) })
    // What uv's rules make of them.
    let tree = TemporaryTree()
    for path in paths(wanted).union(paths(others)) { tree.write(path.shown) }
    var found: Set<Path> = []
    let computer = CacheInfoComputer(
      rules: .latest, environment: ProcessEnvironment([String: String]()))
    _ = try computer.compute(Path(tree.path), keys: made) { found.insert($0.path.tidied) }
    #expect(found == paths(wanted))
  }

  @Test(
    "variables that scripts name",
    arguments: [
      (
        "setup.py",
        "os.environ.get('A1')\nos.environ[ \"BB\" ]; getenv('CC', x); environ.get(name)",
        ["A1", "BB", "CC"]
      ),
      (
        "setup.py",
        "environ.get('PATH'); environ.get('X_' + y); environ.get('ZZ'); environ.get('ZZ')", ["ZZ"]
      ),
      ("build.rs", "println!(\"cargo:rerun-if-env-changed=FOO\"); env::var(\"OUT_DIR\")", ["FOO"]),
      ("x/CMakeLists.txt", "set(A $ENV{BAR})", ["BAR"]),
      ("a.c", "getenv(\"NO\")", []),
    ])
  func variables(name: String, text: String, names: [String]) {
    #expect(EnvironmentReads.names(in: Array(text.utf8), of: Path(name)) == names)
  }

  @Test("a wheel's contents, and any bytes")
  func wheel() throws {
    let tree = TemporaryTree()
    tree.write("p/__init__.py", "x = 1\n")
    tree.write("p-1.dist-info/LICENSE", "free\n")
    try tree.shell("python3 -m zipfile -c w.whl p p-1.dist-info")
    let bytes = try Directory.working.read(Path("\(tree.path)/w.whl")).content
    let wheel = WheelContents(bytes)
    #expect(wheel.packaged.count == 1)
    #expect(wheel.holds(Array("__init__.py".utf8), Array("x = 1\n".utf8)))
    #expect(!wheel.holds(Array("__init__.py".utf8), Array("x = 2\n".utf8)))
    for cut in 0..<bytes.count {
      _ = WheelContents(Array(bytes[cut...]))
      _ = WheelContents(Array(bytes[..<cut]))
      var broken = bytes
      broken[cut] = 0xFF
      _ = WheelContents(broken)
    }
  }
}
