"""The public list of decisions, one of them, and both as files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qingtian_platform.act.cases import api as cases
from qingtian_platform.kit.context import demo_text, is_demo, publisher
from qingtian_platform.kit.times import beijing
from qingtian_platform.publish.complaint.around import districts
from qingtian_platform.publish.decisions.shown import Shown, shown, term
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.words import name as thing_name
from qingtian_platform.publish.desk.words import said

FORMS = ("csv", "json", "xlsx")
SIZE, MOST = 50, 10_000
"""Decisions of a page, and of a file. [1]"""
FIELDS = (
    "number", "party", "facts", "ground", "result", "unit", "decided", "served", "published",
    "until", "proof", "taken_back", "why", "taken_back_proof",
)  # fmt: skip


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """List the decisions that stand, or hand them out as a file."""
    now = datetime.now(UTC)
    if not cases.has_procedures():
        raise Http404(_("This city publishes no decisions here."))
    text = request.GET.get("q", "").strip()[:80]
    place = _district(request.GET.get("district", ""))
    if request.GET.get("as") in FORMS:
        return _file(request, shown(now=now, text=text, division=place, size=MOST)[0], now)
    number = _number(request.GET.get("page", "1"))
    rows, total = shown(now=now, text=text, division=place, start=(number - 1) * SIZE, size=SIZE)
    context: dict[str, Any] = {
        "forms": FORMS,
        "rows": rows,
        "total": total,
        "asked": {"text": text, "division": place},
        "districts": districts(),
        "number": number,
        "more": number * SIZE < total,
        "term": setting(now),
        "section": "outlets",
    }
    return render(request, "decisions/list.html", context)


@require_safe
@never_cache
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show one decision; once its time is over its page is no more."""
    now = datetime.now(UTC)
    rows = shown(now=now, key=key, size=2)[0] if len(key) == KEY else []
    if len(rows) != 1:
        raise Http404(_("No decision stands here; the time of its publication may be over."))
    (found,) = rows
    if request.GET.get("as") in FORMS:
        return _file(request, rows, now)
    context = {
        "forms": FORMS,
        "one": found,
        "thing_name": thing_name(found.thing) if found.thing else "",
        "term": setting(now),
        "section": "outlets",
    }
    return render(request, "decisions/one.html", context)


KEY = 20
"""Characters of the key of a page. [1]"""


def setting(now: datetime) -> dict[str, Any]:
    """Say for how long a decision stands: question, answer, who decided it, since when, why, clauses."""
    asked, decision, period = term(beijing(now).date())
    return {
        "key": asked.key,
        "question": said(asked.question),
        "years": period.months // 12,
        "months": period.months % 12,
        "answer": decision.value,
        "author": decision.author,
        "since": decision.since,
        "reason": said(decision.reason),
        "clauses": asked.clauses,
    }


def _district(code: str) -> str:
    return code if code.isdecimal() and len(code) == 6 else ""


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def _file(request: HttpRequest, rows: list[Shown], now: datetime) -> HttpResponse:
    if request.GET["as"] != "json":
        cells = [[_cell(each, name) for name in FIELDS] for each in rows]
        return export.table(request, "qingtian-decisions", FIELDS, cells)
    said_of = {
        "publisher": publisher(),
        "as_of": beijing(now).isoformat(timespec="seconds"),
        "notice": demo_text() if is_demo() else None,
        "decisions": [{name: _cell(each, name) for name in FIELDS} for each in rows],
    }
    return JsonResponse(said_of, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _cell(row: Shown, name: str) -> Any:  # noqa: ANN401 - as the field is
    value = getattr(row, name)
    if isinstance(value, datetime):
        return beijing(value).isoformat(timespec="seconds")
    return value.isoformat() if hasattr(value, "isoformat") else value
