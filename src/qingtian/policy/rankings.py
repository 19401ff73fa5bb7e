"""Rankings that a pack orders: who is ranked by what, how often, and where the list is cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable

from qingtian.policy.deadlines import Period
from qingtian.policy.placing import Cut
from qingtian.policy.rows import Row, mapped

ALL = "all"
FORMS = ("ranking", "feedback")


@dataclass(frozen=True)
class Ranking:
    """One ranking.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    subjects
        Kinds of places that are ranked; or one name of a setting that holds them, or `clusters`.
    indicator, then
        Keys of the indicator and of the one that parts ties; the second may be empty.
    cycle, since
        How often, and the first day of the first period.
    cut
        How many at the end are named; None where the whole list is what is circulated.
    ties, missing, rounding, public
        A way of treating them, or the name of the setting that holds it.
    clauses
        Where it stands.
    cycles
        Setting whose `cycle` says how often from each of its days on; empty where that never changes.
    form
        `ranking`, or `feedback`: figures are told and nobody is given a place.
    """

    key: str
    name: Mapping[str, str]
    subjects: tuple[str, ...]
    indicator: str
    then: str
    cycle: Period
    since: date
    cut: Cut | None
    ties: str
    missing: str
    rounding: str
    public: str
    clauses: tuple[str, ...]
    form: str = "ranking"
    cycles: str = ""


def rankings(folder: Traversable) -> dict[str, Ranking]:
    """Read `rankings.yaml`."""
    return {row.name: _ranking(row) for row in mapped(folder, "rankings.yaml", "rankings")}


def _ranking(row: Row) -> Ranking:
    row.only(
        ["name", "subjects", "indicator", "cycle", "since", "cut", "ties", "missing", "clauses"],
        ["then", "rounding", "public", "form", "cycles"],
    )
    try:
        cycle = Period.read(row.text("cycle"))
    except ValueError as problem:
        raise row.error("cycle", str(problem)) from None
    return Ranking(
        row.name,
        row.words("name"),
        _subjects(row),
        row.text("indicator"),
        row.text("then", ""),
        cycle,
        row.day("since"),
        _cut(row),
        row.text("ties"),
        row.text("missing"),
        row.text("rounding", ""),
        row.text("public", ""),
        row.texts("clauses", empty=False),
        row.choice("form", FORMS, "ranking"),
        row.text("cycles", ""),
    )


def _subjects(row: Row) -> tuple[str, ...]:
    if isinstance(row.values["subjects"], str):
        return (row.text("subjects"),)
    return row.texts("subjects", empty=False)


def _cut(row: Row) -> Cut | None:
    value = row.values["cut"]
    if value == ALL:
        return None
    if not isinstance(value, dict) or len(value) != 1:
        raise row.error("cut", f"expected all, bottom_n or bottom_pct; got {value!r}")
    part = Row(row.file, row.lines["cut"], row.name, value, {})
    part.only([], ["bottom_n", "bottom_pct"])
    if "bottom_n" in value:
        return Cut(bottom_n=part.whole("bottom_n"))
    return Cut(bottom_pct=part.number("bottom_pct"))
