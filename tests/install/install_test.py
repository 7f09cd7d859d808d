"""Installs usher below a fresh prefix and builds and runs the consumer project beside this file against it.

Usage: install_test.py HOW BUILD_DIR SOURCE_DIR SCRATCH [CMake options of the consumer ...]
HOW is package, pkg-config or subdirectory. The installation is moved once after it was made: it may not remember where
it stood.
"""

import os
import pathlib
import shutil
import subprocess
import sys

EXPECTED = "launch/hello/ada/1 at 2026-03-29T17:00:00.000Z\n"

REFUSED = "/url: expected https, or http to loopback (127.0.0.0/8, [::1], localhost), found http to example.org\n"


def run(*command, **environment):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False,
                          env={**os.environ, **{name: str(value) for name, value in environment.items()}})
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def installed(build, scratch):
    run("cmake", "--install", build, "--prefix", scratch / "made")
    (scratch / "made").rename(scratch / "moved")
    return scratch / "moved"


def main(how, build, source, scratch, options):
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    environment, how_found = {}, [f"-DUSHER_CONSUMES={how}"]
    if how == "subdirectory":
        how_found.append(f"-DUSHER_SOURCE={source}")
    else:
        prefix = installed(build, scratch)
        package = next(prefix.rglob("usher-config.cmake")).parent
        if how == "package":
            how_found.append(f"-Dusher_DIR={package}")
        else:
            environment["PKG_CONFIG_PATH"] = next(prefix.rglob("usher.pc")).parent
        if (tool := prefix / "bin" / "usher").exists():
            run(tool, "--version")
    has_journal = how != "subdirectory" and any(prefix.rglob("usher-journal.pc"))
    has_dispatcher = how != "subdirectory" and any(prefix.rglob("usher-dispatcher.pc"))
    has_connect = how != "subdirectory" and any(prefix.rglob("usher-connect.pc"))
    has_c = how != "subdirectory" and any(prefix.rglob("usher-c.pc"))
    how_found.append(f"-DUSHER_HAS_JOURNAL={'ON' if has_journal else 'OFF'}")
    how_found.append(f"-DUSHER_HAS_DISPATCHER={'ON' if has_dispatcher else 'OFF'}")
    how_found.append(f"-DUSHER_HAS_CONNECT={'ON' if has_connect else 'OFF'}")
    how_found.append(f"-DUSHER_HAS_C={'ON' if has_c else 'OFF'}")
    consumer = scratch / "consumer"
    run("cmake", "-S", pathlib.Path(__file__).parent, "-B", consumer, *how_found, *options, **environment)
    run("cmake", "--build", consumer, "--parallel", "2")
    if (said := run(consumer / "consumer")) != EXPECTED:
        sys.exit(f"expected {EXPECTED!r}, found {said!r}")
    if has_journal and (said := run(consumer / "journal_consumer", scratch / "usher.journal")) != "1 row\n":
        sys.exit(f"expected '1 row', found {said!r}")
    if has_dispatcher and (said := run(consumer / "dispatcher_consumer")) != "given up: 0\n":
        sys.exit(f"expected 'given up: 0', found {said!r}")
    if has_connect and (said := run(consumer / "connect_consumer")) != REFUSED:
        sys.exit(f"expected {REFUSED!r}, found {said!r}")
    if has_c and (said := run(consumer / "c_consumer")) != EXPECTED:
        sys.exit(f"expected {EXPECTED!r} in C, found {said!r}")


if __name__ == "__main__":
    HOW, *FOLDERS = sys.argv[1:5]
    main(HOW, *(pathlib.Path(folder).resolve() for folder in FOLDERS), sys.argv[5:])
