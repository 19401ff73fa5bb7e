"""One check: its papers, what was found with limit and clause beside each number, and its conclusion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.supervision import api as supervision
from qingtian_platform.act.supervision.api import ComparedRow, InspectionInfo, SampleRow, Taken
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.kit.words import unit_text
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import words as common
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.publish.desk.supervision import words
from qingtian_platform.publish.desk.supervision.lists import READERS
from qingtian_platform.record.samples import sheets
from qingtian_platform.registry import api as registry


@desk_required(*READERS)
@never_cache
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show a check; take what was found, or conclude it. What was typed and refused stays in its form."""
    found = _visible(request, number)
    if request.method == "POST" and _done(request, found):
        return HttpResponseRedirect(reverse("desk:supervision:check", args=[found.id]))
    thing = registry.things()[found.thing_id]
    stands = supervision.standing(number)
    matter = cases.matter(found.matter)
    context: dict[str, Any] = {
        "one": found,
        "thing": thing,
        "outlet": common.name(thing),
        "means": words.means(found.means),
        "clauses": supervision.oversight().means[found.means].clauses,
        "state": words.ended(found),
        "verdict": words.STATES[stands.state],
        "stands": stands,
        "missing": words.lacking(stands.missing, found.matter),
        "matter": matter,
        "papers": [(each, words.paper_name(each)) for each in papers.papers(found.matter)],
        "wanted": [(key, common.said(matter.kind.papers[key].name), there)
                   for key, there in stands.papers.items()],
        "samples": [_sample(each) for each in stands.samples],
        "compared": [_compared(each) for each in stands.compared],
        "sheet": _groups(stands, request.POST),
        "typed": request.POST,
        "pasted": request.POST.get("values", ""),
        "answers": words.ANSWERS,
        "task": None if found.task is None else cases.matter(found.task),
        "language": common.language(),
        "may": found.passed is None
        and supervision.PARTY in cases.acting(found.matter, request.user),
        "choices": sheets.samples("supervision", thing.key) if found.means == "sampling" else [],
        "streams": [
            (f"{each.mn}|{each.code}", f"{common.stream_name(each)} {unit_text(each.unit)} ({each.mn})")
            for each in registry.datastreams(thing.id)
        ],
    }  # fmt: skip
    return page(request, "supervision/check.html", "supervision", context)


def _visible(request: HttpRequest, number: int) -> InspectionInfo:
    try:
        found = supervision.inspection(number)
        thing = registry.things().get(found.thing_id)
    except supervision.CheckRefusedError:
        thing = None
    if thing is None or not seen(request)(thing):
        raise Http404(_("There is no such check for you."))
    return found


def _sample(row: SampleRow) -> dict[str, Any]:
    verdict = row.verdict
    return {
        "row": row,
        "factor": common.factor_name(row.code) if row.code else "",
        "word": words.SAMPLES[verdict.word] if verdict else _("waits for its signatures"),
        "over": bool(verdict and verdict.word == "over"),
        "limits": verdict.limits if verdict else (),
    }


def _compared(row: ComparedRow) -> dict[str, Any]:
    return {
        "row": row,
        "factor": common.factor_name(row.record.code),
        "measure": words.MEASURES.get(row.measure, row.measure),
        "state": words.STATES[row.state],
        "clauses": [words.clause(cite) for cite in row.cites],
        "review": any(cite.review for cite in row.cites),
        "pairs": [(pair, words.STATES[pair.state] if pair.unit else "") for pair in row.pairs],
        "alone": any(pair.unit for pair in row.pairs),
        "rule": words.clause(row.doubted.cite) if row.doubted and row.doubted.cite else "",
        "rule_review": bool(row.doubted and row.doubted.cite and row.doubted.cite.review),
    }


def _groups(
    stands: supervision.Standing, typed: Mapping[str, str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Put the rows of the sheet below the heads of their groups."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in stands.sheet:
        shown = {
            "row": row,
            "name": common.said(row.question.name),
            "word": words.ANSWERS.get(row.answer, ""),
            "answer": typed.get(f"answer-{row.question.key}", row.answer),
            "words": typed.get(f"words-{row.question.key}", row.words),
        }
        found.setdefault(common.said(row.question.group), []).append(shown)
    return list(found.items())


def _done(request: HttpRequest, found: InspectionInfo) -> bool:
    """Do what a form asks, and tell whether it was done; say why not."""
    act = ACTS.get(request.POST.get("act", ""))
    try:
        if act is not None:
            messages.success(request, act(request, found), extra_tags="desk")
    except supervision.CheckRefusedError as problem:
        messages.error(request, _told(problem, found), extra_tags="desk")
    except (cases.ForbiddenError, cases.ActRefusedError) as problem:
        messages.error(request, str(problem), extra_tags="desk")
    else:
        return True
    return False


def _told(problem: supervision.CheckRefusedError, found: InspectionInfo) -> str:
    """Say what is missing by name, where a check cannot be concluded yet."""
    if not problem.missing:
        return str(problem)
    listed = "; ".join(words.lacking(problem.missing, found.matter))
    return _("It cannot be concluded yet. Missing: %(x)s.") % {"x": listed}


def _named(request: HttpRequest, found: InspectionInfo) -> str:
    supervision.add_sample(found.id, request.POST.get("sample", ""), person=request.user)
    return _("Named; it is judged by the limits of its day once all four have signed.")


def _paired(request: HttpRequest, found: InspectionInfo) -> str:
    mn, _bar, code = request.POST.get("stream", "").partition("|")
    supervision.add_comparison(
        found.id,
        mn,
        code,
        [_taken(line) for line in request.POST.get("values", "").splitlines() if line.strip()],
        method=request.POST.get("method", ""),
        laboratory=request.POST.get("laboratory", ""),
        person=request.user,
    )
    return _("Entered; the automatic readings were taken from the archive.")


def _taken(line: str) -> Taken:
    """Read a line of the form: a time of Beijing's clock and a value."""
    head, _blank, value = line.strip().replace("\t", " ").rpartition(" ")
    try:
        at = datetime.strptime(head.strip().replace("T", " "), "%Y-%m-%d %H:%M")  # noqa: DTZ007
    except ValueError:
        raise supervision.CheckRefusedError(
            _("Expected lines as “2026-11-20 09:30 45.2”; got “%(x)s”.") % {"x": line[:40]}
        ) from None
    return Taken(at.replace(tzinfo=BEIJING), value)


def _filled(request: HttpRequest, found: InspectionInfo) -> str:
    post = request.POST
    keys = [row.question.key for row in supervision.standing(found.id).sheet]
    answers = {
        key: (post[f"answer-{key}"], post.get(f"words-{key}", ""))
        for key in keys
        if post.get(f"answer-{key}")
    }
    supervision.fill_sheet(found.id, answers, person=request.user)
    return _("The sheet is kept.")


def _concluded(request: HttpRequest, found: InspectionInfo) -> str:
    end = supervision.conclude(found.id, person=request.user)
    if end.passed:
        return _("Concluded: it passed.")
    return _("Concluded: it failed, and its task is open with the evidence.")


ACTS: dict[str, Callable[[HttpRequest, InspectionInfo], str]] = {
    "sample": _named,
    "comparison": _paired,
    "sheet": _filled,
    "conclude": _concluded,
}
