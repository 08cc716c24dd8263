import Freshness
import Testing

/// Parts that a build is led to, and those that it is not: crates, modules of Rust, other projects,
/// headers.
extension KeyLintTests {
  private static let compiled: [Finding.Rule] = [.buildFileUnwatched, .sourceUnwatched]
  private static let scikit = "scikit_build_core.build"

  static let parts: [Case] = [
    Case(
      name: "cmeel: CMake with its options, and a patch", backend: "cmeel",
      tool:
        "[tool.cmeel]\nsource = 'sub/a'\nrun-tests = false\nconfigure-args = ['-DPY=ON', '-DALONE=ON']",
      files: [
        "cmeel.patch", "CMakeLists.txt",
        "sub/a/CMakeLists.txt: option(PY \"\" OFF)\ninclude(CTest)\nif(PY)\nadd_library(py py.c)\nendif()\n"
          + "if(NOT ALONE)\nadd_subdirectory(src)\nendif()\nif(BUILD_TESTING)\nadd_library(t t.c)\nendif()\n"
          + "configure_package_config_file(a.cmake.in x)\ninstall(FILES p/m.py p/d.txt DESTINATION p)",
        "sub/a/py.c", "sub/a/t.c", "sub/a/a.cmake.in", "sub/a/p/m.py", "sub/a/p/d.txt",
        "sub/a/src/CMakeLists.txt", "sub/a/src/s.c", "sub/b/CMakeLists.txt", "sub/b/b.c",
      ],
      rules: compiled,
      names: ["cmeel.patch", "sub/a/CMakeLists.txt", "sub/a/py.c", "sub/a/a.cmake.in"],
      quiet: [
        "CMakeLists.txt", "sub/a/t.c", "sub/a/src/CMakeLists.txt", "sub/a/src/s.c",
        "sub/b/CMakeLists.txt", "sub/b/b.c", "sub/a/p/m.py", "sub/a/p/d.txt",
      ]),
    Case(
      name: "CMake: a backend that nobody knows", backend: "invented.api",
      tool: "[tool.invented]\ncmake-args = ['-DX=ON']",
      files: [
        "CMakeLists.txt: add_library(a a.c)\nif(X)\ntarget_sources(a PRIVATE x.c)\nendif()", "a.c",
        "x.c", "other/CMakeLists.txt", "other/o.c", "other/Cargo.toml", "other/src/lib.rs",
      ],
      rules: compiled + [.backendUnknown], names: ["CMakeLists.txt", "a.c", "x.c"],
      quiet: ["other/CMakeLists.txt", "other/o.c", "other/Cargo.toml", "other/src/lib.rs"]),
    Case(
      name: "CMake: a crate for another language", backend: scikit,
      files: [
        "CMakeLists.txt: add_library(a a.c)\n# Trust it.", "a.c", "Cargo.toml", "Cargo.lock",
        "src/lib.rs",
      ],
      rules: compiled, names: ["a.c"], quiet: ["Cargo.toml", "Cargo.lock", "src/lib.rs"]),
    Case(
      name: "CMake: a crate that it builds", backend: scikit,
      files: [
        "CMakeLists.txt: corrosion_import_crate(MANIFEST_PATH r/Cargo.toml)", "r/Cargo.toml",
        "r/Cargo.lock", "r/src/lib.rs",
      ],
      rules: compiled, names: ["r/Cargo.toml", "r/Cargo.lock", "r/src/lib.rs"]),
    Case(
      name: "Meson: a crate for another language", backend: "mesonpy",
      files: [
        "meson.build: py.extension_module('a', 'a.c')\n", "a.c", "r/Cargo.toml", "r/src/lib.rs",
      ],
      rules: [.buildFileUnwatched], names: ["meson.build"], quiet: ["r/Cargo.toml", "r/src/lib.rs"]),
    Case(
      name: "CMake: programs that run somewhere, and that build nothing", backend: scikit,
      files: [
        "CMakeLists.txt: set(HERE ${CMAKE_CURRENT_SOURCE_DIR})\nadd_library(a c/a.c)\n"
          + "execute_process(COMMAND sh -c \"echo x | c/inline.sh y\" WORKING_DIRECTORY ${HERE}/c)\n"
          + "add_custom_command(OUTPUT x.h DEPENDS c/b.py COMMAND ${CMAKE_COMMAND} -E make_directory d\n"
          + "  COMMAND c/inline.sh n < c/b.py > x.h WORKING_DIRECTORY ${HERE})\n"
          + "execute_process(COMMAND make WORKING_DIRECTORY ${HERE}/m)\n"
          + "add_custom_target(doc ALL COMMAND ${DOXYGEN_EXECUTABLE} x WORKING_DIRECTORY ${HERE}/c)",
        "c/a.c", "c/b.py", "c/a_test.c", "c/inline.sh: # make x\nod -t x1 | sed -e s/a/b/", "m/m.c",
      ],
      rules: compiled, names: ["c/a.c", "c/b.py", "c/inline.sh", "m/m.c"], quiet: ["c/a_test.c"]),
    Case(
      name: "CMake: Python that runs as a line", backend: scikit,
      files: [
        "CMakeLists.txt: add_library(a a.c)\nexecute_process(WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/src/p\n"
          + "COMMAND ${Python_EXECUTABLE} \"-c\" \"from _units import make;\\nprint(make())\" OUTPUT_FILE u.h)",
        "a.c", "src/p/_units.py", "src/p/other.py",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched], names: ["a.c", "src/p/_units.py"],
      quiet: ["src/p/other.py"]),
    Case(
      name: "CMake: another project that it adds", backend: scikit,
      files: [
        "CMakeLists.txt: add_subdirectory(git/n)\nadd_library(a a.c)", "a.c",
        "git/n/pyproject.toml", "git/n/CMakeLists.txt: add_library(n src/n.c)", "git/n/src/n.c",
        "git/m/pyproject.toml", "git/m/CMakeLists.txt", "git/m/m.c",
      ],
      rules: compiled, names: ["a.c", "git/n/CMakeLists.txt", "git/n/src/n.c"],
      quiet: ["git/m/CMakeLists.txt", "git/m/m.c"]),
    Case(
      name: "CMake: what a target for tests of a missing module waits for", backend: "cmeel",
      files: [
        "CMakeLists.txt: add_library(a a.c)\nadd_library(t EXCLUDE_FROM_ALL t.c)\n"
          + "add_dependencies(build_tests t)\nadd_library(u EXCLUDE_FROM_ALL u.c)\nadd_dependencies(all_py u)\n"
          + "add_custom_target(more)\nadd_library(v EXCLUDE_FROM_ALL v.c)\nadd_dependencies(more v)",
        "a.c", "t.c", "u.c", "v.c",
      ],
      rules: compiled, names: ["a.c", "u.c"], quiet: ["t.c", "v.c"]),
    Case(
      name: "includes: a header that the build makes beside others", backend: scikit,
      files: [
        "CMakeLists.txt: add_library(a a.c)\nif(WIN32)\ninstall(FILES old/b.h DESTINATION x)\nendif()\n"
          + "set(H include/new/b.h a.hh)",
        "a.c: #include <new/b.h>\n#include <new/config.h>\n#include \"moved/m.h\"\n#include \"made/new/b.h\"",
        "include/new/b.h",
        "old/config.h: #include <old/b.h>", "a.hh", "old/a.hh: #include <old/b.h>", "old/b.h",
        "include/m.h",
      ],
      rules: compiled, names: ["a.c", "include/new/b.h", "include/m.h"],
      quiet: ["old/config.h", "old/b.h", "old/a.hh"]),
    Case(
      name: "rust: modules in directories for tests, and those that nothing names",
      backend: "maturin",
      files: [
        "Cargo.toml: [dependencies]\npyo3 = '1'",
        "src/lib.rs: pub mod report;\n#[cfg(test)]\n#[path = \"lib_tests.rs\"]\nmod lib_tests;\n"
          + "#[cfg(all(test, feature = \"x\"))] mod more;\n#[path = \"odd/place.rs\"]\nmod odd;\n"
          + "mod inline {\n  mod deep;\n  mod report;\n}\ninclude!(\"made.rs\");",
        "src/report/mod.rs: pub(crate) mod test;\nmod r#as;",
        "src/report/test/mod.rs: mod generic;",
        "src/report/test/generic.rs", "src/report/as.rs", "src/lib_tests.rs", "src/more.rs",
        "src/odd/place.rs", "src/inline/deep.rs", "src/inline/report.rs", "src/made.rs",
        "src/common.rs", "tests/t.rs",
      ],
      rules: compiled,
      names: [
        "src/report/mod.rs", "src/report/test/mod.rs", "src/report/test/generic.rs",
        "src/report/as.rs", "src/odd/place.rs", "src/inline/deep.rs", "src/inline/report.rs",
        "src/made.rs",
      ],
      quiet: ["src/lib_tests.rs", "src/more.rs", "src/common.rs", "tests/t.rs"]),
    Case(
      name: "rust: modules that a macro makes", backend: "maturin",
      files: [
        "Cargo.toml: [dependencies]\npyo3 = '1'",
        "src/lib.rs: macro_rules! all { ($($n:ident),*) => { $(mod $n;)* } }\nall!(one);",
        "src/one.rs",
      ],
      rules: compiled, names: ["src/one.rs"]),
    Case(
      name: "rust: a program by itself, in directories of its own, of a project inside",
      backend: "maturin", tool: "[tool.maturin]\nmanifest-path = 'p/Cargo.toml'",
      files: [
        "Cargo.toml: [workspace]", "p/pyproject.toml",
        "p/Cargo.toml: [package]\nbuild = 'test_lazy/build.rs'\n[lib]\npath = 'lib/lib.rs'\n[[bin]]\nname = 'p'\n"
          + "path = 'bin/main.rs'\n[dependencies]\nb = { path = '../b' }\n[dev-dependencies]\nc = { path = '../c' }",
        "p/lib/lib.rs: mod a;", "p/lib/a.rs", "p/bin/main.rs", "p/test_lazy/build.rs",
        "p/test_lazy/mod.rs",
        "p/benches/b.rs", "b/Cargo.toml", "b/src/lib.rs", "c/Cargo.toml", "c/src/lib.rs",
      ],
      rules: compiled,
      names: [
        "p/Cargo.toml", "p/lib/a.rs", "p/bin/main.rs", "p/test_lazy/build.rs", "b/src/lib.rs",
      ],
      quiet: ["p/test_lazy/mod.rs", "p/benches/b.rs", "c/src/lib.rs"]),
    Case(
      name: "rust: what a build script packs", backend: "maturin",
      files: [
        "Cargo.toml: [dependencies]\npyo3 = '1'", "src/lib.rs",
        "build.rs: let d = Path::new(\"stubs\"); for e in fs::read_dir(d) {}\nlet t = \"docs\";",
        "stubs/a.pyi", "stubs/history.pyi", "stubs/x/test/b.pyi", "stubs/x/build/__init__.pyi",
        "stubs/README.md", "docs/d.pyi", "other/o.pyi",
      ],
      rules: compiled,
      names: [
        "stubs/a.pyi", "stubs/history.pyi", "stubs/x/test/b.pyi", "stubs/x/build/__init__.pyi",
      ],
      quiet: ["stubs/README.md", "docs/d.pyi", "other/o.pyi"]),
    Case(
      name: "a list: crates with tests, one with a build script, one with a stray in its sources",
      backend: "maturin",
      files: [
        "Cargo.toml: [workspace]\nmembers = ['crates/*']\n[dependencies]\npyo3 = '1'\n"
          + "abcdefghijkl".map { "\($0) = { path = 'crates/\($0)' }\n" }.joined(),
        "crates/a/build.rs", "crates/b/src/test_x/t.rs",
      ]
        + "abcdefghijkl".flatMap {
          ["crates/\($0)/Cargo.toml", "crates/\($0)/src/lib.rs", "crates/\($0)/tests/t.rs"]
        },
      rules: compiled,
      proposes: ["{ file = \"crates/*/src/**/*.rs\" }", "{ file = \"crates/a/build.rs\" }"],
      quiet: ["crates/a/tests/t.rs"]),
  ]

  @Test(arguments: parts)
  func findsParts(_ one: Case) throws { try finds(one) }
}
