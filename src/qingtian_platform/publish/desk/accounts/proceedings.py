"""Interviews with districts and sanctions proposed against persons: statistics, steps, what comes next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.accounts import TYPES
from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.accounts import guard, words
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import said

PERSONS = 6
"""Persons that one form names. [1]"""


@desk_required(*guard.READERS)
def proceedings(request: HttpRequest) -> HttpResponse:
    """List the procedures with their steps; open one, take down the next step."""
    known = guard.known_policy()
    if request.method == "POST":
        guard.attempt(request, lambda: _done(request))
        return HttpResponseRedirect(reverse("desk:account_procedures"))
    today = timezone.localdate()
    seen = [
        each
        for each in accounts.procedures()
        if accounts.sees(request.user, known, each.unit, today)
    ]
    context: dict[str, Any] = {
        "today": today,
        "rows": [_row(known, each) for each in seen],
        "statistics": _statistics(request, known),
        "clues": _clues(request, known),
        "waiting": _waiting(request, known),
        "of_city": accounts.of_city(request.user),
        "author": words.AUTHORS.get(accounts.author(today), ""),
        "setting": known.settings[accounts.AUTHOR],
        "persons": range(1, PERSONS + 1),
        "cited": [each for named in accounts.clauses().values() for each in named],
    }
    return page(request, "accounts/procedures.html", "accounts", context)


def _row(known: Policy, each: accounts.ProcedureInfo) -> dict[str, Any]:
    done = {step.what: step for step in each.steps}
    return {
        "procedure": each,
        "name": words.unit(known, each.unit, timezone.localdate()),
        "what": words.PROCEDURES[each.what],
        "cited": accounts.clauses()[each.what],
        "steps": [(words.STEPS[key], done.get(key)) for key in accounts.SEQUENCES[each.what]],
        "owed_word": words.STEPS.get(each.owed, ""),
    }


def _statistics(request: HttpRequest, known: Policy) -> list[dict[str, Any]]:
    """Count proven falsification by district and year, the newest year first."""
    today = timezone.localdate()
    names = known.decided(TYPES, today).get("falsified", {})
    return [
        {
            "unit": unit,
            "name": words.unit(known, unit, today),
            "year": year,
            "total": counts.total(),
            "parts": [(said(names[key]) if key in names else key, n) for key, n in counts.items()],
        }
        for (unit, year), counts in sorted(
            accounts.falsified(today).items(), key=lambda each: (-each[0][1], -each[1].total())
        )
        if accounts.sees(request.user, known, unit, today)
    ]


def _clues(request: HttpRequest, known: Policy) -> list[tuple[str, accounts.FactInfo]]:
    """List the clues that the ministry handed down about districts."""
    today = timezone.localdate()
    return [
        (words.unit(known, each.row.unit, today), each)
        for each in accounts.facts(today)
        if each.row.kind == "clue"
        and each.withdrawn is None
        and each.row.unit.endswith("000")
        and accounts.sees(request.user, known, each.row.unit, today)
    ]


def _waiting(request: HttpRequest, known: Policy) -> list[tuple[str, str]]:
    """List the districts whose interview was decided and not begun."""
    if not accounts.of_city(request.user):
        return []
    today = timezone.localdate()
    begun = [each.facts for each in accounts.procedures() if each.what == "interview"]
    return [
        (each.unit, words.unit(known, each.unit, today))
        for each in accounts.decisions()
        if each.ladder == accounts.INTERVIEW and each.level and each.facts not in begun
    ]


def _done(request: HttpRequest) -> str:
    post = request.POST
    day, said_words = guard.day_of(request), post.get("words", "")
    files = guard.kept_files(request)
    if post.get("act") == "open":
        accounts.open_procedure(
            post.get("what", ""),
            post.get("unit", "") or _unit_of(request),
            day,
            said_words,
            request.user,
            numbers=guard.numbers_of(request),
            files=files,
        )
        return _("The procedure is open.")
    accounts.procedure_step(
        guard.number_of(request, "procedure"),
        post.get("step", ""),
        day,
        said_words,
        request.user,
        persons=_persons(request),
        public=post.get("public") == "yes",
        files=files,
    )
    return _("The step is taken down.")


def _unit_of(request: HttpRequest) -> str:
    """Give the district of the clues that were ticked."""
    chosen = guard.numbers_of(request)
    units = {each.row.unit for each in accounts.facts(timezone.localdate()) if each.id in chosen}
    if len(units) != 1:
        raise accounts.AccountRefusedError(_("Expected clues about one district."))
    return units.pop()


def _persons(request: HttpRequest) -> list[dict[str, str]]:
    """Read against whom which sanction is proposed; lines that say nothing are left out."""
    columns = [request.POST.getlist(key) for key in ("name", "office", "sanction")]
    lines = [
        dict(zip(("name", "office", "sanction"), each, strict=True))
        for each in zip(*columns, strict=False)
    ]
    return [line for line in lines if any(text.strip() for text in line.values())]
