"""A report of comparability as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qingtian_platform.check.comparability import api as comparability
from qingtian_platform.kit.context import demo_text, is_demo, publisher
from qingtian_platform.kit.times import moment_text
from qingtian_platform.kit.typesetting import compiled
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.network import drawing, figures, words

SHEET: Final = Path(__file__).parent / "templates/desk/network/report.typ"


def answer(report: comparability.ReportInfo, name: str, unit: str, person: str) -> HttpResponse:
    """Hand the report out.

    Parameters
    ----------
    report
        As it was made.
    name
        Of the file, without its ending.
    unit, person
        For whom it is, and who took it.
    """
    pdf = compiled(SHEET, facts(report, unit, person), report.made_at)
    side = "en" if desk_words.english() else "zh"
    headers = {"Content-Disposition": f'inline; filename="{name}-{side}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def facts(report: comparability.ReportInfo, unit: str, person: str) -> dict[str, Any]:
    """Gather what the print says, in the reader's language."""
    content = report.content
    return {
        "lang": desk_words.language(),
        "title": _("Report on comparability"),
        "period": f"{report.month:%Y-%m}",
        "unit": unit,
        "demo": demo_text() if is_demo() else "",
        "factor": desk_words.factor_name(content["code"]),
        "say": words.sentence(content),
        "plots": [str(drawing.scatter(content)), str(drawing.agreement(content))],
        "numbers": figures.numbers(content),
        "reference_title": _("Third references"),
        "reference_head": [
            _("Reference"), _("Side"), _("Readings"), _("Side minus reference"), _("Allowed difference"), _("How it stands against it"),
        ],
        "references": [
            [str(row["kind"]), each["name"], str(each["count"]), each["apart"], each["allowed"], str(each["state"])]
            for row in figures.references(content)
            for each in row["sides"]
        ],
        "none": _("None was there."),
        "sides_title": _("What was read"),
        "sides": [
            _("%(name)s: %(came)s hours came, %(valid)s of them valid (%(mn)s).")
            % {key: each[key] for key in ("name", "came", "valid", "mn")}
            for each in figures.sides(content)
        ],
        "digest": _("SHA-256 over the report: %(digest)s") % {"digest": report.digest},
        "foot": _("Publisher: %(publisher)s. Made %(time)s (Beijing), taken by %(person)s. For the desk alone.")
        % {"publisher": publisher(), "time": moment_text(report.made_at), "person": person},
    }  # fmt: skip
