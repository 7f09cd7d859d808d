"""libusher by ctypes: its structs, its functions, and how a status becomes an exception."""

from __future__ import annotations

import ctypes
import os
import pathlib
from ctypes import POINTER, Structure, byref, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p, sizeof
from typing import Any, Callable

from .errors import BY_STATUS, UsherError

#: The version of the C ABI that this package was written for; the patch does not count.
ABI = (0, 1)
NONE = -(2**63)


class Text(Structure):
    _fields_ = [("data", c_void_p), ("size", c_size_t)]

    def __str__(self) -> str:
        return ctypes.string_at(self.data, self.size).decode("utf-8", "replace") if self.size else ""


class SizedStructure(Structure):
    """Tells its size, as the C ABI wants it."""

    def __init__(self, **members: Any) -> None:
        super().__init__(size=sizeof(type(self)), **members)


class ErrorStruct(SizedStructure):
    _fields_ = [("size", c_size_t), ("status", c_int32), ("message", Text), ("where", Text)]


class JournalOptions(SizedStructure):
    _fields_ = [("size", c_size_t), ("durability", c_int32), ("must_exist", c_int32), ("max_unsynced", c_int32),
                ("most_unwritten", c_uint64)]


class EventStruct(Structure):
    _fields_ = [("size", c_size_t), ("what", c_int32), ("at", c_int64), ("webinar", c_char_p), ("webinar_size", c_size_t), ("attendee", c_char_p), ("attendee_size", c_size_t),
                ("detail", c_char_p), ("detail_size", c_size_t)]


class CallStruct(SizedStructure):
    _fields_ = [("size", c_size_t), ("id", c_uint64), ("kind", c_int32), ("handover_count", c_size_t),
                ("started_at", c_int64), ("lane", Text), ("connection", Text), ("webinar", Text), ("rule", Text),
                ("action", Text)]


class HandoverStruct(Structure):
    _fields_ = [("size", c_size_t), ("attempt", c_int32), ("redelivery", c_int32), ("standing", c_uint32),
                ("due", c_int64), ("decided_at", c_int64), ("attendee", Text), ("profile", Text), ("key", Text)]


class OutcomeStruct(Structure):
    _fields_ = [("size", c_size_t), ("kind", c_int32), ("timed", c_int32), ("time", c_int64), ("reason", c_char_p),
                ("reason_size", c_size_t)]


COUNTERS = ("applied", "late", "ahead", "duplicate", "ignored", "refused", "unpaired_leaves", "calls", "delivered",
            "retried", "rejected", "gave_up", "cancelled", "throttled", "decided_early", "retractions", "corrections",
            "differences", "webinars_freed", "webinars", "in_flight", "dead_letters")


class CountersStruct(SizedStructure):
    _fields_ = [("size", c_size_t), *((name, c_uint64) for name in COUNTERS)]


class LineStruct(SizedStructure):
    _fields_ = [("size", c_size_t), ("what", c_int32), ("at", c_int64), ("seen", c_int64), ("notices", Text)]


TEXT = (c_char_p, c_size_t)
OUT_TEXT = POINTER(Text)
OUT_INSTANT = POINTER(c_int64)
OUT_FED = POINTER(c_int32)
QUEUE = c_void_p
NOW = c_int64

