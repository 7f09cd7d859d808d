"""The queue: events and the time go in, calls come out.

>>> from datetime import datetime, timedelta, timezone
>>> import usher
>>> start = datetime(2026, 3, 29, 17, tzinfo=timezone.utc)
>>> with usher.Queue() as queue:
...     queue.add(usher.Connection("crm"))
...     fed = queue.feed(usher.Scheduled(start, usher.Webinar(
...         id="launch", start=start + timedelta(hours=1), duration=timedelta(minutes=90),
...         rules=[usher.Rule("hello", "crm")])), start)
...     fed = queue.feed(usher.Registered(start, "launch", "ada"), start)
...     while (now := queue.wake_at()) is not None:
...         for call in queue.drain(lambda: now):
...             print(call.rule, [handover.attendee for handover in call.handovers])
...             call.delivered(now)
hello ['ada']
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from ctypes import byref, c_int32, c_int64, c_uint64, c_void_p, sizeof
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Callable, NewType, Optional, Union

from ._library import (COUNTERS, NONE, CallStruct, CountersStruct, EventStruct, HandoverStruct, JournalOptions,
                       OutcomeStruct, Text, checked, library)
from .calls import Call, CallKind, Fed, Handover, Outcome, OutcomeKind, Outcomes, Standing
from .definitions import Connection, Options
from .errors import BY_STATUS, InvalidError, MisusedError, UsherError
from .events import AttendeeEvent, Feedable, Joined, Left, Registered, Unregistered
from .reports import ConnectionStatus, Counters, DeadLetter, Explanation, PendingHandover, PlannedMoment
from .times import MILLISECOND, from_milliseconds, to_milliseconds

#: Stands for an attendee of a webinar until the webinar is freed or the attendee forgotten.
Attendee = NewType("Attendee", int)
Clock = Callable[[], datetime]

_FED = tuple(Fed)
_KINDS = (CallKind.TRANSFER, CallKind.RETRACTION)
_STANDINGS = tuple(Standing(bool(bits & 1), bool(bits & 2), bool(bits & 4)) for bits in range(8))
_WHAT: dict[type, int] = {Registered: 0, Unregistered: 1, Joined: 2, Left: 3}
_DURABILITIES = {"power": 0, "process": 1}


class Queue:
    """In memory; `Queue.open` has a journal behind it. One thread at a time. Every function that is refused raises an
    UsherError and leaves the queue as it was, save that `now` has come. `close` it, or use it in a `with`."""

    def __init__(self, options: Options = Options()) -> None:
        self._begin()
        line = options.to_line().encode()
        checked(library.queue_create(line, len(line), byref(self._handle)))

    @classmethod
    def from_line(cls, line: str) -> Queue:
        """With the options that a queue line of JSON names."""
        queue, data = cls.__new__(cls), line.encode("utf-8", "surrogateescape")
        queue._begin()
        checked(library.queue_create(data, len(data), byref(queue._handle)))
        return queue

    @classmethod
    def open(cls, path: Union[str, os.PathLike[str]], options: Options = Options(), *, durability: str = "power",
             must_exist: bool = False, max_unsynced: int = 0, most_unwritten: int = 64 << 20) -> Queue:
        """With a journal in this file; comes back as it was after a crash."""
        if durability not in _DURABILITIES:
            raise InvalidError(f'expected "power" or "process", found "{durability}"', "/durability")
        queue = cls.__new__(cls)
        queue._begin()
        journal = JournalOptions(durability=_DURABILITIES[durability], must_exist=must_exist, max_unsynced=max_unsynced,
                                 most_unwritten=most_unwritten)
        file, line = os.fsencode(path), options.to_line().encode()
        checked(library.queue_open(file, len(file), line, len(line), byref(journal), byref(queue._handle)))
        return queue

    def _begin(self) -> None:
        self._handle = c_void_p()
        self._fed = c_int32()
        self._fed_reference = byref(self._fed)
        self._call = CallStruct()
        self._text = Text()

    def close(self) -> None:
        """What was not synced is lost. Closing again does nothing."""
        library.queue_destroy(self._handle)
        self._handle = c_void_p()

    def __enter__(self) -> Queue:
        return self

    def __exit__(self, kind: Optional[type[BaseException]], error: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def _done(self, status: int) -> None:
        if status:
            if not self._handle:
                raise MisusedError("expected an open queue, found one that is closed")
            raise library.error(status)

    def _told(self, status: int) -> Any:
        self._done(status)
        return json.loads(str(self._text))

    # ---- Connections ----

    def add(self, connection: Connection) -> None:
        """Makes it known; behind a journal also gives a known one these settings."""
        line = connection.to_line().encode()
        self._done(library.add_connection(self._handle, line, len(line)))

    def add_line(self, line: str) -> None:
        """The same, from a line of JSON."""
        data = line.encode("utf-8", "surrogateescape")
        self._done(library.add_connection(self._handle, data, len(data)))

    def change(self, connection: Connection) -> None:
        line = connection.to_line().encode()
        self._done(library.change_connection(self._handle, line, len(line)))

    def pause(self, connection: str, now: datetime) -> None:
        data = connection.encode()
        self._done(library.pause(self._handle, data, len(data), to_milliseconds(now)))

    def resume(self, connection: str, now: datetime) -> None:
        data = connection.encode()
        self._done(library.resume(self._handle, data, len(data), to_milliseconds(now)))

    # ---- What happens ----

    def feed(self, event: Feedable, now: datetime, source_position: str = "") -> Fed:
        """Tells what happened: an event, or a line of JSON. `source_position` is where in the host's source it stands:
        the last durable one is given back after a crash."""
        if source_position:
            self._set_position(source_position)
        arrival, what = to_milliseconds(now), type(event)
        if what is Joined:
            return self._feed_attendee(library.joined, event, arrival, event.session)  # type: ignore[union-attr]
        if what is Left:
            return self._feed_attendee(library.left, event, arrival, event.session)  # type: ignore[union-attr]
        if what is Registered:
            return self._feed_attendee(library.registered, event, arrival, event.profile)  # type: ignore[union-attr]
        line = (event if isinstance(event, str) else event.to_line()).encode("utf-8", "surrogateescape")
        status = library.feed_json(self._handle, line, len(line), arrival, self._fed_reference)
        if status:
            self._done(status)
        return _FED[self._fed.value]

    def _feed_attendee(self, function: Any, event: Any, arrival: int, detail: str) -> Fed:
        webinar, attendee, data = event.webinar.encode(), event.attendee.encode(), detail.encode()
        status = function(self._handle, webinar, len(webinar), attendee, len(attendee), data, len(data),
                          to_milliseconds(event.at), arrival, self._fed_reference)
        if status:
            self._done(status)
        return _FED[self._fed.value]

    def _set_position(self, position: str) -> None:
        data = position.encode()
        self._done(library.set_source_position(self._handle, data, len(data)))

    def feed_many(self, events: Sequence[AttendeeEvent], now: datetime,
                  source_position: str = "") -> list[Union[Fed, UsherError]]:
        """Many at once, in order; each has its own answer, and a refused one keeps nobody back. The reason is told of
        the first that was refused; of the others the code."""
        if source_position:
            self._set_position(source_position)
        structs = (EventStruct * len(events))()
        for struct, event in zip(structs, events):
            if type(event) not in _WHAT:
                raise TypeError(f"expected events of attendees, found {type(event).__name__}; feed it by itself")
            webinar, attendee = event.webinar.encode(), event.attendee.encode()
            detail = getattr(event, "session", "") or getattr(event, "profile", "")
            data = detail.encode()
            struct.what, struct.at = _WHAT[type(event)], to_milliseconds(event.at)
            struct.webinar, struct.webinar_size = webinar, len(webinar)
            struct.attendee, struct.attendee_size = attendee, len(attendee)
            struct.detail, struct.detail_size = data, len(data)
        if events:
            structs[0].size = sizeof(EventStruct)
        answers = (c_int32 * len(events))()
        status = library.feed(self._handle, structs, len(events), to_milliseconds(now), answers)
        return self._answers(status, answers)

    def _answers(self, status: int, answers: Iterable[int]) -> list[Union[Fed, UsherError]]:
        if not self._handle:
            self._done(status)
        first = library.error(status) if status else None
        told: list[Union[Fed, UsherError]] = []
        for answer in answers:
            if answer >= 0:
                told.append(_FED[answer])
            else:
                told.append(first or BY_STATUS[-answer]("refused; feed it by itself to learn why"))
                first = None
        return told

    def resolve(self, webinar: str, attendee: str) -> Attendee:
        """A number that stands for an attendee whom an event has named before."""
        who, first, second = c_uint64(), webinar.encode(), attendee.encode()
        self._done(library.resolve(self._handle, first, len(first), second, len(second), byref(who)))
        return Attendee(who.value)

    def joined(self, who: Attendee, at: datetime, now: datetime) -> Fed:
        """The join of the unnamed session."""
        self._done(library.attendee_joined(self._handle, who, to_milliseconds(at), to_milliseconds(now),
                                           self._fed_reference))
        return _FED[self._fed.value]

    def left(self, who: Attendee, at: datetime, now: datetime) -> Fed:
        """The leave of the unnamed session."""
        self._done(library.attendee_left(self._handle, who, to_milliseconds(at), to_milliseconds(now),
                                         self._fed_reference))
        return _FED[self._fed.value]

    def feed_moves(self, who: array[int], at: array[int], left: bytes, now: datetime) -> array[int]:
        """Joins and leaves of the unnamed session in columns, at some ten nanoseconds each for the border: handles in
        an array("Q"), milliseconds in an array("q"), and a byte that is not 0 where it is a leave. Gives an array("i"):
        the number of a Fed, or, where one was refused, minus a status, by which errors.BY_STATUS has the exception."""
        if not (who.typecode == "Q" and at.typecode == "q" and len(who) == len(at) == len(left)):
            raise InvalidError('expected array("Q"), array("q") and bytes of one length, found '
                               f'array("{who.typecode}") of {len(who)}, array("{at.typecode}") of {len(at)} and '
                               f"{len(left)} bytes")
        answers = array("i", bytes(4 * len(who)))
        status = library.feed_moves(self._handle, who.buffer_info()[0], at.buffer_info()[0], left, len(who),
                                    to_milliseconds(now), answers.buffer_info()[0])
        if not self._handle or (status and not any(answer < 0 for answer in answers)):
            self._done(status)
        return answers

    # ---- Calls ----

    def next(self, now: datetime, lane: Optional[str] = None) -> Optional[Call]:
        """The next call to make, of any lane or of one; None where there is none now."""
        if lane is None:
            self._done(library.next(self._handle, to_milliseconds(now), byref(self._call)))
        else:
            data = lane.encode()
            self._done(library.next_on_lane(self._handle, data, len(data), to_milliseconds(now), byref(self._call)))
        return self._copied() if self._call.id else None

    def _copied(self) -> Call:
        call, count = self._call, self._call.handover_count
        structs = (HandoverStruct * count)()
        structs[0].size = sizeof(HandoverStruct)
        self._done(library.handovers(self._handle, call.id, 0, structs, count))
        handovers = tuple(
            Handover(str(one.attendee), str(one.profile), str(one.key), from_milliseconds(one.due),
                     from_milliseconds(one.decided_at), _STANDINGS[one.standing], one.attempt, bool(one.redelivery))
            for one in structs)
        return Call(call.id, _KINDS[call.kind], str(call.lane), str(call.connection), str(call.webinar), str(call.rule),
                    str(call.action), from_milliseconds(call.started_at), handovers, self)

    def drain(self, clock: Clock) -> Iterator[Call]:
        """Every call that can be made now. A lane goes on when its call is completed."""
        while (call := self.next(clock())) is not None:
            yield call

    def complete(self, call: Union[Call, int], outcomes: Outcomes, now: datetime) -> None:
        """Reports a call: one outcome for all its handovers, or one for each in their order."""
        number = call if isinstance(call, int) else call.id
        several = [outcomes] if isinstance(outcomes, Outcome) else list(outcomes)
        structs = (OutcomeStruct * max(len(several), 1))()
        for struct, outcome in zip(structs, several):
            reason = outcome.reason.encode()
            struct.kind, struct.reason, struct.reason_size = outcome.kind.value, reason, len(reason)
            if outcome.kind is OutcomeKind.RETRY and outcome.delay is not None:
                struct.timed, struct.time = 1, outcome.delay // MILLISECOND
            if outcome.kind is OutcomeKind.THROTTLED and outcome.until is not None:
                struct.timed, struct.time = 1, to_milliseconds(outcome.until)
        structs[0].size = sizeof(OutcomeStruct)
        self._done(library.complete(self._handle, number, structs, len(several), to_milliseconds(now)))

    def wake_at(self) -> Optional[datetime]:
        """When to ask for a call again; None: only an event or a completion brings work."""
        at = c_int64()
        self._done(library.wake_at(self._handle, byref(at)))
        return None if at.value == NONE else from_milliseconds(at.value)

    # ---- Steering ----

    def cancel(self, webinar: str, rule: str, attendee: str, now: datetime) -> None:
        """Takes one attendee out of one rule."""
        first, second, third = webinar.encode(), rule.encode(), attendee.encode()
        self._done(library.cancel(self._handle, first, len(first), second, len(second), third, len(third),
                                  to_milliseconds(now)))

    def resubmit(self, key: str, now: datetime) -> None:
        """Puts a dead letter back to work."""
        data = key.encode()
        self._done(library.resubmit(self._handle, data, len(data), to_milliseconds(now)))

    def forget_dead_letter(self, key: str) -> None:
        data = key.encode()
        self._done(library.forget_dead_letter(self._handle, data, len(data)))

    def forget(self, webinar: str, attendee: str, now: datetime) -> None:
        """Removes a person from memory and from the journal."""
        first, second = webinar.encode(), attendee.encode()
        self._done(library.forget(self._handle, first, len(first), second, len(second), to_milliseconds(now)))

    # ---- The journal ----

    def sync(self) -> None:
        """Everything fed and completed so far is durable when it returns; nothing to do without a journal."""
        self._done(library.sync(self._handle))

    @property
    def source_position(self) -> str:
        """The last durable one when the queue was opened."""
        self._done(library.source_position(self._handle, byref(self._text)))
        return str(self._text)

    @property
    def unwritten(self) -> int:
        """Bytes that are not durable yet."""
        size = c_uint64()
        self._done(library.unwritten(self._handle, byref(size)))
        return size.value

    def backup(self, path: Union[str, os.PathLike[str]]) -> None:
        """Copies all that is synced to a new file."""
        file = os.fsencode(path)
        self._done(library.journal_backup(self._handle, file, len(file)))

    # ---- Looking in ----

    def plan(self, now: datetime, most: int = 10_000) -> list[PlannedMoment]:
        found = self._told(library.plan(self._handle, to_milliseconds(now), most, byref(self._text)))
        return [PlannedMoment.read(one) for one in found]

    def pending(self, most: int = 1000) -> list[PendingHandover]:
        found = self._told(library.pending(self._handle, most, byref(self._text)))
        return [PendingHandover.read(one) for one in found]

    def dead_letters(self) -> list[DeadLetter]:
        found = self._told(library.dead_letters(self._handle, byref(self._text)))
        return [DeadLetter.read(one) for one in found]

    def connections(self) -> list[ConnectionStatus]:
        found = self._told(library.connections(self._handle, byref(self._text)))
        return [ConnectionStatus.read(one) for one in found]

    def preview(self, webinar: str, rule: str, now: datetime) -> list[str]:
        """Whom a rule would take if it were due now."""
        first, second = webinar.encode(), rule.encode()
        found: list[str] = self._told(library.preview(self._handle, first, len(first), second, len(second),
                                                      to_milliseconds(now), byref(self._text)))
        return found

    def explain(self, webinar: str, rule: str, attendee: str) -> Explanation:
        """Why somebody was, will be or will not be handed over."""
        first, second, third = webinar.encode(), rule.encode(), attendee.encode()
        return Explanation.read(self._told(library.explain(
            self._handle, first, len(first), second, len(second), third, len(third), byref(self._text))))

    def counters(self) -> Counters:
        found = CountersStruct()
        self._done(library.counters_of(self._handle, byref(found)))
        return Counters(**{name: getattr(found, name) for name in COUNTERS})

    @property
    def now(self) -> datetime:
        """The latest instant that the queue was given."""
        at = c_int64()
        self._done(library.now(self._handle, byref(at)))
        return from_milliseconds(at.value)

    def check_invariants(self) -> str:
        """For tests: the first thing inside that contradicts another, or empty."""
        self._done(library.check_invariants(self._handle, byref(self._text)))
        return str(self._text)


def until(at: Optional[datetime], now: datetime) -> Optional[float]:
    """Seconds, never negative; None for never."""
    return None if at is None else max((at - now) / timedelta(seconds=1), 0.0)
