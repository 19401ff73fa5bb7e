"""The centre's view: all instruments of air, water and soil by how they are traced; the standards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.people import api as people
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.publish.desk.instruments.words import VERDICTS
from qingtian_platform.publish.desk.traceability import words
from qingtian_platform.publish.desk.traceability.rows import Row, counts, rows

SHOWN = 200


@desk_required(*instruments.WATCHERS)
def index(request: HttpRequest) -> HttpResponse:
    """Show how everything is traced, or hand the list out as a file."""
    today = timezone.localdate()
    every = rows(seen(request), today)
    medium, state = request.GET.get("medium", ""), request.GET.get("state", "")
    shown = [r for r in every if medium in ("", r.medium) and _asked(r, state)]
    if export.asked(request):
        return export.table(request, "qingtian-traceability", _columns(), _lines(shown))
    context: dict[str, Any] = {
        "rows": [(row, _verdict(row)) for row in shown[:SHOWN]],
        "more": max(0, len(shown) - SHOWN),
        "number": len(every),
        "broken": sum(row.state == "broken" for row in every),
        "unknown": sum(row.state == "none" for row in every),
        "counts": [(k, w, list(n.items()), sum(n.values())) for k, w, n in counts(every)],
        "states": words.STATES,
        "media": words.MEDIA,
        "medium": medium,
        "state": state,
        "standards": _standards(today),
        "scopes": _scopes(today),
        "clauses": words.CLAUSES,
        "may_keep": people.may_enter(request.user, instruments.KEEPERS),
        "late": len(instruments.calendar(None, today, today)),
    }
    return page(request, "traceability/index.html", "traceability", context)


def _asked(row: Row, state: str) -> bool:
    """Tell whether a row is meant: all, one state, or (nothing said) what has a chain on record."""
    return state in ("all", row.state) or (not state and row.state != "none")


def _verdict(row: Row) -> str:
    return str(VERDICTS[row.passed]) if row.passed else ""


def _columns() -> list[str]:
    return [
        _("Unit"), "MN", _("Factor"), _("Medium"), _("Traced or not"), _("Instrument"), _("What is broken"),
        _("Chain holds until"), _("Last comparison"), _("Verdict"),
    ]  # fmt: skip


def _lines(shown: Iterable[Row]) -> Iterator[list[Any]]:
    for row in shown:
        yield [
            row.name, row.mn, row.factor, str(words.MEDIA[row.medium]), str(words.STATES[row.state]),
            row.key, "; ".join(row.reasons), row.ends.isoformat() if row.ends else "",
            row.compared.start if row.compared else None, _verdict(row),
        ]  # fmt: skip


def _standards(today: date) -> list[dict[str, Any]]:
    """List the standards from the top, each with what it was calibrated with last."""
    known = instruments.standards()
    order = {key: n for n, key in enumerate(words.KINDS)}
    found = [one for one in known.nodes.values() if one.node.kind != "instrument"]
    quantities = {each.quantity for each in known.register.links.values()}
    named = desk_words.firms()
    return [
        {
            "one": one,
            "name": one.name(desk_words.language()),
            "kind": words.kind(one.node.kind, one.node.level),
            "keeper": named.get(one.keeper) or one.keeper,
            "needs": [words.quantity(each) for each in one.node.needs],
            "breaks": [
                words.reason(b)
                for need in one.node.needs
                for b in known.register.chain(one.node.key, need, today).breaks
            ],
            "below": sum(len(known.register.below(one.node.key, need)) - 1 for need in quantities),
        }
        for one in sorted(found, key=lambda s: (order[s.node.kind], s.node.level, s.node.key))
    ]


def _scopes(today: date) -> list[dict[str, Any]]:
    return [
        {
            "record": each,
            "quantity": words.quantity(each.content["quantity"]),
            "over": str(each.content.get("until", "9999")) < today.isoformat(),
        }
        for each in instruments.standards().scopes
    ]
