"""Oversight: what is signed when monitoring is commissioned, and how self-monitoring is checked.

The file `policy/self_monitoring.yaml` of a pack says it: `pledges` by side, `means` of a check with the papers
that each must bring, and the `sheet` of a check on site, row by row, each from its day on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qingtian.policy.policy import FOLDER, Policy
from qingtian.policy.rows import Row, document

FILE = "self_monitoring.yaml"
SIDES = ("enterprise", "contractor")
MEANS = ("sampling", "comparison", "site")


@dataclass(frozen=True)
class PledgeText:
    """What one side signs: its words by language, and where the ban stands."""

    words: Mapping[str, str]
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Means:
    """One way of checking: its name by language, papers that it must bring, where it stands."""

    name: Mapping[str, str]
    papers: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One row of the sheet.

    Attributes
    ----------
    key, group, name
        Its name in answers; its group and what is asked, by language.
    since, until
        First and last day on which it is asked; no last day = still.
    clauses, outside
        Where it stands, and what of it is the platform's own.
    """

    key: str
    group: Mapping[str, str]
    name: Mapping[str, str]
    since: date
    until: date | None
    clauses: tuple[str, ...]
    outside: str


@dataclass(frozen=True)
class Oversight:
    """The whole file: pledges by side, means by name, and the sheet in its order."""

    pledges: Mapping[str, PledgeText]
    means: Mapping[str, Means]
    sheet: tuple[Question, ...]

    def on(self, day: date) -> tuple[Question, ...]:
        """List the rows of the sheet that are asked on a day."""
        held = (q for q in self.sheet if q.since <= day)
        return tuple(q for q in held if q.until is None or day <= q.until)


def oversight(policy: Policy) -> Oversight:
    """Read the file of a pack.

    Raises
    ------
    PackFileError
        If a row breaks the form, or names a clause that is not there.
    """
    whole = document(policy.pack.root / FOLDER, FILE).only(["pledges", "means", "sheet"])
    pledges = {row.name: _pledge(row, policy) for row in _named(whole, "pledges", SIDES)}
    means = {row.name: _means(row, policy) for row in _named(whole, "means", MEANS)}
    return Oversight(pledges, means, tuple(_question(row, policy) for row in whole.rows("sheet")))


def _named(whole: Row, key: str, known: tuple[str, ...]) -> Iterator[Row]:
    rows = list(whole.rows(key))
    if {row.name for row in rows} != set(known):
        raise whole.error(key, f"expected a row each of {', '.join(known)}")
    yield from rows


def _clauses(row: Row, policy: Policy) -> tuple[str, ...]:
    found = row.texts("clauses", empty=False)
    for clause in found:
        if clause not in policy.clauses:
            raise row.error("clauses", f"expected a clause of the pack; got {clause!r}")
    return found


def _pledge(row: Row, policy: Policy) -> PledgeText:
    row.only(["words", "clauses"])
    return PledgeText(row.words("words"), _clauses(row, policy))


def _means(row: Row, policy: Policy) -> Means:
    row.only(["name", "papers", "clauses"])
    return Means(row.words("name"), row.texts("papers", empty=False), _clauses(row, policy))


def _question(row: Row, policy: Policy) -> Question:
    row.only(["group", "name", "since", "clauses"], ["until", "outside"])
    return Question(
        row.name,
        row.words("group"),
        row.words("name"),
        row.day("since"),
        row.day_or_none("until"),
        _clauses(row, policy),
        row.text("outside", ""),
    )
