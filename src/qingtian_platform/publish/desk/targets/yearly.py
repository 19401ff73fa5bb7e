"""The yearly report: by document each measure and target with state, evidence, and who owes it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.clauses import Clause
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.assess.tasks.api import TargetInfo, TaskInfo
from qingtian_platform.kit.words import side
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import as_of
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page, unit_name
from qingtian_platform.publish.desk.holding.tasks import READERS, STATES, owner_name
from qingtian_platform.publish.desk.targets import words, yearly_print
from qingtian_platform.publish.desk.words import said

COLUMNS = (
    "document",
    "kind",
    "number",
    "clauses",
    "text",
    "state",
    "why",
    "evidence",
    "who owes",
    "by",
)


@dataclass(frozen=True)
class Line:
    """A measure or a target of the report.

    Attributes
    ----------
    document, kind
        Key of the document; `measure` or `target`.
    number
        Of the measure, or the clause of the target.
    clauses
        Its clauses.
    text
        The words of its first clause, or the target's name with what must be reached.
    state, why
        How it stands, in words, and with which numbers.
    evidence
        What was said to show it, who said it; or the figure that tells with its source.
    owners
        Who owes it.
    due
        The last day; empty where there is none.
    special
        Whether it is for special inspection: a day has passed without record, or it is far behind.
    """

    document: str
    kind: str
    number: str
    clauses: tuple[str, ...]
    text: str
    state: str
    why: str
    evidence: str
    owners: str
    due: str
    special: bool

    @property
    def title(self) -> str:
        """How it is named: a numbered measure says that it is one, another goes by its heading."""
        return _("Measure %(n)s") % {"n": self.number} if self.number.isdecimal() else self.number

    @property
    def cells(self) -> list[str]:
        """What stands in the file."""
        words_of = [self.document, self.kind, self.number, " ".join(self.clauses), self.text]
        return [*words_of, self.state, self.why, self.evidence, self.owners, self.due]


@dataclass(frozen=True)
class Part:
    """One document of the report, with its counts."""

    key: str
    title: str
    tasks: tuple[tuple[str, int], ...]
    lights: tuple[tuple[str, str, int], ...]
    lines: tuple[Line, ...]

    @property
    def measures(self) -> list[Line]:
        """Its measures."""
        return [each for each in self.lines if each.kind == "measure"]

    @property
    def targets(self) -> list[Line]:
        """Its targets."""
        return [each for each in self.lines if each.kind == "target"]


@dataclass(frozen=True)
class Report:
    """The report as of a day."""

    day: date
    parts: tuple[Part, ...]

    @property
    def lines(self) -> list[Line]:
        """Every line, in the order of the documents."""
        return [line for part in self.parts for line in part.lines]

    @property
    def special(self) -> list[Line]:
        """What is for special inspection."""
        return [line for line in self.lines if line.special]

    @property
    def digest(self) -> str:
        """SHA-256 over day and lines as JSON: the same report has the same one."""
        text = json.dumps(
            [self.day.isoformat(), [line.cells for line in self.lines]], ensure_ascii=False
        )
        return hashlib.sha256(text.encode()).hexdigest()


@desk_required(*READERS)
def report(request: HttpRequest) -> HttpResponse:
    """Show the report as of a day, or hand it out as CSV, XLSX or PDF."""
    known = policy()
    if known is None:
        return page(request, "targets/yearly.html", "targets", {})
    found = gathered(known, as_of(request, known))
    if export.asked(request):
        name = f"qingtian-yearly-{found.day}"
        return export.table(request, name, COLUMNS, [line.cells for line in found.lines])
    if request.GET.get("as") == "pdf":
        return yearly_print.answer(found, say(found), unit_name(request), str(request.user))
    context: dict[str, Any] = {"report": found, "day": found.day, "say": say(found)}
    return page(request, "targets/yearly.html", "targets", context)


def gathered(known: Policy, day: date) -> Report:
    """Put the report together, in the reader's language."""
    tasks, targets = ledger.tasks_on(day), ledger.targets(day)
    by_measure: dict[tuple[str, str], list[TaskInfo]] = {}
    for each in tasks:
        clause = known.clauses[each.task.clause]
        if clause.kind not in ("principle", "target"):
            by_measure.setdefault((clause.document, _measure(clause)), []).append(each)
    lines: dict[str, list[Line]] = {key: [] for key in known.documents}
    for (document, number), own in by_measure.items():
        lines[document].append(_measure_line(known, document, number, own))
    for target in targets:
        lines[target.target.clause.document].append(_target_line(known, target))
    parts = [
        Part(
            key,
            said(document.title),
            _states(t for t in tasks if known.clauses[t.task.clause].document == key),
            _lights(t for t in targets if t.target.clause.document == key),
            tuple(lines[key]),
        )
        for key, document in known.documents.items()
        if lines[key]
    ]
    return Report(day, tuple(parts))


