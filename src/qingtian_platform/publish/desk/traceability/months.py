"""The calendar of calibrations: overdue first, then month by month, by who keeps the instrument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.times import midnight
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.traceability import words
from qingtian_platform.publish.desk.traceability.one import thing_of
from qingtian_platform.publish.verdicts.law import href

AHEAD = timedelta(days=366)


@desk_required(*instruments.WATCHERS)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what falls due within a year, and what is overdue."""
    today, named = timezone.localdate(), desk_words.firms()
    every = [
        _row(request, each, today, named)
        for each in instruments.calendar(None, today + AHEAD, today)
    ]
    every = [row for row in every if row["seen"]]
    keeper = request.GET.get("keeper", "")
    shown = [row for row in every if keeper in ("", row["keeper"])]
    if export.asked(request):
        return export.table(request, "qingtian-calibrations", _columns(), _lines(shown))
    coming = [row for row in shown if not row["late"]]
    context: dict[str, Any] = {
        "overdue": [row for row in shown if row["late"]],
        "months": [
            (month, list(part))
            for month, part in groupby(coming, lambda r: r["owed"].due.strftime("%Y-%m"))
        ],
        "keepers": [
            (name, named.get(name) or name, sum(row["keeper"] == name for row in every))
            for name in sorted({row["keeper"] for row in every if row["keeper"]})
        ],
        "keeper": keeper,
        "number": len(every),
        "law": href("QINGTIAN-QC", "quality.traceability.intervals"),
    }
    return page(request, "traceability/calendar.html", "traceability", context)


def _row(
    request: HttpRequest, owed: instruments.Owed, today: date, named: Mapping[str, str]
) -> dict[str, Any]:
    record = owed.standard.record
    thing = thing_of(request, record.mn) if record.mn else None
    maintainer = (thing.maintainer or thing.owner) if thing else ""
    keeper = owed.standard.keeper or maintainer
    return {
        "owed": owed,
        "seen": not record.mn or thing is not None,
        "name": owed.standard.name(desk_words.language()),
        "kind": words.kind(owed.standard.node.kind, owed.standard.node.level),
        "quantity": words.quantity(owed.quantity),
        "keeper": keeper,
        "kept_by": named.get(keeper) or keeper,
        "late": owed.late(today),
        "ends": midnight(owed.due + timedelta(days=1)),
        "why": words.clause(owed.clause) if owed.by_interval else words.clause(""),
        "interval": owed.days if owed.by_interval else None,
    }


def _columns() -> list[str]:
    return [
        _("Instrument"), _("Name"), _("Quantity"), _("Last certificate"), _("Due"), _("Days late"),
        _("Keeper"), _("Why then"),
    ]  # fmt: skip


def _lines(shown: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    for row in shown:
        owed = row["owed"]
        yield [
            owed.standard.node.key, row["name"], row["quantity"],
            owed.last.number if owed.last else "", owed.due.isoformat(), row["late"],
            row["kept_by"], row["why"],
        ]  # fmt: skip
