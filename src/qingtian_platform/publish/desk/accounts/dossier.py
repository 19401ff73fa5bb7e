"""The dossier of a unit: its ladders with all that they rest on, decisions, facts, transfers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.ledger import kinds
from qingtian.policy import Policy
from qingtian.policy.accounts import rules
from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import as_of
from qingtian_platform.publish.desk.accounts import guard, words
from qingtian_platform.publish.desk.accounts.index import line
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import said
from qingtian_platform.record.acts import api as acts


@desk_required(*guard.READERS)
def dossier(request: HttpRequest, unit: str) -> HttpResponse:
    """Show all that is known of a unit as of a day; take in what is done about it."""
    known = guard.known_policy()
    guard.own_unit(request, known, unit)
    if request.method == "POST":
        guard.attempt(request, lambda: _done(request, unit))
        return HttpResponseRedirect(request.get_full_path())
    day = as_of(request)
    today = timezone.localdate()
    found = accounts.proposals(day, unit)
    facts = accounts.facts(day, unit)
    signs = signing(request, unit, "decision")
    if not any(_about(signs, each) for each in found):
        signs = {"paper": None}
    context: dict[str, Any] = {
        "day": day,
        "current": day == today,
        "unit": unit,
        "name": words.unit(known, unit, day),
        "ladders": [_ladder(request, known, each, day) for each in found],
        "proposed": sum(bool(each.standing.proposed) for each in found),
        "facts": [fact_row(known, each, day) for each in facts],
        "standing": [each for each in facts if each.withdrawn is None],
        "transfers": accounts.transfers(unit),
        "procedures": [(each, words.PROCEDURES[each.what]) for each in accounts.procedures(unit)],
        "decisions": [decision_row(known, each) for each in accounts.decisions(day, unit)],
        "of_city": accounts.of_city(request.user),
        **signs,
    }
    return page(request, "accounts/dossier.html", "accounts", context)


def _about(signs: dict[str, Any], found: accounts.ProposalInfo) -> bool:
    """Tell whether a paper that waits for its signature is about a proposal that stands."""
    if not signs["paper"] or not found.standing.proposed:
        return False
    said_of = (signs["says"]["ladder"], signs["says"]["turn"])
    return said_of == (found.ladder.key, found.standing.turn)


def _ladder(
    request: HttpRequest, known: Policy, found: accounts.ProposalInfo, day: date
) -> dict[str, Any]:
    steps = rules(known, found.ladder, day).steps
    order = sorted(steps, key=lambda each: steps[each])
    reached = order.index(found.standing.level) if found.standing.level else -1
    return {
        **line(known, found, day),
        "key": found.ladder.key,
        "rungs": [
            {
                "name": words.level(found.ladder, key),
                "threshold": words.plain(steps[key]),
                "over": number <= reached,
                "here": number == reached,
                "proposed": key == found.standing.proposed,
            }
            for number, key in reversed(list(enumerate(order)))
        ],
        "share": found.ladder.kind == "result",
        "evidence": [fact_row(known, each, day) for each in found.evidence],
        "fresh": {int(each) for each in found.standing.fresh},
        "heavier": {int(each) for each in found.standing.heavier},
        "rules": [
            (
                said(setting.question),
                words.answer(answer.value, found.ladder),
                answer,
                said(answer.reason),
                setting.clauses,
            )
            for setting, answer in found.rules
        ],
        "refused": accounts.refusal(found, request.user, day),
        "others": [
            (key, said(found.ladder.levels[key])) for key in order if key != found.standing.proposed
        ],
        "history": [decision_row(known, each) for each in found.decisions],
        "words": [(key, said(found.ladder.levels[key])) for key in order],
    }


def fact_row(known: Policy, each: accounts.FactInfo, day: date) -> dict[str, Any]:
    """Write a fact as a row of a table."""
    row, today = each.row, timezone.localdate()
    owed = accounts.owed(each.id, today) if each.withdrawn is None else ""
    return {
        "fact": each,
        "row": row,
        "kind": words.KINDS.get(row.kind, row.kind),
        "type": words.type_of(known, row.kind, row.type, day),
        "share": "" if each.share is None else words.plain(each.share),
        "overdue": each.due is not None and each.mended is None and each.due < day,
        "changes": [(words.LINKS.get(c.what, c.what), c) for c in each.changes],
        "owed": owed,
        "owed_word": words.LINKS.get(owed, owed),
    }


def decision_row(known: Policy, each: accounts.DecisionInfo) -> dict[str, Any]:
    """Write a decision as a row of a table."""
    ladder = known.ladders.get(each.ladder)
    return {
        "decision": each,
        "ladder": each.ladder if ladder is None else said(ladder.name),
        "proposed": each.proposed if ladder is None else words.level(ladder, each.proposed),
        "level": each.level if ladder is None else words.level(ladder, each.level),
        "outcome": words.OUTCOMES[each.outcome],
        "number": acts.number_of(each.act),
    }


def signing(request: HttpRequest, unit: str, what: str) -> dict[str, Any]:
    """Gather what the form signs: the newest paper about a unit that the person wrote and did not sign."""
    found = accounts.unsigned(request.user, unit, what)
    if found is None:
        return {"paper": None}
    name, text = found
    return {
        "paper": name,
        "says": json.loads(text),
        "schema": kinds.PAPER,
        "log": acts.origin(),
        "login": request.user.get_username(),
    }


def _done(request: HttpRequest, unit: str) -> str:
    """Do what a form of the dossier asks for, and say so."""
    work = _WORK.get(request.POST.get("act", ""))
    if work is None:
        raise accounts.AccountRefusedError(_("Expected a form of this page."))
    return work(request, unit)


def _decide(request: HttpRequest, unit: str) -> str:
    post = request.POST
    outcome, _dash, level = post.get("outcome", "").partition("-")
    accounts.decide(
        post.get("ladder", ""),
        unit,
        post.get("turn", ""),
        outcome,
        post.get("reason", ""),
        request.user,
        level=level,
        responsible=post.get("responsible", ""),
    )
    return _("The decision is written. It holds once you sign it.")


def _own_fact(request: HttpRequest, unit: str) -> int:
    number = guard.number_of(request, "fact")
    if number not in {each.id for each in accounts.facts(timezone.localdate(), unit)}:
        raise accounts.AccountRefusedError(_("Expected a fact of this unit."))
    return number


def _withdraw(request: HttpRequest, unit: str) -> str:
    number = _own_fact(request, unit)
    accounts.withdraw(number, request.POST.get("words", ""), request.user)
    return _("Fact %(n)s is withdrawn; it stays in the dossier.") % {"n": number}


def _advance(request: HttpRequest, unit: str) -> str:
    number, link = _own_fact(request, unit), request.POST.get("link", "")
    day, said_words = guard.day_of(request), request.POST.get("words", "")
    files = guard.kept_files(request)
    accounts.advance(number, link, day, said_words, request.user, files=files)
    return _("Taken down for fact %(n)s: %(what)s.") % {
        "n": number,
        "what": words.LINKS.get(link, link),
    }


_WORK: dict[str, Callable[[HttpRequest, str], str]] = {
    "decide": _decide,
    "withdraw": _withdraw,
    "advance": _advance,
}
