"""Check a whole log as a stranger does: from its files and its key, believing neither.

Every entry is read and hashed, every tile compared with the hashes that lead to it, the root with
the one that is signed; batch records must follow each other without gap, and acts of persons must
hold by `spec/acts.md`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from qingtian.ledger.acts import Act
from qingtian.ledger.batch import SCHEMA, BatchRecord, check_chain
from qingtian.ledger.checkpoint import Opened, opened
from qingtian.ledger.errors import FormError, ProofError
from qingtian.ledger.kinds import KINDS
from qingtian.ledger.merkle import leaf_hash, root
from qingtian.ledger.note import Key
from qingtian.ledger.roll import Roll
from qingtian.ledger.tiles import ENTRIES, WIDTH, Fetch, Tiles, path

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
    """

    opened: Opened
    kinds: Mapping[str, int]
    batches: int
    frames: int


@dataclass
class _Run:
    """Batch records and acts as they come by."""

    roll: Roll
    last: BatchRecord | None = None
    frames: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def take(self, index: int, entry: bytes) -> None:
        kind = kind_of(entry)
        self.kinds[kind] += 1
        try:
            if kind == SCHEMA:
                self._batch(BatchRecord.from_bytes(entry))
            elif kind in KINDS:
                self.roll.take(Act.from_bytes(entry))
        except (FormError, ProofError) as error:
            raise type(error)(f"entry {index}: {error}") from error

    def _batch(self, record: BatchRecord) -> None:
        check_chain(self.last, record)
        self.last, self.frames = record, self.frames + record.frames


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
    fetch: Fetch, log: Key, witnesses: tuple[Key, ...] = (), progress: Progress | None = None
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

    Raises
    ------
    FileNotFoundError
        A file is not there: the log is incomplete, whoever took it away.
    FormError, ProofError
        A file is not what the checkpoint has fixed; the message names it.
    """
    state = opened(fetch("checkpoint"), log, witnesses)
    tiles = Tiles(fetch, state.checkpoint.size)
    run = _Run(Roll(log.name))
    level = _leaves(tiles, run, progress)
    _levels(tiles, level)
    if tiles.root() != state.checkpoint.root:
        raise ProofError("the tiles do not lead to the signed root")
    batches = 0 if run.last is None else run.last.number + 1
    return Audit(state, dict(run.kinds), batches, run.frames)


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
