"""My unit: what we owe and when, our targets, the lists that we stand in, who was reminded, who speaks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import as_of
from qingtian_platform.publish.desk.duties import words
from qingtian_platform.publish.desk.duties.one import refuse, the_policy
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.targets.words import LIGHTS, REASONS
from qingtian_platform.publish.desk.words import language, said

AHEAD = timedelta(days=100)
TURNS = 6
SHOWN = 40


@desk_required(*words.READERS)
def unit(request: HttpRequest, key: str = "") -> HttpResponse:
    """Show a unit; without one the reader's own, or the list to choose from."""
    known = the_policy()
    shown = words.seen_units(request, known)
    mine = words.own_unit(request, known)
    key = key or mine
    if key and (not duties.is_unit(known, key) or (shown is not None and key not in shown)):
        raise Http404(_("There is no such unit."))
    if request.method == "POST":
        return _assigned(request, key)
    day = as_of(request, known)
    context: dict[str, Any] = {
        "day": day,
        "key": key,
        "mine": mine,
        "choice": _choice(known, shown),
    }
    if key:
        context |= _about(request, known, key, day)
    return page(request, "duties/unit.html", "unit", context)


def _choice(known: Policy, shown: Any) -> list[tuple[str, list[tuple[str, str]]]]:  # noqa: ANN401
    """List the units that the reader may choose, group by group."""
    day = timezone.localdate()
    places = known.divisions
    groups = [(_("Districts"), words.places(known, day, ("city", "district")))]
    below = [each.code for each in places.on(day) if each.kind not in ("city", "district")]
    groups.append((_("Townships"), [(code, words.unit(known, code)) for code in below]))
    groups.append((_("Organisations of the gazette"), words.organisations(known)))
    kept = [(name, [p for p in each if shown is None or p[0] in shown]) for name, each in groups]
    return [(name, each) for name, each in kept if each]


def _about(request: HttpRequest, known: Policy, key: str, day: date) -> dict[str, Any]:
    owed = [each for each in duties.owed(day, ahead=AHEAD) if each.duty.unit == key]
    rows = [words.row(known, each, day) for each in owed]
    lists = {
        "ahead": [row for row in rows if row.state in ("open", "soon")],
        "passed": [row for row in reversed(rows) if row.state == "no record"],
        "done": [row for row in reversed(rows) if row.state in ("done", "late")],
    }
    place = known.divisions.by_code.get(key)
    parts = [] if place is None or place.kind != "district" else _parts(known, key, day)
    return {
        "name": words.unit(known, key),
        "counts": words.counts(owed),
        "lists": {name: found[:SHOWN] for name, found in lists.items()},
        "more": {name: max(0, len(found) - SHOWN) for name, found in lists.items()},
        "targets": _targets(known, key, day),
        "standings": _standings(known, key, day),
        "reminders": [
            (each, words.STAGES[each.stage], words.named(known, each.key), words.reminded(each))
            for each in duties.reminders([key], limit=20)
        ],
        "contact": duties.contact(key, day),
        "parts": parts,
        "may_assign": words.may_assign(request),
        "accounts": duties.open_accounts() if words.may_assign(request) else [],
    }


def _parts(known: Policy, key: str, day: date) -> list[tuple[str, str]]:
    inside = [each for each in known.divisions.on(day) if each.parent == key]
    return [
        (each.code, each.name_en if language() == "en" and each.name_en else each.name)
        for each in inside
    ]


def _targets(known: Policy, key: str, day: date) -> list[dict[str, Any]]:
    """List the targets of a unit; those of all districts are each district's."""
    place = known.divisions.by_code.get(key)
    keys = {key} | ({"districts"} if place is not None and place.kind == "district" else set())
    found = [each for each in ledger.targets(day) if keys & set(each.owners)]
    return [
        {
            "clause": each.target.clause.id,
            "name": said(each.target.name),
            "light": each.progress.light,
            "word": LIGHTS[each.progress.light],
            "why": REASONS[each.progress.reason],
            "value": each.progress.value,
            "due": each.target.clause.deadline.last_day if each.target.clause.deadline else None,
        }
        for each in found
    ]


def _standings(known: Policy, key: str, day: date) -> list[dict[str, Any]]:
    """Say where a place stands in the newest turn of each list that was closed and has it."""
    closed: dict[str, list[date]] = {}
    for ranking, first in closing.edition_counts():
        closed.setdefault(ranking, []).append(first)
    found = []
    for name, one in known.rankings.items():
        for first in sorted(closed.get(name, ()), reverse=True)[:TURNS]:
            standing = _standing(name, first, key, day)
            if standing:
                found.append({"ranking": name, "name": said(one.name), **standing})
                break
    return found


def _standing(ranking: str, first: date, key: str, day: date) -> dict[str, Any] | None:
    """Find a place in the newest edition of a turn that stood at the end of a day."""
    stood = (e for e in closing.editions(ranking, first) if beijing(e.at).date() <= day)
    edition = next(stood, None)
    if edition is None:
        return None
    placed = {row[0]: row for row in edition.content["placed"]}
    if key not in placed:
        return None
    _subject, place, value, *_rest = placed[key]
    return {
        "first": first.isoformat(),
        "place": place,
        "of": len(placed),
        "value": value,
        "edition": edition.number,
        "named": key in edition.content["named"],
    }


def _assigned(request: HttpRequest, key: str) -> HttpResponse:
    """Say who speaks for a unit."""
    post = request.POST
    there = HttpResponseRedirect(reverse("desk:unit_of", args=[key]) + "#contact")
    if not words.may_assign(request):
        refuse(request, _("Only an administrator says who answers."))
        return there
    given = (post.get("login", ""), post.get("person", ""), post.get("contact", ""))
    try:
        duties.assign(duties.UNIT, key, *given, post.get("reason", ""), request.user)
    except duties.DutyRefusedError as error:
        refuse(request, str(error))
    else:
        messages.success(request, _("Taken down."), extra_tags="desk")
    return there
