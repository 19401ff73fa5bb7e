"""Proofs to take away, the page that checks them, the same page as one file, and the log's files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from qingtian.ledger import stamped, tiles
from qingtian.ledger.proof import Proof
from qingtian_platform.publish import evidence
from qingtian_platform.record import api as record
from qingtian_platform.record.log import api as log

_STATIC = Path(__file__).parents[1] / "static" / "verify"
_YEAR = 31_536_000


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Show the page that checks a proof in the reader's browser."""
    address = request.build_absolute_uri(reverse("portal:log_file", args=["checkpoint"]))
    context = {
        "state": evidence.standing(),
        "stamp": evidence.newest(),
        "check": evidence.check_line(),
        "section": "verify",
        "file_hash": hashlib.sha256(_file()).hexdigest(),
        "log_address": address.removesuffix("/checkpoint"),
    }
    return render(request, "portal/verify.html", context)


@cache
def _file() -> bytes:
    """Assemble the single file; the same bytes for everyone, so that its hash can be compared."""
    parts = {
        name: mark_safe((_STATIC / file).read_text(encoding="utf-8"))  # noqa: S308 - our own files
        for name, file in (("script", "verify.js"), ("css", "verify.css"))
    }
    return render_to_string("portal/verify_file.html", parts).encode()


@require_safe
@cache_control(public=True, max_age=300)
def verify_file(_request: HttpRequest) -> HttpResponse:
    """Hand out the page as one file that opens from disk."""
    response = HttpResponse(_file(), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="qingtian-verify.html"'
    return response


@require_safe
def proof_file(_request: HttpRequest, batch: int, frame: int) -> HttpResponse:
    """Hand out the proof of a frame up to the log's signature (`spec/proof.md`)."""
    try:
        name = f"frame-{batch}-{frame}.tlog-proof"
        return proof_response(lambda: record.log_proof(batch, frame), name)
    except record.NotSealedError as error:
        raise Http404(
            _("Expected a batch and a frame that are sealed; there is no %(batch)s/%(frame)s.")
            % {"batch": batch, "frame": frame}
        ) from error


@require_safe
def stamped_proof_file(_request: HttpRequest, batch: int, frame: int) -> HttpResponse:
    """Hand out the proof of a frame up to the checkpoint that was time-stamped."""
    try:
        name = f"frame-{batch}-{frame}-stamped.tlog-proof"
        return proof_response(lambda: log.stamped_proof(batch, frame), name)
    except (record.NotSealedError, log.DamagedError) as error:
        raise Http404(_("There is no such time stamp: %(why)s") % {"why": error}) from error


def proof_response(make: Callable[[], Proof], name: str) -> HttpResponse:
    """Hand out a proof as a file, or say that its entry is on the way into the log.

    Parameters
    ----------
    make
        Makes the proof.
    name
        Of the file.
    """
    try:
        data = make().to_bytes()
    except record.NotLoggedError:
        wait = _("This entry is sealed and enters the log within seconds. Try again.")
        return HttpResponse(wait, status=503, headers={"Retry-After": "5"})
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def log_file(_request: HttpRequest, name: str) -> HttpResponse:
    """Hand out a file of the log, as `spec/log.md` names it."""
    if name != "checkpoint" and not (tiles.is_path(name) or stamped.is_path(name)):
        raise Http404(_("Expected checkpoint, a tile of the log or a time stamp."))
    try:
        data = record.log_file(name)
    except FileNotFoundError as error:
        raise Http404(_("The log has no such file.")) from error
    if name in ("checkpoint", stamped.LIST):
        response = HttpResponse(data, content_type="text/plain; charset=utf-8")
        response["Cache-Control"] = "no-cache"
        return response
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response
