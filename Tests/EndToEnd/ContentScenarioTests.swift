import Foundation
import TestSupport
import Testing

/// What the files of an install say, installed by real uv: each advice, and beside it the case in
/// which it must not be given.
///
/// Backends that cannot be had offline are stood in for by one in the tree that bears their name:
/// it ships what lies below the root, and does what a `hook.py` adds.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to install with"))
struct ContentScenarioTests {
  struct Scenario: CustomTestStringConvertible, Sendable {
    let name: String
    /// The module of the build backend.
    var backend = "flit_core.buildapi"
    /// A version that the backend takes from `VERSION` is not declared: uv would hold the install to
    /// a declared one.
    var version = "version = '0.1.0'"
    /// In `[project]`.
    var project = ""
    /// Tables behind `[build-system]`.
    var tool = ""
    /// In the project, before the first install.
    var before = "true"
    var isEditable = false
    /// Between two installs: the second goes into a new environment, and is the one looked at.
    var between: String?
    /// In the project, after the install; `$SITE` and `$VENV` name places.
    var after = "true"
    var variables: [String: String] = [:]
    /// Of all advice.
    var advice: [String] = []
    /// Part of some message.
    var says: String?
    /// Of `uvfresh diff`: lines of the output.
    var diff: [String]?

    var testDescription: String { name }
  }

  private static let commit =
    "git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm first"
  private static let next = "git add -A && git -c user.name=a -c user.email=a@b commit -qm next"

  // MARK: - Installed files and their source

