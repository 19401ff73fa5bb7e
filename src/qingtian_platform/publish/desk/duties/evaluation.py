"""The yearly evaluation: each numbered measure with what was done, what was said, what is supervised."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.duties import words
from qingtian_platform.publish.desk.duties.one import refuse, the_policy
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.sentences import joined

COLUMNS = (
    "measure",
    "text",
    "owners",
    "clauses",
    "done",
    "done in the year",
    "special",
    "evaluation",
    "by",
)
FILTERS = ("all", "waiting", "still", "special")


@desk_required(*words.READERS)
def evaluation(request: HttpRequest) -> HttpResponse:
    """Show the measures of a year; take down what is said of one."""
    known = the_policy()
    today = timezone.localdate()
    first = min(each.date.year for each in known.documents.values() if each.measures)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and first <= int(asked) <= today.year else today.year
    if request.method == "POST":
        return _said(request, year)
    every = [_row(known, each) for each in duties.measures(year, today)]
    which = request.GET.get("which", "all")
    found = [row for row in every if _kept(row, which)]
    if export.asked(request):
        lines = [[str(row[key]) for key in KEYS] for row in found]
        return export.table(request, f"qingtian-evaluation-{year}", list(COLUMNS), lines)
    context: dict[str, Any] = {
        "year": year,
        "years": range(today.year, first - 1, -1),
        "rows": found,
        "which": which,
        "counts": {key: sum(_kept(row, key) for row in every) for key in FILTERS},
        "may": getattr(request.user, "role", "") == Role.ASSESSOR,
    }
    return page(request, "duties/evaluation.html", "evaluation", context)


KEYS = ("name", "text", "owners", "ids", "done", "moved", "special", "words", "by")


def _kept(row: dict[str, Any], which: str) -> bool:
    if which == "waiting":
        return row["said"] is None
    if which == "still":
        return bool(row["moved"] == 0)
    return bool(row["special"]) if which == "special" else True


def _row(known: Policy, each: duties.MeasureInfo) -> dict[str, Any]:
    said = each.evaluations[0] if each.evaluations else None
    return {
        "name": f"{each.document} {each.number}",
        "document": each.document,
        "number": each.number,
        "text": each.text,
        "clauses": each.clauses,
        "ids": " ".join(each.clauses),
        "owners": joined(tuple(words.unit(known, key) for key in each.owners or ("",))),
        "done": each.done,
        "total": len(each.clauses),
        "moved": each.moved,
        "said": said,
        "special": said.special if said else False,
        "words": said.words if said else "",
        "by": said.name if said else "",
        "papers": list(duties.papers(said.files).values()) if said and said.files else [],
    }


def _said(request: HttpRequest, year: int) -> HttpResponse:
    """Take down what an assessor says of a measure."""
    post = request.POST
    number = post.get("number", "")
    there = HttpResponseRedirect(f"{reverse('desk:evaluation')}?year={year}#m{number}")
    if getattr(request.user, "role", "") != Role.ASSESSOR or not number.isdecimal():
        refuse(request, _("Only an assessor keeps the ledger."))
        return there
    try:
        duties.evaluate(
            post.get("document", ""), int(number), year, post.get("words", ""), request.user,
            special=bool(post.get("special")), files=request.FILES.getlist("papers"),
        )  # fmt: skip
    except duties.DutyRefusedError as error:
        refuse(request, str(error))
    else:
        messages.success(request, _("Taken down."), extra_tags="desk")
    return there
