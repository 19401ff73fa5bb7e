"""A list as a map: outlines of districts, each marked by shade, hatching and number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.publish.desk.rankings import words
from qingtian_platform.publish.desk.rankings.lists import Line
from qingtian_platform.publish.outlines import CENTRE, Frame, frame_of, paths

LEVELS = 4
"""Shades of a map. [1]"""


@dataclass(frozen=True)
class Area:
    """A district.

    Attributes
    ----------
    code, title
        Six digits; the whole sentence, for those who point or listen.
    path, x, y
        Its outline, and where its number stands.
    label
        The number; empty where there is none.
    level
        1 to 4, from the palest; 0 = no figure.
    own
        Whether the reader acts for it.
    """

    code: str
    title: str
    path: str
    x: float
    y: float
    label: str
    level: int
    own: bool


@dataclass(frozen=True)
class Drawing:
    """A map, ready for its template."""

    name: str
    width: int
    height: int
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Map:
    """Both drawings, with the legend: level and what it stands for."""

    drawings: tuple[Drawing, ...]
    legend: tuple[tuple[int, str], ...]
    about: str
    townships: bool


def drawn(known: Policy, lines: Sequence[Line], own: str, *, form: str, cut: bool) -> Map | None:
    """Draw a list; None where its units are no places.

    Parameters
    ----------
    known
        The policy.
    lines
        Of the list.
    own
        Six digits of the reader's district; empty for the whole city.
    form, cut
        Form of the ranking; whether its end is named.
    """
    placed = [line for line in lines if line.district]
    if not placed:
        return None
    if all(line.code[:6] == line.district and line.code.endswith("000") for line in placed):
        return _of_districts(known, placed, own, form)
    return _of_townships(known, placed, own, cut=cut)


def _of_districts(known: Policy, lines: Sequence[Line], own: str, form: str) -> Map:
    """Shade each district by its quarter of the list, the last the darkest."""
    ordered = sorted(lines, key=lambda line: line.place or -float(line.value or 0))
    marks: dict[str, tuple[str, int, str]] = {}
    for at, line in enumerate(ordered):
        rank = line.place - 1 if line.place else at
        level = 1 + rank * LEVELS // len(ordered)
        label = str(line.place) if line.place else str(line.value)
        place = _("place %(n)s") % {"n": line.place} if line.place else ""
        title = ", ".join(filter(None, (line.name, place, line.value or "")))
        marks[line.district] = (label, level, title)
    quarters = (_("first quarter"), _("second quarter"), _("third quarter"), _("last quarter"))
    legend = tuple(enumerate(quarters, 1))
    about = _("The number is the place.") if form == "ranking" else _("The number is the figure.")
    return Map(_drawings(known, marks, own), legend, about, townships=False)


def _of_townships(known: Policy, lines: Sequence[Line], own: str, *, cut: bool) -> Map:
    """Shade each district by how many of its townships are named; or, uncut, are in the last quarter."""
    worst = max((line.place for line in lines), default=0)
    counted: dict[str, int] = {}
    for line in lines:
        bad = line.named if cut else line.place > worst * 3 / 4
        counted[line.district] = counted.get(line.district, 0) + int(bad)
    marks = {
        code: (str(n), min(n + 1, LEVELS), f"{words.short(known, code + '000')}: {n}")
        for code, n in counted.items()
    }
    legend = ((1, "0"), (2, "1"), (3, "2"), (4, _("3 or more")))
    about = (
        _("The number is how many townships of the district are named.")
        if cut
        else _("The number is how many townships of the district are in the last quarter.")
    )
    return Map(_drawings(known, marks, own), legend, about, townships=True)


def _drawings(
    known: Policy, marks: Mapping[str, tuple[str, int, str]], own: str
) -> tuple[Drawing, ...]:
    return (
        _drawing(known, "whole", _city(), marks, own),
        _drawing(known, "centre", _centre(), marks, own),
    )


@cache
def _city() -> Frame:
    return frame_of(None, 420.0, margin=0.005)


@cache
def _centre() -> Frame:
    return frame_of(CENTRE, 420.0, margin=0.01)


def _drawing(
    known: Policy, name: str, frame: Frame, marks: Mapping[str, tuple[str, int, str]], own: str
) -> Drawing:
    areas = []
    for district, path in paths(frame):
        label, level, title = marks.get(
            district.code, ("", 0, f"{words.short(known, district.code + '000')}: {_('no figure')}")
        )
        x, y = frame.at(*district.centre)
        inside = 8 < x < frame.width - 8 and 14 < y < frame.height - 4
        crowded = name == "whole" and district.code in CENTRE
        shown = label if inside and not crowded else ""
        areas.append(Area(district.code, title, path, x, y, shown, level, district.code == own))
    return Drawing(name, round(frame.width), round(frame.height), tuple(areas))
