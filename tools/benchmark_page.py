#!/usr/bin/env python3
"""Writes docs/benchmarks.md and the picture of docs/performance.md from what the programs of tests/bench have measured:
benchmark_page.py RESULTS PAGE PICTURE.

RESULTS is the folder in which `tools/dev bench` leaves core.1.json, core.2.json … and store.json (Google Benchmark),
memory.json, pauses.json, recovery.json and instructions.json. Times are medians of the rounds or repetitions. The machine
described is the one it runs on.
"""

import datetime
import json
import pathlib
import re
import statistics
import subprocess
import sys

import growth_picture
from instructions import CONSTANT, growth

MILLION = 1_000_000


class Results:
    """What was measured, by name; times are nanoseconds of one event, attendee or handover."""

    def __init__(self, folder):
        def read(name):
            return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        self.memory, self.pauses, self.instructions, self.recovery = map(
            read, ("memory", "pauses", "instructions", "recovery"))
        rounds = [read(file.stem) for file in folder.glob("core.*.json")]
        self.rounds = len(rounds)
        self.context = rounds[0]["context"]
        measured = {}
        for run in (run for each in rounds for run in each["benchmarks"]):
            measured.setdefault(self.plain(run["run_name"]), []).append(1e9 / run["items_per_second"])
        self.times = {name: statistics.median(times) for name, times in measured.items()}
        for run in read("store")["benchmarks"]:
            if run["aggregate_name"] == "median":
                self.times[self.plain(run["run_name"])] = 1e9 / run["items_per_second"]

    @staticmethod
    def plain(name):
        """Without what the library adds of how it measured."""
        kept = [part for part in name.split("/") if not part.startswith(("iterations:", "manual_time", "real_time"))]
        return "/".join(kept)

    def time(self, name):
        return self.times[name]

    def by_attendees(self, name):
        """{attendees: time} of the sizes that were measured."""
        times = {size: self.times.get(name.format(size)) for size in (10 ** power for power in range(3, 8))}
        return {size: time for size, time in times.items() if time is not None}

    def series(self, name):
        """[(argument, time)] of all runs `name/ARGUMENT:N`."""
        return [(int(key.split(":")[1]), time) for key, time in self.times.items()
                if key.startswith(name + "/") and key.count("/") == 1]


