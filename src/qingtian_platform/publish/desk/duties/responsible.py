"""Who answers: for a problem at a place one unit that leads, and for data the unit and the person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.policy import NotThereError, Policy
from qingtian.policy.responsibility import Placed, Responsible
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.duties import words
from qingtian_platform.publish.desk.duties.one import refuse, the_policy
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import KINDS, english, said
from qingtian_platform.registry import api as registry

LEVELS = {
    "city": gettext_lazy("City: plans as a whole"),
    "district": gettext_lazy("District: carries out"),
    "township": gettext_lazy("Township: supervises"),
    "village": gettext_lazy("Village: patrols"),
}


@desk_required(*words.READERS)
def responsible(request: HttpRequest) -> HttpResponse:
    """Choose a problem and a place; list the data and who answers for them."""
    known = the_policy()
    if request.method == "POST":
        return _assigned(request, known)
    today = timezone.localdate()
    day = asked_day(request, "day", today)
    asked = {k: request.GET.get(k, "") for k in ("problem", "place", "other", "basin", "major")}
    found, refused = _found(known, asked, day)
    own = words.own_district(request, known)
    context: dict[str, Any] = {
        "day": day,
        "asked": asked | {"place": asked["place"] or own},
        "problems": [(k, said(p.name)) for k, p in known.responsibility.problems.items()],
        "places": words.places(known, day, ("city", "district")),
        "townships": _townships(known, day, own),
        "found": _told(known, found) if found else None,
        "refused": refused,
        "datasets": [_dataset(known, each) for each in duties.datasets(min(day, today))],
        "may_assign": words.may_assign(request),
        "accounts": duties.open_accounts() if words.may_assign(request) else [],
    }
    return page(request, "duties/responsible.html", "responsible", context)


def _townships(known: Policy, day: date, own: str) -> list[tuple[str, str]]:
    kinds = ("subdistrict", "town", "area", "township", "zone")
    inside = [e for e in known.divisions.on(day, kinds) if own in ("", e.parent)]
    return [(each.code, words.unit(known, each.code)) for each in inside]


def _found(
    known: Policy, asked: dict[str, str], day: date
) -> tuple[Responsible | None, tuple[str, str]]:
    """Ask the policy; a refusal says what it looked for in the reader's language."""
    problem, places = asked["problem"], [p for p in (asked["place"], asked["other"]) if p]
    if not problem or not places:
        return None, ("", "")
    ways = {key: bool(asked[key]) for key in ("basin", "major")}
    try:
        return known.who(problem, places, day, **ways), ("", "")
    except NotThereError as error:
        if problem in known.responsibility.problems and all(
            each in known.divisions.by_code for each in places
        ):
            name = said(known.responsibility.problems[problem].name)
            return None, (_("The text names nobody for this: %(x)s.") % {"x": name}, str(error))
        return None, (_("There is no such problem or place."), str(error))


def _placed(known: Policy, each: Placed) -> str:
    """Name an organisation at its place; a group of districts or townships is the place itself."""
    name, place = words.unit(known, each.organisation), words.unit(known, each.place)
    where = known.divisions.by_code[each.place]
    if each.organisation in ("districts", "townships") and where.kind != "city":
        return place
    organisation = known.organisations.by_key[each.organisation]
    return name if organisation.kind == "body" or where.kind == "city" else f"{place} · {name}"


def _told(known: Policy, found: Responsible) -> dict[str, Any]:
    return {
        "lead": _placed(known, found.lead),
        "unit": found.lead.place if found.level != "city" else found.lead.organisation,
        "helpers": [_placed(known, each) for each in found.helpers],
        "level": LEVELS[found.level],
        "does": said(found.does),
        "clauses": [(each, known.clauses[each].text) for each in found.clauses],
        "chain": [
            (LEVELS[e.level], _placed(known, e.unit), said(e.does), e.clauses) for e in found.chain
        ],
    }


def _dataset(known: Policy, each: duties.AnswerInfo) -> dict[str, Any]:
    one = known.responsibility.datasets[each.dataset]
    things = [t for t in registry.things().values() if t.kind in one.things]
    return {
        "key": each.dataset,
        "name": said(one.name),
        "unit": words.unit(known, each.unit),
        "watched": words.unit(known, each.watched) if each.watched else "",
        "clauses": each.clauses,
        "person": each.person,
        "earlier": each.earlier,
        "count": len(things),
        "kinds": [(kind, KINDS[kind]) for kind in one.things],
        "things": [_thing(each) for each in sorted(things, key=lambda t: t.name)],
    }


def _thing(thing: registry.ThingInfo) -> dict[str, str]:
    """Name a thing, its owner and who answers for it."""
    answers = thing.answerable_en if english() else ""
    return {
        "key": thing.key,
        "name": desk_words.name(thing),
        "owner": desk_words.who("owner", thing),
        "answerable": answers or thing.answerable,
    }


def _assigned(request: HttpRequest, known: Policy) -> HttpResponse:
    """Say who answers for data."""
    post, key = request.POST, request.POST.get("dataset", "")
    there = HttpResponseRedirect(reverse("desk:responsible") + f"#{key}")
    one = known.responsibility.datasets.get(key)
    if one is None or not words.may_assign(request):
        refuse(request, _("Only an administrator says who answers."))
        return there
    given = (post.get("login", ""), post.get("person", ""), post.get("contact", ""))
    try:
        duties.assign(f"dataset:{key}", one.unit, *given, post.get("reason", ""), request.user)
    except duties.DutyRefusedError as error:
        refuse(request, str(error))
    else:
        messages.success(request, _("Taken down."), extra_tags="desk")
    return there
