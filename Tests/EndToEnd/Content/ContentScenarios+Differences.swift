/// Installed files and their source.
extension ContentScenarioTests {
  private static let commit =
    "git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm first"
  private static let next = "git add -A && git -c user.name=a -c user.email=a@b commit -qm next"

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
      name: "a build that writes the version file again",
      before:
        "echo 'import re' > src/p/_version.py; echo 'files[\"p/_version.py\"] = b\"v = 1\"' > hook.py",
      after: "echo y >> src/p/core.py", advice: ["installed-differs"],
      says: "src/p/core.py differs"),
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
      name: "a file that an editable build copies, touched", backend: "hatchling.build",
      tool: "[tool.hatch.build.targets.wheel.force-include]\nlib = 'q'",
      before:
        "mkdir lib; echo v=1 > lib/v.py; echo 'files[\"q/v.py\"] = open(\"lib/v.py\", \"rb\").read()' > hook.py",
      isEditable: true, after: "touch lib/v.py"),
    Scenario(
      name: "a file that an editable build copies, edited", backend: "hatchling.build",
      tool: "[tool.hatch.build.targets.wheel.force-include]\nlib = 'q'",
      before:
        "mkdir lib; echo v=1 > lib/v.py; echo 'files[\"q/v.py\"] = open(\"lib/v.py\", \"rb\").read()' > hook.py",
      isEditable: true, after: "echo w=1 >> lib/v.py", advice: ["unwatched-source"]),
    Scenario(
      name: "an editable's modules", isEditable: true, after: "echo y >> src/p/core.py", diff: []),
  ]
}
