"""The log of appeals and corrections, and one appeal: what was said against a line, and the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qingtian.policy import Policy
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.appeals import api as appeals
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.kit import attachments
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.rankings import words
from qingtian_platform.publish.desk.rankings.handing import attached
from qingtian_platform.publish.desk.rankings.one import found
from qingtian_platform.publish.desk.words import said

OUTCOMES: dict[str, Promise] = {
    "granted": gettext_lazy("granted"),
    "refused": gettext_lazy("not granted"),
}
REFUSED = (appeals.AppealRefusedError, attachments.AttachmentRefusedError)


@desk_required(*words.READERS)
def log(request: HttpRequest) -> HttpResponse:
    """List every appeal with its answer, and every edition that corrected a list."""
    known = policy()
    if known is None:
        return page(request, "rankings/appeals.html", "rankings", {})
    every = [_row(known, each) for each in appeals.appeals() if _sees(request, known, each)]
    if export.asked(request):
        return export.table(request, "qingtian-appeals", _columns(), [_line(row) for row in every])
    counts = closing.edition_counts()
    later = [(key, first) for (key, first), n in counts.items() if n > 1 and key in known.rankings]
    corrections = [
        (said(known.rankings[key].name), each)
        for key, first in later
        for each in closing.editions(key, first)
        if each.number > 1
    ]
    corrections.sort(key=lambda pair: pair[1].at, reverse=True)
    setting = known.settings[appeals.LIMIT]
    context: dict[str, Any] = {
        "known": True,
        "rows": every,
        "corrections": corrections[:100],
        "limit": setting.decisions[-1],
        "limit_days": int(setting.decisions[-1].value["days"]),
        "limit_reason": said(setting.decisions[-1].reason),
    }
    return page(request, "rankings/appeals.html", "rankings", context)


def _sees(request: HttpRequest, known: Policy, each: appeals.AppealInfo) -> bool:
    """Tell whether a person may read an appeal: the city all, a district its own."""
    own = words.own(request)
    return not own or words.district(known, each.subject) == own


def _row(known: Policy, each: appeals.AppealInfo) -> dict[str, Any]:
    one = known.rankings.get(each.ranking)
    return {
        "appeal": each,
        "ranking": said(one.name) if one else each.ranking,
        "name": words.place(known, each.subject),
        "outcome": OUTCOMES[each.answer.outcome] if each.answer else "",
    }


def _columns() -> list[str]:
    return [
        _("No."), _("List"), _("Turn"), _("Edition of the list"), _("Unit"), _("Appeal"), _("Written by"),
        _("Written at"), _("Outcome"), _("Reply"), _("Answered by"), _("Answered at"), _("New edition"),
    ]  # fmt: skip


def _line(row: dict[str, Any]) -> list[Any]:
    one: appeals.AppealInfo = row["appeal"]
    head = [
        one.number, row["ranking"], one.first.isoformat(), one.edition, row["name"], one.reason,
        one.name, one.at,
    ]  # fmt: skip
    answer = one.answer
    if answer is None:
        return [*head, "", "", "", None, None]
    return [*head, str(row["outcome"]), answer.reason, answer.name, answer.at, answer.edition]


@desk_required(*words.READERS)
@require_POST
def open_one(request: HttpRequest, key: str, first: str) -> HttpResponse:
    """Take an appeal against a line of a list in."""
    known, _one = found(key)
    subject, own = request.POST.get("subject", ""), words.own(request)
    if not words.may(request) and (not own or words.district(known, subject) != own):
        raise PermissionDenied(_("A district appeals for its own units, an assessor for all."))
    back = HttpResponseRedirect(f"{reverse('desk:ranking', args=[key])}?turn={first}#appeals")
    try:
        made = appeals.open_appeal(
            key,
            plain_day(first),
            subject,
            request.POST.get("reason", ""),
            request.user,
            on_behalf=request.POST.get("on_behalf", "") if words.may(request) else "",
            files=request.FILES.getlist("files"),
        )
    except REFUSED as error:
        messages.error(request, str(error), extra_tags="desk")
    except ValueError:
        raise Http404(_("There is no such turn.")) from None
    else:
        text = _("Appeal %(n)s is written down.") % {"n": made.number}
        messages.success(request, text, extra_tags="desk")
    return back


@desk_required(*words.READERS)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show an appeal; take its answer in."""
    known, each = _found(request, number)
    if request.method == "POST":
        return _answered(request, each)
    editions = closing.editions(each.ranking, each.first)
    against = next((e for e in editions if e.number == each.edition), None)
    led = each.answer.edition if each.answer else None
    made = next((e for e in editions if e.number == led), None)
    before = next((e for e in editions if led and e.number == led - 1), None)
    changed = closing.differences(made, before) if made and before else []
    indicators = {
        key: said(known.indicators[key].name) for key in appeals.correctable(each.ranking)
    }
    context: dict[str, Any] = {
        **_row(known, each),
        "line": _standing(against, each.subject),
        "changed": [(words.place(known, d.subject), d) for d in changed],
        "indicators": indicators,
        "corrected": indicators.get(each.answer.indicator, "") if each.answer else "",
        "may": words.may(request) and each.answer is None,
        "clauses": known.rankings[each.ranking].clauses,
    }
    return page(request, "rankings/appeal.html", "rankings", context)


def _found(request: HttpRequest, number: int) -> tuple[Policy, appeals.AppealInfo]:
    known, each = policy(), appeals.appeal(number)
    if known is None or each is None or not _sees(request, known, each):
        raise Http404(_("There is no such appeal."))
    return known, each


def _standing(edition: closing.EditionInfo | None, subject: str) -> dict[str, Any] | None:
    """Give the line that an appeal is against."""
    if edition is None:
        return None
    named = subject in edition.content["named"]
    for who, place, value, _then, _tied in edition.content["placed"]:
        if who == subject:
            return {"place": place, "value": value, "named": named}
    return {"place": 0, "value": None, "named": named}


def _answered(request: HttpRequest, each: appeals.AppealInfo) -> HttpResponse:
    post = request.POST
    back = HttpResponseRedirect(reverse("desk:appeal", args=[each.number]))
    if not words.may(request):
        messages.error(request, _("Only an assessor of the city answers."), extra_tags="desk")
        return back
    right = None
    if post.get("outcome") == "granted":
        right = appeals.Correction(
            post.get("indicator", ""),
            post.get("value", "").strip(),
            post.get("none", "").strip(),
            post.get("source", "").strip(),
        )
    try:
        appeals.answer_appeal(
            each.number,
            post.get("outcome", ""),
            post.get("reason", ""),
            request.user,
            correction=right,
            files=request.FILES.getlist("files"),
        )
    except REFUSED as error:
        messages.error(request, str(error), extra_tags="desk")
    else:
        messages.success(request, _("The answer is written down."), extra_tags="desk")
    return back


@desk_required(*words.READERS)
def file(request: HttpRequest, number: int, digest: str) -> HttpResponse:
    """Hand out a file of an appeal or its answer."""
    _known, each = _found(request, number)
    every = dict((*each.files, *(each.answer.files if each.answer else ())))
    if digest not in every:
        raise Http404(_("There is no such file."))
    return attached(digest, every[digest])
