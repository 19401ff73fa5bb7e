"""Where the network stands: stations by district and township, and the gaps with their reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qingtian_platform.assess.townships import api as townships
from qingtian_platform.check.comparability import api as comparability
from qingtian_platform.check.comparability.api import Covered
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.network import words
from qingtian_platform.publish.outlines import CENTRE, Frame, frame_of, paths

GAPS: Mapping[str, Promise] = {
    "none": gettext_lazy("no station was ever registered here"),
    "closed": gettext_lazy("every station here is closed"),
    "silent": gettext_lazy("a station is registered and sends nothing"),
}
KINDS: Mapping[str, Promise] = {
    "station": gettext_lazy("Air stations"),
    "section": gettext_lazy("Water sections"),
}


@dataclass(frozen=True)
class Line:
    """A district with its own stations and its townships."""

    district: Covered
    townships: tuple[Covered, ...]

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return named(self.district)

    @property
    def covered(self) -> int:
        """Townships with a station. [1]."""
        return sum(not each.gap for each in self.townships)

    @property
    def owners(self) -> int:
        """Owners of its stations. [1]."""
        return len({thing.owner for thing in self.district.stations if thing.owner})

    @property
    def unplaced(self) -> int:
        """Stations of which no township is known. [1]."""
        placed = {thing.id for each in self.townships for thing in each.stations}
        return sum(thing.id not in placed for thing in self.district.stations)

    @property
    def level(self) -> int:
        """How the map shows it: 0 none, then by the number of its stations."""
        number = len(self.district.stations)
        return 0 if not number else 1 if number < 3 else 2 if number < 6 else 3


@dataclass(frozen=True)
class Area:
    """A district in a drawing: its outline, and where its number stands."""

    line: Line
    path: str
    x: float
    y: float
    labelled: bool


@dataclass(frozen=True)
class Drawing:
    """A map, ready for its template."""

    name: str
    width: int
    height: int
    areas: tuple[Area, ...]
    dots: tuple[tuple[float, float, str, str], ...]


def named(each: Covered) -> str:
    """Name a division in the reader's language."""
    return each.name_en if desk_words.english() else each.name


@require_safe
@desk_required(*words.READERS)
def coverage(request: HttpRequest) -> HttpResponse:
    """Show the map and the gaps, or hand the townships out as a file."""
    today = timezone.localdate()
    kind = request.GET.get("kind", "")
    lines = table(today, (kind,) if kind in KINDS else comparability.KINDS)
    if export.asked(request):
        return export.table(request, f"qingtian-coverage-{today}", _columns(), _rows(lines))
    chosen = next((one for one in lines if one.district.code == request.GET.get("district")), None)
    every = [each for one in lines for each in one.townships]
    context: dict[str, Any] = {
        "lines": lines,
        "chosen": chosen,
        "towns": [(e, named(e), _why(e, chosen)) for e in chosen.townships] if chosen else [],
        "drawings": drawings(lines),
        "kinds": KINDS,
        "kind": kind if kind in KINDS else "",
        "stations": sum(len(one.district.stations) for one in lines),
        "unplaced": sum(one.unplaced for one in lines),
        "covered": sum(not each.gap for each in every),
        "townships": len(every),
        "empty": [one.name for one in lines if one.district.gap],
        "clauses": words.CLAUSES[:1],
        "day": today,
    }
    return page(request, "network/coverage.html", "network", context)


def table(day: date, kinds: Sequence[str]) -> list[Line]:
    """List the districts with their townships on a day, a person's word of where a station lies first."""
    found = comparability.coverage(day, lies=townships.lying_on(day), kinds=kinds)
    below: dict[str, list[Covered]] = {}
    for each in found:
        if each.level == "township":
            below.setdefault(each.code[:6], []).append(each)
    return [
        Line(each, tuple(below.get(each.code, ()))) for each in found if each.level == "district"
    ]


def _why(each: Covered, line: Line) -> str:
    if each.gap == "none" and line.unplaced:
        said = _(
            "no station is known to stand here; %(n)s of the district have no township on record"
        )
        return said % {"n": line.unplaced}
    return str(GAPS[each.gap]) if each.gap else ""


def _columns() -> list[str]:
    return [_("District"), _("Township"), _("Code"), _("Number of stations"), _("Names"), _("Owners"), _("Why there is none")]  # fmt: skip


def _rows(lines: Sequence[Line]) -> Iterator[list[Any]]:
    for one in lines:
        for each in one.townships:
            names = "; ".join(desk_words.name(thing) for thing in each.stations)
            owners = "; ".join(dict.fromkeys(thing.owner for thing in each.stations))
            yield [
                one.name,
                named(each),
                each.code,
                len(each.stations),
                names,
                owners,
                _why(each, one),
            ]


def drawings(lines: Sequence[Line]) -> tuple[Drawing, ...]:
    """Draw the city, and its centre larger."""
    own = {one.district.code: one for one in lines}
    return (_drawing("whole", _city(), own), _drawing("centre", _centre(), own))


@cache
def _city() -> Frame:
    return frame_of(None, 420.0, margin=0.005)


@cache
def _centre() -> Frame:
    return frame_of(CENTRE, 420.0, margin=0.01)


def _drawing(name: str, frame: Frame, own: Mapping[str, Line]) -> Drawing:
    areas: list[Area] = []
    dots: list[tuple[float, float, str, str]] = []
    for district, path in paths(frame):
        line = own[district.code]
        x, y = frame.at(*district.centre)
        inside = 8 < x < frame.width - 8 and 14 < y < frame.height - 4
        crowded = name == "whole" and district.code in CENTRE
        areas.append(Area(line, path, x, y, inside and not crowded))
        dots += [
            (*frame.at(lon, lat), thing.kind, desk_words.name(thing))
            for thing in line.district.stations
            for lon, lat in [(thing.lon, thing.lat)]
            if lon is not None and lat is not None and frame.holds(lon, lat)
        ]
    return Drawing(name, round(frame.width), round(frame.height), tuple(areas), tuple(dots))
