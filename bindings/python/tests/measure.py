"""What the border costs in Python: nanoseconds of one event or call, as a JSON object. `tools/dev bench border` runs it."""

import json
import time
from array import array
from datetime import datetime, timedelta, timezone
from statistics import median

import usher
from usher._library import library

ATTENDEES, ROUNDS = 2000, 9
START = datetime(2026, 3, 29, 17, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)
IDS = [f"{number:08d}-0000-4000-8000-{number:012d}" for number in range(ATTENDEES)]


def timed(count, prepare, act):
    """The median of the rounds; `prepare` is not measured."""
    times = []
    for number in range(ROUNDS):
        prepared = prepare(number)
        begin = time.thread_time_ns()
        act(prepared)
        times.append((time.thread_time_ns() - begin) / count)
    return round(median(times), 1)


def repeat_nothing(_):
    nothing = library.version
    for _ in range(10_000):
        nothing()


def queue_with_everybody():
    queue = usher.Queue()
    queue.add(usher.Connection("crm", max_lead=timedelta()))
    rounds = [usher.Webinar(f"calls-{number}", START + timedelta(days=number), timedelta(hours=1),
                            rules=[usher.Rule("all", "crm")]) for number in range(ROUNDS)]
    for webinar in [usher.Webinar("w", START, timedelta(days=99)), *rounds]:
        queue.feed(usher.Scheduled(START - timedelta(hours=1), webinar), START - timedelta(hours=1))
        queue.feed_many([usher.Registered(START - timedelta(hours=1), webinar.id, attendee) for attendee in IDS],
                        START - timedelta(hours=1))
    return queue


def main():
    queue = queue_with_everybody()
    handles = [queue.resolve("w", attendee) for attendee in IDS]
    clock = START

    def moves(_):
        """Everybody comes in and goes, one a millisecond."""
        nonlocal clock
        events = [kind(clock + number * MILLISECOND, "w", attendee)
                  for number, (kind, attendee) in enumerate((kind, attendee) for kind in (usher.Joined, usher.Left)
                                                            for attendee in IDS)]
        clock = events[-1].at + MILLISECOND
        return events

    def one_by_one(events):
        for event in events:
            queue.feed(event, event.at)

    def by_handle(events):
        for number, event in enumerate(events):
            feed = queue.joined if number < ATTENDEES else queue.left
            feed(handles[number % ATTENDEES], event.at, event.at)

    def columns(number):
        at = array("q", ((event.at - usher.times.EPOCH) // MILLISECOND for event in moves(number)))
        return array("Q", handles + handles), at, bytes(ATTENDEES) + b"\1" * ATTENDEES

    def calls(number):
        now = START + timedelta(days=number)
        for call in queue.drain(lambda: now):
            call.delivered(now)

    events = 2 * ATTENDEES
    print(json.dumps({
        "nothing": timed(10_000, lambda _: None, repeat_nothing),
        "one event by id": timed(events, moves, one_by_one),
        "one event by handle": timed(events, moves, by_handle),
        "many events by id": timed(events, moves, lambda made: queue.feed_many(made, clock)),
        "many events by handle": timed(events, columns, lambda made: queue.feed_moves(*made, clock)),
        "one call, with its completion": timed(ATTENDEES, lambda number: number, calls),
    }))
    assert queue.counters().refused == 0 and queue.counters().delivered == ROUNDS * ATTENDEES


if __name__ == "__main__":
    main()
