import Freshness

/// What real packages taught: layouts on which a rule was silent, or spoke for nothing.
extension KeyLintTests {
  static let layouts: [Case] = [
    Case(
      name: "scripts: what an imported script imports", backend: setuptools,
      files: [
        "setup.py: import setup_build", "setup_build.py: import api_gen",
        "api_gen.py: Path('p', 'functions.txt').open()", "p/__init__.py", "p/functions.txt",
        "p/other.txt",
      ],
      rules: [.buildFileUnwatched], proposes: ["setup_build.py"],
      names: ["api_gen.py", "p/functions.txt"], quiet: ["p/other.txt"]),
    Case(
      name: "scripts: what an imported script imports at times", backend: setuptools,
      files: [
        "setup.py: import info", "info.py: def static():\n    import download", "download.py",
      ],
      rules: [.buildFileUnwatched], proposes: ["info.py"], quiet: ["download.py"]),
    Case(
      name: "scripts: neighbours of a module in `sys.path`", backend: setuptools,
      files: [
        "setup.py: sys.path.insert(0, 'p')\nfrom common import LINUX",
        "p/common.py: from .tuples import T", "p/tuples.py", "p/__init__.py",
      ],
      rules: [.buildFileUnwatched], proposes: ["p/common.py"], quiet: ["p/tuples.py"]),
    Case(
      name: "scripts: neighbours in a package of helpers", backend: setuptools,
      files: [
        "setup.py: from helpers.build import x", "helpers/__init__.py",
        "helpers/build.py: from .flags import y", "helpers/flags.py", "flags.py",
      ],
      rules: [.buildFileUnwatched], names: ["helpers/build.py", "helpers/flags.py"],
      quiet: ["flags.py"]),
    Case(
      name: "scripts: a plain word that a file is called, too", backend: setuptools,
      files: ["setup.py: setup(name='tool', packages=['p'])", "tool"]),
    Case(
      name: "scripts: a program that setup.py installs", backend: setuptools,
      files: ["setup.py: setup(name='x', scripts=['tool'])", "tool"],
      rules: [.buildFileUnwatched], proposes: ["{ file = \"tool\" }"]),
    Case(
      name: "scripts: a configure that Git ignores", backend: setuptools,
      files: [
        "setup.py: run(['sh', os.path.join('bundled', 'z', 'configure')])",
        "bundled/z/configure: #!/bin/sh", "bundled/y/configure", ".gitignore: configure",
      ],
      rules: [.buildFileUnwatched], proposes: ["{ file = \"bundled/z/configure\" }"]),
    Case(
      name: "version: an argument of setup()", backend: setuptools, project: dynamic,
      files: [
        "setup.py: FILES = ['p/__init__.py']\nsetup(name='p', version='1.0')",
        "p/__init__.py: __version__ = '1.0'",
      ]),
    Case(
      name: "version: another script reads it", backend: setuptools, project: dynamic,
      files: [
        "setup.py: from utils import read_version",
        "utils.py: def read_version(name='p/__init__.py'): ...",
        "p/__init__.py: __version__ = '1'",
      ],
      rules: [.buildFileUnwatched, .versionFileUnwatched], names: ["p/__init__.py"]),
    Case(
      name: "version: another version is imported, too", backend: "flit_core.buildapi",
      project: dynamic,
      files: [
        "p/__init__.py: from .tables import __version__ as tables_version\n"
          + "from .about import __version__  # noqa: F401",
        "p/tables.py: __version__ = '17.0'", "p/about.py: __version__ = '1.0'",
      ],
      rules: [.versionFileUnwatched], names: ["p/about.py"], quiet: ["p/tables.py"]),
    Case(
      name: "Cython: an extension that is called as a module is", backend: setuptools,
      files: [
        "setup.py: cythonize([Extension('p.cd', ['src/p/cd.pyx'])])", "src/p/cd.pyx",
        "src/p/cd.py", "src/p/__init__.py",
      ],
      rules: [.sourceUnwatched], quiet: ["src/p/cd.py"]),
    Case(
      name: "Cython: another script calls it", backend: setuptools,
      files: [
        "setup.py: from helpers import c1\nc1(Extension('p._fast', sources=['p/fast.py']))",
        "helpers.py: from Cython.Build import cythonize", "p/__init__.py", "p/fast.py",
        "p/slow.py",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched], names: ["p/fast.py"],
      quiet: ["p/slow.py", "p/__init__.py"]),
    Case(
      name: "units: C beside that which setup.py names", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', ['c/a.c'])\nsetup(package_data={'': ['*.h5']})\n"
          + "setup(install_requires=['b; python_version == \"3.14.*\"'])",
        "c/a.c: #include \"part.c\"", "c/part.c", "c/example.c",
      ],
      rules: [.sourceUnwatched], proposes: ["c/!example.c*"], names: ["c/a.c", "c/part.c"],
      quiet: ["c/example.c"]),
    Case(
      name: "units: names that setup.py puts together", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', ['c/a.c'] + ['c/%s.c' % n for n in ('x', 'y')])", "c/a.c",
        "c/x.c", "c/y.c", "c/z.c",
      ],
      rules: [.sourceUnwatched], names: ["c/x.c", "c/y.c"], quiet: ["c/z.c"]),
    Case(
      name: "units: a pattern stands for all", backend: setuptools,
      files: ["setup.py: Extension('p.a', ['c/a.c'] + glob('c/*.c'))", "c/a.c", "c/b.c"],
      rules: [.sourceUnwatched], names: ["c/b.c"]),
    Case(
      name: "units: templates by their ends", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', ['c/a.c'])\nmake(name + '_template.c')", "c/a.c",
        "c/move_template.c",
      ],
      rules: [.sourceUnwatched], names: ["c/move_template.c"]),
    Case(
      name: "units: C that the build makes", backend: setuptools,
      files: ["setup.py: Extension('p.a', ['c/a.c', 'c/made.c'], depends=['c/made.h'])", "c/a.c"],
      rules: [.sourceUnwatched], proposes: ["c/!made.c*"]),
    Case(
      name: "units: ext-modules in pyproject.toml", backend: setuptools,
      tool: "[[tool.setuptools.ext-modules]]\nname = 'p.a'\nsources = ['c/a.c']",
      files: ["c/a.c", "c/b.c"], rules: [.sourceUnwatched], quiet: ["c/b.c"]),
    Case(
      name: "CMake: C that no description names", backend: "scikit_build_core.build",
      files: [
        "CMakeLists.txt: set(I opt.c)\nadd_library(a ${R}/z/a.c ${R}/z/${I})", "extern/z/a.c",
        "extern/z/opt.c", "extern/z/bench.c",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched], proposes: ["extern/!z/bench.c*"],
      names: ["extern/z/a.c", "extern/z/opt.c"], quiet: ["extern/z/bench.c"]),
    Case(
      name: "CMake: C that a description looks for", backend: "scikit_build_core.build",
      files: [
        "CMakeLists.txt: file(GLOB S \"src/*.c\")\nadd_library(a main.c ${S})", "main.c", "src/a.c",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched], names: ["main.c", "src/a.c"]),
    Case(
      name: "CMake: modules that none includes", backend: "scikit_build_core.build",
      files: [
        "CMakeLists.txt: include(version)\nfind_package(Used)\ninclude(Platform/${X}-C OPTIONAL)",
        "cmake/version.cmake: file(STRINGS \"${BASE}/Version.txt\" V)", "cmake/FindUsed.cmake",
        "cmake/FindOther.cmake", "Version.txt",
      ],
      rules: [.buildFileUnwatched],
      names: ["cmake/version.cmake", "cmake/FindUsed.cmake", "Version.txt"],
      quiet: ["cmake/FindOther.cmake"]),
    Case(
      name: "CMake: files that commands are given", backend: "scikit_build_core.build",
      files: [
        "CMakeLists.txt: add_custom_command(\n  COMMAND ant -f \"${S}/java/build.xml\")\n"
          + "install(CODE \"configure_file(\\\"${D}/a.pc.in\\\" b)\")", "java/build.xml",
        "java/other.xml", "a.pc.in",
      ],
      rules: [.buildFileUnwatched], names: ["java/build.xml", "a.pc.in"],
      quiet: ["java/other.xml"]),
    Case(
      name: "Meson: a script in the package", backend: "mesonpy", project: dynamic,
      files: [
        "meson.build: project('p', version: run_command(['p/_gen/v.py']))\nsubdir('p')",
        "p/meson.build: py.install_sources(['a.py'])", "p/__init__.py", "p/_gen/v.py", "p/a.py",
      ],
      rules: [.buildFileUnwatched, .versionFileUnwatched], names: ["p/_gen/v.py"], quiet: ["p/a.py"]
    ),
    Case(
      name: "units: directories that nobody names", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', sorted(glob('c/*.cpp')), include_dirs=['include'])",
        "c/a.cpp: #include \"../shared/s.h\"\n#include <i.h>", "include/i.h", "shared/s.h",
        "apps/main.cpp",
        "ios/App.m: #import <x.h>", "other/o.h", "pyx/x.pyx",
      ],
      rules: [.sourceUnwatched], names: ["c/a.cpp", "include/i.h", "shared/s.h"],
      quiet: ["apps/main.cpp", "ios/App.m", "other/o.h", "pyx/x.pyx"]),
    Case(
      name: "units: endings that other languages have, too", backend: setuptools,
      files: [
        "setup.py: for name in os.listdir('c'):\n  Extension('p', [name], extra=['.cpp'])", "c/a.c",
        "c/run.m: function run", "c/icon.i", "c/a.proto",
      ],
      rules: [.sourceUnwatched], names: ["c/a.c"], quiet: ["c/run.m", "c/icon.i", "c/a.proto"]),
    Case(
      name: "units: a compiler's name in a text", backend: setuptools,
      files: ["setup.py: setup(description='loads gcc output with CDLL')", "firmware/main.c"]),
    Case(
      name: "scripts: licences and commands for the authors", backend: setuptools,
      files: [
        "setup.py: subprocess.run(['python', 'tools/bump.py'])\nsetup(license_files=['LICENSES/x.txt'])",
        "tools/bump.py", "LICENSES/x.txt",
      ]),
    Case(
      name: "crates: only those that the extension depends on", backend: "maturin",
      tool: "[tool.maturin]\nmanifest-path = 'py/Cargo.toml'",
      files: [
        "Cargo.toml: [workspace]\nmembers = ['core', 'py', 'bindings/*']\n"
          + "[workspace.dependencies]\nshared = { path = 'shared' }",
        "Cargo.lock", "core/Cargo.toml: [dependencies]\nshared = { workspace = true }",
        "core/src/lib.rs", "shared/Cargo.toml", "shared/src/lib.rs",
        "py/Cargo.toml: [dependencies]\ncore = { path = '../core' }", "py/src/lib.rs",
        "bindings/node/Cargo.toml", "bindings/node/src/lib.rs", "xtask/Cargo.toml",
        "xtask/src/main.rs",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched],
      names: [
        "Cargo.toml", "Cargo.lock", "core/src/lib.rs", "shared/src/lib.rs", "py/src/lib.rs",
        "bindings/node/Cargo.toml",
      ], quiet: ["bindings/node/src/lib.rs", "xtask/Cargo.toml", "xtask/src/main.rs"]),
    Case(
      name: "crates: those of setuptools-rust", backend: setuptools, requires: ["setuptools-rust"],
      files: [
        "setup.py: setup(rust_extensions=[RustExtension('p.r', path='rust/Cargo.toml')])",
        "rust/Cargo.toml", "rust/src/lib.rs", "cli/Cargo.toml", "cli/src/main.rs",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched], names: ["rust/src/lib.rs"],
      quiet: ["cli/Cargo.toml", "cli/src/main.rs"]),
    Case(
      name: "a directory of C that is called `env`", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', glob('c/*.c') + glob('c/env/*.c'))", "c/a.c", "c/env/b.c",
      ],
      rules: [.sourceUnwatched], proposes: ["c/**/*.c"], names: ["c/env/b.c"]),
    Case(
      name: "an environment that is called `env`", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', glob('c/*.c'))", "c/a.c", "c/env/bin/python", "c/env/b.c",
      ],
      rules: [.sourceUnwatched], proposes: ["!env/**"], quiet: ["c/env/b.c"]),
  ]
}
