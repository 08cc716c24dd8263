import Freshness

/// Projects of setuptools and of what goes with it.
extension KeyLintTests {
  static let setuptoolsInputs: [Case] = [
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
      name: "setuptools: templates", backend: setuptools,
      files: ["setup.py: Extension('p', [render('src/p/a.pyx.in')])", "src/p/a.pyx.in"],
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
      name: "setuptools: C of Cython that the build takes as it is", backend: setuptools,
      files: [
        "setup.py: # cythonize() it first\nExtension('p.a', ['p/a.c'])", "p/a.pyx", "p/a.pxd",
        "p/a.c: /* Generated by Cython 3 */",
      ],
      rules: [.sourceUnwatched], proposes: ["p/**/*.c\""], quiet: ["p/a.pyx", "p/a.pxd"]),
    Case(
      name: "setuptools: the tests of a copy", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', ['p/a.c', 'vendor/z/z.c', 'vendor/y/y.c'])", "p/a.c",
        "vendor/z/z.c: #include \"inner.c\"", "vendor/z/inner.c", "vendor/z/test.c",
        "vendor/z/contrib/x.c", "vendor/y/y.c",
      ],
      rules: [.sourceUnwatched], proposes: ["vendor/y/**/*.c"],
      quiet: ["vendor/z/test.c", "vendor/z/contrib/x.c"]),
    Case(
      name: "setuptools: a copy of which all is compiled", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', ['vendor/z/z.c'] + glob('vendor/z/more/*.c'))", "vendor/z/z.c",
        "vendor/z/more/x.c",
      ],
      rules: [.sourceUnwatched], areNotes: true, names: ["vendor/z/more/x.c"]),
    Case(
      name: "setuptools: a directory called build that is named", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', ['vendor/z/build/c/z.c'], include_dirs=['vendor/z/build'])",
        "vendor/z/build/c/z.c", "vendor/z/build/z.h", "build/a.c",
      ],
      rules: [.sourceUnwatched], areNotes: true,
      names: ["vendor/z/build/c/z.c", "vendor/z/build/z.h"],
      quiet: ["build/a.c"]),
    Case(
      name: "setuptools: a configure script in the sources", backend: setuptools,
      files: ["setup.py: check_call(['src/z/configure'])", "src/z/configure", "src/z/notes"],
      rules: [.buildFileUnwatched], names: ["src/z/configure"], quiet: ["src/z/notes"]),
    Case(
      name: "setuptools: a version that another script reads", backend: setuptools,
      project: dynamic,
      files: [
        "setup.py: import versioninfo\nsetup(version=versioninfo.version())",
        "versioninfo.py: open(os.path.join(base(), 'src', 'p', '__init__.py'))",
        "src/p/__init__.py: __version__ = '1'",
      ],
      rules: [.versionFileUnwatched], proposes: ["src/p/__init__.py", "versioninfo.py"]),
    Case(
      name: "setuptools: modules that Cython compiles, by their dotted names", backend: setuptools,
      files: [
        "setup.py: MODULES = ['p.fast', 'p.e.quick']\ncythonize(extensions(MODULES))",
        "p/__init__.py", "p/e/__init__.py", "p/fast.py", "p/slow.py", "p/e/quick.py",
      ],
      rules: [.sourceUnwatched],
      proposes: ["{ file = \"p/fast.py\" }", "{ file = \"p/e/quick.py\" }"],
      quiet: ["p/slow.py", "p/__init__.py"]),
    Case(
      name: "setuptools: tests that setup.py may run", backend: setuptools,
      files: ["setup.py: if WANTED:\n    import test", "test.py"]),
    Case(
      name: "setuptools: modules that Cython compiles, by the ends of their names",
      backend: setuptools,
      files: [
        "setup.py: from Cython.Build import build_ext\nNAMES = ['e._row', 'e._result']\n"
          + "extensions(f'lib/p/{name}.py' for name in NAMES)",
        "lib/p/__init__.py", "lib/p/e/_row.py", "lib/p/e/_result.py", "lib/p/e/other.py",
      ],
      rules: [.sourceUnwatched], proposes: ["\"lib/p/e/{_result,_row}.py\""],
      quiet: ["lib/p/e/other.py"]),
    Case(
      name: "setuptools: a copy of which files are named by a pattern", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', ['vendor/z/%s.c' % name for name in NAMES])", "vendor/z/a.c",
        "vendor/z/test.c",
      ],
      rules: [.sourceUnwatched], areNotes: true, names: ["vendor/z/a.c"], quiet: ["vendor/z/test.c"]
    ),
    Case(
      name: "setuptools: tools beside the sources", backend: setuptools,
      files: [
        "setup.py: Extension('p.a', ['c/lib/a.c', 'c/enc/b.c'])", "c/lib/a.c", "c/enc/b.c",
        "c/tools/main.c",
      ],
      rules: [.sourceUnwatched], proposes: ["\"c/enc/**/*.c\"", "\"c/lib/**/*.c\""]),
  ]
}
