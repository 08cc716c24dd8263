"""Where the uvfresh program was installed."""

import os
import sys
import sysconfig


def find_uvfresh() -> str:
    """The path of the program: beside this interpreter, or where `pip install --user` or `--target` puts scripts."""
    below = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    directories = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", scheme=sysconfig.get_preferred_scheme("user")),
        os.path.join(below, "bin"),
    ]
    for directory in directories:
        path = os.path.join(directory, "uvfresh")
        if os.path.isfile(path):
            return path
    raise FileNotFoundError("uvfresh is not in any of: " + ", ".join(directories))


def main() -> None:
    """Becomes the program, with the same arguments."""
    path = find_uvfresh()
    os.execv(path, [path, *sys.argv[1:]])
