"""Matters on the map: districts with what runs and what is late, and the same as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from qingtian_platform.act.cases import api as cases
from qingtian_platform.people import api as people
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.outlines import CENTRE, Frame, frame_of, paths

EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """A district with its matters; counts [1]."""

    code: str
    name: str
    open: int
    late: int


@dataclass(frozen=True)
class Area:
    """A district in a drawing: its outline, and where its number stands."""

    place: Place
    path: str
    x: float
    y: float
    labelled: bool

    @property
    def level(self) -> int:
        """Say how it is drawn: 0 nothing runs, 1 something does, 2 something is late."""
        return 2 if self.place.late else int(self.place.open > 0)


@dataclass(frozen=True)
class Drawing:
    """A map, ready for its template."""

    name: str
    width: int
    height: int
    areas: tuple[Area, ...]


@cache
def _names() -> dict[str, tuple[str, str]]:
    """Name the districts by code of 6 digits, in Chinese and English."""
    rows = (row for row in people.packaged_divisions() if row["level"] in ("city", "district"))
    return {row["code"][:6]: (row["name"], row["name_en"]) for row in rows}


def _name(code: str) -> str:
    if not code:
        return _("The city's own")
    zh, en = _names().get(code, (code, code))
    return en if words.english() else zh


def places(person: Any, now: datetime) -> list[Place]:  # noqa: ANN401
    """List the districts in which something runs, those with most late first."""
    found = cases.counts("division", EVER, now, now, person=person)
    every = [Place(t.key, _name(t.key), t.open, t.late) for t in found if t.open]
    return sorted(every, key=lambda each: (-each.late, -each.open, each.code))


def drawings(person: Any, now: datetime) -> tuple[Drawing, ...]:  # noqa: ANN401
    """Draw the city, and its centre larger."""
    own = {each.code: each for each in places(person, now)}
    return (_drawing("whole", _city(), own), _drawing("centre", _centre(), own))


@cache
def _city() -> Frame:
    return frame_of(None, 420.0, margin=0.005)


@cache
def _centre() -> Frame:
    return frame_of(CENTRE, 420.0, margin=0.01)


def _drawing(name: str, frame: Frame, own: dict[str, Place]) -> Drawing:
    areas = []
    for district, path in paths(frame):
        place = own.get(district.code) or Place(district.code, _name(district.code), 0, 0)
        x, y = frame.at(*district.centre)
        inside = 8 < x < frame.width - 8 and 14 < y < frame.height - 4
        crowded = name == "whole" and district.code in CENTRE
        areas.append(Area(place, path, x, y, inside and not crowded and place.open > 0))
    return Drawing(name, round(frame.width), round(frame.height), tuple(areas))
