"""What persons do around a case: note, hold, assign, hand over, receive, link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingtian_platform.act.cases import api as cases
from qingtian_platform.publish.desk.cases import form, guard
from qingtian_platform.publish.desk.cases.guard import desk_only


@require_POST
@desk_only
def around(request: HttpRequest, number: int) -> HttpResponse:
    """Do one thing around a case, then show it again."""
    guard.found(request, number)
    do = DEEDS.get(request.POST.get("do", ""))
    if do is None:
        return HttpResponseBadRequest(_("Expected one of the forms of this page."))
    try:
        told = do(number, request)
    except (cases.MatterError, cases.NoSuchError) as refusal:
        messages.error(request, str(refusal), extra_tags="desk")
    else:
        messages.success(request, told, extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:cases:case", args=[number]) + "#around")


def _note(number: int, request: HttpRequest) -> str:
    cases.note(number, request.user, request.POST.get("text", ""))
    return _("The note is taken down.")


def _take(number: int, request: HttpRequest) -> str:
    cases.assign(number, request.user, request.user.get_username())
    return _("You hold this case.")


def _release(number: int, request: HttpRequest) -> str:
    cases.assign(number, request.user, "")
    return _("The case is given back to the unit.")


def _assign(number: int, request: HttpRequest) -> str:
    cases.assign(number, request.user, request.POST.get("login", ""))
    return _("The case is assigned.")


def _hand(number: int, request: HttpRequest) -> str:
    body = form.whole(request.POST, "organisation")
    if body is None:
        raise cases.MatterError(_("Choose to whom the case is handed over."))
    made = cases.hand_over(number, request.user, body)
    told = {"name": made.organisation_name}
    return _("Handed over to %(name)s; it waits for the receipt.") % told


def _receive(number: int, request: HttpRequest) -> str:
    made = cases.receive(number, request.user)
    return _("Received; the number of the receipt is %(number)s.") % {"number": made.number}


def _link(number: int, request: HttpRequest) -> str:
    text = request.POST.get("other", "").strip()
    found = cases.queue(request.user, ended=None, text=text, size=2).rows if text else ()
    same = [each for each in found if text in (each.number, str(each.id))] or list(found)
    if len(same) != 1:
        raise cases.MatterError(_("Expected the number of one other case that you may see."))
    cases.link(number, same[0].id, request.POST.get("kind", ""), request.user)
    return _("Linked with %(number)s.") % {"number": same[0].number}


DEEDS: dict[str, Callable[[int, Any], str]] = {
    "note": _note,
    "take": _take,
    "release": _release,
    "assign": _assign,
    "hand": _hand,
    "receive": _receive,
    "link": _link,
}
