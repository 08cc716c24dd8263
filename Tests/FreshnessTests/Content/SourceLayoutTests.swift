import Formats
import Platform
import Testing

@testable import Freshness

/// Where each backend takes installed files from, by its settings alone.
@Suite struct SourceLayoutTests {
  private func layout(
    _ backend: String, _ tool: String = "", setup: String = "", configuration: String = ""
  ) throws -> SourceLayout {
    let text = "[project]\nname='p'\n[build-system]\nbuild-backend='\(backend)'\n\(tool)\n"
    return SourceLayout(
      BuildDescription(
        manifest: try TOMLDocument.read(Array(text.utf8)), setup: setup,
        configuration: configuration))
  }

  @Test("extension modules by position and by name")
  func extensionModules() {
    let setup = """
      Extension('p.a', ['a.c']); Extension(\n    name = "p.b",\n sources=[X + 'b.c'])
      Extension(name_of('c')); Extension(names['d'])
      """
    #expect(BuildDescription(manifest: nil, setup: setup).extensionModules == ["p.a", "p.b"])
  }

  @Test func roots() throws {
    #expect(try layout("uv_build").roots == ["src"])
    #expect(try layout("uv_build", "[tool.uv.build-backend]\nmodule-root=''").roots == [""])
    #expect(try layout("flit_core.buildapi").roots == ["", "src"])
    #expect(
      try layout("setuptools.build_meta", "[tool.setuptools.package-dir]\n''='lib'").roots
        == ["lib"])
    #expect(
      try layout("setuptools.build_meta", "[tool.setuptools.packages.find]\nwhere=['code']").roots
        == ["code"])
    #expect(
      try layout("setuptools.build_meta", setup: "setup(package_dir={'': 'lib'})").roots == ["lib"])
    #expect(
      try layout(
        "setuptools.build_meta", configuration: "[options]\npackage_dir =\n    = lib\n"
      ).roots == ["lib"])
    #expect(
      try layout("hatchling.build", "[tool.hatch.build.targets.wheel]\nsources=['code']").roots
        == ["code", "", "src"])
    #expect(try layout("maturin", "[tool.maturin]\npython-source='py'").roots == ["py"])
    #expect(try layout("pdm.backend", "[tool.pdm.build]\npackage-dir='x'").roots == ["x"])
  }

  @Test(arguments: [
    (
      "hatchling.build", "[tool.hatch.build.targets.wheel]\npackages=['code/p']", "p/a.py",
      "code/p/a.py"
    ),
    (
      "hatchling.build", "[tool.hatch.build.targets.wheel.sources]\n'code/impl'='p'", "p/a.py",
      "code/impl/a.py"
    ),
    (
      "hatchling.build", "[tool.hatch.build.targets.wheel.force-include]\n'x.txt'='p/y.txt'",
      "p/y.txt", "x.txt"
    ),
    (
      "poetry.core.masonry.api", "[[tool.poetry.packages]]\ninclude='p'\nfrom='lib'", "p/a.py",
      "lib/p/a.py"
    ),
    (
      "poetry.core.masonry.api", "[[tool.poetry.packages]]\ninclude='p'\nto='ns'", "ns/p/a.py",
      "p/a.py"
    ),
    (
      "setuptools.build_meta", "[tool.setuptools.package-dir]\n'a.b'='x'\n'a'='y'", "a/b/c.py",
      "x/c.py"
    ),
    (
      "scikit_build_core.build", "[tool.scikit-build.wheel.packages]\n'p'='code'", "p/a.py",
      "code/a.py"
    ),
    (
      "scikit_build_core.build", "[tool.scikit-build]\nwheel.packages=['python/p']", "p/a.py",
      "python/p/a.py"
    ),
  ])
  func mapped(_ backend: String, _ tool: String, _ installed: String, _ source: String) throws {
    #expect(try layout(backend, tool).mapped(Path(installed)) == Path(source))
    #expect(try layout(backend, tool).mapped("other/a.py") == nil)
  }

  @Test func whatIsListedAndWritten() throws {
    #expect(try layout("setuptools.build_meta").extent == .packages)
    #expect(
      try layout("setuptools.build_meta", setup: "setup(packages=['p'])").extent == .listed)
    #expect(
      try layout("setuptools.build_meta", setup: "setup(packages=find_packages())").extent
        == .packages)
    #expect(
      try layout("setuptools.build_meta", configuration: "[options]\npackages = find:\n").extent
        == .packages)
    #expect(try layout("mesonpy").extent == .listed)
    #expect(try !layout("flit_core.buildapi").generatesModules)
    #expect(try layout("setuptools.build_meta", setup: "cmdclass={}").generatesModules)
    #expect(try layout("mesonpy").generatesModules)
  }

  @Test(arguments: [
    ("__version__ = '0'\n", "__version__ = '1.2'\n", true),
    ("a\n", "a\n# 1.2\n", true), ("a\r\n", "a\n", true),
    ("#!/usr/bin/python\na\n", "#!python\na\n", true),
    ("a\n", "#!python\na\n", true),
    ("__version__ = 'x'\n", "__version__ = '1.2+gabc'\nversion_tuple = (1, 2)\n", true),
    ("a\n", "b\n", false), ("a\nb\n", "a\n", false), ("v = 1\nx\n", "v = '1.2'\ny\n", false),
    ("x\n", "x\na = 1\n", false),
  ])
  func rewriting(_ source: String, _ installed: String, _ explained: Bool) {
    #expect(
      BuildRewriting.explains(
        from: Array(source.utf8), to: Array(installed.utf8), version: "1.2+gabc") == explained)
  }

  @Test(
    arguments: [
      ("1.2.dev3+gabc1234", "abc1234"), ("1.2.dev3+gabc1234.d20261124", "abc1234"),
      ("1.2", nil), ("1.2+local", nil), ("1.2+gxyz1234", nil), ("1.2+gabc", nil),
    ] as [(String, String?)])
  func commits(_ version: String, _ commit: String?) {
    #expect(ContentDifferences.commit(of: version) == commit)
  }

  @Test func extensionSuffixes() {
    let tag = PythonTag(version: "3.11.7", library: "python3.11", machine: "x86_64")
    for (suffix, loads) in [
      ("so", true), ("abi3.so", true), ("cpython-311-x86_64-linux-gnu.so", true),
      ("cpython-311-darwin.so", false), ("cpython-310-x86_64-linux-gnu.so", false),
      ("cpython-311-aarch64-linux-gnu.so", false), ("pypy39-pp73-x86_64-linux-gnu.so", false),
      ("cpython-311t-x86_64-linux-gnu.so", false),
    ] {
      #expect(tag.loads(suffix: suffix) == loads, "\(suffix)")
    }
    let threads = PythonTag(version: "3.13.1", library: "python3.13t", machine: "x86_64")
    #expect(threads.loads(suffix: "cpython-313t-x86_64-linux-gnu.so"))
    let unknown = PythonTag(version: nil, library: "", machine: "x86_64")
    #expect(unknown.loads(suffix: "cpython-38-x86_64-linux-gnu.so"))
  }
}
