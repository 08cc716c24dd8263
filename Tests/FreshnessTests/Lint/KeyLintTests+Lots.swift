import Freshness

/// What two lots of packages taught that no rule had seen.
extension KeyLintTests {
  static let lots: [Case] = [
    Case(
      name: "Rust: modules that are called as output is", backend: "maturin",
      files: [
        "Cargo.toml", "src/lib.rs", "src/dic.rs", "src/dic/build.rs: mod conn;",
        "src/dic/build/conn.rs", "src/dic/build/rules.def", "src/target/mod.rs", "src/target/a.rs",
        "build.rs", "build/x.rs", "target/y.rs",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched],
      names: ["src/dic/build/conn.rs", "src/target/mod.rs", "src/target/a.rs"],
      quiet: ["build/x.rs", "target/y.rs", "src/dic/build/rules.def"]),
    Case(
      name: "Rust: a module called build does not make C", backend: "maturin",
      files: ["Cargo.toml", "src/lib.rs", "src/build.rs", "data/a.def", "data/b.c"],
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
  ]
}
