"""What happens to webinars and attendees. `at` is when it happened, whenever it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Optional, Union

from .definitions import Webinar, host_json, json_object, text
from .times import instant_text


@dataclass(frozen=True)
class Event:
    """Anything that is fed."""

    at: datetime

    def _line(self, kind: str, **members: Optional[str]) -> str:
        return json_object(type=text(kind), at=text(instant_text(self.at)), **members)

    def to_line(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True)
class Scheduled(Event):
    webinar: Webinar

    def to_line(self) -> str:
        return self._line("webinar.scheduled", webinar=self.webinar.to_json())


@dataclass(frozen=True)
class Edited(Event):
    """The whole definition anew, under the same id."""

    webinar: Webinar

    def to_line(self) -> str:
        return self._line("webinar.edited", webinar=self.webinar.to_json())


@dataclass(frozen=True)
class Moved(Event):
    webinar: str
    start: datetime

    def to_line(self) -> str:
        return self._line("webinar.moved", webinar=text(self.webinar), start=text(instant_text(self.start)))


@dataclass(frozen=True)
class Started(Event):
    webinar: str

    def to_line(self) -> str:
        return self._line("webinar.started", webinar=text(self.webinar))


@dataclass(frozen=True)
class Ended(Event):
    webinar: str

    def to_line(self) -> str:
        return self._line("webinar.ended", webinar=text(self.webinar))


@dataclass(frozen=True)
class Cancelled(Event):
    webinar: str

    def to_line(self) -> str:
        return self._line("webinar.cancelled", webinar=text(self.webinar))


@dataclass(frozen=True)
class MarkerSet(Event):
    webinar: str
    marker: str

    def to_line(self) -> str:
        return self._line("webinar.marker", webinar=text(self.webinar), marker=text(self.marker))


@dataclass(frozen=True)
class AttendeeEvent(Event):
    webinar: str
    attendee: str

    def _attendee_line(self, kind: str, **members: Optional[str]) -> str:
        return self._line(f"attendee.{kind}", webinar=text(self.webinar), attendee=text(self.attendee), **members)


@dataclass(frozen=True)
class Registered(AttendeeEvent):
    profile: str = ""  #: the host's own JSON text, given back byte for byte; empty leaves the known one

    def to_line(self) -> str:
        return self._attendee_line("registered", profile=host_json(self.profile))


@dataclass(frozen=True)
class Unregistered(AttendeeEvent):
    def to_line(self) -> str:
        return self._attendee_line("unregistered")


@dataclass(frozen=True)
class Joined(AttendeeEvent):
    session: str = ""  #: what pairs a leave with its join; empty: the unnamed one

    def to_line(self) -> str:
        return self._attendee_line("joined", session=text(self.session) if self.session else None)


@dataclass(frozen=True)
class Left(AttendeeEvent):
    session: str = ""

    def to_line(self) -> str:
        return self._attendee_line("left", session=text(self.session) if self.session else None)


#: What `feed` takes: an event, or a line of JSON.
Feedable = Union[Event, str]
