"""Self-monitoring as everybody reads it: plan, results against limits, methods, reports, reasons, how much was done.

Nothing of findings stands here: neither what a plan lacks nor what speaks against a result.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qingtian_platform.check.plans import api as plans
from qingtian_platform.kit import attachments
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.supervision.lists import READERS
from qingtian_platform.publish.enterprise import monitored
from qingtian_platform.publish.pages.station import find


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List every enterprise that owns outlets, with how much of its plan was done this year."""
    now = datetime.now(UTC)
    rows = [_line(each, now) for each in plans.enterprises()]
    context = {
        "rows": rows,
        "planned": sum(1 for row in rows if row["plan"]),
        "firm": True,
        "section": "outlets",
        "year": beijing(now).year,
    }
    return render(request, "portal/self_monitoring_list.html", context)


def _line(owner: plans.Enterprise, now: datetime) -> dict[str, Any]:
    today = beijing(now).date()
    start = today.replace(month=1, day=1)
    done = plans.done_against_planned(owner.number, start, today, today)
    quarters = plans.tallies(done, "quarter", start, today, today)
    return {
        "owner": owner,
        "key": owner.things[0].key,
        "outlets": [words.name(each) for each in owner.things],
        "plan": plans.plan_on(owner.number, today),
        **monitored.completion(quarters),
    }


@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show the self-monitoring of the enterprise that owns an outlet."""
    place = find(key)
    owner = plans.enterprise_of(place.id)
    if owner is None:
        raise Http404(_("Only an outlet with an owner has self-monitoring."))
    context = {
        **monitored.shown(owner, datetime.now(UTC)),
        "place": place,
        "deeper": _("Self-monitoring"),
        "firm": True,
        "section": "outlets",
    }
    return render(request, "portal/self_monitoring.html", context)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out a report to everybody, and what else was handed in to who may see it."""
    known = plans.file_of(name)
    if known is None or not (known[2] or _may(request, known[1])):
        raise Http404(_("There is no such file for you."))
    try:
        data = attachments.content(name)
    except LookupError:
        raise Http404(_("The file is not as it was handed in; tell the operator.")) from None
    answer = HttpResponse(data, content_type=known[0].media_type)
    shown = content_disposition_header(True, known[0].name)  # noqa: FBT003 - Django's signature
    answer.headers["Content-Disposition"] = shown or "attachment"
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer


def _may(request: HttpRequest, owners: frozenset[int]) -> bool:
    if set(people.principals(request.user)) & owners:
        return True
    if getattr(request.user, "role", "") not in READERS:
        return False
    things = (t for e in plans.enterprises() if e.number in owners for t in e.things)
    return any(people.may_see(request.user, each) for each in things)
