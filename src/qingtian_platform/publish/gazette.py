"""The gazette as a reader sees it: its text, and beside each clause what runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.clauses import Clause
from qingtian.policy.coverage import STATES, Cover, State, states
from qingtian.policy.errors import NotThereError
from qingtian.policy.policy import FOLDER
from qingtian.policy.texts import Paragraph, text
from qingtian_platform.kit.times import beijing
from qingtian_platform.publish.answers import answer

WORDS = {
    "runs": gettext_lazy("runs"),
    "partly": gettext_lazy("runs in part"),
    "tracked": gettext_lazy("on record only"),
    "not software": gettext_lazy("not for software"),
}
KINDS = {
    "principle": gettext_lazy("Principle"),
    "target": gettext_lazy("Target"),
    "measure": gettext_lazy("Measure"),
    "rule": gettext_lazy("Rule"),
    "procedure": gettext_lazy("Procedure"),
    "publication": gettext_lazy("To be made public"),
    "duty": gettext_lazy("Duty"),
}
SLUGS: dict[str, State] = {
    "runs": "runs",
    "partly": "partly",
    "tracked": "tracked",
    "none": "not software",
}
"""States as they stand in addresses."""


@dataclass(frozen=True)
class Count:
    """How many clauses have a state."""

    slug: str
    word: str
    count: int
    text: str


@dataclass(frozen=True)
class Line:
    """One document in the list of all."""

    key: str
    title: str
    date: str
    total: int
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Setting:
    """A question that a clause leaves open, as it is decided today."""

    question: str
    value: str
    author: str
    since: str
    reason: str


@dataclass(frozen=True)
class Note:
    """What stands beside a clause."""

    id: str
    kind: str
    state: str
    word: str
    who: str
    due: str
    number: str
    runs: tuple[Cover, ...]
    name: str
    page: str
    tests: tuple[str, ...]
    settings: tuple[Setting, ...]


@dataclass(frozen=True)
class Stretch:
    """A paragraph with the notes of the clauses that end in it."""

    paragraph: Paragraph
    notes: tuple[Note, ...]
    anchor: str


def today() -> date:
    """Give the present day in Beijing."""
    return beijing(datetime.now(UTC)).date()


@cache
def clause_states(policy: Policy) -> Mapping[str, State]:
    """Say of each clause what runs."""
    return states(policy.clauses, policy.covers)


def lines(policy: Policy) -> list[Line]:
    """List the documents with what runs of each."""
    found = clause_states(policy)
    return [
        Line(
            each.key,
            said(each.title),
            each.date.isoformat(),
            sum(clause.document == each.key for clause in policy.clauses.values()),
            counts(Counter(found[c.id] for c in policy.clauses.values() if c.document == each.key)),
        )
        for each in policy.documents.values()
    ]


def counts(by_state: Mapping[State, int]) -> tuple[Count, ...]:
    """Give the counts of all four states, in their order."""
    slugs = {state: slug for slug, state in SLUGS.items()}
    return tuple(
        Count(
            slugs[state],
            str(WORDS[state]),
            by_state.get(state, 0),
            number_format(by_state.get(state, 0)),
        )
        for state in STATES
    )


def by_articles(policy: Policy) -> list[str]:
    """List the documents that the pack reads article by article."""
    return sorted({each.clauses[0].document for each in policy.articles.values()})


def whole(policy: Policy) -> tuple[Count, ...]:
    """Give the counts of all documents together."""
    return counts(Counter(clause_states(policy).values()))


def stretches(policy: Policy, document: str, only: State | None) -> list[Stretch]:
    """Read a document: the whole, or paragraphs with a clause of one state below their headings."""
    every = list(_stretches(policy, document, only))
    return every if only is None else _below_headings(every)


def _below_headings(every: list[Stretch]) -> list[Stretch]:
    """Leave out paragraphs without a note, and headings below which nothing is left."""
    found: list[Stretch] = []
    wanted: set[str] = set()
    for each in reversed(every):
        if each.notes:
            wanted = {"section", "chapter"}
        elif each.paragraph.kind in wanted:
            wanted -= {"section", each.paragraph.kind}
        else:
            continue
        found.append(each)
    return found[::-1]


def _stretches(policy: Policy, document: str, only: State | None) -> Iterator[Stretch]:
    mine = [each for each in policy.clauses.values() if each.document == document]
    found = clause_states(policy)
    for number, paragraph in enumerate(text(policy.pack.root / FOLDER, document, mine)):
        ends = [name for piece in paragraph.pieces for name in piece.ends]
        shown = [name for name in ends if only is None or found[name] == only]
        notes = tuple(note(policy, policy.clauses[name]) for name in shown)
        yield Stretch(paragraph, notes, f"p{number}")


def note(policy: Policy, clause: Clause) -> Note:
    """Say what stands beside a clause: who, by when, which number, what runs, what was decided."""
    state = clause_states(policy)[clause.id]
    covers = tuple(each for each in policy.covers.values() if clause.id in each.clauses)
    first = next((each for each in covers if each.state == state), None)
    return Note(
        clause.id,
        str(KINDS[clause.kind]),
        {s: slug for slug, s in SLUGS.items()}[state],
        str(WORDS[state]),
        "、".join(clause.units) if _chinese() else _english(policy, clause),
        _due(clause),
        _number(clause),
        covers,
        said(first.name) if first else "",
        first.page if first else "",
        tuple(test for each in covers for test in each.tests),
        _settings(policy, clause),
    )


def _settings(policy: Policy, clause: Clause) -> tuple[Setting, ...]:
    return tuple(
        Setting(
            said(each.question),
            answered(policy, each.on(today()).value),
            each.on(today()).author,
            each.on(today()).since.isoformat(),
            said(each.on(today()).reason),
        )
        for each in policy.settings.values()
        if clause.id in each.clauses
    )


def answered(policy: Policy, value: object) -> str:
    """Say the answer of a setting in the reader's language; keys of organisations by their names."""
    known = policy.organisations.by_key
    if isinstance(value, list) and all(each in known for each in value):
        return ("、" if _chinese() else ", ").join(said(known[each].name) for each in value)
    return answer(value, "zh" if _chinese() else "en")