def _measure(clause: Clause) -> str:
    """Name the measure that a clause belongs to: its number, else the innermost heading above it."""
    return str(clause.measure) if clause.measure else clause.headings[-1]


def _states(tasks: Iterable[TaskInfo]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter(each.task.state for each in tasks)
    return tuple((str(word), counts[key]) for key, word in STATES.items() if counts[key])


def _lights(targets: Iterable[TargetInfo]) -> tuple[tuple[str, str, int], ...]:
    counts: Mapping[str, int] = Counter(each.progress.light for each in targets)
    return tuple((key, str(word), counts[key]) for key, word in words.LIGHTS.items() if counts[key])


def _measure_line(known: Policy, document: str, number: str, own: list[TaskInfo]) -> Line:
    clauses = tuple(dict.fromkeys(each.task.clause for each in own))
    states = _states(own)
    done = sorted((each for each in own if each.done), key=lambda each: each.done.at)  # type: ignore[union-attr]
    newest = done[-1].done if done else None
    owners = dict.fromkeys(key for each in own for key in each.task.owners)
    days = sorted({each.task.due for each in own if each.task.due})
    return Line(
        document,
        "measure",
        number,
        clauses,
        known.clauses[clauses[0]].text,
        _(", ").join(f"{word} {n}" for word, n in states),
        "",
        f"{newest.words} ({newest.name})" if newest else "",
        _(", ").join(owner_name(known, key) for key in owners),
        " … ".join(str(day) for day in dict.fromkeys((days[0], days[-1]))) if days else "",
        special=any(each.task.state == "no record" for each in own),
    )


def _target_line(known: Policy, each: TargetInfo) -> Line:
    clause, progress, newest = each.target.clause, each.progress, each.telling
    due = words.due(each.target)
    source = newest.source if newest else None
    evidence = ""
    if newest is not None:
        told = f"{side(source.words)} ({source.name})" if source else _("computed")
        evidence = f"{words.number(newest.value)} · {newest.day} · {told}"
    return Line(
        clause.document,
        "target",
        clause.id,
        (clause.id,),
        f"{said(each.target.name)} {words.goal(each.target, each.goal)}",
        f"{words.LIGHTS[progress.light]}: {words.REASONS[progress.reason]}",
        " ".join(filter(None, (words.why_light(each), words.forecast(progress.forecast)))),
        evidence,
        _(", ").join(owner_name(known, key) for key in each.owners),
        str(due) if due else "",
        special=progress.reason in ("no record", "far behind", "missed"),
    )


def say(found: Report) -> str:
    """Say in a sentence what the report counts."""
    lights = Counter(
        key for part in found.parts for key, _word, n in part.lights for _each in range(n)
    )
    told = _(", ").join(
        f"{word} {lights[key]}" for key, word in words.LIGHTS.items() if lights[key]
    )
    return _("%(documents)s documents, %(measures)s measures, %(targets)s targets (%(lights)s); %(special)s for special inspection.") % {
        "documents": len(found.parts),
        "measures": sum(len(part.measures) for part in found.parts),
        "targets": sum(len(part.targets) for part in found.parts),
        "lights": told,
        "special": len(found.special),
    }  # fmt: skip
