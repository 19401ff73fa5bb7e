"""Series for the charts of a station: values, limit with its edition, ribbons of no data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qingtian_platform.kit.categories import Bound, bound
from qingtian_platform.kit.templatetags.kit import figure as digits
from qingtian_platform.kit.times import beijing, moment_text
from qingtian_platform.kit.words import NO_DATA, SEALS
from qingtian_platform.publish.dressing import slug
from qingtian_platform.publish.figures import ORDER, Dose, Figure
from qingtian_platform.publish.service import ALWAYS, Service

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OUT = "out"
"""Stands for an interval in which the station was not in service: blank, no ribbon."""


@dataclass(frozen=True)
class Chart:
    """One chart: its caption, and the data that the script draws."""

    name: str
    code: str
    unit: str
    title: str
    limit: str
    limit_text: str
    weak: bool
    data: dict[str, Any]

    @property
    def id(self) -> str:
        """Id of the element that holds the data."""
        return f"data-{self.code}"


@dataclass(frozen=True)
class Period:
    """What a chart of hours or of days covers and compares with.

    Attributes
    ----------
    step
        Length of one value.
    averaging
        Of the limit, by pollutant.
    """

    key: str
    step: timedelta
    averaging: Callable[[str], str]


HOURS = Period("hour", HOUR, lambda _name: "hour")
DAYS = Period("day", DAY, lambda name: "mda8" if name == "O3" else "day")
PERIODS = {"hour": HOURS, "day": DAYS}


def slots(start: datetime, end: datetime, step: timedelta) -> Iterator[datetime]:
    """List the starts of all intervals from start to end; Beijing has no summer time."""
    while start < end:
        yield start
        start += step


def chart(
    name: str,
    figures: Sequence[Figure],
    period: Period,
    start: datetime,
    end: datetime,
    service: Service = ALWAYS,
) -> Chart:
    """Lay out one pollutant of one station.

    Parameters
    ----------
    name
        Short name of the pollutant.
    figures
        The results, in any order.
    period
        Hours or days.
    start, end
        What the axis covers; intervals without a result are ribbons of missing data.
    service
        When the station was in service; outside, an interval without a result is blank.
    """
    found = {one.start: one.doses[name] for one in figures if name in one.doses}
    unit = next((dose.unit for dose in found.values()), "mg/m³" if name == "CO" else "µg/m³")
    limit = bound(name, period.averaging(name), beijing(end - period.step).date())
    times = slots(start, end, period.step)
    data = drawn(found, times, period.step, limit.value if limit else "", service)
    data["unit"] = unit
    title = _("%(name)s from %(start)s to %(end)s") % {
        "name": name,
        "start": moment_text(start),
        "end": moment_text(end),
    }
    weak = bool(limit and limit.weak)
    worth = limit.value if limit else ""
    return Chart(name, slug(name), unit, title, worth, _limit_text(name, limit, period), weak, data)


def drawn(
    found: Mapping[datetime, Dose],
    at: Iterable[datetime],
    step: timedelta,
    limit: str,
    service: Service = ALWAYS,
) -> dict[str, Any]:
    """Lay out the data that the script draws.

    Parameters
    ----------
    found
        Values by start.
    at
        Every start on the axis; those without a value are ribbons of missing data.
    step
        Length of one value.
    limit
        The limit line as written; empty = none.
    service
        When the station was in service; outside, a start without a value is blank.
    """
    times = list(at)
    doses = [found.get(each) for each in times]
    whys = [_why(dose, each, service) for each, dose in zip(times, doses, strict=True)]
    return {
        "points": [
            _point(each + step, dose, why)
            for each, dose, why in zip(times, doses, whys, strict=True)
        ],
        "texts": [_text(dose) for dose in doses],
        "ribbons": list(_ribbons(times, whys, step)),
        "acts": {n: str(SEALS[d.acted]) for n, d in enumerate(doses) if d is not None and d.acted},
        "step": int(step.total_seconds()),
        "unit": next((dose.unit for dose in found.values()), ""),
        "dash": _("–"),
        "limit": float(limit) if limit else None,
        "limit_text": limit,
    }


def _limit_text(name: str, limit: Bound | None, period: Period) -> str:
    if limit is None:
        return _("the standard has no limit for one hour")
    words = {"hour": _("1-h limit"), "day": _("24-h limit"), "mda8": _("8-h limit")}
    return f"{words[period.averaging(name)]} {limit.value} · {limit.standard} {_('class II')}"


def _text(dose: Dose | None) -> str:
    return "" if dose is None else digits(dose.value, dose.decimals)


def _point(at: datetime, dose: Dose | None, why: str) -> list[Any]:
    if dose is not None and dose.value is not None:
        return [int(at.timestamp()), float(dose.value)]
    return [int(at.timestamp()), None, _("Not in service") if why == OUT else str(NO_DATA[why])]


def _ribbons(
    times: Sequence[datetime], whys: Sequence[str], step: timedelta
) -> Iterator[dict[str, Any]]:
    """Join neighbouring intervals without a value that have the same word."""
    starts = [n for n, key in enumerate(whys) if n == 0 or whys[n - 1] != key]
    for first, after in pairwise([*starts, len(whys)]):
        if whys[first] not in {"", OUT}:
            last = times[after - 1] + step
            yield {
                "from": int(times[first].timestamp()),
                "to": int(last.timestamp()),
                "key": whys[first],
            }


def _why(dose: Dose | None, at: datetime, service: Service) -> str:
    if dose is not None and dose.value is not None:
        return ""
    if not service.covers(at):
        return OUT
    return (dose.why if dose else "") or "missing"


@dataclass(frozen=True)
class Ribbon:
    """An entry of the key below the charts."""

    key: str
    word: str


def ribbon_key(charts: Sequence[Chart]) -> list[Ribbon]:
    """List the words for no data and for acts of persons that the charts use."""
    used = {ribbon["key"] for one in charts for ribbon in one.data["ribbons"]}
    acts = {word for one in charts for word in one.data["acts"].values()}
    found = [Ribbon(key, str(word)) for key, word in NO_DATA.items() if key in used]
    return found + [Ribbon("act", word) for word in sorted(acts)]


@dataclass(frozen=True)
class Cell:
    """One day of one pollutant in the matrix of availability."""

    look: str
    title: str


@dataclass(frozen=True)
class Line:
    """One pollutant in the matrix of availability."""

    name: str
    cells: tuple[Cell, ...]
    share: str

    @property
    def row(self) -> SafeString:
        """Its cells, each with its words for those who do not see the colour."""
        cells = ((one.look, one.title, one.title) for one in self.cells)
        form = '<td class="{}" title="{}"><span class="visually-hidden">{}</span></td>'
        return format_html_join("", form, cells)


@dataclass(frozen=True)
class Matrix:
    """Valid hours by pollutant and day."""

    days: tuple[date, ...]
    rows: tuple[Line, ...]


def matrix(
    figures: Sequence[Figure], last: date, minimum: int, due: Callable[[date], int], count: int = 31
) -> Matrix:
    """Count the valid hours of each day against those that were due.

    Parameters
    ----------
    figures
        Hours of at least the days counted.
    last
        The last day.
    minimum
        Valid hours that a daily mean needs, by the law of the day. [1]
    due
        Hours that were due on a day: none before the station opened, less on a day not ended. [1]
    count
        Number of days. [1]
    """
    days = tuple(last - timedelta(days=n) for n in reversed(range(count)))
    valid: dict[tuple[str, date], int] = {}
    for one in figures:
        day = beijing(one.start).date()
        for name, dose in one.doses.items():
            valid[name, day] = valid.get((name, day), 0) + (dose.value is not None)
    expected = tuple(due(day) for day in days)
    return Matrix(days, tuple(_line(name, days, expected, valid, minimum) for name in ORDER))


def _line(
    name: str,
    days: Sequence[date],
    expected: Sequence[int],
    valid: dict[tuple[str, date], int],
    minimum: int,
) -> Line:
    counts = [valid.get((name, day), 0) for day in days]
    cells = tuple(
        _cell(name, day, n, due, minimum)
        for day, n, due in zip(days, counts, expected, strict=True)
    )
    total = sum(expected)
    return Line(name, cells, f"{min(1.0, sum(counts) / total):.1%}" if total else "")


def _cell(name: str, day: date, hours: int, due: int, minimum: int) -> Cell:
    values = {"name": name, "day": day.isoformat(), "hours": hours, "due": due}
    if not due:
        return Cell("blank", _("%(name)s on %(day)s: nothing was due") % values)
    if hours >= due:
        look = "full"
    elif hours >= minimum:
        look = "part-1"
    else:
        look = "part-2" if hours else "zero"
    return Cell(look, _("%(name)s on %(day)s: %(hours)s valid hours of %(due)s due") % values)
