"""Notice and interview: who a closed list calls in, where each stands, and the steps taken down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.policy import Policy
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.interviews import api as interviews
from qingtian_platform.kit import attachments
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.holding import saying
from qingtian_platform.publish.desk.holding.saying import READERS
from qingtian_platform.publish.desk.words import said

SHOWN = 12
"""Closed turns of each list that the page shows. [1]"""
STAGES: Mapping[str, Promise] = {
    "notice": gettext_lazy("notice"),
    "interview": gettext_lazy("interview"),
    "commitment": gettext_lazy("commitment"),
    "look-back": gettext_lazy("look-back"),
    "done": gettext_lazy("commitment kept"),
    "ended": gettext_lazy("ended by a later edition"),
}
LIMITS = "interview.limits"


@desk_required(*READERS)
def listed(request: HttpRequest) -> HttpResponse:
    """List the procedures of the turns that were closed last."""
    known = policy()
    if known is None:
        return page(request, "interviews.html", "interviews", {"turns": []})
    today = timezone.localdate()
    keys = interviews.lists(today)
    turns = closing.closed(date.min, today, keys)[-SHOWN:]
    rows = [_turn(known, each, today) for each in reversed(turns)]
    setting = known.settings[LIMITS].on(today)
    context = {
        "turns": rows,
        "limits": [(STAGES[key], each) for key, each in setting.value.items()],
        "question": said(known.settings[LIMITS].question),
        "clauses": known.settings[LIMITS].clauses,
    }
    return page(request, "interviews.html", "interviews", context)


def _turn(known: Policy, edition: closing.EditionInfo, today: date) -> dict[str, Any]:
    found = interviews.procedures(edition.ranking, edition.first)
    return {
        "key": edition.ranking,
        "name": said(known.rankings[edition.ranking].name),
        "first": edition.first,
        "edition": edition.number,
        "rows": [_row(known, each, today) for each in found],
    }


def _row(known: Policy, each: interviews.Procedure, today: date) -> dict[str, Any]:
    return {
        "procedure": each,
        "who": saying.place(known, each.subject),
        "stage": STAGES[each.stage.key],
        "unrecorded": each.stage.without_record(today),
    }


@desk_required(*READERS)
def one(request: HttpRequest, ranking: str, first: str, subject: str) -> HttpResponse:
    """Show the procedure of a unit; take the next step down."""
    known, day = policy(), saying.day(first)
    if known is None or ranking not in known.rankings:
        raise Http404(_("There is no such procedure."))
    found = interviews.procedure(ranking, day, subject)
    if found is None:
        raise Http404(_("There is no such procedure."))
    if request.method == "POST":
        return _taken(request, found)
    today = timezone.localdate()
    edition = closing.editions(ranking, day)[0]
    context: dict[str, Any] = {
        **_row(known, found, today),
        "key": ranking,
        "name": said(known.rankings[ranking].name),
        "clauses": known.rankings[ranking].clauses,
        "edition": edition,
        "steps": [(STAGES[step.what], step) for step in found.steps],
        "history": interviews.history(ranking, day, subject),
        "may": saying.may(request) and found.stage.key not in (interviews.DONE, interviews.ENDED),
        "today": today,
    }
    return page(request, "interview.html", "interviews", context)


def _taken(request: HttpRequest, found: interviews.Procedure) -> HttpResponse:
    try:
        if not saying.may(request):
            raise interviews.InterviewRefusedError(_("Only an assessor takes a step down."))
        if found.stage.key == "notice":
            words = request.POST.get("words", "")
            made = interviews.give_notice(
                found.ranking, found.first, found.subject, words, request.user
            )
            text = _("Notice %(n)s is given.") % {"n": made.number}
        else:
            _step(request, found)
            text = _("It is taken down.")
    except ValueError as error:
        messages.error(request, str(error), extra_tags="desk")
    else:
        messages.success(request, text, extra_tags="desk")
    args = [found.ranking, found.first.isoformat(), found.subject]
    return HttpResponseRedirect(reverse("desk:interview", args=args))


def _step(request: HttpRequest, found: interviews.Procedure) -> None:
    given = request.POST
    kept = {"yes": True, "no": False}.get(given.get("kept", ""))
    interviews.take_down(
        found.ranking,
        found.first,
        found.subject,
        given.get("step", ""),
        plain_day(given.get("day", "")),
        given.get("words", ""),
        request.user,
        who=given.get("who", ""),
        due=plain_day(given["due"]) if given.get("due") else None,
        kept=kept,
        files=[each for each in request.FILES.getlist("files") if each.name],
    )


@desk_required(*READERS)
def paper(
    _request: HttpRequest, ranking: str, first: str, subject: str, digest: str
) -> HttpResponse:
    """Hand out a file that stands beside a step, never to be shown in place."""
    found = interviews.procedure(ranking, saying.day(first), subject)
    files = dict(file for step in found.steps for file in step.files) if found else {}
    if digest not in files:
        raise Http404(_("There is no such file."))
    form = files[digest].rpartition(".")[2].lower()
    answer = HttpResponse(attachments.content(digest), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{digest[:16]}.{form}"'
    return answer
