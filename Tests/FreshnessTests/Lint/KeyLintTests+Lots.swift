import Freshness

/// What two lots of packages taught that no rule had seen.
extension KeyLintTests {
  static let lots: [Case] = [
    Case(
      name: "Rust: modules that are called as output is", backend: "maturin",
      files: [
        "Cargo.toml", "src/lib.rs: mod dic;\nmod target;", "src/dic.rs: mod build;",
        "src/dic/build.rs: mod conn;", "src/dic/build/conn.rs", "src/dic/build/rules.def",
        "src/target/mod.rs: pub mod a;", "src/target/a.rs",
        "build.rs", "build/x.rs", "target/y.rs",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched],
      names: ["src/dic/build/conn.rs", "src/target/mod.rs", "src/target/a.rs"],
      quiet: ["build/x.rs", "target/y.rs", "src/dic/build/rules.def"]),
    Case(
      name: "Rust: a module called build does not make C", backend: "maturin",
      files: ["Cargo.toml", "src/lib.rs: mod build;", "src/build.rs", "data/a.def", "data/b.c"],
      rules: [.buildFileUnwatched, .sourceUnwatched], names: ["src/build.rs"],
      quiet: ["data/a.def", "data/b.c"]),
    Case(
      name: "units: endings of data, which C has to include", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', ['c/a.c'])", "c/a.c: #include \"t/ops.def\"\n#include <z.inc>",
        "c/t/ops.def", "c/z.inc", "p/q.inc", "p/words.def", "Doc/a.rst.inc", "p/__init__.py",
      ],
      rules: [.sourceUnwatched], names: ["c/t/ops.def", "c/z.inc"],
      quiet: ["p/q.inc", "p/words.def", "Doc/a.rst.inc"]),
    Case(
      name: "pdm: settings for a version that the manifest has by now", backend: "pdm.backend",
      tool: "[tool.pdm.version]\nsource = 'call'\ngetter = 'scripts.v:get'",
      files: [git, "scripts/v.py: run('git')"]),
    Case(
      name: "Rust: files that are taken in", backend: "maturin",
      files: [
        "Cargo.toml", "core/Cargo.toml", "src/x/a.pest", "src/x/b.json", "data/c.bin",
        "src/x/tests/t.txt", "README.md", "src/x/later.txt",
        "src/x/mod.rs: #[grammar = \"x/a.pest\"]\nconst B: &str = include_str!(\n  \"b.json\",\n);\n"
          + "const C: &[u8] = include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/data/c.bin\"));\n"
          + "// include_str!(\"later.txt\")\n#![doc = include_str!(\"../../README.md\")]\n"
          + "const T: &str = include_str!(\"tests/t.txt\");",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched],
      names: ["src/x/a.pest", "src/x/b.json", "data/c.bin"],
      quiet: ["src/x/tests/t.txt", "README.md", "src/x/later.txt"]),
    Case(
      name: "setuptools: requirements in a directory that is looked through", backend: setuptools,
      project: "version = '1'\ndynamic = ['dependencies', 'optional-dependencies']",
      files: [
        "setup.py: ROOT = os.path.realpath(os.path.dirname(__file__))\n"
          + "PLACE = os.path.join(ROOT, \"requirements\")\n"
          + "for p in glob.glob(os.path.join(PLACE, \"*.txt\")): read(p)",
        "requirements/base.txt", "requirements/image_test.txt", "requirements/_docs.txt",
        "other/a.txt",
      ],
      rules: [.dependenciesUnwatched],
      names: ["requirements/base.txt", "requirements/image_test.txt"],
      quiet: ["requirements/_docs.txt", "other/a.txt"]),
    Case(
      name: "setuptools: a module for the version, whose directory is joined elsewhere",
      backend: setuptools, project: dynamic,
      files: [
        "setup.py: def load(name):\n  return module_from_spec(spec(join(SOURCE, pkg, name)))\n"
          + "ABOUT = load(\"__about__.py\")\nload(\"other.py\")",
        "src/p/__init__.py", "src/p/__about__.py: __version__ = '1.0'", "src/p/other.py",
      ],
      rules: [.versionFileUnwatched], names: ["src/p/__about__.py"], quiet: ["src/p/other.py"]),
    Case(
      name: "Meson: what a script for the version reads", backend: "mesonpy", project: dynamic,
      files: [
        "meson.build: project('p',\n  version: run_command('p/_gen/version.py').stdout()\n)",
        "p/_gen/version.py: INIT = os.path.join(os.path.dirname(__file__), \"../__init__.py\")",
        "p/__init__.py: __version__ = '1.0'", "p/a.py",
      ],
      rules: [.versionFileUnwatched], names: ["p/__init__.py"],
      quiet: ["p/a.py"]),
    Case(
      name: "CMake: a template that is called as the project is",
      backend: "scikit_build_core.build",
      files: [
        "CMakeLists.txt: project(pb LANGUAGES CXX)\nconfigure_file(tools/${PROJECT_NAME}Config.cmake.in x)",
        "tools/pbConfig.cmake.in", "tools/qConfig.cmake.in",
      ],
      rules: [.buildFileUnwatched], names: ["tools/pbConfig.cmake.in"],
      quiet: ["tools/qConfig.cmake.in"]),
    Case(
      name: "CMake: C that no glob and no name reaches, and its headers",
      backend: "scikit_build_core.build",
      files: [
        "CMakeLists.txt: include_directories(ext_libs/l/cpp)\nfile(GLOB S src/*.cpp)\nadd_library(a ${S} src/b.cpp)",
        "src/a.cpp: #include <outer.h>", "src/b.cpp", "ext_libs/l/cpp/l.cpp",
        "ext_libs/l/cpp/outer.h: #include \"inner.h\"", "ext_libs/l/cpp/inner.h",
        "ext_libs/l/py/m.cpp: #include \"m.h\"", "ext_libs/l/py/m.h: #include \"n.h\"",
        "ext_libs/l/py/n.h", "ext_libs/l/CMakeLists.txt: file(GLOB S */*.cpp)",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched],
      names: ["src/a.cpp", "ext_libs/l/cpp/outer.h", "ext_libs/l/cpp/inner.h"],
      quiet: [
        "ext_libs/l/cpp/l.cpp", "ext_libs/l/py/m.cpp", "ext_libs/l/py/m.h", "ext_libs/l/py/n.h",
      ]),
    Case(
      name: "CMake: options in several lines, and one without a value",
      backend: "scikit_build_core.build",
      files: [
        "CMakeLists.txt: cmake_dependent_option (WITH_A \"a\" OFF\n  \"UNIX;EXISTS ${X}/a\" OFF)\n"
          + "option(WITH_B \"(b)\")\ncmake_dependent_option(WITH_C \"c\" OFF \"NOT UNIX\" ON)\n"
          + "foreach(d core)\nendforeach()\nadd_library(q core/q.c)\n"
          + "if (WITH_A)\nadd_subdirectory (a)\nendif ()\nif(WITH_B)\nadd_subdirectory(b)\nendif()\n"
          + "if(WITH_C)\nadd_subdirectory(c)\nendif()",
        "core/q.c", "a/CMakeLists.txt: add_library(a x.c)", "a/x.c", "a/x.h",
        "b/CMakeLists.txt: add_library(b x.c)", "b/x.c", "c/CMakeLists.txt: add_library(c x.c)",
        "c/x.c",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched], names: ["core/q.c", "c/x.c"],
      quiet: ["a/CMakeLists.txt", "a/x.c", "a/x.h", "b/x.c"]),
    Case(
      name: "CMake: templates of C, and a copy of a header for another compiler",
      backend: "scikit_build_core.build",
      files: [
        "CMakeLists.txt: project(p)\nconfigure_file(${PROJECT_NAME}-config.h.in c.h)\n"
          + "set(V ${CMAKE_CURRENT_SOURCE_DIR}/src/v.cpp)\nconfigure_file(src/v.cpp.in ${V})\n"
          + "add_library(a src/a.cpp ${V})",
        "p-config.h.in", "src/a.cpp: #include \"p-config.h\"", "src/v.cpp.in",
        "msvc/p-config.h", "src/p/gen/emosqp.c.jinja", "src/p/__init__.py",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched], proposes: ["src/!v.cp[p]"],
      names: ["p-config.h.in", "src/a.cpp", "src/v.cpp.in"],
      quiet: ["msvc/p-config.h", "src/p/gen/emosqp.c.jinja"]),
    Case(
      name: "CMake: a module that only names itself", backend: "scikit_build_core.build",
      files: [
        "CMakeLists.txt: find_package(Used)",
        "tools/FindCatch.cmake: if(Catch_FOUND)\nset(Catch 1)",
        "tools/FindUsed.cmake: set(Used 1)",
      ],
      rules: [.buildFileUnwatched], names: ["tools/FindUsed.cmake"],
      quiet: ["tools/FindCatch.cmake"]),
    Case(
      name: "setuptools: directories that a script passes over", backend: setuptools,
      files: [
        "setup.py: def find(*p): yield from Path(*p).rglob('*.[cC]')\nread('c/cffi.c')\n"
          + "Extension('p.a', [*find('c', 'z', 'one'), *find('c', 'z', 'two'), *find('c', 'z', 'three')])",
        "c/z/one/a.c: #include \"../old/part.c\"", "c/z/two/b.c", "c/z/three/x/c.c",
        "c/z/old/d.c", "c/z/old/part.c", "c/cffi.c",
      ],
      rules: [.sourceUnwatched],
      names: ["c/z/one/a.c", "c/z/two/b.c", "c/z/three/x/c.c", "c/z/old/part.c"],
      quiet: ["c/z/old/d.c"]),
    Case(
      name: "a list: many files beside a directory of tests", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', glob('c/*.c') + glob('c/x/*.c'))", "c/a.c", "c/b.c", "c/c.c",
        "c/d.c", "c/e.c",
        "c/x/f.c", "c/test/t.c",
      ],
      rules: [.sourceUnwatched],
      proposes: ["{ file = \"c/*.c\" }", "{ file = \"c/x/**/*.c\" }", "\"c/!test/**\""],
      quiet: ["c/test/t.c"]),
    Case(
      name: "units: a pattern of packages is none of C", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', ['c/a.c'])\nfind_packages(exclude=['p.tests.*'])", "c/a.c",
        "c/perf.c",
      ],
      rules: [.sourceUnwatched], names: ["c/a.c"], quiet: ["c/perf.c"]),
    Case(
      name: "a list: CMake's modules beside those that nobody includes",
      backend: "scikit_build_core.build",
      files: [
        "CMakeLists.txt: include(a)\ninclude(b)\ninclude(c)\ninclude(d)", "tools/a.cmake",
        "tools/b.cmake", "tools/c.cmake", "tools/d.cmake", "tools/FindX.cmake",
      ],
      rules: [.buildFileUnwatched], proposes: ["{ file = \"tools/{a,b,c,d}.cmake\" }"],
      quiet: ["tools/FindX.cmake"]),
    Case(
      name: "a list: crates with tests", backend: "maturin",
      files: [
        "Cargo.toml: [workspace]\nmembers = ['crates/*']\n[dependencies]\n"
          + "abcdefghijkl".map { "\($0) = { path = 'crates/\($0)' }\n" }.joined()
      ]
        + "abcdefghijkl".flatMap {
          ["crates/\($0)/Cargo.toml", "crates/\($0)/src/lib.rs", "crates/\($0)/tests/t.rs"]
        },
      rules: [.buildFileUnwatched, .sourceUnwatched],
      proposes: ["{ file = \"crates/*/src/**/*.rs\" }"], quiet: ["crates/a/tests/t.rs"]),
  ]
}