#: Functions that give a status, by name without `usher_`; those that may wait for a disk let other threads run.
WAITING: dict[str, tuple[Any, ...]] = {
    "queue_open": (*TEXT, *TEXT, POINTER(JournalOptions), POINTER(QUEUE)),
    "sync": (QUEUE,),
    "journal_backup": (QUEUE, *TEXT),
    "next": (QUEUE, NOW, POINTER(CallStruct)),
    "next_on_lane": (QUEUE, *TEXT, NOW, POINTER(CallStruct)),
    "forget": (QUEUE, *TEXT, *TEXT, NOW),
}
QUICK: dict[str, tuple[Any, ...]] = {
    "last_error": (POINTER(ErrorStruct),),
    "queue_create": (*TEXT, POINTER(QUEUE)),
    "add_connection": (QUEUE, *TEXT),
    "change_connection": (QUEUE, *TEXT),
    "feed_json": (QUEUE, *TEXT, NOW, OUT_FED),
    "registered": (QUEUE, *TEXT, *TEXT, *TEXT, c_int64, NOW, OUT_FED),
    "unregistered": (QUEUE, *TEXT, *TEXT, c_int64, NOW, OUT_FED),
    "joined": (QUEUE, *TEXT, *TEXT, *TEXT, c_int64, NOW, OUT_FED),
    "left": (QUEUE, *TEXT, *TEXT, *TEXT, c_int64, NOW, OUT_FED),
    "resolve": (QUEUE, *TEXT, *TEXT, POINTER(c_uint64)),
    "attendee_joined": (QUEUE, c_uint64, c_int64, NOW, OUT_FED),
    "attendee_left": (QUEUE, c_uint64, c_int64, NOW, OUT_FED),
    "feed": (QUEUE, POINTER(EventStruct), c_size_t, NOW, OUT_FED),
    "feed_moves": (QUEUE, c_void_p, c_void_p, c_void_p, c_size_t, NOW, c_void_p),
    "handovers": (QUEUE, c_uint64, c_size_t, POINTER(HandoverStruct), c_size_t),
    "complete": (QUEUE, c_uint64, POINTER(OutcomeStruct), c_size_t, NOW),
    "delivered": (QUEUE, c_uint64, NOW),
    "wake_at": (QUEUE, OUT_INSTANT),
    "pause": (QUEUE, *TEXT, NOW),
    "resume": (QUEUE, *TEXT, NOW),
    "cancel": (QUEUE, *TEXT, *TEXT, *TEXT, NOW),
    "resubmit": (QUEUE, *TEXT, NOW),
    "forget_dead_letter": (QUEUE, *TEXT),
    "set_source_position": (QUEUE, *TEXT),
    "source_position": (QUEUE, OUT_TEXT),
    "unwritten": (QUEUE, POINTER(c_uint64)),
    "plan": (QUEUE, NOW, c_size_t, OUT_TEXT),
    "pending": (QUEUE, c_size_t, OUT_TEXT),
    "dead_letters": (QUEUE, OUT_TEXT),
    "connections": (QUEUE, OUT_TEXT),
    "preview": (QUEUE, *TEXT, *TEXT, NOW, OUT_TEXT),
    "explain": (QUEUE, *TEXT, *TEXT, *TEXT, OUT_TEXT),
    "check_invariants": (QUEUE, OUT_TEXT),
    "now": (QUEUE, OUT_INSTANT),
    "counters_of": (QUEUE, POINTER(CountersStruct)),
    "read_line": (*TEXT, POINTER(LineStruct)),
    "check_line": TEXT,
    "parse_instant": (*TEXT, OUT_INSTANT),
    "parse_duration": (*TEXT, c_int32, OUT_INSTANT),
    "parse_local": (*TEXT, *TEXT, OUT_INSTANT, POINTER(c_int32)),
    "format_duration": (c_int64, OUT_TEXT),
    "backoff": (*TEXT, c_int32, OUT_INSTANT),
    "mark_distance": (c_int64, c_int32, OUT_INSTANT),
    "expected_time": (*TEXT, c_uint64, OUT_INSTANT),
}


class Library:
    """The functions as attributes. What they are given is checked by ctypes alone; see Queue for what people call."""

    def __init__(self, path: str) -> None:
        # Without the GIL another thread could come into the queue meanwhile, and letting it go costs as much as a join.
        quick, waiting = ctypes.PyDLL(path), ctypes.CDLL(path)
        quick.usher_version.restype = c_int32
        version = divmod(quick.usher_version() // 1000, 1000)
        if version != ABI:
            raise ImportError(f"expected libusher {ABI[0]}.{ABI[1]}, found {version[0]}.{version[1]}: {path}")
        for library, functions in ((quick, QUICK), (waiting, WAITING)):
            for name, arguments in functions.items():
                function = getattr(library, f"usher_{name}")
                function.argtypes, function.restype = arguments, c_int32
                setattr(self, name, function)
        self.version: Callable[[], int] = quick.usher_version
        quick.usher_version_text.restype = c_char_p
        self.version_text = bytes(quick.usher_version_text()).decode()
        self.queue_destroy = quick.usher_queue_destroy
        self.queue_destroy.argtypes, self.queue_destroy.restype = (QUEUE,), None

    def __getattr__(self, name: str) -> Any:
        """For type checkers: what is there was set above."""
        raise AttributeError(name)

    def error(self, status: int) -> UsherError:
        """The exception for what has just failed on this thread."""
        failed = ErrorStruct()
        self.last_error(byref(failed))
        return BY_STATUS.get(status, UsherError)(str(failed.message), str(failed.where))


def load() -> Library:
    """The library of this package, or the one that the environment's USHER_LIBRARY names."""
    return Library(os.environ.get("USHER_LIBRARY") or str(pathlib.Path(__file__).with_name("libusher.so")))


library = load()


def checked(status: int) -> None:
    if status:
        raise library.error(status)
