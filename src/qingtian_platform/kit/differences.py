"""What a check of the stores against their sources names: a row that is not what it should be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """Something that stands otherwise than the entries say.

    Attributes
    ----------
    table
        Where it stands: `observations`, `results`, `act`, …
    key
        Which row, in words that find it again.
    field
        Which of its fields; empty = the whole row.
    said
        What the entries say; empty = that there is no such row.
    found
        What stands there; empty = no such row.
    """

    table: str
    key: str
    field: str
    said: str
    found: str

    def __str__(self) -> str:
        """Say it in one line."""
        where = f"{self.table}, {self.key}" + (f", {self.field}" if self.field else "")
        return f"{where}: the entries say {self.said or 'no such row'}; found {self.found or 'no such row'}"
