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
  ]
}
