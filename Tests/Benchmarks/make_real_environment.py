#!/usr/bin/env python3
"""Makes DIR/.venv with 14 local packages that real uv installed and that then changed, and 140 registry packages (records only).

Usage: make_real_environment.py DIR [--uv UV]

For judging screens and commands on something real: every state, long names and paths, a build that fails with its error at the
end of much output, a build that takes 15 s, globs, Git keys, variables, a copy whose source was edited. Needs uv and git.
Afterwards: cd DIR && RUSTFLAGS=other uvfresh
"""
import argparse, os, pathlib, random, shutil, subprocess, time

a = argparse.ArgumentParser(); a.add_argument("dir"); a.add_argument("--uv", default="uv"); a = a.parse_args()
root = pathlib.Path(a.dir).absolute(); shutil.rmtree(root, ignore_errors=True); root.mkdir(parents=True)
venv = root / ".venv"; env = {**os.environ, "VIRTUAL_ENV": str(venv), "RUSTFLAGS": "-C target-cpu=native"}
subprocess.run([a.uv, "venv", "-q", "--no-project", str(venv)], check=True)

BUILTIN = 'requires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n'
IN_TREE = 'requires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
BACKEND = '''import os, sys, time, zipfile
def build_editable(directory, settings=None, metadata=None):
    name = os.path.basename(os.getcwd())
    if os.path.exists("slow"):
        for second in range(15): print("compiling unit", second, file=sys.stderr, flush=True); time.sleep(1)
    if os.path.exists("fail"):
        for line in range(64): print(f"gcc -c unit{line}.c -o build/unit{line}.o -Wall", file=sys.stderr)
        print("ext.c:12:5: error: implicit declaration of function 'foo'", file=sys.stderr); sys.exit(1)
    wheel = f"{name}-0.1.0-py3-none-any.whl"; info = f"{name}-0.1.0.dist-info/"
    with zipfile.ZipFile(os.path.join(directory, wheel), "w") as z:
        z.writestr(f"{name}.pth", os.path.abspath("src")); z.writestr(info + "METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 0.1.0\\n")
        z.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"); z.writestr(info + "RECORD", "")
    return wheel
build_wheel = build_editable
'''

def project(name, keys=None, files=(), build=BUILTIN):
    p = root / "src" / name; module = name.replace("-", "_")
    for f in (f"src/{module}/__init__.py", *files):
        (p / f).parent.mkdir(parents=True, exist_ok=True); (p / f).write_text("x = 1\n")
    if build == IN_TREE: (p / "backend.py").write_text(BACKEND)
    text = f'[project]\nname = "{name}"\nversion = "0.1.0"\ndescription = "The {name} part of the shop"\nrequires-python = ">=3.8"\n\n[build-system]\n{build}'
    if keys is not None: text += f"\n[tool.uv]\ncache-keys = {keys}\n"
    (p / "pyproject.toml").write_text(text); return p

def git(p, *words):
    subprocess.run(["git", "-C", str(p), "-c", "user.email=a@b", "-c", "user.name=n", *words], check=True, capture_output=True)

def repository(p):
    git(p, "init", "-q"); git(p, "add", "-A"); git(p, "commit", "-qm", "Start"); return p

PY = '{ file = "pyproject.toml" }'
made = {p.name: p for p in [
    project("api-gateway"),
    project("billing", f'[{PY}, {{ file = "src/**/*.py" }}]'),
    project("native-codec", f'[{PY}, {{ file = "rust/**/*.rs" }}, {{ env = "RUSTFLAGS" }}, {{ env = "CARGO_PROFILE" }}]', [f"rust/src/m{i}.rs" for i in range(30)]),
    repository(project("versioned-core", "[{ git = { commit = true, tags = true } }]")),
    project("templates", f'[{PY}, {{ dir = "templates" }}, {{ dir = "static" }}]', ["templates/a.html"]),
    project("selfloop", '[{ file = "**/*" }]'),
    project("nokeys", "[]"),
    project("failing", f'[{PY}, {{ file = "*.c" }}]', ["ext.c"], IN_TREE),
    project("slowbuild", f'[{PY}, {{ file = "*.c" }}]', ["ext.c"], IN_TREE),
    project("a-package-with-a-really-very-long-name-that-nobody-would-ever-type-by-hand-twice", f'[{PY}, {{ file = "**/*.py" }}]'),
    repository(project("ml-models", f'[{PY}, {{ file = "conf/**/*.yaml" }}, {{ git = true }}]',
                       [f"conf/d{i}/very/deeply/nested/directory/structure/of/configuration/files/config-number-{j}.yaml" for i in range(10) for j in range(12)])),
    project("gone"), project("datalib"), project("fresh-one"),
]}
for name, p in made.items():
    subprocess.run([a.uv, "pip", "install", "-q", "--offline", "--no-deps", *([] if name == "datalib" else ["-e"]), str(p)], check=True, env=env)

time.sleep(0.1)   # and now the world goes on
for f in ("billing/src/billing/__init__.py", "failing/ext.c", "slowbuild/ext.c", *[f"native-codec/rust/src/m{i}.rs" for i in range(5)],
          *[f"ml-models/conf/d{i}/very/deeply/nested/directory/structure/of/configuration/files/config-number-{j}.yaml" for i in range(4) for j in range(10)]):
    (root / "src" / f).write_text("x = 2\n")
(made["failing"] / "fail").touch(); (made["slowbuild"] / "slow").touch()
(made["templates"] / "static").mkdir(); (made["selfloop"] / "new.txt").touch()
long = next(p for n, p in made.items() if n.startswith("a-package")); (long / "extra.py").touch()
git(made["versioned-core"], "commit", "-q", "--allow-empty", "-m", "Fix the rounding of totals"); git(made["versioned-core"], "commit", "-q", "--allow-empty", "-m", "Release"); git(made["versioned-core"], "tag", "v0.2.0")
(made["datalib"] / "src/datalib/__init__.py").write_text("x = 2\n"); shutil.rmtree(made["gone"])
site = next((venv / "lib").glob("python3*")) / "site-packages"
for i in range(140):
    name = random.Random(i).choice(["numpy", "pandas", "requests", "flask", "django", "click", "rich", "attrs", "pytest", "httpx", "jinja2", "lxml"]) + f"-{i}"
    d = site / f"{name.replace('-', '_')}-{i % 7}.{i % 13}.dist-info"; d.mkdir()
    (d / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {i % 7}.{i % 13}\nSummary: Thing {i}\n"); (d / "RECORD").write_text(""); (d / "INSTALLER").write_text("uv")
print(f"{len(made)} local packages in {venv}")
