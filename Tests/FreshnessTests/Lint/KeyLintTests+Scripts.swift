import Freshness
import Platform
import TestSupport
import Testing
import UV

/// What setup.py and build hooks say in expressions: paths that are put together.
extension KeyLintTests {
  static let scripts: [Case] = [
    Case(
      name: "scripts: requirements behind two functions", backend: setuptools,
      project: "version = '1'\ndynamic = ['dependencies', 'optional-dependencies']",
      files: [
        "setup.py: EXTRAS = ('one', 'two')\ndef _reqs(*f):\n"
          + "  return open(os.path.join(os.getcwd(), 'requirements', *f)).readlines()\n"
          + "def reqs(*f): return [r for s in _reqs(*f) for r in s]\n"
          + "def extras(*p): return reqs('extras', *p)\n"
          + "setup(install_requires=reqs('default.txt'),\n"
          + "  extras_require={x: extras(x + '.txt') for x in EXTRAS})",
        "requirements/default.txt: -r base.txt\n-r ../more.txt", "requirements/base.txt",
        "requirements/docs.txt", "requirements/extras/one.txt", "requirements/extras/two.txt",
        "requirements/extras/three.txt", "more.txt",
      ],
      rules: [.dependenciesUnwatched],
      names: [
        "requirements/default.txt", "requirements/base.txt", "more.txt",
        "requirements/extras/one.txt", "requirements/extras/two.txt",
      ],
      quiet: ["requirements/docs.txt", "requirements/extras/three.txt"]),
    Case(
      name: "scripts: the version of a name and an ending", backend: setuptools, project: dynamic,
      files: [
        "setup.py: pjoin = os.path.join\nhere = dirname(__file__)\nif not here:\n"
          + "  here = os.getcwd()\ndef version():\n  FN = pjoin(here, 'src', 'p', '__init__')\n"
          + "  return open(pjoin(FN + '.py')).read()\nsetup(version=version())",
        "src/p/__init__.py: Version = '1.0'\n__version__ = Version", "src/p/a.py",
      ],
      rules: [.versionFileUnwatched], names: ["src/p/__init__.py"], quiet: ["src/p/a.py"]),
    Case(
      name: "scripts: one of two directories", backend: setuptools, project: dynamic,
      files: [
        "setup.py: ROOT = os.path.dirname(os.path.realpath(__file__))\n"
          + "C = os.path.join(ROOT, 'src')\n"
          + "B = C if os.path.exists(C) else os.path.join(ROOT, '../..')\n"
          + "with open(os.path.join(B, 'pkg.mk')) as f: V = f.read()\n"
          + "class my_sdist(sdist):\n  def run(self): shutil.copy(os.path.join(B, 'n.dat'), C)",
        "src/pkg.mk: V=1", "src/other.mk", "src/n.dat",
      ],
      rules: [.buildFileUnwatched], names: ["src/pkg.mk"], quiet: ["src/other.mk", "src/n.dat"]),
    Case(
      name: "scripts: programs that are run, and files that are copied", backend: setuptools,
      files: [
        "setup.py: ROOT = unknown()\ncmd = [sys.executable, '-B', 'src/p/gen.py', 'src/p/a.py']\n"
          + "run(cmd)\ncheck_call([sys.executable, os.path.join(ROOT, 'inner_setup.py')])\n"
          + "shutil.copy('src/p/base.py', Path(out) / 'x.py')\n"
          + "shutil.copytree(Path(__file__).parent / 'res', out)",
        "src/p/__init__.py", "src/p/gen.py", "src/p/a.py", "src/p/base.py", "res/x/logo.png",
        "res/README.md", "src/p/v/inner_setup.py",
      ],
      rules: [.buildFileUnwatched, .dataUnwatched],
      names: ["src/p/gen.py", "src/p/base.py", "res/x/logo.png", "src/p/v/inner_setup.py"],
      quiet: ["src/p/a.py", "res/README.md"]),
    Case(
      name: "scripts: files that are written", backend: setuptools,
      files: [
        "setup.py: def write(filename='gen/info.py'):\n  open(filename, 'r').read()\n"
          + "  a = open(filename, 'w')\nwrite()\nPath('gen/b.txt').write_text('x')\n"
          + "with open('gen/c.txt') as f: f.read()",
        "gen/info.py: X = 1", "gen/b.txt", "gen/c.txt",
      ],
      rules: [.buildFileUnwatched], names: ["gen/c.txt"], quiet: ["gen/info.py", "gen/b.txt"]),
    Case(
      name: "scripts: Cython of names, not of any text", backend: setuptools,
      files: [
        "setup.py: here = os.path.dirname(__file__)\nnames = ['p.cy', # 'p.b'\n]\nother = 'p/other.py'\n"
          + "def find(place, pattern):\n  found = []\n"
          + "  for f in glob.glob(os.path.join(place, pattern)):\n"
          + "    stem, ext = path.splitext(path.basename(f))\n    found.append((stem, ext))\n"
          + "  return found\n"
          + "cythonize([Extension(n + '.' + m, sources=[path.join(*(n.split('.') + [m + e]))])\n"
          + "  for n in names for m, e in find(path.join(here, *n.split('.')),\n"
          + "    '*.pyx' if n in ('p.cy',) else '*.py')])",
        "p/__init__.py", "p/a.py", "p/b/c.py", "p/other.py", "p/cy/x.pyx", "p/cy/y.py",
      ],
      rules: [.sourceUnwatched], names: ["p/cy/x.pyx"],
      quiet: ["p/a.py", "p/b/c.py", "p/other.py", "p/cy/y.py"]),
    Case(
      name: "scripts: mypyc that nobody asks for", backend: setuptools,
      files: [
        "setup.py: USE = False\nif os.getenv('USE_MYPYC', None) == '1':\n  USE = True\n"
          + "if USE:\n  from tools_p.build import x\n  ext = mypycify(['p/a.py'])\nelse:\n  ext = []",
        "p/__init__.py", "p/a.py", "tools_p/build.py",
      ]),
    Case(
      name: "scripts: a module that may not be there", backend: setuptools,
      files: [
        "setup.py: try:\n  import cffi\nexcept ImportError:\n  cffi = None\n"
          + "if cffi:\n  import make_cffi",
        "make_cffi.py",
      ],
      rules: [.buildFileUnwatched], names: ["make_cffi.py"]),
    Case(
      name: "scripts: mypyc that runs", backend: setuptools,
      files: [
        "setup.py: if os.getenv('NO_MYPYC') != '1':\n  ext = mypycify(['p/a.py', '--strict'])",
        "p/__init__.py", "p/a.py", "p/b.py",
      ],
      rules: [.sourceUnwatched], names: ["p/a.py"], quiet: ["p/b.py"]),
    Case(
      name: "scripts: a package in the path of a hook", backend: "hatchling.build",
      tool: "[tool.hatch.build.hooks.custom]",
      files: [
        "hatch_build.py: class Hook:\n  def initialize(self):\n    here = Path(__file__).parent\n"
          + "    sys.path.insert(0, str(here))\n    from p.spec import write\n",
        "p/__init__.py: from .connect import *", "p/connect.py", "p/spec.py", "p/other.py",
      ],
      rules: [.buildFileUnwatched], names: ["p/spec.py", "p/__init__.py", "p/connect.py"],
      quiet: ["p/other.py"]),
    Case(
      name: "scripts: archives, and files in options", backend: setuptools,
      files: [
        "setup.py: def dep(name): return os.path.join(os.path.dirname(__file__), 'deps', name)\n"
          + "tarfile.open(dep('z-1.tar.gz'))\nlibs = ['-Wl,--version-script=exports.txt']",
        "deps/z-1.tar.gz", "deps/y-1.tar.gz", "exports.txt", "words.txt",
      ],
      rules: [.buildFileUnwatched], names: ["deps/z-1.tar.gz", "exports.txt"],
      quiet: ["deps/y-1.tar.gz", "words.txt"]),
    Case(
      name: "scripts: a list for each machine", backend: setuptools,
      files: [
        "setup.py: D = os.path.join(os.path.dirname(__file__), 'c')\n"
          + "open(os.path.join(D, 'make', '%s.jsonl' % machine()))",
        "c/make/linux.jsonl", "c/make/linux.log", "c/other.jsonl",
      ],
      rules: [.buildFileUnwatched], names: ["c/make/linux.jsonl"],
      quiet: ["c/make/linux.log", "c/other.jsonl"]),
    Case(
      name: "scripts: sources of a pattern", backend: setuptools,
      files: [
        "setup.py: def make(f):\n  return Extension('p._%s' % f, ['src/p/_%sTree.c' % f])\n"
          + "setup(ext_modules=[make(f) for f in load()])",
        "src/p/_aTree.c", "src/p/_bTree.c",
      ],
      rules: [.sourceUnwatched], names: ["src/p/_aTree.c", "src/p/_bTree.c"]),
    Case(
      name: "scripts: all sources are known", backend: setuptools,
      files: [
        "setup.py: OPTIONS = dict(include_dirs=['p'])\ncythonize([\n"
          + "  Extension('p.a', ['p/a.pyx'], **OPTIONS), Extension('p.b', ['p/b.c'])])",
        "p/__init__.py", "p/a.pyx", "p/b.c", "p/old.pyx", "p/x/c.c",
      ],
      rules: [.sourceUnwatched], names: ["p/a.pyx", "p/b.c"], quiet: ["p/old.pyx", "p/x/c.c"]),
    Case(
      name: "scripts: some sources are not known", backend: setuptools,
      files: [
        "setup.py: cythonize([Extension('p.a', ['p/a.pyx'])] + more())",
        "p/__init__.py", "p/a.pyx", "p/b.pyx",
      ],
      rules: [.sourceUnwatched], names: ["p/a.pyx", "p/b.pyx"]),
    Case(
      name: "scripts: versioneer in a release that somebody put into Git", backend: setuptools,
      project: dynamic, tool: "[tool.versioneer]\nversionfile_source = 'p/_version.py'",
      files: [
        git, "setup.py: import versioneer\nsetup(version=versioneer.get_version())",
        "versioneer.py",
        "p/_version.py: version_json = '''\n{\"version\": \"1.0\"}\n'''  # END VERSION_JSON",
      ],
      rules: [.buildFileUnwatched, .versionFileUnwatched], names: ["p/_version.py"]),
    Case(
      name: "scripts: versioneer in an archive", backend: setuptools, project: dynamic,
      tool: "[tool.versioneer]\nversionfile_source = 'p/_version.py'",
      files: [
        "setup.py: import versioneer\nsetup(version=versioneer.get_version())", "versioneer.py",
        "p/__init__.py", "p/_version.py: version_json = '1'",
      ],
      rules: [.buildFileUnwatched, .versionFileUnwatched], names: ["p/_version.py"]),
    Case(
      name: "scripts: what makes the version", backend: setuptools, project: dynamic,
      tool: "[tool.setuptools.dynamic]\nversion = {attr = 'p.__version__'}",
      files: [
        "p/__init__.py: from p.utils.version import get_version\nfrom p.other import x\n"
          + "VERSION = (1, 'final')\n__version__ = get_version(VERSION)",
        "p/utils/__init__.py", "p/utils/version.py", "p/other.py",
      ],
      rules: [.versionFileUnwatched], names: ["p/__init__.py", "p/utils/version.py"],
      quiet: ["p/other.py"]),
    Case(
      name: "scripts: a way out that leads back", backend: setuptools,
      files: ["setup.py: Extension('a', ['a.cpp'], include_dirs=['../p/'])", "a.cpp", "c/b.h"],
      rules: [.sourceUnwatched], quiet: ["../p/a.cpp", "../p/c/b.h"]),
    Case(
      name: "scripts: the last of the directories above", backend: setuptools,
      files: [
        "setup.py: open(Path(__file__).parents[-1] / 'x.json')\n"
          + "open(Path(__file__).parents[0] / 'conf' / 'a.json')", "conf/a.json", "conf/b.json",
      ],
      rules: [.buildFileUnwatched], names: ["conf/a.json"], quiet: ["conf/b.json"]),
    Case(
      name: "scripts: a parameter with the name of a flag", backend: setuptools,
      files: [
        "setup.py: flag = None\ndef build(flag):\n  if flag:\n    import helper\nbuild(True)\n"
          + "if flag:\n  import other",
        "helper.py", "other.py",
      ],
      rules: [.buildFileUnwatched], names: ["helper.py"], quiet: ["other.py"]),
    Case(
      name: "scripts: a flag that a function sets", backend: setuptools,
      files: [
        "setup.py: FLAG = False\nLOCAL = False\ndef find():\n  global FLAG\n  FLAG = True\n"
          + "  LOCAL = True\nfind()\nif FLAG:\n  import helper\nif LOCAL:\n  import other",
        "helper.py", "other.py",
      ],
      rules: [.buildFileUnwatched], names: ["helper.py"], quiet: ["other.py"]),
    Case(
      name: "scripts: some letters in a pattern", backend: setuptools,
      files: [
        "setup.py: for f in glob.glob('conf/[ab]*.[!x]son'): open(f)", "conf/a1.json",
        "conf/b.json", "conf/a.log",
      ],
      rules: [.buildFileUnwatched], names: ["conf/a1.json", "conf/b.json"], quiet: ["conf/a.log"]),
    Case(
      name: "scripts: commands for tests, and files that a comparison leaves out",
      backend: setuptools,
      files: [
        "setup.py: class TestCommand(Command):\n  def run(self):\n"
          + "    subprocess.check_call([sys.executable, 'check.py'])\n"
          + "sources = ['glue/g.c']\n"
          + "sources.extend('ref/' + s for s in os.listdir('ref')\n"
          + "  if s.endswith('.c') and s != 'try.c')\n"
          + "setup(cmdclass={'test': TestCommand}, ext_modules=[Extension('p.a', sources)])",
        "check.py", "glue/g.c", "ref/a.c", "ref/try.c",
      ], rules: [.sourceUnwatched], names: ["glue/g.c", "ref/a.c"],
      quiet: ["check.py", "ref/try.c"]),
    Case(
      name: "scripts: a declared glob that reaches C which they leave out", backend: setuptools,
      keys: "['pyproject.toml', 'setup.py', 'src/*.c']",
      files: [
        "setup.py: for fn in os.listdir('src'):\n  if fn[-1] == 'c' and fn != 'off.c':\n"
          + "    sources.append(os.path.join('src', fn))\n  if is_linux or fn != 'on.c': pass\n"
          + "setup(ext_modules=[Extension('p.a', sources + ['src/a.c'])])",
        "src/a.c: #include \"a.h\"", "src/a.h", "src/on.c", "src/off.c",
      ], rules: [.sourceUnwatched], proposes: ["src/*.c"], names: ["src/a.h"],
      quiet: ["src/off.c", "src/on.c"]),
    Case(
      name: "scripts: C that was added though Git ignores it, and what SWIG made once",
      backend: setuptools,
      files: [
        ".git/HEAD: ref: refs/heads/main", ".gitignore: *.c",
        "setup.py: cfg = defaultdict(list)\ncfg['sources'] = [os.path.join('p', 'src', 'a.c')]\n"
          + "setup(ext_modules=[Extension('p.a', **cfg), Extension('p.b', ['p/x_wrap.cxx'])])",
        "p/src/a.c", "p/src/left.c", "p/x_wrap.cxx: /* This file was generated by SWIG */", "p/x.i",
        "swig/y.i",
      ], rules: [.sourceUnwatched], names: ["p/src/a.c", "p/x_wrap.cxx"],
      quiet: ["p/src/left.c", "p/x.i", "swig/y.i"]),
    Case(
      name: "version: poetry-dynamic-versioning that reads a file",
      backend: "poetry_dynamic_versioning.backend", requires: ["poetry-dynamic-versioning"],
      project: dynamic,
      tool: "[tool.poetry-dynamic-versioning]\nenable = true\nfrom-file.source = 'p/__init__.py'",
      files: ["p/__init__.py", git], rules: [.watchedFileIsWritten, .versionFileUnwatched],
      names: ["p/__init__.py"]),
    Case(
      name: "a backend in a package that has the name of a script", backend: "backend",
      files: ["_custom/backend/__init__.py", "_custom/backend.py"], rules: [.backendUnwatched],
      names: ["_custom/backend/__init__.py"], quiet: ["_custom/backend.py"]),
    Case(
      name: "scripts: two names that change places, before and after they are used",
      backend: setuptools, project: dynamic,
      files: [
        "setup.py: one = 'aa'\ntwo = 'bb'\nif flag:\n  one, two = two, one\n"
          + "text = 'x'.replace('y', two)\nopen(os.path.join('lib', one, '__init__.py'))",
        "lib/aa/__init__.py: version = 1", "lib/bb/__init__.py: version = 1",
      ], rules: [.versionFileUnwatched], names: ["lib/aa/__init__.py", "lib/bb/__init__.py"]),
    Case(
      name: "scripts: a directory that another one puts into sys.path", backend: setuptools,
      files: [
        "setup.py: sys.path.insert(0, str(Path(__file__).parent / 'setupsrc'))\nfrom base import *",
        "setupsrc/base.py: from shared import *\nfrom deep import x",
        "setupsrc/shared.py: here = Path(__file__).parent\nsys.path.append(str(here / 'inner'))",
        "setupsrc/inner/deep.py", "p/__init__.py",
      ], rules: [.buildFileUnwatched], names: ["setupsrc/shared.py", "setupsrc/inner/deep.py"]),
    Case(
      name: "version: a module that is imported by a call", backend: setuptools, project: dynamic,
      files: [
        "setup.py: setup(version=__import__('p').get_version())",
        "p/__init__.py: VERSION = (0, 1, 2)\ndef get_version(): return VERSION",
      ], rules: [.versionFileUnwatched], names: ["p/__init__.py"]),
    Case(
      name: "scripts: a directory that Git ignores, though files in it were added",
      backend: setuptools,
      files: [
        git, ".gitignore: include/", "lib/src/a.c: #include \"a.h\"", "lib/include/a.h",
        "setup.py: Extension('p.a', ['lib/src/a.c'], include_dirs=['lib/include'])",
      ], rules: [.sourceUnwatched], names: ["lib/src/a.c", "lib/include/a.h"]),
    Case(
      name: "version: setupmeta", backend: setuptools, project: dynamic,
      files: [
        "setup.py: setup(name='p', versioning='post', setup_requires='setupmeta')", "p/__init__.py",
        git,
      ], rules: [.gitVersionUnwatched]),
    Case(
      name: "metadata: classifiers of a file", backend: setuptools,
      project: "version = '1'\ndynamic = ['classifiers']",
      tool: "[tool.setuptools.dynamic]\nclassifiers = {file = ['classifiers.txt']}",
      files: ["classifiers.txt", "p/__init__.py"], rules: [.buildFileUnwatched],
      names: ["classifiers.txt"]),
    Case(
      name: "scripts: commands that settings name", backend: setuptools,
      tool: "[tool.setuptools]\npy-modules = ['_build']\n[tool.setuptools.cmdclass]\n"
        + "build_ext = '_build.custom'",
      files: [
        "_build.py: with open('list.in') as f: sources = f.read()\nExtension('p', sources)",
        "list.in", "lib/a.c", "p.py",
      ], rules: [.buildFileUnwatched, .sourceUnwatched], names: ["_build.py", "list.in", "lib/a.c"]),
    Case(
      name: "scripts: Go that a hook compiles", backend: "hatchling.build",
      tool: "[tool.hatch.build.hooks.custom]",
      files: [
        "hatch_build.py: spec = spec_from_file_location('x', ROOT / 'scripts' / 'go_build.py')",
        "scripts/go_build.py: def run(go='go'): subprocess.run([go, 'build', '-trimpath'])",
        "tools/cel/go.mod", "tools/cel/go.sum", "tools/cel/main.go", "tools/cel/main_test.go",
        "p/__init__.py",
      ], rules: [.buildFileUnwatched, .sourceUnwatched],
      names: ["scripts/go_build.py", "tools/cel/go.mod", "tools/cel/go.sum", "tools/cel/main.go"],
      quiet: ["tools/cel/main_test.go"]),
    Case(
      name: "version: a file that the module of the version opens, in a mapped package",
      backend: setuptools, project: dynamic,
      tool: "[tool.setuptools]\npackages = ['q']\npackage-dir = {q = 'src/other'}\n"
        + "dynamic.version = {attr = 'q._version.__version__'}",
      files: [
        "src/other/__init__.py", "NUMBER: 1.0",
        "src/other/_version.py: here = os.path.dirname(os.path.abspath(__file__))\n"
          + "with open(os.path.join(here, '..', '..', 'NUMBER')) as f:\n  __version__ = f.read()",
      ], rules: [.versionFileUnwatched], names: ["src/other/_version.py", "NUMBER"]),
    Case(
      name: "version: pbr with a version in setup.cfg", backend: setuptools, requires: [],
      project: dynamic,
      files: [
        "setup.py: setup(setup_requires=['pbr'], pbr=True)",
        "setup.cfg: [metadata]\nname = p\nversion = 1.0.0", "requirements.txt: a", git,
      ], rules: [.gitVersionUnwatched, .dependenciesUnwatched], names: ["requirements.txt"]),
    Case(
      name: "a backend's modules, as far as they import each other", backend: "backend",
      files: [
        "_custom/backend/__init__.py: from .hooks import build_wheel",
        "_custom/backend/hooks.py: from ._inner import x\nfrom . import other",
        "_custom/backend/_inner.py", "_custom/backend/other.py", "_custom/backend/__main__.py",
      ], rules: [.backendUnwatched],
      names: ["_custom/backend/hooks.py", "_custom/backend/_inner.py", "_custom/backend/other.py"],
      quiet: ["_custom/backend/__main__.py"]),
  ]

