"""Ladders of accountability: counted, sourced facts propose a level; a person decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Literal

from qingtian.policy.rows import Row, mapped

KINDS = ("problem", "kindred", "result", "count")
OF = {"problem": "violation", "kindred": "violation", "result": "shortfall", "count": "falsified"}
"""What is counted where a ladder says nothing else."""
WAYS = ("reading", "counted", "window", "unfinished", "share", "several", "heavier")
"""What a ladder leaves to settings, beside its steps."""
Reading = Literal["both", "either"]
Counted = Literal["found", "unmended"]
Unfinished = Literal["open", "overdue"]


@dataclass(frozen=True)
class Ladder:
    """One ladder.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    kind
        `problem`: violations of a subject; `kindred`: violations of one type; `result`: share of a
        target that is unmet; `count`: proven cases of a year.
    subjects
        Kinds of units that stand on it.
    steps, reading, counted
        Settings: thresholds by level; whether both conditions must hold; what is counted.
    levels
        The levels from the lowest, each by language.
    clauses
        Where it stands.
    of
        Kind of facts that it counts: `violation`, `shortfall`, `falsified`, `sham`.
    window, unfinished, share, several, heavier
        Further settings: over which time is counted; when rectification is unfinished; what an unmet
        share is of; what several of a year amount to; by how many rungs sham rectification raises.
    """

    key: str
    name: Mapping[str, str]
    kind: str
    subjects: tuple[str, ...]
    steps: str
    reading: str
    counted: str
    levels: Mapping[str, Mapping[str, str]]
    clauses: tuple[str, ...]
    of: str = ""
    window: str = ""
    unfinished: str = ""
    share: str = ""
    several: str = ""
    heavier: str = ""


@dataclass(frozen=True)
class Fact:
    """A violation, or a matter handed over for rectification, or another fact that is counted.

    Attributes
    ----------
    id, source
        Its number, and the record that it comes from.
    subject, day
        Whose, and when it was found.
    type
        Type of violation, as `dust`.
    mended
        Whether it is put right.
    handed
        Whether an inspection handed it over for rectification.
    due
        By when it must be put right; None where no day was set.
    kind
        `violation`; or what else a ladder counts.
    share
        Of a target that was missed: the share unmet. [%]
    """

    id: str
    source: str
    subject: str
    day: date
    type: str
    mended: bool
    handed: bool = False
    due: date | None = None
    kind: str = "violation"
    share: Decimal | None = None

    def unfinished(self, day: date, way: Unfinished) -> bool:
        """Tell whether it was handed over and is not put right; under `overdue` only past its day."""
        if not self.handed or self.mended:
            return False
        return way == "open" or self.due is None or self.due < day


@dataclass(frozen=True)
class Proposal:
    """What a ladder proposes.

    Attributes
    ----------
    ladder, subject
        Which, and for whom.
    level
        Key of the level; empty where none is reached.
    counted, unfinished
        How many facts counted, and how many matters handed over are unfinished. [1]
    share
        Of a result ladder: the share unmet; else None. [%]
    facts
        Numbers of the facts that it rests on.
    """

    ladder: str
    subject: str
    level: str
    counted: int
    unfinished: int
    share: Decimal | None
    facts: tuple[str, ...]


def reached(steps: Mapping[str, Decimal], value: Decimal, *, above: bool = False) -> str:
    """Give the highest level whose threshold a number reaches; empty where it reaches none.

    Parameters
    ----------
    steps
        Threshold by level.
    value
        The number.
    above
        Whether it must lie above a threshold; else it may equal it.
    """
    hit = [(v, k) for k, v in steps.items() if (value > v if above else value >= v)]
    return max(hit)[1] if hit else ""


def by_problems(
    ladder: Ladder,
    subject: str,
    facts: Iterable[Fact],
    steps: Mapping[str, Decimal],
    *,
    reading: Reading,
    counted: Counted,
    unfinished: Unfinished = "open",
    day: date = date.max,
    answered: Collection[str] = (),
) -> Proposal:
    """Propose from violations and unfinished rectification (D3-3.2-17, D3-3.2-18).

    Parameters
    ----------
    ladder
        Of kind `problem`, or `kindred`, where the most frequent type of violation counts.
    subject, facts
        Who, and all facts; those of others are not looked at.
    steps
        Threshold by level. [1]
    reading
        `both`: so many violations and a matter unfinished; `either`: one of them, where an unfinished
        matter alone reaches the lowest level.
    counted
        All violations that were found, or those that are unmended.
    unfinished, day
        What counts as unfinished on a day; see `Fact.unfinished`.
    answered
        Numbers of facts that a decision rested on: they are counted no more, while a matter among them
        that is still unfinished still is.
    """
    mine = sorted((f for f in facts if f.subject == subject), key=lambda f: (f.day, f.id))
    open_ones = [f for f in mine if f.unfinished(day, unfinished)]
    fresh = [f for f in mine if f.id not in answered]
    violations = [f for f in fresh if counted == "found" or not f.mended]
    if ladder.kind == "kindred":
        violations = _most_frequent(violations)
    level = reached(steps, Decimal(len(violations)))
    if reading == "both" and not open_ones:
        level = ""
    if reading == "either" and not level and any(f.id not in answered for f in open_ones):
        level = min(steps, key=lambda each: steps[each])
    numbers = {f.id for f in (*violations, *open_ones)}
    told = tuple(f.id for f in mine if f.id in numbers)
    return Proposal(ladder.key, subject, level, len(violations), len(open_ones), None, told)


def _most_frequent(facts: list[Fact]) -> list[Fact]:
    if not facts:
        return []
    counts = Counter(f.type for f in facts)
    most = min(counts, key=lambda each: (-counts[each], each))
    return [f for f in facts if f.type == most]


def by_result(
    ladder: Ladder, subject: str, share: Decimal, steps: Mapping[str, Decimal]
) -> Proposal:
    """Propose from the share of a yearly target that is unmet (D3-3.2-25).

    Parameters
    ----------
    ladder, subject
        Which, and for whom.
    share
        What is missing of the target; 0 where it is met. [%]
    steps
        Threshold by level; a share must lie above it. [%]
    """
    level = reached(steps, share, above=True)
    return Proposal(ladder.key, subject, level, 0, 0, share, ())


def by_count(
    ladder: Ladder,
    subject: str,
    facts: Iterable[Fact],
    steps: Mapping[str, Decimal],
    year: int,
) -> Proposal:
    """Propose from the proven cases of a calendar year (D7-2.4-04)."""
    mine = sorted(f.id for f in facts if f.subject == subject and f.day.year == year)
    level = reached(steps, Decimal(len(mine)))
    return Proposal(ladder.key, subject, level, len(mine), 0, None, tuple(mine))


def ladders(folder: Traversable) -> dict[str, Ladder]:
    """Read `ladders.yaml`."""
    return {row.name: _ladder(row) for row in mapped(folder, "ladders.yaml", "ladders")}


def _ladder(row: Row) -> Ladder:
    row.only(["name", "kind", "subjects", "steps", "levels", "clauses"], ["of", *WAYS])
    kind = row.choice("kind", KINDS)
    if kind in ("problem", "kindred"):
        row.only([*row.values, "reading", "counted"])
    ways = {way: row.text(way, "") for way in WAYS}
    levels = Row(row.file, row.lines["levels"], row.name, row.values["levels"], {})
    return Ladder(
        row.name,
        row.words("name"),
        kind,
        row.texts("subjects", empty=False),
        row.text("steps"),
        levels={key: levels.words(key) for key in levels.values},
        clauses=row.texts("clauses", empty=False),
        of=row.text("of", OF[kind]),
        **ways,
    )
