"""The page of a river or lake section: class with its statutory colour, items, hours, days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qingtian.quality.cycles import between_samples
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.gaps import cycles, stopped
from qingtian_platform.publish.names import Place
from qingtian_platform.publish.pages.source import reading_groups
from qingtian_platform.publish.series import slots
from qingtian_platform.publish.verdicts.classes import Classed, classed
from qingtian_platform.registry import api as registry

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def section(request: HttpRequest, one: Place) -> HttpResponse:
    """Show a section."""
    now = datetime.now(UTC)
    latest = [classed(each, one) for each in evaluate.latest_verdicts(one.id, "hour")]
    last = beijing(latest[0].start).date() if latest else beijing(now).date()
    day = asked_day(request, "day", last)
    tomorrow = day + DAY
    context: dict[str, Any] = {
        "place": one,
        "firm": False,
        "latest": latest[0] if latest else None,
        "say": latest[0].says if latest else _no(one),
        "day": day,
        "before": day - DAY,
        "after": tomorrow if midnight(tomorrow) < now else None,
        "hours": hours(one, day, now),
        "days": days(one, last),
        "groups": reading_groups(one, now),
        "section": "water",
    }
    return render(request, "portal/section.html", context)


def _no(one: Place) -> str:
    return _("%(name)s has no class yet: no hour was received.") % {"name": one.name}


def hours(one: Place, day: date, now: datetime) -> list[tuple[datetime, Classed | None, str]]:
    """List the hours of a day that are over: start, class, and the word where there is none.

    No word stands for an hour between the samples of analysers that take longer.
    """
    start = midnight(day)
    found = {
        each.start: classed(each, one)
        for each in evaluate.verdicts(one.id, "hour", start, start + DAY)
    }
    stops = stopped(one.id, start, start + DAY)
    of = cycles(one.id)
    cycle = min((of(each.code, day) for each in registry.datastreams(one.id)), default=1)

    def why(at: datetime) -> str:
        if any(a <= at < b for a, b in stops):
            return "shutdown"
        return "" if between_samples(at, cycle, found, now) else "missing"

    return [
        (at, found.get(at), why(at)) for at in slots(start, start + DAY, HOUR) if at + HOUR <= now
    ]


def days(one: Place, last: date) -> list[Classed]:
    """List the classes of the last 31 days, the newest first."""
    end = midnight(last) + DAY
    found = evaluate.verdicts(one.id, "day", end - 31 * DAY, end)
    return [classed(each, one) for each in reversed(found)]
