"""Where units stand: every ladder that something counts on, what is proposed first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from qingtian.policy import Policy
from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.assess.api import policy
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import as_of
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.accounts import guard, words
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import said

COLUMNS = ("unit", "name", "ladder", "year", "reached", "proposed", "counted", "next", "clauses")


@desk_required(*guard.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """List the units with the rung that each stands on, as of a day."""
    known = policy()
    if known is None or accounts.lacking(known):
        missing = () if known is None else accounts.lacking(known)
        return page(request, "accounts/index.html", "accounts", {"missing": ", ".join(missing)})
    day = as_of(request)
    every = [
        each
        for each in accounts.proposals(day)
        if accounts.sees(request.user, known, each.unit, day)
    ]
    rows = sorted((line(known, each, day) for each in every), key=_first)
    state = request.GET.get("state", "")
    shown = [row for row in rows if state in ("", row["state"])]
    if export.asked(request):
        lines = [[str(row[key]) for key in COLUMNS] for row in shown]
        return export.table(request, f"qingtian-accountability-{day}", list(COLUMNS), lines)
    context: dict[str, Any] = {
        "day": day,
        "rows": shown,
        "total": len(rows),
        "units": len({row["unit"] for row in rows}),
        "counts": [
            (key, word, sum(row["state"] == key for row in rows))
            for key, word in words.STATES.items()
        ],
        "asked": state,
        "of_city": accounts.of_city(request.user),
    }
    return page(request, "accounts/index.html", "accounts", context)


def line(known: Policy, found: accounts.ProposalInfo, day: Any) -> dict[str, Any]:  # noqa: ANN401
    """Write one standing as a row."""
    standing, ladder = found.standing, found.ladder
    return {
        "found": found,
        "unit": found.unit,
        "name": words.unit(known, found.unit, day),
        "ladder": said(ladder.name),
        "year": standing.turn,
        "reached": words.level(ladder, standing.level),
        "proposed": words.level(ladder, standing.proposed),
        "counted": words.counted(found),
        "next": words.wanting(found),
        "clauses": " ".join(ladder.clauses),
        "cited": ladder.clauses,
        "state": words.state(found),
        "decided": found.decisions[0] if found.decisions else None,
    }


def _first(row: dict[str, Any]) -> tuple[int, str, str]:
    return list(words.STATES).index(row["state"]), row["unit"], row["ladder"]
