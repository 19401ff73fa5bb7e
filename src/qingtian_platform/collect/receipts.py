"""What the inbox holds: receipts, in files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Receipt(NamedTuple):
    """Something received, as it came.

    Attributes
    ----------
    number
        Dense within its file, from 1.
    received_at
        When its last byte was read. [µs since 1970, UTC]
    peer
        The sender's full address, `host:port`; for imported rows the importer's name.
    form
        How to read `raw`: `hj212` for a frame, `row` for an imported row.
    raw
        The bytes as received.
    """

    number: int
    received_at: int
    peer: str
    form: str
    raw: bytes


Row = tuple[int, str, str, bytes]
"""A receipt without its number: received_at, peer, form, raw."""


@dataclass(frozen=True, order=True)
class InboxFile:
    """One file of the inbox.

    Attributes
    ----------
    name
        Unique for ever: moment of creation, kind, and eight random hex digits. A name never
        comes again, so a cursor (name, number) means one receipt.
    path
        Where it is.
    complete
        True where nothing will be added, and so it may be dropped once it is sealed.
    """

    name: str
    path: Path
    complete: bool