def _english(policy: Policy, clause: Clause) -> str:
    """Name the units in English; a word that the directory does not have stays as it is."""
    names = []
    for word in clause.units:
        try:
            names.append(policy.organisations.named(word).name["en"])
        except NotThereError:
            names.append(word)
    return ", ".join(names)


def _due(clause: Clause) -> str:
    """Say when a clause is due."""
    due = clause.deadline
    if due is None:
        return ""
    day = due.day.isoformat() if due.day else ""
    period = length(due.text.rsplit("/", maxsplit=1)[-1].removeprefix("T+")) if due.period else ""
    words = {
        "by": _("by %(day)s"),
        "from": _("from %(day)s on"),
        "within": _("within %(period)s from %(day)s"),
        "every": _("every %(period)s"),
        "yearly": _("every year on %(day)s"),
        "after": _("within %(period)s of the event"),
    }
    return words[due.kind] % {"day": day, "period": period}


def length(period: str) -> str:
    """Say how long a period is, as `P3M`: 3 months."""
    number = int("".join(char for char in period if char.isdigit()) or 0)
    unit = period[-1]
    words = {
        "Y": _("%(n)s years") if number > 1 else _("year"),
        "M": _("%(n)s months") if number > 1 else _("month"),
        "W": _("%(n)s weeks") if number > 1 else _("week"),
        "D": _("%(n)s days") if number > 1 else _("day"),
        "H": _("%(n)s hours"),
    }
    return words[unit] % {"n": number}


def _number(clause: Clause) -> str:
    """Write the number that a clause sets, in the gazette's own words for what it counts."""
    if not clause.indicator:
        return ""
    signs = {">=": "≥", "<=": "≤", "bottom_n": _("the last"), "bottom_pct": _("the last")}
    sign = signs.get(clause.operator, clause.operator if clause.operator in "<>=≈" else "")
    base = f" ({clause.baseline})" if clause.baseline else ""
    return f"{clause.indicator} {sign} {clause.value}{clause.unit}{base}".strip()


def said(words: Mapping[str, str]) -> str:
    """Give words in the reader's language."""
    return words["zh" if _chinese() else "en"]


def _chinese() -> bool:
    return not (get_language() or "zh").startswith("en")
