"""A small record with its log, for attackers: sealed frames, a cosigned checkpoint that a reader kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from qingtian.ledger.audit import Audit, audit
from qingtian.ledger.checkpoint import Opened, opened
from qingtian.ledger.note import COSIGNATURE, Note, Signer
from qingtian.ledger.tiles import Tiles
from qingtian_platform.kit.places import Places
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import Folder
from qingtian_platform.record.sealer import Sealer
from support.receipts import NOON, hour_frame, received

WITNESS = Signer("witness.example/w1", bytes(range(1, 33)), COSIGNATURE)
SEEN = NOON + timedelta(hours=1)
"""When the witness saw the checkpoint that the reader kept."""


class Listed:
    """A source of entries that a test writes itself."""

    name = "listed"

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries

    def after(self, taken: int, limit: int) -> list[bytes]:
        """Read entries from a number on."""
        return self.entries[taken : taken + limit]


def plain(count: int, mark: str = "") -> list[bytes]:
    """Write entries of a kind that no reader knows."""
    return [
        json.dumps({"mark": mark, "number": n, "schema": "example/1"}).encode()
        for n in range(count)
    ]


def cosigned(note: Note, _tiles: Tiles) -> Note:
    """Let the witness sign, as at the time when it saw the kept checkpoint."""
    return Note(note.text, (*note.signatures, WITNESS.sign(note.text, int(SEEN.timestamp()))))


@dataclass(frozen=True)
class City:
    """Two sealed days: five batches that the kept checkpoint holds, and one after it.

    Attributes
    ----------
    places
        Where the data lives.
    kept
        The checkpoint that the reader took away.
    """

    places: Places
    kept: bytes

    def keep(self) -> None:
        """Let the log take in what is new."""
        with Keeper(self.places, cosign=cosigned) as keeper:
            while keeper.step():
                pass

    def audit(self, log: Path | None = None) -> Audit:
        """Check the log as a stranger who kept a checkpoint."""
        key = vkey(self.places)
        fetch = Folder(log or self.places.log).get
        return audit(fetch, key, (WITNESS.key,), kept=self.opened)

    @property
    def opened(self) -> Opened:
        """Open the checkpoint that was kept."""
        return opened(self.kept, vkey(self.places), (WITNESS.key,))

    def fork(self, entries: list[bytes]) -> Places:
        """Keep a second history with the log's real key, as its operator could."""
        other = Places(self.places.data.parent / "fork").make()
        other.log_key.write_bytes(self.places.log_key.read_bytes())
        with Keeper(other, [Listed(entries)], cosign=cosigned) as keeper:
            while keeper.step():
                pass
        return other


def sealed(places: Places, count: int, **named: object) -> None:
    """Receive frames of one hour each and seal them in batches of four."""
    start = named.pop("start", NOON)
    raws = [
        hour_frame(start=start + timedelta(hours=n), qn=f"20261125{n:02d}0500000")  # type: ignore[operator]
        for n in range(count)
    ]
    received(places, raws, **named)  # type: ignore[arg-type]
    with Sealer(places, frames=4) as sealer:
        sealer.run_dry()


def city(folder: Path) -> City:
    """Build the record below a folder."""
    places = Places(folder / "data").make()
    sealed(places, 20)
    found = City(places, b"")
    found.keep()
    kept = (places.log / "checkpoint").read_bytes()
    sealed(places, 4, start=NOON + timedelta(hours=30), at=NOON + timedelta(hours=2))
    found.keep()
    return City(places, kept)


def flipped(path: Path, at: int) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def exchanged(one: Path, other: Path) -> None:
    """Exchange two files."""
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


Step = Callable[[City], object]
