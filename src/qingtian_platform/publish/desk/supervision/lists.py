"""The register of plans and the list of checks; the plan of one enterprise with what was done of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.supervision import api as supervision
from qingtian_platform.check.plans import api as plans
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.desk import words as common
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.publish.desk.supervision import words
from qingtian_platform.publish.enterprise import monitored
from qingtian_platform.registry import api as registry

READERS = (Role.DUTY, Role.ENFORCEMENT, Role.HEAD, Role.LEGAL, Role.SUPERVISOR)


def owners(request: HttpRequest) -> list[plans.Enterprise]:
    """List the enterprises of which the person may see an outlet."""
    may = seen(request)
    return [each for each in plans.enterprises() if any(may(thing) for thing in each.things)]


def may_order(request: HttpRequest, thing: registry.ThingInfo) -> bool:
    """Tell whether the person orders checks at an outlet."""
    known = cases.in_force(supervision.PROCEDURE, timezone.now())
    return supervision.PARTY in cases.parties(request.user, known, thing.district or "")


@desk_required(*READERS)
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """List plans by what they lack, and checks; order a check."""
    if request.method == "POST":
        return _ordered(request)
    now = timezone.now()
    own = owners(request)
    may = seen(request)
    things = [t for each in own for t in each.things if may(t) and may_order(request, t)]
    known = registry.things()
    found = [e for e in supervision.inspections() if e.thing_id in known and may(known[e.thing_id])]
    rows = sorted(
        (_plan_row(each, now) for each in own), key=lambda row: (-row["bad"], row["name"])
    )
    context: dict[str, Any] = {
        "plans": rows,
        "checks": _check_rows(found),
        "things": [(each.id, common.name(each)) for each in things],
        "means": [(key, words.means(key)) for key in supervision.oversight().means],
        "asked": request.GET.get("thing", ""),
        "bad": sum(1 for row in rows if row["bad"]),
        "open": sum(1 for each in found if each.passed is None),
        "failed": sum(1 for each in found if each.passed is False),
    }
    return page(request, "supervision/index.html", "supervision", context)


def _plan_row(owner: plans.Enterprise, now: datetime) -> dict[str, Any]:
    shown = monitored.shown(owner, now)
    missed = sum(one.counts["missed"] for one in shown["done"])
    objected = sum(1 for each in shown["results"] if each.against)
    unsigned = sum(1 for each, _ended in shown["agencies"] if len(each.pledges) < len(plans.SIDES))
    lacks = len(shown["lacks"]) if shown["plan"] else 1
    return {
        **{key: shown[key] for key in ("plan", "rate", "made", "due")},
        "number": owner.number,
        "name": owner.name,
        "lacks": [each.word for each in shown["lacks"]],
        "unplanned": len(shown["unplanned"]),
        "missed": missed,
        "objected": objected,
        "unsigned": unsigned,
        "bad": lacks + len(shown["unplanned"]) + missed + objected + unsigned,
    }


def _check_rows(found: list[supervision.InspectionInfo]) -> list[dict[str, Any]]:
    matters, things = cases.matters(one.matter for one in found), registry.things()
    return [
        {
            "one": one,
            "outlet": common.name(things[one.thing_id]),
            "means": words.means(one.means),
            "state": words.ended(one),
            "number": matters[one.matter].number,
        }
        for one in found
    ]


def _ordered(request: HttpRequest) -> HttpResponse:
    post = request.POST
    text = post.get("thing", "")
    thing = int(text) if text.isdecimal() and len(text) < 18 else 0
    try:
        made = supervision.order(
            thing, post.get("means", ""), post.get("words", ""), person=request.user
        )
    except (supervision.CheckRefusedError, cases.ForbiddenError) as problem:
        messages.error(request, str(problem), extra_tags="desk")
        return HttpResponseRedirect(reverse("desk:supervision:index"))
    return HttpResponseRedirect(reverse("desk:supervision:check", args=[made.id]))


@desk_required(*READERS)
@never_cache
def plan(request: HttpRequest, organisation: int) -> HttpResponse:
    """Show the plan of an enterprise, what it lacks, and what was done of it."""
    owner = next((each for each in owners(request) if each.number == organisation), None)
    if owner is None:
        raise Http404(_("There is no such enterprise for you."))
    now = timezone.now()
    context = {
        **monitored.shown(owner, now),
        "checks": _check_rows(
            [each for thing in owner.things for each in supervision.inspections(thing.id)]
        ),
        "hand_in": supervision.hand_in(beijing(now).date()).days,
    }
    return page(request, "supervision/plan.html", "supervision", context)
