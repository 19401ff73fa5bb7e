"""A kept batch as the desk reads it: its first rows, with what nobody is to see masked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

from qingtian_platform.collect.feeds import tables
from qingtian_platform.collect.feeds.agreements import agreement
from qingtian_platform.collect.feeds.infos import Delivery
from qingtian_platform.kit import attachments
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.sheets import SheetError
from qingtian_platform.kit.vault import MASK

ROWS: Final = 50
BYTES: Final = 512


@dataclass(frozen=True)
class Preview:
    """The beginning of a batch.

    Attributes
    ----------
    head, rows
        Columns; number and cells of each row; none where it is no table.
    text
        Its first bytes where it is no table: printable ones of a batch that holds nothing to mask.
    gone
        Whether the bytes are no longer there.
    """

    head: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    text: str = ""
    gone: bool = False


def preview(batch: Delivery, places: Places | None = None) -> Preview:
    """Give the first rows of a batch.

    Parameters
    ----------
    batch
        Which.
    places
        Where everything lives.
    """
    try:
        data = attachments.content(batch.hash, places)
    except LookupError:
        return Preview(gone=True)
    terms = next(t for t in agreement(batch.agreement).terms if t.since == batch.since)
    path = attachments.path_of(batch.hash, places)
    try:
        lines = list(islice(tables.rows(path, terms.layout), ROWS))
    except (SheetError, ValueError):
        lines = []
    if not lines:
        masked = bool(terms.layout.masked)
        return Preview(text="" if masked else data[:BYTES].decode("utf-8", "replace"))
    head = tuple(dict.fromkeys(name for line in lines for name in line.cells))
    safe = {*tables.agreed(terms), *terms.layout.ignored} - {*terms.layout.masked}
    hides = bool(terms.layout.masked)
    rows = tuple(
        (
            line.number,
            tuple(
                MASK
                if hides and name not in safe and line.cells.get(name)
                else line.cells.get(name, "")
                for name in head
            ),
        )
        for line in lines
    )
    return Preview(head, rows)


def original(batch: Delivery, places: Places | None = None) -> bytes:
    """Give the bytes of a batch, for who delivered it and for administrators.

    Raises
    ------
    LookupError
        They are no longer there, or were changed.
    """
    return attachments.content(batch.hash, places)
