"""The public list of draws, one of them, and its record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qingtian_platform.act.draws import api as draws
from qingtian_platform.publish.draws import shown
from qingtian_platform.record.errors import NotLoggedError

SIZE = 100
"""Draws of the list, the newest. [1]"""


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """List the draws, the void ones with who is named."""
    now = datetime.now(UTC)
    rows = [(each, shown.STATES[each.state], shown.sentence(each)) for each in draws.newest(SIZE)]
    context = {"rows": rows, "settings": shown.settings(now), "section": "verify"}
    return render(request, "draws/list.html", context)


def known(name: str) -> draws.DrawInfo:
    """Give the draw of a name; a page of none is not found."""
    try:
        return draws.info(name)
    except draws.DrawRefusedError as error:
        raise Http404(str(error)) from None


@require_safe
@never_cache
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Show a draw: where it stands, who takes part, what came of it, how to draw again."""
    now, found = datetime.now(UTC), known(name)
    names = shown.named(now)
    context: dict[str, Any] = {
        "draw": found,
        "state": shown.STATES[found.state],
        "sentence": shown.sentence(found),
        "steps": shown.steps(found),
        "quotas": shown.quotas(found, names),
        "teams": shown.teams(found, names),
        "recordable": draws.recordable(found),
        "section": "verify",
    }
    return render(request, "draws/one.html", context)


@require_safe
@never_cache
def record(_request: HttpRequest, name: str) -> HttpResponse:
    """Hand out the record of a draw that has ended, for whoever wants to draw again."""
    found = known(name)
    if not found.over:
        raise Http404(_("The record is published once the draw has ended."))
    try:
        made = draws.record(name).to_bytes()
    except NotLoggedError as error:
        raise Http404(str(error)) from None
    answer = HttpResponse(made, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="draw-{name[:12]}.json"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
