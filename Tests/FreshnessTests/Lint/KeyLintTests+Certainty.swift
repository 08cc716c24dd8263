import Freshness
import Platform
import TestSupport
import Testing
import UV

/// What a build surely reads, and what it only may read.
extension KeyLintTests {
  private static let both: [Finding.Rule] = [.sourceUnwatched, .sourcePerhapsUnwatched]
  private static let all: [Finding.Rule] = [.buildFileUnwatched] + both
  private static let scikit = "scikit_build_core.build"

  static let doubts: [Case] = [
    Case(
      name: "doubt: a list of sources that is read from elsewhere", backend: setuptools,
      files: [
        "setup.py: Extension('p', open('list.txt').read().split())",
        "src/a.c: #include \"a.h\"", "src/a.h", "src/b.c", "list.txt",
      ],
      rules: [.buildFileUnwatched, .sourcePerhapsUnwatched], proposes: ["src/**/*.{c,h}"],
      names: ["list.txt"], perhaps: ["src/a.c", "src/a.h", "src/b.c"]),
    Case(
      name: "doubt: only what may be read is no warning", backend: setuptools,
      files: ["setup.py: setup(ext_modules=[Extension('p', sources())])", "src/b.c"],
      rules: [.sourcePerhapsUnwatched], areNotes: true, proposes: ["src/**/*.c"],
      perhaps: ["src/b.c"]),
    Case(
      name: "doubt: files that scripts name, look for or walk to", backend: setuptools,
      files: [
        "setup.py: Extension('p', glob('src/*.c') + ['lib/z.c'] + more())\n"
          + "for root, _, names in os.walk('deep'): add(n for n in names if n.endswith('.c'))",
        "src/a.c", "lib/z.c", "deep/x/y.c", "other/o.c",
      ],
      rules: both, names: ["src/a.c", "lib/z.c"], perhaps: ["deep/x/y.c"], quiet: ["other/o.c"]),
    Case(
      name: "doubt: files in blocks that seem to be for other machines", backend: setuptools,
      files: [
        "setup.py: s = ['src/a.c']\nif has_o():\n    s.append('src/o.c')\nif self.compiler_is_msvc():\n    s.append('src/b.c')\n"
          + "if sys.platform != 'win32':\n    s.append('src/u.c')\nExtension('p', s)\n"
          + "if __name__ == '__main__':\n    s.append('src/m.c')", "src/a.c",
        "src/b.c: #include \"b.h\"",
        "src/b.h", "src/u.c", "src/m.c", "src/o.c",
      ],
      rules: both, names: ["src/a.c", "src/u.c", "src/m.c", "src/o.c"],
      perhaps: ["src/b.c", "src/b.h"]),
    Case(
      name: "doubt: scripts that only a pattern finds, and what they name", backend: setuptools,
      files: [
        "setup.py: import conf",
        "conf.py: for p in wanted():\n"
          + "    exec(compile(open('parts/%s/part.py' % p).read(), 'x', 'exec'))\nExtension('p', ['c/a.c'])",
        "c/a.c",
      ]
        + (1...22).flatMap {
          ["parts/n\($0)/part.py: LIST = ['n\($0).c']", "parts/n\($0)/n\($0).c"]
        },
      rules: all, proposes: ["parts/**/part.py", "parts/**/*.c"], names: ["conf.py", "c/a.c"],
      perhaps: (1...22).flatMap { ["parts/n\($0)/part.py", "parts/n\($0)/n\($0).c"] }),
    Case(
      name: "doubt: make in a command that only a copy runs", backend: setuptools,
      files: [
        "setup.py: from setuptools.command.build import build as _build\n"
          + "class Build(_build):\n  def run(self):\n    call(['make'], cwd='redis')\n"
          + "setup(cmdclass={'build': Build}, ext_modules=[Extension('p', ['a.c'])])",
        "a.c", "redis/Makefile: all: r.o", "redis/r.c",
      ],
      rules: both, names: ["a.c"], perhaps: ["redis/Makefile", "redis/r.c"]),
    Case(
      name: "doubt: members of a workspace that are not compiled", backend: "maturin",
      tool: "[tool.maturin]\nmanifest-path = 'a/Cargo.toml'",
      files: [
        "Cargo.toml: [workspace]\nmembers = ['a', 'b']", "a/Cargo.toml", "a/src/lib.rs",
        "b/Cargo.toml", "b/src/lib.rs",
      ],
      rules: all, names: ["Cargo.toml", "a/Cargo.toml", "a/src/lib.rs"],
      perhaps: ["b/Cargo.toml"], quiet: ["b/src/lib.rs"]),
    Case(
      name: "a backend in the tree, but not its tests", backend: "backend",
      files: [
        "_custom/backend/__init__.py: from . import a", "_custom/backend/a.py",
        "_custom/backend/tests/t.py",
      ],
      rules: [.backendUnwatched], names: ["_custom/backend/a.py"],
      quiet: ["_custom/backend/tests/t.py"]),
    Case(
      name: "doubt: CMake, under a condition and by a variable with several values",
      backend: scikit,
      files: [
        "CMakeLists.txt: find_package(X)\nif(X_FOUND)\nset(PART one)\nelse()\nset(PART two)\n"
          + "endif()\nadd_library(p MODULE p.c ${PART}.c)\n"
          + "if(X_FOUND)\ntarget_sources(p PRIVATE x.c)\nendif()\nadd_subdirectory(sub/${PART})",
        "p.c", "x.c", "one.c", "two.c",
        "sub/one/CMakeLists.txt: target_sources(p PRIVATE s.c)", "sub/one/s.c",
        "sub/two/CMakeLists.txt: target_sources(p PRIVATE t.c)", "sub/two/t.c",
      ],
      rules: all, names: ["CMakeLists.txt", "p.c"],
      perhaps: [
        "x.c", "one.c", "two.c", "sub/one/CMakeLists.txt", "sub/one/s.c", "sub/two/CMakeLists.txt",
        "sub/two/t.c",
      ]),
    Case(
      name: "doubt: CMake, a list that is set again, and a variable of the environment",
      backend: scikit,
      files: [
        "CMakeLists.txt: find_package(X)\nset(ALL p.c q.c)\nif(X_FOUND)\nset(ALL ${ALL} x.c)\nendif()\n"
          + "set(ENV{PART} OFF)\nif($ENV{PART})\nlist(APPEND ALL e.c)\nendif()\n"
          + "add_library(p MODULE ${ALL})", "p.c", "q.c", "x.c", "e.c",
      ],
      rules: all, names: ["p.c", "q.c"], perhaps: ["x.c"], quiet: ["e.c"]),
    Case(
      name: "doubt: CMake, libraries that the one target that is built may not need",
      backend: setuptools,
      files: [
        "setup.py: args = ['--target', 'p']\nsubprocess.run(['cmake', '--build', '.'] + args)",
        "CMakeLists.txt: add_library(a a.c)\nadd_library(A::a ALIAS a)\nadd_library(b b.c)\n"
          + "add_library(c c.c)\nadd_library(p MODULE p.c)\ntarget_link_libraries(a PRIVATE c)\n"
          + "target_link_libraries(p PRIVATE A::a)", "a.c", "b.c: #include \"b.h\"", "b.h", "c.c",
        "p.c",
      ],
      rules: all, names: ["a.c", "c.c", "p.c"], perhaps: ["b.c", "b.h"]),
    Case(
      name: "doubt: CMake, what each value of a list holds", backend: scikit,
      files: [
        "CMakeLists.txt: set(ALL p.c)\nfind_package(X)\nif(X_FOUND)\nlist(APPEND ALL x.c)\nendif()\n"
          + "add_library(p MODULE ${ALL})", "p.c", "x.c",
      ],
      rules: all, names: ["p.c"], perhaps: ["x.c"]),
    Case(
      name: "doubt: C, macros that somebody defines, and one that nobody does", backend: setuptools,
      files: [
        "setup.py: Extension('p', ['src/p.c'], define_macros=[('WITH_A', '1')])",
        "src/p.c: #ifndef P_H\n#define P_H\n#define WITH_B\n#ifdef WITH_A\n#include \"a.h\"\n#endif\n"
          + "#ifdef WITH_B\n#include \"b.h\"\n#endif\n#ifdef WITH_C\n#include \"c.h\"\n#else\n"
          + "#include \"d.h\"\n#endif\n#if defined(WITH_E)\n#include \"e.h\"\n"
          + "#elif defined(__GNUC__)\n#include \"f.h\"\n#endif\n#endif",
        "src/a.h", "src/b.h", "src/c.h: #include \"g.h\"", "src/d.h", "src/e.h", "src/f.h",
        "src/g.h",
      ],
      rules: both, names: ["src/a.h", "src/b.h", "src/d.h", "src/f.h"],
      perhaps: ["src/c.h", "src/e.h", "src/g.h"]),
    Case(
      name: "doubt: C, conditions with several macros, and one that a header defines later",
      backend: setuptools,
      files: [
        "setup.py: Extension('p', ['src/p.c'])",
        "src/p.c: #include \"config.h\"\n#if defined(WITH_A) || defined _WIN32\n#include \"a.h\"\n#endif\n"
          + "#if defined(WITH_A) && defined(WITH_B)\n#include \"b.h\"\n#endif\n"
          + "#if (WITH_C)\n#include \"c.h\"\n#endif\n#if defined(X) || LEVEL < 2\n#include \"d.h\"\n#endif\n"
          + "#if LEVEL >= 2 || defined(X)\n#include \"e.h\"\n#endif",
        "src/config.h: #define WITH_A 1\n#ifdef __AVX__\n#define WITH_C\n#endif", "src/a.h",
        "src/b.h",
        "src/c.h", "src/d.h", "src/e.h",
      ],
      rules: both, names: ["src/a.h", "src/d.h"], perhaps: ["src/b.h", "src/c.h", "src/e.h"]),
    Case(
      name: "doubt: C, macros of CMake, and of what it may do", backend: scikit,
      files: [
        "CMakeLists.txt: find_package(X)\nadd_library(p MODULE p.c)\n"
          + "target_compile_definitions(p PRIVATE WITH_A=1)\nadd_compile_options(-DWITH_B)\n"
          + "if(X_FOUND)\nadd_definitions(-DWITH_C)\nendif()",
        "p.c: #ifdef WITH_A\n#include \"a.h\"\n#endif\n#ifdef WITH_B\n#include \"b.h\"\n#endif\n"
          + "#ifdef WITH_C\n#include \"c.h\"\n#endif",
        "a.h", "b.h", "c.h",
      ],
      rules: all, names: ["a.h", "b.h"], perhaps: ["c.h"]),
    Case(
      name: "doubt: C, one of several headers of a name", backend: setuptools,
      files: [
        "setup.py: Extension('p', ['src/p.c'])", "src/p.c: #include <cpu.h>\n#include <one.h>",
        "src/x/cpu.h", "src/y/cpu.h", "src/x/one.h",
      ],
      rules: both, names: ["src/x/one.h"], perhaps: ["src/x/cpu.h", "src/y/cpu.h"]),
    Case(
      name: "doubt: what a makefile names may be for another machine", backend: setuptools,
      files: [
        "setup.py: subprocess.run(['make', '-C', 'lib'])\nCDLL('x')",
        "lib/Makefile: OBJ = a.o", "lib/a.c",
      ],
      rules: [.buildFileUnwatched, .sourcePerhapsUnwatched], names: ["lib/Makefile"],
      perhaps: ["lib/a.c"]),
    Case(
      name: "CMake: what it would install, if a script ran that", backend: setuptools,
      files: [
        "setup.py: # pip install x\nsubprocess.run(['cmake', '--build', '.'])",
        "CMakeLists.txt: add_library(p p.c)\ninstall(DIRECTORY data DESTINATION x)", "p.c",
        "data/d.json",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched], names: ["p.c"], quiet: ["data/d.json"]),
    Case(
      name: "CMake: what a script has it install", backend: setuptools,
      files: [
        "setup.py: subprocess.run(['cmake', '--install', '.'])",
        "CMakeLists.txt: add_library(p p.c)\ninstall(DIRECTORY data DESTINATION x)", "p.c",
        "data/d.json",
      ],
      rules: [.buildFileUnwatched, .sourceUnwatched, .dataUnwatched], names: ["data/d.json"]),
    Case(
      name: "a list: many scripts in one directory, one with a comma", backend: setuptools,
      files: [
        "setup.py: [open('conf/' + n).read() for n in []]\nopen('conf/N,9').read()\n"
          + (1...8).map { "open('conf/N\($0)').read()" }.joined(separator: "\n"),
        "p/__init__.py", "conf/N,9",
      ] + (1...8).map { "conf/N\($0)" },
      rules: [.buildFileUnwatched],
      proposes: ["conf/{N1,N2,N3,N4,N5,N6,N7,N8}\"", "\"conf/N,9\""]),
  ]