  static let differences: [Scenario] = [
    Scenario(
      name: "a stale build from the cache", between: "sed -i s/1/2/ src/p/core.py",
      advice: ["installed-differs"], says: "src/p/core.py differs from what is installed (built ",
      diff: [
        "--- installed/p/core.py", "+++ source/src/p/core.py", "@@ -1 +1 @@", "-x = 1", "+x = 2",
      ]),
    Scenario(name: "a new environment, nothing changed", between: "true", diff: []),
    Scenario(
      name: "a stale build from the cache, copied", between: "sed -i s/1/2/ src/p/core.py",
      variables: ["UV_LINK_MODE": "copy"], advice: ["installed-differs"]),
    Scenario(
      name: "a new environment, copied, nothing changed", between: "true",
      variables: ["UV_LINK_MODE": "copy"], diff: []),
    Scenario(
      name: "edited", after: "sed -i s/1/2/ src/p/core.py", advice: ["installed-differs"],
      says: "uv does not notice"),
    Scenario(
      name: "an edit that was put back",
      after: "sed -i s/1/2/ src/p/core.py; sleep 0.02; sed -i s/2/1/ src/p/core.py", diff: []),
    Scenario(name: "touched", after: "touch src/p/core.py", diff: []),
    Scenario(
      name: "other content with an old time",
      after: "echo y = 2 > n; touch -d 2001-01-01 n; mv n src/p/core.py",
      advice: ["installed-differs"]),
    Scenario(
      name: "all of it checked out again", before: commit,
      after: "mv src/p ../old; git checkout -q .", diff: []),
    Scenario(
      name: "a new module", after: "echo > src/p/new.py", advice: ["installed-differs"],
      says: "src/p/new.py is not installed"),
    Scenario(
      name: "a new package", after: "mkdir src/p/sub; echo > src/p/sub/__init__.py",
      advice: ["installed-differs"], says: "src/p/sub/__init__.py is not installed"),
    Scenario(
      name: "new files that no build would ship",
      before: "echo '*.tmp.py' > .gitignore; mkdir docs; \(commit)",
      after: """
        echo > src/p/a.tmp.py; echo > docs/conf.py; echo > top.py; echo > src/p/.x.py
        mkdir -p src/p/tests src/p/data; echo > src/p/tests/test_a.py; echo > src/p/data/x.py
        echo > 'src/p/not-a-module.py'
        """),
    Scenario(
      name: "a new module that the settings leave out", backend: "hatchling.build",
      tool: "[tool.hatch.build.targets.wheel]\nexclude = ['conftest.py', 'src/p/local*']",
      after: "echo > src/p/conftest.py; echo > src/p/local_a.py"),
    Scenario(
      name: "a module that the build left out is edited",
      before: "echo > src/p/dev.py; echo 'del files[\"p/dev.py\"]' > hook.py",
      after: "sleep 0.02; echo 1 > src/p/dev.py"),
    Scenario(
      name: "a module that is gone", after: "rm src/p/core.py", advice: ["installed-differs"],
      says: "src/p/core.py is gone but still installed"),
    Scenario(
      name: "a renamed module", backend: "setuptools.build_meta", before: commit,
      after: "git mv src/p/core.py src/p/kernel.py; \(next)", advice: ["installed-differs"],
      says: "src/p/kernel.py is not installed; src/p/core.py is gone"),
    Scenario(
      name: "a module that is gone, of a build that may write modules", backend: "other.build",
      before: commit, after: "rm src/p/core.py", advice: ["installed-differs"]),
    Scenario(
      name: "a module that only the build wrote", backend: "other.build",
      before: "echo 'files[\"p/_generated.py\"] = b\"1\"' > hook.py; \(commit)",
      after: "mkdir src/p/__pycache__"),
    Scenario(
      name: "a version file that is gone, of a copy", backend: "setuptools.build_meta",
      tool: "[tool.setuptools_scm]\nversion_file = 'src/p/_version.py'",
      before:
        "echo 'import os; open(\"src/p/_version.py\", \"w\").write(\"1\"); files[\"p/_version.py\"] = b\"1\"' > hook.py",
      after: "rm src/p/_version.py"),
    Scenario(
      name: "a version that the build writes in",
      before:
        "echo '__version__ = \"0.0.0\"' > src/p/__init__.py; echo 'files[\"p/__init__.py\"] = b\"__version__ = \\\"0.1.0\\\"\\n\"' > hook.py",
      between: "touch src/p/__init__.py", diff: []),
    Scenario(
      name: "a first line that the build writes in",
      before:
        "printf '#!/usr/bin/env python\\nx = 1\\n' > src/p/core.py; echo 'files[\"p/core.py\"] = b\"#!python\\nx = 1\\n\"' > hook.py",
      after: "touch src/p/core.py", diff: []),
    Scenario(
      name: "a build that rewrites every module",
      before:
        "for i in 1 2 3 4; do echo \"y = $i\" > src/p/m$i.py; done; echo 'for n in files: files[n] += b\"# (c)\\n\"' > hook.py",
      after: "touch src/p/m1.py src/p/core.py; echo z = 1 >> src/p/m2.py"),
    Scenario(
      name: "another root", backend: "setuptools.build_meta",
      tool: "[tool.setuptools]\npackage-dir = {'' = 'lib'}",
      before: "mv src lib; echo lib > ROOT; mkdir -p src/p; echo 'other = 1' > src/p/core.py",
      after: "touch src/p/core.py", diff: []),
    Scenario(
      name: "edited below another root", backend: "setuptools.build_meta",
      before:
        "mv src lib; echo lib > ROOT; printf 'from setuptools import setup\\nsetup(package_dir={\"\": \"lib\"})\\n' > setup.py",
      after: "echo y >> lib/p/core.py", advice: ["installed-differs"],
      says: "lib/p/core.py differs"),
    Scenario(
      name: "a package under another name", backend: "hatchling.build",
      tool: "[tool.hatch.build.targets.wheel.sources]\n'code/impl' = 'p'",
      before:
        "mkdir code; mv src/p code/impl; echo 'import os\nfor n in (\"__init__\", \"core\"): files[\"p/%s.py\" % n] = open(\"code/impl/%s.py\" % n, \"rb\").read()' > hook.py",
      after: "echo y >> code/impl/core.py", advice: ["installed-differs"],
      says: "code/impl/core.py differs"),
    Scenario(
      name: "a namespace package", before: "mkdir src/ns; mv src/p src/ns/p",
      after: "echo y >> src/ns/p/core.py", advice: ["installed-differs"],
      says: "src/ns/p/core.py differs"),
    Scenario(
      name: "data files count", before: "echo a > src/p/a.html", after: "echo b > src/p/a.html",
      advice: ["installed-differs"], says: "src/p/a.html differs"),
    Scenario(
      name: "an edit of the installed file", after: "sleep 2.2; sed -i s/1/7/ $SITE/p/core.py",
      advice: ["installed-differs"],
      diff: [
        "--- installed/p/core.py", "+++ source/src/p/core.py", "@@ -1 +1 @@", "-x = 7", "+x = 1",
      ]),
    Scenario(
      name: "stale: uv builds again anyway",
      after: "echo y >> src/p/core.py; echo >> pyproject.toml"),
    Scenario(
      name: "a version that names another commit", backend: "other.build",
      version: "dynamic = ['version']",
      before:
        "mkdir native; echo 1 > native/a.c; \(commit); echo 0.1.dev1+g$(git rev-parse --short=7 HEAD) > VERSION",
      between: "echo 2 > native/a.c; touch -d 2001-01-01 native/a.c; \(next)",
      advice: ["installed-differs"], says: "native/a.c changed between them"),
    Scenario(
      name: "a version that names another commit, nothing of the build changed",
      backend: "other.build", version: "dynamic = ['version']",
      before:
        "mkdir native docs; echo 1 > native/a.c; \(commit); echo 0.1.dev1+g$(git rev-parse --short=7 HEAD) > VERSION",
      between: "echo 2 > docs/a.md; \(next)"),
    Scenario(
      name: "an editable's modules", isEditable: true, after: "echo y >> src/p/core.py", diff: []),
  ]

