"""The list of complaints, one of them, its answer, and the opening of who sent it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.complaints import api as complaints
from qingtian_platform.kit import attachments
from qingtian_platform.people.api import Role, desk_required, may_enter
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.frame import page, unit_name
from qingtian_platform.registry import api as registry

READERS = (Role.DUTY, Role.ENFORCEMENT, Role.HEAD, Role.LEGAL, Role.SUPERVISOR)
SIZE = 50
SCOPES: Mapping[str, Promise] = {
    "pollution": gettext_lazy("Pollution"),
    "data": gettext_lazy("False data"),
    "laboratory": gettext_lazy("Laboratory"),
    "other": gettext_lazy("Other"),
}


def place_of(person: Any) -> str:  # noqa: ANN401 - the account model is private to its app
    """Give the district that a person acts for, 6 digits; empty for the whole city."""
    own = getattr(person, "division", None)
    return "" if own is None else str(own.code)[:6]


def reads(person: Any, division: str) -> bool:  # noqa: ANN401
    """Say whether a person reads a complaint; no township reads what is said about it.

    Parameters
    ----------
    person
        Whoever asks: none reads nothing.
    division
        District of the complaint, 6 digits; empty where it is not known.
    """
    entering = may_enter(person, READERS, townships=False)
    return entering and place_of(person) in ("", division)


@desk_required(*READERS, townships=False)
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """List complaints of the own place, those first that nobody has answered."""
    waiting = request.GET.get("show", "waiting") != "all"
    text = request.GET.get("page", "1")
    number = max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1
    found, total = complaints.complaints(
        division=place_of(request.user), waiting=waiting, start=(number - 1) * SIZE, size=SIZE
    )
    context = {
        "rows": [(each, SCOPES[each.scope], _about(each), _state(each)) for each in found],
        "total": total,
        "waiting": waiting,
        "number": number,
        "more": number * SIZE < total,
    }
    return page(request, "complaints/list.html", "complaints", context)


@desk_required(*READERS, townships=False)
@never_cache
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show a complaint; take an answer, or open who sent it."""
    found = _visible(request, number)
    if request.method == "POST" and "sender" in request.POST:
        return _opened(request, found)
    if request.method == "POST":
        return _answered(request, found)
    return _shown(request, found)


def _visible(request: HttpRequest, number: str) -> complaints.ComplaintInfo:
    found = complaints.complaint(number)
    if found is None or not reads(request.user, found.division):
        raise Http404(_("There is no complaint of that number for you."))
    return found


def _shown(
    request: HttpRequest,
    found: complaints.ComplaintInfo,
    sender: complaints.SenderInfo | None = None,
) -> HttpResponse:
    person = request.user
    names = cases.parties(person, "complaint", found.division)
    context: dict[str, Any] = {
        "one": found,
        "scope": complaints.SCOPES[found.scope],
        "about": _about(found),
        "thing": registry.things().get(found.thing_id) if found.thing_id else None,
        "hotlines": [words.said(each.name) for each in found.hotlines],
        "matter": cases.matter(found.matter) if found.matter else None,
        "state": _state(found),
        "may_open": complaints.may_open(person, found.division),
        "may_answer": bool(names & {"hotline", "lead"}),
        "sender": sender,
    }
    return page(request, "complaints/one.html", "complaints", context)


def _opened(request: HttpRequest, found: complaints.ComplaintInfo) -> HttpResponse:
    """Show the sender in this one answer; nothing of it is kept by the page."""
    try:
        sender = complaints.open_sender(
            found.number, request.user, request.POST.get("reason", ""), now=timezone.now()
        )
    except complaints.ComplaintRefusedError as problem:
        messages.error(request, str(problem), extra_tags="desk")
        return HttpResponseRedirect(reverse("desk:complaint", args=[found.number]))
    return _shown(request, complaints.complaint(found.number) or found, sender)


def _answered(request: HttpRequest, found: complaints.ComplaintInfo) -> HttpResponse:
    if not cases.parties(request.user, "complaint", found.division) & {"hotline", "lead"}:
        raise PermissionDenied(_("Only the hotline and the lead unit answer."))
    try:
        told = [found.number]
        if found.matter and request.POST.get("all"):
            told = [each.number for each in complaints.of_matters([found.matter])]
        count = complaints.answer_all(
            told, request.user, request.POST.get("text", ""), unit=unit_name(request)
        )
        done = _("Answered: %(n)s.") % {"n": count}
        messages.success(request, done, extra_tags="desk")
    except complaints.ComplaintRefusedError as problem:
        messages.error(request, str(problem), extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:complaint", args=[found.number]))


@desk_required(*READERS, townships=False)
def photo(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Hand out a photograph of a complaint, never to be run by a browser."""
    found = _visible(request, number)
    kept = next((each for each in found.files if each.name == name), None)
    if kept is None:
        raise Http404(_("There is no such file for you."))
    try:
        data = attachments.content(kept.hash)
    except LookupError:
        raise Http404(_("The file is not as it was handed in; tell the operator.")) from None
    answer = HttpResponse(data, content_type=kept.media_type)
    answer.headers["Content-Security-Policy"] = "sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _about(found: complaints.ComplaintInfo) -> str:
    thing = registry.things().get(found.thing_id) if found.thing_id else None
    named = words.name(thing) if thing else ""
    return named or found.about or found.place or _("a point on the map")


def _state(found: complaints.ComplaintInfo) -> str:
    if found.matter is None:
        return _("waits for its matter")
    return cases.matter(found.matter).state_name(words.language())
