"""How the districts stand: each item of the checklist by district."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from qingtian_platform.assess.api import policy
from qingtian_platform.assess.guarantees import api as guarantees
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.guarantees import words
from qingtian_platform.publish.desk.words import said


@desk_required(*words.READERS)
def table(request: HttpRequest) -> HttpResponse:
    """Show the table as of a day."""
    known = policy()
    if known is None or not known.guarantees:
        return page(request, "guarantees/table.html", "guarantees", {})
    today = timezone.localdate()
    day = min(asked_day(request, "day", today), today)
    states = guarantees.table(day)
    places = [each for each in guarantees.districts(day) if words.seen(request, each.code)]
    if export.asked(request):
        lines = [[each.code, words.named(each), *states[each.code].values()] for each in places]
        columns = ["district", "name", *known.guarantees]
        return export.table(request, f"qingtian-guarantees-{day}", columns, lines)
    context: dict[str, Any] = {
        "day": day,
        "items": [(key, said(one.name), one.clauses) for key, one in known.guarantees.items()],
        "rows": [_row(each.code, words.named(each), states[each.code]) for each in places],
        "legend": [(words.SIGNS[key], word) for key, word in words.STATES.items()],
        "setting": known.settings[guarantees.VALID].on(day),
        "months": int(known.numbers(guarantees.VALID, day)["months"]),
        "question": said(known.settings[guarantees.VALID].question),
        "reason": said(known.settings[guarantees.VALID].on(day).reason),
    }
    return page(request, "guarantees/table.html", "guarantees", context)


def _row(code: str, name: str, states: Any) -> dict[str, Any]:  # noqa: ANN401
    counted = guarantees.counts(states)
    cells = [(key, words.SIGNS[state], words.STATES[state]) for key, state in states.items()]
    return {"code": code, "name": name, "cells": cells, "accepted": counted["accepted"]}
