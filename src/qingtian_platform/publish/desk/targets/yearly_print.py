"""The yearly report as PDF: by document its counts, its targets and its measures; the digest at the end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qingtian_platform.kit.context import demo_text, is_demo, publisher
from qingtian_platform.kit.times import moment_text
from qingtian_platform.kit.typesetting import compiled
from qingtian_platform.publish.desk import SHEETS, words

if TYPE_CHECKING:
    from qingtian_platform.publish.desk.targets.yearly import Line, Part, Report

TEXT = 70
"""Characters of a measure's words that the print holds; the gazette has them all. [1]"""


def answer(found: Report, say: str, unit: str, person: str) -> HttpResponse:
    """Hand the report out; `say` is its first sentence."""
    made = datetime.now(UTC)
    pdf = compiled(SHEETS / "targets/yearly.typ", facts(found, say, unit, person, made), made)
    side = "en" if words.english() else "zh"
    headers = {"Content-Disposition": f'inline; filename="qingtian-yearly-{found.day}-{side}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def facts(found: Report, say: str, unit: str, person: str, made: datetime) -> dict[str, Any]:
    """Gather what the print says, in the reader's language."""
    return {
        "lang": "en" if words.english() else "zh",
        "title": _("Yearly report on measures and targets"),
        "day": _("as of %(day)s") % {"day": found.day},
        "unit": unit,
        "demo": demo_text() if is_demo() else "",
        "say": say,
        "parts": [_part(part) for part in found.parts],
        "target_head": [
            _("Clause"), _("Target"), _("How it stands"), _("What shows it"), _("Who owes"), _("By")
        ],
        "measure_head": [
            _("Measure"), _("Words of the gazette"), _("How it stands"), _("What shows it"), _("Who owes"), _("By")
        ],
        "digest": _("SHA-256 over day and lines: %(digest)s") % {"digest": found.digest},
        "foot": _("Publisher: %(publisher)s. Made %(time)s (Beijing) by %(person)s.")
        % {"publisher": publisher(), "time": moment_text(made), "person": person},
    }  # fmt: skip


def _part(part: Part) -> dict[str, Any]:
    return {
        "title": f"{part.key} {part.title}",
        "counts": _(", ").join(
            [
                *(f"{word} {n}" for word, n in part.tasks),
                *(f"{word} {n}" for _k, word, n in part.lights),
            ]
        ),
        "targets": [_target(line) for line in part.targets],
        "measures": [_measure(line) for line in part.measures],
    }


def _target(line: Line) -> list[str]:
    state = f"{line.state}. {line.why}" if line.why else line.state
    return [line.number, line.text, state, line.evidence, line.owners, line.due]


def _measure(line: Line) -> list[str]:
    text = line.text if len(line.text) <= TEXT else f"{line.text[:TEXT]}…"
    return [line.title, text, line.state, line.evidence, line.owners, line.due]
