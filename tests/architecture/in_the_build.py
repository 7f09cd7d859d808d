"""Every source file is compiled: a file that no target lists is a file that no test has seen.

Compares the sources with compile_commands.json, and with what the units that CMake makes include. What is built
elsewhere is left out: what must not compile, the fuzz targets, the consumer project, and what only a plain build has.
"""

import json
import pathlib
import re
import sys

ELSEWHERE = ("tests/compile_fail/", "tests/fuzz/", "tests/install/", "tests/bench/", "tests/allocation/")


def compiled_by(entry):
    """The source of a command; of a unit, all that are in it."""
    path = pathlib.Path(entry["directory"], entry["file"])
    if path.parent.name != "Unity":
        return [path]
    return map(pathlib.Path, re.findall(r'^#include "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE))


def main(root, commands):
    compiled = {path.resolve() for entry in json.loads(commands.read_text(encoding="utf-8"))
                for path in compiled_by(entry)}
    sources = [path for folder in ("src", "tests", "examples") for path in sorted((root / folder).rglob("*.cpp"))]
    names = [str(path.relative_to(root)) for path in sources if path.resolve() not in compiled]
    left_out = [name for name in names if not name.startswith(ELSEWHERE)]
    print("\n".join(f"{name}: in no target" for name in left_out) or f"{len(sources)} sources, none left out")
    return 1 if left_out else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])))
