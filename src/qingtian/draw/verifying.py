"""Check the record of a draw from the log's signature to the last person drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from qingtian.draw import checks
from qingtian.draw.checks import FILE, LOG, Fault
from qingtian.draw.errors import DrawError
from qingtian.draw.reading import Reading, Trust, papers_of
from qingtian.draw.record import Record
from qingtian.ledger.checkpoint import Opened, opened
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.note import Key

__all__ = ["CHECKS", "Fault", "Verdict", "verify"]

Check = Callable[[Reading], Iterator[Fault]]

CHECKS: Final[tuple[str, ...]] = (
    "logged",
    "signed",
    "announced",
    "belonging",
    "committed",
    "pooled",
    "fixed",
    "revealed",
    "ended",
    "redrawn",
)
"""Functions of `qingtian.draw.checks`, in their order."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a check.

    Attributes
    ----------
    faults
        What does not hold; empty = everything holds.
    reading
        The record as read; None where it could not be.
    """

    faults: tuple[Fault, ...]
    reading: Reading | None

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return not self.faults

    @property
    def void(self) -> bool:
        """Whether the draw was void: nothing was drawn."""
        return self.reading is not None and bool(self.reading.stage)


def verify(data: bytes, trust: Trust) -> Verdict:
    """Check a record; nothing is asked of anybody.

    Parameters
    ----------
    data
        The file.
    trust
        Keys that the reader has from elsewhere.
    """
    try:
        record = Record.from_bytes(data)
        read = papers_of(record)
    except DrawError as error:
        return Verdict((Fault(f"not of the form of a record: {error}", FILE),), None)
    try:
        last = opened(record.checkpoint, trust.log, trust.witnesses)
        fixed = _fixed(record, trust.log, trust.witnesses)
    except LedgerError as error:
        return Verdict((Fault(f"checkpoint: {error}", LOG),), None)
    reading = Reading(record, trust, last, fixed, read)
    if not read:
        return Verdict((Fault("the record has no paper", FILE),), None)
    for name in CHECKS:
        faults = tuple(getattr(checks, name)(reading))
        if faults:
            return Verdict(faults, reading)
    return Verdict((), reading)


def _fixed(record: Record, log: Key, witnesses: tuple[Key, ...]) -> Opened | None:
    return None if record.fixed is None else opened(record.fixed, log, witnesses)
