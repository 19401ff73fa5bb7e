"""What the phone keeps for when there is no network: its worker, a page to stand on, a fresh token."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.field.around import CREW

HERE: Final = Path(__file__).parent
SHELL: Final = (
    "vendor/tabler.min.css",
    "vendor/fonts/web/400.css",
    "vendor/fonts/web/700.css",
    "kit/tokens.css",
    "kit/parts.css",
    "kit/mark.svg",
    "kit/icons.svg",
    "kit/live.js",
    "field/field.css",
    "field/field.js",
)


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Hand out the worker; it sees the pages of the field alone."""
    known = {
        "__VERSION__": _version(),
        "__AWAY__": reverse("field:away"),
        "__SCOPE__": reverse("field:home"),
        "__STATIC__": static(""),
        "__SHELL__": ",".join(map(static, SHELL)),
    }
    text = (HERE / "static" / "field" / "worker.js").read_text(encoding="utf-8")
    for mark, value in known.items():
        text = text.replace(mark, value)
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@cache
def _version() -> str:
    found = hashlib.sha256()
    for path in sorted((HERE / "static" / "field").iterdir()):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """Show the page to stand on where a page was never seen; it tells of nobody."""
    return render(request, "field/away.html", {})


@desk_required(*CREW)
@never_cache
def token(request: HttpRequest) -> JsonResponse:
    """Say who is signed in, with a token for forms that were kept longer than theirs holds."""
    return JsonResponse({"who": request.user.get_username(), "token": get_token(request)})
