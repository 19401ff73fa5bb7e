"""The gate page of a building site: the last value, large, for those who pass by (S37)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from qingtian_platform.kit.times import age_text
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.names import Place
from qingtian_platform.publish.pages.station import find
from qingtian_platform.publish.readings import Reading, last_readings

BACK = timedelta(days=7)
#: Dust first, then noise; what else a site sends stands on its page.
SHOWN = ("a34001", "a34002", "a34004", "LA")
#: From the shortest to the longest: the first that a site sends is shown.
INTERVALS = ("realtime", "minute", "hour")


@dataclass(frozen=True)
class Big:
    """One value as it stands at the gate."""

    name: str
    unit: str
    value: float | None
    decimals: int | None
    fresh: bool


@dataclass(frozen=True)
class When:
    """What the values stand for, and how old they are."""

    start: datetime
    end: datetime
    age: str


def site(key: str) -> Place:
    """Give the building site of an address.

    Raises
    ------
    Http404
        If the key names no building site.
    """
    one = find(key)
    if one.kind != "site":
        raise Http404(_("Only building sites have a gate page."))
    return one


def _shown(one: Place) -> list[Reading]:
    found = last_readings(one.id, INTERVALS, BACK)
    for interval in INTERVALS:
        rows = {r.code: r for r in found if r.interval == interval and r.code in SHOWN}
        if rows:
            return [rows[code] for code in SHOWN if code in rows][:3]
    return []


def _big(one: Reading, now: datetime) -> Big:
    usable = one.value is not None and one.flag in {"", "N"} and one.fresh(now)
    return Big(one.name, one.unit, one.value, one.decimals, usable)


def context(request: HttpRequest, one: Place) -> dict[str, Any]:
    """Gather what stands at the gate; a stale value is never shown as a number."""
    now = datetime.now(UTC)
    found = _shown(one)
    last = max(found, key=lambda r: r.end, default=None)
    address = request.build_absolute_uri(reverse("portal:station", args=[one.key]))
    words = {"realtime": _("Real-time value"), "minute": _("Minute mean"), "hour": _("Hourly mean")}
    return {
        "place": one,
        "values": [_big(r, now) for r in found],
        "when": When(last.start, last.end, age_text(now - last.end)) if last else None,
        "fresh": bool(last and last.fresh(now)),
        "interval_word": words[last.interval] if last else _("No data"),
        "address": address,
        "qr": code(address),
    }


def code(address: str) -> SafeString:
    """Draw the QR code of an address."""
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=2)
    return mark_safe(drawn)  # noqa: S308 - made here, the address is only its pattern


@remembered(seconds=5)
@xframe_options_sameorigin
def gate(request: HttpRequest, key: str) -> HttpResponse:
    """Show the gate page."""
    return render(request, "portal/gate.html", context(request, site(key)))


@remembered(seconds=5)
def gate_now(request: HttpRequest, key: str) -> HttpResponse:
    """Give the live part alone."""
    return render(request, "portal/parts/gate_now.html", context(request, site(key)))
