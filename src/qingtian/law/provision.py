"""One provision of the law as it stands on one day, and the parts that it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from qingtian.quantities import Quantity


class Evidence(StrEnum):
    """How well we know a value, from the official text down to memory."""

    VERIFIED = "V"
    SECONDARY = "V2"
    KNOWN_HIGH = "K:h"
    KNOWN_MEDIUM = "K:m"
    KNOWN_LOW = "K:l"

    @property
    def weak(self) -> bool:
        """Whether it must be reviewed before anything rests on it alone."""
        return self in (Evidence.KNOWN_MEDIUM, Evidence.KNOWN_LOW)


@dataclass(frozen=True)
class Force:
    """From which day to which a document is in force; both included, no end = still."""

    document: str
    title: str
    since: date
    until: date | None
    nationwide: date | None = None

    def holds(self, day: date) -> bool:
        """Say whether it is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Provision:
    """A value, table or setting of the law on a day, and where it stands.

    Attributes
    ----------
    path
        Its name, as in `air.limits.pm25.day`.
    name
        What it is, by language (`zh`, `en`).
    kind
        `limit` (by level), `number`, `table`, `setting` or `text`.
    value
        Numbers are `Decimal`; a table is a tuple of rows, each a mapping from column to cell.
    unit
        Of the value; `1` where it counts.
    averaging
        What a limit is compared with: `hour`, `day`, `mda8`, `year` …; else none.
    minimum
        Path of the provision that says how many data such a mean needs, or none.
    compare
        `rounded` (修约值比较法) or `full` (全数值比较法), where it is compared; else none.
    decimals
        Digits that a value keeps before it is compared; else none. [1]
    bound
        How a limit holds: `at most`, `at least`, `within` (a lower and an upper end); else none.
    standard, clause, source, evidence
        Where it stands, where that was read, and how sure we are.
    review
        Whether a person must still confirm it against the official text.
    note
        What else a reader must know, by language.
    since, until
        First and last day on which this value holds; no end = still.
    nationwide
        First day in all of the country, where the standard came into force by stages.
    stricter_than
        Path of the national limit that a pack's limit says it is stricter than, or none.
    pack
        Key of the pack that it stands in; none for national law.
    """

    path: str
    name: Mapping[str, str]
    kind: str
    value: Any
    unit: str
    averaging: str | None
    minimum: str | None
    compare: str | None
    decimals: int | None
    bound: str | None
    standard: str
    clause: str
    source: str
    evidence: Evidence
    review: bool
    note: Mapping[str, str]
    since: date
    until: date | None
    nationwide: date | None
    stricter_than: str | None = None
    pack: str | None = None

    @property
    def cite(self) -> str:
        """Name the standard and the clause."""
        return f"{self.standard}, {self.clause}"

    def level(self, level: int | str) -> Quantity:
        """Give the limit of a level: 1 or 2 of an area for air, a class of water, a kind of plant.

        Raises
        ------
        LookupError
            If the provision is no limit of one number, or has no such level.
        """
        if self.bound not in ("at most", "at least"):
            raise LookupError(f"expected a limit of one number; {self.path} is none")
        return Quantity(self.value[self._known(level)], self.unit)

    def ends(self, level: int | str) -> tuple[Quantity, Quantity]:
        """Give the lower and the upper end of a level, both allowed, as of pH.

        Raises
        ------
        LookupError
            If the provision is no range, or has no such level.
        """
        if self.bound != "within":
            raise LookupError(f"expected a limit with two ends; {self.path} is none")
        low, high = self.value[self._known(level)]
        return Quantity(low, self.unit), Quantity(high, self.unit)

    def _known(self, level: int | str) -> str:
        if str(level) not in self.value:
            levels = ", ".join(self.value)
            raise LookupError(f"expected one of {levels}; {self.path} has no level {level}")
        return str(level)

    def number(self) -> Decimal:
        """Give the one number.

        Raises
        ------
        LookupError
            If the provision holds something else.
        """
        if not isinstance(self.value, Decimal):
            raise LookupError(  # noqa: TRY004 - the question was wrong, not the type
                f"expected one number; {self.path} is a {self.kind}"
            )
        return self.value

    def rows(self) -> tuple[Mapping[str, Any], ...]:
        """Give the rows of a table.

        Raises
        ------
        LookupError
            If the provision is no table.
        """
        if self.kind != "table":
            raise LookupError(f"expected a table; {self.path} is a {self.kind}")
        rows: tuple[Mapping[str, Any], ...] = self.value
        return rows
