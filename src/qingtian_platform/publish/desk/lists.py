"""Quarantine, deviations and refill requests."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from qingtian_platform.collect import api as collect
from qingtian_platform.people import api as people
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export, line, talks, words
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.registry import api as registry

SHOWN = 300


@desk_required()
def quarantine(request: HttpRequest) -> HttpResponse:
    """Show refused frames with the reason; those that claim a MN only to whoever may see it."""
    chosen = request.GET.get("reason", "")
    rows = [one for one in collect.quarantined(limit=5000) if _may_see(request, one.mn)]
    counts = collect.refusals() if _whole_city(request) else []
    shown = [one for one in rows if not chosen or one.reason == chosen]
    if export.asked(request):
        return export.table(request, "qingtian-quarantine", _columns(), map(_quarantined, shown))
    reasons = [
        (key, word, sum(one.reason == key for one in rows)) for key, word in line.REASONS.items()
    ]
    context: dict[str, Any] = {
        "rows": [(one, line.reason(one.reason), _text(one.masked)) for one in shown[:SHOWN]],
        "more": max(0, len(shown) - SHOWN),
        "chips": [entry for entry in reasons if entry[2]],
        "chosen": chosen,
        "total": len(rows),
        "refused": sum(one.frames for one in counts),
        "refusals": [(one, line.reason(one.reason)) for one in counts[:50]],
    }
    return page(request, "quarantine.html", "quarantine", context)


def _whole_city(request: HttpRequest) -> bool:
    scope = people.scope(request.user)
    return not scope.nothing and scope.district is None and scope.bodies is None


def _may_see(request: HttpRequest, mn: str) -> bool:
    """Tell whether a refused frame concerns the person: the city sees all, others their MN."""
    if _whole_city(request):
        return True
    logger = registry.logger(mn)
    thing = registry.things().get(logger.thing_id) if logger else None
    return thing is not None and seen(request)(thing)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")


def _columns() -> list[str]:
    return [_("Received"), _("Address"), "MN", _("Reason"), _("Frame, masked")]


def _quarantined(one: collect.Quarantined) -> list[Any]:
    return [one.received_at, one.host, one.mn, line.reason(one.reason), _text(one.masked)]


@desk_required()
def deviations(request: HttpRequest) -> HttpResponse:
    """Show how data loggers depart from the standard, by id with the clause."""
    things, loggers, seen_by = registry.things(), registry.all_loggers(None), seen(request)
    rows = []
    for mn, device in line.devices().items():
        thing = things.get(loggers[mn].thing_id) if mn in loggers else None
        if thing is not None and seen_by(thing):
            rows += [(one, words.name(thing), device.frames) for one in line.deviations(device)]
    rows.sort(key=lambda entry: -entry[0].times)
    kinds: dict[str, int] = {}
    for one, _name, _frames in rows:
        kinds[one.id] = kinds.get(one.id, 0) + one.times
    chosen = request.GET.get("id", "")
    shown = [entry for entry in rows if not chosen or entry[0].id == chosen]
    if export.asked(request):
        lines: list[list[Any]] = [
            [name, o.mn, o.id, o.clause, o.message, o.times] for o, name, _frames in shown
        ]
        return export.table(request, "qingtian-deviations", _deviation_columns(), lines)
    context = {
        "rows": shown[:SHOWN],
        "more": max(0, len(shown) - SHOWN),
        "chips": sorted(kinds.items(), key=lambda item: -item[1])[:20],
        "chosen": chosen,
        "loggers": len({entry[0].mn for entry in rows}),
        "times": sum(entry[0].times for entry in rows),
    }
    return page(request, "deviations.html", "deviations", context)


def _deviation_columns() -> list[str]:
    return [_("Unit"), "MN", _("Deviation"), _("Clause"), _("What was expected"), _("Times")]


@desk_required()
def refills(request: HttpRequest) -> HttpResponse:
    """Show what was asked of data loggers again, and what came of it."""
    things, loggers, seen_by = registry.things(), registry.all_loggers(None), seen(request)
    rows = []
    for one in talks.refills(None, limit=5000):
        thing = things.get(loggers[one.mn].thing_id) if one.mn in loggers else None
        if thing is not None and seen_by(thing):
            rows.append((one, words.name(thing)))
    refusing = [
        (logger, words.name(things[logger.thing_id]))
        for logger in registry.loggers().values()
        if logger.history_supported is False and seen_by(things[logger.thing_id])
    ]
    if export.asked(request):
        lines: list[list[Any]] = [
            [
                name,
                o.mn,
                str(o.interval_word),
                o.first,
                o.last,
                o.tries,
                o.asked_at,
                str(o.outcome_word),
            ]
            for o, name in rows
        ]
        return export.table(request, "qingtian-refills", _refill_columns(), lines)
    context = {
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "refusing": refusing,
        "number": len(rows),
    }
    return page(request, "refills.html", "refills", context)


def _refill_columns() -> list[str]:
    return [
        _("Unit"), "MN", _("Interval"), _("First period"), _("Last period"), _("Tries"),
        _("Asked at"), _("Outcome"),
    ]  # fmt: skip
