"""Behind a list: each unit's figures with where they come from, and each station with why it counts or not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.clocks import Instance
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.townships import api as townships
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.holding import saying
from qingtian_platform.publish.desk.holding.closing import find, unit
from qingtian_platform.publish.desk.holding.saying import READERS
from qingtian_platform.publish.desk.words import said
from qingtian_platform.publish.names import LEVELS
from qingtian_platform.publish.names import place as shown


@desk_required(*READERS)
def figures(request: HttpRequest, ranking: str, first: str) -> HttpResponse:
    """Show each unit's figures of a turn: which stands, what is computed, what was handed in by whom."""
    known, found = find(ranking, first)
    held = closing.held(ranking, found)
    codes = known.assessed(ranking, found.last) or sorted(
        {c for rows in held.values() for c in rows}
    )
    heads = [(_head(known, name), name) for name in held]
    behind = {name: _behind(name, found) for name in held if townships.computes(name)}
    rows = [
        {
            "code": code,
            "who": saying.place(known, code),
            "cells": [
                {
                    "head": head["name"],
                    "stations": behind.get(name, {}).get(code, []),
                    **_cell(known, held[name].get(code)),
                }
                for head, name in heads
            ],
        }
        for code in codes
    ]
    context: dict[str, Any] = {
        "key": ranking,
        "name": said(known.rankings[ranking].name),
        "turn": found,
        "heads": [head for head, _name in heads],
        "rows": rows,
        "stations": any(townships.computes(name) for name in held),
    }
    return page(request, "closing_figures.html", "closing", context)


def _behind(indicator: str, turn: Instance) -> dict[str, list[dict[str, Any]]]:
    """List the stations of each township with the addresses of their pages, and whether they count."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in townships.month(indicator, turn.first, turn.last).stations:
        place = shown(each.thing)
        one = {"name": place.name, "href": place.href, "counts": each.counts}
        found.setdefault(each.township, []).append(one)
    return found


def _head(known: Policy, name: str) -> dict[str, Any]:
    one = known.indicators[name]
    return {
        "name": said(one.name),
        "unit": unit(known, name),
        "clauses": one.clauses,
    }


def _cell(known: Policy, each: closing.FigureInfo | None) -> dict[str, Any]:
    """Give what stands, with the other beside it where there are two."""
    if each is None:
        return {"value": "", "reason": saying.reason(known, "no figure was handed in")}
    row, computed = each.stands, each.computed
    return {
        "value": row.value,
        "reason": saying.reason(known, row.reason),
        "source": row.source,
        "by": each.name,
        "at": each.at,
        "computed": computed if each.handed is not None else None,
        "computed_reason": saying.reason(known, computed.reason) if computed else "",
    }


@desk_required(*READERS)
def stations(request: HttpRequest, ranking: str, first: str) -> HttpResponse:
    """List the stations behind a turn; say where one lies from a day on."""
    known, found = find(ranking, first)
    if request.method == "POST":
        return _lies(request, ranking, first)
    kept = []
    for name in closing.indicators(ranking):
        if townships.computes(name):
            month = townships.month(name, found.first, found.last)
            lies = townships.said(each.thing.key for each in month.stations)
            rows = [_station(known, each, lies) for each in month.stations]
            counted = sum(each.counts for each in month.stations)
            kept.append({**_head(known, name), "rows": rows, "counted": counted})
    context: dict[str, Any] = {
        "key": ranking,
        "name": said(known.rankings[ranking].name),
        "turn": found,
        "kinds": kept,
        "may": saying.may(request),
        "places": [
            (code, saying.place(known, code)) for code in known.assessed(ranking, found.last)
        ],
    }
    return page(request, "closing_stations.html", "closing", context)


def _station(
    known: Policy, each: townships.StationMonth, lies: dict[str, list[townships.Said]]
) -> dict[str, Any]:
    place, found = shown(each.thing), each.reckoned
    return {
        "key": each.thing.key,
        "name": place.name,
        "href": place.href,
        "township": saying.place(known, each.township) if each.township else "",
        "level": LEVELS.get(each.thing.level or "", ""),
        "owner": place.owner,
        "maintainer": place.maintainer,
        "counts": each.counts,
        "reason": saying.reason(known, each.reason),
        "value": each.value,
        "found": found,
        "class": found.more.get("class", "") if found else "",
        "lacks": found.more.get("lacks", "") if found else "",
        "said": lies.get(each.thing.key, []),
    }


def _lies(request: HttpRequest, ranking: str, first: str) -> HttpResponse:
    given = request.POST
    try:
        if not saying.may(request):
            raise townships.TownshipRefusedError(_("Only an assessor says where a station lies."))
        since = plain_day(given.get("since", ""))
        reason = given.get("reason", "")
        townships.lie(
            given.get("station", ""), given.get("township", ""), since, reason, request.user
        )
    except ValueError as error:
        messages.error(request, str(error), extra_tags="desk")
    else:
        messages.success(request, _("It is taken down; earlier months stay."), extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:closing_stations", args=[ranking, first]))
