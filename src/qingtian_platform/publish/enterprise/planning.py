"""Self-monitoring as the enterprise hands it in: plan, results, reports, monitoring bodies, declarations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian_platform.check.plans import api as plans
from qingtian_platform.check.plans.api import Enterprise, Item
from qingtian_platform.people import api as people
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.enterprise import monitored
from qingtian_platform.publish.enterprise.around import CREW, attempt, day, number, page, person
from qingtian_platform.publish.enterprise.declaring import BOUNDS
from qingtian_platform.registry import api as registry

MORE = 3
"""Empty rows of the form of a plan. [1]"""
FIELDS = ("thing", "point", "code", "way", "method", "frequency", "limit", "unit")
USUAL = (*(f"1/{unit}" for unit in monitored.PERIODS), plans.CONTINUOUS)
"""Frequencies that the form offers; others are typed."""
WAYS = ((plans.MANUAL, gettext_lazy("manual")), (plans.AUTOMATIC, gettext_lazy("automatic")))


def owners(request: HttpRequest) -> list[Enterprise]:
    """List the enterprises with outlets that the person acts for."""
    may = people.principals(request.user)
    return [each for each in plans.enterprises() if each.number in may]


def _owner(request: HttpRequest, own: list[Enterprise]) -> Enterprise | None:
    asked = request.POST.get("firm", "") or request.GET.get("firm", "")
    return next((each for each in own if str(each.number) == asked), own[0] if own else None)


@desk_required(*CREW)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the plan, what was done of it, and the forms by which more is handed in."""
    own = owners(request)
    owner = _owner(request, own)
    if request.method == "POST" and owner is not None:
        act = ACTS.get(request.POST.get("act", ""), _unknown)
        back = f"{reverse('enterprise:plans')}?firm={owner.number}"
        return attempt(request, lambda: act(request, owner), back)
    context: dict[str, Any] = {"owner": owner, "owners": own, "bounds": BOUNDS}
    if owner is not None:
        now = datetime.now(UTC)
        shown = monitored.shown(owner, now)
        bodies = [body for body, _ended in shown["agencies"]]
        context |= {
            **shown,
            "streams": _streams(owner, next(iter(shown["versions"]), None)),
            "bodies": bodies,
            "pledges": _pledges(request, bodies),
            "hand_in": monitored.within(now).days,
            "outlets": [(each.key, words.name(each)) for each in owner.things],
        }
    return page(request, "plans.html", "plans", context)


def _streams(owner: Enterprise, plan: plans.PlanInfo | None) -> list[tuple[str, str]]:
    """List outlets and properties for a choice: those of the plan first, then what is registered."""
    keys = {t.key for t in owner.things}
    found = (
        {(i.thing, i.code): None for i in plan.items if i.thing in keys and i.code} if plan else {}
    )
    for thing in owner.things:
        found |= {(thing.key, d.code): None for d in registry.datastreams(thing.id)}
    return [(f"{k}|{c}", f"{monitored.outlet(k)} · {words.factor_name(c)}") for k, c in found]


def _side(request: HttpRequest) -> str:
    """Give the side that the person signs for."""
    return "contractor" if person(request).role == plans.SIDES["contractor"] else "enterprise"


def _pledges(request: HttpRequest, bodies: list[plans.AgencyInfo]) -> list[dict[str, Any]]:
    """List each monitoring body with what both sides signed, and whether the reader may sign."""
    side = _side(request)
    found = []
    for body in bodies:
        signed = {each.side: each for each in body.pledges}
        sides = [
            (key, monitored.SIDES[key], *monitored.pledge_text(key), signed.get(key))
            for key in plans.SIDES
        ]
        found.append({"body": body, "sides": sides, "mine": side not in signed and side})
    return found


@desk_required(*CREW)
def new(request: HttpRequest) -> HttpResponse:
    """Hand in a version of the plan; the form begins with what the last one says, or was typed."""
    owner = _owner(request, owners(request))
    if request.method == "POST" and owner is not None:
        back = f"{reverse('enterprise:plans')}?firm={owner.number}"
        return attempt(
            request, lambda: _planned(request, owner), back, lambda: _form(request, owner)
        )
    return _form(request, owner)


