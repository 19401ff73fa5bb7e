"""All rankings with their newest turn: closed or not, and when the next is due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from qingtian.policy import Policy
from qingtian.policy.clocks import Clock, Instance
from qingtian.policy.rankings import Ranking
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.appeals import api as appeals
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.rankings import words
from qingtian_platform.publish.desk.rankings.lists import ended
from qingtian_platform.publish.desk.words import said

AHEAD = timedelta(days=800)
"""How far ahead a cycle is asked for its next turn; the longest is a year."""


@desk_required(*words.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """List the rankings."""
    known = policy()
    if known is None:
        return page(request, "rankings/index.html", "rankings", {})
    today = timezone.localdate()
    open_now = [each for each in appeals.appeals() if each.answer is None]
    context: dict[str, Any] = {
        "today": today,
        "rows": [_row(request, known, one, today) for one in known.rankings.values()],
        "appeals": len(open_now),
        "may": words.may(request),
    }
    return page(request, "rankings/index.html", "rankings", context)


def _row(request: HttpRequest, known: Policy, one: Ranking, today: date) -> dict[str, Any]:
    last = next(iter(ended(one.key, today, 1)), None)
    edition = next(iter(closing.editions(one.key, last.first)), None) if last else None
    clock = clock_of(known, one)
    due = _due(clock, last) if last else None
    return {
        "key": one.key,
        "name": said(one.name),
        "form": one.form,
        "cycle": words.cycle(last_cycle(one, last)),
        "cut": words.cut(one),
        "clauses": one.clauses,
        "turn": last,
        "edition": edition,
        "due": due,
        "past": bool(due and due < today and edition is None),
        "next": _next(clock, today),
        "own": _own(edition, words.own(request)),
        "of": len(edition.content["placed"]) if edition else 0,
    }


def last_cycle(one: Ranking, turn: Instance | None) -> Any:  # noqa: ANN401 - a period
    """Give how often a list is made, by the length of its last turn where a setting changes it."""
    from qingtian.policy.deadlines import Period

    if turn is None or not one.cycles:
        return one.cycle
    days = (turn.last - turn.first).days + 1
    return Period(days=7) if days == 7 else one.cycle


def clock_of(known: Policy, one: Ranking) -> Clock | None:
    """Find the clock that says when a list is due: of the same clause and cycle."""
    wanted = set(one.clauses)
    return next(
        (c for c in known.clocks.values() if c.cycle == one.cycle and wanted & set(c.clauses)), None
    )


def _due(clock: Clock | None, turn: Instance) -> date | None:
    """Give the day by which a turn is to be closed; None where the pack names none."""
    if clock is None:
        return None
    every = clock.instances(turn.first, turn.last + AHEAD)
    return next((each.due for each in every if each.first == turn.first), None)


def _next(clock: Clock | None, today: date) -> Instance | None:
    return None if clock is None else next(iter(clock.instances(today, today + AHEAD)), None)


def _own(edition: closing.EditionInfo | None, own: str) -> int | None:
    """Give the place of the reader's own district; None where it has none of its own."""
    if edition is None or not own:
        return None
    placed = edition.content["placed"]
    return next((line[1] for line in placed if line[0] == f"{own}000"), None) or None
