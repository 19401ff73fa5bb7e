"""One sealed frame: its bytes, what they say, the proof; the original for an administrator."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST

from qingtian.ledger import merkle
from qingtian_platform.kit.times import moment_text
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish import evidence, proofs
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.names import Place, place
from qingtian_platform.publish.sealed import as_text, fields, form_word, marked
from qingtian_platform.record import api as record
from qingtian_platform.record.api import SealedFrame
from qingtian_platform.record.log import api as log
from qingtian_platform.registry import api as registry

#: A reason shorter than this says nothing. [characters]
SHORTEST_REASON = 4


@dataclass(frozen=True)
class View:
    """A sealed frame as its page shows it."""

    batch: int
    frame: int
    received_at: datetime
    network: str
    form: str
    form_word: str
    html: SafeString
    leaf: str
    commitment: str


def view(batch: int, frame: int, code: str = "") -> tuple[View, SealedFrame]:
    """Read a sealed frame.

    Raises
    ------
    Http404
        If there is no such batch or frame.
    """
    found = proofs.sealed(batch, frame)
    shown = View(
        batch=batch,
        frame=frame,
        received_at=found.received_at,
        network=found.peer_network,
        form=found.form,
        form_word=form_word(found.form, decrypted=found.decrypted),
        html=marked(found.masked, code),
        leaf=found.leaf.hex(),
        commitment=found.commitment.hex(),
    )
    return shown, found


def _place_of(data: bytes) -> Place | None:
    mn = proofs.mn_of(data)
    logger = registry.logger(mn) if mn else None
    info = registry.things().get(logger.thing_id) if logger else None
    return place(info) if info else None


def _context(request: HttpRequest, batch: int, frame: int) -> dict[str, Any]:
    shown, found = view(batch, frame, request.GET.get("code", ""))
    read = fields(found.form, found.masked, proofs.names_of(found.masked))
    when = moment_text(shown.received_at, seconds=True)
    first = _("These bytes were received on %(when)s and have been sealed since.") % {"when": when}
    second = _(
        "Received by then and unchanged since; this does not say that the instrument was right."
    )
    role = getattr(request.user, "role", "")
    return {
        "sealed": shown,
        "place": _place_of(found.masked),
        "say": (first, second),
        "fields": read,
        "fields_note": _("Read again from the bytes above, with marks as sent."),
        "proof": proofs.proof(batch, frame),
        "state": evidence.standing(),
        "covered": log.covered(batch),
        "stamp": evidence.over(batch),
        "administrator": role == "administrator",
    }


def frame(request: HttpRequest, batch: int, frame: int) -> HttpResponse:
    """Show a sealed frame; an administrator also finds the way to the original."""
    if request.user.is_authenticated:
        return render(request, "portal/frame.html", _context(request, batch, frame))
    return _public(request, batch, frame)


@remembered(seconds=0, of=evidence.frame_state)
def _public(request: HttpRequest, batch: int, frame: int) -> HttpResponse:
    return render(request, "portal/frame.html", _context(request, batch, frame))


@cache_control(public=True, max_age=31_536_000, immutable=True)
def frame_bytes(_request: HttpRequest, batch: int, frame: int) -> HttpResponse:
    """Hand out the canonical bytes of the leaf; they never change."""
    response = HttpResponse(
        proofs.leaf_bytes(batch, frame), content_type="application/octet-stream"
    )
    response["Content-Disposition"] = f'attachment; filename="frame-{batch}-{frame}.bin"'
    return response


@cache_control(public=True, max_age=31_536_000, immutable=True)
def frame_proof(_request: HttpRequest, batch: int, frame: int) -> HttpResponse:
    """Hand out the proof that the leaf stands in its batch."""
    found = proofs.proof(batch, frame)
    leaf = proofs.leaf_bytes(batch, frame)
    data = {
        "batch": batch,
        "frame": frame,
        "frames": found.count,
        "leaf": merkle.leaf_hash(leaf).hex(),
        "path": list(found.path),
        "root": found.root,
        "bytes": base64.b64encode(leaf).decode("ascii"),
    }
    response = JsonResponse(data)
    response["Content-Disposition"] = f'attachment; filename="frame-{batch}-{frame}.json"'
    return response


@require_POST
@never_cache
@desk_required("administrator")
def frame_original(request: HttpRequest, batch: int, frame: int) -> HttpResponse:
    """Open the bytes as received; who and why is recorded before they are shown."""
    reason = request.POST.get("reason", "").strip()
    context = _context(request, batch, frame)
    if len(reason) < SHORTEST_REASON:
        wrong = _("Expected a reason of at least %(n)s characters.") % {"n": SHORTEST_REASON}
        context |= {"reason": reason, "reason_wrong": wrong}
        return render(request, "portal/frame.html", context, status=400)
    try:
        data = record.original(batch, frame, person=request.user.get_username(), reason=reason)
    except (record.RecordError, OSError) as error:
        raise Http404(_("The original of this frame is not kept here.")) from error
    return render(request, "portal/frame.html", context | {"original": as_text(data)})
