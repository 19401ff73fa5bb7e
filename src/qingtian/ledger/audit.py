"""Check a whole log as a stranger does: from its files and its key, believing neither.

Every entry is read and hashed, every tile compared with the hashes that lead to it, the root with
the one that is signed; batch records must follow each other without gap, and acts of persons must
hold by `spec/acts.md`. What one log says alone does not show that its end was cut off, or that it
is another than yesterday's: that takes a checkpoint which the reader kept.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from qingtian.ledger.acts import Act
from qingtian.ledger.batch import SCHEMA, BatchRecord, check_chain
from qingtian.ledger.checkpoint import Checkpoint, Opened, opened
from qingtian.ledger.errors import FormError, ProofError
from qingtian.ledger.kinds import KINDS
from qingtian.ledger.merkle import leaf_hash, root, root_of
from qingtian.ledger.note import Key
from qingtian.ledger.roll import Roll
from qingtian.ledger.tiles import ENTRIES, WIDTH, Fetch, Tiles, path

LATE: Final = 600_000_000
"""From when on a frame that came into the log after a checkpoint is too early for that. [µs]"""

Progress = Callable[[int, int], None]
"""Told how many entries of how many were checked."""


@dataclass(frozen=True)
class Audit:
    """What the check of a whole log has shown.

    Attributes
    ----------
    opened
        The signed checkpoint that everything leads to.
    kinds
        Number of entries by kind (the `schema` that each names). [1]
    batches, frames
        Number of batch records, and of the frames that they fix. [1]
    late
        By number of batch: how long before a witness saw the checkpoint that the reader kept, and
        which does not hold the batch, its first frame says to have been received. Where that is
        more than ten minutes the frames were sealed late, or were dated back. [µs]
    """

    opened: Opened
    kinds: Mapping[str, int]
    batches: int
    frames: int
    late: Mapping[int, int] = field(default_factory=dict)


@dataclass
class _Run:
    """Batch records and acts as they come by."""

    roll: Roll
    kept: Opened | None = None
    late: dict[int, int] = field(default_factory=dict)
    last: BatchRecord | None = None
    frames: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def take(self, index: int, entry: bytes) -> None:
        kind = kind_of(entry)
        self.kinds[kind] += 1
        try:
            if kind == SCHEMA:
                self._batch(index, BatchRecord.from_bytes(entry))
            elif kind in KINDS:
                self.roll.take(Act.from_bytes(entry))
        except (FormError, ProofError) as error:
            raise type(error)(f"entry {index}: {error}") from error

    def _batch(self, index: int, record: BatchRecord) -> None:
        check_chain(self.last, record)
        self.last, self.frames = record, self.frames + record.frames
        if self.kept is not None and index >= self.kept.checkpoint.size:
            before = _seen_at(self.kept) - record.first
            if before > LATE:
                self.late[record.number] = before


def _seen_at(kept: Opened) -> int:
    """Tell when a witness last saw a checkpoint; 0 where none did. [µs]."""
    return max((signature.time for _, signature in kept.witnesses), default=0) * 1_000_000


def kind_of(entry: bytes) -> str:
    """Read which schema an entry names.

    Raises
    ------
    FormError
        The entry is no JSON object with a schema.
    """
    try:
        found = json.loads(entry)
    except (ValueError, RecursionError) as error:
        raise FormError(f"expected a JSON object, got {entry[:60]!r}") from error
    kind = found.get("schema") if isinstance(found, dict) else None
    if not isinstance(kind, str):
        raise FormError(f"expected an object with a schema, got {entry[:60]!r}")
    return kind


def audit(
    fetch: Fetch,
    log: Key,
    witnesses: tuple[Key, ...] = (),
    progress: Progress | None = None,
    kept: Opened | None = None,
) -> Audit:
    """Check every byte of a log.

    Parameters
    ----------
    fetch
        Reads a file of the log by its path.
    log
        Key of the log, from the reader.
    witnesses
        Keys of the witnesses that the reader knows.
    progress
        Told after each tile of entries.
    kept
        An earlier checkpoint that the reader kept: the log must begin with it.

    Raises
    ------
    FileNotFoundError
        A file is not there: the log is incomplete, whoever took it away.
    FormError, ProofError
        A file is not what the checkpoint has fixed; the message names it.
    """
    state = opened(fetch("checkpoint"), log, witnesses)
    tiles = Tiles(fetch, state.checkpoint.size)
    run = _Run(Roll(log.name), kept)
    level = _leaves(tiles, run, progress)
    _levels(tiles, level)
    if tiles.root() != state.checkpoint.root:
        raise ProofError("the tiles do not lead to the signed root")
    if kept is not None:
        _check_kept(tiles, kept.checkpoint)
    batches = 0 if run.last is None else run.last.number + 1
    return Audit(state, dict(run.kinds), batches, run.frames, run.late)


def _check_kept(tiles: Tiles, kept: Checkpoint) -> None:
    """Refuse a log that does not begin with what the reader kept."""
    if kept.size > tiles.size:
        raise ProofError(
            f"you kept a checkpoint of {kept.size} entries, the log shows {tiles.size}: "
            "the newest were taken away"
        )
    if root_of(tiles.node, kept.size) != kept.root:
        raise ProofError(
            f"the first {kept.size} entries are not those of the checkpoint that you kept: "
            "the log has signed two histories"
        )


def _leaves(tiles: Tiles, run: _Run, progress: Progress | None) -> list[bytes]:
    hashes: list[bytes] = []
    for number in range(-(-tiles.size // WIDTH)):
        entries = tiles.entries(number)
        for entry in entries:
            run.take(len(hashes), entry)
            hashes.append(leaf_hash(entry))
        if hashes[number * WIDTH :] != tiles.hashes(0, number):
            raise ProofError(f"{path(ENTRIES, number)} and {path(0, number)} do not agree")
        if progress is not None:
            progress(len(hashes), tiles.size)
    return hashes


def _levels(tiles: Tiles, below: list[bytes]) -> None:
    level = 0
    while len(below) >= WIDTH:
        level += 1
        whole = range(0, len(below) - len(below) % WIDTH, WIDTH)
        below = [root(below[at : at + WIDTH]) for at in whole]
        for number in range(-(-len(below) // WIDTH)):
            if below[number * WIDTH : (number + 1) * WIDTH] != tiles.hashes(level, number):
                raise ProofError(f"{path(level, number)} is not made of the tiles below it")