  // MARK: - What a build left in the source

  private static let so = "cpython-$TAG-$(uname -m)-linux-gnu.so"

  static let outputs: [Scenario] = [
    Scenario(
      name: "a version file is gone", backend: "setuptools.build_meta",
      tool: "[tool.setuptools_scm]\nversion_file = 'src/p/_version.py'",
      before:
        "echo 'import os; open(\"src/p/_version.py\", \"w\").write(\"v=1\")' > hook.py; echo 'from ._version import v' > src/p/__init__.py",
      isEditable: true, after: "rm src/p/_version.py", advice: ["missing-artifact"],
      says: "src/p/_version.py is gone from the source"),
    Scenario(
      name: "a version file is there", backend: "setuptools.build_meta",
      tool: "[tool.setuptools_scm]\nversion_file = 'src/p/_version.py'",
      before: "echo v=1 > src/p/_version.py; echo 'from ._version import v' > src/p/__init__.py",
      isEditable: true),
    Scenario(
      name: "a version file is gone that can be done without", backend: "hatchling.build",
      tool: "[tool.hatch.build.hooks.vcs]\nversion-file = 'src/p/_version.py'",
      before:
        "printf 'try:\\n    from ._version import v\\nexcept ImportError:\\n    v = 0\\n' > src/p/__init__.py",
      isEditable: true),
    Scenario(
      name: "hatch's version file is gone", backend: "hatchling.build",
      tool: "[tool.hatch.build.hooks.vcs]\nversion-file = 'src/p/_version.py'",
      before:
        "printf '\"\"\"Text.\\n\\nfrom ._nothing import x\\n\"\"\"\\nfrom p._version import (\\n  v,  # v\\n)\\n' > src/p/__init__.py",
      isEditable: true, advice: ["missing-artifact"]),
    Scenario(
      name: "an extension module is gone", backend: "setuptools.build_meta",
      before:
        "printf 'from setuptools import Extension, setup\\nsetup(ext_modules=[Extension(\"p._core\", [\"a.c\"])])\\n' > setup.py; echo 'from . import _core' > src/p/__init__.py; touch src/p/_core.\(so)",
      isEditable: true, after: "rm src/p/_core.*", advice: ["missing-artifact"],
      says: "src/p/_core.so is gone"),
    Scenario(
      name: "an extension for another Python beside a fitting one",
      backend: "setuptools.build_meta",
      before:
        "printf 'from setuptools import Extension, setup\\nsetup(ext_modules=[Extension(\"p._core\", [\"a.c\"])])\\n' > setup.py; echo 'from . import _core' > src/p/__init__.py; touch src/p/_core.cpython-38-x86_64-linux-gnu.so src/p/_core.\(so)",
      isEditable: true),
    Scenario(
      name: "an extension for another Python only", backend: "setuptools.build_meta",
      tool: "[[tool.setuptools-rust.ext-modules]]\ntarget = 'p._core'",
      before:
        "echo 'import p._core' > src/p/__init__.py; touch src/p/_core.cpython-38-x86_64-linux-gnu.so",
      isEditable: true, advice: ["missing-artifact"]),
    Scenario(
      name: "an extension that nothing imports", backend: "setuptools.build_meta",
      tool: "[[tool.setuptools.ext-modules]]\nname = 'p._core'\nsources = ['a.c']",
      isEditable: true),
    Scenario(
      name: "an extension for another system", backend: "setuptools.build_meta",
      before: """
        printf 'from setuptools import Extension, setup\\nsetup(ext_modules=[Extension("p._here", []), Extension("p._there", [])])\\n' > setup.py
        printf 'if WINDOWS:\\n    from . import there\\n' > src/p/__init__.py
        echo 'from . import _here' > src/p/here.py; echo 'from . import _there' > src/p/there.py
        touch src/p/_here.\(so)
        """,
      isEditable: true),
    Scenario(
      name: "an extension of a part that is not built", backend: "setuptools.build_meta",
      before: """
        printf 'from setuptools import Extension, setup\\nsetup(ext_modules=[Extension("p._here", []), Extension("p.s._there", [])])\\n' > setup.py
        echo 'from . import _here' > src/p/__init__.py; mkdir src/p/s
        echo 'from . import _there' > src/p/s/__init__.py; touch src/p/_here.\(so)
        """,
      isEditable: true),
    Scenario(
      name: "all extensions are gone", backend: "setuptools.build_meta",
      before: """
        printf 'from setuptools import Extension, setup\\nsetup(ext_modules=[Extension("p._here", [])])\\n' > setup.py
        echo > src/p/__init__.py; echo 'from . import _here' > src/p/here.py; touch src/p/_here.\(so)
        """,
      isEditable: true, after: "rm src/p/_here.*", advice: ["missing-artifact"],
      says: "src/p/here.py imports it"),
    Scenario(
      name: "maturin's module is gone", backend: "maturin",
      tool: "[tool.maturin]\nmodule-name = 'p._core'\npython-source = 'src'",
      before: "echo 'from ._core import *' > src/p/__init__.py", isEditable: true,
      advice: ["missing-artifact"]),
    Scenario(
      name: "maturin's module is in the environment", backend: "maturin",
      tool: "[tool.maturin]\nmodule-name = 'p._core'\npython-source = 'src'",
      before:
        "echo 'from ._core import *' > src/p/__init__.py; echo 'files[\"p/_core.abi3.so\"] = b\"1\"' > hook.py",
      isEditable: true),
    Scenario(
      name: "Cython's module is gone", backend: "setuptools.build_meta",
      before:
        "echo 'from Cython.Build import cythonize; setup(ext_modules=cythonize(\"src/p/*.pyx\"))' > setup.py; touch src/p/fast.pyx; echo 'from .fast import f' > src/p/__init__.py",
      isEditable: true, advice: ["missing-artifact"]),
    Scenario(
      name: "mypyc's shared library is gone", backend: "setuptools.build_meta",
      before:
        "echo 'from mypyc.build import mypycify' > setup.py; touch src/p/__init__.\(so) src/p/core.\(so) src/abc123__mypyc.\(so)",
      isEditable: true, after: "rm src/*__mypyc*", advice: ["missing-artifact"]),
    Scenario(
      name: "mypyc's modules are gone: Python runs the source", backend: "setuptools.build_meta",
      before:
        "echo 'from mypyc.build import mypycify' > setup.py; touch src/p/__init__.\(so) src/p/core.\(so) src/abc123__mypyc.\(so)",
      isEditable: true, after: "rm src/*.so src/p/*.so"),
    Scenario(
      name: "what the next import makes again", backend: "scikit_build_core.build",
      tool: "[[tool.scikit-build.generate]]\npath = 'src/p/_v.py'\nlocation = 'source'",
      before:
        "echo 'from ._v import v' > src/p/__init__.py; mkdir b; echo CMAKE_MAKE_PROGRAM:FILEPATH=/bin/true > b/CMakeCache.txt; \(scikit("True"))",
      isEditable: true, variables: ["PATH": "PROJECT/bin:/usr/bin:/bin"]),
    Scenario(
      name: "an installed file is gone", after: "rm $SITE/p/core.py", advice: ["missing-artifact"]),
  ]

