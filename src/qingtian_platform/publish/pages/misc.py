"""Methods, the open interface's page, health, robots, and the pages of errors."""

from __future__ import annotations

import secrets
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from qingtian_platform.kit.categories import categories
from qingtian_platform.kit.context import demo_text, is_demo
from qingtian_platform.kit.times import beijing
from qingtian_platform.publish import figures
from qingtian_platform.publish.law_pages import limit_rows, methods_says
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.open_api import addresses
from qingtian_platform.record import api as record

log = structlog.get_logger(__name__)
_PLACES = 6
"""Of a fault, the innermost that are written down. [1]"""


@remembered()
def methods(request: HttpRequest) -> HttpResponse:
    """Say how figures are made: rules with edition and clause, limits, sources."""
    today = beijing(datetime.now(UTC)).date()
    context = {
        "say": methods_says(today),
        "limits": limit_rows(today),
        "scale": categories(today),
        "section": "methods",
    }
    return render(request, "portal/methods.html", context)


@remembered()
def interface(request: HttpRequest) -> HttpResponse:
    """Describe the open interface."""
    return render(
        request, "portal/interface.html", {"addresses": addresses(), "section": "download"}
    )


def health(_request: HttpRequest) -> JsonResponse:
    """Say whether the pages can read what they show; for a watcher, not for people."""
    return JsonResponse(
        {"status": "ok", "results": figures.version(), "demo": is_demo(), **_counts()}
    )


def _counts() -> dict[str, int]:
    return {str(key): int(value) for key, value in record.counts().items()}


def robots(_request: HttpRequest) -> HttpResponse:
    """Keep crawlers off the desk and the live parts; a demo wants none at all."""
    closed = "/" if is_demo() else "/desk/\nDisallow: /admin/\nDisallow: /account/"
    return HttpResponse(f"User-agent: *\nDisallow: {closed}\n", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address without a page."""
    problem = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return render(request, "404.html", {"problem": problem}, status=404)


def _places(trace: TracebackType | None) -> list[str]:
    """Name file and line of the innermost places of an error."""
    found = traceback.extract_tb(trace)[-_PLACES:]
    return [f"{'/'.join(Path(each.filename).parts[-2:])}:{each.lineno}" for each in found]


def failed(request: HttpRequest) -> HttpResponse:
    """Answer our own fault, with a number that support can find in the log, and there the place of it.

    What the error says is not written down: it may hold what a person typed.
    """
    number = f"500-{secrets.token_hex(4)}"
    kind, _error, trace = sys.exc_info()
    name = kind.__name__ if kind else ""
    log.error("page-failed", number=number, path=request.path, error=name, at=_places(trace))
    text = render_to_string(
        "500.html", {"number": number, "demo": demo_text() if is_demo() else ""}
    )
    return HttpResponse(text, status=500)
