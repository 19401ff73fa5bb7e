"""Rehearsals: play a procedure on a simulated clock, beside the sentences of the gazette. Nothing is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from qingtian.cases import Case, Procedures, Rehearsal, drawn, open_rehearsals
from qingtian.policy import Policy
from qingtian_platform.act.cases import api as cases
from qingtian_platform.kit.methods import READ
from qingtian_platform.publish import rehearsal, rehearsal_sheet
from qingtian_platform.publish.desk.cases import words
from qingtian_platform.publish.desk.words import language, said
from qingtian_platform.publish.rehearsal import Asked, AskedError, Own, Step

SECTION = "methods"


def _known() -> tuple[Procedures, Policy]:
    """Give the procedures of the city and its policy, or answer that there are none."""
    try:
        found = cases.procedures()
    except cases.MatterError as problem:
        raise Http404(str(problem)) from None
    if found.policy is None:
        raise Http404(_("This city has no policy pack."))
    return found, found.policy


def rehearsals(request: HttpRequest) -> HttpResponse:
    """List the procedures that can be rehearsed."""
    found, policy = _known()
    told = [each.procedure for each in open_rehearsals(policy.pack)]
    rows = [
        {
            "one": one,
            "name": said(one.name),
            "link": f"{reverse('portal:rehearsal', args=[one.key])}?v={one.version}",
            "acts": len(one.acts),
            "duties": len(one.duties),
            "told": told.count(key),
        }
        for key, one in found.by_key.items()
    ]
    return render(request, "portal/rehearsals.html", {"rows": rows, "section": SECTION})


def rehearse(request: HttpRequest, key: str) -> HttpResponse:
    """Play what the address asks for; a form that adds an act leads to the address with it."""
    if request.method not in READ:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    found, policy = _known()
    try:
        one = rehearsal.asked(key, request.GET, found)
        if "add" in request.GET:
            own = _added(one, request)
            query = one.query(own=tuple(sorted((*one.own, own), key=lambda e: e.at)), at=own.at)
            return HttpResponseRedirect(f"?{_bounded(query)}#now")
    except AskedError as problem:
        where = {"section": SECTION, "problem": str(problem), "key": key}
        return render(request, "portal/rehearsal_refused.html", where, status=400)
    case, steps = rehearsal.played(one, policy.workdays)
    context = _context(request, one, case, steps, policy)
    return render(request, "portal/rehearsal.html", context)


def _bounded(query: str) -> str:
    if len(query) > 3 * rehearsal.WHOLE:
        raise AskedError(
            _("Expected at most %(most)s acts of your own.") % {"most": rehearsal.MOST}
        )
    return query


def _added(one: Asked, request: HttpRequest) -> Own:
    """Read the act that a form adds."""
    told = request.GET
    act, by = told.get("add", ""), told.get("by", "")
    if len(one.own) >= rehearsal.MOST or act not in one.procedure.acts:
        raise AskedError(
            _("Expected at most %(most)s acts of your own.") % {"most": rehearsal.MOST}
        )
    kind = one.procedure.acts[act]
    facts = {name: told.get(f"f-{name}", "")[:200] for name in kind.asks}
    papers = {name: told.get(f"p-{name}", "")[:20] for name in (*kind.needs, *kind.needs_if)}
    return Own(
        rehearsal.moment(told.get("when", "")),
        act,
        by[:40],
        {name: text for name, text in facts.items() if text},
        {name: how for name, how in papers.items() if how},
        told.get("r", "")[:200],
        told.get("x", "")[:80],
    )


def _context(
    request: HttpRequest, one: Asked, case: Case | None, steps: list[Step], policy: Policy
) -> dict[str, Any]:
    procedure = one.procedure
    first, last = _range(one, case)
    can, cannot = rehearsal_sheet.offers(procedure, case)
    chosen = procedure.acts.get(request.GET.get("do", ""))
    who = request.GET.get("by", "")
    return {
        "section": SECTION,
        "one": one,
        "name": said(procedure.name),
        "versions": _versions(one),
        "stories": [
            (number, _title(each), f"?{one.query(story=number, own=(), at=each.events[0].at)}")
            for number, each in enumerate(one.told)
        ],
        "story": _title(one.told[one.story]) if one.story is not None else "",
        "empty": f"?v={procedure.version}&story=none&at={rehearsal.minute(one.at)}",
        "forget": f"?{one.query(own=one.own[:-1])}" if one.own else "",
        "at": rehearsal.minute(one.at),
        "first": rehearsal.minute(first),
        "value": int((one.at - first).total_seconds() // 60),
        "most": int((last - first).total_seconds() // 60),
        "steps": _stepping(one, case),
        "events": [each.text() for each in one.own],
        "told": rehearsal_sheet.told(procedure, steps),
        "state": said(procedure.states[case.state].name) if case else _("No case yet"),
        "ended": case is not None and case.ended,
        "lines": list(rehearsal_sheet.lines(one, case, steps, policy)),
        "late": sum(each.kind == "late" for each in steps),
        "facts": words.facts(procedure, case.facts) if case else [],
        "drawing": _drawing(one, case),
        "can": can,
        "cannot": cannot,
        "do": chosen,
        "do_name": said(chosen.name) if chosen else "",
        "do_by": who,
        "do_who": words.party(procedure, who) if who else "",
        "fields": rehearsal_sheet.fields(procedure, chosen) if chosen else [],
        "query": one.query(),
    }


def _title(told: Rehearsal) -> str:
    """Name a rehearsal of the pack."""
    return told.name if language() == "en" else told.zh or told.name


def _versions(one: Asked) -> list[tuple[int, str]]:
    found = cases.procedures().by_key.values()
    return [(each.version, said(each.name)) for each in found if each.key == one.procedure.key]


def _range(one: Asked, case: Case | None) -> tuple[Any, Any]:
    """Give the ends of the slider: a day around what happens and what is due."""
    first = min([one.at, *one.looks])
    due = [each.due for each in case.open_duties if each.due] if case else []
    last = max([one.at, *one.looks, *(each for each in due if each < one.at + rehearsal.SPAN)])
    return first, min(last + timedelta(days=1), first + rehearsal.SPAN)


def _stepping(one: Asked, case: Case | None) -> list[tuple[str, str]]:
    """Give the moments to which one steps: the events beside, and both sides of the next deadline."""
    found = [(_("event before"), max((at for at in one.looks if at < one.at), default=None))]
    found.append((_("next event"), min((at for at in one.looks if at > one.at), default=None)))
    due = case.next_expiry if case else None
    if due is not None:
        found.append((_("a minute before the next deadline"), due - rehearsal.MINUTE))
        found.append((_("a minute after the next deadline"), due + rehearsal.MINUTE))
    named = [(name, f"?{one.query(at=at)}#now") for name, at in found if at is not None]
    step = ((-1440, _("−1 day")), (-60, _("−1 h")), (-1, _("−1 min")))
    steps = (*step, (1, _("+1 min")), (60, _("+1 h")), (1440, _("+1 day")))
    return [
        *named,
        *((name, f"?{one.query(at=one.at + rehearsal.MINUTE * n)}#now") for n, name in steps),
    ]


def _drawing(one: Asked, case: Case | None) -> str:
    acts = one.procedure.acts
    done = frozenset(each.act for each in case.deeds) if case else frozenset()
    been = frozenset(acts[each].to for each in done if acts[each].to)
    lit = case.state if case else ""
    return mark_safe(drawn(one.procedure, language(), lit=lit, been=been, done=done))  # noqa: S308 - every name in it is escaped
