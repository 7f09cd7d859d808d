"""Webinars, rules and connections, as the host defines them; each writes itself as SPEC's JSON.

>>> from datetime import datetime, timedelta, timezone
>>> launch = Webinar(
...     id="launch", start=datetime(2026, 3, 29, 17, tzinfo=timezone.utc), duration=timedelta(minutes=90),
...     threshold=Threshold(percent=60),
...     rules=[Rule(id="missed", when="end", offset=timedelta(minutes=1), audience=NON_PARTICIPANTS, connection="crm")])
>>> print(launch.to_json()[:60])
{"id":"launch","start":"2026-03-29T17:00:00.000Z","duration"
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Optional, Union

from .times import duration_text, instant_text


def text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def json_object(**members: Optional[str]) -> str:
    """Of members that are JSON already; None leaves one out."""
    return "{" + ",".join(f'"{name}":{value}' for name, value in members.items() if value is not None) + "}"


def host_json(value: str) -> Optional[str]:
    """The host's own JSON text, byte for byte; empty: none."""
    return value or None


@dataclass(frozen=True)
class Audience:
    """A set of standings: `|` is union, `&` intersection, `~` complement.

    >>> (PARTICIPANTS & ~ONLINE).json
    '{"all_of":["participants",{"not":"online"}]}'
    """

    json: str

    def __or__(self, other: Audience) -> Audience:
        return Audience(json_object(any_of=f"[{self.json},{other.json}]"))

    def __and__(self, other: Audience) -> Audience:
        return Audience(json_object(all_of=f"[{self.json},{other.json}]"))

    def __invert__(self) -> Audience:
        return Audience('{"not":' + self.json + "}")


ALL = Audience('"all"')
PARTICIPANTS = Audience('"participants"')
NON_PARTICIPANTS = Audience('"non_participants"')
ONLINE = Audience('"online"')
OFFLINE = Audience('"offline"')
ATTENDED = Audience('"attended"')
ABSENT = Audience('"absent"')


@dataclass(frozen=True)
class Marker:
    """Anchors a rule at an instant that the host announces by `MarkerSet`."""

    name: str


#: "start", "end", "registered", "joined", "participated", or a marker
Anchor = Union[str, Marker]


@dataclass(frozen=True)
class Rule:
    """At this instant, for this audience, over this connection, do this."""

    id: str
    connection: str
    when: Anchor = "start"
    offset: timedelta = timedelta()
    audience: Audience = ALL
    action: str = ""  #: the host's own JSON text, given back byte for byte
    at_once_when_late: bool = False  #: due as soon as it is known, though that is past due
    correct: bool = False  #: put right what was decided otherwise than the truth as of due
    correct_for: timedelta = timedelta(hours=1)

    def to_json(self) -> str:
        anchor = json_object(marker=text(self.when.name)) if isinstance(self.when, Marker) else text(self.when)
        return json_object(
            id=text(self.id), when=json_object(anchor=anchor, offset=text(duration_text(self.offset))),
            audience=self.audience.json, connection=text(self.connection), action=host_json(self.action),
            when_late='"at_once"' if self.at_once_when_late else None, correct="true" if self.correct else None,
            correct_for=text(duration_text(self.correct_for)) if self.correct else None)


@dataclass(frozen=True)
class Threshold:
    """From what share of the webinar on somebody counts as a participant."""

    percent: float = 0  #: at most two decimals
    watched: bool = False  #: in the room for as long as the mark is from the start, instead of at or after the mark

    def to_json(self) -> str:
        return json_object(percent=f"{self.percent:.10g}", measure='"watched"' if self.watched else '"position"')


@dataclass(frozen=True)
class Webinar:
    """One run of a webinar. `start` may be a local time, `"2026-03-29T19:00:00"`, with `zone="Europe/Berlin"`."""

    id: str
    start: Union[datetime, str]
    duration: timedelta
    title: str = ""
    zone: Optional[str] = None
    live: bool = False  #: it starts and ends when `Started` and `Ended` say so
    threshold: Threshold = Threshold()
    rules: Sequence[Rule] = field(default=())

    def to_json(self) -> str:
        start = self.start if isinstance(self.start, str) else instant_text(self.start)
        return json_object(
            id=text(self.id), title=text(self.title) if self.title else None, start=text(start),
            zone=text(self.zone) if self.zone is not None else None, duration=text(duration_text(self.duration)),
            timing='"live"' if self.live else None, threshold=self.threshold.to_json(),
            rules="[" + ",".join(rule.to_json() for rule in self.rules) + "]")


@dataclass(frozen=True)
class Connection:
    """One account at one target platform. Connections of one lane are called strictly one after the other."""

    id: str
    lane: str = "main"
    batch: int = 1
    spacing: timedelta = timedelta()
    call_time: timedelta = timedelta(milliseconds=300)
    max_lead: timedelta = timedelta(minutes=10)
    max_attempts: int = 20
    give_up_after: timedelta = timedelta(days=1)
    hold_unknown: bool = False  #: a call whose outcome a crash has hidden is held, not made again

    def to_line(self) -> str:
        return json_object(
            type='"connection"', id=text(self.id), lane=text(self.lane), batch=str(self.batch),
            spacing=text(duration_text(self.spacing)), call_time=text(duration_text(self.call_time)),
            max_lead=text(duration_text(self.max_lead)), max_attempts=str(self.max_attempts),
            give_up_after=text(duration_text(self.give_up_after)),
            on_unknown='"hold"' if self.hold_unknown else '"resend"')


@dataclass(frozen=True)
class Options:
    """Of a queue as a whole."""

    ignore_walk_ins: bool = False  #: the join of somebody never registered does not register them
    max_skew: timedelta = timedelta(minutes=5)
    retain: timedelta = timedelta(days=1)
    max_defer: timedelta = timedelta(minutes=15)

    def to_line(self) -> str:
        return json_object(
            type='"queue"', walk_ins='"ignore"' if self.ignore_walk_ins else '"register"',
            max_skew=text(duration_text(self.max_skew)), retain=text(duration_text(self.retain)),
            max_defer=text(duration_text(self.max_defer)))
