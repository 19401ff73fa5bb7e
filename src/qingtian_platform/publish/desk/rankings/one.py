"""One ranking: the list of a turn, its map, its history; editions, appeals, and what stands behind."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.clocks import Instance
from qingtian.policy.rankings import Ranking
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.appeals import api as appeals
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.rankings import behind, lists, mapped, words
from qingtian_platform.publish.desk.rankings import history as past
from qingtian_platform.publish.desk.rankings.index import clock_of
from qingtian_platform.publish.desk.words import said

LONG, SHORT = 60, 30
"""From how many lines on a list that is cut shows its end alone, and how many of it. [1]"""
OFFERED = 53
"""Turns that the page lets one choose from. [1]"""


def found(key: str) -> tuple[Policy, Ranking]:
    """Give a ranking of the pack.

    Raises
    ------
    Http404
        If there is none of that name.
    """
    known = policy()
    if known is None or key not in known.rankings:
        raise Http404(_("There is no such list."))
    return known, known.rankings[key]


@desk_required(*words.READERS)
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show a list of a turn, or hand it out as a file."""
    known, ranking = found(key)
    turns = lists.ended(key, timezone.localdate(), OFFERED)
    if not turns:
        raise Http404(_("No turn of this list is over yet."))
    turn = _chosen(request, key, turns)
    editions = closing.editions(key, turn.first)
    edition = _edition(request, editions)
    before = _before(key, turns, turn)
    shown = lists.shown(known, turn, edition, key, before)
    if export.asked(request):
        name = _file(key, turn, edition)
        return export.table(request, name, _columns(known, ranking), _rows(ranking, shown))
    stand = behind.behind(known, key, turn, edition)
    own = words.own(request)
    district = request.GET.get("district", "")
    lines = _lines(request, shown, district, cut=ranking.cut is not None)
    last = turn.last
    context: dict[str, Any] = {
        "key": key,
        "name": said(ranking.name),
        "form": ranking.form,
        "clauses": ranking.clauses,
        "turns": turns,
        "shown": shown,
        "lines": [(each, stand.get(each.code, [])) for each in lines],
        "short": len(lines) < len(shown.lines) and not district,
        "left_out": [(code, name, why, stand.get(code, [])) for code, name, why in shown.left_out],
        "district": words.short(known, f"{district}000") if district else "",
        "indicator": _indicator(known, ranking.indicator),
        "then": _indicator(known, ranking.then) if ranking.then else None,
        "border": words.BORDERS[shown.border] if ranking.cut else "",
        "cut": words.cut(ranking),
        "cuts": ranking.cut is not None,
        "rules": words.rules(known, ranking, last),
        "editions": editions,
        "newest": editions[0].number if editions else 0,
        **_changed(known, edition, editions),
        "stale": bool(edition and edition is editions[0] and _stale(known, turn, edition, key)),
        "map": mapped.drawn(
            known, shown.lines, own, form=ranking.form, cut=ranking.cut is not None
        ),
        "history": past.history(known, key, turns),
        "own": own,
        "appeals": [_appeal(known, each) for each in appeals.appeals(key, turn.first)],
        "until": appeals.until(editions[0]) if editions else None,
        "may_appeal": _appealing(request, known, shown, editions),
        "actor": clock_of(known, ranking),
        "may": words.may(request),
    }
    context["repeated"] = past.repeated(context["history"], ranking)
    return page(request, "rankings/one.html", "rankings", context)


def _chosen(request: HttpRequest, key: str, turns: list[Instance]) -> Instance:
    """Take the turn that is asked for; else the newest that was closed, else the newest."""
    asked = request.GET.get("turn", "")
    if asked:
        try:
            day = plain_day(asked)
        except ValueError:
            raise Http404(_("There is no such turn.")) from None
        chosen = next((each for each in turns if each.first == day), None)
        if chosen is None:
            raise Http404(_("There is no such turn."))
        return chosen
    counts = closing.edition_counts()
    return next((each for each in turns if counts.get((key, each.first))), turns[0])


