"""The page of one station: now, charts, table, calendar, availability, who answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian import law
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.categories import categories, category
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.publish import figures, reviewed
from qingtian_platform.publish.almanac import Calendar, calendar
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.dressing import number_href, plate, slug
from qingtian_platform.publish.enterprise import public
from qingtian_platform.publish.figures import ORDER, Figure
from qingtian_platform.publish.gaps import with_reasons
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.names import Place, place
from qingtian_platform.publish.sentences import station_says
from qingtian_platform.publish.series import (
    DAY,
    HOUR,
    PERIODS,
    Matrix,
    chart,
    matrix,
    ribbon_key,
    slots,
)
from qingtian_platform.publish.service import Service
from qingtian_platform.registry import api as registry

#: An hour that ended so lately may still be on its way; it is not called missing yet.
GRACE = timedelta(minutes=20)


def find(key: str) -> Place:
    """Give the place of an address.

    Raises
    ------
    Http404
        If no place has the key; the message says what was expected.
    """
    info = registry.thing(key)
    if info is None:
        raise Http404(_("Expected the key of a place; got %(key)s.") % {"key": key})
    return place(info)


def now_context(one: Place) -> dict[str, Any]:
    """Gather the live part."""
    latest = _latest(one)
    return {
        "place": one,
        "now": plate(latest, one.key, origin=one.origin),
        "say": station_says(one, latest, datetime.now(UTC)),
    }


def _latest(one: Place) -> Figure | None:
    latest = figures.all_now().get(one.id)
    return with_reasons(one.id, [latest], latest.start, latest.end)[0] if latest else None


def state(key: str) -> object:
    """Give the state of a place: a station's own; what others sent is not in its page."""
    info = registry.thing(key)
    if info is not None and info.kind != "station":
        return evaluate.verdict_state(), public.version(info.id)
    return figures.version(info.id if info else None), reviewed.version(key)


def station(request: HttpRequest, one: Place) -> HttpResponse:
    """Show a station."""
    latest = figures.all_now().get(one.id)
    end = latest.end if latest else datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    last = beijing(end - HOUR).date()
    day = asked_day(request, "day", last)
    scale = categories(last)
    return render(
        request,
        "portal/station.html",
        {
            **now_context(one),
            **_series(request, one, end),
            "table": table(one, day),
            "calendar": _calendar(request, one, last),
            "matrix": _matrix(one, last),
            "reviewed": reviewed.recent(one.key, max(day, last)),
            "day_reviewed": reviewed.standing(one.key, day, day).get(day),
            "downloads": _downloads(one, day),
            "scale": scale,
            "section": "places",
        },
    )


def _series(request: HttpRequest, one: Place, end: datetime) -> dict[str, Any]:
    chosen = PERIODS.get(request.GET.get("period", "hour"), PERIODS["hour"])
    if chosen.key == "hour":
        start = end - timedelta(days=7)
        found = figures.between(one.id, "hour", start, end)
        found = with_reasons(one.id, found, start, end)
        title, note = _("Seven days, hour by hour"), _("hourly means with the limit of one hour")
    else:
        end = midnight(beijing(end - HOUR).date()) + DAY
        start = end - timedelta(days=366)
        found = figures.between(one.id, "day", start, end)
        title, note = _("A year, day by day"), _("daily means; ozone as the largest 8-hour mean")
    service = Service.of(one).widened(found)
    charts = [chart(name, found, chosen, start, end, service) for name in ORDER]
    source = _("Source: %(name)s, real-time data as received, evaluated by %(edition)s.")
    edition = found[-1].edition if found else categories_edition(beijing(end - HOUR).date())
    series = {
        "title": title,
        "note": note,
        "charts": charts,
        "ribbons": ribbon_key(charts),
        "source": source % {"name": one.name, "edition": edition},
    }
    return {"series": series, "period": chosen.key}


def categories_edition(day: date) -> str:
    """Name the edition of the index that holds on a day."""
    return str(law.at(day)["air.aqi.categories"].standard)


@dataclass(frozen=True)
class Column:
    """A pollutant as the head of a table."""

    name: str
    unit: str


@dataclass(frozen=True)
class Cell:
    """One value of the table, and the way to where it comes from."""

    value: Decimal | None
    decimals: int
    nodata: str
    href: str
    acted: str = ""


@dataclass(frozen=True)
class Hour:
    """One hour of the table."""

    start: datetime
    end: datetime
    aqi: int | None
    colour: str
    primary: tuple[str, ...]
    cells: tuple[Cell, ...]
    href: str