  // MARK: - Import hooks

  /// Has the build ship an import hook of meson-python that runs a program in a directory.
  private static func meson(_ program: String, in directory: String) -> String {
    "python3 - > hook.py <<'E'\nprint('import os')\nprint('''files['_p_editable_loader.py'] = ('class MesonpyMetaFinder:\\\\n    pass\\\\n' 'install(\\\\n    \"p\",\\\\n    {\"p\"},\\\\n    %r,\\\\n    [%r],\\\\n    False,\\\\n)' % (os.path.abspath('\(directory)'), '\(program)')).encode()''')\nE"
  }

  private static func scikit(_ rebuild: String) -> String {
    "mkdir -p bin; printf '#!/bin/sh\\n' > bin/cmake; chmod +x bin/cmake; python3 - > hook.py <<'E'\nprint('import os')\nprint('''files['_p_editable.py'] = ('class ScikitBuildRedirectingFinder:\\\\n    pass\\\\ninstall({\"p\": %r}, {}, %r, \(rebuild), False, [], [])' % (os.path.abspath('src/p/__init__.py'), os.path.abspath('b'))).encode()''')\nE"
  }

  static let hooks: [Scenario] = [
    Scenario(
      name: "meson-python's ninja is gone", backend: "mesonpy",
      before: "mkdir b; \(meson("/nowhere/bin/ninja", in: "b"))", isEditable: true,
      advice: ["editable-loader-broken"], says: "/nowhere/bin/ninja"),
    Scenario(
      name: "meson-python's ninja is there", backend: "mesonpy",
      before: "mkdir b; \(meson("/bin/true", in: "b"))", isEditable: true),
    Scenario(
      name: "meson-python's build directory is gone", backend: "mesonpy",
      before: "mkdir b; \(meson("/bin/true", in: "b"))", isEditable: true,
      after: "rmdir b", advice: ["editable-loader-broken"]),
    Scenario(
      name: "scikit-build-core rebuilds, its make program is gone",
      backend: "scikit_build_core.build",
      before:
        "mkdir b; echo CMAKE_MAKE_PROGRAM:FILEPATH=/nowhere/ninja > b/CMakeCache.txt; \(scikit("True"))",
      isEditable: true, variables: ["PATH": "PROJECT/bin:/usr/bin:/bin"],
      advice: ["editable-loader-broken"], says: "/nowhere/ninja"),
    Scenario(
      name: "scikit-build-core rebuilds, CMake is gone", backend: "scikit_build_core.build",
      before:
        "mkdir b; echo CMAKE_MAKE_PROGRAM:FILEPATH=/bin/true > b/CMakeCache.txt; \(scikit("True"))",
      isEditable: true, after: "rm bin/cmake", variables: ["PATH": "PROJECT/bin:/usr/bin:/bin"],
      advice: ["editable-loader-broken"], says: "rebuilds it with cmake"),
    Scenario(
      name: "scikit-build-core does not rebuild", backend: "scikit_build_core.build",
      before: scikit("False"), isEditable: true),
    Scenario(
      name: "a module's file is gone", backend: "scikit_build_core.build", before: scikit("False"),
      isEditable: true, after: "rm src/p/__init__.py", advice: ["editable-target-missing"]),
    Scenario(
      name: "a mapped extension", backend: "setuptools.build_meta",
      before:
        "touch fast.\(so); echo 'import os; files[\"__editable___p_finder.py\"] = (\"MAPPING: dict[str, str] = {%r: %r}\" % (\"fast\", os.path.abspath(\"fast\"))).encode()' > hook.py",
      isEditable: true),
    Scenario(
      name: "a mapped package is gone", backend: "setuptools.build_meta",
      before:
        "echo 'import os; files[\"__editable___p_finder.py\"] = (\"MAPPING: dict[str, str] = {%r: %r}\" % (\"p\", os.path.abspath(\"src/p\"))).encode()' > hook.py",
      isEditable: true, after: "mv src/p src/q", advice: ["editable-target-missing"],
      says: "src/p, which is not there"),
  ]

