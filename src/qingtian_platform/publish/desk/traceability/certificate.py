"""One certificate: what it says, whose values rest on it, and the signed act that takes it back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingtian.ledger import kinds
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.check.instruments import revoking
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people import api as people
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.traceability import words
from qingtian_platform.publish.desk.traceability.one import asked_day, thing_of
from qingtian_platform.publish.desk.traceability.values import counted, mine
from qingtian_platform.record.acts import api as acts


def _found(request: HttpRequest) -> tuple[str, instruments.RecordInfo]:
    number = request.GET.get("number", "")
    record = instruments.standards().certificates.get(number)
    if record is None or (record.mn and thing_of(request, record.mn) is None):
        raise Http404(_("There is no such certificate."))
    return number, record


@desk_required(*instruments.WATCHERS)
def certificate(request: HttpRequest) -> HttpResponse:
    """Show a certificate and what rests on it."""
    number, record = _found(request)
    known = instruments.standards()
    link = known.register.links[number]
    since = asked_day(request.GET.get("from", "")) or link.revoked_from
    every = instruments.affected(number, since)
    spoilt = mine(request, every)
    revocation = known.revocations.get(number)
    context: dict[str, Any] = {
        "number": number,
        "link": link,
        "record": record,
        "quantity": words.quantity(link.quantity),
        "nodes": [
            (word, key, _name(known, key))
            for word, key in ((_("Calibrated"), link.of), (_("Standard used"), link.by))
        ],
        "since": since,
        "breaks": [
            words.reason(each)
            for each in known.register.chain(link.of, link.quantity, link.day).breaks
        ],
        "spoilt": [(each, n, *_who(request, each)) for each, n in counted(spoilt)],
        "others": len(every) - len(spoilt),
        "revocation": revocation,
        "act": acts.number_of(revocation.content["act"]) if revocation else None,
        "may_revoke": people.may_enter(request.user, instruments.REVOKERS)
        and not getattr(request.user, "division", None),
        "may_keep": people.may_enter(request.user, instruments.KEEPERS),
        "today": timezone.localdate(),
        "schema": kinds.PAPER,
        "log": acts.origin(),
        "login": request.user.get_username(),
    }
    return page(request, "traceability/certificate.html", "traceability", context)


def _name(known: instruments.Standards, key: str) -> str:
    one = known.nodes.get(key)
    return one.name(desk_words.language()) if one else key


def _who(request: HttpRequest, each: instruments.Spoilt) -> tuple[str, str]:
    thing = thing_of(request, each.mn)
    return desk_words.name(thing) if thing else "", desk_words.factor_name(each.code)


@desk_required(*instruments.REVOKERS)
@require_POST
def sheet(request: HttpRequest) -> HttpResponse:
    """Write the sheet that takes the certificate back, for the person's browser to sign."""
    number, _record = _found(request)
    try:
        since = plain_day(request.POST.get("from", ""))
    except ValueError:
        return JsonResponse({"error": _("Expected a day as 2026-11-26.")}, status=400)
    try:
        name = revoking.write(number, since, request.POST.get("reason", ""), request.user)
    except instruments.RevocationError as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"bodies": [{"paper": name}]})


@desk_required(*instruments.WATCHERS)
def signed_sheet(request: HttpRequest) -> HttpResponse:
    """Hand out the sheet of a revocation with its salt: whoever has both can check the act."""
    number, _record = _found(request)
    revocation = instruments.standards().revocations.get(number)
    told = revoking.sheet(revocation.content["paper"]) if revocation else None
    if revocation is None or told is None:
        raise Http404(_("There is no such certificate."))
    return JsonResponse({"act": revocation.content["act"], "salt": told[0], "paper": told[1]})
