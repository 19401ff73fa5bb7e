"""The page of an outlet, a building site or a section: what it sent last, and who answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian_platform.kit.times import age_text
from qingtian_platform.publish.names import Place
from qingtian_platform.publish.readings import Reading, last_readings

BACK = timedelta(hours=48)
INTERVALS = ("realtime", "minute", "hour")


def says(one: Place, found: list[Reading], now: datetime) -> tuple[str, str]:
    """Answer whether a place reports, and who answers for the data."""
    if not found:
        first = _("%(name)s has sent nothing in the last 48 hours.") % {"name": one.name}
    else:
        last = max(reading.end for reading in found)
        fresh = len({r.code for r in found if r.fresh(now)})
        first = ngettext(
            "%(name)s last measured %(age)s; %(n)s property has a present value.",
            "%(name)s last measured %(age)s; %(n)s properties have a present value.",
            fresh,
        ) % {"name": one.name, "age": age_text(now - last), "n": fresh}
    return first, _(
        "Data are measured by the unit itself, which answers for them; "
        "the environmental authority does not review their validity."
    )


def other_place(request: HttpRequest, one: Place) -> HttpResponse:
    """Show an outlet, site or section."""
    now = datetime.now(UTC)
    found = last_readings(one.id, INTERVALS, BACK)
    order = {name: n for n, name in enumerate(INTERVALS)}
    found.sort(key=lambda r: (order[r.interval], r.code, r.field))
    groups = [
        (word, [(r, r.fresh(now)) for r in found if r.interval == key])
        for key, word in (
            ("realtime", _("Real-time values")),
            ("minute", _("Minute means")),
            ("hour", _("Hourly means")),
        )
    ]
    context = {
        "place": one,
        "say": says(one, found, now),
        "groups": [(word, rows) for word, rows in groups if rows],
        "section": "places",
    }
    return render(request, "portal/source.html", context)
