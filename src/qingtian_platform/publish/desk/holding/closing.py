"""The month-close desk: the lists of a turn, where they were cut, and every edition of them."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from qingtian.ledger import kinds
from qingtian.policy import Policy
from qingtian.policy.clocks import Instance
from qingtian.policy.placing import Listing, Placed
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.closing import signing
from qingtian_platform.assess.interviews import api as interviews
from qingtian_platform.assess.townships import api as townships
from qingtian_platform.kit.times import plain_day
from qingtian_platform.kit.words import unit_text
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.holding import saying
from qingtian_platform.publish.desk.holding.bulletins import links as bulletin_links
from qingtian_platform.publish.desk.holding.saying import READERS
from qingtian_platform.publish.desk.words import said
from qingtian_platform.record.acts import api as acts

SHOWN = 12
BESIDE = 2
"""Lines above the cut that are shown with those below it. [1]"""
PARTS = {"quality": gettext_lazy("quality"), "work": gettext_lazy("work")}
LARGEST = 4 << 20


@desk_required(*READERS)
def lists(request: HttpRequest) -> HttpResponse:
    """List the rankings with their last turns; take figures in from a file."""
    known = policy()
    if known is None:
        return page(request, "closing.html", "closing", {})
    if request.method == "POST":
        return _handed_in(request)
    today = timezone.localdate()
    counts = closing.edition_counts()
    rows = []
    for key, one in known.rankings.items():
        turns = [turn for turn in closing.turns(key, today) if turn.last < today][:SHOWN]
        cells = [(turn, counts.get((key, turn.first), 0)) for turn in turns]
        rows.append(
            {
                "key": key,
                "name": said(one.name),
                "clauses": one.clauses,
                "turns": cells,
            }
        )
    context = {"rows": rows, "columns": ", ".join(closing.COLUMNS), "may": saying.may(request)}
    return page(request, "closing.html", "closing", context)


@desk_required(*READERS)
def turn(request: HttpRequest, ranking: str, first: str) -> HttpResponse:
    """Show the list of a turn as it would be closed, and its editions."""
    known, found = find(ranking, first)
    editions = closing.editions(ranking, found.first)
    one = known.rankings[ranking]
    listing = closing.draft(ranking, found)
    context: dict[str, Any] = {
        "key": ranking,
        "name": said(one.name),
        "clauses": one.clauses,
        "turn": found,
        "over": found.last < timezone.localdate(),
        "indicator": said(known.indicators[one.indicator].name),
        "unit": unit(known, one.indicator),
        "then": said(known.indicators[one.then].name) if one.then else "",
        "then_unit": unit(known, one.then) if one.then else "",
        "listing": listing,
        "border": saying.BORDERS[listing.border],
        "placed": [_line(known, each) for each in listing.placed],
        "end": [_line(known, each) for each in _end(listing)],
        "named": {each.subject for each in listing.named},
        "left_out": [
            (f.subject, saying.place(known, f.subject), saying.reason(known, f.reason))
            for f in listing.left_out
        ],
        "settings": _settings(known, ranking, found.last),
        "editions": [_edition(known, each, editions) for each in editions],
        "unsigned": bool(editions) and editions[0].signed is None,
        "stations": any(townships.computes(name) for name in closing.indicators(ranking)),
        "bulletins": bulletin_links(known, ranking, found.first) if editions else [],
        "interviews": interviews.holds(ranking) and bool(editions),
        **_signing(request),
    }
    return page(request, "closing_turn.html", "closing", context)


def _end(listing: Listing) -> list[Placed]:
    """Give the lines that are named, the worst first, and those next to the cut; none where all are told."""
    shown = len(listing.named) + BESIDE if listing.named else 0
    return list(listing.placed[::-1][:shown])


def find(ranking: str, first: str) -> tuple[Policy, Instance]:
    """Give the policy and the turn that an address names.

    Raises
    ------
    Http404
        There is no such list, or no such turn of it.
    """
    known = policy()
    if known is None or ranking not in known.rankings:
        raise Http404(_("There is no such list."))
    day = saying.day(first)
    turns = closing.turns(ranking, timezone.localdate())
    found = next((t for t in turns if t.first == day), None)
    if found is None:
        raise Http404(_("There is no such list."))
    return known, found


def unit(known: Policy, indicator: str) -> str:
    """Give the unit of an indicator as a page writes it; empty where it counts."""
    found = known.indicators[indicator].unit
    return "" if found == "1" else unit_text(found)


def _settings(known: Policy, ranking: str, day: date) -> list[dict[str, Any]]:
    """List the answers to open questions under which a list is made."""
    one = known.rankings[ranking]
    made = known.assessments.get(one.indicator)
    words = {"ties": one.ties, "missing": one.missing, "rounding": one.rounding}
    words |= {"weights": made.weights} if made else {}
    return [
        {
            "question": said(known.settings[word].question),
            "value": _answer(known.settings[word].on(day).value, key),
            "since": known.settings[word].on(day).since,
            "author": known.settings[word].on(day).author,
            "reason": said(known.settings[word].on(day).reason),
        }
        for key, word in words.items()
        if word in known.settings
    ]


def _answer(value: Any, key: str) -> str:  # noqa: ANN401 - whatever was decided
    if isinstance(value, dict):
        return ", ".join(f"{PARTS.get(name, name)} {each}" for name, each in value.items())
    return saying.way(value, key)


def _signing(request: HttpRequest) -> dict[str, Any]:
    """Gather what the form signs."""
    return {
        "may": saying.may(request),
        "schema": kinds.PAPER,
        "log": acts.origin(),
        "login": request.user.get_username(),
    }


def _edition(
    known: Policy, each: closing.EditionInfo, every: list[closing.EditionInfo]
) -> dict[str, Any]:
    before = next((e for e in every if e.number == each.number - 1), None)
    changed = closing.differences(each, before) if before else []
    same = closing.recomputed(each.text)
    return {
        "edition": each,
        "act": acts.number_of(each.signed.act) if each.signed else None,
        "named": [saying.place(known, who) for who in each.content["named"]],
        "border": saying.BORDERS[each.content["border"]],
        "renamed": [
            (saying.place(known, d.subject), d) for d in changed if d.named_before != d.named_after
        ],
        "moved": [
            (saying.place(known, d.subject), d) for d in changed if d.named_before == d.named_after
        ],
        "compared": before is not None,
        "again": "" if same is None else "same" if same else "differs",
    }


def _line(known: Policy, each: Any) -> dict[str, Any]:  # noqa: ANN401 - a line of a listing
    return {"who": saying.place(known, each.subject), "line": each}


@desk_required(*READERS)
@require_POST
def paper(request: HttpRequest, ranking: str, first: str) -> HttpResponse:
    """Write the paper that freezes a list, for the person's browser to sign."""
    _known, found = find(ranking, first)
    if not saying.may(request):
        return JsonResponse({"error": _("Only an assessor closes a list.")}, status=400)
    reason = request.POST.get("reason", "")
    try:
        name = signing.write(ranking, found.first, request.user, reason)
    except closing.ClosingRefusedError as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"bodies": [{"paper": name}]})


