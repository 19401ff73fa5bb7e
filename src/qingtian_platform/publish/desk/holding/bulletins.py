"""Bulletins of closed lists: what the bureau circulates, as page and PDF; from a closed edition alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.policy import Policy, bulletin
from qingtian.policy.placing import Placed
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.closing.api import EditionInfo
from qingtian_platform.kit.context import demo_text, is_demo, publisher
from qingtian_platform.kit.times import moment_text
from qingtian_platform.kit.typesetting import compiled
from qingtian_platform.kit.words import unit_text
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import SHEETS
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.holding import saying
from qingtian_platform.publish.desk.holding.saying import READERS
from qingtian_platform.publish.desk.words import english, said

MONTH, COARSE = "bulletin.month", "dust.bulletin"
"""Settings: which lists a circular holds; the list, places and cycle of the coarse-particle bulletin."""
KINDS = {"month": MONTH, "coarse": COARSE}


@dataclass(frozen=True)
class Bulletin:
    """A bulletin with what it rests on.

    Attributes
    ----------
    kind, first
        `month` or `coarse`, and the first day of its turn.
    editions
        The newest edition of each list.
    open
        Lists of the turn that are not closed: a bulletin is made of none of these.
    """

    kind: str
    first: date
    editions: tuple[EditionInfo, ...]
    open: tuple[str, ...]


def lists(known: Policy, kind: str, day: date) -> tuple[str, ...]:
    """List the rankings that a bulletin is made of, as its setting says for a day."""
    if KINDS[kind] not in known.settings:
        return ()
    value = known.decided(KINDS[kind], day)
    return tuple(value["lists"]) if kind == "month" else (str(value["list"]),)


def links(known: Policy, ranking: str, first: date) -> list[tuple[str, str]]:
    """Name the bulletins that a list goes into, with their addresses."""
    names = {"month": _("Monthly circular"), "coarse": _("Coarse-particle bulletin")}
    return [
        (word, reverse("desk:bulletin", args=[kind, first.isoformat()]))
        for kind, word in names.items()
        if ranking in lists(known, kind, first)
    ]


def gathered(known: Policy, kind: str, first: date) -> Bulletin:
    """Gather the newest closed editions that a bulletin is made of."""
    editions, unclosed = [], []
    for key in lists(known, kind, first):
        found = closing.editions(key, first)
        if found:
            editions.append(found[0])
        else:
            unclosed.append(key)
    return Bulletin(kind, first, tuple(editions), tuple(unclosed))


def _asked(kind: str, first: str) -> tuple[Policy, Bulletin]:
    known = policy()
    if known is None or kind not in KINDS:
        raise Http404(_("There is no such bulletin."))
    day = saying.day(first)
    keys = lists(known, kind, day)
    today = timezone.localdate()
    if not any(t.first == day for key in keys for t in closing.turns(key, today)):
        raise Http404(_("There is no such bulletin."))
    return known, gathered(known, kind, day)


@desk_required(*READERS)
def shown(request: HttpRequest, kind: str, first: str) -> HttpResponse:
    """Show a bulletin; where a list is not closed, say which."""
    known, found = _asked(kind, first)
    told = facts(known, found) if found.editions and not found.open else None
    context: dict[str, Any] = {
        "kind": kind,
        "first": first,
        "open": [(said(known.rankings[key].name), key) for key in found.open],
        "facts": told,
        "parts": [_labelled(part) for part in told["parts"]] if told else [],
    }
    return page(request, "bulletin.html", "closing", context)


def _labelled(part: dict[str, Any]) -> dict[str, Any]:
    """Give each cell its head, for a screen too narrow for a table."""
    rows = [list(zip(part["head"], row, strict=True)) for row in part["rows"]]
    return {**part, "labelled": rows}


@desk_required(*READERS)
def printed(_request: HttpRequest, kind: str, first: str) -> HttpResponse:
    """Hand a bulletin out as PDF."""
    return _answer(*_asked(kind, first))


def public(_request: HttpRequest, kind: str, first: str) -> HttpResponse:
    """Hand a bulletin out to everybody, where the setting of each of its lists says that it is public."""
    known, found = _asked(kind, first)
    ways = {known.decided(known.rankings[e.ranking].public, e.first) for e in found.editions}
    if ways != {"public"}:
        raise Http404(_("There is no such bulletin."))
    return _answer(known, found)


def _answer(known: Policy, found: Bulletin) -> HttpResponse:
    if found.open or not found.editions:
        raise Http404(_("There is no such bulletin."))
    made = max(each.at for each in found.editions)
    pdf = compiled(SHEETS / "bulletin.typ", facts(known, found), made)
    name = f"qingtian-{found.kind}-{found.first}-{'en' if english() else 'zh'}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def facts(known: Policy, found: Bulletin) -> dict[str, Any]:
    """Gather what a bulletin says, in the reader's language."""
    parts = _coarse(known, found) if found.kind == "coarse" else _month(known, found)
    last = date.fromisoformat(found.editions[0].content["last"])
    return {
        "lang": "en" if english() else "zh",
        "title": _title(found, last),
        "period": f"{found.first}—{last}",
        "demo": demo_text() if is_demo() else "",
        "parts": parts,
        "basis_title": _("What this rests on"),
        "basis": [line for each in found.editions for line in _basis(known, each)],
        "foot": _("Publisher: %(publisher)s. Circulated among units.") % {"publisher": publisher()},
    }


