"""The binary face of libusher, compared with what is committed.

Usage: abi.py symbols LIBRARY SOURCE_DIR         what it exports is what usher.map lists and usher.h declares
       abi.py compare LIBRARY SOURCE_DIR         types and functions are those of usher.abi, by abidiff
       abi.py write LIBRARY SOURCE_DIR           makes usher.abi anew: after a new minor version, or after additions
LIBRARY has to be built with -g. Exit code 77: a tool is missing.
"""

import pathlib
import platform
import re
import shutil
import subprocess
import sys

SKIPPED = 77
FACE_ONLY = ["--exported-interfaces-only", "--drop-private-types"]


def exported(library):
    listing = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    return {line.split()[2].split("@")[0] for line in listing.splitlines() if line.split()[1] != "A"}


def symbols(library, source):
    listed = set(re.findall(r"^    (\w+);$", (source / "src/c/usher.map").read_text(encoding="utf-8"), re.MULTILINE))
    header = re.sub(r"/\*.*?\*/", "", (source / "include/usher/usher.h").read_text(encoding="utf-8"), flags=re.DOTALL)
    declared = set(re.findall(r"\b(usher_\w+)\(", header))
    found = exported(library)
    faults = [f"{name}: {what}" for what, names in (
        ("exported and not in usher.map", found - listed), ("in usher.map and not exported", listed - found),
        ("declared in usher.h and not in usher.map", declared - listed),
        ("in usher.map and not declared in usher.h", listed - declared)) for name in sorted(names)]
    print("\n".join(faults) or f"{len(found)} functions, as listed and declared")
    return 1 if faults else 0


def has_debug_information(library):
    sections = subprocess.run(["readelf", "-S", "-W", library], check=True, capture_output=True, text=True).stdout
    return ".debug_info" in sections


def compare(library, source):
    if shutil.which("abidiff") is None:
        print("abidiff is not there (Debian: abigail-tools)")
        return SKIPPED
    if platform.machine() != "x86_64":
        print("the committed description is that of x86_64")
        return SKIPPED
    if not has_debug_information(library):
        print(f"{library}: built without -g, so that nothing can be compared")
        return 1
    done = subprocess.run(["abidiff", *FACE_ONLY, "--header-file2", source / "include/usher/usher.h",
                           source / "tests/c/usher.abi", library], check=False, capture_output=True, text=True)
    print(done.stdout + done.stderr or "the same as committed")
    if done.returncode != 0:
        print("Meant so? Additions: run this script with `write`. Anything else is a new minor version.")
    return 1 if done.returncode != 0 else 0


def write(library, source):
    description = source / "tests/c/usher.abi"
    subprocess.run(["abidw", *FACE_ONLY, "--header-file", source / "include/usher/usher.h", "--no-show-locs",
                    "--no-corpus-path", "--no-comp-dir-path", "--no-elf-needed", "--no-parameter-names", library,
                    "--out-file", description], check=True)
    # It names the files; where they lay when it was made is nobody's business.
    text = description.read_text(encoding="utf-8")
    description.write_text(text.replace(f"path='{source}/", "path='"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit({"symbols": symbols, "compare": compare, "write": write}[sys.argv[1]](
        *(pathlib.Path(name).resolve() for name in sys.argv[2:])))
