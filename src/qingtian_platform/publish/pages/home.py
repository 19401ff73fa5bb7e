"""The first page: what the air of the city is like now, and where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qingtian_platform.kit.categories import categories, category
from qingtian_platform.kit.times import beijing, moment_text, span_text
from qingtian_platform.publish import bars, figures
from qingtian_platform.publish.drawing import city_maps
from qingtian_platform.publish.dressing import plate
from qingtian_platform.publish.figures import CITY
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.names import city_origin, district_names, places
from qingtian_platform.publish.rows import current_rows, spots
from qingtian_platform.publish.sentences import city_says

SHOWN = 40
"""Stations in the list beside the map; the others are a link away. [1]"""


def context() -> dict[str, Any]:
    """Gather what the first page shows."""
    now = datetime.now(UTC)
    city = figures.city_now()
    stations = current_rows(places(["station"]), city)
    current = [row for row in stations if row.current]
    older = [row for row in stations if not row.current]
    return {
        "city": plate(city, CITY, origin=city_origin()),
        "say": city_says(city, now),
        "stations": current[:SHOWN],
        "count": len(current),
        "more": len(current) > SHOWN,
        "older": older[:SHOWN],
        "maps": city_maps(spots(stations), district_names()),
        "hours": day_bars(city),
        "others": places(["site", "outlet", "section"])[:12],
        "scale": categories(beijing(city.start if city else now).date()),
        "section": "home",
    }


def day_bars(city: figures.Figure | None) -> bars.Bars | None:
    """Draw the 24 hours that end with the city's last one."""
    if city is None:
        return None
    start = city.end - timedelta(hours=24)
    found = {one.start: one for one in figures.between(CITY, "hour", start, city.end)}
    values = [_value(start + timedelta(hours=n), found) for n in range(24)]
    title = _("AQI of 24 hours to %(end)s") % {"end": moment_text(city.end)}
    return bars.bars(values, title)


def _value(start: datetime, found: dict[datetime, figures.Figure]) -> bars.Value:
    end = start + timedelta(hours=1)
    hour = beijing(end).hour or 24
    tick = f"{hour}" if hour % 3 == 0 else ""
    if hour == 24:
        tick = f"{beijing(start):%m-%d} 24"
    one = found.get(start)
    aqi = one.aqi if one else None
    step = category(aqi, beijing(start).date())
    word = f"AQI {aqi} {step.name}" if step else _("no index")
    return bars.Value(aqi, step.colour if step else "", f"{span_text(start, end)} {word}", tick)


@remembered(seconds=120)
def home(request: HttpRequest) -> HttpResponse:
    """Show the first page."""
    return render(request, "portal/home.html", context())


@remembered()
def home_now(request: HttpRequest) -> HttpResponse:
    """Give the live part alone; unchanged results are answered with 304."""
    return render(request, "portal/parts/now.html", context())
