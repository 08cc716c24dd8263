"""Packs the files that `swift package wheel` made into a wheel. Python's standard library only.

Usage: make_wheel.py --root PACKAGE --files DIRECTORY --output DIRECTORY
SOURCE_DATE_EPOCH is the time of every entry. Formats: PEP 427 (wheel), PEP 639 (licence files),
PEP 600 and 656 (tags: a static program fits every libc, so it bears the oldest tags of both).
"""

import argparse
import base64
import hashlib
import os
import pathlib
import platform
import subprocess
import time
import zipfile

# The project's address for the metadata and the README's pictures. No published repository has it yet:
# set it before the first release (.github/RELEASE-CHECKLIST.md).
URL = "https://github.com/uvfresh/uvfresh"
TAGS = "py3-none-manylinux_2_17_{0}.manylinux2014_{0}.musllinux_1_1_{0}"
DATA = {
    "uvfresh.1": "share/man/man1/uvfresh.1",
    "uvfresh.bash": "share/bash-completion/completions/uvfresh",
    "_uvfresh": "share/zsh/site-functions/_uvfresh",
    "uvfresh.fish": "share/fish/vendor_completions.d/uvfresh.fish",
}
METADATA = """\
Metadata-Version: 2.4
Name: uvfresh
Version: {version}
Summary: Tells whether what uv installed is still what the source says, why not, and what uv will do about it
Keywords: uv,cache-keys,editable,rebuild,tui
License-Expression: MIT OR Apache-2.0
License-File: LICENSE-APACHE
License-File: LICENSE-MIT
Classifier: Development Status :: 4 - Beta
Classifier: Environment :: Console
Classifier: Environment :: Console :: Curses
Classifier: Intended Audience :: Developers
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python
Classifier: Programming Language :: Swift
Classifier: Topic :: Software Development :: Build Tools
Requires-Python: >=3.8
Project-URL: Homepage, {url}
Project-URL: Source, {url}
Project-URL: Changelog, {url}/blob/main/.github/CHANGELOG.md
Project-URL: Issues, {url}/issues
Description-Content-Type: text/markdown; charset=UTF-8; variant=GFM

{description}"""


def contents(root: pathlib.Path, files: pathlib.Path, version: str, tags: str) -> dict[str, tuple[bytes, int]]:
    """Every entry but RECORD: its bytes and mode."""
    info, data = f"uvfresh-{version}.dist-info", f"uvfresh-{version}.data"
    readme = (root / "README.md").read_text(encoding="utf-8")
    # Pictures of the repository are not part of the wheel.
    readme = readme.replace("](screenshots/", f"]({URL}/raw/v{version}/screenshots/")
    readme = readme.replace("](.github/", f"]({URL}/blob/v{version}/.github/")
    readme = readme.replace("](Tests/", f"]({URL}/blob/v{version}/Tests/")
    metadata = METADATA.format(version=version, url=URL, description=readme)
    # Several tags in a file name are one `Tag` line each.
    python, abi, platforms = tags.split("-")
    wheel = "Wheel-Version: 1.0\nGenerator: swift package wheel\nRoot-Is-Purelib: false\n"
    wheel += "".join(f"Tag: {python}-{abi}-{one}\n" for one in platforms.split("."))
    entries = {
        f"{data}/scripts/uvfresh": ((files / "uvfresh").read_bytes(), 0o755),
        f"{info}/METADATA": (metadata.encode(), 0o644),
        f"{info}/WHEEL": (wheel.encode(), 0o644),
    }
    for name in ("LICENSE-APACHE", "LICENSE-MIT"):
        entries[f"{info}/licenses/{name}"] = ((root / ".github" / name).read_bytes(), 0o644)
    for name, place in DATA.items():
        entries[f"{data}/data/{place}"] = ((files / name).read_bytes(), 0o644)
    for module in sorted((root / "Sources/Wheel/uvfresh").glob("*.py")):
        entries[f"uvfresh/{module.name}"] = (module.read_bytes(), 0o644)
    return entries


def write(path: pathlib.Path, entries: dict[str, tuple[bytes, int]], info: str) -> None:
    """A ZIP file with sorted entries, RECORD last."""
    moment = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), 315532800))[:6]
    record = ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:

        def add(name: str, content: bytes, mode: int) -> None:
            entry = zipfile.ZipInfo(name, moment)
            entry.create_system = 3
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)

        # The metadata at the end, so that installers find it without reading the program.
        for name in sorted(entries, key=lambda name: (name.startswith(info), name)):
            content, mode = entries[name]
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{len(content)}\n"
            add(name, content, mode)
        add(f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode(), 0o644)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--root", "--files", "--output"):
        parser.add_argument(name, type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    program = arguments.files / "uvfresh"
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    tags = TAGS.format(platform.machine())
    arguments.output.mkdir(parents=True, exist_ok=True)
    path = arguments.output / f"uvfresh-{version}-{tags}.whl"
    write(path, contents(arguments.root, arguments.files, version, tags), f"uvfresh-{version}.dist-info")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    print(f"{path}\n{path.stat().st_size} bytes, sha256 {digest}")


main()
