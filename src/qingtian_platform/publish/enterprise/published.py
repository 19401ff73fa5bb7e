"""Self-monitoring as everybody reads it: plan, results against limits, methods, reports, reasons, how much was done.

Nothing of findings stands here: neither what a plan lacks nor what speaks against a result.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
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
    """List every enterprise that owns outlets, with how much of its plan was done in a year."""
    today = beijing(datetime.now(UTC)).date()
    chosen = _chosen(request, plans.years(today), today)
    rows = [_line(each, chosen["year"], today) for each in plans.enterprises()]
    context = {
        "rows": rows,
        "planned": sum(1 for row in rows if row["plan"]),
        "firm": True,
        "section": "outlets",
        **chosen,
    }
    return render(request, "portal/self_monitoring_list.html", context)


def _chosen(request: HttpRequest, years: Sequence[int], today: date) -> dict[str, Any]:
    """Read the year that is asked for; one of which nothing is on record gives the present one."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(each) for each in years} else today.year
    return {"years": years, "year": year, "over": year < today.year}


def _line(owner: plans.Enterprise, year: int, today: date) -> dict[str, Any]:
    start, end = monitored.span(year, today)
    done = plans.done_against_planned(owner.number, start, end, today)
    quarters = plans.tallies(done, "quarter", start, end, today)
    return {
        "owner": owner,
        "key": owner.things[0].key,
        "outlets": [words.name(each) for each in owner.things],
        "plan": plans.plan_on(owner.number, end),
        **monitored.completion(quarters),
    }


@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show the self-monitoring of the enterprise that owns an outlet."""
    place = find(key)
    owner = plans.enterprise_of(place.id)
    if owner is None:
        raise Http404(_("Only an outlet with an owner has self-monitoring."))
    now = datetime.now(UTC)
    today = beijing(now).date()
    chosen = _chosen(request, plans.years(today, owner.number), today)
    context = {
        **monitored.shown(owner, now, chosen["year"]),
        **chosen,
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
