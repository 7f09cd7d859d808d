"""Runs conformance cases through this package and prints their transcript: conformance.py CASES.json...

tests/conformance/README.md says how a case is run and what a transcript is.
"""

from __future__ import annotations

import json
import pathlib
import sys
from datetime import datetime, timedelta

import usher
from usher.times import EPOCH, duration_text, instant_text

AFTER_ALL_TIME = EPOCH + timedelta(milliseconds=9_246_182_400_000)
MILLISECOND = timedelta(milliseconds=1)


def outcome_of(text):
    kind, _, rest = text.partition(" ")
    if kind == "retry":
        return usher.Outcome.retry(usher.parse_duration(rest) if rest else None)
    if kind == "throttled":
        return usher.Outcome.throttled(usher.parse_instant(rest))
    return usher.Outcome.rejected(rest) if kind == "rejected" else usher.DELIVERED


def standing_names(standing):
    return [name for name in ("attended", "participant", "online") if getattr(standing, name)]


class CaseRun:
    """One case on a virtual clock."""

    def __init__(self, case):
        self.queue = None  # until a line needs it: the first one may say how it is made
        self.now, self.first_arrival, self.stopped = EPOCH, None, False
        self.call_time = usher.parse_duration(case.get("call_time", "PT0S"))
        self.stop_at = usher.parse_instant(case["stop_at"]) if "stop_at" in case else None
        self.outcomes = {key: list(map(outcome_of, texts)) for key, texts in case.get("outcomes", {}).items()}
        self.in_flight = []  # (end, call), by end, then by start
        self.handovers, self.errors, self.answers = [], [], {}
        for number, line in enumerate(case["lines"], 1):
            try:
                self.take(number, line)
            except usher.UsherError as error:
                self.errors.append({"line": number, "code": error.code, "where": error.where,
                                    "message": error.message})
        self.finish()

    def made_queue(self):
        if self.queue is None:
            self.queue = usher.Queue()
        return self.queue

    def take(self, number, line):
        if isinstance(line, dict) and "do" in line:
            self.advance(usher.parse_instant(line["at"]))
            return self.act(self.made_queue(), line)
        text = line if isinstance(line, str) else json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        read = usher.read_line(text)
        if read.what == "queue":
            if self.queue is not None:
                raise usher.ConflictError("expected the queue line before all others, found it after another", "/type")
            self.queue = usher.Queue.from_line(text)
        elif read.what == "connection":
            self.made_queue().add_line(text)
        else:
            self.advance(read.seen or read.at)
            fed = usher.Fed.IGNORED if self.stopped else self.made_queue().feed(text, self.now)
            self.answers[str(number)] = fed.name.lower()
            return
        self.answers[str(number)] = "applied"

    def act(self, queue, step):
        what = step["do"]
        if what == "cancel":
            queue.cancel(step["webinar"], step["rule"], step["attendee"], self.now)
        elif what == "resubmit":
            queue.resubmit(step["key"], self.now)
        elif what == "forget":
            queue.forget_dead_letter(step["key"])
        else:
            {"pause": queue.pause, "resume": queue.resume}[what](step["connection"], self.now)

    def advance(self, arrival):
        if self.first_arrival is None:
            self.first_arrival = arrival
        elif arrival > self.now:
            self.run_before(arrival)
        if self.stop_at is not None and arrival > self.stop_at:
            self.finish()
        else:
            self.now = max(self.now, arrival)

    def finish(self):
        if self.stopped or self.first_arrival is None:
            return
        self.run_before(AFTER_ALL_TIME)
        if self.stop_at is not None:
            self.now = max(self.now, self.stop_at)
            self.settle()
            self.stopped = True

    def run_before(self, limit):
        if self.stop_at is not None:
            limit = min(limit, self.stop_at + MILLISECOND)
        if self.now < limit:
            self.settle()
        while (at := self.next_instant()) is not None and at < limit:
            self.now = at
            self.settle()

    def next_instant(self):
        instants = [self.queue.wake_at() if self.queue else None, self.in_flight[0][0] if self.in_flight else None]
        return min((at for at in instants if at is not None), default=None)

    def settle(self):
        while True:
            while self.in_flight and self.in_flight[0][0] <= self.now:
                self.end(self.in_flight.pop(0)[1])
            for call in self.made_queue().drain(lambda: self.now):
                self.in_flight.append((self.now + self.call_time, call))
            if not (self.in_flight and self.in_flight[0][0] <= self.now):
                return

    def end(self, call):
        answers = [self.outcomes.get(one.key) for one in call.handovers]
        self.handovers += [self.handover_line(call, one) for one in call.handovers]
        call.complete([answer.pop(0) if answer else usher.DELIVERED for answer in answers], self.now)

    def handover_line(self, call, one):
        line = {"type": "handover", "kind": call.kind.value, "webinar": call.webinar, "rule": call.rule,
                "attendee": one.attendee, "connection": call.connection, "due": instant_text(one.due),
                "decided_at": instant_text(one.decided_at), "started_at": instant_text(call.started_at),
                "finished_at": instant_text(self.now), "attempt": one.attempt, "call": call.id, "key": one.key,
                "standing": standing_names(one.standing)}
        for name, text in (("action", call.action), ("profile", one.profile)):
            if text:
                line[name] = json.loads(text)
        return line


def plain(value):
    """A dataclass as usher's JSON has it."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, timedelta):
        return value
    if isinstance(value, usher.Standing):
        return standing_names(value)
    if isinstance(value, usher.CallKind):
        return value.value
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__
                if getattr(value, name) is not None and not (name == "session" and not value.session)}
    return value


def told(kind, value):
    found = {"type": kind, **plain(value)}
    for name in ("mean_call_time", "watched"):
        if name in found:
            found[name] = usher.format_duration(found[name])
    return found


def explained(queue, wanted):
    try:
        return told("explanation", queue.explain(wanted["webinar"], wanted["rule"], wanted["attendee"]))
    except usher.UnknownError:
        return None


def letters(queue):
    for letter in queue.dead_letters():
        found = told("dead_letter", letter)
        for name in ("action", "profile"):
            text = found.pop(name)
            if text:
                found[name] = json.loads(text)
        yield found


def transcript(case):
    run = CaseRun(case)
    queue = run.made_queue()
    assert queue.check_invariants() == ""
    return {"case": case["name"], "handovers": run.handovers, "errors": run.errors, "answers": run.answers,
            "dead_letters": list(letters(queue)),
            "connections": [told("connection_status", one) for one in queue.connections()],
            "counters": plain(queue.counters()),
            "explain": [explained(queue, wanted) for wanted in case["expect"].get("explain", [])]}


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for one in json.loads(pathlib.Path(name).read_text(encoding="utf-8")):
            print(json.dumps(transcript(one)))
