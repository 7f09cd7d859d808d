"""What a queue tells of itself: the members of the C++ structs by their names."""

from __future__ import annotations

import json
from ctypes import byref, c_int64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional

from ._library import checked, library
from .calls import CallKind, Standing
from .times import MILLISECOND, read_instant


def read_duration(text: str) -> timedelta:
    value, data = c_int64(), text.encode()
    checked(library.parse_duration(data, len(data), 1, byref(value)))
    return value.value * MILLISECOND


def optional_instant(found: dict[str, Any], name: str) -> Optional[datetime]:
    return read_instant(found[name]) if name in found else None


def host_text(found: dict[str, Any], name: str) -> str:
    return json.dumps(found[name], ensure_ascii=False, separators=(",", ":")) if name in found else ""


def standing_of(names: list[str]) -> Standing:
    return Standing("attended" in names, "participant" in names, "online" in names)


@dataclass(frozen=True)
class PlannedMoment:
    """What a lane has before it, as it is planned now."""

    webinar: str
    rules: tuple[str, ...]
    connection: str
    lane: str
    due: datetime
    handovers: int
    calls: int
    starts_at: datetime
    finishes_at: datetime
    lateness: timedelta
    outlook: str  #: "on_time", "late", "put_off", "infeasible"

    @staticmethod
    def read(found: dict[str, Any]) -> PlannedMoment:
        return PlannedMoment(
            found["webinar"], tuple(found["rules"]), found["connection"], found["lane"], read_instant(found["due"]),
            found["handovers"], found["calls"], read_instant(found["starts_at"]), read_instant(found["finishes_at"]),
            read_duration(found["lateness"]), found["outlook"])


@dataclass(frozen=True)
class PendingHandover:
    """A handover whose instant has come and that is not finished."""

    kind: CallKind
    webinar: str
    rule: str
    attendee: str
    connection: str
    due: datetime
    state: str  #: "waiting", "in_flight", "retrying"
    attempts: int
    retry_at: Optional[datetime]
    in_flight_since: Optional[datetime]

    @staticmethod
    def read(found: dict[str, Any]) -> PendingHandover:
        return PendingHandover(
            CallKind(found["kind"]), found["webinar"], found["rule"], found["attendee"], found["connection"],
            read_instant(found["due"]), found["state"], found["attempts"], optional_instant(found, "retry_at"),
            optional_instant(found, "in_flight_since"))


@dataclass(frozen=True)
class DeadLetter:
    """A handover that ended without being delivered."""

    kind: CallKind
    key: str
    webinar: str
    rule: str
    attendee: str
    connection: str
    due: datetime
    decided_at: datetime
    died_at: datetime
    standing: Standing
    attempts: int
    reason: str  #: the host's last words, or "gave up: ..."
    action: str  #: as JSON, without its white space
    profile: str

    @staticmethod
    def read(found: dict[str, Any]) -> DeadLetter:
        return DeadLetter(
            CallKind(found["kind"]), found["key"], found["webinar"], found["rule"], found["attendee"],
            found["connection"], read_instant(found["due"]), read_instant(found["decided_at"]),
            read_instant(found["died_at"]), standing_of(found["standing"]), found["attempts"], found["reason"],
            host_text(found, "action"), host_text(found, "profile"))


@dataclass(frozen=True)
class ConnectionStatus:
    """How a connection fares."""

    id: str
    lane: str
    state: str  #: "open", "throttled", "suspended", "paused"
    until: Optional[datetime]
    failures_in_row: int
    calls: int
    mean_call_time: timedelta

    @staticmethod
    def read(found: dict[str, Any]) -> ConnectionStatus:
        return ConnectionStatus(
            found["id"], found["lane"], found["state"], optional_instant(found, "until"), found["failures_in_row"],
            found["calls"], read_duration(found["mean_call_time"]))


@dataclass(frozen=True)
class Stay:
    """From `joined` on, up to `left`, which is None while it lasts."""

    joined: datetime
    left: Optional[datetime]
    session: str


@dataclass(frozen=True)
class Explanation:
    """Why somebody was, will be or will not be handed over: a sentence, and the facts behind it."""

    verdict: str  #: "done", "not_yet", "left_out" ...
    kind: CallKind
    sentence: str
    registered: bool
    stays: tuple[Stay, ...]
    start: Optional[datetime]
    mark: Optional[datetime]
    end: Optional[datetime]
    due: Optional[datetime]
    decided_at: Optional[datetime]
    standing: Optional[Standing]
    corrected_at: Optional[datetime]
    watched: timedelta

    @staticmethod
    def read(found: dict[str, Any]) -> Explanation:
        stays = tuple(Stay(read_instant(stay["joined"]), optional_instant(stay, "left"), stay.get("session", ""))
                      for stay in found["stays"])
        return Explanation(
            found["verdict"], CallKind(found["kind"]), found["sentence"], found["registered"], stays,
            optional_instant(found, "start"), optional_instant(found, "mark"), optional_instant(found, "end"),
            optional_instant(found, "due"), optional_instant(found, "decided_at"),
            standing_of(found["standing"]) if "standing" in found else None, optional_instant(found, "corrected_at"),
            read_duration(found["watched"]))


@dataclass(frozen=True)
class Counters:
    """What a queue has seen and done; each only grows, but for the last three."""

    applied: int
    late: int
    ahead: int
    duplicate: int
    ignored: int
    refused: int
    unpaired_leaves: int
    calls: int
    delivered: int
    retried: int
    rejected: int
    gave_up: int
    cancelled: int
    throttled: int
    decided_early: int
    retractions: int
    corrections: int
    differences: int
    webinars_freed: int
    webinars: int
    in_flight: int
    dead_letters: int
