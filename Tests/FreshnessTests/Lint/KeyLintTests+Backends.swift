import Freshness

/// Projects of all other backends.
extension KeyLintTests {
  static let otherInputs: [Case] = [
    Case(
      name: "a backend that nobody knows", backend: "some_backend.api", files: ["p/__init__.py"],
      rules: [.backendUnknown], areNotes: true),
    Case(
      name: "hatchling: a hook", backend: "hatchling.build",
      tool: "[tool.hatch.build.hooks.custom]", files: ["hatch_build.py"],
      rules: [.buildFileUnwatched], proposes: ["hatch_build.py"]),
    Case(
      name: "hatchling: a hook that compiles catalogs", backend: "hatchling.build",
      tool: "[tool.hatch.build.hooks.custom]",
      files: ["hatch_build.py: compile_catalog()", "p/locale/de.po"],
      rules: [.buildFileUnwatched, .sourceUnwatched], proposes: ["p/**/*.po"]),
    Case(name: "hatchling: none", backend: "hatchling.build", files: ["hatch_build.py", "p/a.po"]),
    Case(
      name: "hatchling: a file of its own", backend: "hatchling.build", project: dynamic,
      tool: "[tool.hatch.version]\npath = 'p/old.py'",
      files: ["hatch.toml: [version]\npath = 'p/new.py'", "p/new.py", "p/old.py"],
      rules: [.versionFileUnwatched, .buildFileUnwatched], names: ["hatch.toml", "p/new.py"],
      quiet: ["p/old.py"]),
    Case(
      name: "pdm: mypyc that nobody asks for", backend: "pdm.backend",
      files: [
        "pdm_build.py: try:\n  from mypyc.build import mypycify\nexcept ImportError:\n  mypycify = None\n"
          + "ext_modules = mypycify(['p/a.py'])",
        "p/__init__.py", "p/a.py",
      ], rules: [.buildFileUnwatched], quiet: ["p/a.py"]),
    Case(
      name: "meson: where it finds other projects, and a version that a script asks Git for",
      backend: "mesonpy", project: dynamic,
      files: [
        "meson.build: project('p', version: run_command('tools/version.py').stdout())",
        "tools/version.py: subprocess.run(['git', 'describe', '--tags'])",
        "subprojects/a.wrap", git,
      ], rules: [.buildFileUnwatched, .gitVersionUnwatched],
      names: ["meson.build", "tools/version.py", "subprojects/a.wrap"]),
    Case(
      name: "maturin: what a build script names, and the stub of the module",
      backend: "maturin", tool: "[tool.maturin]\nmodule-name = 'p._core'",
      files: [
        "Cargo.toml: [package]\nname = 'p'\n[lib]\ncrate-type = ['cdylib']",
        "build.rs: // see \"data/other.json\"\nfn main() { read(dir.join(\"data/in.json\")) }",
        "src/lib.rs: const A: &str = include_str!(\"../CHANGES.md\");", "CHANGES.md",
        "data/in.json", "data/other.json", "_core.pyi", "other.pyi", "py.typed",
      ], rules: [.buildFileUnwatched, .sourceUnwatched, .dataUnwatched],
      names: ["data/in.json", "CHANGES.md", "_core.pyi"],
      quiet: ["data/other.json", "other.pyi", "py.typed"]),
    Case(
      name: "hatchling: a version file", backend: "hatchling.build", project: dynamic,
      tool: "[tool.hatch.version]\npath = 'p/a.py'", files: ["p/a.py"],
      rules: [.versionFileUnwatched]),
    Case(
      name: "hatchling: package.json", backend: "hatchling.build", project: dynamic,
      tool: "[tool.hatch.version]\nsource = 'nodejs'", files: ["package.json"],
      rules: [.versionFileUnwatched], proposes: ["package.json"]),
    Case(
      name: "hatchling: shared data", backend: "hatchling.build",
      tool: "[tool.hatch.build.targets.wheel.shared-data]\n'data/a.json' = 'etc/a.json'",
      files: ["data/a.json"], rules: [.dataUnwatched], proposes: ["data/**/*.json"]),
    Case(
      name: "hatchling: code that is run for the version", backend: "hatchling.build",
      requires: ["uv-dynamic-versioning"], project: dynamic,
      tool: "[tool.hatch.version]\nsource = 'code'\npath = 'scripts/v.py'",
      files: [git, "scripts/v.py"], rules: [.versionFileUnwatched, .gitVersionUnwatched],
      proposes: ["scripts/v.py", "{ git = { commit = true, tags = true } }"]),
    Case(
      name: "hatch-vcs", backend: "hatchling.build", requires: ["hatch-vcs"], project: dynamic,
      tool: "[tool.hatch.version]\nsource = 'vcs'", files: [git], rules: [.gitVersionUnwatched]),
    Case(
      name: "flit", backend: "flit_core.buildapi", project: dynamic,
      files: ["p.py: __version__ = '1'"], rules: [.versionFileUnwatched], proposes: ["p.py"]),
    Case(
      name: "flit: a module of another name", backend: "flit_core.buildapi", project: dynamic,
      tool: "[tool.flit.module]\nname = 'q'", files: ["src/q/__init__.py: __version__ = '1'"],
      rules: [.versionFileUnwatched], proposes: ["src/q/__init__.py"]),
    Case(
      name: "flit: a version that is written down", backend: "flit_core.buildapi", files: ["p.py"]),
    Case(
      name: "poetry: a script", backend: "poetry.core.masonry.api",
      tool: "[tool.poetry.build]\nscript = 'build.py'", files: ["build.py"],
      rules: [.buildFileUnwatched], proposes: ["build.py"]),
    Case(name: "poetry: none", backend: "poetry.core.masonry.api", files: ["build.py", "p/a.c"]),
    Case(
      name: "pdm: a hook", backend: "pdm.backend", files: ["pdm_build.py"],
      rules: [.buildFileUnwatched], proposes: ["pdm_build.py"]),
    Case(
      name: "pdm: Git", backend: "pdm.backend", project: dynamic,
      tool: "[tool.pdm.version]\nsource = 'scm'", files: [git], rules: [.gitVersionUnwatched]),
    Case(
      name: "pdm: a function that asks Git", backend: "pdm.backend", project: dynamic,
      tool: "[tool.pdm.version]\nsource = 'call'\ngetter = 'v:get'",
      files: [git, "v.py: run('git')"],
      rules: [.versionFileUnwatched, .gitVersionUnwatched]),
    Case(
      name: "maturin", backend: "maturin",
      files: [
        "Cargo.toml", "Cargo.lock", "build.rs", "rust-toolchain.toml", ".cargo/config.toml",
        "src/lib.rs", "benches/b.rs", "p.pyi",
      ], rules: [.buildFileUnwatched, .sourceUnwatched, .dataUnwatched],
      proposes: [
        ".cargo/config.toml", "Cargo.lock", "rust-toolchain.toml", "build.rs", "src/**/*.rs",
        "p.pyi",
      ]),
    Case(
      name: "maturin: vendored crates", backend: "maturin",
      keys: "['pyproject.toml', 'Cargo.toml', 'src/**/*.rs']",
      files: [
        "Cargo.toml", "src/lib.rs", "vendor/a/.cargo-checksum.json", "vendor/a/src/lib.rs",
        "vendor/a/Cargo.toml",
      ], rules: [.buildFileUnwatched], proposes: ["{ file = \"vendor/a/.cargo-checksum.json\" }"]),
    Case(
      name: "maturin: a crate outside", backend: "maturin",
      keys: "['pyproject.toml', 'Cargo.toml', 'src/**/*.rs']",
      files: [
        git, "Cargo.toml: [dependencies]\ncore = {path = '../core'}", "src/lib.rs",
        "../core/Cargo.toml", "../core/src/lib.rs", "../core/target/x.rs",
      ], rules: [.outsideSourceUnwatched],
      proposes: ["../core/src/**/*.rs"]),
    Case(
      name: "meson-python", backend: "mesonpy", project: dynamic,
      files: ["meson.build: project('p', version: '1')", "meson.options", "src/a.c"],
      rules: [.buildFileUnwatched, .versionFileUnwatched],
      proposes: ["meson.build", "meson.options"]),
    Case(
      name: "scikit-build-core", backend: "scikit_build_core.build",
      files: [
        "CMakeLists.txt: include(a)\ninclude(tools/b.cmake)\nadd_library(a src/a.cpp)",
        "cmake/a.cmake", "tools/b.cmake",
        "src/a.cpp", "include/a.hpp",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched],
      proposes: ["cmake/a.cmake", "tools/b.cmake", "src/**/*.cpp"]),
    Case(
      name: "scikit-build-core: Git", backend: "scikit_build_core.build", project: dynamic,
      tool:
        "[tool.scikit-build.metadata.version]\nprovider = 'scikit_build_core.metadata.setuptools_scm'",
      files: [git], rules: [.gitVersionUnwatched]),
    Case(
      name: "scikit-build-core: Git, by shared settings", backend: "scikit_build_core.build",
      project: dynamic,
      tool:
        "[[tool.dynamic-metadata]]\nfield = 'version'\nprovider = 'scikit_build_core.metadata.setuptools_scm'",
      files: [git], rules: [.gitVersionUnwatched]),
    Case(
      name: "scikit-build-core: a version file, by shared settings",
      backend: "scikit_build_core.build", project: dynamic,
      tool:
        "[[tool.dynamic-metadata]]\nfield = 'version'\nprovider = 'scikit_build_core.metadata.regex'\ninput = 'p/v.py'",
      files: ["p/v.py"], rules: [.versionFileUnwatched], proposes: ["p/v.py"]),
    Case(
      name: "scikit-build-core: what an option adds, and what nothing names",
      backend: "scikit_build_core.build",
      tool: "[tool.scikit-build.cmake.define]\nWITH_B = 'ON'",
      files: [
        "CMakeLists.txt: option(WITH_A \"a\" OFF)\noption(WITH_B \"b\" OFF)\nadd_subdirectory(core)\n"
          + "if(WITH_A AND X)\nadd_subdirectory(a)\nendif()\nif(WITH_B)\nadd_subdirectory(b)\nendif()",
        "core/x.c: #include \"inner/x.h\"", "inner/x.h", "a/x.c",
        "a/CMakeLists.txt: add_subdirectory(${PROJECT_SOURCE_DIR}/.. x)\nconfigure_file(a.pc.in)",
        "a/a.pc.in", "b/x.cpp",
        "ruby/x.cc",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched],
      proposes: [
        "[{ file = \"pyproject.toml\" }, { file = \"CMakeLists.txt\" }, { file = \"b/**/*.cpp\" }, { file = \"core/**/*.c\" }, { file = \"inner/**/*.h\" }]"
      ]),
    Case(
      name: "scikit-build-core: descriptions of vendored code that is not built",
      backend: "scikit_build_core.build", keys: "['pyproject.toml', 'CMakeLists.txt', 'src/*.cpp']",
      files: [
        "CMakeLists.txt: add_subdirectory(src)\ntarget_include_directories(a extern/x/include)",
        "src/CMakeLists.txt: add_subdirectory(${CMAKE_SOURCE_DIR}/extern/y)", "src/a.cpp",
        "extern/x/CMakeLists.txt", "extern/x/cmake/x.cmake", "extern/y/CMakeLists.txt",
        "extern/x/include/x.h",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched],
      proposes: [
        "{ file = \"src/*.cpp\" }, { file = \"extern/y/CMakeLists.txt\" }, { file = \"src/CMakeLists.txt\" }, { file = \"extern/**/*.h\" }]"
      ]),
    Case(
      name: "scikit-build-core: a template in the package", backend: "scikit_build_core.build",
      files: ["CMakeLists.txt: configure_file(python/p/_v.py.in v.py)", "python/p/_v.py.in"],
      rules: [.buildFileUnwatched], proposes: ["{ file = \"python/p/_v.py.in\" }"]),
    Case(
      name: "scikit-build-core: vendored code is a note", backend: "scikit_build_core.build",
      keys: "['pyproject.toml', 'CMakeLists.txt', 'src/**/*.cpp']",
      files: ["CMakeLists.txt", "src/a.cpp", "extern/x/x.h", "extern/x/pyproject.toml"],
      rules: [.sourceUnwatched]),
    Case(
      name: "py-build-cmake", backend: "py_build_cmake.build", project: dynamic,
      files: ["CMakeLists.txt", "src/p/__init__.py: __version__ = '1'", "src/a.cpp"],
      rules: [.buildFileUnwatched, .sourceUnwatched, .versionFileUnwatched]),
    Case(
      name: "a backend in the tree", backend: "backend", tool: "[tool.x]",
      files: ["_custom/backend.py"], rules: [.backendUnwatched], proposes: ["_custom/backend.py"]),
    Case(
      name: "whey", backend: "whey", project: "version = '1'\ndynamic = ['dependencies']",
      files: ["requirements.txt"], rules: [.dependenciesUnwatched]),
    Case(
      name: "pbr", backend: "pbr.build", requires: ["pbr"], project: dynamic,
      files: [git, "requirements.txt"], rules: [.gitVersionUnwatched, .dependenciesUnwatched]),
    Case(name: "uv_build", files: ["src/p/__init__.py", "src/p/a.c", "README.md"]),
    Case(
      name: "poetry: many compiled modules among others", backend: "poetry.core.masonry.api",
      tool: "[tool.poetry.build]\nscript = 'build.py'",
      files: [
        "build.py: cythonize(['p/a.py', 'p/b.py', 'p/c.py', 'p/d.py', 'p/e.py', 'p/f.py', 'p/g.py',\n"
          + "'p/h.py', 'p/i.py', 'p/j.py', 'p/k.py', 'p/l.py', 'p/m.py', 'p/x/a.py'])",
        "p/__init__.py", "p/slow.py", "p/a.py", "p/b.py", "p/c.py", "p/d.py", "p/e.py", "p/f.py",
        "p/g.py", "p/h.py", "p/i.py", "p/j.py", "p/k.py", "p/l.py", "p/m.py", "p/x/a.py",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched],
      proposes: ["{ file = \"p/x/a.py\" }", "{ file = \"p/{a,b,c,d,e,f,g,h,i,j,k,l,m}.py\" }"]),
    Case(
      name: "maturin: a stub beside the manifest, and benches in another crate", backend: "maturin",
      project: dynamic, tool: "[tool.maturin]\nmanifest-path = 'crates/py/Cargo.toml'",
      files: [
        "Cargo.toml: [workspace]\nmembers = ['crates/*']",
        "crates/py/Cargo.toml: [dependencies]\ncore = { path = '../core' }", "crates/py/p.pyi",
        "p.pyi",
        "crates/py/src/lib.rs", "crates/core/Cargo.toml", "crates/core/src/lib.rs",
        "crates/core/src/x/a.rs",
        "crates/core/build.rs", "crates/core/benches/b.rs", "crates/core/p.pyi",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched, .versionFileUnwatched, .dataUnwatched],
      proposes: ["crates/core/src/**/*.rs", "crates/py/**/*.rs", "\"crates/core/build.rs\""],
      names: ["p.pyi"],
      quiet: ["crates/core/benches/b.rs", "crates/core/p.pyi", "crates/py/p.pyi"]),
    Case(
      name: "scikit-build-core: what CMake reads, and what only a comment names",
      backend: "scikit_build_core.build", requires: ["Cython"],
      files: [
        "CMakeLists.txt: # as in tools/bundle.py\nfile(READ VERSION V)\nset(NAME \"_z\")\n"
          + "set(SOURCE \"${CMAKE_CURRENT_SOURCE_DIR}/p/${NAME}.py\")\nadd_custom_command(COMMAND cython ${SOURCE})",
        "VERSION", "tools/bundle.py", "tools/templates/a.pxi", "p/__init__.py", "p/_z.py",
        "p/_z.pxd: include 'a.pxi'", "p/a.pxi", "p/b.py",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched], names: ["VERSION", "p/_z.py", "p/a.pxi"],
      quiet: ["tools/bundle.py", "tools/templates/a.pxi", "p/b.py"]),
    Case(
      name: "meson-python: a version that a script takes from Git", backend: "mesonpy",
      project: dynamic,
      files: [
        git, "meson.build: project('p',\n  version: run_command('generate_version.py').stdout()\n)",
        "generate_version.py: import versioneer", "versioneer.py", "helper.py",
      ],
      rules: [.buildFileUnwatched, .gitVersionUnwatched],
      proposes: ["{ git = { commit = true, tags = true } }", "\"versioneer.py\""],
      quiet: ["helper.py"]),
    Case(
      name: "maturin: what a crate's own build script says that it reads", backend: "maturin",
      keys: "['pyproject.toml', 'Cargo.toml', 'rust/**/*.rs', 'rust/Cargo.toml']",
      files: [
        "Cargo.toml: [dependencies]\nr = { path = 'rust' }", "rust/Cargo.toml", "rust/src/lib.rs",
        "rust/build.rs: println!(\"cargo:rerun-if-changed=../gen/\");\n"
          + "println!(\"cargo:rerun-if-changed=../p/about.py\");\nprintln!(\"cargo:rerun-if-changed={x}\");",
        "gen/a.py", "gen/b.h", "p/__init__.py", "p/about.py", "p/other.py",
      ],
      rules: [.buildFileUnwatched], names: ["gen/a.py", "gen/b.h", "p/about.py"],
      quiet: ["p/other.py"]),
    Case(
      name: "scikit-build-core: a template that nothing configures",
      backend: "scikit_build_core.build",
      keys: "['pyproject.toml', 'CMakeLists.txt', 'src/**/*.cpp', 'x/**/*.h']",
      files: [
        "CMakeLists.txt: target_include_directories(a x)\nconfigure_file(used.cmake.in y)",
        "src/a.cpp", "x/a.h", "x/x.cmake.in", "used.cmake.in",
      ],
      rules: [.buildFileUnwatched], names: ["used.cmake.in"], quiet: ["x/x.cmake.in"]),
  ]
}
