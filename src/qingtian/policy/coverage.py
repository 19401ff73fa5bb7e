"""Coverage: what the software does for each clause, and which test shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Literal

from qingtian.policy.clauses import Clause
from qingtian.policy.rows import Row, mapped

State = Literal["runs", "partly", "tracked", "not software"]
STATES: tuple[State, ...] = ("runs", "partly", "tracked", "not software")


@dataclass(frozen=True)
class Cover:
    """What one part of the software does for some clauses.

    Attributes
    ----------
    key, name
        Its name in files; what it does, by language.
    state
        `runs`, or `partly`, where a part of the clause is left to people.
    clauses
        For which.
    tests
        The tests that show it, as `tests/…/test_x.py::test_y`.
    page
        Where it is seen; empty where it has no page.
    """

    key: str
    name: Mapping[str, str]
    state: State
    clauses: tuple[str, ...]
    tests: tuple[str, ...]
    page: str


def covers(folder: Traversable) -> dict[str, Cover]:
    """Read `coverage.yaml`."""
    return {row.name: _cover(row) for row in mapped(folder, "coverage.yaml", "coverage")}


def _cover(row: Row) -> Cover:
    row.only(["name", "state", "clauses", "tests"], ["page"])
    state: State = "runs" if row.choice("state", ("runs", "partly")) == "runs" else "partly"
    return Cover(
        row.name,
        row.words("name"),
        state,
        row.texts("clauses", empty=False),
        row.texts("tests", empty=False),
        row.text("page", ""),
    )


def states(clauses: Mapping[str, Clause], known: Mapping[str, Cover]) -> dict[str, State]:
    """Say of each clause what runs.

    Returns
    -------
    dict of str to State
        A clause that several parts serve has the best state among them; one that none serves is
        tracked in the ledger, unless it is a principle, which is for people.
    """
    found: dict[str, State] = {
        each.id: "not software" if each.kind == "principle" else "tracked"
        for each in clauses.values()
    }
    for cover in known.values():
        for clause in cover.clauses:
            if clause in found and STATES.index(cover.state) < STATES.index(found[clause]):
                found[clause] = cover.state
    return found
