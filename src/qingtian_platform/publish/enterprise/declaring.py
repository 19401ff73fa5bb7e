"""Declare stops, maintenance, replacements and faults; amend, end or take back what was declared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian_platform.check.declared import api as declared
from qingtian_platform.kit.attachments import FORMS, LARGEST, MOST
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.enterprise.around import (
    CREW,
    attempt,
    chosen,
    moment,
    needed,
    page,
    person,
    stream_asked,
    streams,
    things,
)

SHOWN = timedelta(days=400)
BOUNDS = {"most": MOST, "megabytes": LARGEST >> 20, "forms": ", ".join(FORMS)}


@desk_required(*CREW)
def declare(request: HttpRequest) -> HttpResponse:
    """Show the form and what was declared; take a declaration in."""
    thing = chosen(request, request.POST.get("thing", ""))
    if request.method == "POST" and thing is not None:
        back = f"{reverse('enterprise:declare')}?thing={thing.key}"
        return attempt(request, lambda: _declared(request, thing.id), back)
    now = datetime.now(UTC)
    said = declared.declarations(thing.id, now - SHOWN, withdrawn=True) if thing else []
    context = {
        "thing": thing,
        "thing_name": words.name(thing) if thing else "",
        "kinds": declared.KINDS.items(),
        "kind": request.GET.get("kind", ""),
        "streams": streams(thing) if thing else [],
        "declarations": [(each, each.stands(now)) for each in reversed(said)],
        "bounds": BOUNDS,
    }
    return page(request, "declare.html", "declare", context)


def _declared(request: HttpRequest, thing: int) -> str:
    post = request.POST
    kind = post.get("kind", "")
    stop = kind in declared.STOPS
    mn, code = ("", "") if stop else stream_asked(post.get("stream", ""))
    found = declared.declare(
        thing,
        kind,
        needed(post.get("start", "")),
        moment(post.get("end", "")),
        post.get("reason", ""),
        person=person(request),
        mn=mn,
        code=code,
        files=request.FILES.getlist("files"),
    )
    if found.late:
        return _("Declared, and marked as late: %(time)s of it lay in the past.") % {
            "time": words.lasting(found.start, found.start + found.late_by)
        }
    return _("Declared.")


@desk_required(*CREW)
def declaration(request: HttpRequest, number: int) -> HttpResponse:
    """Show a declaration with all that was said of it; add to it."""
    told = declared.history(number)
    thing = next((each for each in things(request) if told and each.id == told[-1].thing_id), None)
    if thing is None:
        raise Http404(_("There is no such declaration."))
    if request.method == "POST":
        return attempt(request, lambda: _amended(request, number), request.path)
    context = {
        "thing_name": words.name(thing),
        "thing": thing,
        "now_said": told[-1],
        "stands": told[-1].stands(datetime.now(UTC)),
        "told": told[::-1],
        "bounds": BOUNDS,
    }
    return page(request, "declaration.html", "declare", context)


def _amended(request: HttpRequest, number: int) -> str:
    post = request.POST
    act = post.get("act", "")
    declared.amend(
        number,
        post.get("reason", ""),
        person=person(request),
        start=moment(post.get("start", "")),
        end=moment(post.get("end", "")),
        ended=act == "end",
        withdrawn=act == "withdraw",
        files=request.FILES.getlist("files"),
    )
    said = {"end": _("Ended."), "withdraw": _("Taken back.")}
    return said.get(act, _("Amended; what was said before stays below."))
