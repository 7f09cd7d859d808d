"""Builds the Node addon against the libusher of this build and runs something with it.

Usage: node.py SCRATCH LIBRARY WHAT [ARGUMENTS...]
WHAT is test (the package's tests), types (the TypeScript compiler over test/types.ts), run (COMMAND... with the addon)
or package (what `npm pack` makes is installed into an empty project and used there).
Exit code 77: Node, npm or the packages of npm cannot be had.
"""

import fcntl
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

SKIPPED = 77
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "bindings" / "node"
PROGRAM = """
const usher = require('usher');
const start = Date.UTC(2026, 2, 29, 17);
const queue = new usher.Queue();
queue.addConnection({ id: 'crm', max_lead: 0 });
const rules = [{ id: 'bye', when: { anchor: 'end' }, connection: 'crm' }];
queue.feed({ type: 'webinar.scheduled', at: start, webinar: { id: 'w', start, duration: 'PT1H', rules } }, start);
queue.joined('w', 'ada', '', start, start);
for (const call of queue.drain(() => start + 3600000)) {
  console.log(usher.version, call.handovers[0].key);
  call.delivered(start + 3600000);
}
"""


def skip(why):
    print(why)
    sys.exit(SKIPPED)


def run(command, folder=None, environment=None, may_fail=False):
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False,
                          env={**os.environ, **(environment or {})})
    if done.returncode != 0 and not may_fail:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done


def packages(scratch):
    """What package.json names, by npm, once; links to it lie where the package's files look for it."""
    description = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))
    wanted = {**description["dependencies"], **description["devDependencies"]}
    mark = scratch / "packages.json"
    if not mark.is_file() or json.loads(mark.read_text(encoding="utf-8")) != wanted:
        (scratch / "package.json").write_text('{"private": true}\n', encoding="utf-8")
        done = run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts",
                    *(f"{name}@{version}" for name, version in wanted.items())], scratch, may_fail=True)
        if done.returncode != 0:
            skip(f"npm cannot get its packages:\n{done.stderr[-2000:]}")
        mark.write_text(json.dumps(wanted), encoding="utf-8")
    return scratch / "node_modules"


def addon(scratch, library, modules):
    environment = {"NODE_PATH": str(modules), "USHER_LIBRARY": str(library), "USHER_INCLUDE": str(ROOT / "include"),
                   "USHER_NODE_BUILD": str(scratch / "addon")}
    if shutil.which("ccache"):
        environment["CMAKE_CXX_COMPILER_LAUNCHER"] = "ccache"
    run(["node", PACKAGE / "scripts" / "build.js"], environment=environment)
    return environment


def copied_package(scratch):
    """Where `npm pack` leaves its copy of the sources out of the checkout."""
    copy = scratch / "checkout"
    shutil.rmtree(copy, ignore_errors=True)
    for name in ("CMakeLists.txt", "LICENSE", "cmake", "include", "src"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name)
        else:
            copy.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    shutil.copytree(PACKAGE, copy / "bindings" / "node", ignore=shutil.ignore_patterns("build", "node_modules", "usher"))
    return copy / "bindings" / "node"


def package(scratch):
    packages(scratch)  # or there is no network, and this is skipped
    packed = json.loads(run(["npm", "pack", "--json", "--pack-destination", scratch],
                            copied_package(scratch)).stdout)[0]
    names = {file["path"] for file in packed["files"]}
    for name in ("lib/index.js", "lib/index.d.ts", "src/addon.cpp", "usher/include/usher/usher.h"):
        if name not in names:
            sys.exit(f"the package lacks {name}")
    project = scratch / "project"
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir()
    (project / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    environment = {"CCACHE_BASEDIR": str(scratch), "CCACHE_NOHASHDIR": "1"}
    if shutil.which("ccache"):
        environment["CMAKE_CXX_COMPILER_LAUNCHER"] = "ccache"
    run(["npm", "install", "--no-audit", "--no-fund", scratch / packed["filename"]], project, environment)
    said = run(["node", "-e", PROGRAM], project).stdout
    if not re.fullmatch(r"[0-9.]+ w/bye/ada/1\n", said):
        sys.exit(f"expected a version and w/bye/ada/1, found {said!r}")
    print(said, end="")


def main(scratch, library, what, arguments):
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            skip(f"{tool} is not there")
    scratch.mkdir(parents=True, exist_ok=True)
    with open(scratch / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests may run side by side; they share what is built
        if what == "package":
            return package(scratch)
        modules = packages(scratch)
        environment = addon(scratch, library, modules)
    if what == "test":
        command = ["node", "--test", *sorted((PACKAGE / "test").glob("*.test.js"))]
    elif what == "types":
        command = [modules / ".bin" / "tsc", "-p", PACKAGE / "test", "--typeRoots", modules / "@types"]
    else:
        command = arguments
    return subprocess.run([str(part) for part in command], check=False, env={**os.environ, **environment}).returncode


if __name__ == "__main__":
    SCRATCH, LIBRARY = (pathlib.Path(name).resolve() for name in sys.argv[1:3])
    sys.exit(main(SCRATCH, LIBRARY, sys.argv[3], sys.argv[4:]))
