"""A procedure that a case called and that begins with papers: a person writes them and opens it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qingtian.cases import ActKind, Procedure
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.publish.desk.cases import acting, form, guard, offering, words
from qingtian_platform.publish.desk.cases.acting import Refused
from qingtian_platform.publish.desk.cases.guard import desk_only
from qingtian_platform.publish.desk.words import said


@dataclass(frozen=True)
class Begun:
    """A case that is to begin, with what is known of it already."""

    procedure: Procedure
    facts: Mapping[str, object]


def waiting(request: HttpRequest, info: cases.MatterInfo, now: datetime) -> list[dict[str, Any]]:
    """List what a case called and nobody has opened, each with the acts by which this person may."""
    held = papers.papers(info.id)
    return [
        {
            "seq": call.seq,
            "name": said(call.kind.name),
            "by": said(call.act.name),
            "since": call.since,
            "choices": _choices(request, call, held, now),
            **words.ground(call.act.ground),
        }
        for call in cases.called(info.id, request.user, now)
    ]


def _choices(
    request: HttpRequest, call: cases.Call, held: list[papers.PaperInfo], now: datetime
) -> list[offering.Choice]:
    mine = cases.openers(call, request.user, now)
    own = cases.matter(call.matter).kind
    return [
        _choice(call, act, mine[act.key], _needs(call.kind, act, own, held))
        for act in call.openings
        if act.key in mine
    ]


def _needs(
    one: Procedure, act: ActKind, own: Procedure, held: list[papers.PaperInfo]
) -> list[offering.Need]:
    """List the papers by which a procedure begins; a free form of the case, as a proof of service, will do."""
    return [
        offering.need(
            one.papers[key],
            held,
            always=key in act.needs,
            kinds=(f"{one.key}/{key}", *(() if key in own.papers else (key,))),
        )
        for key in dict.fromkeys((*act.needs, *act.needs_if))
    ]


def _choice(
    call: cases.Call, act: ActKind, parties: list[str], needs: list[offering.Need]
) -> offering.Choice:
    one = call.kind
    return offering.Choice(
        act,
        said(act.name),
        said(one.states[act.to].name) if act.to else "",
        [(party, words.party(one, party)) for party in parties],
        needs,
        [said(one.fact_names[name]) for name in act.asks],
        act.reason,
        [],
        words.ground(act.ground),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def called(request: HttpRequest, number: int, seq: int, act: str) -> HttpResponse:
    """Show the form by which a procedure that was called begins; open it."""
    now = timezone.now()
    info = guard.found(request, number, now)
    calls = [each for each in cases.called(number, request.user, now) if each.seq == seq]
    if not calls:
        return _there(request, number, seq)
    choices = _choices(request, calls[0], papers.papers(number), now)
    choice = next((each for each in choices if each.act.key == act), None)
    if choice is None:
        raise Http404(_("This act is not yours to do."))
    begun, refused = Begun(calls[0].kind, calls[0].facts), None
    if request.method == "POST":
        outcome = _opened(request, info, calls[0], begun, choice)
        if isinstance(outcome, HttpResponse):
            return outcome
        refused = outcome
    return acting.shown(request, info, begun, choice, refused, called=said(begun.procedure.name))


def _opened(
    request: HttpRequest,
    info: cases.MatterInfo,
    call: cases.Call,
    begun: Begun,
    choice: offering.Choice,
) -> HttpResponse | Refused:
    post, at = request.POST, None
    if info.legacy and post.get("at"):
        at = form.moment(post["at"])
        if at is None:
            return Refused(422, [_("Expected a time as 2026-11-26 10:00.")])
    try:
        made = cases.open_called(
            info.id,
            call.seq,
            request.user,
            choice.act.key,
            party=post.get("party", ""),
            facts=form.told(begun, choice.act, post),
            papers=form.handed(choice.needs, post),
            reason=post.get("reason", "").strip(),
            at=at,
        )
    except cases.ActRefusedError as refusal:
        return Refused(422, refusal.reasons)
    except cases.MatterError as refusal:
        return Refused(422, [str(refusal)])
    told = _("Done and taken down: %(act)s.") % {"act": choice.name}
    messages.success(request, told, extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:cases:case", args=[made.id]))


def _there(request: HttpRequest, number: int, seq: int) -> HttpResponse:
    """Lead to the case that was opened meanwhile."""
    made = cases.of_origin(cases.Origin("call", f"{number}/{seq}"), request.user)
    if made is None:
        raise Http404(_("There is no such case for you."))
    return HttpResponseRedirect(reverse("desk:cases:case", args=[made.id]))
