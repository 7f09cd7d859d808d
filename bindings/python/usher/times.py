"""Instants are aware datetimes and durations timedeltas; usher counts both in whole milliseconds."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)


def to_milliseconds(instant: datetime) -> int:
    """Digits past milliseconds are cut.

    >>> to_milliseconds(datetime(2026, 3, 29, 17, tzinfo=timezone.utc))
    1774803600000
    >>> to_milliseconds(datetime(2026, 3, 29, 17))
    Traceback (most recent call last):
        ...
    ValueError: expected a datetime with a time zone, found 2026-03-29T17:00:00, which has none
    """
    try:
        return (instant - EPOCH) // MILLISECOND
    except TypeError:
        raise _wrong(instant) from None


def _wrong(instant: object) -> Exception:
    if isinstance(instant, datetime):
        return ValueError(f"expected a datetime with a time zone, found {instant.isoformat()}, which has none")
    return TypeError(f"expected a datetime, found {type(instant).__name__}")


def from_milliseconds(milliseconds: int) -> datetime:
    """In UTC.

    >>> from_milliseconds(1774803600001).isoformat()
    '2026-03-29T17:00:00.001000+00:00'
    """
    return EPOCH + milliseconds * MILLISECOND


def instant_text(instant: datetime) -> str:
    """RFC 3339, as in a line.

    >>> instant_text(datetime(2026, 3, 29, 19, tzinfo=timezone(timedelta(hours=2))))
    '2026-03-29T17:00:00.000Z'
    """
    at = from_milliseconds(to_milliseconds(instant))
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def read_instant(text: str) -> datetime:
    """Of usher's own writing.

    >>> read_instant("2026-03-29T17:00:00.250Z").isoformat()
    '2026-03-29T17:00:00.250000+00:00'
    """
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)


def duration_text(duration: timedelta) -> str:
    """ISO 8601, as in a line.

    >>> duration_text(timedelta(minutes=90)), duration_text(timedelta(minutes=-10)), duration_text(timedelta())
    ('PT5400S', '-PT600S', 'PT0S')
    >>> duration_text(timedelta(milliseconds=200))
    'PT0.200S'
    """
    if not isinstance(duration, timedelta):
        raise TypeError(f"expected a timedelta, found {type(duration).__name__}")
    milliseconds = duration // MILLISECOND
    sign, (seconds, rest) = "-" if milliseconds < 0 else "", divmod(abs(milliseconds), 1000)
    return f"{sign}PT{seconds}.{rest:03d}S" if rest else f"{sign}PT{seconds}S"
