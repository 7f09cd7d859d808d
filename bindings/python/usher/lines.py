"""What needs no queue: lines of JSON read and checked, times, and what usher reckons with.

>>> read_line('{"type":"webinar.started","at":"2026-03-29T17:00:00Z","webinar":"launch"}').at.isoformat()
'2026-03-29T17:00:00+00:00'
>>> check_line('{"type":"connection","id":"crm","batch":0}')
Traceback (most recent call last):
    ...
usher.errors.InvalidError: invalid at /batch: expected a batch of 1 to 10000, found 0
"""

from __future__ import annotations

import json
from ctypes import byref, c_int32, c_int64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Optional

from ._library import NONE, LineStruct, Text, checked, library
from .definitions import Connection
from .times import MILLISECOND, from_milliseconds


@dataclass(frozen=True)
class Notice:
    """Something that is allowed and probably not meant."""

    where: str
    message: str


@dataclass(frozen=True)
class Line:
    what: str  #: "queue", "connection", "event"
    at: Optional[datetime]  #: of an event
    seen: Optional[datetime]  #: when it arrived, for replays
    notices: tuple[Notice, ...]


def _instant(milliseconds: int) -> Optional[datetime]:
    return None if milliseconds == NONE else from_milliseconds(milliseconds)


def read_line(line: str) -> Line:
    """Reads a line without feeding it."""
    found, data = LineStruct(), line.encode("utf-8", "surrogateescape")
    checked(library.read_line(data, len(data), byref(found)))
    return Line(("queue", "connection", "event")[found.what], _instant(found.at), _instant(found.seen),
                tuple(Notice(**one) for one in json.loads(str(found.notices))))


def check_line(line: str) -> None:
    """Raises for the first thing wrong with the definition in the line, looked at alone."""
    data = line.encode("utf-8", "surrogateescape")
    checked(library.check_line(data, len(data)))


def parse_instant(text: str) -> datetime:
    """RFC 3339.

    >>> parse_instant("2026-03-29T19:00:00+02:00").isoformat()
    '2026-03-29T17:00:00+00:00'
    """
    value, data = c_int64(), text.encode()
    checked(library.parse_instant(data, len(data), byref(value)))
    return from_milliseconds(value.value)


def parse_local(text: str, zone: str) -> tuple[datetime, str]:
    """A local time in an IANA zone, and whether it is "ordinary", "skipped" or "repeated" there."""
    value, kind, first, second = c_int64(), c_int32(), text.encode(), zone.encode()
    checked(library.parse_local(first, len(first), second, len(second), byref(value), byref(kind)))
    return from_milliseconds(value.value), ("ordinary", "skipped", "repeated")[kind.value]


def parse_duration(text: str, signed_allowed: bool = False) -> timedelta:
    """ISO 8601 without years and months.

    >>> parse_duration("PT1H30M")
    datetime.timedelta(seconds=5400)
    """
    value, data = c_int64(), text.encode()
    checked(library.parse_duration(data, len(data), signed_allowed, byref(value)))
    return value.value * MILLISECOND


def format_duration(duration: timedelta) -> str:
    """ISO 8601, as usher writes it.

    >>> format_duration(timedelta(minutes=90))
    'PT1H30M'
    """
    found = Text()
    checked(library.format_duration(duration // MILLISECOND, byref(found)))
    return str(found)


def backoff(key: str, attempt: int) -> timedelta:
    """How long before the next call of a handover, so many having failed."""
    value, data = c_int64(), key.encode()
    checked(library.backoff(data, len(data), attempt, byref(value)))
    return value.value * MILLISECOND


def mark_distance(length: timedelta, percent: float) -> timedelta:
    """Of the mark from the start.

    >>> mark_distance(timedelta(minutes=90), 60)
    datetime.timedelta(seconds=3240)
    """
    value = c_int64()
    checked(library.mark_distance(length // MILLISECOND, round(percent * 100), byref(value)))
    return value.value * MILLISECOND


def expected_time(connection: Connection, handovers: int) -> timedelta:
    """How long so many should take over a connection of which no call was measured."""
    value, data = c_int64(), connection.to_line().encode()
    checked(library.expected_time(data, len(data), handovers, byref(value)))
    return value.value * MILLISECOND
