import Freshness
import Platform
import TestSupport
import Testing
import UV

/// Small projects of every backend: which rules speak, and what is proposed.
@Suite struct KeyLintTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    var backend = "uv_build"
    var requires: [String] = []
    /// In `[project]`.
    var project = "version = '1'"
    /// `cache-keys`; the defaults if nil.
    var keys: String?
    /// Behind the rest of the manifest.
    var tool = ""
    /// `path`, or `path: content`.
    var files: [String] = []
    var rules: [Finding.Rule] = []
    /// Whether all findings are of level note.
    var areNotes = false
    /// Whether one is a warning.
    var warns = false
    /// Parts of the proposed line.
    var proposes: [String] = []

    var testDescription: String { name }
  }

  private static let setuptools = "setuptools.build_meta"
  private static let extension_ = "setup.py: setup(ext_modules=[Extension('p.a', ['src/p/a.c'])])"
  private static let dynamic = "dynamic = ['version']"
  private static let git = ".git/HEAD: ref: refs/heads/main"
  private static let wholeGit = "{git={commit=true,tags=true}}"

  static let declarations: [Case] = [
    Case(name: "defaults", files: ["src/p/__init__.py"]),
    Case(name: "docs: globs of toml", keys: "[{ file = '**/*.toml' }]"),
    Case(
      name: "docs: requirements",
      keys: "[{ file = 'pyproject.toml' }, { file = 'requirements.txt' }]",
      files: ["requirements.txt"]),
    Case(
      name: "docs: commit", keys: "[{ file = 'pyproject.toml' }, { git = { commit = true } }]",
      files: [git]),
    Case(
      name: "docs: directory and variable",
      keys: "[{ file = 'pyproject.toml' }, { dir = 'src' }, { env = 'MY_ENV_VAR' }]"),
    Case(
      name: "docs: uv init maturin", backend: "maturin",
      keys:
        "[{file = 'pyproject.toml'}, {file = 'src/**/*.rs'}, {file = 'Cargo.toml'}, {file = 'Cargo.lock'}]",
      files: ["Cargo.toml", "Cargo.lock", "src/lib.rs", "src/p/__init__.py"]),
    Case(
      name: "docs: uv init scikit", backend: "scikit_build_core.build",
      keys:
        "[{file = 'pyproject.toml'}, {file = 'src/**/*.{h,c,hpp,cpp}'}, {file = 'CMakeLists.txt'}]",
      files: ["CMakeLists.txt", "src/main.cpp", "src/p/__init__.py"]),
    Case(
      name: "nothing matches", keys: "['nope/*.c']", rules: [.keysMatchNothing],
      proposes: ["{ file = \"pyproject.toml\" }, { file = \"nope/*.c\" }"]),
    Case(
      name: "a glob without matches", keys: "['pyproject.toml', 'src/*.rs']",
      rules: [.keyMatchesNothing]),
    Case(
      name: "a file that is not there", keys: "['pyproject.toml', 'a.txt']",
      rules: [.keyMatchesNothing]),
    Case(
      name: "an exclusion without a wildcard", keys: "['*.toml', '!x']",
      rules: [.keyMatchesNothing]),
    Case(name: "an exclusion", keys: "['*.toml', '!x/*']"),
    Case(name: "a misspelt key", keys: "[{fil = 'a'}]", rules: [.unknownKey]),
    Case(name: "a misspelt list", tool: "[tool.uv]\ncache_keys = ['a']", rules: [.unknownKey]),
    Case(name: "a bad glob", keys: "['[']", rules: [.unknownKey]),
    Case(
      name: "a directory as a file", keys: "['pyproject.toml', 'src']",
      files: ["src/p/a.py", "src/p/b.txt"], rules: [.fileKeyIsDirectory],
      proposes: ["src/**/*.{py,txt}"]),
    Case(name: "a directory", keys: "['pyproject.toml', {dir='src'}]", files: ["src/p/a.py"]),
    Case(
      name: "no manifest", keys: "['src/**']", files: ["src/p/a.c"], rules: [.pyprojectUnwatched],
      proposes: ["[{ file = \"pyproject.toml\" }, "]),
    Case(
      name: "a commit alone is written as it was", keys: "[{ git = { commit = true } }]",
      files: [git, ".git/refs/heads/main: 0123456789012345678901234567890123456789"],
      rules: [.pyprojectUnwatched],
      proposes: ["[{ file = \"pyproject.toml\" }, { git = { commit = true } }]"]),
    Case(
      name: "the package itself is reinstalled", tool: "[tool.uv]\nreinstall-package = ['P']",
      rules: [.reinstallInsteadOfKeys]),
    Case(name: "another one is reinstalled", tool: "[tool.uv]\nreinstall-package = ['numpy']"),
    Case(
      name: "an older uv is allowed", keys: "['pyproject.toml', {dir='src'}]",
      tool: "required-version = '>=0.5.0'", rules: [.keyNeedsNewerUV]),
    Case(
      name: "a new enough uv", keys: "['pyproject.toml', {dir='src'}]",
      tool: "required-version = '>=0.8.0'"),
  ]

  static let reach: [Case] = [
    Case(
      name: "an environment", keys: "['pyproject.toml', '**/*.py']",
      files: [".venv/pyvenv.cfg", ".venv/lib/a.py", "p/__init__.py"],
      rules: [.globReachesEnvironment], proposes: ["!.venv/**"]),
    Case(
      name: "an environment that is excluded", keys: "['pyproject.toml', '**/*.py', '!.venv/**']",
      files: [".venv/pyvenv.cfg", ".venv/lib/a.py", "p/__init__.py"]),
    Case(
      name: "build output", keys: "['pyproject.toml', '**/*.rs']", files: ["target/a.rs", "b.rs"],
      rules: [.globReachesBuildOutput], proposes: ["!target/**"]),
    Case(
      name: "a package called build", keys: "['pyproject.toml', 'src/**/*.py']",
      files: ["src/build/__init__.py"]),
    Case(
      name: "Git's own files", keys: "['pyproject.toml', '**']", files: [git, "a.txt"],
      rules: [.globReachesBuildOutput], proposes: ["!.git/**"]),
    Case(
      name: "what Git ignores", keys: "['pyproject.toml', 'gen/*']",
      files: [".gitignore: *.tmp", "gen/a.tmp"], rules: [.globReachesIgnoredFile]),
    Case(
      name: "a version file that the build writes", backend: "hatchling.build",
      requires: ["hatch-vcs"], project: dynamic,
      keys: "['pyproject.toml', 'src/**/*.py', \(wholeGit)]",
      tool:
        "[tool.hatch.version]\nsource = 'vcs'\n[tool.hatch.build.hooks.vcs]\nversion-file = 'src/p/_version.py'",
      files: [git, "src/p/__init__.py"], rules: [.watchedFileIsWritten],
      proposes: ["src/!p/_version.py*"]),
    Case(
      name: "a version file that is left out", backend: "hatchling.build",
      requires: ["hatch-vcs"], project: dynamic,
      keys: "['pyproject.toml', 'src/**/*.py', 'src/!p/_version.py*', \(wholeGit)]",
      tool:
        "[tool.hatch.version]\nsource = 'vcs'\n[tool.hatch.build.hooks.vcs]\nversion-file = 'src/p/_version.py'",
      files: [git, "src/p/__init__.py"]),
    Case(
      name: "C that Cython writes", backend: setuptools,
      keys: "['pyproject.toml', 'setup.py', 'src/**/*.{c,pyx}']",
      files: [extension_, "src/p/a.pyx", "src/p/a.c: /* Generated by Cython 3 */"],
      rules: [.watchedFileIsWritten], proposes: ["src/!p/a.c*"]),
    Case(
      name: "a manifest that the backend rewrites", backend: "poetry_dynamic_versioning.backend",
      requires: ["poetry-dynamic-versioning"], project: dynamic,
      tool: "[tool.poetry-dynamic-versioning]\nenable = true", files: [git],
      rules: [.watchedFileIsWritten, .gitVersionUnwatched],
      proposes: ["cache-keys = [{ git = { commit = true, tags = true } }]"]),
    Case(
      name: "some modules", backend: setuptools, keys: "['pyproject.toml', 'a/*.py']",
      files: ["a/__init__.py", "b/__init__.py"], rules: [.modulesUnwatched]),
    Case(
      name: "all modules", backend: setuptools, keys: "['pyproject.toml', '*/*.py']",
      files: ["a/__init__.py", "b/__init__.py"]),
  ]

  static let inputs: [Case] = [
    Case(
      name: "setuptools: an extension", backend: setuptools,
      files: [extension_, "src/p/a.c", "src/p/a.h", "include/b.h", "tests/t.c"],
      rules: [.sourceUnwatched], proposes: ["include/**/*.h", "src/**/*.{c,h}"]),
    Case(
      name: "setuptools: the project's own code in `ext`", backend: setuptools,
      files: ["setup.py: Extension('p.a', glob('src/p/ext/*.c'))", "src/p/ext/a.c"],
      rules: [.sourceUnwatched], warns: true, proposes: ["src/**/*.c"]),
    Case(
      name: "setuptools: a copy of other code in `ext`", backend: setuptools,
      files: ["setup.py: Extension('p.a', glob('ext/z/*.c'))", "ext/z/z.c"],
      rules: [.sourceUnwatched], areNotes: true, proposes: ["ext/**/*.c"]),
    Case(name: "setuptools: C that nothing compiles", backend: setuptools, files: ["src/p/a.c"]),
    Case(
      name: "setuptools: an extension that is watched", backend: setuptools,
      keys: "['pyproject.toml', 'setup.py', 'src/**/*.c']", files: [extension_, "src/p/a.c"]),
    Case(
      name: "setuptools: setup.py is not watched", backend: setuptools, keys: "['pyproject.toml']",
      files: ["setup.py: setup()"], rules: [.buildFileUnwatched], proposes: ["\"setup.py\""]),
    Case(
      name: "setuptools: what setup.py imports", backend: setuptools,
      files: ["setup.py: import get_flags", "get_flags.py"], rules: [.buildFileUnwatched],
      proposes: ["get_flags.py"]),
    Case(
      name: "setuptools: Cython that is compiled", backend: setuptools,
      files: ["setup.py: cythonize(['src/p/fast.py'])", "src/p/fast.py", "src/p/slow.py"],
      rules: [.sourceUnwatched], proposes: ["{ file = \"src/p/fast.py\" }]"]),
    Case(
      name: "setuptools: Cython that is all there is", backend: setuptools,
      files: ["setup.py: cythonize(['src/p/*.py'])", "src/p/fast.py", "src/p/slow.py"],
      rules: [.sourceUnwatched], proposes: ["src/**/*.py"]),
    Case(
      name: "setuptools: an extension for tests", backend: setuptools,
      files: ["setup.py: Extension('p.t', ['p/tests/a.c'])", "p/tests/a.c", "p/tests/b.c"],
      rules: [.sourceUnwatched], proposes: ["p/**/*.c"]),
    Case(
      name: "setuptools: a module whose text setup.py reads", backend: setuptools,
      files: ["setup.py: open('p/hook.py').read()", "p/__init__.py", "p/hook.py"],
      rules: [.buildFileUnwatched], proposes: ["p/hook.py"]),
    Case(
      name: "setuptools: a version that setup.py reads and pyproject.toml says",
      backend: setuptools,
      files: ["setup.py: open('p/v.py').read()", "p/__init__.py", "p/v.py: version = '1'"]),
    Case(
      name: "setuptools: what setup.py finds in its path", backend: setuptools,
      files: ["setup.py: sys.path.insert(0, 'p')\nimport helper", "p/helper.py", "p/__init__.py"],
      rules: [.buildFileUnwatched], proposes: ["p/helper.py"]),
    Case(
      name: "setuptools: templates", backend: setuptools, files: [extension_, "src/p/a.pyx.in"],
      rules: [.sourceUnwatched]),
    Case(
      name: "setuptools: SCons", backend: setuptools,
      files: ["setup.py: run('scons')", "SConstruct"],
      rules: [.buildFileUnwatched], proposes: ["SConstruct"]),
    Case(
      name: "setuptools: cffi", backend: setuptools,
      files: ["setup.py: cffi_modules=['tools/_ffi_build.py:ffi']", "tools/_ffi_build.py"],
      rules: [.buildFileUnwatched], proposes: ["tools/_ffi_build.py"]),
    Case(
      name: "setuptools: cffi in the package", backend: setuptools,
      files: [
        "setup.py: setup(cffi_modules=['src/p/build_ffi.py:ffi'])", "src/p/__init__.py",
        "src/p/build_ffi.py: open(os.path.join(HERE, 'x.cffi.h'))", "src/p/other.py",
      ],
      rules: [.buildFileUnwatched],
      proposes: ["{ dir = \"src\" }, { file = \"src/p/build_ffi.py\" }]"]),
    Case(
      name: "setuptools: paths in constants", backend: setuptools,
      files: [
        "setup.py: SRC = os.path.join('bundle', 'c')\nT = SRC + '/tests/'\nHERE = Path(__file__).parent\n"
          + "open(os.path.join(SRC, 'configure.ac'))\nExtension('p.t', [T + 't.c'])\nopen(HERE / 'gen.txt')",
        "bundle/c/configure.ac", "bundle/c/other.ac", "bundle/c/tests/t.c", "bundle/c/tests/u.c",
        "gen.txt",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched],
      proposes: ["{ file = \"bundle/c/configure.ac\" }, { file = \"gen.txt\" }", "bundle/**/*.c"]),
    Case(
      name: "setuptools: templates of a generator", backend: setuptools,
      files: [
        "setup.py: subprocess.run([sys.executable, 'gen.py'])",
        "gen.py: get_template(name + '.templ')", "p/core.py.templ",
        "p/other.py.tmpl",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched], proposes: ["p/**/*.templ"]),
    Case(
      name: "setuptools: a list that is popped needs no catalogs", backend: setuptools,
      files: ["setup.py: argv.pop()", "p/locale/de.po"]),
    Case(
      name: "setuptools: C that an older Cython left behind", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', ['p/a' + ext])", "p/a.pyx",
        "p/old.c: /* Generated by Cython 0.29 */",
      ],
      rules: [.sourceUnwatched], proposes: ["p/**/*.pyx"]),
    Case(
      name: "setuptools: a version that setup.py reads from the package", backend: setuptools,
      project: dynamic,
      files: [
        "setup.py: path = 'p/__init__.py'\nopen(path).read()",
        "p/__init__.py: __version_info__ = (1, 2)\n__version__ = '%s.%s' % __version_info__",
      ], rules: [.versionFileUnwatched], proposes: ["p/__init__.py"]),
    Case(
      name: "setuptools: attr", backend: setuptools, project: dynamic,
      tool: "[tool.setuptools.dynamic]\nversion = {attr = 'p.__version__'}",
      files: ["src/p/__init__.py: __version__ = '1.0'"], rules: [.versionFileUnwatched],
      proposes: ["src/p/__init__.py"]),
    Case(
      name: "setuptools: attr behind an import", backend: setuptools, project: dynamic,
      tool: "[tool.setuptools.dynamic]\nversion = {attr = 'p.__version__'}",
      files: [
        "p/__init__.py: from .version import __version__", "p/version.py: __version__ = '1'",
      ],
      rules: [.versionFileUnwatched], proposes: ["p/version.py"]),
    Case(
      name: "setuptools: attr of setup.cfg", backend: setuptools, project: dynamic,
      files: [
        "setup.cfg: [metadata]\nversion = attr: p.__version__", "p/__init__.py: __version__ = '1'",
      ],
      rules: [.versionFileUnwatched], proposes: ["p/__init__.py"]),
    Case(
      name: "setuptools: a version that setup.py runs", backend: setuptools, project: dynamic,
      files: [
        "setup.py: exec(open(os.path.join('p', '__version__.py')).read())",
        "p/__version__.py: __version__ = '1'",
      ], rules: [.versionFileUnwatched], proposes: ["p/__version__.py"]),
    Case(
      name: "setuptools: requirements", backend: setuptools,
      project: "version = '1'\ndynamic = ['dependencies']",
      tool: "[tool.setuptools.dynamic]\ndependencies = {file = ['r.txt']}", files: ["r.txt"],
      rules: [.dependenciesUnwatched], proposes: ["r.txt"]),
    Case(
      name: "setuptools: a readme", backend: setuptools,
      project: "version = '1'\ndynamic = ['readme']",
      tool: "[tool.setuptools.dynamic]\nreadme = {file = ['R.md']}", files: ["R.md"],
      rules: [.dataUnwatched]),
    Case(
      name: "setuptools-scm", backend: setuptools, requires: ["setuptools-scm"], project: dynamic,
      tool: "[tool.setuptools_scm]", files: [git], rules: [.gitVersionUnwatched],
      proposes: ["{ git = { commit = true, tags = true } }"]),
    Case(
      name: "setuptools-scm: tags only", backend: setuptools, requires: ["setuptools-scm"],
      project: dynamic, keys: "['pyproject.toml', {git={tags=true}}]",
      tool: "[tool.setuptools_scm]",
      files: [git], rules: [.gitVersionUnwatched],
      proposes: ["[{ file = \"pyproject.toml\" }, { git = { commit = true, tags = true } }]"]),
    Case(
      name: "setuptools-scm: commit only", backend: setuptools, requires: ["setuptools-scm"],
      project: dynamic, keys: "['pyproject.toml', {git=true}]", tool: "[tool.setuptools_scm]",
      files: [git], rules: [.gitVersionUnwatched], areNotes: true),
    Case(
      name: "setuptools-scm: both", backend: setuptools, requires: ["setuptools-scm"],
      project: dynamic, keys: "['pyproject.toml', \(wholeGit)]", tool: "[tool.setuptools_scm]",
      files: [git]),
    Case(
      name: "setuptools-scm: no repository", backend: setuptools, requires: ["setuptools-scm"],
      project: dynamic, tool: "[tool.setuptools_scm]"),
    Case(
      name: "setuptools-scm: a version that is written down", backend: setuptools,
      requires: ["setuptools-scm"], files: [git]),
    Case(
      name: "setuptools-rust", backend: setuptools,
      files: ["setup.py: rust_extensions=[]", "rust/Cargo.toml", "rust/src/lib.rs"],
      rules: [.buildFileUnwatched, .sourceUnwatched],
      proposes: ["rust/Cargo.toml", "rust/**/*.rs", "rust/!target/**"]),
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
      files: ["CMakeLists.txt", "cmake/a.cmake", "tools/b.cmake", "src/a.cpp", "include/a.hpp"],
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
  ]

  @Test(arguments: declarations + reach + inputs)
  func finds(_ one: Case) throws {
    let tree = TemporaryTree()
    var system = "[build-system]\nrequires = \(one.requires)\nbuild-backend = '\(one.backend)'\n"
    if one.backend == "backend" { system += "backend-path = ['_custom']\n" }
    let keys = one.keys.map { "[tool.uv]\ncache-keys = \($0)\n" } ?? ""
    tree.write(
      "p/pyproject.toml", "[project]\nname = 'p'\n\(one.project)\n\(system)\(keys)\(one.tool)\n")
    for file in one.files {
      let parts = file.split(separator: ": ", maxSplits: 1).map(String.init)
      tree.write("p/\(parts[0])", parts.count > 1 ? parts[1] : "")
    }
    let variables = ProcessEnvironment([:])
    let report = try KeyReport(
      of: Path("\(tree.path)/p"), trying: [], rules: .latest, variables: variables)
    let lint = KeyLint(of: report, rules: .latest, variables: variables)
    #expect(
      Set(lint.findings.map(\.rule)) == Set(one.rules), "\(lint.findings.map(\.message))")
    if one.areNotes { #expect(!lint.hasWarnings) }
    if one.warns { #expect(lint.hasWarnings) }
    let line = lint.proposal?.line ?? ""
    for part in one.proposes { #expect(line.contains(part), "\(line)") }
    for finding in lint.findings where one.keys != nil { #expect(finding.line != nil) }
    guard let proposal = lint.proposal else { return }
    // What is proposed is enough, and proposing again changes nothing.
    tree.write(
      "p/pyproject.toml",
      "[project]\nname = 'p'\n\(one.project)\n\(system)[tool.uv]\n\(line)\n"
        + one.tool.replacing("[tool.uv]\n", with: ""))
    let after = try KeyReport(
      of: Path("\(tree.path)/p"), trying: [], rules: .latest, variables: variables)
    let watched = Set(after.entries.flatMap(\.matches))
    #expect(watched.isSuperset(of: proposal.mustMatch))
    #expect(watched.isDisjoint(with: proposal.mustNotMatch))
    #expect(KeyLint(of: after, rules: .latest, variables: variables).proposal == nil)
  }

  /// Each rule has a project above in which it speaks, but for the one that needs a huge tree.
  @Test func everyRuleIsShown() {
    let shown = Set((Self.declarations + Self.reach + Self.inputs).flatMap(\.rules))
    #expect(Set(Finding.Rule.allCases).subtracting(shown) == [.globsWalkFar])
    #expect(Finding.Rule.keysMatchNothing.code == "UVF001")
    #expect(Finding.Rule.keyNeedsNewerUV.code == "UVF021")
  }
}
