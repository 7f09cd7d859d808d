#!/usr/bin/env python3
"""Counts the instructions of the hot paths under callgrind: instructions.py PROGRAM BASELINE [--json FILE] [--write].

The counts do not wobble as times do: no other program, no cache and no clock changes them. They depend on the compiler
and a little on paths and the environment, so the program runs without the one and in a folder whose name is always as
long. What differs from the committed baseline by more than 2 % is marked, and nothing fails; --write makes these counts
the baseline. At the end, whether a count grows with the number of attendees or webinars.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TOLERATED = 2.0  # percent between runs on machines with the same compiler
CONSTANT = 10.0  # percent that a count may grow with the number of attendees or webinars
COUNTED = re.compile(r"^desc: Trigger: Client Request: (.*)\|(\d+)\|(\d+)$", re.MULTILINE)
SUMMARY = re.compile(r"^summary: (\d+)$", re.MULTILINE)


def count(program):
    """{operation: {size: instructions of one}}, in the order in which they were counted."""
    with tempfile.TemporaryDirectory(prefix="usher-") as folder:
        shutil.copy(program, pathlib.Path(folder, "program"))
        subprocess.run(["env", "-i", shutil.which("valgrind"), "--tool=callgrind", "--collect-atstart=no",
                        "--callgrind-out-file=counts", "./program"], cwd=folder, check=True, capture_output=True)
        parts = sorted(pathlib.Path(folder).glob("counts.*"), key=lambda part: int(part.suffix[1:]))
        counts = {}
        for text in (part.read_text(encoding="utf-8", errors="replace") for part in parts):
            counted = COUNTED.search(text)
            if counted:
                operation, size, times = counted.groups()
                instructions = int(SUMMARY.search(text)[1]) / int(times)
                counts.setdefault(operation, {})[size] = round(instructions, 2)
        return counts


def compare(counts, baseline):
    """Prints one line for each count, marked where it has changed; returns how many have."""
    changed = 0
    print(f"{'operation':45}{'size':>10}{'instructions':>14}{'baseline':>12}")
    for operation, by_size in counts.items():
        for size, now in by_size.items():
            before = baseline.get(operation, {}).get(size)
            difference = (now / before - 1) * 100 if before else 0.0
            mark = f"  {difference:+.1f} %" if abs(difference) > TOLERATED else ""
            changed += bool(mark)
            print(f"{operation:45}{size:>10}{now:>14,.1f}{before or 0:>12,.1f}{mark}")
    return changed


def growth(by_size):
    """By how many percent an operation costs more than with the smallest size."""
    fewest = by_size[min(by_size, key=int)]
    return (max(by_size.values()) / fewest - 1) * 100


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("baseline", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path, help="write the counts there as well")
    parser.add_argument("--write", action="store_true", help="make these counts the baseline")
    options = parser.parse_args()
    counts = count(options.program)
    baseline = json.loads(options.baseline.read_text(encoding="utf-8")) if options.baseline.exists() else {}
    changed = compare(counts, baseline)
    for operation, by_size in counts.items():
        if growth(by_size) > CONSTANT:
            print(f"warning: {operation} is not constant: it grows by {growth(by_size):.0f} %")
    if changed:
        print(f"warning: {changed} counts differ from {options.baseline} by more than {TOLERATED:.0f} %; "
              "if that is meant: tools/dev instructions --write")
    for file in [options.json] + ([options.baseline] if options.write else []):
        if file:
            file.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
