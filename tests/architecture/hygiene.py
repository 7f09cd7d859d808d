"""Small things that a reader would stumble over: marks of unfinished work, tabs, spaces at the end of a line.

Lengths are a target and not a law: headers over 150 lines and sources over 300 are listed and do not fail.
"""

import pathlib
import re
import subprocess
import sys

TEXT = {".hpp", ".h", ".cpp", ".py", ".cmake", ".in", ".md", ".txt", ".json", ".sh", ""}
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")
LONGEST = {".hpp": 150, ".h": 150, ".cpp": 300}


def project_files(root):
    """What git keeps or would keep; without git everything but build/."""
    listing = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"],
                             capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        names = [name for name in listing.stdout.split("\0") if name]
    else:
        names = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
        names = [name for name in names if not name.startswith(("build/", ".git/", ".cache/"))]
    return [name for name in sorted(names) if (root / name).is_file() and not name.startswith("tests/fuzz/corpus/")]


def faults_of(name, text):
    for number, line in enumerate(text.splitlines(), 1):
        if UNFINISHED.search(line):
            yield f"{name}:{number}: unfinished work"
        if "\t" in line:
            yield f"{name}:{number}: a tab"
        if line != line.rstrip():
            yield f"{name}:{number}: space at the end of the line"
    if text and not text.endswith("\n"):
        yield f"{name}: no line feed at the end"


def main(root):
    faults, long_ones, seen = [], [], 0
    for name in project_files(root):
        suffix = pathlib.PurePath(name).suffix
        if suffix not in TEXT:
            continue
        text = (root / name).read_bytes().decode("utf-8", errors="replace")
        seen += 1
        faults += faults_of(name, text)
        lines = text.count("\n")
        if lines > LONGEST.get(suffix, lines):
            long_ones.append(f"{name}: {lines} lines, where {LONGEST[suffix]} are the target")
    print("\n".join(long_ones + faults) or f"{seen} files, clean")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