  @Test(arguments: doubts)
  func saysWhatIsCertain(_ one: Case) throws { try finds(one) }

  /// Keys that a trace found stay as they are; where something certain is missing, all is proposed.
  @Test(arguments: [("'setup.py', 'src/a.c'", nil), ("'setup.py'", "src/**/*.{c,h}")])
  func leavesListsAloneThatMayBeRight(_ keys: String, _ proposed: String?) throws {
    let tree = TemporaryTree()
    tree.write(
      "p/pyproject.toml",
      "[project]\nname = 'p'\nversion = '1'\n[build-system]\nrequires = []\n"
        + "build-backend = '\(Self.setuptools)'\n[tool.uv]\ncache-keys = ['pyproject.toml', \(keys)]\n"
    )
    tree.write("p/setup.py", "setup(ext_modules=[Extension('p', ['src/a.c'])])")
    tree.write("p/src/a.c", "#ifdef Y\n#include \"y.h\"\n#endif")
    tree.write("p/src/y.h", "")
    let variables = ProcessEnvironment([:])
    let report = try KeyReport(
      of: Path("\(tree.path)/p"), trying: [], rules: .latest, variables: variables)
    let lint = KeyLint(of: report, rules: .latest, variables: variables)
    #expect(lint.findings.map(\.rule).contains(.sourcePerhapsUnwatched))
    #expect(lint.hasWarnings == (proposed != nil))
    let line = lint.proposal?.line
    if let proposed { #expect(line?.contains(proposed) == true) } else { #expect(line == nil) }
  }
}
