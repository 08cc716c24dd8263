"""What `explain` says after edits in a project that is installed as an editable: the third measurement of real-packages.

No build runs: the install is written as uv leaves one, with the record that uvfresh computes for the project as it is. Then one file is
edited at a time. An input of the build that uv does not watch has to be told of; a file that nobody needs must not be.
"""
import json, os, random, re, shutil, tarfile, time

# Of the files that no line names, those of so many directories and endings are edited.
OTHERS = 6


class Install:
    def __init__(self, project, metadata, run):
        self.project, self.run = project, run
        self.python = f"{project.root}/venv"
        run(["python3", "-m", "venv", "--without-pip", self.python], project.root)
        [packages] = [d for d, _, _ in os.walk(self.python) if d.endswith("/site-packages")]
        name = re.sub(r"[-_.]+", "_", project.package.name)
        self.info = f"{packages}/{name}-{project.package.version}.dist-info"
        self.files = {
            "METADATA": metadata, "INSTALLER": "uv\n", "WHEEL": "Wheel-Version: 1.0\n", "REQUESTED": "",
            "RECORD": "".join(f"{os.path.basename(self.info)}/{file},,\n" for file in ("METADATA", "RECORD")),
            "direct_url.json": json.dumps({"url": f"file://{project.path}", "dir_info": {"editable": True}})}

    def write(self):
        """Installs again: with the files as they are now, the package is fresh."""
        shutil.rmtree(self.info, ignore_errors=True)
        os.mkdir(self.info)
        for name, text in self.files.items():
            with open(f"{self.info}/{name}", "w") as opened:
                opened.write(text)
        self.record({})
        self.record(self.told()["current"])
        if self.told()["state"] != "fresh":
            raise RuntimeError("the record that uvfresh computes is not fresh")

    def record(self, info):
        with open(f"{self.info}/uv_cache.json", "w") as opened:
            json.dump(info, opened)

    def told(self):
        done = self.run([self.project.program, "explain", self.project.package.name, "--python", self.python, "--format", "json"],
                        self.project.root, wanted=(0, 1))
        return json.loads(done.stdout)["packages"][0]


def metadata(archive):
    with tarfile.open(archive) as opened:
        [member] = [m for m in opened.getmembers() if m.name.count("/") == 1 and m.name.endswith("/PKG-INFO")]
        return opened.extractfile(member).read().decode()


def edit(path, package):
    """What somebody would change: the version where it stands, a requirement in a list of them, else a line."""
    with open(path, encoding="latin-1", newline="") as opened:
        before = opened.read()
    if package.version in before and re.search("version", before + path, re.IGNORECASE):
        after = before.replace(package.version, "99.0.1")
    elif re.search(r"require[^/]*\.(txt|in)$|requirements/.*\.txt$", path):
        after = before + "\nzz-not-there>=1\n"
    else:
        after = before + "\n"
    with open(path, "w", encoding="latin-1", newline="") as opened:
        opened.write(after)
    return before


def advice(project, install):
    """Counts: edits that uv misses, those that are told of, and other edits that are told of all the same."""
    row, faults = {"lines": 0, "found": 0, "surely": 0, "perhaps": 0, "others": 0, "false": 0, "idle": 0}, []
    before = project.watched(project.keys())
    accepted = set().union(project.may, *(files for _, files in project.inputs), {"pyproject.toml", "setup.py", "setup.cfg"})

    def told(file):
        """Whether the advice names it, and whether it says no more than that a build may read it."""
        install.write()
        time.sleep(0.02)
        content = edit(f"{project.path}/{file}", project.package)
        naming = [a for a in install.told()["advice"] or [] if file in {os.path.normpath(path) for path in a["paths"]}]
        with open(f"{project.path}/{file}", "w", encoding="latin-1", newline="") as opened:
            opened.write(content)
        return bool(naming), bool(naming) and all("may read" in a["message"] for a in naming)

    for line, files in project.inputs:
        new = sorted(files - before - {"git", "pyproject.toml"})
        if not new:
            continue
        file = new[len(new) // 2]
        row["lines"] += 1
        is_told, is_doubted = told(file)
        row["found"] += is_told
        row["surely"] += is_told and not is_doubted
        row["perhaps"] += is_doubted
        if not is_told:
            faults.append(f"silent: {file} ({line})")
    families = {}
    for file in sorted(set(project.files) - accepted - before):
        families.setdefault((os.path.dirname(file), os.path.splitext(file)[1]), file)
    chosen = random.Random(project.package.name).sample(sorted(families.values()), min(OTHERS, len(families)))
    for file in sorted((set(chosen) | {min(files) for files in project.never_by_line if files}) - before):
        row["others"] += 1
        is_told, is_doubted = told(file)
        row["false"] += is_told and not is_doubted
        row["idle"] += is_doubted
        if is_told:
            faults.append(f"{'idle' if is_doubted else 'false'}: {file}")
    return row, faults
