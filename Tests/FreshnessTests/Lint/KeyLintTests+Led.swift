import Freshness
import Testing

/// What includes, texts, commands and conditions lead to, where a word alone would lead elsewhere.
extension KeyLintTests {
  private static let compiled: [Finding.Rule] = [.buildFileUnwatched, .sourceUnwatched]
  private static let scikit = "scikit_build_core.build"

  static let led: [Case] = [
    Case(
      name: "includes: what `#define` says of a name, and a name that nobody defines",
      backend: setuptools,
      files: [
        "setup.py: Extension('p', ['src/a.c'])",
        "src/a.c: #include \"names.h\"\n#include INNER_H\n#ifdef PLUGIN\n# include PLUGIN\n#endif",
        "src/names.h: #define INNER_H <deep/inner.h>\n#define WIDTH \"3\"", "src/deep/inner.h",
        "src/deep/other.h", "src/plugin.h",
      ],
      rules: [.sourceUnwatched], names: ["src/names.h", "src/deep/inner.h"],
      quiet: ["src/deep/other.h", "src/plugin.h"]),
    Case(
      name: "includes: headers of the system, and one without an ending that is none of them",
      backend: setuptools,
      files: [
        "setup.py: Extension('p', ['src/a.cpp'])",
        "src/a.cpp: #include <sys/queue.h>\n#include <getopt.h>\n#include <vector>\n#include <Eigen>",
        "src/windows/sys/queue.h", "src/windows/getopt.h", "src/lib/vector",
        "src/lib/Eigen: #include \"Dense\"", "src/lib/Dense",
      ],
      rules: [.sourceUnwatched], names: ["src/lib/Eigen", "src/lib/Dense"],
      quiet: ["src/windows/sys/queue.h", "src/windows/getopt.h", "src/lib/vector"]),
    Case(
      name: "includes: of several the one in a directory that is searched", backend: scikit,
      files: [
        "CMakeLists.txt: add_library(a src/a.c)\ntarget_include_directories(a PRIVATE one)",
        "src/a.c: #include \"common.h\"", "one/common.h", "two/common.h",
      ],
      rules: compiled, names: ["one/common.h"], quiet: ["two/common.h"]),
    Case(
      name: "Rust: names of files in texts, and what stands in a module of tests",
      backend: "maturin",
      files: [
        "Cargo.toml",
        "src/lib.rs: #[path = \"other/named.rs\"]\nmod x;\ninclude!(\n  \"taken.rs\"\n);\n"
          + "fn f() { g(\"said.rs\") }\n#[cfg(test)]\nmod tests {\n  mod inner;\n}\nmod last;",
        "src/other/named.rs", "src/taken.rs", "src/said.rs", "tests/said.rs", "src/inner.rs",
        "src/last.rs",
      ],
      rules: compiled, names: ["src/other/named.rs", "src/taken.rs", "src/last.rs"],
      quiet: ["src/said.rs", "tests/said.rs", "src/inner.rs"]),
    Case(
      name: "CMake: a directory that a script names decides about another one, too",
      backend: setuptools,
      files: [
        "setup.py: from skbuild import setup\nsetup(cmake_source_dir='py')",
        "py/CMakeLists.txt: add_subdirectory(../lib lib)\nadd_library(p p.cpp)", "py/p.cpp",
        "lib/CMakeLists.txt: if(CMAKE_SYSTEM_NAME STREQUAL \"Windows\")\nadd_library(l win.cpp)\n"
          + "else()\nadd_library(l lin.cpp)\nendif()",
        "lib/win.cpp", "lib/lin.cpp", "lib/unused.cpp",
      ],
      rules: compiled, names: ["py/p.cpp", "lib/CMakeLists.txt", "lib/lin.cpp"],
      quiet: ["lib/win.cpp", "lib/unused.cpp"]),
    Case(
      name: "CMake: a directory with a manifest of its own that it includes from", backend: scikit,
      files: [
        "CMakeLists.txt: add_library(a a.c)\nadd_subdirectory(sub)", "a.c",
        "sub/CMakeLists.txt: include(\"${CMAKE_CURRENT_SOURCE_DIR}/tools/x.cmake\")",
        "sub/tools/x.cmake", "sub/tools/pyproject.toml", "sub/tools/y.cmake",
      ],
      rules: compiled, names: ["sub/tools/x.cmake"], quiet: ["sub/tools/y.cmake"]),
    Case(
      name: "CMake: patterns for what is installed say nothing of sources", backend: scikit,
      files: [
        "CMakeLists.txt: file(GLOB libs \"$ENV{LIBS}/lib*\")\nfile(GLOB_RECURSE c \"${ROOT}/**/C.cmake\")\n"
          + "install(FILES ${libs} DESTINATION p)\nadd_library(a src/a.cc)",
        "src/a.cc", "other/o.cc", "src/b.cc",
      ],
      rules: compiled, names: ["src/a.cc"], quiet: ["other/o.cc", "src/b.cc"]),
    Case(
      name: "CMake: tests that belong to a module", backend: scikit,
      files: [
        "CMakeLists.txt: pybind11_add_module(m src/m.cc src/tests/t.cc)\n"
          + "add_executable(e src/m.cc src/tests/e.cc)",
        "src/m.cc", "src/tests/t.cc", "src/tests/e.cc",
      ],
      rules: compiled, names: ["src/m.cc", "src/tests/t.cc"], quiet: ["src/tests/e.cc"]),
    Case(
      name: "CMake: Rust in a comment", backend: scikit,
      files: [
        "CMakeLists.txt: # Rust links this, too.\nadd_library(a a.c) # and cargo", "a.c",
        "rust/Cargo.toml", "rust/src/lib.rs",
      ],
      rules: compiled, names: ["a.c"], quiet: ["rust/Cargo.toml", "rust/src/lib.rs"]),
    Case(
      name: "CMake: make without a file of its own, and a definition that a script only looks for",
      backend: setuptools,
      files: [
        "setup.py: args = os.environ.get('ARGS', '')\nfull = '-DBINARY=OFF' not in args\n"
          + "run(['cmake', '.'])\nrun(['make', 'install'])",
        "CMakeLists.txt: option(BINARY \"\" ON)\nadd_library(a src/a.cc)\nif(BINARY)\n"
          + "add_executable(b src/b.cc)\nendif()",
        "src/a.cc", "src/b.cc", "src/unused.cc",
      ],
      rules: compiled, names: ["src/a.cc", "src/b.cc"], quiet: ["src/unused.cc"]),
    Case(
      name: "setup.py: sources that somebody has to ask for", backend: setuptools,
      files: [
        "setup.py: e = [Extension('p.a', ['p/a.pyx'])]\nif '--with-examples' in sys.argv:\n"
          + "    e.append(Extension('p.b', ['q/b.pyx']))\nsetup(ext_modules=cythonize(e))",
        "p/a.pyx", "q/b.pyx",
      ],
      rules: [.sourceUnwatched], names: ["p/a.pyx"], quiet: ["q/b.pyx"]),
    Case(
      name: "setup.py: Fortran, which setuptools does not compile", backend: setuptools,
      files: ["setup.py: Extension('p', ['src/a.c'])", "src/a.c", "lib/E/f.f", "lib/E/h.f90"],
      rules: [.sourceUnwatched], names: ["src/a.c"], quiet: ["lib/E/f.f", "lib/E/h.f90"]),
    Case(
      name: "setup.py: C in a directory with a manifest of its own", backend: setuptools,
      files: [
        "setup.py: Extension('p', ['src/a.c', 'copy/src/b.c'])", "src/a.c", "copy/src/b.c",
        "copy/pyproject.toml", "copy/setup.py",
      ],
      rules: [.sourceUnwatched], names: ["src/a.c", "copy/src/b.c"], quiet: ["copy/setup.py"]),
    Case(
      name: "setup.py: what conan installs", backend: setuptools,
      files: [
        "setup.py: Extension('p', ['a.c'])\nrun(['conan', 'install', '.'])", "a.c", "conanfile.py",
        "conanfile.txt",
      ],
      rules: compiled, names: ["conanfile.py", "conanfile.txt"]),
    Case(
      name: "maturin: a stub beside the manifest, and one beside the crate", backend: "maturin",
      tool: "[tool.maturin]\nmanifest-path = 'r/Cargo.toml'",
      files: [
        "r/Cargo.toml: [package]\nname = 'r-x'\n[lib]\nname = 'rx'", "r/src/lib.rs", "rx.pyi",
        "r/rx.pyi",
      ],
      rules: compiled + [.dataUnwatched], names: ["rx.pyi"], quiet: ["r/rx.pyi"]),
    Case(
      name: "hatchling: what a hook makes something of", backend: "hatchling.build",
      tool: "[tool.hatch.build.targets.wheel]\nexclude = ['**/_table.txt']\n"
        + "[tool.hatch.build.targets.wheel.hooks.table-compiler]",
      files: ["p/__init__.py", "p/_table.txt", "p/other.txt"],
      rules: [.buildFileUnwatched], names: ["p/_table.txt"], quiet: ["p/other.txt"]),
    Case(
      name: "Meson: tests that are installed", backend: "mesonpy",
      files: [
        "meson.build: project('p')\nsubdir('tests')\nif get_option('bench')\n  subdir('bench')\nendif",
        "tests/meson.build: py.install_sources('t.py')", "bench/meson.build",
      ],
      rules: [.buildFileUnwatched], names: ["tests/meson.build"], quiet: ["bench/meson.build"]),
    Case(
      name: "Rust: dependencies and modules of other systems", backend: "maturin",
      files: [
        "Cargo.toml: [target.\"cfg(windows)\".dependencies]\nwin = { path = 'win' }\n"
          + "[target.'cfg(all(unix, not(target_os = \"windows\")))'.dependencies]\nnix = { path = 'nix' }\n"
          + "[features]\ndefault = ['x']\nx = []",
        "src/lib.rs: #[cfg(target_os = \"windows\")]\nmod w;\n#[cfg(any(unix, test))]\nmod u;\n"
          + "#[cfg(feature = \"x\")]\nmod f;\n#[cfg(any(\n  feature = \"y\",\n  Z\n))]\nmod many;",
        "src/w.rs", "src/u.rs", "src/f.rs", "src/many.rs", "win/Cargo.toml", "win/src/lib.rs",
        "nix/Cargo.toml",
        "nix/src/lib.rs",
      ],
      rules: compiled,
      names: [
        "src/u.rs", "src/f.rs", "src/many.rs", "nix/src/lib.rs", "nix/Cargo.toml", "win/Cargo.toml",
      ],
      quiet: ["src/w.rs", "win/src/lib.rs"]),
    Case(
      name: "Rust: a program of another crate than the one that is asked for", backend: "maturin",
      tool: "[tool.maturin]\nbindings = 'bin'\nmanifest-path = 'a/Cargo.toml'",
      files: [
        "Cargo.toml: [workspace]\nmembers = ['a', 'b']",
        "a/Cargo.toml: [dependencies]\nb = { path = '../b' }", "a/src/main.rs", "b/src/lib.rs",
        "b/Cargo.toml: [[bin]]\nname = 'x'\npath = 'bin/x.rs'", "b/src/main.rs", "b/bin/x.rs",
      ],
      rules: compiled, names: ["a/src/main.rs", "b/src/lib.rs"],
      quiet: ["b/src/main.rs", "b/bin/x.rs"]),
    Case(
      name: "Rust: crates that a script of poetry has Cargo build",
      backend: "poetry.core.masonry.api",
      tool: "[tool.poetry.build]\nscript = 'build.py'",
      files: [
        "build.py: run(['cargo', 'build', '--lib', *chain.from_iterable(('-p', p) for p in ['n-py'])])",
        "Cargo.toml: [workspace]\nmembers = ['py', 'core', 'cli']", "Cargo.lock",
        "py/Cargo.toml: [package]\nname = 'n-py'\n[dependencies]\ncore = { path = '../core' }",
        "py/src/lib.rs", "core/Cargo.toml: [package]\nname = 'core'", "core/src/lib.rs: mod a;",
        "core/build.rs: write(out.join(\"mod.rs\"))", "core/src/a.rs", "core/src/tests/mod.rs",
        "cli/Cargo.toml: [package]\nname = 'cli'", "cli/src/lib.rs",
      ],
      rules: compiled, names: ["py/src/lib.rs", "core/src/a.rs", "Cargo.lock"],
      quiet: ["cli/src/lib.rs", "core/src/tests/mod.rs"]),
    Case(
      name: "setup.py: sources for other systems and older Pythons", backend: setuptools,
      files: [
        "setup.py: s = ['src/a.c']\nif os.name == 'nt':\n    s.append('src/w.c')\n"
          + "elif sys.platform.startswith(('darwin', 'ios')):\n    s += ['src/m.c']\nelse:\n"
          + "    s.append('src/u.c')\nif sys.version_info[:2] < (3, 8):\n    s.append('src/old.c')\n"
          + "if sys.version_info >= (3, 12):\n    s.append('src/new.c')\n"
          + "if platform.system() in ('Windows', 'Darwin'):\n    s.append('src/x.c')\n"
          + "setup(ext_modules=[Extension('p', s)])",
        "src/a.c", "src/w.c", "src/m.c", "src/u.c", "src/old.c", "src/new.c", "src/x.c",
      ],
      rules: [.sourceUnwatched], names: ["src/a.c", "src/u.c", "src/new.c"],
      quiet: ["src/w.c", "src/m.c", "src/old.c", "src/x.c"]),
    Case(
      name: "setup.py: forms that a package only has", backend: setuptools,
      files: ["setup.py: setup(package_data={'p': ['*.ui']})", "p/__init__.py", "p/a.ui"]),
    Case(
      name: "Rust: a build script that looks at its whole crate", backend: "maturin",
      tool: "[tool.maturin]\nmanifest-path = 'rust/Cargo.toml'",
      files: [
        "rust/Cargo.toml",
        "rust/build.rs: println!(\"cargo::rerun-if-changed=.\");\nprintln!(\"cargo::rerun-if-changed=src\");",
        "rust/src/lib.rs", "rust/src/x.txt", "rust/clippy.toml", "rust/benches/b.rs",
      ],
      rules: [.buildFileUnwatched],
      names: ["rust/build.rs", "rust/src/lib.rs", "rust/src/x.txt"],
      quiet: ["rust/clippy.toml", "rust/benches/b.rs"]),
    Case(
      name: "CMake: code for other processors", backend: scikit,
      files: [
        "CMakeLists.txt: add_library(a a.c)\nif(CMAKE_SYSTEM_PROCESSOR MATCHES \"^(x86_64|aarch64|arm64)$\")\n"
          + "target_sources(a PRIVATE here.c)\nelseif(CMAKE_SYSTEM_PROCESSOR STREQUAL \"ppc64le\")\n"
          + "add_subdirectory(ppc)\nendif()",
        "a.c", "here.c", "ppc/CMakeLists.txt: add_library(p p.c)", "ppc/p.c",
      ],
      rules: compiled, names: ["here.c"], quiet: ["ppc/CMakeLists.txt", "ppc/p.c"]),
    Case(
      name: "CMake: a module whose text it reads", backend: scikit,
      files: [
        "CMakeLists.txt: file(READ \"${CMAKE_CURRENT_SOURCE_DIR}/p/version.py\" text)\n"
          + "add_library(a a.c)\ninstall(FILES p/other.py DESTINATION p)",
        "a.c", "p/__init__.py", "p/version.py",
      ],
      rules: compiled, names: ["p/version.py"]),
    Case(
      name: "CMake: a header that a program makes among the sources", backend: scikit,
      files: [
        "CMakeLists.txt: add_custom_command(OUTPUT ${CMAKE_SOURCE_DIR}/inc/made.h COMMAND x)\n"
          + "add_library(a a.c)",
        "a.c: #include \"inc/b.h\"", "inc/b.h",
      ],
      rules: compiled, proposes: ["inc/!made.h*"], names: ["inc/b.h"]),
    Case(
      name: "setup.py: what only a copy or a wheel gets, and a source that may come",
      backend: setuptools,
      files: [
        "setup.py: class Build(build):\n    def run(self):\n        self.copy_tree('queries', out)\n"
          + "class Py(build_py):\n    def run(self):\n        self.copy_tree('data', out)\n"
          + "s = ['src/a.c']\nif exists('src/b.c'):\n    s.append('src/b.c')\n"
          + "setup(ext_modules=[Extension('p', s)], cmdclass={'build': Build, 'build_py': Py})",
        "src/a.c", "queries/q.scm", "data/d.txt",
      ],
      rules: [.sourceUnwatched, .dataUnwatched], proposes: ["src"],
      names: ["src/a.c", "data/d.txt"],
      quiet: ["queries/q.scm"]),
    Case(
      name: "setup.py: a version from a module whose name stands in a variable",
      backend: setuptools, project: dynamic,
      files: [
        "setup.py: PACKAGE = 'p'\nsetup(version=__import__(PACKAGE).__version__)",
        "p/__init__.py: __version__ = '1'",
      ],
      rules: [.versionFileUnwatched], names: ["p/__init__.py"]),
    Case(
      name: "setup.py: templates of a package, and one that it fills in", backend: setuptools,
      files: [
        "setup.py: setup(package_data={'p': ['templates/*.mako']})", "p/__init__.py",
        "p/templates/a.mako",
      ]),
    Case(
      name: "setuptools: extension-helpers", backend: setuptools,
      requires: ["setuptools", "extension-helpers"],
      tool: "[tool.extension-helpers]\nuse_extension_helpers = 'true'",
      files: [
        "p/__init__.py", "p/io/__init__.py",
        "p/io/setup_package.py: Extension('p.io.a', sources=['p/io/src/a.c'])", "p/io/src/a.c",
        "tests/setup_package.py",
      ],
      rules: compiled, names: ["p/io/setup_package.py", "p/io/src/a.c"],
      quiet: ["tests/setup_package.py"]),
    Case(
      name: "flit: a description from the module, and data", backend: "flit_core.buildapi",
      project: "version = '1'\ndynamic = ['description']",
      tool: "[tool.flit.external-data]\ndirectory = 'data'",
      files: ["p/__init__.py: \"\"\"What it is.\"\"\"", "data/man/p.1"],
      rules: [.versionFileUnwatched, .dataUnwatched], names: ["p/__init__.py", "data/man/p.1"]),
    Case(
      name: "Meson: a version from a script in a directory that is called as output is",
      backend: "mesonpy", project: dynamic,
      files: [
        "meson.build: project('p', version: run_command(['p/_build/_version.py']).stdout()\n)",
        "p/__init__.py: __version__ = '1'",
        "p/_build/_version.py: def main():\n    place = os.path.dirname(os.path.dirname(__file__))\n"
          + "    text = open(os.path.join(place, '__init__.py')).read()\nmain()",
      ],
      rules: [.versionFileUnwatched], names: ["p/_build/_version.py", "p/__init__.py"]),
    Case(
      name: "Meson: a project that a dependency falls back on", backend: "mesonpy",
      files: [
        "meson.build: project('p')\nd = dependency('one-1')",
        "subprojects/one/meson.build: dependency('two-1')",
        "subprojects/one.wrap: [provide]\ndependency_names = one-1", "subprojects/two-1.wrap",
        "subprojects/three.wrap",
      ],
      rules: [.buildFileUnwatched],
      names: ["subprojects/one/meson.build", "subprojects/one.wrap", "subprojects/two-1.wrap"],
      quiet: ["subprojects/three.wrap"]),
    Case(
      name: "Meson: what options and systems leave out, and programs for tests", backend: "mesonpy",
      files: [
        "meson.build: project('p')\nextra = get_option('extra')\nif extra\n  subdir('extra')\nelse\n"
          + "  subdir('usual')\nendif\nif host_machine.system() == 'windows'\n  subdir('win')\n"
          + "elif get_option('docs').enabled()\n  subdir('handbook')\nendif\nif x.found()\n"
          + "  subdir('found')\nendif\nexecutable('t', 'tests/t.c')",
        "meson.options: option('extra', type: 'boolean', value: false)\n"
          + "option('docs', type: 'feature', value: 'auto')",
        "extra/meson.build: subproject('catch2')", "usual/meson.build", "win/meson.build",
        "handbook/meson.build", "found/meson.build", "subprojects/catch2.wrap", "tests/t.c",
      ],
      rules: [.buildFileUnwatched],
      names: ["meson.options", "usual/meson.build", "found/meson.build"],
      quiet: [
        "extra/meson.build", "win/meson.build", "handbook/meson.build", "subprojects/catch2.wrap",
        "tests/t.c",
      ]),
  ]

  @Test(arguments: led)
  func findsLed(_ one: Case) throws { try finds(one) }
}
