"""The record of a draw: one JSON file with all that a stranger needs to redraw it, but the log's key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from qingtian.draw.errors import DrawError
from qingtian.draw.forms import key, many, of
from qingtian.ledger.acts import ACT_LIMIT, Act
from qingtian.ledger.errors import FormError
from qingtian.ledger.kinds import Shape, count, digest, one_of, or_null, shaped
from qingtian.ledger.merkle import HASH_SIZE
from qingtian.ledger.note import decoded, encoded

SCHEMA: Final = "qingtian.draw-record/1"
LIMIT: Final = 1 << 25
"""Of a file. [bytes]"""


def _line(value: object) -> None:
    if not isinstance(value, str):
        raise FormError(f"expected a text, got {value!r:.40}")


_TEAM: Final[Shape] = {"group": key, "person": key}
_DRAWN: Final[Shape] = {"object": key, "team": many(of(_TEAM), 0, 400)}
_PAPER: Final[Shape] = {"salt": digest, "text": _line}
_ENTRY: Final[Shape] = {
    "entry": _line,
    "index": count,
    "paper": or_null(of(_PAPER)),
    "path": many(_line, 0, 63),
}
_SHAPE: Final[Shape] = {
    "checkpoint": _line,
    "consistency": many(_line, 0, 63),
    "drawn": or_null(many(of(_DRAWN), 0, 10_000)),
    "entries": many(of(_ENTRY), 1, 1_000),
    "fixed": or_null(_line),
    "schema": one_of((SCHEMA,)),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log, with the paper that it signs.

    Attributes
    ----------
    index
        Place in the log, from 0.
    act
        The appointment of a key, or the signature under a paper.
    path
        Hashes up to the root of the record's checkpoint. [32 bytes each]
    salt, text
        Of the paper; None of an appointment. [32 bytes]
    """

    index: int
    act: Act
    path: tuple[bytes, ...]
    salt: bytes | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What a file holds.

    Attributes
    ----------
    checkpoint
        Signed note of the log that all entries lead to.
    fixed
        Signed note of the checkpoint that the seed is made of; None where none was fixed.
    consistency
        That `fixed` is the beginning of `checkpoint`. [32 bytes each]
    entries
        In the order of the log.
    drawn
        What came of it; None where the draw is void.
    """

    checkpoint: bytes
    fixed: bytes | None
    consistency: tuple[bytes, ...]
    entries: tuple[Entry, ...]
    drawn: list[dict[str, Any]] | None

    @classmethod
    def from_bytes(cls, data: bytes) -> Record:
        """Read a file; nothing is checked yet but its form.

        Raises
        ------
        DrawError
            It is no record, or of another version.
        """
        if len(data) > LIMIT:
            raise DrawError(f"expected at most {LIMIT} bytes, got {len(data)}")
        try:
            found = json.loads(data)
            shaped(found, _SHAPE)
            entries = tuple(map(_entry, found["entries"]))
            hashes = _hashes(found["consistency"])
        except (ValueError, RecursionError) as error:
            raise DrawError(f"expected the record of a draw: {error}") from error
        fixed = None if found["fixed"] is None else found["fixed"].encode()
        return cls(found["checkpoint"].encode(), fixed, hashes, entries, found["drawn"])

    def to_bytes(self) -> bytes:
        """Write the file."""
        said = {
            "checkpoint": self.checkpoint.decode(),
            "consistency": list(map(encoded, self.consistency)),
            "drawn": self.drawn,
            "entries": list(map(_said, self.entries)),
            "fixed": None if self.fixed is None else self.fixed.decode(),
            "schema": SCHEMA,
        }
        return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _hashes(lines: list[str]) -> tuple[bytes, ...]:
    found = tuple(map(decoded, lines))
    if any(len(each) != HASH_SIZE for each in found):
        raise FormError(f"expected hashes of {HASH_SIZE} bytes")
    return found


def _entry(said: Mapping[str, Any]) -> Entry:
    data = said["entry"].encode()
    if len(data) > ACT_LIMIT:
        raise FormError(f"expected an act of at most {ACT_LIMIT} bytes, got {len(data)}")
    paper = said["paper"] or {}
    salt = bytes.fromhex(paper["salt"]) if paper else None
    path = _hashes(said["path"])
    return Entry(said["index"], Act.from_bytes(data), path, salt, paper.get("text"))


def _said(entry: Entry) -> dict[str, Any]:
    paper = None if entry.salt is None else {"salt": entry.salt.hex(), "text": entry.text}
    return {
        "entry": entry.act.to_bytes().decode(),
        "index": entry.index,
        "paper": paper,
        "path": list(map(encoded, entry.path)),
    }
