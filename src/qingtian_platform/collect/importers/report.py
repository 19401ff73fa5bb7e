"""The report of an import: what was read, taken, refused, and why."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refused:
    """A row that was not taken: where it stands, what it says, and the reason."""

    file: str
    line: int
    reason: str
    text: str


@dataclass
class Report:
    """What became of each row.

    Attributes
    ----------
    read, accepted, refused
        Rows of the files; `read` is the sum of `accepted`, `refused`, `empty` and `repeated`.
    empty
        Rows without a value that is taken in (missing, or a column of another kind).
    repeated
        Rows that say again what an earlier row of this import said.
    receipts, values
        What went into the inbox.
    files
        Names of the files, with the SHA-256 of their content.
    registered
        Stations that were not known before.
    """

    read: int = 0
    accepted: int = 0
    refused: int = 0
    empty: int = 0
    repeated: int = 0
    receipts: int = 0
    values: int = 0
    files: dict[str, str] = field(default_factory=dict)
    registered: list[str] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list, repr=False)

    def refuse(self, file: str, line: int, reason: str, text: str) -> None:
        """Note a row that is not taken."""
        self.refused += 1
        self.refusals.append(Refused(file, line, reason, text))

    def summary(self) -> dict[str, object]:
        """Give the report without the single rows, as the command prints it."""
        facts = {k: v for k, v in vars(self).items() if k != "refusals"}
        return {**facts, "refusals": len(self.refusals)}