def _edition(
    request: HttpRequest, editions: list[closing.EditionInfo]
) -> closing.EditionInfo | None:
    """Take the edition that is asked for, `now` for the list as it would stand; else the newest."""
    asked = request.GET.get("edition", "")
    if asked == "now":
        return None
    if not asked:
        return next(iter(editions), None)
    chosen = next((each for each in editions if str(each.number) == asked), None)
    if chosen is None:
        raise Http404(_("There is no such edition."))
    return chosen


def _before(key: str, turns: list[Instance], turn: Instance) -> lists.Content | None:
    at = turns.index(turn) + 1
    if at >= len(turns):
        return None
    edition = next(iter(closing.editions(key, turns[at].first)), None)
    return edition.content if edition else None


def _stale(known: Policy, turn: Instance, edition: closing.EditionInfo, key: str) -> bool:
    """Tell whether the list would stand otherwise now than it was frozen."""
    now = lists.shown(known, turn, None, key, None)
    then = lists.shown(known, turn, edition, key, None)
    return (now.lines, now.left_out) != (then.lines, then.left_out)


def _lines(
    request: HttpRequest, shown: lists.Shown, district: str, *, cut: bool
) -> list[lists.Line]:
    """Take the lines to show: of a district; of a long list that is cut its end, the worst first."""
    if district:
        return [each for each in shown.lines if each.district == district]
    if cut and len(shown.lines) > LONG and "all" not in request.GET:
        return list(shown.lines[: -SHORT - 1 : -1])
    return list(shown.lines)


def _changed(
    known: Policy, edition: closing.EditionInfo | None, editions: list[closing.EditionInfo]
) -> dict[str, Any]:
    """Tell what an edition says otherwise than the one before it; apart, whom it only moved."""
    if edition is None or edition.number == 1:
        return {"changed": [], "moved": 0}
    before = next(each for each in editions if each.number == edition.number - 1)
    every = closing.differences(edition, before)
    grave = [d for d in every if d.named_before != d.named_after or _value(d, 0) != _value(d, 1)]
    return {
        "changed": [(words.place(known, d.subject), d) for d in grave],
        "moved": len(every) - len(grave),
    }


def _value(each: closing.Difference, side: int) -> str | None:
    line = each.after if side else each.before
    return line[1] if line else None


def _indicator(known: Policy, key: str) -> dict[str, Any]:
    each = known.indicators[key]
    unit = "" if each.unit == "1" else each.unit.replace("ug/", "µg/").replace("m3", "m³")
    return {
        "key": key,
        "name": said(each.name),
        "unit": unit,
        "clauses": each.clauses,
    }


def _appeal(known: Policy, each: appeals.AppealInfo) -> dict[str, Any]:
    return {"appeal": each, "name": words.place(known, each.subject)}


def _appealing(
    request: HttpRequest,
    known: Policy,
    shown: lists.Shown,
    editions: list[closing.EditionInfo],
) -> list[tuple[str, str]]:
    """List the units that the reader may appeal for: an assessor for all, a district for its own."""
    if not editions or timezone.localdate() > appeals.until(editions[0]):
        return []
    own = words.own(request)
    units = [(each.code, each.name) for each in shown.lines]
    units += [(code, name) for code, name, _why in shown.left_out]
    if words.may(request):
        return units
    return [pair for pair in units if own and words.district(known, pair[0]) == own]


def _file(key: str, turn: Instance, edition: closing.EditionInfo | None) -> str:
    return f"qingtian-{key}-{turn.first}-{f'edition-{edition.number}' if edition else 'open'}"


def _columns(known: Policy, ranking: Ranking) -> list[str]:
    then = [said(known.indicators[ranking.then].name)] if ranking.then else []
    return [
        _("Place"), _("Code"), _("Unit"), said(known.indicators[ranking.indicator].name), *then,
        _("Tie"), _("Named"), _("Place before"), _("Left out because"),
    ]  # fmt: skip


def _rows(ranking: Ranking, shown: lists.Shown) -> list[list[Any]]:
    second = bool(ranking.then)
    rows = [
        [
            e.place or None, e.code, e.name, e.value, *([e.then] if second else []),
            _("tie") if e.tied else "", _("named") if e.named else "", e.before, "",
        ]
        for e in shown.lines
    ]  # fmt: skip
    rows += [
        [None, code, name, None, *([None] if second else []), "", "", None, why]
        for code, name, why in shown.left_out
    ]
    return rows
