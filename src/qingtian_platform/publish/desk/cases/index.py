"""The procedures of the city, with how many cases of each the reader sees."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qingtian_platform.act.cases import api as cases
from qingtian_platform.publish.desk.cases import words
from qingtian_platform.publish.desk.cases.guard import desk_only
from qingtian_platform.publish.desk.cases.queue import kinds
from qingtian_platform.publish.desk.frame import page


@require_safe
@desk_only
def index(request: HttpRequest) -> HttpResponse:
    """List the procedures."""
    now = timezone.now()

    def count(key: str, **more: Any) -> int:  # noqa: ANN401 - as of the queue
        return cases.queue(request.user, procedure=key, size=1, now=now, **more).total

    rows: list[dict[str, Any]] = [
        {
            "key": key,
            "name": name,
            "versions": versions(key),
            "open": count(key),
            "late": count(key, late=True),
            "ended": count(key, ended=True),
        }
        for key, name in kinds()
    ]
    total = sum(row["open"] for row in rows)
    return page(request, "cases/index.html", "cases", {"rows": rows, "total": total})


def versions(key: str) -> list[dict[str, Any]]:
    """List the versions of a procedure: since when, and where each stands."""
    every = [one for one in cases.procedures().by_key.values() if one.key == key]
    return [
        {"number": one.version, "since": one.since, "until": one.until, **words.ground(one.ground)}
        for one in sorted(every, key=lambda one: one.version)
    ]
