"""One case on one page: the next act first, what is owed, where it stands, its time line and evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qingtian.cases import Case, Duty, drawn
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.draws import api as draws
from qingtian_platform.act.papers import api as papers
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role
from qingtian_platform.publish.desk.cases import calls, guard, offering, words
from qingtian_platform.publish.desk.cases.guard import desk_only
from qingtian_platform.publish.desk.draws.one import OUTCOMES
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.papers.handed import handed
from qingtian_platform.publish.desk.words import language, said
from qingtian_platform.publish.draws import shown

LEADS = (Role.HEAD, Role.ADMINISTRATOR, Role.DUTY)
"""Who gives a matter to others of the unit."""
SHOWN = 8
"""Exhibits and papers of each list that stand on the page itself. [1]"""
RECENT = 12
"""Entries of a time line that stand open; older ones are folded. [1]"""


@require_safe
@desk_only
def case(request: HttpRequest, number: int) -> HttpResponse:
    """Show a case."""
    now = timezone.now()
    info = guard.found(request, number, now)
    return page(request, "cases/case.html", "cases", context(request, info, now))


@require_safe
@desk_only
def drawing(request: HttpRequest, number: int) -> HttpResponse:
    """Draw the procedure of a case, where it stands lit."""
    info, known = guard.found(request, number), cases.case(number)
    done = frozenset(each.act for each in known.deeds)
    been = frozenset(passed(known))
    picture = drawn(info.kind, language(), lit=info.state, been=been, done=done)
    return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8")


def passed(known: Case) -> list[str]:
    """List the states in which a case has been, as its acts led there."""
    acts = known.procedure.acts
    return list(dict.fromkeys(acts[each.act].to for each in known.deeds if acts[each.act].to))


def context(request: HttpRequest, info: cases.MatterInfo, now: datetime) -> dict[str, Any]:
    """Gather what the page of a case shows."""
    known, held = cases.case(info.id, now), papers.papers(info.id)
    offers = cases.offered(info.id, request.user, now)
    entries = [_entry(info, each) for each in reversed(cases.timeline(info.id, now))]
    exhibits = papers.exhibits(info.id)
    choices = offering.choices(known, offers, offering.held(info.id, known))
    return {
        "info": info,
        "head": head(request.user, info),
        "choices": choices,
        "ready": [each for each in choices if not each.barred],
        "barred": [each for each in choices if each.barred],
        "calls": calls.waiting(request, info, now),
        "duties": duties(info, known, now),
        "facts": words.facts(info.kind, known.facts),
        "states": _states(info, known),
        "entries": entries[:RECENT],
        "older": entries[RECENT:],
        "papers": list(reversed(held)),
        "handed": handed(request, info.id),
        "exhibits": list(reversed(exhibits))[:SHOWN],
        "exhibits_more": max(0, len(exhibits) - SHOWN),
        "links": _links(request, info, now),
        "drawn": _drawn(info, now),
        **_around(request, info, entries, now),
    }


def _drawn(info: cases.MatterInfo, now: datetime) -> dict[str, Any] | None:
    """Gather the joint inspection that a draw sent: the team, and what each department found."""
    came = draws.of_matter(info.id) if info.origin.kind == "inspection" else None
    if came is None:
        return None
    name, key = came
    teams = shown.teams(draws.info(name), shown.named(now))
    handed = [each for each in draws.findings(name) if each.object == key]
    items = {item.key: said(item.name) for item in draws.items(now)}
    return {
        "name": name,
        "key": key,
        "people": next(each["people"] for each in teams if each["object"].key == key),
        "found": [(items.get(e.item, e.item), OUTCOMES[e.outcome], e) for e in handed],
        "open": len(set(items) - {each.item for each in handed}),
    }


def head(reader: Any, info: cases.MatterInfo) -> dict[str, Any]:  # noqa: ANN401
    """Say what a case is, about whom, whose, and under which rules."""
    return {
        "what": said(info.kind.name),
        "title": info.title(language()),
        "state": info.state_name(language()),
        "subject_kind": words.SUBJECTS.get(info.subject.kind, info.subject.kind),
        "dossier": words.dossier(reader, info.subject),
        "public": words.public_page(info.subject),
        "place": words.place(info.division),
        "holder": words.person(info.holder),
        "origin": words.ORIGINS.get(info.origin.kind, info.origin.kind),
        "origin_url": words.origin(info.origin),
        "complaints": words.complained(reader, info.id),
        "version": info.kind.version,
        "since": info.kind.since,
        **words.ground(info.kind.ground),
    }


def duties(info: cases.MatterInfo, known: Case, now: datetime) -> list[dict[str, Any]]:
    """List what is owed, by whom to whom, with its clock: what is late first, then what is due next."""
    holder = words.person(info.holder)
    found = sorted(known.open_duties, key=lambda each: (each.due is None, each.due or each.since))
    return [_duty(info, each, holder, now) for each in found]


def _duty(info: cases.MatterInfo, duty: Duty, holder: str, now: datetime) -> dict[str, Any]:
    one = info.kind
    kind = one.duties[duty.kind]
    by = words.party(one, kind.owed_by)
    who = words.owes(info, kind.owed_by, holder)[0]
    clock = words.clock(duty.since, duty.due, now, stopped=duty.stopped is not None)
    return {
        "name": said(kind.name),
        "by": by,
        "who": who if who != by else "",
        "to": [words.party(one, each) for each in kind.owed_to],
        "since": duty.since,
        "clock": clock,
        "waits": kind.waits,
        **words.ground(kind.ground),
    }


def _states(info: cases.MatterInfo, known: Case) -> list[dict[str, Any]]:
    """Tell the procedure as a list: each state, whether the case is or was there, and its acts."""
    one, been = info.kind, set(passed(known))
    done = {each.act for each in known.deeds}
    return [
        {
            "name": said(state.name),
            "here": key == info.state,
            "been": key in been,
            "ending": state.ending,
            "acts": [
                (said(act.name), said(one.states[act.to].name) if act.to else "", name in done)
                for name, act in one.acts.items()
                if key in act.states
            ],
        }
        for key, state in one.states.items()
    ]


def _entry(info: cases.MatterInfo, entry: cases.Entry) -> dict[str, Any]:
    deed = entry.deed
    return {
        "entry": entry,
        "words": entry.words(language()),
        "party": words.party(info.kind, entry.party) if entry.party else "",
        "facts": words.facts(info.kind, deed.facts) if deed else [],
        "papers": _papers(info, deed) if deed else [],
    }


def _papers(info: cases.MatterInfo, deed: cases.DeedInfo) -> list[tuple[str, str]]:
    known = info.kind.papers
    return [(said(known[each.key].name), each.number) for each in deed.papers if each.key in known]


def _links(
    request: HttpRequest, info: cases.MatterInfo, now: datetime
) -> list[tuple[str, cases.MatterInfo, str, str]]:
    """List the matters that have to do with this one, of those that the person may see."""
    found = []
    for each in cases.links(info.id):
        try:
            other = cases.matter(each.other.id, request.user, now)
        except cases.ForbiddenError:
            continue
        kind = str(words.LINKS.get(each.kind, each.kind))
        found.append((kind, other, other.title(language()), other.state_name(language())))
    return found


def _around(
    request: HttpRequest,
    info: cases.MatterInfo,
    entries: Iterable[dict[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    """Say what the person may do around a case: hold it, give it, hand it over, receive it."""
    person: Any = request.user
    leads = person.role in LEADS
    part = leads or bool(cases.acting(info.id, person, now))
    return {
        "leads": leads,
        "part": part,
        "mine": info.holder == person.username,
        "colleagues": _colleagues(info) if leads else [],
        "bodies": [each for each in people.authorities() if part and each[0] != info.unit],
        "receives": _waits(entries) and info.unit == person.organisation_id,
        "link_kinds": [(key, words.LINKS[key]) for key in ("same", "subject", "repeat", "follows")],
    }


def _waits(entries: Iterable[dict[str, Any]]) -> bool:
    """Tell whether a hand-over waits for its receipt; the newest entry comes first."""
    kinds = (each["entry"].kind for each in entries)
    return next((kind for kind in kinds if kind in ("handed", "received")), "") == "handed"


def _colleagues(info: cases.MatterInfo) -> list[tuple[str, str]]:
    """List who can be given a case: officers of its district and of the city."""
    district = info.division[:6] or None
    found = people.holders(Role.ENFORCEMENT, district)
    found += people.holders(Role.ENFORCEMENT, None) if district else []
    return [(each.username, str(each)) for each in found]
