"""The month-close desk: the lists of a turn, where they were cut, and every edition of them."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.policy import Policy
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import english, said

READERS = (Role.ASSESSOR, Role.DUTY, Role.LEGAL)
SHOWN = 12
LARGEST = 4 << 20
BORDERS = {
    "clean": gettext_lazy("No tie lies across the cut."),
    "included": gettext_lazy(
        "A tie lies across the cut: all of it is named, so that more are named than asked for."
    ),
    "excluded": gettext_lazy("A tie lies across the cut: none of it is named."),
    "parted": gettext_lazy("A tie lay across the cut and was parted by the second figure."),
}
REASONS = {
    "no figure was handed in": gettext_lazy("no figure was handed in"),
    "not on the list of those ranked": gettext_lazy("not on the list of those ranked"),
}


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
            {"key": key, "name": said(one.name), "clauses": _clauses(one.clauses), "turns": cells}
        )
    context = {"rows": rows, "columns": ", ".join(closing.COLUMNS), "may": _may(request)}
    return page(request, "closing.html", "closing", context)


@desk_required(*READERS)
def turn(request: HttpRequest, ranking: str, first: str) -> HttpResponse:
    """Show the list of a turn as it would be closed, and its editions; close it."""
    known = policy()
    if known is None or ranking not in known.rankings:
        raise Http404(_("There is no such list."))
    day = _day(first)
    found = next((t for t in closing.turns(ranking, timezone.localdate()) if t.first == day), None)
    if found is None:
        raise Http404(_("There is no such list."))
    if request.method == "POST":
        return _closed(request, ranking, day)
    editions = closing.editions(ranking, day)
    one = known.rankings[ranking]
    listing = closing.draft(ranking, found)
    context: dict[str, Any] = {
        "key": ranking,
        "name": said(one.name),
        "clauses": _clauses(one.clauses),
        "turn": found,
        "over": found.last < timezone.localdate(),
        "indicator": said(known.indicators[one.indicator].name),
        "then": said(known.indicators[one.then].name) if one.then else "",
        "listing": listing,
        "border": BORDERS[listing.border],
        "named": [_line(known, each) for each in listing.named],
        "placed": [_line(known, each) for each in listing.placed],
        "left_out": [
            (_place(known, f.subject), REASONS.get(f.reason, f.reason)) for f in listing.left_out
        ],
        "settings": [
            (said(known.settings[word].question), known.decided(word, found.last))
            for word in (one.ties, one.missing, one.rounding)
            if word in known.settings
        ],
        "editions": [_edition(known, each, editions) for each in editions],
        "may": _may(request),
    }
    return page(request, "closing_turn.html", "closing", context)


def _edition(
    known: Policy, each: closing.EditionInfo, every: list[closing.EditionInfo]
) -> dict[str, Any]:
    before = next((e for e in every if e.number == each.number - 1), None)
    changed = closing.differences(each, before) if before else []
    return {
        "edition": each,
        "named": [_place(known, who) for who in each.content["named"]],
        "border": BORDERS[each.content["border"]],
        "changed": [(_place(known, d.subject), d) for d in changed],
    }


def _line(known: Policy, each: Any) -> dict[str, Any]:  # noqa: ANN401 - a line of a listing
    return {"who": _place(known, each.subject), "line": each}


def _place(known: Policy, code: str) -> str:
    """Name a place with its district; a code that is no place stays as it is."""
    found = known.divisions.by_code.get(code)
    if found is None:
        return code
    above = known.divisions.by_code.get(found.parent)
    name = found.name_en if english() and found.name_en else found.name
    district = "" if above is None or above.kind == "city" else above.name
    return f"{district}{name}" if district else name


def _clauses(ids: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(each, each.split("-")[0]) for each in ids]


def _may(request: HttpRequest) -> bool:
    return getattr(request.user, "role", "") == Role.ASSESSOR


def _day(text: str) -> date:
    try:
        return plain_day(text)
    except ValueError:
        raise Http404(_("There is no such list.")) from None


def _closed(request: HttpRequest, ranking: str, first: date) -> HttpResponse:
    if not _may(request):
        messages.error(request, _("Only an assessor closes a list."), extra_tags="desk")
    else:
        try:
            made = closing.close(ranking, first, request.user, request.POST.get("reason", ""))
        except closing.ClosingRefusedError as error:
            messages.error(request, str(error), extra_tags="desk")
        else:
            words = _("Edition %(n)s is frozen: %(digest)s") % {
                "n": made.number,
                "digest": made.digest[:16],
            }
            messages.success(request, words, extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:closing_turn", args=[ranking, first.isoformat()]))


def _handed_in(request: HttpRequest) -> HttpResponse:
    """Take figures from a CSV file: all of them, or none."""
    try:
        count = closing.hand_in(_rows(_content(request)), request.user)
    except closing.ClosingRefusedError as error:
        messages.error(request, str(error), extra_tags="desk")
    else:
        messages.success(
            request, _("%(n)s figures are taken in.") % {"n": count}, extra_tags="desk"
        )
    return HttpResponseRedirect(reverse("desk:closing"))


def _content(request: HttpRequest) -> bytes:
    upload = request.FILES.get("file")
    if not _may(request) or upload is None or upload.size is None or upload.size > LARGEST:
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
