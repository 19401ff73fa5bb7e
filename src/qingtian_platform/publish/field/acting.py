"""Do an act on the phone: what it asks for, the papers that it needs, a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian.cases import ActKind, Procedure, Reason
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.words import language, said
from qingtian_platform.publish.field.around import (
    CREW,
    FieldRefusedError,
    done,
    moment,
    page,
    reasons,
    refused,
    visible,
    wants_json,
)


@desk_required(*CREW)
def act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Show the form of an act, and do it."""
    now = datetime.now(UTC)
    info = visible(request, number)
    offer = next(
        (each for each in cases.offered(number, request.user, now) if each.act.key == act), None
    )
    back = reverse("field:matter", args=[number])
    if request.method == "POST":
        try:
            if offer is None:
                offer = _known(info, act)
            _did(request, info, offer, now)
        except (FieldRefusedError, cases.MatterError, cases.ActRefusedError) as problem:
            if wants_json(request):
                return refused(reasons(problem))
            return _form(request, info, offer, reasons(problem))
        return done(request, _("Done: %(act)s") % {"act": said(offer.act.name)}, back)
    if offer is None:
        raise Http404(_("This act is not open to you now."))
    return _form(request, info, offer)


def _known(info: cases.MatterInfo, key: str) -> cases.Offer:
    """Give an act that is not offered any more: sent again, it may have been done."""
    found = info.kind.acts.get(key)
    if found is None:
        raise FieldRefusedError(_("This act is not open to you now."))
    return cases.Offer("", found)


def _did(request: HttpRequest, info: cases.MatterInfo, offer: cases.Offer, now: datetime) -> None:
    post = request.POST
    key = post.get("key", "").strip()[:64]
    if not key:
        raise FieldRefusedError(_("Expected a form with its key; load the page again."))
    cases.do(
        info.id,
        request.user,
        offer.act.key,
        party=offer.party,
        facts=_facts(info.kind, offer.act, post),
        papers=[each.handed() for each in chosen(info.id, offer.act)],
        reason=post.get("reason", "").strip(),
        key=key,
        now=now,
    )


def chosen(number: int, kind: ActKind) -> list[papers.PaperInfo]:
    """Give the newest finished paper of each kind that an act needs, or may need by what it tells."""
    found = [each for each in papers.papers(number) if each.state != "draft"]
    newest = {each.key: each for each in sorted(found, key=lambda each: each.id)}
    return [newest[name] for name in (*kind.needs, *kind.needs_if) if name in newest]


def _facts(procedure: Procedure, kind: ActKind, post: Mapping[str, str]) -> dict[str, object]:
    return {
        name: _fact(procedure.facts[name].kind, post.get(f"fact.{name}", ""))
        for name in kind.asks
        if post.get(f"fact.{name}", "").strip() or procedure.facts[name].kind == "days"
    }


def _fact(kind: str, text: str) -> object:
    match kind:
        case "yesno":
            return {"yes": True, "no": False}.get(text, text)
        case "moment":
            return moment(text) or text
        case "days":
            return [each for each in text.replace("，", ",").replace(" ", "").split(",") if each]
        case _:
            return text.strip()


def _form(
    request: HttpRequest, info: cases.MatterInfo, offer: cases.Offer | None, problem: str = ""
) -> HttpResponse:
    if offer is None:
        raise Http404(problem)
    kind = info.kind
    there = {each.key: each for each in chosen(info.id, offer.act)}
    context: dict[str, Any] = {
        "matter": info,
        "title": info.title(language()),
        "act": offer.act,
        "name": said(offer.act.name),
        "barred": [
            each.say(language()) if isinstance(each, Reason) else each for each in offer.barred
        ],
        "facts": [
            (
                name,
                said(kind.fact_names[name]),
                kind.facts[name],
                request.POST.get(f"fact.{name}", ""),
            )
            for name in offer.act.asks
        ],
        "papers": [
            (name, said(kind.papers[name].name), there.get(name))
            for name in (*offer.act.needs, *(there.keys() & offer.act.needs_if.keys()))
        ],
        "reason": request.POST.get("reason", ""),
        "problem": problem,
    }
    return page(request, "act.html", context, 400 if problem else 200)
