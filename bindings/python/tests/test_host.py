"""The asyncio host, in virtual time."""

import asyncio
from datetime import datetime, timedelta, timezone

import pytest

import usher
import virtual_time

START = datetime(2026, 3, 29, 17, tzinfo=timezone.utc)


def evening(lanes=("main",), attendees=("ada", "bob", "cleo")):
    queue = usher.Queue()
    for lane in lanes:
        queue.add(usher.Connection(f"crm-{lane}", lane=lane, max_lead=timedelta()))
    rules = [usher.Rule(f"hello-{lane}", f"crm-{lane}", offset=timedelta(minutes=5)) for lane in lanes]
    queue.feed(usher.Scheduled(START, usher.Webinar("w", START + timedelta(minutes=1), timedelta(hours=1),
                                                    rules=rules)), START)
    for attendee in attendees:
        queue.feed(usher.Registered(START, "w", attendee), START)
    return queue


def test_calls_are_made_when_due_and_serially_on_a_lane():
    async def play(loop):
        queue, out, log = evening(lanes=("a", "b")), {"a": 0, "b": 0}, []
        clock = loop.clock(START)

        async def make_call(call):
            out[call.lane] += 1
            assert out[call.lane] == 1
            log.append((call.lane, call.handovers[0].attendee, (clock() - START) // timedelta(seconds=1)))
            await asyncio.sleep(2)
            out[call.lane] -= 1
            return usher.DELIVERED

        async with usher.Host(queue, make_call, clock) as host:
            await host.idle()
        return log

    log = virtual_time.run(play)
    for lane in "ab":
        assert [entry[1:] for entry in log if entry[0] == lane] == [("ada", 360), ("bob", 362), ("cleo", 364)]


def test_an_event_wakes_the_host():
    async def play(loop):
        queue, made = evening(attendees=()), []
        clock = loop.clock(START)

        async def make_call(call):
            made.append(call.handovers[0].attendee)
            return usher.DELIVERED

        async with usher.Host(queue, make_call, clock) as host:
            await asyncio.sleep(400)
            host.feed(usher.Scheduled(clock(), usher.Webinar(
                "late", clock() + timedelta(seconds=1), timedelta(hours=1), rules=[usher.Rule("now", "crm-main")])))
            host.feed(usher.Registered(clock(), "late", "dan"))
            await asyncio.sleep(10)
        return made

    assert virtual_time.run(play) == ["dan"]


def test_what_a_call_raises_is_a_retry_with_its_words():
    async def play(loop):
        queue, clock, attempts = evening(attendees=("ada",)), loop.clock(START), []

        async def make_call(call):
            attempts.append(call.handovers[0].attempt)
            if len(attempts) == 1:
                raise ConnectionError("nobody there")
            return usher.DELIVERED

        async with usher.Host(queue, make_call, clock) as host:
            await host.idle()
        return attempts, queue.counters()

    attempts, counters = virtual_time.run(play)
    assert attempts == [1, 2] and counters.retried == 1 and counters.delivered == 1


def test_leaving_waits_for_the_calls_that_are_out():
    async def play(loop):
        queue, clock, ended = evening(), loop.clock(START), []

        async def make_call(call):
            await asyncio.sleep(30)
            ended.append(call.id)
            return usher.DELIVERED

        async with usher.Host(queue, make_call, clock):
            await asyncio.sleep(370)
        return ended, queue.counters()

    ended, counters = virtual_time.run(play)
    assert ended == [1] and counters.delivered == 1 and counters.in_flight == 0


def test_what_breaks_the_queue_comes_out_of_the_host():
    async def play(loop):
        queue = evening()
        async with usher.Host(queue, None, loop.clock(START)) as host:
            await asyncio.sleep(1)
            queue.close()
            host.wake()
            await asyncio.sleep(1)

    with pytest.raises(usher.MisusedError):
        virtual_time.run(play)
