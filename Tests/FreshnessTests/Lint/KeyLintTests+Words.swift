import Freshness
import Platform
import TestSupport
import Testing
import UV

/// What words of scripts and settings stand for, and what only looks like a name.
extension KeyLintTests {
  private static let compiled: [Finding.Rule] = [.buildFileUnwatched, .sourceUnwatched]
  private static let scikit = "scikit_build_core.build"

  static let words: [Case] = [
    Case(
      name: "setup.py: a method that holds `.f`, and Fortran beside C", backend: setuptools,
      files: [
        "setup.py: print('{} makes it'.format(1))\nExtension('p', ['src/m.c'])", "src/m.c",
        "src/a.f", "src/b.S", "src/c.m", "src/d.h.in",
      ],
      rules: [.sourceUnwatched], names: ["src/m.c"],
      quiet: ["src/a.f", "src/b.S", "src/c.m", "src/d.h.in"]),
    Case(
      name: "setup.py: endings that it names", backend: setuptools,
      files: [
        "setup.py: Extension('p', ['src/m.c'] + glob('src/*.S'))\nuse('f2py')", "src/m.c",
        "src/b.S", "src/a.f",
      ],
      rules: [.sourceUnwatched], names: ["src/m.c", "src/b.S", "src/a.f"]),
    Case(
      name: "setup.py: part of a path is no name, and a block for other systems sets none",
      backend: setuptools,
      files: [
        "setup.py: if sys.platform.startswith('win'):\n  name = 'win'\n"
          + "elif sys.platform.startswith('linux') or True:\n  name = 'unix'\n"
          + "elif sys.platform == 'sunos':\n  name = 'sun'\n"
          + "setup(ext_modules=[Extension('p', [os.path.join('os', name, 'a.c')], "
          + "include_dirs=[os.path.join('os', name)])])",
        "os/unix/a.c: #include \"d.h\"", "os/unix/d.h", "os/win/a.c", "os/win/d.h",
      ],
      rules: [.sourceUnwatched], names: ["os/unix/a.c", "os/unix/d.h"],
      quiet: ["os/win/a.c", "os/win/d.h"]),
    Case(
      name: "setup.py: a message that begins with Cython", backend: setuptools,
      files: [
        "setup.py: try:\n  from Cython.Build import cythonize\nexcept ImportError:\n"
          + "  print('Cython not found: compiling what is there')\n"
          + "setup(ext_modules=[Extension('p.m', ['p/m.pyx' if CYTHON else 'p/m.c'])])",
        "p/m.pyx", "p/m.c",
      ],
      rules: [.sourceUnwatched], names: ["p/m.c"], quiet: ["p/m.pyx"]),
    Case(
      name: "setup.py: programs of commands that no build gives", backend: setuptools,
      files: [
        "setup.py: import os, sys\nif sys.argv[-1] == 'test':\n  os.system('./run_them.py')\n"
          + "  sys.exit()\nsetup(ext_modules=[Extension('q', ['a.c'])])",
        "run_them.py", "a.c",
      ],
      rules: [.sourceUnwatched], names: ["a.c"], quiet: ["run_them.py"]),
    Case(
      name: "setup.py: functions that are called for another system only", backend: setuptools,
      files: [
        "setup.py: def _win():\n  return [os.path.join('def', n + '.def') for n in ['a', 'b']]\n"
          + "if os.name == 'nt':\n  _win()\nsetup(ext_modules=[Extension('q', ['src/a.c'])])",
        "def/a.def", "def/b.def", "src/a.c",
      ],
      rules: [.sourceUnwatched], names: ["src/a.c"], quiet: ["def/a.def", "def/b.def"]),
    Case(
      name: "setup.py: requirements that become an extra, whatever they are called",
      backend: setuptools, project: "dynamic = ['dependencies', 'optional-dependencies']",
      files: [
        "setup.py: dev = list(parse('dev-requirements.txt'))\ntest = parse('test-requirements.txt')"
          + "\nsetup(extras_require={'dev': dev}, tests_require=test)",
        "dev-requirements.txt", "test-requirements.txt",
      ],
      rules: [.dependenciesUnwatched], names: ["dev-requirements.txt"],
      quiet: ["test-requirements.txt"]),
    Case(
      name: "setup.py: a module that asks Git for the version", backend: setuptools,
      project: dynamic,
      files: [
        git, "setup.py: from my_version import detect\nsetup(version=detect())",
        "my_version.py: def detect():\n  return run(['git', 'describe', '--tags'])",
      ],
      rules: [.gitVersionUnwatched, .versionFileUnwatched], names: ["my_version.py"]),
    Case(
      name: "setup.py: make that runs CMake", backend: setuptools,
      files: [
        "setup.py: class CMakeBuild(build_ext):\n  def run(self):\n"
          + "    subprocess.run(['make', 'python'], cwd='core')",
        "core/Makefile: python:\n\tcmake -B build .", "core/src/a.cpp",
        "core/CMakeLists.txt: add_library(a SHARED src/a.cpp)",
      ],
      rules: compiled, names: ["core/Makefile", "core/src/a.cpp"]),
    Case(
      name: "setup.py: a package that it imports, and what that imports in turn",
      backend: setuptools,
      files: [
        "setup.py: sys.path.append('')\nfrom p import (__author__, __url__)",
        "p/__init__.py: from .one import x", "p/one.py: from . import two", "p/two.py",
        "p/three.py",
      ],
      rules: [.buildFileUnwatched], names: ["p/one.py", "p/two.py"], quiet: ["p/three.py"]),
    Case(
      name: "setup.py: functions of helpers that it calls, and those that nobody calls",
      backend: setuptools, project: dynamic,
      files: [
        "setup.py: from posix import config\nsetup(**config())",
        "posix.py: def config():\n  from common import options\n  return options()\n"
          + "def other():\n  import unused",
        "common.py: def options():\n  parser = ConfigParser()\n"
          + "  parser.read(['metadata.cfg', 'site.cfg'])",
        "metadata.cfg", "site.cfg", "unused.py",
      ],
      rules: [.buildFileUnwatched], names: ["common.py", "metadata.cfg", "site.cfg"],
      quiet: ["unused.py"]),
    Case(
      name: "setup.py: an author from the module of the version, and lists that become extras",
      backend: setuptools, project: "dynamic = ['version', 'dependencies']",
      files: [
        git,
        "setup.py: D: Final = 'needs'\ninfo = {}\n"
          + "with open(os.path.join('p', '__version__.py')) as f:\n  exec(f.read(), info)\n"
          + "with open(os.path.join(D, 'test_requirements.txt')) as f:\n  tests = list(f)\n"
          + "with open(os.path.join(D, 'dev_requirements.txt')) as g:\n  dev = list(g)\n"
          + "setup(author=info['__author__'], extras_require={'test': tests}, tests_require=dev,"
          + " use_scm_version=True)",
        "p/__init__.py", "p/__version__.py: __author__ = 'a'\n__version__ = '1'",
        "needs/test_requirements.txt", "needs/dev_requirements.txt",
      ],
      rules: [.buildFileUnwatched, .dependenciesUnwatched, .gitVersionUnwatched],
      names: ["p/__version__.py", "needs/test_requirements.txt"],
      quiet: ["needs/dev_requirements.txt"]),
    Case(
      name: "setup.py: a goal of make that tells CMake what to build", backend: setuptools,
      files: [
        "setup.py: class CMakeBuild(build_ext):\n  def run(self):\n"
          + "    subprocess.run(['make', 'python'], cwd='core')",
        "core/Makefile: cmake = cmake -B build $(1)\npython: flags\n\t$(call cmake,-DPY=TRUE)\n"
          + "shell:\n\t$(call cmake,-DAPP=TRUE)",
        "core/CMakeLists.txt: option(PY \"\" FALSE)\noption(APP \"\" FALSE)\n"
          + "if(${PY})\nadd_subdirectory(tools/api)\nendif()\n"
          + "if(${APP})\nadd_subdirectory(tools/app)\nendif()",
        "core/tools/api/CMakeLists.txt: pybind11_add_module(_l api.cpp)", "core/tools/api/api.cpp",
        "core/tools/app/CMakeLists.txt: add_executable(app app.cpp)", "core/tools/app/app.cpp",
      ],
      rules: [.buildFileUnwatched, .sourcePerhapsUnwatched], names: ["core/CMakeLists.txt"],
      perhaps: ["core/tools/api/CMakeLists.txt", "core/tools/api/api.cpp"],
      quiet: ["core/tools/app/app.cpp"]),
    Case(
      name: "Rust: crates that scripts run Cargo in or name, patches, and a file beside them",
      backend: setuptools,
      files: [
        "setup.py: run(['cargo', 'build', '--bin', 'gen'])\n"
          + "run(['cargo', 'build'], cwd=str(Path(__file__).parent / 'lib' / 'ffi'))",
        "lib/Cargo.toml: [workspace]\nmembers = ['ffi', 'gen']\n"
          + "[patch.crates-io]\nz = { path = 'z' }", "lib/Cargo.lock", "lib/common.rs",
        "lib/ffi/Cargo.toml: [package]\nname = 'ffi'", "lib/ffi/src/lib.rs", "lib/ffi/Cargo.lock",
        "lib/ffi/build.rs: include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../common.rs\"));",
        "lib/gen/Cargo.toml: [package]\nname = 'gen'", "lib/gen/src/lib.rs", "lib/gen/src/main.rs",
        "lib/z/Cargo.toml: [package]\nname = 'z'\n[features]\nf = []",
        "lib/z/src/lib.rs: #[cfg(feature = \"f\")]\nmod f;", "lib/z/src/f.rs",
        "lib/other/Cargo.toml: [package]\nname = 'other'", "lib/other/src/lib.rs",
        "lib/test/t/build.rs", "lib/test/t/Cargo.toml: [package]\nname = 't'",
      ],
      rules: compiled,
      names: [
        "lib/Cargo.lock", "lib/common.rs", "lib/ffi/src/lib.rs", "lib/gen/src/main.rs",
        "lib/z/src/f.rs",
      ],
      quiet: ["lib/ffi/Cargo.lock", "lib/other/src/lib.rs", "lib/test/t/build.rs"]),
    Case(
      name: "setup.py: patterns that are taken out of another one", backend: setuptools,
      files: [
        "setup.py: a = glob('src/**/*.cc', recursive=True)\nmux = glob('src/**/march.bind.cc')\n"
          + "t = glob('src/**/*.test.cc')\nm = glob('src/**/main.cc')\n"
          + "own = sorted(set(a) - set(t + m + mux))\n"
          + "Extension('p.a', sources=own)\nExtension('p.m', sources=mux)",
        "src/a.cc", "src/a.test.cc", "src/main.cc", "src/in/b.cc", "src/in/b.test.cc",
        "src/in/march.bind.cc",
      ],
      rules: [.sourceUnwatched], names: ["src/a.cc", "src/in/b.cc", "src/in/march.bind.cc"],
      quiet: ["src/a.test.cc", "src/main.cc", "src/in/b.test.cc"]),
    Case(
      name: "poetry-dynamic-versioning: what is switched off",
      backend: "poetry_dynamic_versioning.backend", requires: ["poetry-dynamic-versioning"],
      tool: "[tool.poetry-dynamic-versioning]\nenable = false",
      files: [git, "p/__init__.py"], rules: []),
    Case(
      name: "CMake: definitions that only a variable of the environment asks for",
      backend: setuptools,
      files: [
        "setup.py: cmd = ['cmake', '.']\nready = os.environ.get('READY', '').strip()\nif ready:\n"
          + "  cmd += ['-DCORE=FALSE']",
        "CMakeLists.txt: option(CORE \"\" TRUE)\nif(CORE)\nadd_subdirectory(src)\nendif()",
        "src/CMakeLists.txt: add_library(a a.c)", "src/a.c",
      ],
      rules: compiled, names: ["src/CMakeLists.txt", "src/a.c"]),
    Case(
      name: "CMake: a setting that a variable of the environment may change", backend: scikit,
      tool: "[tool.scikit-build.cmake.define]\nTESTS = {env = 'TESTS', default = 'OFF'}",
      files: [
        "CMakeLists.txt: add_library(a a.c)\nif(TESTS)\ninclude(unit.cmake)\nendif()", "a.c",
        "unit.cmake",
      ],
      rules: compiled, names: ["a.c"], quiet: ["unit.cmake"]),
    Case(
      name: "CMake: a directory of headers that a script names", backend: setuptools,
      files: [
        "setup.py: run(['cmake', '../lib'])\nExtension('q', ['q.c'], include_dirs=['./lib/include'])",
        "q.c", "lib/CMakeLists.txt: project(l)\nadd_subdirectory(src)\nadd_subdirectory(include)",
        "lib/include/CMakeLists.txt: install(FILES l.h DESTINATION include)", "lib/include/l.h",
        "lib/src/CMakeLists.txt: if(WIN32)\nadd_library(l win.c)\nelse()\nadd_library(l a.c)\nendif()",
        "lib/src/a.c", "lib/src/win.c",
      ],
      rules: compiled, names: ["lib/CMakeLists.txt", "lib/src/CMakeLists.txt", "lib/src/a.c"],
      quiet: ["lib/src/win.c"]),
    Case(
      name: "CMake: a module of Python below `tools`, and Objective-C that nobody names",
      backend: setuptools,
      files: [
        "setup.py: run(['cmake', '-DPY=TRUE', '.'])",
        "CMakeLists.txt: option(PY \"\" FALSE)\nif(PY)\nadd_subdirectory(tools/api)\nendif()\n"
          + "add_library(l l.c)",
        "tools/api/CMakeLists.txt: pybind11_add_module(_l api.cpp)", "tools/api/api.cpp",
        "l.c: #include \"l.h\"", "l.h", "extra/cocoa.m: #import \"inner.h\"", "extra/inner.h",
      ],
      rules: compiled, names: ["tools/api/api.cpp", "l.c"],
      quiet: ["extra/cocoa.m", "extra/inner.h"]),
    Case(
      name: "Rust: a file beside the crates, and modules that a pattern matches",
      backend: "maturin",
      tool: "[tool.maturin]\nmanifest-path = 'c/Cargo.toml'",
      files: [
        "c/Cargo.toml", "c/build.rs: #[path = \"../scripts/made.rs\"]\nmod made;",
        "c/src/lib.rs: include!(\"../../shared/y.rs\");", "scripts/made.rs", "shared/y.rs",
        "shared/z.rs",
      ],
      rules: compiled, names: ["scripts/made.rs", "shared/y.rs"]),
    Case(
      name: "CMake: one target that a script has built, and a sentence with make in it",
      backend: setuptools,
      files: [
        "setup.py: 'The number of CPUs used by `make`, say jobs to use with make.'\n"
          + "run(['cmake', '.'])\nrun(['cmake', '--build', '.', '--target mod'])",
        "CMakeLists.txt: add_library(core core.c)\nadd_library(mod MODULE mod.c)\n"
          + "target_link_libraries(mod core)\nadd_executable(tool tool.c)",
        "core.c", "mod.c", "tool.c", "lib/Makefile: all: x.c", "lib/x.c",
      ],
      rules: compiled, names: ["core.c", "mod.c"], quiet: ["tool.c", "lib/x.c", "lib/Makefile"]),
    Case(
      name: "CMake: programs of a directory that is not built by itself", backend: scikit,
      files: [
        "CMakeLists.txt: add_subdirectory(ext/z EXCLUDE_FROM_ALL)\nadd_library(a a.c)\n"
          + "target_link_libraries(a z)",
        "ext/z/CMakeLists.txt: add_library(z z.c)\nadd_executable(zcat zcat.c)\n"
          + "add_custom_target(links ALL COMMAND ln zcat DEPENDS zcat)\n"
          + "add_custom_target(made COMMAND make_it ${CMAKE_CURRENT_SOURCE_DIR}/in.txt "
          + "BYPRODUCTS ${CMAKE_CURRENT_BINARY_DIR}/made.c)",
        "a.c", "ext/z/z.c", "ext/z/zcat.c", "ext/z/in.txt",
      ],
      rules: compiled, names: ["a.c", "ext/z/z.c", "ext/z/in.txt"], quiet: ["ext/z/zcat.c"]),
    Case(
      name: "setup.py: sources that only a pattern names", backend: setuptools,
      files: [
        "setup.py: setup(ext_modules=[Extension('p', sources=glob('src/*.cpp'))])", "src/a.cpp",
        "external_libs/eigen/blas/b.cpp",
      ],
      rules: [.sourceUnwatched], names: ["src/a.cpp"], quiet: ["external_libs/eigen/blas/b.cpp"]),
    Case(
      name: "Rust: a module that is a program, too", backend: "maturin",
      files: [
        "Cargo.toml: [lib]\ncrate-type = ['cdylib']\n[[bin]]\nname = 'mock'\npath = 'src/mock.rs'\n"
          + "[[bin]]\nname = 'other'\npath = 'src/other.rs'",
        "src/lib.rs: pub mod mock;", "src/mock.rs", "src/other.rs",
      ],
      rules: compiled, names: ["src/mock.rs"], quiet: ["src/other.rs"]),
  ]

  @Test(arguments: words)
  func findsByWords(_ one: Case) throws { try finds(one) }

  /// The list stands in the manifest that has to be made for it.
  @Test func proposesTheManifestThatIsNotThere() throws {
    let tree = TemporaryTree()
    tree.write("p/setup.py", "setup(ext_modules=[Extension('p', ['a.c'])])")
    tree.write("p/a.c", "")
    let variables = ProcessEnvironment([:])
    let report = try KeyReport(
      of: Path("\(tree.path)/p"), trying: [], rules: .latest, variables: variables)
    let line = KeyLint(of: report, rules: .latest, variables: variables).proposal?.line
    #expect(
      line
        == "cache-keys = [{ file = \"pyproject.toml\" }, { file = \"setup.py\" }, { file = \"a.c\" }]"
    )
  }
}
