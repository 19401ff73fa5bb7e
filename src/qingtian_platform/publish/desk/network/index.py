"""The pairs of a month, each with its verdict in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qingtian_platform.check.comparability import api as comparability
from qingtian_platform.check.months import end_of
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import Seen, page, seen
from qingtian_platform.publish.desk.network import words
from qingtian_platform.registry import api as registry

MONTHS = 12
"""Months that may be chosen, the latest. [1]"""
ORDER = ("both biased", "first biased", "second biased", "cannot tell", "agree")


@require_safe
@desk_required(*words.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """List the pairs of a month, or hand the list out as a file."""
    months = comparability.reported()
    today = timezone.localdate()
    month = words.asked_month(request, months[0] if months else today.replace(day=1))
    rows = _rows(month, seen(request))
    if export.asked(request):
        return export.table(
            request, f"qingtian-comparability-{month:%Y-%m}", _columns(), _lines(rows)
        )
    known = comparability.policy()
    context: dict[str, Any] = {
        "month": month,
        "months": months[:MONTHS],
        "rows": rows,
        "biased": sum("biased" in row["report"].outcome for row in rows),
        "agree": sum(row["report"].outcome == "agree" for row in rows),
        "unsaid": sum(row["report"].outcome == "cannot tell" for row in rows),
        "waiting": _waiting(month, {row["report"].pair for row in rows}, seen(request), today),
        "clauses": words.CLAUSES[:2],
        "settings": words.settings(known, month, "place", "neighbours", "references", "reports")
        if known
        else [],
        "has_policy": known is not None,
    }
    return page(request, "network/index.html", "network", context)


def _rows(month: date, may: Seen) -> list[dict[str, Any]]:
    found = [each for each in comparability.reports(month) if visible(each, may)]
    found.sort(key=lambda each: (ORDER.index(each.outcome), each.pair))
    return [
        {
            "report": each,
            "first": words.side(each.content, "first"),
            "second": words.side(each.content, "second"),
            "factor": desk_words.factor_name(each.content["code"]),
            "sentence": words.sentence(each.content),
            "outcome": words.OUTCOMES[each.outcome],
            "look": each.outcome.split()[-1],
            "hours": each.content["hours"],
        }
        for each in found
    ]


def visible(report: comparability.ReportInfo, may: Seen) -> bool:
    """Tell whether a person sees one of both sides."""
    keys = (report.content[which]["thing"] for which in ("first", "second"))
    return any(thing is not None and may(thing) for thing in map(registry.thing, keys))


def _waiting(month: date, told: set[str], may: Seen, today: date) -> list[comparability.Pair]:
    """List the pairs of a month of which there is no report: nothing came from either."""
    return [
        pair
        for pair in comparability.pairs(min(today, end_of(month)))
        if pair.key not in told and any(may(side.thing) for side in pair.sides)
    ]


def _columns() -> list[str]:
    return [
        _("Month"), _("Factor"), _("First"), _("Second"), _("Hours in common"), _("Mean of first"),
        _("Mean of second"), _("Difference"), _("From"), _("To"), _("Allowed difference"), _("Unit"),
        _("Verdict"), _("In a sentence"), "SHA-256",
    ]  # fmt: skip


def _lines(rows: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    for row in rows:
        each, hours = row["report"], row["hours"] or {}
        apart = hours.get("difference") or {}
        yield [
            f"{each.month:%Y-%m}", row["factor"], row["first"], row["second"], hours.get("count", 0),
            hours.get("first"), hours.get("second"), apart.get("value"), apart.get("low"),
            apart.get("high"), each.content["allowed"], each.content["unit"], str(row["outcome"]),
            row["sentence"], each.digest,
        ]  # fmt: skip