@desk_required(*READERS)
def signed_paper(_request: HttpRequest, ranking: str, first: str, number: int) -> HttpResponse:
    """Hand out the paper of an edition with its salt: whoever has both can check the act."""
    _known, found = find(ranking, first)
    editions = closing.editions(ranking, found.first)
    edition = next((each for each in editions if each.number == number), None)
    told = signing.paper(edition.signed.paper) if edition and edition.signed else None
    if edition is None or edition.signed is None or told is None:
        raise Http404(_("There is no such list."))
    answer = JsonResponse({"act": edition.signed.act, "salt": told[0], "paper": told[1]})
    name = f"{ranking}-{first}-{number}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _handed_in(request: HttpRequest) -> HttpResponse:
    """Take figures from a CSV file: all of them, or none."""
    try:
        count = closing.hand_in(_rows(_content(request)), request.user)
    except closing.ClosingRefusedError as error:
        messages.error(request, str(error), extra_tags="desk")
    else:
        said = ngettext("%(n)s figure is taken in.", "%(n)s figures are taken in.", count)
        messages.success(request, said % {"n": count}, extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:closing"))


def _content(request: HttpRequest) -> bytes:
    upload = request.FILES.get("file")
    if not saying.may(request) or upload is None or upload.size is None or upload.size > LARGEST:
        raise closing.ClosingRefusedError(
            _("Expected a CSV file of at most 4 MiB from an assessor.")
        )
    return bytes(upload.read())


def _rows(content: bytes) -> list[closing.FigureRow]:
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        if tuple(reader.fieldnames or ()) != closing.COLUMNS:
            raise closing.ClosingRefusedError(
                _("Expected the columns %(x)s.") % {"x": ", ".join(closing.COLUMNS)}
            )
        return [
            closing.FigureRow(
                row["indicator"], row["subject"], plain_day(row["first"]), row["value"],
                row["reason"], row["source"],
            )
            for row in reader
        ]  # fmt: skip
    except (UnicodeDecodeError, csv.Error, ValueError, TypeError) as problem:
        if isinstance(problem, closing.ClosingRefusedError):
            raise
        raise closing.ClosingRefusedError(_("Expected CSV in UTF-8, days as 2026-11-01.")) from None