def first_line(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")[0]


def machine(context):
    cpu = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    caches = ", ".join(f"L{cache['level']} {cache['type'].lower()} {cache['size'] // 1024:,} KiB"
                       for cache in context["caches"])
    return f"{cpu[1] if cpu else 'unknown'}, {context['num_cpus']} processors, {caches}"


def versions():
    packages = {"Google Benchmark": "benchmark", "absl": "absl_flat_hash_map", "nlohmann_json": "nlohmann_json",
                "SQLite": "sqlite3", "hiredis": "hiredis"}
    found = [f"{name} {first_line('pkg-config', '--modversion', package)}" for name, package in packages.items()]
    return ", ".join(found + ["Redis " + re.search(r"v=(\S+)", first_line("redis-server", "--version"))[1]])


def number(value):
    """Three significant digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.001 else f"{value:.1e}"


def ns(value):
    return f"{number(value / 1e6)} ms" if value >= 1e6 else f"{number(value / 1e3)} us" if value >= 1e4 else \
        f"{number(value)} ns"


def count(value):
    return f"{value:,}"


def table(heads, rows):
    """The first column is text, the others are numbers."""
    lines = ["| " + " | ".join(heads) + " |", "| --- |" + " ---: |" * (len(heads) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def against(work, usher, peer, what, least):
    """A row that is to be so many times as fast as a peer."""
    ratio = peer / usher
    return [work, ns(usher), f"{what} {ns(peer)}", f"{number(ratio)} x", f"{least:.3g} x",
            "yes" if ratio >= least else "no"]


def below(work, usher, most, unit=ns):
    """A row that has a bound of its own."""
    return [work, unit(usher), "", "", f"<= {unit(most)}", "yes" if usher <= most else "no"]


def feed_rows(results):
    rows = []
    for attendees in (100_000, MILLION):
        look_up = results.time(f"peer_flat_hash_map/attendees:{attendees}")
        for span in (16, 1000):
            rows.append(against(f"feed by id, spans of {count(span)}, {count(attendees)} attendees",
                                results.time(f"feed/attendees:{attendees}/span:{span}"), look_up, "look-up", 2))
    for attendees in (100_000, MILLION):
        rows.append(against(f"feed one by id, {count(attendees)} attendees",
                            results.time(f"feed/attendees:{attendees}/span:1"),
                            results.time(f"peer_flat_hash_map/attendees:{attendees}"), "look-up", 1.2))
    rows.append(below("feed one by id, 10,000 attendees", results.time("feed/attendees:10000/span:1"), 35))
    for how, span in (("spans of 16", 16), ("one by one", 1)):
        for attendees, most in ((10_000, 10), (100_000, 15)):
            rows.append(below(f"feed by handle, {how}, {count(attendees)} attendees",
                              results.time(f"feed_handle/attendees:{attendees}/span:{span}"), most))
    for what, name, least in (("a JSON line", "json_parse", 1 / 1.5), ("JSON lines, blocks of 16", "json_parse_blocks",
                                                                       1 / 1.25)):
        rows.append(against(f"read {what}", results.time(name), results.time("peer_nlohmann_sax"),
                            "bare SAX", least))
    return rows


def decision_rows(results):
    return [
        below("decide, for each attendee, by position, 1,000,000",
              results.time(f"decide_position/attendees:{MILLION}/percent:30"), 0.25),
        below("decide, for each attendee, by time watched, all cross the mark, 1,000,000",
              results.time(f"decide_watched/attendees:{MILLION}/percent:100"), 10),
    ]


def handover_rows(results):
    at_due = results.time(f"at_due/attendees:{MILLION}/batch:1")
    drain = results.time(f"peer_priority_queue_drain/jobs:{MILLION}")
    return [
        against("next and complete at due, batch 1, 1,000,000 attendees", at_due, drain, "priority_queue", 6),
        below("the same, as a time", at_due, 35),
        below("next and complete before due, batch 1", results.time(f"before_due/attendees:{MILLION}/batch:1"), 250),
        against("next and complete at due with a journal, power-safe, a sync for 1,000",
                results.time("journalled_at_due"), results.time("peer_sqlite_durable_drain"), "SQLite job table", 25),
    ]


def recovery_rows(results):
    where = {1: "one webinar", 10: "ten webinars"}
    return [against(f"come back: 1,000,000 attendees, 10,000,000 joins and leaves in {where[run['webinars']]}",
                    1e9 * run["recover_s"], 1e9 * run["read_alone_s"], "SQLite reading the rows", 1 / 3)
            for run in results.recovery]


def memory_rows(results):
    def bytes_of(value):
        return f"{number(value)} B"
    bounds = {"attendee": 80, "transition": 17, "decided moment, per attendee": 1.125, "called and unsettled": 16,
              "dead letter": 96, "idle webinar": 1024}
    return [below("memory: " + what, results.memory[what], bound, bytes_of) for what, bound in bounds.items()]


def growth_rows(results):
    rows = []
    for operation, by_size in results.instructions.items():
        sizes = sorted(by_size, key=int)
        percent = growth(by_size)
        rows.append([f"instructions: {operation}, {int(sizes[0]):,} to {int(sizes[-1]):,}",
                     f"{number(by_size[sizes[0]])} to {number(by_size[sizes[-1]])}", "", f"{percent:+.0f} %",
                     f"<= {CONSTANT:+.0f} %", "yes" if percent <= CONSTANT else "no"])
    return rows


def pause_rows(results):
    """Only deciding a whole moment may take as long as there are attendees; nothing may take longer than that may."""
    return [below(f"the longest pause, 1,000,000 attendees: {what}", times["max"], 1e6)
            for what, times in results.pauses.items()]


def peer_table(results):
    def pair(name):
        return ns(results.time(name + "_schedule")), ns(results.time(name + "_drain"))
    feed = results.time(f"feed/attendees:{MILLION}/span:1")
    usher = ns(results.time(f"at_due/attendees:{MILLION}/batch:1"))
    jobs = f"peer_priority_queue_%s/jobs:{MILLION}"
    return table(
        ["a handover, or a delayed job", "told", "called and completed", "persists", "another process"],
        [["usher, a join or leave, batch 1", ns(feed), usher, "no", "no"],
         ["usher, batch 100", "", ns(results.time("at_due/attendees:100000/batch:100")), "no", "no"],
         ["std::priority_queue, 1,000,000", ns(results.time(jobs % "schedule")), ns(results.time(jobs % "drain")), "no",
          "no"],
         ["SQLite in memory, transactions of 1,000", *pair("peer_sqlite_memory"), "no", "no"],
         ["SQLite, WAL, synchronous=FULL, transactions of 1,000", *pair("peer_sqlite_durable"), "yes", "no"],
         ["Redis sorted set, pipelines of 1,000", *pair("peer_redis"), "no", "yes"]])


def series_table(results, what, names):
    """One row for each argument, one column for each name."""
    series = {name: dict(results.series(name)) for name in names}
    arguments = sorted({argument for by in series.values() for argument in by})
    return table([what] + list(names.values()),
                 [[count(argument)] + [ns(series[name][argument]) if argument in series[name] else "" for name in names]
                  for argument in arguments])


def attendee_table(results):
    sizes = [10 ** power for power in range(3, 8)]
    columns = [("feed/attendees:{}/span:1", "feed"), ("feed_handle/attendees:{}/span:1", "by handle"), ("feed_handle/attendees:{}/span:16", "by handle, spans of 16"),
               ("feed/attendees:{}/span:16", "spans of 16"),
               ("feed/attendees:{}/span:1000", "spans of 1,000"), ("peer_flat_hash_map/attendees:{}", "absl look-up"),
               ("feed_in_view/attendees:{}", "feed in view"), ("feed_watched/attendees:{}", "feed, time watched"),
               ("feed_late/attendees:{}", "feed late"), ("decide_position/attendees:{}/percent:30", "decide"),
               ("come_into_view/attendees:{}/percent:30", "come into view")]
    rows = []
    for size in sizes:
        cells = [results.times.get(name.format(size)) for name, _ in columns]
        if any(cells):
            rows.append([count(size)] + ["" if cell is None else ns(cell) for cell in cells])
    return table(["attendees"] + [head for _, head in columns], rows)


def choice_table(results):
    words = {255: "all", 240: "online", 170: "attended", 85: "absent", 204: "participants", 51: "non_participants",
             15: "offline", 10: "attended, not online"}
    rows = []
    for name, time in results.times.items():
        if not name.startswith("write_out_chosen/"):
            continue
        _, percent, audience = (int(part.split(":")[1]) for part in name.split("/")[1:])
        peer = results.times.get(f"peer_memcpy/attendees:{MILLION}/percent:{percent}") if audience == 240 else None
        rows.append([words[audience], f"{percent} %", ns(time * MILLION), ns(peer * MILLION) if peer else "",
                     f"{number(time / peer)} x" if peer else ""])
    return table(["audience", "in the room", "chosen and written", "memcpy of that", "time of memcpy"], rows)


def instruction_table(results, what, *sizes):
    """The operations that were counted with these sizes."""
    return table([f"so many {what}"] + [f"{int(size):,}" for size in sizes],
                 [[operation] + [number(by[size]) for size in sizes]
                  for operation, by in results.instructions.items() if set(by) == set(sizes)])


def page(results):
    must = feed_rows(results) + decision_rows(results) + handover_rows(results) + recovery_rows(results) + \
        memory_rows(results) + pause_rows(results) + growth_rows(results)
    reached = sum(row[-1] == "yes" for row in must)
    pauses = [[what] + [ns(times[key]) for key in ("p50", "p99.9", "max")] for what, times in results.pauses.items()]
    return f"""# Benchmarks

Written by `tools/dev bench`; not to be edited by hand.

- Machine: {machine(results.context)}; shared with others, so times wobble, although they are of the processor where nothing else is said: ratios and counts of instructions tell more.
- Compiler: {first_line("c++", "--version")}, Release. {versions()}.
- usher at {first_line("git", "describe", "--always")}, {datetime.date.today()}.
- Times are for one event, attendee or handover: the median of {results.rounds} rounds, in each of which everything is measured once and beside its peer, so that a busy minute of the machine is in one of them only. Ids have 36 characters; events are prepared before the clock runs. Memory is some that the process has had before and given back, as in one that has run for a while; `USHER_BENCH_NEW_MEMORY=1 tools/dev bench core` has all of it made new by the system.

## What is to be reached

{reached} of {len(must)}. A ratio is the peer's time divided by usher's.

{table(["work", "usher", "peer", "ratio", "must", "reached"], must)}
## Beside what a backend would otherwise use

The jobs are drained and completed one by one in the order of due. What persists, or crosses to another process, does more than usher's queue does; it is to be compared with a queue that has a journal. Where a disk or another process has to be waited for, the time is that of a clock on the wall. Redis runs without persistence and is spoken to by hiredis over a Unix socket.

{peer_table(results)}
Reading a line of JSON and feeding it: {ns(results.time("json_parse_and_feed"))}.

## Growth with attendees

One join or leave of a random attendee. `in view` is when a moment is so near that each event changes the plan; deciding and coming into view are told for each attendee.

{attendee_table(results)}
## Growth with webinars, rules and lanes

A hundred thousand attendees in so many webinars:

{series_table(results, "webinars", {"feed_webinars": "feed", "at_due_webinars": "next and complete"})}
So many rules at one instant, 10,000 attendees:

{series_table(results, "rules", {"feed_rules": "feed"})}
A rule that is due for each attendee at an instant of their own, from registration to the end of the call, so many waiting:

{series_table(results, "waiting", {"own_instants": "register, next and complete"})}
`tools/dev bench queue` has the lanes and planned moments, `tools/dev bench planner` the plan of a lane.

## Whom an audience chooses

A million attendees; who is chosen is written out, eight bytes each, by the words of the planes.

{choice_table(results)}
## Pauses

A million attendees, each operation alone; of three runs of the same evening the shortest time for each operation.

{table(["one", "p50", "p99.9", "max"], pauses)}
## Instructions

Under callgrind, for one event, attendee or handover (`tools/dev instructions`).

{instruction_table(results, "attendees", "1000", "10000", "100000")}
{instruction_table(results, "webinars", "100", "1000", "10000")}"""


def main(folder, target, picture):
    results = Results(folder)
    target.write_text(page(results), encoding="utf-8")
    picture.write_text(growth_picture.drawn({
        "an event": results.by_attendees("feed/attendees:{}/span:1"),
        "an event in a span of 16": results.by_attendees("feed/attendees:{}/span:16"),
        "an event by handle, in a span": results.by_attendees("feed_handle/attendees:{}/span:16"),
        "absl::flat_hash_map, look-up alone": results.by_attendees("peer_flat_hash_map/attendees:{}"),
        "deciding, each attendee": results.by_attendees("decide_position/attendees:{}/percent:30"),
    }), encoding="utf-8")


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:4]))
