"""The AQI of each day of a year, as a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qingtian_platform.kit.categories import category, english
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.kit.words import NO_DATA
from qingtian_platform.publish.dressing import number_href
from qingtian_platform.publish.figures import Figure
from qingtian_platform.publish.service import ALWAYS, Service

#: Daily results by day; None marks a day before the first of all.
Found = dict[date, Figure | None]


@dataclass(frozen=True)
class Day:
    """One day: its index and colour, or the word for no data."""

    aqi: int | None
    colour: str
    ink: str
    title: str
    href: str
    nodata: str


@dataclass(frozen=True)
class Month:
    """A row of the calendar; None stands where the month has no such day."""

    name: str
    days: tuple[Day | None, ...]

    @property
    def cells(self) -> SafeString:
        """Its cells; written here, since a template takes a tenth of a second for a year of them."""
        return mark_safe("".join(map(_cell, self.days)))  # noqa: S308 - escaped one by one


def _cell(day: Day | None) -> str:
    if day is None:
        return '<td class="blank"></td>'
    title = escape(day.title)
    if day.aqi is None:
        look = "blank" if day.nodata == "not-due" else f"gap p-{day.nodata}"
        word = escape(NO_DATA[day.nodata])
        return (
            f'<td class="{look}" title="{title}"><span class="visually-hidden">{word}</span></td>'
        )
    style = f"--aqi:{day.colour};--on-aqi:{day.ink}"
    link = f'<a href="{day.href}" style="color:inherit">{day.aqi}</a>'
    return f'<td class="has" style="{style}" title="{title}">{link}</td>'


@dataclass(frozen=True)
class Calendar:
    """A whole year."""

    year: int
    years: tuple[int, ...]
    heads: tuple[int, ...]
    months: tuple[Month, ...]


def calendar(
    figures: Sequence[Figure],
    year: int,
    years: Sequence[int],
    today: date,
    key: str,
    service: Service = ALWAYS,
) -> Calendar:
    """Lay out a year.

    Parameters
    ----------
    figures
        Daily results of the year.
    year, years
        The year shown, and those that can be chosen.
    today
        In Beijing; later days are not yet due.
    key
        Of the station, for addresses.
    service
        When the station was in service; a day outside without a figure is blank.
    """
    found: Found = {beijing(one.start).date(): one for one in figures}
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    found |= {day: None for day in days if day not in found and not service.on(day)}
    first = min((day for day, one in found.items() if one), default=None)
    if year == years[0] and first:  # before the first figure of all there is nothing to miss
        found |= dict.fromkeys(_before(date(year, 1, 1), first), None)
    rows = [_month(year, n, found, today, key) for n in range(1, 13)]
    months = tuple(row for row in rows if any(d and d.nodata != "not-due" for d in row.days))
    return Calendar(year, tuple(years), tuple(range(1, 32)), months)


def _before(first: date, after: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((after - first).days)]


def _month(year: int, n: int, found: Found, today: date, key: str) -> Month:
    first = date(year, n, 1)
    after = date(year + n // 12, n % 12 + 1, 1)
    length = (after - first).days
    days = [_day(first + timedelta(days=at), found, today, key) for at in range(length)]
    name = f"{first:%b}" if english() else f"{n}月"
    return Month(name, (*days, *[None] * (31 - length)))


def _day(day: date, found: Found, today: date, key: str) -> Day | None:
    if day in found and found[day] is None:
        return None
    one = found.get(day)
    if one is None or one.aqi is None:
        late = "missing" if day < today else "not-due"
        why = late if one is None or day >= today else "invalid"
        return Day(None, "", "", f"{day} {NO_DATA[why]}", "", why)
    step = category(one.aqi, day)
    assert step is not None
    text = _("%(day)s AQI %(aqi)s %(word)s") % {"day": day, "aqi": one.aqi, "word": step.name}
    names = ", ".join(one.primary)
    title = f"{text} {names}".strip()
    href = number_href(key, "day", midnight(day), "aqi")
    return Day(one.aqi, step.colour, step.ink, title, href, "")
