"""The report on data quality as PDF: a table over as many pages as it needs, with what it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qingtian_platform.check import api as check
from qingtian_platform.kit.context import demo_text, is_demo, publisher
from qingtian_platform.kit.times import moment_text
from qingtian_platform.kit.typesetting import compiled
from qingtian_platform.publish.desk import SHEETS, words
from qingtian_platform.publish.desk.quality_data import BY, Report, Row, say
from qingtian_platform.publish.desk.rates import formula_words

#: Lines that the print holds; the rest is named by its number and stands in the file of the table.
LINES = 400
#: Sources of flags and rules of findings that a line names.
NAMED = 3


def answer(found: Report, unit: str, person: str, narrowed: str) -> HttpResponse:
    """Hand the report out.

    Parameters
    ----------
    found
        The report.
    unit, person
        For whom it is, and who took it.
    narrowed
        To what it was narrowed, in words; empty: to nothing.
    """
    pdf = compiled(SHEETS / "quality.typ", facts(found, unit, person, narrowed), found.made_at)
    side = "en" if words.english() else "zh"
    name = f"qingtian-quality-{found.by}-{found.period.first}-{found.period.last}-{side}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def facts(found: Report, unit: str, person: str, narrowed: str) -> dict[str, Any]:
    """Gather what the print says, in the reader's language."""
    left = max(0, len(found.rows) - LINES)
    return {
        "lang": "en" if words.english() else "zh",
        "title": _("Report on data quality"),
        "period": found.period.text,
        "unit": f"{unit} · {narrowed}" if narrowed else unit,
        "demo": demo_text() if is_demo() else "",
        "say": say(found),
        "numbers": numbers(found),
        "head": [
            str(BY[found.by]), _("Transmission") + " %", _("Validity") + " %",
            _("Valid transmission") + " %", _("Missing"), _("Flags"), _("Findings"), _("Alarms"),
            _("Median time to answer"), _("Overdue"), _("Checks overdue"),
        ],
        "rows": [_line(row) for row in found.rows[:LINES]],
        "left": _("%(n)s more in the file of the table.") % {"n": left} if left else "",
        "none": _("Nothing was owed in these days."),
        "basis_title": _("What this rests on"),
        "basis": basis(found),
        "foot": _("Publisher: %(publisher)s. As of %(time)s (Beijing), taken by %(person)s. Findings are for the desk alone.")
        % {"publisher": publisher(), "time": moment_text(found.made_at), "person": person},
    }  # fmt: skip


def numbers(found: Report) -> list[list[str]]:
    """Give what stands above the table."""
    rates, counts = found.rates, found.counts
    return [
        [_("Transmission"), _percent(words.percent(rates.transmission))],
        [_("Validity"), _percent(words.percent(rates.validity))],
        [_("Valid transmission"), _percent(words.percent(rates.both))],
        [_("Expected"), str(counts.expected)],
        [_("Missing"), str(counts.missing)],
        [_("Flags"), str(found.flagged)],
        [_("Findings"), str(found.found)],
        [_("Median time to answer"), found.answering.median_text or "–"],
    ]


def _percent(text: str) -> str:
    return f"{text} %" if text else "–"


def _line(row: Row) -> list[str]:
    rates, told = row.summary.rates, row.answering
    named = [
        words.percent(each) or "–" for each in (rates.transmission, rates.validity, rates.both)
    ]
    return [
        row.name,
        *named,
        str(row.summary.counts.missing),
        _counted(row.flagged, row.flags),
        _counted(row.found, row.findings),
        "–" if told is None else str(told.asked),
        "–" if told is None else told.median_text or "–",
        "–" if told is None else str(told.overdue),
        "–" if row.due is None else str(row.due),
    ]


def _counted(number: int, parts: list[tuple[str, str, int]]) -> str:
    """Write a number, and its greatest parts by name."""
    if not number:
        return "0"
    told = "; ".join(f"{name} {n}" for _source, name, n in parts[:NAMED])
    return f"{number} ({told})" if words.english() else f"{number}（{told}）"


def basis(found: Report) -> list[str]:
    """Say on what the numbers rest: period, formula and its edition, time, where they come from."""
    formula = check.formula(found.period.last)
    told = formula_words(formula)
    weak = _(" (source to be confirmed)") if formula.requires_review else ""
    return [
        _("Period: %(first)s to %(last)s, Beijing days; %(interval)s values.")
        % {
            "first": found.period.first,
            "last": found.period.last,
            "interval": words.interval(found.interval).lower(),
        },
        _("Transmission = %(t)s; validity = %(v)s; in force from %(day)s; source: %(source)s%(weak)s.")
        % {
            "t": told["transmission"],
            "v": told["validity"],
            "day": formula.valid_from,
            "source": told["source"],
            "weak": weak,
        },
        _("Flags: values that do not count, by data mark or numbered rule; one value may bear several. Findings: those that stand, by the day on which they begin."),
        _("Time to answer: from the alarm to the first cause that its enterprise gave."),
        _("Checks overdue: no zero or span check on record within the longest interval of HJ 818 (stations), HJ 75 (stacks) or HJ 355 (waste water), as of the time of the report."),
        _("As of %(time)s (Beijing).") % {"time": _moment(found.made_at)},
    ]  # fmt: skip


def _moment(at: datetime) -> str:
    return moment_text(at, seconds=True)
