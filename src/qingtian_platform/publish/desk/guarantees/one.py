"""One district's checklist: entries with their papers, signed by its head and reviewed by the city."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.ledger import kinds
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.assess.guarantees import api as guarantees
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.duties.one import kept_paper
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.guarantees import words
from qingtian_platform.publish.desk.words import said
from qingtian_platform.record.acts import api as acts


def _place(request: HttpRequest, district: int, day: date) -> Any:  # noqa: ANN401
    """Find the district of an address.

    Raises
    ------
    Http404
        There is none, or the reader does not see it.
    """
    known = policy()
    places = guarantees.districts(day) if known and known.guarantees else ()
    found = next((each for each in places if each.code == str(district)), None)
    if found is None or not words.seen(request, found.code):
        raise Http404(_("There is no such district."))
    return found


@desk_required(*words.READERS)
def one(request: HttpRequest, district: int) -> HttpResponse:
    """Show the checklist; take in an entry to be signed, and what the city says of one."""
    today = timezone.localdate()
    place = _place(request, district, today)
    if request.method == "POST":
        return _taken(request, place.code)
    lines = guarantees.checklist(place.code, today)
    hashes = [digest for line in lines for each in line.entries for digest in each.files]
    papers = duties.papers(hashes)
    context: dict[str, Any] = {
        "code": place.code,
        "name": words.named(place),
        "lines": [_line(each, papers) for each in lines],
        "accepted": sum(each.state == "accepted" for each in lines),
        "waiting": [_waiting(*each) for each in guarantees.unsigned(request.user, place.code)],
        "may_enter": guarantees.may_enter(request.user, place.code),
        "may_review": guarantees.may_review(request.user),
        "extents": words.EXTENTS.items(),
        "outcomes": words.OUTCOMES.items(),
        "schema": kinds.PAPER,
        "log": acts.origin(),
        "login": request.user.get_username(),
    }
    return page(request, "guarantees/one.html", "guarantees", context)


def _line(line: guarantees.Line, papers: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": line.guarantee.key,
        "name": said(line.guarantee.name),
        "shows": said(line.guarantee.shows),
        "clauses": line.guarantee.clauses,
        "sign": words.SIGNS[line.state],
        "state": line.state,
        "word": words.STATES[line.state],
        "until": None if line.state == "returned" else line.until,
        "entries": [_entry(each, papers) for each in line.entries],
    }


def _entry(each: guarantees.EntryInfo, papers: dict[str, Any]) -> dict[str, Any]:
    return {
        "entry": each,
        "extent": words.EXTENTS[each.extent],
        "papers": [papers[digest] for digest in each.files if digest in papers],
        "act": acts.number_of(each.act),
        "reviews": [(words.OUTCOMES[one.outcome], one) for one in each.reviews],
    }


def _waiting(name: str, content: Any) -> dict[str, Any]:  # noqa: ANN401 - as it was written
    known = policy()
    item = known.guarantees.get(content["item"]) if known else None
    return {
        "id": f"sign-{name[:12]}",
        "body": {"paper": name},
        "item": said(item.name) if item else content["item"],
        "extent": words.EXTENTS[content["extent"]],
        "words": content["words"],
        "files": len(content["files"]),
    }


def _taken(request: HttpRequest, district: str) -> HttpResponse:
    post = request.POST
    there = reverse("desk:guarantees:one", args=[district])
    try:
        if post.get("act") == "review":
            number = post.get("entry", "")
            chosen = int(number) if number.isdecimal() else 0
            text = post.get("words", "")
            guarantees.review(chosen, post.get("outcome", ""), text, request.user)
            messages.success(request, _("Taken down."), extra_tags="desk")
            return HttpResponseRedirect(f"{there}#{post.get('item', '')}")
        guarantees.write(
            district, post.get("item", ""), post.get("extent", ""), post.get("words", ""),
            request.user, files=request.FILES.getlist("papers"),
        )  # fmt: skip
    except guarantees.GuaranteeRefusedError as error:
        messages.error(request, str(error), extra_tags="desk")
        return HttpResponseRedirect(there)
    messages.success(request, _("Written. It counts once you have signed it."), extra_tags="desk")
    return HttpResponseRedirect(f"{there}#to-sign")


@desk_required(*words.READERS)
def file(request: HttpRequest, district: int, digest: str) -> HttpResponse:
    """Hand out a paper of an entry of the district."""
    today = timezone.localdate()
    lines = guarantees.checklist(_place(request, district, today).code, today)
    if not any(digest in each.files for line in lines for each in line.entries):
        raise Http404(_("There is no such paper."))
    return kept_paper(digest)


@desk_required(*words.READERS)
def signed(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out what was signed with its salt: whoever has both can check the act."""
    told = guarantees.paper(name)
    if told is None or not words.seen(request, guarantees.district_of(told[1])):
        raise Http404(_("There is no such paper."))
    answer = JsonResponse({"salt": told[0], "paper": told[1]})
    answer["Content-Disposition"] = f'attachment; filename="guarantee-{name[:16]}.json"'
    return answer