  // MARK: - Dependencies

  static let dependencies: [Scenario] = [
    Scenario(
      name: "a dependency is missing", project: "dependencies = ['absent-one>=2', 'other.absent']",
      isEditable: true, advice: ["missing-dependency"], says: "absent-one and other-absent"),
    Scenario(
      name: "a marker that holds",
      project: "dependencies = ['absent; python_version >= \"3.5\" and sys_platform == \"linux\"']",
      advice: ["missing-dependency"]),
    Scenario(
      name: "markers that do not hold, or cannot be decided; extras",
      project:
        "dependencies = ['a; sys_platform == \"win32\"', 'b; python_version < \"3\"', 'c; platform_release == \"x\"', 'd; platform_machine != \"x\" and platform_version > \"1\"']\noptional-dependencies = {e = ['absent']}"
    ),
    Scenario(
      name: "a dependency that lies in a directory on the path", project: "dependencies = ['q']",
      after: "mkdir -p ../more/q-1.0.dist-info; echo $(realpath ../more) > $SITE/more.pth"),
    Scenario(
      name: "a dependency that the system may have", project: "dependencies = ['q']",
      after:
        "sed -i '/^include-system/d' $VENV/pyvenv.cfg; echo 'include-system-site-packages = true' >> $VENV/pyvenv.cfg"
    ),
  ]

