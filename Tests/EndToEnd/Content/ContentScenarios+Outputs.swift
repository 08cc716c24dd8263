/// What a build left in the source.
extension ContentScenarioTests {
  static let so = "cpython-$TAG-$(uname -m)-linux-gnu.so"

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
}