def _form(request: HttpRequest, owner: Enterprise | None) -> HttpResponse:
    """Show the form: as it was filled in where it was refused, else as the last version says."""
    last = next(reversed(plans.plans_of(owner.number)), None) if owner else None
    typed = request.method == "POST"
    items = _rows(request) if typed else last.items if last else ()
    rows = [(item, monitored.often(item.frequency)) for item in (*items, *[Item()] * MORE)]
    factors = (
        sorted({d.code for t in owner.things for d in registry.datastreams(t.id)}) if owner else []
    )
    context = {
        "owner": owner,
        "quality": request.POST.get("quality", "") if typed else last.quality if last else "",
        "typed": request.POST,
        "rows": [(number, *row) for number, row in enumerate(rows, 1)],
        "outlets": [(each.key, words.name(each)) for each in owner.things] if owner else [],
        "factors": [(code, words.factor_name(code)) for code in factors],
        "choices": WAYS,
        "often": [monitored.often(each) for each in USUAL],
        "elements": [str(each) for each in plans.ELEMENTS.values()],
        "clause": plans.CLAUSE,
        "bounds": BOUNDS,
    }
    return page(request, "plan_new.html", "plans", context)


def _rows(request: HttpRequest) -> list[Item]:
    """Read the rows that were filled in."""
    columns = [request.POST.getlist(name) for name in FIELDS]
    often = FIELDS.index("frequency")
    columns[often] = [monitored.frequency_of(text) for text in columns[often]]
    rows = [Item(*(cell.strip() for cell in row)) for row in zip(*columns, strict=False)]
    return [each for each in rows if any((each.thing, each.point, each.code, each.method))]


def _planned(request: HttpRequest, owner: Enterprise) -> str:
    if len({len(request.POST.getlist(name)) for name in FIELDS}) > 1:
        raise ValueError(_("Expected every column in each row of the plan."))
    plans.hand_in_plan(
        owner.number,
        _rows(request),
        quality=request.POST.get("quality", ""),
        valid_from=day(request.POST.get("valid_from", "")),
        reason=request.POST.get("reason", ""),
        person=person(request),
        files=request.FILES.getlist("files"),
    )
    return _("Handed in; what it lacks is named beside each row.")


def _agency(request: HttpRequest, owner: Enterprise) -> str:
    post = request.POST
    plans.enter_agency(
        owner.number,
        post.get("agency", ""),
        certificate=post.get("certificate", ""),
        valid_until=day(post.get("valid_until", "")),
        scope=post.get("scope", "").replace("；", "\n").replace(";", "\n").splitlines(),
        since=day(post.get("since", "")),
        person=person(request),
        files=request.FILES.getlist("files"),
        replaces=number(post.get("replaces", "")),
    )
    return _("Entered; both sides sign the declaration below.")


def _pledged(request: HttpRequest, owner: Enterprise) -> str:
    said, _text = monitored.pledge_text(_side(request))
    body = number(request.POST.get("agency", "")) or 0
    plans.pledge(owner.number, body, said, person=person(request))
    return _("Signed; its hash stands in the evidence log.")


def _result(request: HttpRequest, owner: Enterprise) -> str:
    post = request.POST
    key, _bar, code = post.get("stream", "").partition("|")
    plans.enter_result(
        owner.number,
        key,
        code,
        day(post.get("sampled", "")),
        post.get("value", ""),
        unit=post.get("unit", ""),
        method=post.get("method", ""),
        agency=number(post.get("agency", "")),
        person=person(request),
        files=request.FILES.getlist("files"),
        replaces=number(post.get("replaces", "")),
        reason=post.get("reason", ""),
    )
    return _("Entered; it is public from now on.")


def _report(request: HttpRequest, owner: Enterprise) -> str:
    post = request.POST
    plans.hand_in_report(
        owner.number,
        post.get("kind", ""),
        post.get("title", ""),
        day(post.get("first", "")),
        day(post.get("last", "")),
        agency=number(post.get("agency", "")),
        person=person(request),
        files=request.FILES.getlist("files"),
        replaces=number(post.get("replaces", "")),
        reason=post.get("reason", ""),
    )
    return _("Kept whole; a later version leaves it in place.")


def _explained(request: HttpRequest, owner: Enterprise) -> str:
    post = request.POST
    key, _bar, code = post.get("stream", "").partition("|")
    days = day(post.get("first", "")), day(post.get("last", ""))
    plans.explain(owner.number, key, code, *days, post.get("reason", ""), person=person(request))
    return _("Said; it is public, and takes nothing from what is owed.")


def _unknown(request: HttpRequest, owner: Enterprise) -> str:
    del request, owner
    raise ValueError(_("There is no such form."))


ACTS: dict[str, Callable[[HttpRequest, Enterprise], str]] = {
    "agency": _agency,
    "pledge": _pledged,
    "result": _result,
    "report": _report,
    "explain": _explained,
}
