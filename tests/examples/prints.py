"""Runs a command, the first argument naming a file with what it has to print, to the byte, and exit 0."""

import difflib
import pathlib
import subprocess
import sys


def main(expected_file, command):
    expected = pathlib.Path(expected_file).read_text(encoding="utf-8")
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False)
    if done.stdout != expected:
        sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), done.stdout.splitlines(True),
                                                   "expected", "printed"))
        return 1
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
