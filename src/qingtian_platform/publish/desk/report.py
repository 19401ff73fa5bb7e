"""The daily report (日报): one page of PDF, set by Typst, in the reader's language."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from qingtian_platform.check import api as check
from qingtian_platform.kit.context import demo_text, is_demo, publisher
from qingtian_platform.kit.templatetags.kit import figure
from qingtian_platform.kit.times import moment_text, plain_day, span_text
from qingtian_platform.kit.typesetting import compiled
from qingtian_platform.kit.words import unit_text
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import SHEETS, words
from qingtian_platform.publish.desk.frame import seen, unit_name
from qingtian_platform.publish.desk.morning import district, say
from qingtian_platform.publish.desk.morning_data import HOURS, Day, Unit, day_of

PAGES = re.compile(rb"/Type/Pages/Count (\d+)")
#: What one page holds; the rest is named by its number and stands in the file of the table.
UNITS, GAPS, NOTES = 14, 12, 6


@desk_required()
def report(request: HttpRequest, day: str) -> HttpResponse:
    """Hand out the report of a day."""
    try:
        when = plain_day(day)
    except ValueError as error:
        raise Http404(_("No such day.")) from error
    found = day_of(when, seen(request), district(request))
    content = facts(found, unit_name(request), str(request.user), district(request))
    pdf = typeset(content)
    name = f"qingtian-daily-{when}-{'en' if words.english() else 'zh'}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def typeset(content: dict[str, Any], now: datetime | None = None) -> bytes:
    """Set the report on one page.

    Parameters
    ----------
    content
        What `facts` gives; rows that do not fit leave it and are named by their number.
    now
        Time written into the file; the present where left out.

    Returns
    -------
    bytes
        A PDF; equal content and time give equal bytes.
    """
    made = now or datetime.now(UTC)
    content = {**content, "units": [*content["units"]], "gaps": [*content["gaps"]]}
    while True:
        pdf = compiled(SHEETS / "report.typ", content, made)
        pages = PAGES.search(pdf)
        if pages is None or int(pages[1]) == 1 or not _shortened(content):
            return pdf


def _shortened(content: dict[str, Any]) -> bool:
    """Take two rows out of the longer table and count them; False where none are left."""
    name = max(("gaps", "units"), key=lambda key: len(content[key]))
    if not content[name]:
        return False
    left = len(content[name])
    del content[name][-2:]
    content[f"{name}_left"] += left - len(content[name])
    content[f"{name}_more"] = _more(content[f"{name}_left"])
    return True


def facts(found: Day, unit: str, person: str, of_district: str | None) -> dict[str, Any]:
    """Gather what the page says, in the reader's language.

    Parameters
    ----------
    found
        The day.
    unit, person
        For whom the report is, and who took it.
    of_district
        Whose notes; None = all.
    """
    formula = check.formula(found.day)
    notes = check.notes(found.day, district=of_district)
    return {
        "lang": "en" if words.english() else "zh",
        "title": _("Daily report of the duty room"),
        "day": str(found.day),
        "unit": unit,
        "demo": demo_text() if is_demo() else "",
        "say": say(found),
        "numbers": _numbers(found),
        "units_title": _("Units to be looked at"),
        "units_head": [_("Unit"), _("Hours"), _("Valid transmission") + " %", _("Cause"), _("Who was told")],
        "units": [_unit(one) for one in found.wrong[:UNITS]],
        "units_left": max(0, len(found.wrong) - UNITS),
        "units_more": _more(len(found.wrong) - UNITS),
        "none": _("None."),
        "gaps_title": _("What was missing or invalid"),
        "gaps_head": [
            _("Unit"), _("From, to"), _("Place in the chain"), _("Cause"), _("Periods"),
            _("Back-filled"), _("Still missing"),
        ],
        "gaps": [_gap(row) for row in found.gaps[:GAPS]],
        "gaps_left": max(0, len(found.gaps) - GAPS),
        "gaps_more": _more(len(found.gaps) - GAPS),
        "log_title": _("Shift notes and hand-over"),
        "log": [f"{moment_text(n.recorded_at)} {n.word} {n.author}: {n.text}" for n in notes[-NOTES:]],
        "rule": _rule(formula),
        "foot": _("Publisher: %(publisher)s. Made %(time)s (Beijing) by %(person)s. Real-time data, not reviewed by a person.")
        % {"publisher": publisher(), "time": moment_text(datetime.now(UTC)), "person": person},
        "sign": [_("Duty officer"), _("Taken over by")],
    }  # fmt: skip


def _numbers(found: Day) -> list[list[str]]:
    rates = found.rates
    return [
        [_("Transmission"), _percent(words.percent(rates.transmission))],
        [_("Validity"), _percent(words.percent(rates.validity))],
        [_("Valid transmission"), _percent(words.percent(rates.both))],
        [_("Expected"), str(found.counts.expected)],
        [_("Missing"), str(found.counts.missing)],
        [_("Back-filled"), str(found.counts.refilled)],
        [_("Hours over a limit"), str(len(found.over))],
    ]


def _percent(text: str) -> str:
    return f"{text} %" if text else "–"


def _unit(unit: Unit) -> list[str]:
    told = "; ".join(note.told for note in unit.notes if note.told)
    tally = unit.tally
    hours = _(", ").join(
        f"{HOURS[k]} {tally[k]}" for k in ("over", "missing", "abnormal") if tally[k]
    )
    above = [
        f"{o.name} {figure(o.value)} > {figure(o.limit.high)} {unit_text(o.limit.unit)}"
        for o in unit.over[:1]
    ]
    cause = "; ".join([*unit.causes[:2], *above])
    return [unit.name, hours, words.percent(unit.rates.both) or "–", cause, told or _("nobody yet")]


def _gap(row: Any) -> list[str]:  # noqa: ANN401 - a row of gaps
    gap = row.gap
    return [
        f"{row.name} · {row.properties}",
        span_text(gap.start, gap.end),
        row.where,
        row.cause,
        str(gap.slots),
        str(gap.refilled),
        str(gap.still_missing),
    ]


def _more(number: int) -> str:
    return _("%(n)s more in the table of the morning page.") % {"n": number} if number > 0 else ""


def _rule(formula: Any) -> str:  # noqa: ANN401 - a formula
    mark = "–" if formula.pass_mark is None else words.percent(formula.pass_mark) + " %"
    weak = _(" (source to be confirmed)") if formula.requires_review else ""
    return _("Valid transmission = transmission × validity; mark %(mark)s; source: %(source)s%(weak)s.") % {
        "mark": mark,
        "source": words.said(formula.source),
        "weak": weak,
    }  # fmt: skip