@dataclass(frozen=True)
class Table:
    """The hours of one day.

    Attributes
    ----------
    rest_start, rest_end
        Hours that are still to come; None = none.
    out
        Why the day has no hours at all: the station was not in service.
    """

    day: date
    before: date
    after: date | None
    columns: tuple[Column, ...]
    rows: tuple[Hour, ...]
    rest_start: datetime | None
    rest_end: datetime
    out: str = ""


def table(one: Place, day: date) -> Table:
    """Lay out the 24 hours of a day; those to come are one row, not yet due."""
    start = midnight(day)
    read = figures.between(one.id, "hour", start, start + DAY)
    found = {f.start: f for f in with_reasons(one.id, read, start, start + DAY)}
    now = datetime.now(UTC)
    hours = list(slots(start, start + DAY, HOUR))
    due = [at for at in hours if at + HOUR + GRACE <= now or at in found]
    rest = hours[len(due)] if len(due) < len(hours) else None
    rows = tuple(_hour(one, at, found.get(at)) for at in due)
    columns = [Column(name, "mg/m³" if name == "CO" else "µg/m³") for name in ORDER]
    tomorrow = day + timedelta(days=1)
    after = tomorrow if midnight(tomorrow) < now else None
    before = day - timedelta(days=1)
    out = "" if found else _out(one, start)
    if out:
        rows, rest = (), None
    return Table(day, before, after, tuple(columns), rows, rest, start + DAY, out)


def _out(one: Place, start: datetime) -> str:
    """Say that a day lies before or after a station's service; empty where it does not."""
    service = Service.of(one)
    if service.before(start):
        return _("Not yet open: in service since %(day)s") % {"day": one.opened}
    return (
        _("Closed: in service until %(day)s") % {"day": one.closed} if service.after(start) else ""
    )


def _hour(one: Place, start: datetime, figure: Figure | None) -> Hour:
    step = category(figure.aqi, beijing(start).date()) if figure else None
    return Hour(
        start=start,
        end=start + HOUR,
        aqi=figure.aqi if figure else None,
        colour=step.colour if step else "",
        primary=figure.primary if figure else (),
        cells=tuple(_cell(one, start, figure, name) for name in ORDER),
        href=number_href(one.key, "hour", start, "aqi"),
    )


def _cell(one: Place, start: datetime, figure: Figure | None, name: str) -> Cell:
    dose = figure.doses.get(name) if figure else None
    href = number_href(one.key, "hour", start, slug(name))
    if dose is None:
        return Cell(None, 0, "missing", href)
    return Cell(dose.value, dose.decimals, dose.why or "missing", href, dose.acted)


def _calendar(request: HttpRequest, one: Place, last: date) -> Calendar:
    years = figures.years(one.id) or [last.year]
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else years[-1]
    start, end = midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))
    found = figures.between(one.id, "day", start, end)
    replayed = one.origin == "replay"  # what comes after its end was never to come
    today = last + timedelta(days=1) if replayed else beijing(datetime.now(UTC)).date()
    return calendar(found, year, years, today, one.key, Service.of(one))


def _matrix(one: Place, last: date) -> Matrix:
    end = midnight(last) + DAY
    found = figures.between(one.id, "hour", end - timedelta(days=31), end)
    now = datetime.now(UTC)
    service = Service.of(one)

    def due(day: date) -> int:
        if not service.on(day):
            return 0
        return max(0, min(24, int((now - midnight(day)) / HOUR)))

    return matrix(found, last, minimum_hours(last), due)


def minimum_hours(day: date) -> int:
    """Give the valid hours that a daily mean needs on a day (GB 3095, table 4)."""
    return int(law.at(day)["air.minimum.day"].number())


@dataclass(frozen=True)
class Download:
    """A file that can be taken."""

    href: str
    word: str


def _downloads(one: Place, day: date) -> list[Download]:
    words = {"hour": _("Hours"), "day": _("Days")}
    return [
        Download(
            reverse("portal:file", args=[one.key, period, f"{day:%Y-%m}", form]),
            f"{word} {day:%Y-%m} {form.upper() if form == 'csv' else 'Parquet'}",
        )
        for period, word in words.items()
        for form in ("csv", "parquet")
    ]


@remembered(of=state)
def station_now(request: HttpRequest, key: str) -> HttpResponse:
    """Give the live part alone."""
    return render(request, "portal/parts/station_now.html", now_context(find(key)))
