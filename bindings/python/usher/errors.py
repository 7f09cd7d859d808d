"""What usher refuses, as exceptions: one class for each code, each with the place and the reason."""

from __future__ import annotations

from typing import ClassVar


class UsherError(Exception):
    """The host's mistake, or a journal that cannot be read or written. What was refused has changed nothing.

    >>> error = InvalidError("expected a batch of 1 to 10000, found 0", "/batch")
    >>> error.code, error.where
    ('invalid', '/batch')
    >>> str(error)
    'invalid at /batch: expected a batch of 1 to 10000, found 0'
    """

    code: ClassVar[str] = "internal"

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message, where)
        self.message = message
        #: JSON pointer of the offending value; empty where there is no such place
        self.where = where

    def __str__(self) -> str:
        return f"{self.code} at {self.where}: {self.message}" if self.where else f"{self.code}: {self.message}"


class MalformedError(UsherError):
    """Not the format: bad JSON, a wrong type, an unknown or missing field."""

    code = "malformed"


class InvalidError(UsherError, ValueError):
    """The format is right, the value is not."""

    code = "invalid"


class UnknownError(UsherError):
    """Names a webinar, rule, attendee, connection, call or key that is not there (any more)."""

    code = "unknown"


class DuplicateError(UsherError):
    """An id that is taken already."""

    code = "duplicate"


class ConflictError(UsherError):
    """Cannot be done in the present state."""

    code = "conflict"


class TooFarAheadError(UsherError):
    """`at` is more than `max_skew` after `now`."""

    code = "too_far_ahead"


class LimitError(UsherError):
    """Beyond a bound."""

    code = "limit"


class UnavailableError(UsherError):
    """The journal cannot be read or written now: it may work later."""

    code = "unavailable"


class DamagedError(UsherError):
    """What the journal holds is not what was written."""

    code = "damaged"


class MisusedError(UsherError):
    """A closed queue, or a second thread in it."""

    code = "misused"


class NoMemoryError(UsherError, MemoryError):
    """There was not enough memory."""

    code = "no_memory"


#: by the number of the status
BY_STATUS: dict[int, type[UsherError]] = {
    1: MalformedError, 2: InvalidError, 3: UnknownError, 4: DuplicateError, 5: ConflictError, 6: TooFarAheadError,
    7: LimitError, 8: UnavailableError, 9: DamagedError, 10: MisusedError, 11: NoMemoryError, 12: UsherError,
}