  /// Each would take hours, all memory or the whole stack of who follows it blindly.
  static let hostile: [String] = [
    "x = " + String(repeating: "not ", count: 20_000) + "a",
    "x = " + String(repeating: "~", count: 20_000) + "a",
    "x = " + String(repeating: "- ", count: 20_000) + "a",
    "x = a" + String(repeating: "**a", count: 20_000),
    "x = a" + String(repeating: " + a", count: 20_000),
    "x = a" + String(repeating: ".a", count: 20_000),
    "A = g()\n" + String(repeating: "if A:\n  A = g()\n", count: 200) + "if A:\n  import b",
    "open('d/' + g() + '" + String(repeating: "*a", count: 20) + "*b')",
    "open('" + String(repeating: "**/", count: 20) + "b.txt')",
    doubled("'ab'") { "f'{\($0)}{\($0)}'" },
    doubled("['ab']") { "\($0) + \($0)" },
    doubled("['ab']") { "[*\($0), *\($0)]" },
    doubled("['ab']") { "[\($0), \($0)]" },
    doubled("'ab'") { "\($0).replace('a', 'aa')" },
  ]

  /// Each name is made of the one before, and opened.
  private static func doubled(_ start: String, _ next: (String) -> String) -> String {
    (1...34).reduce("a0 = \(start)\n") { text, index in
      text + "a\(index) = \(next("a\(index - 1)"))\nopen(a\(index))\nExtension('a', a\(index))\n"
    }
  }

  @Test(arguments: hostile.indices) func endsQuickly(_ index: Int) throws {
    let tree = TemporaryTree()
    tree.write(
      "p/pyproject.toml",
      "[project]\nname = 'p'\nversion = '1'\n[build-system]\nrequires = []\n"
        + "build-backend = '\(Self.setuptools)'\n")
    tree.write("p/setup.py", Self.hostile[index])
    tree.write("p/d/" + String(repeating: "a", count: 200), "")
    tree.write("p/" + String(repeating: "d/", count: 30) + "c.txt", "")
    let variables = ProcessEnvironment([:])
    let duration = try ContinuousClock().measure {
      let report = try KeyReport(
        of: Path("\(tree.path)/p"), trying: [], rules: .latest, variables: variables)
      _ = KeyLint(of: report, rules: .latest, variables: variables)
    }
    #expect(duration < .seconds(20))
  }
}
