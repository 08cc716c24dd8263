import Freshness
import Platform
import TestSupport
import Testing
import UV

/// What features, systems and compilers leave out, and what only looks so.
extension KeyLintTests {
  private static let compiled: [Finding.Rule] = [.buildFileUnwatched, .sourceUnwatched]
  private static let scikit = "scikit_build_core.build"

  static let conditions: [Case] = [
    Case(
      name: "Rust: features that are on, and those that nobody asks for", backend: "maturin",
      tool: "[tool.maturin]\nfeatures = ['python']",
      files: [
        "Cargo.toml: [workspace]\n[workspace.dependencies]\nweb = { path = 'web' }\n"
          + "[dependencies]\nbind = { path = 'bind', optional = true }\n"
          + "web = { workspace = true, optional = true }\n"
          + "core = { path = 'core', default-features = false }\n"
          + "[features]\ndefault = []\npython = ['dep:bind', 'bind?/more', 'core/fast', 'web?/tls']\nserver = ['web']",
        "src/lib.rs: #[cfg(feature = \"python\")]\nmod python;\n"
          + "#[cfg(feature = \"server\")]\nmod server;",
        "src/python.rs", "src/server.rs", "bind/Cargo.toml: [features]\nmore = []",
        "bind/src/lib.rs: #[cfg(feature = \"more\")]\nmod more;", "bind/src/more.rs",
        "web/Cargo.toml",
        "web/src/lib.rs",
        "core/Cargo.toml: [features]\ndefault = ['slow']\nslow = []\nfast = []",
        "core/src/lib.rs: #[cfg(feature = \"fast\")]\nmod fast;\n"
          + "#[cfg(feature = \"slow\")]\nmod slow;\n"
          + "#[cfg(not(feature = \"slow\"))]\n#[path = \"without.rs\"]\nmod slow;",
        "core/src/fast.rs", "core/src/slow.rs", "core/src/without.rs",
      ],
      rules: compiled,
      names: ["src/python.rs", "bind/src/more.rs", "core/src/fast.rs", "core/src/without.rs"],
      quiet: ["src/server.rs", "web/src/lib.rs", "core/src/slow.rs"]),
    Case(
      name: "Rust: features that a script of setuptools asks for", backend: setuptools,
      files: [
        "setup.py: setup(rust_extensions=[RustExtension('x', 'Cargo.toml', "
          + "features=['simd'], args=['--no-default-features'])])",
        "Cargo.toml: [features]\ndefault = ['cli']\ncli = []\nsimd = []",
        "src/lib.rs: #[cfg(feature = \"simd\")]\nmod simd;\n#[cfg(feature = \"cli\")]\nmod cli;",
        "src/simd.rs", "src/cli.rs",
      ],
      rules: compiled, names: ["src/simd.rs"], quiet: ["src/cli.rs"]),
    Case(
      name: "Rust: settings that Cargo looks for where it is run", backend: "maturin",
      tool: "[tool.maturin]\nmanifest-path = 'a/Cargo.toml'",
      files: [
        "a/Cargo.toml: [dependencies]\nb = { path = '../b' }", "a/src/lib.rs", "b/Cargo.toml",
        "b/src/lib.rs", "rust-toolchain.toml", "a/rust-toolchain.toml", "b/rust-toolchain.toml",
        "a/.cargo/config.toml", "b/.cargo/config.toml",
      ],
      rules: compiled, names: ["rust-toolchain.toml", "a/.cargo/config.toml"],
      quiet: ["a/rust-toolchain.toml", "b/rust-toolchain.toml", "b/.cargo/config.toml"]),
    Case(
      name: "Rust: schemas of a crate whose build script leaves them to another crate",
      backend: "maturin",
      files: [
        "Cargo.toml: [dependencies]\na = { path = 'a' }", "src/lib.rs", "a/Cargo.toml",
        "a/build.rs: fn main() { build_deps::build() }", "a/src/lib.rs", "a/protos/x/a.proto",
        "other/b.proto",
      ],
      rules: compiled, names: ["a/protos/x/a.proto"], quiet: ["other/b.proto"]),
    Case(
      name: "Rust: branches of cfg_if", backend: "maturin",
      files: [
        "Cargo.toml",
        "src/lib.rs: cfg_if::cfg_if! {\n    if #[cfg(target_arch = \"wasm32\")] {\n        mod a;\n"
          + "    } else if #[cfg(unix)] {\n        mod b;\n    } else {\n        mod c;\n    }\n}\n"
          + "fn f() {\n    if x {\n    } else {\n        mod d;\n    }\n}\nmod e;",
        "src/a.rs", "src/b.rs", "src/c.rs", "src/d.rs", "src/e.rs",
      ],
      rules: compiled, names: ["src/b.rs", "src/d.rs", "src/e.rs"],
      quiet: ["src/a.rs", "src/c.rs"]),
    Case(
      name: "Rust: a grammar of a module in a directory for scripts", backend: "maturin",
      tool: "[tool.maturin]\nmanifest-path = 'p/scripts/r/Cargo.toml'",
      files: [
        "p/scripts/r/Cargo.toml", "p/scripts/r/src/lib.rs: #[grammar = \"g.pest\"]",
        "p/scripts/r/src/g.pest",
      ],
      rules: compiled, names: ["p/scripts/r/src/g.pest"]),
    Case(
      name: "Rust: files that macros and rust-embed take in", backend: "maturin",
      files: [
        "Cargo.toml",
        "src/lib.rs: mod a;\n#[derive(RustEmbed)]\n#[folder = \"config/\"]\nstruct C;\n#[folder = \".\"]\nstruct D;",
        "src/a.rs: macro_rules! one { ($path:expr) => { include_bytes!($path) } }\n"
          + "one!(\"../data/x.json\");\n// one!(\"../data/y.json\");\n"
          + "#[schema(path = \"data/z.json\")]\nstatic D: Dir = include_dir!(\"$CARGO_MANIFEST_DIR/web\");",
        "config/a/c.toml", "data/x.json", "data/y.json", "data/z.json", "web/i.html",
        "other/o.toml",
      ],
      rules: compiled, names: ["config/a/c.toml", "data/x.json", "data/z.json", "web/i.html"],
      quiet: ["data/y.json", "other/o.toml"]),
    Case(
      name: "C: includes for other systems and compilers", backend: setuptools,
      files: [
        "setup.py: Extension('p', ['src/m.c'])",
        "src/m.c: #if defined(_MSC_VER) && _MSC_VER < 1900\n#include \"msvc.h\"\n#endif\n"
          + "#ifdef _WIN32\n#include \"win.h\"\n#elif OTHER\n#include \"other.h\"\n#else\n"
          + "#include \"unix.h\"\n#endif\n#if 0\n#include \"zero.h\"\n#endif\n"
          + "#if !defined(__CYGWIN__) \\\n  || defined(X)\n#include \"on.h\"\n#else\n"
          + "#include \"off.h\"\n#endif\n#if X(1) < 2\n#include \"may.h\"\n#endif",
        "src/msvc.h", "src/win.h", "src/other.h", "src/unix.h", "src/zero.h", "src/on.h",
        "src/off.h", "src/may.h",
      ],
      rules: [.sourceUnwatched], names: ["src/other.h", "src/unix.h", "src/on.h", "src/may.h"],
      quiet: ["src/msvc.h", "src/win.h", "src/zero.h", "src/off.h"]),
    Case(
      name: "C: an `#if` that does not end says nothing", backend: setuptools,
      files: [
        "setup.py: Extension('p', ['src/m.c'])",
        "src/m.c: /*\n#if 0\n*/\n#include \"a.h\"", "src/a.h",
      ],
      rules: [.sourceUnwatched], names: ["src/a.h"]),
    Case(
      name: "C++: what pybind11 includes of a copy of Eigen", backend: setuptools,
      files: [
        "setup.py: Extension('q', ['src/a.cpp'])", "src/a.cpp: #include <pybind11/eigen.h>",
        "lib/Eigen/Core", "lib/Eigen/SparseCore: #include \"src/SparseCore/Used.h\"",
        "lib/Eigen/src/SparseCore/Used.h", "lib/Eigen/Cholesky",
      ],
      rules: [.sourceUnwatched],
      names: ["lib/Eigen/Core", "lib/Eigen/SparseCore", "lib/Eigen/src/SparseCore/Used.h"],
      quiet: ["lib/Eigen/Cholesky"]),
    Case(
      name: "C: a header of a library that is not here, and one of the project's own directory",
      backend: setuptools,
      files: [
        "setup.py: Extension('q', ['src/a.c'])",
        "src/a.c: #include <git2/sys/dead.h>\n#include <p/sys/live.h>\n#include \"b.h\"",
        "src/dead.h", "src/live.h", "src/b.h",
      ],
      rules: [.sourceUnwatched], names: ["src/live.h", "src/b.h"], quiet: ["src/dead.h"]),
    Case(
      name: "CMake: a header that is there, beside the template of it", backend: scikit,
      files: [
        "CMakeLists.txt: file(GLOB Z z/*.c)\nadd_library(a ${Z} m.c)\n"
          + "configure_file(${CMAKE_CURRENT_SOURCE_DIR}/g/c.h.in ${CMAKE_CURRENT_BINARY_DIR}/c.h)",
        "m.c: #include \"g/c.h\"", "g/c.h", "g/c.h.in", "z/a.c: #include \"zconf.h\"",
        "z/zconf.h", "z/zconf.h.in",
        "z/CMakeLists.txt: if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/zconf.h)\nendif()",
      ],
      rules: compiled, names: ["z/zconf.h", "g/c.h"]),
    Case(
      name: "CMake: a wrapper that SWIG made once", backend: scikit,
      files: [
        "CMakeLists.txt: add_library(_a MODULE wrap/a_wrap.cxx)",
        "wrap/a_wrap.cxx: /* This file was automatically generated by SWIG. */",
        "wrap/b_wrap.cxx: /* This file was automatically generated by SWIG. */",
      ],
      rules: compiled, names: ["wrap/a_wrap.cxx"], quiet: ["wrap/b_wrap.cxx"]),
    Case(
      name: "CMake: interfaces of SWIG that nobody names", backend: scikit,
      files: [
        "CMakeLists.txt: swig_add_library(a LANGUAGE python SOURCES sw/a.i)",
        "sw/a.i: %include \"b.i\"", "sw/b.i", "sw/dead.i", "Dockerfile.swig",
      ],
      rules: compiled, names: ["sw/a.i", "sw/b.i"], quiet: ["sw/dead.i", "Dockerfile.swig"]),
    Case(
      name: "CMake: a page that a command reads, and one that is installed", backend: scikit,
      files: [
        "CMakeLists.txt: project(p)\nadd_library(a a.c)\n"
          + "add_custom_command(OUTPUT x.c COMMAND embed DEPENDS "
          + "${CMAKE_CURRENT_SOURCE_DIR}/viz.html)\ninstall(FILES manual.html DESTINATION doc)",
        "a.c", "viz.html", "manual.html",
      ],
      rules: compiled, names: ["viz.html"], quiet: ["manual.html"]),
    Case(
      name: "CMake: a program of tests that is installed", backend: scikit,
      files: [
        "CMakeLists.txt: add_library(a a.c)\nadd_executable(mem test/mem.c)\n"
          + "add_executable(other test/other.c)\ninstall(TARGETS mem DESTINATION bin)",
        "a.c", "test/mem.c", "test/other.c",
      ],
      rules: compiled, names: ["test/mem.c"], quiet: ["test/other.c"]),
    Case(
      name: "CMake: modules that a script has CMake install", backend: setuptools,
      files: [
        "setup.py: subprocess.check_call(['cmake', '.'])\n"
          + "subprocess.check_call(['cmake', '--build', '.', '--target', 'install'])",
        "CMakeLists.txt: add_library(a a.c)\ninstall(FILES swig/extra.py p/own.py DESTINATION p)",
        "a.c", "swig/extra.py", "p/__init__.py", "p/own.py",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched, .dataUnwatched], names: ["swig/extra.py"],
      quiet: ["p/own.py"]),
    Case(
      name: "Cython: extensions that it gives back", backend: setuptools, requires: ["cython"],
      files: [
        "setup.py: ext = '.pyx' if C else '.c'\nexts = [Extension('p.a', ['p/a' + ext, 'p/n.c'])]\n"
          + "if C:\n  exts = cythonize(exts)\nsetup(ext_modules=exts)",
        "p/a.c", "p/n.c", "p/old/b.pyx", "p/unused.c",
      ],
      rules: [.sourceUnwatched], names: ["p/a.c", "p/n.c"], quiet: ["p/old/b.pyx", "p/unused.c"]),
    Case(
      name: "Cython: headers that it writes", backend: setuptools, requires: ["cython"],
      files: [
        "setup.py: setup(ext_modules=cythonize(Extension('p.a', ['p/a.pyx', 'p/b.c'])))",
        "p/a.pyx: cdef api int f():\n  return 1", "p/b.c: #include \"a_api.h\"",
        "p/a_api.h: /* Generated by Cython 3 */",
      ],
      rules: [.sourceUnwatched], names: ["p/a.pyx", "p/b.c"], quiet: ["p/a_api.h"]),
    Case(
      name: "setup.py: sources behind a backend that wraps setuptools", backend: "backend",
      files: [
        "_custom/backend.py: from setuptools.build_meta import *",
        "setup.py: setup(ext_modules=cythonize([Extension('p.a', ['p/a.pyx'])]))", "p/a.pyx",
        "p/templates/b.pyx",
      ],
      rules: [.backendUnwatched, .sourceUnwatched], names: ["p/a.pyx"],
      quiet: ["p/templates/b.pyx"]),
    Case(
      name: "a source that lies beside copies, and one in a copy", backend: setuptools,
      files: ["setup.py: Extension('p', ['extern/m.c'])", "extern/m.c"],
      rules: [.sourceUnwatched], warns: true, names: ["extern/m.c"]),
    Case(
      name: "CMake: modules that only a package's finder would lead to", backend: scikit,
      files: [
        "CMakeLists.txt: project(p)\nlist(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_SOURCE_DIR}/m)\n"
          + "find_package(Foo)\nfind_package(Bar)\nadd_library(a a.c)",
        "m/FindFoo.cmake: file(GLOB x ${Foo_DIR}/*)", "elsewhere/FindBar.cmake", "a.c", "other/b.c",
      ],
      rules: compiled, names: ["m/FindFoo.cmake"], quiet: ["elsewhere/FindBar.cmake", "other/b.c"]),
    Case(
      name: "CMake: what `project()` takes in", backend: scikit,
      files: [
        "CMakeLists.txt: set(CMAKE_PROJECT_p_INCLUDE ${CMAKE_CURRENT_LIST_DIR}/post.cmake)\n"
          + "project(p)\nadd_library(a a.c)",
        "post.cmake", "unread.cmake", "a.c",
      ],
      rules: compiled, names: ["post.cmake"], quiet: ["unread.cmake"]),
    Case(
      name: "CMake: a part that a script computes is the usual one", backend: setuptools,
      files: [
        "setup.py: part = find()\nrun(['cmake', f'-DPART={part}', '.'])",
        "CMakeLists.txt: set(PART \"cpu\" CACHE STRING \"\")\nadd_subdirectory(${PART})",
        "cpu/CMakeLists.txt: add_library(a a.c)", "cpu/a.c",
        "gpu/CMakeLists.txt: add_library(a b.c)", "gpu/b.c",
      ],
      rules: compiled, names: ["cpu/a.c"], quiet: ["gpu/b.c", "gpu/CMakeLists.txt"]),
    Case(
      name: "setup.py: what comes behind a return for other systems", backend: setuptools,
      files: [
        "setup.py: def win():\n  if os.name != 'nt':\n    return []\n"
          + "  return [Extension('w', ['src/w.c'])]\ndef all():\n  if not os.environ.get('X'):\n"
          + "    print(1)\n  return [Extension('a', ['src/a.c'])]\nsetup(ext_modules=win() + all())",
        "src/w.c", "src/a.c",
      ],
      rules: [.sourceUnwatched], names: ["src/a.c"], quiet: ["src/w.c"]),
    Case(
      name: "setup.py: an error of compilers, and a program beside the sources",
      backend: setuptools,
      files: [
        "setup.py: from setuptools.errors import CCompilerError\n"
          + "setup(ext_modules=[Extension('p', ['src/a.c'])])",
        "src/a.c", "src/program.c", "other/b.c",
      ],
      rules: [.sourceUnwatched], names: ["src/a.c"], quiet: ["src/program.c", "other/b.c"]),
    Case(
      name: "setup.py: scripts that a name stands for", backend: setuptools,
      files: ["setup.py: scripts = ['hg']\nsetup(scripts=scripts)", "hg"],
      rules: [.buildFileUnwatched], names: ["hg"]),
    Case(
      name: "setup.py: a package of helpers runs its first module", backend: setuptools,
      files: [
        "setup.py: from support.flags import FLAGS\nsetup(ext_modules=[Extension('q', ['a.c'])])",
        "a.c", "support/__init__.py", "support/flags.py", "p/__init__.py",
      ],
      rules: compiled, names: ["support/__init__.py", "support/flags.py"],
      quiet: ["p/__init__.py"]),
    Case(
      name: "hatchling: a hook that nobody asks for", backend: "hatchling.build",
      tool: "[tool.hatch.build.hooks.jupyter-builder]\nenable-by-default = false\n"
        + "build-function = 'hatch_jupyter_builder.npm_builder'",
      files: ["package.json", "yarn.lock", "p/__init__.py"]),
  ]

