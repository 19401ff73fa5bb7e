"""What the complaints tell others: plain values; none of them holds who sent anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from qingtian_platform.act.complaints.hotlines import Hotline
from qingtian_platform.kit.attachments import Attachment


@dataclass(frozen=True)
class Report:
    """What a citizen fills in.

    Attributes
    ----------
    key
        Drawn with the form: the same form sent twice is one complaint.
    scope
        What it is about: a word of the procedure's fact `scope`.
    text, place, about
        What happened, where, and which unit, in words.
    happened
        When; None where it is not said.
    lon, lat
        The point; None where none was picked. [degrees]
    thing_id
        The unit that was picked; None for none.
    division
        Code of the district, 6 digits; empty where it is not known.
    name, phone, mail
        How the sender can be reached; all empty = anonymous. They go nowhere but into the vault.
    """

    key: str
    scope: str
    text: str
    place: str = ""
    about: str = ""
    happened: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    thing_id: int | None = None
    division: str = ""
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    mail: str = field(default="", repr=False)

    @property
    def reachable(self) -> bool:
        """Whether a way to be reached is left."""
        return bool(self.phone or self.mail)


@dataclass(frozen=True)
class AnswerInfo:
    """What the sender was answered.

    Attributes
    ----------
    text, unit, at
        In public words; which unit; when.
    name
        Name of the officer, for the desk.
    """

    text: str
    unit: str
    at: datetime
    name: str


@dataclass(frozen=True)
class OpeningInfo:
    """That somebody looked who sent a complaint.

    Attributes
    ----------
    name, at, reason
        Who, when, why.
    """

    name: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class ComplaintInfo:
    """A complaint as others may read it.

    Attributes
    ----------
    number, at
        Its number by year, and when it came.
    scope, text, place, about, happened, lon, lat, thing_id, division
        As in `Report`; ways to reach a person are masked.
    files
        Photographs, without what the camera wrote into them.
    channel, hotlines
        Where the procedure routes it, and which hotlines that were on its day.
    reachable
        Whether the sender left a way to be reached; not which.
    matter
        The matter that it became; None while there is none.
    answers, openings
        What was answered, and who looked at the sender; the oldest first.
    """

    number: str
    at: datetime
    scope: str
    text: str
    place: str
    about: str
    happened: datetime | None
    lon: float | None
    lat: float | None
    thing_id: int | None
    division: str
    files: tuple[Attachment, ...]
    channel: str
    hotlines: tuple[Hotline, ...]
    reachable: bool
    matter: int | None
    answers: tuple[AnswerInfo, ...]
    openings: tuple[OpeningInfo, ...]


@dataclass(frozen=True)
class SenderInfo:
    """Who sent a complaint; given to a named role against a reason, and to nobody else.

    Attributes
    ----------
    name, phone, mail
        As the sender left them.
    text, place, about
        The words as they came.
    """

    name: str = field(repr=False)
    phone: str = field(repr=False)
    mail: str = field(repr=False)
    text: str = field(repr=False)
    place: str = field(repr=False)
    about: str = field(repr=False)