def _title(found: Bulletin, last: date) -> str:
    if found.first.day == 1 and last.month == found.first.month:
        when = {"year": found.first.year, "month": found.first.month}
        if found.kind == "coarse":
            return _("Coarse particles in townships, %(year)s-%(month)02d") % when
        return _("Circular on the assessment of townships, %(year)s-%(month)02d") % when
    span = {"first": found.first, "last": last}
    return _("Bulletin of %(first)s to %(last)s") % span


def _month(known: Policy, found: Bulletin) -> list[dict[str, Any]]:
    return [_named(known, each) for each in found.editions]


def _named(known: Policy, edition: EditionInfo) -> dict[str, Any]:
    """Write who a list names, the worst first."""
    rows = {each.subject: each for each in placed(edition)}
    score, then = known.indicators[edition.content["indicator"]], edition.content["then"]
    lines = [_line(known, rows[who], second=bool(then)) for who in edition.content["named"]]
    heads = [_("Place"), _("District"), _("Township"), _headed(said(score.name), score.unit)]
    if then:
        other = known.indicators[then]
        heads.append(_headed(said(other.name), other.unit))
    count = {"n": len(lines), "of": len(rows)}
    return {
        "title": said(known.rankings[edition.ranking].name),
        "lead": _("Of %(of)s townships that have a place these %(n)s are the last.") % count,
        "head": heads,
        "rows": lines,
        "rule": str(saying.BORDERS[edition.content["border"]]),
        "none": _("Nobody is named."),
    }


def _headed(name: str, unit: str) -> str:
    return name if unit == "1" else f"{name} {unit_text(unit)}"


def _line(known: Policy, each: Placed, *, second: bool = False) -> list[str]:
    district, name = saying.apart(known, each.subject)
    values = [_shown(each.value), *([_shown(each.then)] if second else [])]
    return [str(each.place), district, name, *values]


def _shown(value: Decimal | None) -> str:
    return "—" if value is None else format(value, "f")


def placed(edition: EditionInfo) -> list[Placed]:
    """Give the places of an edition, the best first."""
    return [
        Placed(who, place, _number(value), _number(then), tied)
        for who, place, value, then, tied in edition.content["placed"]
    ]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _coarse(known: Policy, found: Bulletin) -> list[dict[str, Any]]:
    """Write the bureau's usual form: the last in reverse, and both ends of each district."""
    (edition,) = found.editions
    rule: Mapping[str, Any] = known.decided(COARSE, found.first)
    rows, last = placed(edition), date.fromisoformat(edition.content["last"])
    indicator = known.indicators[edition.content["indicator"]]
    value = _headed(said(indicator.name), indicator.unit)
    tail = bulletin.tail(rows, int(rule["last"]))
    ends = bulletin.ends(rows, known.divisions, last, int(rule["district"]))
    counts = {"n": len(tail.placed), "of": len(rows), "out": len(edition.content["left_out"])}
    return [
        {
            "title": _("The last %(n)s, in reverse") % {"n": tail.wanted},
            "lead": _("%(of)s townships have a place, %(out)s have no figure; these %(n)s are the last.")
            % counts,
            "head": [_("Place"), _("District"), _("Township"), value],
            "rows": [_line(known, each) for each in tail.placed],
            "rule": str(saying.BORDERS[tail.border]),
            "none": _("Nobody has a place."),
        },
        {
            "title": _("The first and the last %(n)s of each district") % {"n": rule["district"]},
            "lead": "",
            "head": [_("District"), _("First places"), _("Last places")],
            "rows": [
                [_district(each), _ended(known, each.first), _ended(known, each.last)]
                for each in ends
            ],
            "rule": _("Equal figures share a place; a tie across the cut is printed whole."),
            "none": _("Nobody has a place."),
        },
    ]  # fmt: skip


def _district(each: bulletin.Ends) -> str:
    return each.district.name_en if english() and each.district.name_en else each.district.name


def _ended(known: Policy, rows: tuple[Placed, ...]) -> str:
    named = [f"{saying.apart(known, each.subject)[1]} {each.value} ({each.place})" for each in rows]
    return ("; " if english() else "；").join(named) or "—"


def _basis(known: Policy, edition: EditionInfo) -> list[str]:
    """Say on which edition a list rests, with its digest, its rules and its clauses."""
    content = edition.content
    rules = content.get("rules", {})
    told = "; ".join(
        _("%(question)s: %(answer)s")
        % {"question": said(known.settings[name].question), "answer": saying.way(rules[key], key)}
        for key, name in (("ties", known.rankings[edition.ranking].ties),
                          ("missing", known.rankings[edition.ranking].missing))
        if name in known.settings and key in rules
    )  # fmt: skip
    who = edition.signed.name if edition.signed else _("none yet")
    lines = [
        _("%(list)s: edition %(n)s of %(time)s (Beijing), closed by %(name)s; signature: %(who)s.")
        % {
            "list": said(known.rankings[edition.ranking].name),
            "n": edition.number,
            "time": _moment(edition.at),
            "name": edition.name,
            "who": who,
        },
        f"SHA-256 {edition.digest}",
        _("Clauses: %(clauses)s. %(rules)s")
        % {"clauses": ", ".join(content["clauses"]), "rules": told},
    ]
    if edition.reason:
        lines.insert(1, _("Why this edition: %(why)s") % {"why": edition.reason})
    return lines


def _moment(at: datetime) -> str:
    return moment_text(at)
