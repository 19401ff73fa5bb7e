"""The rules at the desk: what each says, by which thresholds, how often it was wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian import law
from qingtian.law import Provision
from qingtian.quality import RULES, Rule
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.publish.desk import export, words
from qingtian_platform.publish.desk.alarms import published, tally, twins
from qingtian_platform.publish.desk.alarms.guard import desk_only
from qingtian_platform.publish.desk.frame import page

CELLS = 400
"""Rows of a table of thresholds that a page shows. [1]"""


@dataclass(frozen=True)
class Threshold:
    """A provision with the thresholds of a rule, as it stands on a day.

    Attributes
    ----------
    columns, rows
        The numbers as a table.
    more
        Rows that are left out here. [1]
    """

    provision: Provision
    name: str
    note: str
    pack: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0

    @property
    def weak(self) -> bool:
        """Whether the source must still be confirmed."""
        return self.provision.review or self.provision.evidence.weak


@dataclass(frozen=True)
class Line:
    """A rule as a row of the list."""

    rule: Rule
    name: str
    falsification: bool
    rate: published.Rate | None
    count: tally.Count


def named(texts: Mapping[str, str]) -> str:
    """Take the words of the reader's language."""
    return words.said(texts)


def message(rule: Rule, language: str = "") -> str:
    """Write the message of a rule with its gaps as dots, in the reader's language or another."""
    return rule.message[language or words.language()].format_map(_Dots())


class _Dots(dict[str, "_Dot"]):
    def __missing__(self, _key: str) -> _Dot:
        return _Dot()


class _Dot:
    def __format__(self, _form: str) -> str:
        return "…"


def thresholds(rule: Rule, day: date) -> Iterator[Threshold]:
    """Give the provisions of a rule that are in force on a day."""
    known = law.provisions(evaluate.law_packs())
    packs = law.known_packs()
    for path in rule.settings:
        stages = [
            p for p in known.get(path, ()) if p.since <= day and (p.until is None or day <= p.until)
        ]
        if not stages:
            continue
        one = stages[-1]
        columns, rows = _numbers(one.value)
        pack = named(packs[one.pack].name) if one.pack and one.pack in packs else ""
        note = named(one.note) if one.note else ""
        yield Threshold(
            one,
            named(one.name),
            note,
            pack,
            columns,
            tuple(rows[:CELLS]),
            max(0, len(rows) - CELLS),
        )


def _numbers(value: Any) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:  # noqa: ANN401 - of any provision
    """Lay the value of a provision out as a table."""
    if isinstance(value, Mapping):
        cells = [(str(key), _cell(each)) for key, each in value.items()]
        return tuple(key for key, _text in cells), [tuple(text for _key, text in cells)]
    if isinstance(value, tuple | list) and value and isinstance(value[0], Mapping):
        columns = tuple(dict.fromkeys(str(key) for row in value for key in row))
        return columns, [tuple(_cell(row.get(key)) for key in columns) for row in value]
    return (_("Value"),), [(_cell(value),)]


def _cell(value: Any) -> str:  # noqa: ANN401 - of any provision
    if value is None:
        return "–"
    if isinstance(value, tuple | list):
        return "; ".join(_cell(each) for each in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {_cell(each)}" for key, each in value.items())
    return str(value)


@desk_only
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules with what they did so far."""
    counts = tally.by_rule(request)
    found = [
        Line(
            rule,
            named(rule.name),
            rule.category == "falsification",
            published.rate(rule.kind),
            counts.get(rule.number, tally.NONE),
        )
        for rule in RULES.values()
    ]
    if export.asked(request):
        return export.table(request, "qingtian-rules", _columns(), [_row(line) for line in found])
    context = {
        "rows": found,
        "say": _("%(d)s rules of falsification, %(q)s of quality; %(n)s findings stand.")
        % {
            "d": sum(line.falsification for line in found),
            "q": sum(not line.falsification for line in found),
            "n": sum(line.count.standing for line in found),
        },
    }
    return page(request, "rules.html", "rules", context)


def _columns() -> list[str]:
    return [
        _("Rule"), _("Name"), _("Category"), _("Message"), _("Findings that stand"), _("Withdrawn"),
        _("Alarms"), _("False alarms fed back"),
        _("Published false alarms a datastream-year, each counted once"),
    ]  # fmt: skip


def _row(line: Line) -> list[Any]:
    return [
        line.rule.number,
        line.name,
        category(line.rule),
        message(line.rule),
        line.count.standing,
        line.count.withdrawn,
        line.count.alarms,
        line.count.false,
        line.rate.a_year if line.rate else "",
    ]


def category(rule: Rule) -> str:
    """Say what a finding of the rule is."""
    return (
        _("Falsification: an alarm") if rule.category == "falsification" else _("Quality: a remark")
    )


@desk_only
def rule(request: HttpRequest, number: str) -> HttpResponse:
    """Show a rule: what it says and why, thresholds, twins, what came of it."""
    found = RULES.get(number)
    if found is None:
        raise Http404
    other = "zh" if words.english() else "en"
    context = {
        "rule": found,
        "name": named(found.name),
        "other": "zh-Hans" if other == "zh" else "en",
        "other_name": found.name[other],
        "other_message": message(found, other),
        "message": message(found),
        "reason": named(found.reason),
        "category": category(found),
        "thresholds": list(thresholds(found, timezone.localdate())),
        "english": words.english(),
        "twins": twins.twins(number),
        "rate": published.rate(found.kind),
        "count": tally.by_rule(request).get(number, tally.NONE),
        "latest": tally.latest(request, number),
    }
    return page(request, "rule.html", "rules", context)
