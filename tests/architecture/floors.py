"""The house has floors: a file includes its own floor or lower ones, and nothing in a circle.

Also: every public header has its floor here, the edges of the house know the public headers only, whoever comes by the
C ABI knows usher.h only, includes in quotes name a file of the project, and no header is there that nobody includes.
"""

import pathlib
import re
import sys

PUBLIC_FLOORS = {
    "attendee_handle.hpp": 0, "audience.hpp": 0, "call.hpp": 0, "connection.hpp": 0, "dead_letter.hpp": 0, "event.hpp": 0,
    "explanation.hpp": 0, "journal_row.hpp": 0, "kept.hpp": 0, "limits.hpp": 0, "options.hpp": 0, "plan.hpp": 0, "result.hpp": 0,
    "time.hpp": 0, "webinar.hpp": 0,
    "dispatch_queue.hpp": 5, "keeping.hpp": 5,
    "json.hpp": 6, "testing.hpp": 6, "usher.hpp": 6, "journal.hpp": 6, "journaled_queue.hpp": 6,
    "sqlite_journal.hpp": 6, "connector.hpp": 6, "clock.hpp": 6, "observer.hpp": 6,
    "dispatcher.hpp": 7, "http_connector.hpp": 7, "connect.hpp": 7,
    "usher.h": 8,
}
ROOM_FLOORS = {
    "model": 0, "attendance": 1, "agenda": 2, "decision": 3, "lane": 4, "record": 4, "queue": 5,
    "text": 6, "journal": 6, "dispatcher": 7, "connect": 7, "c": 8, "cli": 8,
}
EDGES = {"journal", "dispatcher", "connect", "c", "cli"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<(usher/[^>]+)>)', re.MULTILINE)
SOURCES = {".cpp", ".c"}
SUFFIXES = {".hpp", ".h"} | SOURCES
# Who stands where a host of another language does knows usher by the C ABI alone.
BY_THE_C_ABI = ("bindings", "tests/c")


def files_under(folder):
    return sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)


def includes_of(path):
    return [quoted or angled for quoted, angled in INCLUDE.findall(path.read_text(encoding="utf-8"))]


def floor_of(name):
    """Of "usher/time.hpp" or "lane/lane.cpp"; None where the house has no such place."""
    place, _, rest = name.partition("/")
    return PUBLIC_FLOORS.get(rest) if place == "usher" else ROOM_FLOORS.get(place)


def circle_in(graph):
    """One circle as a list of names, or an empty list."""
    done, path = set(), []

    def visit(name):
        if name in path:
            return path[path.index(name):] + [name]
        if name in done:
            return []
        path.append(name)
        for target in graph.get(name, ()):
            if found := visit(target):
                return found
        path.pop()
        done.add(name)
        return []

    for name in graph:
        if found := visit(name):
            return found
    return []


def room_of(name):
    return name.partition("/")[0]


def wrong_include(name, target, known):
    """Why the file `name` may not include `target`; empty where it may."""
    if target not in known:
        return "is no file under include/ or src/"
    if floor_of(name) is None or floor_of(target) is None:
        return ""  # reported once, as a file without a floor
    if floor_of(target) > floor_of(name):
        return f"goes up from floor {floor_of(name)} to floor {floor_of(target)}"
    if room_of(name) in EDGES and room_of(target) not in ("usher", room_of(name)):
        return "leaves the public headers: an edge knows nothing else"
    return ""


def main(root):
    house = {str(path.relative_to(root / base)): path
             for base in ("include", "src") for path in files_under(root / base)}
    graph = {name: includes_of(path) for name, path in house.items()}
    faults = [f"{name}: has no floor; give it one in floors.py" for name in house if floor_of(name) is None]
    for name, targets in graph.items():
        for target in targets:
            if why := wrong_include(name, target, house):
                faults.append(f"{house[name].relative_to(root)}: the include of {target} {why}")
    if circle := circle_in(graph):
        faults.append("circular include: " + " -> ".join(circle))
    rooms = {}
    for name, targets in graph.items():
        rooms.setdefault(room_of(name), set()).update(room_of(target) for target in targets)
    rooms = {room: targets - {room, "usher"} for room, targets in rooms.items() if room != "usher"}
    if circle := circle_in(rooms):
        faults.append("rooms include each other: " + " -> ".join(circle))

    outside = [path for folder in ("tests", "examples", "bindings") for path in files_under(root / folder)]
    included = {target for targets in graph.values() for target in targets}
    included.update(target for path in outside for target in includes_of(path))
    included_names = {pathlib.PurePath(target).name for path in outside for target in includes_of(path)}
    faults += [f"{path.relative_to(root)}: nobody includes this header" for name, path in house.items()
               if path.suffix not in SOURCES and name not in included]
    faults += [f"{path.relative_to(root)}: nobody includes this header" for path in outside
               if path.suffix not in SOURCES and path.name not in included_names]
    faults += [f"{path.relative_to(root)}: the include of {target} is not the C ABI" for folder in BY_THE_C_ABI
               for path in files_under(root / folder) for target in includes_of(path)
               if target.startswith("usher/") and target != "usher/usher.h"]

    print("\n".join(faults) or f"{len(house)} files, each on its floor")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
