"""`pip install .` into a fresh virtual environment, without network, and a queue in the package that is there then.

Usage: installs.py SCRATCH. The build is kept in SCRATCH, so that the next run is quick. Exit code 77: there is no pip.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import venv

PROGRAM = """
from datetime import datetime, timedelta, timezone
import usher
start = datetime(2026, 3, 29, 17, tzinfo=timezone.utc)
with usher.Queue() as queue:
    queue.add(usher.Connection("crm", max_lead=timedelta()))
    queue.feed(usher.Scheduled(start, usher.Webinar("w", start, timedelta(hours=1), rules=[
        usher.Rule("bye", "crm", when="end")])), start)
    queue.feed(usher.Joined(start, "w", "ada"), start)
    end = start + timedelta(hours=1)
    for call in queue.drain(lambda: end):
        print(usher.__version__, call.handovers[0].key)
        call.delivered(end)
"""
PACKAGE = pathlib.Path(__file__).resolve().parent.parent


def run(*command, **environment):
    inherited = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "USHER_LIBRARY")}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False,
                          env={**inherited, **environment}, cwd=PACKAGE.anchor)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def main(scratch):
    environment = scratch / "venv"
    shutil.rmtree(environment, ignore_errors=True)
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        venv.create(environment, with_pip=True)
    except subprocess.CalledProcessError:
        print("pip is not there (Debian: python3-venv)")
        return 77
    python = environment / "bin" / "python"
    launcher = {"CMAKE_CXX_COMPILER_LAUNCHER": "ccache"} if shutil.which("ccache") else {}
    # No index: whatever is not in the checkout cannot be had.
    run(python, "-m", "pip", "install", "--no-index", "--disable-pip-version-check", PACKAGE,
        USHER_BUILD_DIR=str(scratch / "build"), **launcher)
    said = run(python, "-c", PROGRAM)
    if not said.endswith(" w/bye/ada/1\n"):
        sys.exit(f"expected a version and w/bye/ada/1, found {said!r}")
    where = run(python, "-c", "import usher; print(usher.__file__)").strip()
    if not where.startswith(str(environment)):
        sys.exit(f"expected the installed package, found {where}")
    if not (pathlib.Path(where).parent / "py.typed").is_file():
        sys.exit("the installed package has lost py.typed")
    print(said, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
