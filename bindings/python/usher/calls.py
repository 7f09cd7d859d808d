"""Calls to make, and what became of them. They own what they hold: nothing is borrowed from the queue."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Optional, Union

if TYPE_CHECKING:
    from .queue import Queue


class Fed(enum.Enum):
    """What became of an event that was not refused."""

    APPLIED = 0
    LATE = 1  #: it counts, and lies before one that was applied earlier
    AHEAD = 2  #: it counts from its `at` on
    DUPLICATE = 3  #: an exact repeat
    IGNORED = 4  #: changes nothing as things stand


class CallKind(enum.Enum):
    TRANSFER = "transfer"
    RETRACTION = "retraction"  #: take back what an earlier transfer of the same rule has brought


class OutcomeKind(enum.Enum):
    DELIVERED = 0
    RETRY = 1
    REJECTED = 2
    THROTTLED = 3


@dataclass(frozen=True)
class Standing:
    """What an attendee is at an instant."""

    attended: bool = False
    participant: bool = False
    online: bool = False


@dataclass(frozen=True)
class Handover:
    """One attendee by one rule."""

    attendee: str
    profile: str  #: byte for byte as registered; empty: none
    key: str  #: idempotency key, the same for every attempt
    due: datetime
    decided_at: datetime
    standing: Standing
    attempt: int = 1
    redelivery: bool = False  #: a crash has hidden what became of an earlier call with this key


@dataclass(frozen=True)
class Outcome:
    """What the host reports of a call, or of one handover of it.

    >>> Outcome.retry(after=timedelta(seconds=5), reason="busy").delay
    datetime.timedelta(seconds=5)
    """

    kind: OutcomeKind = OutcomeKind.DELIVERED
    delay: Optional[timedelta] = None
    until: Optional[datetime] = None
    reason: str = ""

    @staticmethod
    def delivered() -> Outcome:
        """It is at the target: done."""
        return DELIVERED

    @staticmethod
    def retry(after: Optional[timedelta] = None, reason: str = "") -> Outcome:
        """It may work later: after so long, or after a growing backoff."""
        return Outcome(OutcomeKind.RETRY, delay=after, reason=reason)

    @staticmethod
    def rejected(reason: str) -> Outcome:
        """The target will never take it: a dead letter."""
        return Outcome(OutcomeKind.REJECTED, reason=reason)

    @staticmethod
    def throttled(until: datetime, reason: str = "") -> Outcome:
        """The target wants no calls over this connection before then."""
        return Outcome(OutcomeKind.THROTTLED, until=until, reason=reason)


DELIVERED = Outcome()
#: one for all handovers of a call, or one for each in their order
Outcomes = Union[Outcome, Sequence[Outcome]]


@dataclass(frozen=True)
class Call:
    """One interface call to make, of one or more handovers of one rule. In flight until it is completed."""

    id: int
    kind: CallKind
    lane: str
    connection: str
    webinar: str
    rule: str
    action: str  #: the rule's, byte for byte; empty: none
    started_at: datetime
    handovers: tuple[Handover, ...]
    _queue: Queue = field(repr=False, compare=False)

    def complete(self, outcomes: Outcomes, now: datetime) -> None:
        self._queue.complete(self, outcomes, now)

    def delivered(self, now: datetime) -> None:
        self._queue.complete(self, DELIVERED, now)
