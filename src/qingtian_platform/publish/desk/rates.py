"""The rates page: 联网率, 传输率, 有效率 and 传输有效率, with formula and setting shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.quality.rates import Formula
from qingtian_platform.check import api as check
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.desk import export, words
from qingtian_platform.publish.desk.frame import page, seen, yesterday

SHOWN = 200
BY: dict[str, Promise] = {
    "outlet": gettext_lazy("Outlet or station"),
    "factor": gettext_lazy("Property"),
    "enterprise": gettext_lazy("Enterprise"),
    "district": gettext_lazy("District"),
    "all": gettext_lazy("Altogether"),
}
PERIODS: dict[str, Promise] = {
    "range": gettext_lazy("Whole range"),
    "day": gettext_lazy("By day"),
    "month": gettext_lazy("By month"),
}
TERMS: dict[str, Promise] = {
    "expected": gettext_lazy("values owed"),
    "received": gettext_lazy("values that came"),
    "valid": gettext_lazy("valid values"),
    "received_in_time": gettext_lazy("values that came in time"),
    "valid_in_time": gettext_lazy("valid values in time"),
    "missing": gettext_lazy("values missing"),
}


def chosen(value: str, allowed: dict[str, Promise], default: str) -> str:
    """Take a word of the address if it is allowed."""
    return value if value in allowed else default


@desk_required()
def rates(request: HttpRequest) -> HttpResponse:
    """Show the rates."""
    last = asked_day(request, "to", yesterday())
    first = asked_day(request, "from", last)
    by = chosen(request.GET.get("by", ""), BY, "outlet")
    period = chosen(request.GET.get("period", ""), PERIODS, "range")
    intervals = {key: word for key, word in words.INTERVALS.items() if key != "realtime"}
    formula = check.formula(last)
    interval = chosen(request.GET.get("interval", ""), intervals, formula.interval)
    ask = {"start": first, "end": last, "interval": interval, "seen": seen(request)}
    rows = check.rates(by=by, period=period, **ask)  # type: ignore[arg-type]
    if export.asked(request):
        return export.table(request, "qingtian-rates", columns(), [line(row) for row in rows])
    total = check.rates(by="all", period="range", **ask)  # type: ignore[arg-type]
    context: dict[str, Any] = {
        "first": first,
        "last": last,
        "by": by,
        "period": period,
        "interval": interval,
        "bys": BY,
        "periods": PERIODS,
        "intervals": intervals,
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "total": total[0] if total else None,
        "formula": formula,
        "formula_words": formula_words(formula),
        "formulas": [(f, formula_words(f)) for f in reversed(check.formulas())],
        "marks": [check.marks(edition) for edition in check.editions()],
        "english": words.english(),
        "grace": check.setting("grace"),
    }
    return page(request, "rates.html", "rates", context)


def formula_words(formula: Formula) -> dict[str, str]:
    """Write a formula in words."""
    return {
        "connection": _("outlets that sent anything ÷ outlets that owed data"),
        "transmission": _ratio(formula.transmission.above, formula.transmission.below),
        "validity": _ratio(formula.validity.above, formula.validity.below),
        "both": _("transmission × validity"),
        "source": words.said(formula.source),
        "mark": "" if formula.pass_mark is None else words.percent(formula.pass_mark),
    }


def _ratio(above: str, below: str) -> str:
    return f"{TERMS[above]} ÷ {TERMS[below]}"


def columns() -> list[str]:
    """Name the columns of the file."""
    return [
        _("Group"), _("From"), _("To"), _("Connection rate") + " %", _("Transmission") + " %",
        _("Validity") + " %", _("Valid transmission") + " %", _("Reaches the mark"),
        _("Expected"), _("Came"), _("Valid"), _("Back-filled"), _("Missing"),
        _("Declared shutdown"), _("Invalid by mark"),
    ]  # fmt: skip


def line(row: check.RateRow) -> list[Any]:
    """Write a row of the file."""
    found, c = row.rates, row.counts
    name = row.group.name_en if words.english() else row.group.name
    return [
        name or row.group.key,
        _iso(row.first),
        _iso(row.last),
        words.percent(row.connection),
        words.percent(found.transmission),
        words.percent(found.validity),
        words.percent(found.both),
        "" if found.passed is None else _("yes") if found.passed else _("no"),
        c.expected,
        c.received,
        c.valid,
        c.refilled,
        c.missing,
        c.shutdown,
        "; ".join(f"{_mark(mark)} {number}" for mark, number in c.invalid.items()),
    ]


def _mark(mark: str) -> str:
    return _("no number") if mark == "no number" else mark


def _iso(day: date) -> str:
    return day.isoformat()
