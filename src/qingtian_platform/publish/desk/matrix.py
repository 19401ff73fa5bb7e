"""The availability matrix: units by days, the share of valid values in each box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.quality.completeness import Counts
from qingtian.quality.rates import rates
from qingtian_platform.check import api as check
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.desk import export, words
from qingtian_platform.publish.desk.frame import page, seen, yesterday
from qingtian_platform.registry import api as registry

SHOWN = 100
DAYS = 62


@dataclass(frozen=True)
class Box:
    """One unit on one day.

    Attributes
    ----------
    text
        Whole per cent of valid transmission; empty where nothing was owed.
    look
        Class of the box: full, pass, below, zero, shut, none.
    title
        The same in words.
    href
        The day's missing stretches of the unit; empty where its data logger is out of service.
    """

    text: str
    look: str
    title: str
    href: str


def box(page: str, day: date, counts: Counts | None) -> Box:
    """Draw one box, which leads to the day on the page of the data logger where it has one."""
    href = f"{page}?day={day}" if page else ""
    if counts is None:
        return Box("", "none", f"{day} {_('nothing owed')}", href)
    if not counts.expected:
        look, word = (
            ("shut", _("Declared shutdown")) if counts.shutdown else ("none", _("Not yet due"))
        )
        return Box("", look, f"{day} {word}", href)
    found = rates(counts, check.formula(day))
    share = words.percent(found.both)
    title = _(
        "%(day)s: %(share)s %%, expected %(e)s, came %(r)s, valid %(v)s, back-filled %(l)s"
    ) % {
        "day": day,
        "share": share,
        "e": counts.expected,
        "r": counts.received,
        "v": counts.valid,
        "l": counts.refilled,
    }
    if not counts.received:
        return Box("0", "zero", title, href)
    if found.both == 1:
        return Box("100", "full", title, href)
    look = "below" if found.passed is False else "pass"
    return Box(share.split(".")[0], look, title, href)


@desk_required()
def matrix(request: HttpRequest) -> HttpResponse:
    """Show the matrix."""
    last = asked_day(request, "to", yesterday() + timedelta(days=1))
    first = asked_day(request, "from", last - timedelta(days=29))
    first = max(first, last - timedelta(days=DAYS - 1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = check.matrix(first, last)
    chosen = _loggers(request, found)
    if export.asked(request):
        return export.table(
            request, "qingtian-availability", _columns(), _lines(chosen, days, found)
        )
    serving, today = registry.loggers(), timezone.localdate()
    pages = {
        logger.mn: reverse("desk:device", args=[logger.mn])
        if logger.mn in serving and registry.in_service(thing, today)
        else ""
        for logger, thing in chosen[:SHOWN]
    }
    rows = [
        (
            logger,
            pages[logger.mn],
            words.name(thing),
            [box(pages[logger.mn], d, found.get(logger.mn, {}).get(d)) for d in days],
        )
        for logger, thing in chosen[:SHOWN]
    ]
    context: dict[str, Any] = {
        "first": first,
        "last": last,
        "days": days,
        "rows": rows,
        "more": max(0, len(chosen) - SHOWN),
        "formula": check.formula(last),
        "span": check.span(),
    }
    return page(request, "matrix.html", "matrix", context)


def _loggers(
    request: HttpRequest, found: dict[str, Any]
) -> list[tuple[registry.LoggerInfo, registry.ThingInfo]]:
    """List the data loggers in service, and closed ones that have counts in these days."""
    things, seen_by, live = registry.things(), seen(request), registry.loggers()
    chosen = [
        (logger, things[logger.thing_id])
        for mn, logger in registry.all_loggers(None).items()
        if (mn in found or mn in live)
        and logger.thing_id in things
        and seen_by(things[logger.thing_id])
    ]
    return sorted(chosen, key=lambda pair: (pair[1].kind, pair[1].name, pair[0].mn))


def _columns() -> list[str]:
    return [
        _("Unit"), "MN", _("Day"), _("Expected"), _("Came"), _("Valid"), _("Back-filled"),
        _("Missing"), _("Declared shutdown"), _("Valid transmission") + " %",
    ]  # fmt: skip


def _lines(
    chosen: list[tuple[registry.LoggerInfo, registry.ThingInfo]],
    days: list[date],
    found: dict[str, dict[date, Counts]],
) -> list[list[Any]]:
    lines: list[list[Any]] = []
    for logger, thing in chosen:
        for day in days:
            c = found.get(logger.mn, {}).get(day)
            if c is not None:
                share = words.percent(rates(c, check.formula(day)).both)
                numbers = [c.expected, c.received, c.valid, c.refilled, c.missing, c.shutdown]
                lines.append([words.name(thing), logger.mn, str(day), *numbers, share])
    return lines