  @Test(arguments: conditions)
  func findsUnderConditions(_ one: Case) throws { try finds(one) }

  /// Conditions that no person writes.
  private static let hostileC = [
    "#if " + String(repeating: "(", count: 20_000), "#if " + String(repeating: "!", count: 20_000),
    "#if A" + String(repeating: " && A", count: 20_000),
    "#if A" + String(repeating: " < A", count: 20_000),
    "#if defined" + String(repeating: " \\\n", count: 20_000),
    String(repeating: "#if A\n", count: 20_000) + "#else",
    String(repeating: "#elif A\n", count: 100),
    String(repeating: "#ifdef A\n#include \"b.h\"\n", count: 2_000),
  ]

  @Test(arguments: hostileC.indices)
  func readsConditionsQuickly(_ index: Int) throws {
    let tree = TemporaryTree()
    tree.write("p/src/a.c", Self.hostileC[index] + "\n#include \"b.h\"")
    tree.write("p/src/b.h", "")
    #expect(try seconds(of: tree) < 20)
  }

  /// Headers that include what no one defines, as those of Eigen do.
  @Test func looksForDefinitionsOnce() throws {
    let tree = TemporaryTree()
    let names = (0..<40).map { "#include NAME_\($0)\n" }.joined()
    let lines = (0..<300).map { "#define VALUE_\($0) \($0)\n" }.joined()
    for index in 0..<200 {
      tree.write("p/src/h\(index).h", "#include \"h\(index + 1).h\"\n\(names)\(lines)")
    }
    tree.write("p/src/a.c", "#include \"h0.h\"")
    #expect(try seconds(of: tree) < 20)
  }

  private func seconds(of tree: TemporaryTree) throws -> Double {
    tree.write(
      "p/pyproject.toml",
      "[project]\nname = 'p'\nversion = '1'\n[build-system]\nrequires = []\n"
        + "build-backend = '\(Self.setuptools)'\n")
    tree.write("p/setup.py", "setup(ext_modules=[Extension('p', ['src/a.c'])])")
    let variables = ProcessEnvironment([:])
    let duration = try ContinuousClock().measure {
      let report = try KeyReport(
        of: Path("\(tree.path)/p"), trying: [], rules: .latest, variables: variables)
      let lint = KeyLint(of: report, rules: .latest, variables: variables)
      #expect(lint.findings.flatMap(\.paths).contains("src/a.c"))
    }
    return duration / .seconds(1)
  }
}
