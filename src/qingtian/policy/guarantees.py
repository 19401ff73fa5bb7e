"""What districts guarantee: each item with what shows it, and from which clause it is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from qingtian.policy.rows import mapped

FILE = "guarantees.yaml"
VALID = "guarantees.valid"
"""Setting: for how long an entry stands."""


@dataclass(frozen=True)
class Guarantee:
    """One item of the checklist.

    Attributes
    ----------
    key, name
        Its name in files; what is guaranteed, by language.
    shows
        What shows it, by language.
    clauses
        By which clauses it is owed.
    """

    key: str
    name: Mapping[str, str]
    shows: Mapping[str, str]
    clauses: tuple[str, ...]


def guarantees(folder: Traversable) -> dict[str, Guarantee]:
    """Read `guarantees.yaml`; a pack without it asks for none.

    Raises
    ------
    PackFileError
        If a row breaks the form.
    """
    found = {}
    for row in mapped(folder, FILE, "guarantees", absent=True):
        row.only(["name", "shows", "clauses"])
        clauses = row.texts("clauses", empty=False)
        found[row.name] = Guarantee(row.name, row.words("name"), row.words("shows"), clauses)
    return found
