"""Exhibits of a matter: handed in, listed with their hashes, and given out, never to be shown in place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qingtian_platform.act.papers import api as papers
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.papers import guard
from qingtian_platform.publish.desk.papers.handed import handed

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@never_cache
@desk_required(*guard.READERS)
def listed(request: HttpRequest, matter: int) -> HttpResponse:
    """List the exhibits of a matter; take one in."""
    found = guard.matter(request, matter)
    wrong = ""
    if request.method == "POST":
        try:
            made = _taken(request, matter)
        except (papers.PaperRefusedError, papers.ForbiddenError) as error:
            wrong = str(error)
        else:
            messages.success(
                request, _("Exhibit %(n)s is kept.") % {"n": made.id}, extra_tags="desk"
            )
            return HttpResponseRedirect(reverse("desk:papers:exhibits", args=[matter]))
    context: dict[str, Any] = {
        **guard.around(found, get_language() or "zh"),
        "handed": handed(request, matter),
        "exhibits": [(each, _camera(each)) for each in papers.exhibits(matter)],
        "may": guard.writes(request, found),
        "wrong": wrong,
        "said": request.POST,
    }
    answer = page(request, "papers/exhibits.html", "cases", context)
    answer.status_code = 422 if wrong else 200
    return answer


def _taken(request: HttpRequest, matter: int) -> papers.ExhibitInfo:
    said = request.POST
    words = said.get("words", "")
    if said.get("batch") or said.get("frame"):
        try:
            batch, frame = int(said.get("batch", "")), int(said.get("frame", ""))
        except ValueError:
            raise papers.PaperRefusedError(_("Expected the numbers of batch and frame.")) from None
        return papers.add_reading(matter, request.user, batch, frame, words)
    upload = request.FILES.get("file")
    if upload is None:
        raise papers.PaperRefusedError(_("Expected a file."))
    lon, lat = (_degrees(said.get(name, "")) for name in ("lon", "lat"))
    return papers.add_exhibit(
        matter, request.user, upload, _time(said.get("taken_at", "")), lon, lat, words
    )


def _time(text: str) -> datetime | None:
    try:
        return papers.moment(text)
    except ValueError:
        raise papers.PaperRefusedError(_("Expected a time as 2026-11-26 10:00.")) from None


def _degrees(text: str) -> float | None:
    try:
        return float(text) if text.strip() else None
    except ValueError:
        raise papers.PaperRefusedError(_("Expected degrees as 116.45.")) from None


def _camera(info: papers.ExhibitInfo) -> Any:  # noqa: ANN401 - kit.exif.Written or nothing
    if info.form != "jpg":
        return None
    try:
        return papers.camera(info.hash)
    except LookupError:
        return None


@never_cache
@desk_required(*guard.READERS)
def original(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out an exhibit as it came, as a file to be kept and not as a page."""
    info = guard.exhibit(request, number)
    try:
        data = papers.original(info)
    except LookupError:
        raise Http404(_("The bytes of this exhibit are gone, or were changed.")) from None
    name = f"{info.hash[:16]}.{info.form or 'frame'}"
    headers = {**SAFE, "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)


@never_cache
@desk_required(*guard.READERS)
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """Show a small picture of a photograph, made anew from its pixels."""
    try:
        data = papers.preview(guard.exhibit(request, number))
    except LookupError:
        raise Http404(_("There is nothing to see.")) from None
    return HttpResponse(data, content_type="image/png", headers=SAFE)
