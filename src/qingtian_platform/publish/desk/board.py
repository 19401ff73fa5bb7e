"""The device board: what came last, what is broken, since when, who is next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from qingtian_platform.check import api as check
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import evidence, export, limits, units, words
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.registry import api as registry

#: Rows that one page shows; the files hold all.
SHOWN = 150


def tag(request: HttpRequest) -> str:
    """Name the state of the board; it changes at least once a minute, as ages are shown."""
    minute = int(datetime.now(UTC).timestamp() // 60)
    who = getattr(request.user, "pk", 0)
    parts = (check.stamp(), registry.version(), get_language(), minute, who)
    return '"' + "-".join(str(part) for part in (*parts, hash(request.get_full_path()))) + '"'


@desk_required()
@cache_control(private=True, no_cache=True)
@condition(etag_func=tag)
def board(request: HttpRequest) -> HttpResponse:
    """Show the board, its live part alone, or a file of it."""
    rows = units.rows(seen(request), limits.over_now())
    chosen = narrowed(rows, request.GET.get("state", ""), request.GET.get("q", ""))
    if export.asked(request):
        return export.table(request, "qingtian-board", columns(), [line(row) for row in chosen])
    part = request.GET.get("part") == "live"
    template = "parts/board_live.html" if part else "board.html"
    return page(request, template, "board", context(request, rows, chosen))


def context(request: HttpRequest, rows: list[units.Row], chosen: list[units.Row]) -> dict[str, Any]:
    """Gather what the board shows."""
    query = request.GET.copy()
    query["part"] = "live"
    counts = units.tally(rows)
    return {
        "alarms": evidence.told(request),
        "say": say(rows, counts),
        "rows": chosen[:SHOWN],
        "more": max(0, len(chosen) - SHOWN),
        "total": len(rows),
        "state": request.GET.get("state", ""),
        "chips": [(key, str(word), counts[key]) for key, word in units.STATES.items()],
        "live": f"{request.path}?{query.urlencode()}",
    }


def say(rows: list[units.Row], counts: dict[str, int]) -> str:
    """Answer the board's question in one sentence."""
    if not rows:
        return _("No data logger is registered.")
    live = len(rows) - counts["replay"]
    first = ngettext("%(n)s data logger is live", "%(n)s data loggers are live", live) % {"n": live}
    told = [
        f"{units.STATES[key]} {counts[key]}"
        for key in ("over", "offline", "missing", "invalid", "abnormal", "shutdown")
        if counts[key]
    ]
    rest = _(", ").join(told) if told else _("all normal")
    return _("%(first)s: %(rest)s.") % {"first": first, "rest": rest}


def narrowed(rows: list[units.Row], state: str, text: str) -> list[units.Row]:
    """Keep the rows of a list that hold a text in name, MN, district or owner."""
    needle = text.strip().lower()
    return [
        row
        for row in rows
        if (not state or state in row.states) and (not needle or needle in _haystack(row))
    ]


def _haystack(row: units.Row) -> str:
    thing = row.thing
    parts = (thing.name, thing.name_en, row.mn, row.district, thing.owner, thing.owner_en)
    return " ".join(parts).lower()


def columns() -> list[str]:
    """Name the columns of the file."""
    return [
        _("Status"),
        _("Unit"),
        "MN",
        _("District"),
        _("Kind"),
        _("Origin"),
        _("Last measured"),
        _("Last received"),
        _("Broken where"),
        _("Since"),
        _("Cause"),
        _("Came today") + " %",
        _("Valid transmission, yesterday") + " %",
        _("Who answers"),
        _("Next"),
        _("By when"),
    ]


def line(row: units.Row) -> list[Any]:
    """Write a row of the file."""
    fault = row.fault
    return [
        row.word,
        row.name,
        row.mn,
        row.district,
        row.kind,
        words.origin(row.logger.origin),
        row.measured,
        row.received,
        fault.where if fault else "",
        fault.since if fault else None,
        fault.cause if fault else "",
        words.percent(row.sent_today),
        words.percent(row.day_rates.both),
        fault.who if fault else row.answers,
        fault.next if fault else "",
        fault.due if fault else None,
    ]