  @Test(arguments: differences + outputs + hooks + dependencies)
  func says(_ scenario: Scenario) throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    let variables = scenario.variables.mapValues {
      $0.replacing("PROJECT", with: "\(tree.path)/p")
    }.merging(["UV_CACHE_DIR": "\(tree.path)/cache"]) { $1 }
    var root = "\(tree.path)/first"
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let tag = try tree.shell("basename \(root)/lib/python* | tr -dc 0-9t | sed s/^t//")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    makeProject(scenario, in: tree)
    try tree.shell("export TAG=\(tag); set -e; \(scenario.before)", in: "p")
    tree.write("requirements.txt", scenario.isEditable ? "-e ./p\n" : "./p\n")

    func install() throws {
      // Unlike the name of a directory on the command line, this takes what the cache has.
      let result = try uv.run(
        ["pip", "install", "-q", "--no-deps", "-r", "requirements.txt"], in: tree.path,
        environment: root, variables: variables.filter { $0.key != "PATH" })
      try #require(result.status == 0, "\(result.errors)")
    }
    try install()
    if let between = scenario.between {
      try tree.shell("set -e; sleep 0.02; \(between)", in: "p")
      root = "\(tree.path)/second"
      _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
      try install()
    }
    let site = try tree.shell("echo \(root)/lib/python*/site-packages")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    try tree.shell(
      "set -e; sleep 0.02; SITE='\(site)' VENV='\(root)'; \(scenario.after)", in: "p")

