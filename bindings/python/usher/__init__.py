"""usher: who of a webinar is handed over to which other tool, when, and in which order.

A queue is fed events and the time, and answers with the next call to make; see `usher.queue` for an example.
"""

from ._library import library as _library
from .calls import DELIVERED, Call, CallKind, Fed, Handover, Outcome, OutcomeKind, Outcomes, Standing
from .definitions import (ABSENT, ALL, ATTENDED, NON_PARTICIPANTS, OFFLINE, ONLINE, PARTICIPANTS, Audience, Connection,
                          Marker, Options, Rule, Threshold, Webinar)
from .errors import (ConflictError, DamagedError, DuplicateError, InvalidError, LimitError, MalformedError,
                     MisusedError, NoMemoryError, TooFarAheadError, UnavailableError, UnknownError, UsherError)
from .events import (AttendeeEvent, Cancelled, Edited, Ended, Event, Joined, Left, MarkerSet, Moved, Registered,
                     Scheduled, Started, Unregistered)
from .host import Host
from .lines import (Line, Notice, backoff, check_line, expected_time, format_duration, mark_distance, parse_duration,
                    parse_instant, parse_local, read_line)
from .queue import Attendee, Queue
from .reports import ConnectionStatus, Counters, DeadLetter, Explanation, PendingHandover, PlannedMoment, Stay

__version__ = _library.version_text

__all__ = [name for name in dir() if not name.startswith("_") and name not in (
    "calls", "definitions", "errors", "events", "host", "lines", "queue", "reports", "times")]
