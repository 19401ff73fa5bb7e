"""What persons signed: the list, an address for each act, and its proof to take away."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qingtian.ledger import kinds
from qingtian_platform.publish.deeds import shown, words
from qingtian_platform.publish.deeds.details import details
from qingtian_platform.publish.pages.verify import proof_response
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.api import ActInfo

LONGEST = 80
"""What may be asked for. [characters]"""
_NUMBER = re.compile("[0-9]{1,15}")
LISTED = (
    kinds.CORRECTION,
    kinds.DECISION,
    kinds.RETRACTION,
    kinds.SIGNOFF,
    kinds.RELEASE,
    kinds.REVIEW,
    kinds.MEANING,
    kinds.REGISTRY,
    kinds.SIGNER,
    kinds.REVOCATION,
)


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """List acts, the newest first; by kind, and by what they are about or say."""
    kind = request.GET.get("kind", "")
    schema = kind if kind in LISTED else ""
    text = request.GET.get("q", "").strip()[:LONGEST]
    before = request.GET.get("before", "")
    older = int(before) if _NUMBER.fullmatch(before) else None
    found = acts.latest(schema, text, older)
    context: dict[str, Any] = {
        "lines": [shown.line(each) for each in found],
        "kinds": [(each, acts.word(each)) for each in LISTED],
        "kind": schema,
        "q": text,
        "older": found[-1].number if len(found) == acts.SHOWN else None,
        "section": "verify",
    }
    return render(request, "portal/acts.html", context)


@require_safe
@never_cache
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Show one act."""
    info = _found(number)
    state, fits = acts.key_state(info.act.by), acts.fits(info.act)
    context: dict[str, Any] = {
        "info": info,
        "kind": acts.word(info.act.schema),
        "says": words.sentence(info.act),
        "standing": shown.standing(info),
        "signer": shown.signer(info),
        "key": state,
        "fits": fits,
        "key_words": shown.key_words(info, state, fits=fits),
        "appointment": _appointment(info),
        "entry": shown.entry_of(number),
        "text": info.act.to_bytes().decode(),
        "details": details(info.act),
        "words": info.words if info.act.schema in shown.SAID else None,
        "section": "verify",
    }
    return render(request, "portal/act.html", context)


def _found(number: int) -> ActInfo:
    info = acts.act(number)
    if info is None:
        raise Http404(_("Expected the number of an act; there is no act %(n)s.") % {"n": number})
    return info


def _appointment(info: ActInfo) -> int | None:
    """Give the number of the act that appointed the key, where that is another one."""
    appointed = acts.number_of(acts.roll().signers[info.act.by].act.hash())
    return appointed if appointed != info.number else None


@require_safe
def act_named(_request: HttpRequest, name: str) -> HttpResponse:
    """Lead from the hash of an act, by which other acts name it, to its page."""
    number = acts.number_of(name)
    if number is None:
        raise Http404(_("Expected the hash of an act."))
    return HttpResponseRedirect(reverse("portal:act", args=[number]))


@require_safe
def act_proof(_request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the proof of an act up to the log's signature (`spec/proof.md`)."""
    _found(number)
    return proof_response(lambda: acts.proof(number), f"act-{number}.tlog-proof")
