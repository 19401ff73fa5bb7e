"""Clauses under supervision: owner, state and evidence from the ledger, findings as matters of rectification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.assess.guarantees import api as guarantees
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.guarantees.words import READERS
from qingtian_platform.publish.desk.holding.tasks import STATES
from qingtian_platform.publish.desk.words import language, said
from qingtian_platform.publish.gazette import WORDS

COLUMNS = ("clause", "text", "runs", "owners", "state", "done on", "what shows it", "findings")
FILTERS = ("all", "found", "no-record", "done")


@desk_required(*READERS)
def supervised(request: HttpRequest) -> HttpResponse:
    """Show the clauses of the document that is supervised; take a finding down."""
    known = policy()
    document = (
        next((each.clauses[0].document for each in known.articles.values()), "") if known else ""
    )
    if known is None or not document:
        raise Http404(_("No document of this city is supervised clause by clause."))
    if request.method == "POST":
        return _found(request)
    today = timezone.localdate()
    items = guarantees.items(document, today, request.user).values()
    done = [each.task.done for each in items if each.task and each.task.done]
    papers = duties.papers(digest for one in done for digest in one.files)
    every = [_row(known, each, papers) for each in items]
    which = request.GET.get("which", "all")
    rows = [row for row in every if _kept(row, which)]
    if export.asked(request):
        return export.table(request, f"qingtian-{document}-{today}", list(COLUMNS), _lines(rows))
    context: dict[str, Any] = {
        "document": document,
        "title": said(known.documents[document].title),
        "rows": rows,
        "which": which,
        "counts": {key: sum(_kept(row, key) for row in every) for key in FILTERS},
        "may": guarantees.may_find(request.user),
        "units": _units(known, today),
        "today": today,
    }
    return page(request, "guarantees/supervised.html", "supervised", context)


def _kept(row: dict[str, Any], which: str) -> bool:
    if which == "found":
        return bool(row["findings"])
    if which == "no-record":
        return bool(row["key"] == "no record")
    return bool(row["done"]) if which == "done" else True


def _row(known: Policy, each: guarantees.Item, papers: Mapping[str, Any]) -> dict[str, Any]:
    task = each.task.task if each.task else None
    done = each.task.done if each.task else None
    return {
        "id": each.clause.id,
        "text": each.clause.text,
        "article": each.article.number,
        "runs": WORDS[each.runs],
        "pages": {one.page: said(one.name) for one in each.covers if one.page}.items(),
        "rest": said(each.article.rest[each.clause.id])
        if each.clause.id in each.article.rest
        else "",
        "owners": [_unit(known, key) for key in (task.owners if task else ())],
        "key": task.state if task else "for people",
        "state": STATES[task.state if task else "for people"],
        "due": task.due if task else None,
        "done": done,
        "papers": [papers[one] for one in (done.files if done else ()) if one in papers],
        "findings": [(one, one.state[language()]) for one in each.findings],
    }


def _unit(known: Policy, key: str) -> str:
    return duties.unit_name(known, key, language()) if duties.is_unit(known, key) else key


def _units(known: Policy, day: date) -> list[tuple[str, str]]:
    """List who may answer for a finding: districts, then organisations."""
    keys = [each.code for each in known.divisions.on(day, ("district",))]
    return [(key, _unit(known, key)) for key in (*keys, *known.organisations.by_key)]


def _lines(rows: list[dict[str, Any]]) -> list[list[str | None]]:
    return [
        [
            row["id"],
            row["text"],
            str(row["runs"]),
            "; ".join(row["owners"]),
            str(row["state"]),
            row["done"].at.date().isoformat() if row["done"] else None,
            row["done"].words if row["done"] else "",
            "; ".join(one.number for one, _state in row["findings"]),
        ]
        for row in rows
    ]


def _found(request: HttpRequest) -> HttpResponse:
    """Take a finding down, and lead to the matter of its rectification."""
    post = request.POST
    clause = post.get("clause", "")
    try:
        made = guarantees.find(
            clause, post.get("unit", ""), post.get("number", ""), _day(post.get("by", "")),
            request.user, paper=request.FILES.get("paper"),
        )  # fmt: skip
    except guarantees.GuaranteeRefusedError as error:
        messages.error(request, str(error), extra_tags="desk")
        return HttpResponseRedirect(f"{reverse('desk:supervised')}#{clause}")
    return HttpResponseRedirect(reverse("desk:cases:case", args=[made.id]))


def _day(text: str) -> date:
    """Read a day of a form.

    Raises
    ------
    GuaranteeRefusedError
        If it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise guarantees.GuaranteeRefusedError(_("Expected a day as 2026-11-26.")) from None
