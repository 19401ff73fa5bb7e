"""The act form: what the procedure asks for, filled in, done once, or refused with every reason."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qingtian.cases import Case
from qingtian.cases.refusing import barred
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.kit.times import beijing
from qingtian_platform.publish.desk.cases import form, guard, offering, words
from qingtian_platform.publish.desk.cases.guard import desk_only
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import language


@dataclass(frozen=True)
class Refused:
    """Why an act was not done: reasons, or what somebody else did meanwhile."""

    status: int
    reasons: Sequence[str] = ()
    stale: list[cases.Entry] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Show the form of an act; do it."""
    now = timezone.now()
    info = guard.found(request, number, now)
    case = cases.case(number, now)
    held = offering.held(number, case)
    choice = _choice(request, info, case, held, act, now)
    refused = None
    if request.method == "POST":
        outcome = _done(request, info, case, choice, now)
        if isinstance(outcome, HttpResponse):
            return outcome
        refused, info = outcome, cases.matter(number, request.user, now)
    return shown(request, info, case, choice, refused)


def _choice(
    request: HttpRequest,
    info: cases.MatterInfo,
    case: Case,
    held: list[papers.PaperInfo],
    key: str,
    now: datetime,
) -> offering.Choice:
    """Find the act among those offered; one that was just done by this form, or by another, is barred."""
    kind = case.procedure.acts.get(key)
    if kind is None:
        raise Http404(_("This procedure has no such act."))
    offers = [o for o in cases.offered(info.id, request.user, now) if o.act.key == key]
    if not offers:
        mine = cases.parties(request.user, case.procedure, info.division, now)
        parties = [each for each in kind.by if each in mine]
        offers = [cases.Offer(p, kind, tuple(barred(case, kind))) for p in parties]
    if not offers:
        raise Http404(_("This act is not yours to do."))
    return offering.choices(case, offers, held)[0]


def _done(
    request: HttpRequest,
    info: cases.MatterInfo,
    case: Case,
    choice: offering.Choice,
    now: datetime,
) -> HttpResponse | Refused:
    post, at = request.POST, None
    if info.legacy and post.get("at"):
        at = form.moment(post["at"])
        if at is None:
            return Refused(422, [_("Expected a time as 2026-11-26 10:00.")])
    try:
        cases.do(
            info.id,
            request.user,
            choice.act.key,
            party=post.get("party", ""),
            facts=form.told(case, choice.act, post),
            papers=form.handed(choice.needs, post),
            reason=post.get("reason", "").strip(),
            at=at,
            version=form.whole(post, "version"),
            key=post.get("key", "")[:80],
            now=now,
        )
    except cases.StaleError as stale:
        seen = form.whole(post, "version") or 0
        return Refused(409, [str(stale)], meanwhile(info.id, seen, now))
    except cases.ActRefusedError as refusal:
        return Refused(422, refusal.reasons)
    except cases.MatterError as refusal:
        return Refused(422, [str(refusal)])
    told = _("Done and taken down: %(act)s.") % {"act": choice.name}
    messages.success(request, told, extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:cases:case", args=[info.id]))


def meanwhile(number: int, seen: int, now: datetime) -> list[cases.Entry]:
    """List the deeds that came after those that a person had seen."""
    entries = cases.timeline(number, now)
    return [each for each in entries if each.deed is not None and each.deed.seq > seen]


def shown(
    request: HttpRequest,
    info: cases.MatterInfo,
    case: form.Known,
    choice: offering.Choice,
    refused: Refused | None,
    called: str = "",
) -> HttpResponse:
    """Show the form of an act; `called` names the procedure that it opens."""
    post = request.POST if refused else None
    wrong = refused.reasons if refused else ()
    beside = form.about(wrong)
    facts = form.fields(case, choice.act, post, wrong)
    sheets = form.paper_fields(choice.needs, post, wrong)
    context: dict[str, Any] = {
        "info": info,
        "title": info.title(language()),
        "state": info.state_name(language()),
        "choice": choice,
        "called": called,
        "fields": facts,
        "papers": sheets,
        "reason": post.get("reason", "") if post else "",
        "reason_wrong": beside.get("reason", []),
        "party": post.get("party", "") if post else "",
        "at": post.get("at", "") if post else f"{beijing(timezone.now()):%Y-%m-%dT%H:%M}",
        "key": post.get("key", "") if post else secrets.token_hex(16),
        "wrong": _listed(wrong, {*(each.id for each in facts), *(each.id for each in sheets)}),
        "meanwhile": [(each, each.words(language())) for each in refused.stale] if refused else [],
    }
    answer = page(request, "cases/act.html", "cases", context)
    answer.status_code = refused.status if refused else 200
    return answer


def _listed(wrong: Sequence[str], there: set[str]) -> list[dict[str, Any]]:
    """List every reason, each with the field that it is about, and where the demand stands."""
    found = []
    for each in wrong:
        key = getattr(each, "about", "")
        ids = {form.FACT + key, form.PAPER + key} & there if key else set()
        field_id = "reason" if key == "reason" else next(iter(ids), "")
        stands = getattr(each, "clauses", ())
        found.append({"words": words.reason(each), "field": field_id, "clauses": stands})
    return found
