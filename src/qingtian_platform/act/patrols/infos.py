"""What the patrols tell others: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from qingtian.policy.settings import Decision, Setting
from qingtian_platform.kit.attachments import Attachment

Raises = Literal["nothing", "notice", "matter"]


@dataclass(frozen=True)
class Rule:
    """What a missed patrol raises, by the setting of the pack.

    Attributes
    ----------
    raises
        `nothing`, `notice`, or `matter`.
    tell
        Who is told: `chief`, `township`, `district`.
    setting, decision
        Where that stands, and who decided it, since when and why.
    """

    raises: Raises
    tell: tuple[str, ...]
    setting: Setting
    decision: Decision


@dataclass(frozen=True)
class ReachInfo:
    """A stretch of a river.

    Attributes
    ----------
    key, name, name_en
        By which it is found, and how it is called.
    division
        Code of the place; empty where it is not known.
    """

    key: str
    name: str
    name_en: str
    division: str


@dataclass(frozen=True)
class Turn:
    """The next turn that is owed: a week for a village, a month for a township.

    Attributes
    ----------
    reach, level, login
        Which, on which level, and who owes it.
    first, due
        Its first day, and the last on which it is in time.
    last
        When the last patrol was; None where there was none.
    clauses
        Where the clock stands.
    """

    reach: ReachInfo
    level: str
    login: str
    first: date
    due: date
    last: datetime | None
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class PatrolInfo:
    """A patrol.

    Attributes
    ----------
    id
        Its number here.
    reach, level, name
        Where, on which level, and who.
    at
        When its report came.
    begin, end
        From when to when it was, by the phone.
    lon, lat
        Where the report was made; None where the phone did not tell. [degrees]
    track
        Longitude and latitude of points on the way. [degrees]
    problem, violates, text
        What was found, whether it is a violation, and in words; empty where nothing was.
    files
        Photographs.
    matter
        The matter that it opened; None for none.
    """

    id: int
    reach: ReachInfo
    level: str
    name: str
    at: datetime
    begin: datetime
    end: datetime
    lon: float | None
    lat: float | None
    track: tuple[tuple[float, float], ...]
    problem: str
    violates: bool
    text: str
    files: tuple[Attachment, ...]
    matter: int | None


@dataclass(frozen=True)
class MissedInfo:
    """A turn that passed without a patrol.

    Attributes
    ----------
    reach, level, login
        Where, on which level, and whose it was.
    first, last
        The days of the turn.
    tell
        Who is told: `chief`, `township`, `district`.
    at
        When it was noticed.
    raises, matter
        What it raised, and the matter that was opened; None for none.
    """

    reach: ReachInfo
    level: str
    login: str
    first: date
    last: date
    tell: tuple[str, ...]
    at: datetime
    raises: str
    matter: int | None
