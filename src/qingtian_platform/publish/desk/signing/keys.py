"""My key: made in the browser, never leaving it; what was signed with it; and taking acts in."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.deeds.shown import line
from qingtian_platform.publish.deeds.terms import duty_word
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.signing.refusals import refusal
from qingtian_platform.record.acts import api as acts

LIMIT = 20_000
SHOWN = 100


@desk_required()
def my_key(request: HttpRequest) -> HttpResponse:
    """Show the person's keys, and what he signed."""
    signed = list(reversed(acts.acts_of(request.user)))[:SHOWN]
    context: dict[str, Any] = {
        "keys": [_key(held.key) for held in acts.keys_of(request.user)],
        "signed": [line(info) for number, _act in signed if (info := acts.act(number))],
        "log": acts.origin(),
        "login": request.user.get_username(),
    }
    return page(request, "key.html", "key", context)


def _key(key: str) -> dict[str, Any]:
    state, body = acts.key_state(key), acts.roll().signers[key].act.body
    return {
        "key": key,
        "state": state,
        "over": state.until is not None and state.until <= timezone.now(),
        "acts": [acts.word(kind) for kind in body["acts"]],
        "duties": [duty_word(duty) for duty in body["duties"]],
    }


@desk_required()
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Register the public half of a key that the browser made."""
    from qingtian_platform.kit.places import Places

    try:
        public = base64.b64decode(request.POST.get("public", ""), validate=True)
        possession = request.POST.get("possession", "")
        number = acts.appoint(Places.current(), request.user, public, possession)
    except ValueError as error:
        return JsonResponse({"error": refusal(error)}, status=400)
    return JsonResponse({"act": number})


@desk_required()
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take in an act that the person's browser signed."""
    if len(request.body) > LIMIT:
        return JsonResponse({"error": _("The act is too long.")}, status=400)
    try:
        found = json.loads(request.body)
        words = found.get("words")
        salted = None if words is None else (bytes.fromhex(words["salt"]), str(words["text"]))
        number = acts.submit(str(found["entry"]).encode(), request.user, salted)
    except ValueError as error:
        return JsonResponse({"error": refusal(error)}, status=400)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"act": number})
