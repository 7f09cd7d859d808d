"""What the border costs, in C, Python and Node, as a table: border_table.py BUILD_DIR

Runs what the bench build has: the program `border`, and the two packages with its libusher. What is not there has a dash.
"""

import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ROWS = ("one event by id", "one event by handle", "many events by id", "many events by handle", "one line of JSON",
        "one call, with its completion")


def measured(command, **environment):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False,
                          env={**os.environ, **environment})
    if done.returncode != 0:
        print(f"{command[1]}: {done.stdout}{done.stderr}", file=sys.stderr)
        return {}
    return json.loads(done.stdout)


def shown(time):
    return "-" if time is None else f"{time:,.0f}"


def main(build):
    library = build / "src" / "c" / "libusher.so"
    python = ROOT / "bindings" / "python"
    c = measured([build / "tests" / "bench" / "border"])
    py = measured([sys.executable, python / "tests" / "measure.py"], PYTHONPATH=str(python),
                  USHER_LIBRARY=str(library), PYTHONDONTWRITEBYTECODE="1")
    node = measured([sys.executable, ROOT / "tests" / "bindings" / "node.py", build / "node", library, "run", "node",
                     ROOT / "bindings" / "node" / "test" / "measure.js"])
    print("| nanoseconds of each | C++ | C | C / C++ | Python | Node |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    print(f"| a function that does nothing | | | | {shown(py.get('nothing'))} | {shown(node.get('nothing'))} |")
    for row in ROWS:
        both = c[row]
        print(f"| {row} | {shown(both['cpp'])} | {shown(both['c'])} | {both['c'] / both['cpp']:.2f} | "
              f"{shown(py.get(row))} | {shown(node.get(row))} |")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