    let options = ["-p", root, "--uv", uv.path]
    let result = try Built.run(
      ["explain", "p", "--format", "json"] + options, in: tree.path, variables)
    try #require(result.status == 0, "\(result.errors)")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let package = try #require((document["packages"] as? [[String: Any]])?.first)
    let advice = try #require(package["advice"] as? [[String: Any]])
    let given = advice.filter { $0["level"] as? String == "warning" }
    #expect(given.compactMap { $0["code"] as? String } == scenario.advice, "\(result.output)")
    if let says = scenario.says {
      #expect(
        given.contains { ($0["message"] as? String)?.contains(says) == true }, "\(given)")
    }
    if let lines = scenario.diff {
      let diff = try Built.run(["diff", "p"] + options, in: tree.path, variables)
      #expect(diff.status == (lines.isEmpty ? 0 : 1), "\(diff)")
      let shown = diff.output.split(separator: "\n").map { $0.prefix { $0 != "\t" } }
      #expect(shown == lines.map { $0[...] })
    }
  }

  private func makeProject(_ scenario: Scenario, in tree: TemporaryTree) {
    let module = scenario.backend.split(separator: ".").joined(separator: "/")
    tree.write("p/src/p/__init__.py", "from . import core\n")
    tree.write("p/src/p/core.py", "x = 1\n")
    tree.write(
      "p/pyproject.toml",
      """
      [project]
      name = 'p'
      \(scenario.version)
      \(scenario.project)
      [build-system]
      requires = []
      build-backend = '\(scenario.backend)'
      backend-path = ['.backend']
      \(scenario.tool)

      """)
    let isPackage = module.contains("/")
    if isPackage {
      tree.write("p/.backend/\(module.prefix { $0 != "/" })/__init__.py")
    }
    tree.write("p/.backend/\(module).py", Self.backend)
  }

  private static let backend = """
    import os, zipfile
    try:
        import tomllib
    except ImportError:
        tomllib = None

    def build(directory, editable):
        root = open("ROOT").read().strip() if os.path.exists("ROOT") else "src"
        version = open("VERSION").read().strip() if os.path.exists("VERSION") else "0.1.0"
        files = {}
        if editable:
            files["p.pth"] = os.path.abspath(root).encode()
        else:
            for place, _, names in os.walk(root):
                for name in names:
                    path = os.path.join(place, name)
                    if not name.endswith((".pyc", ".so")):
                        files[os.path.relpath(path, root)] = open(path, "rb").read()
        if os.path.exists("hook.py"):
            exec(open("hook.py").read(), {"files": files, "editable": editable})
        info = "p-%s.dist-info/" % version
        metadata = "Metadata-Version: 2.1\\nName: p\\nVersion: %s\\n" % version
        project = tomllib.load(open("pyproject.toml", "rb"))["project"] if tomllib else {}
        for line in project.get("dependencies", []):
            metadata += "Requires-Dist: %s\\n" % line
        for extra, lines in project.get("optional-dependencies", {}).items():
            metadata += "".join("Requires-Dist: %s; extra == '%s'\\n" % (l, extra) for l in lines)
        files[info + "METADATA"] = metadata.encode()
        files[info + "WHEEL"] = b"Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        files[info + "RECORD"] = ("".join("%s,,%d\\n" % (n, len(c)) for n, c in files.items()) + info + "RECORD,,\\n").encode()
        wheel = "p-%s-py3-none-any.whl" % version
        with zipfile.ZipFile(os.path.join(directory, wheel), "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return wheel

    def build_wheel(directory, config_settings=None, metadata_directory=None):
        return build(directory, False)

    def build_editable(directory, config_settings=None, metadata_directory=None):
        return build(directory, True)
    """
}
