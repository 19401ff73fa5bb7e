"""The tree of places: city, districts, townships, villages, each with its days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources.abc import Traversable

from qingtian.policy.errors import NotThereError
from qingtian.policy.rows import Row, table

COLUMNS = ("code", "name", "name_en", "kind", "parent", "since", "until")
KINDS = ("city", "district", "subdistrict", "town", "area", "township", "zone", "village")


@dataclass(frozen=True)
class Division:
    """One place.

    Attributes
    ----------
    code
        Its statistical code.
    name, name_en
        Names; the English one may be empty.
    kind
        One of `KINDS`.
    parent
        Code of the place that it is part of; empty for the city.
    since, until
        First and last day; no end = still.
    """

    code: str
    name: str
    name_en: str
    kind: str
    parent: str
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Tell whether the place exists on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Divisions:
    """All places of all days."""

    all: tuple[Division, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Division]:
        """All places by their code, of whatever day."""
        return {each.code: each for each in self.all}

    def on(self, day: date, kinds: Collection[str] = KINDS) -> tuple[Division, ...]:
        """List the places of a day, in the order of their codes.

        Before the first day of the list its first state stands: nothing older is known.
        """
        first = min((each.since for each in self.all), default=day)
        when = max(day, first)
        return tuple(each for each in self.all if each.kind in kinds and each.holds(when))

    def district(self, code: str, day: date) -> Division:
        """Find the district that a place lies in on a day; a district lies in itself.

        Raises
        ------
        NotThereError
            If there is no such place, or it lies in no district.
        """
        places = {each.code: each for each in self.on(day)}
        place = places.get(code)
        while place is not None and place.kind != "district":
            place = places.get(place.parent)
        if place is None:
            raise NotThereError(f"no place {code} lies in a district on {day}")
        return place


def divisions(folder: Traversable) -> Divisions:
    """Read `divisions.csv`; a place that was merged has a last day, and its successor a row.

    Raises
    ------
    PackFileError
        If a row breaks the form, or names a parent that is not there.
    """
    rows = table(folder, "divisions.csv", COLUMNS)
    codes = {row.name for row in rows}
    return Divisions(tuple(sorted((_division(r, codes) for r in rows), key=lambda d: d.code)))


def _division(row: Row, codes: Collection[str]) -> Division:
    kind, parent = row.choice("kind", KINDS), row.text("parent", "")
    if parent not in codes and not (kind == "city" and parent == ""):
        raise row.error("parent", f"expected the code of a place of this list; got {parent!r}")
    found = Division(
        row.name,
        row.text("name"),
        row.text("name_en", ""),
        kind,
        parent,
        row.day("since"),
        row.day_or_none("until"),
    )
    if found.until is not None and found.until < found.since:
        raise row.error("until", f"expected a day from {found.since} on; got {found.until}")
    return found
