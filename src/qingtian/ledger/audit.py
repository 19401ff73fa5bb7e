"""Check a whole log as a stranger does: from its files and its key, believing neither.

Every entry is read and hashed, every tile compared with the hashes that lead to it, the root with
the one that is signed; batch records must follow each other without gap, and acts of persons must
hold by `spec/acts.md`. What one log says alone does not show that its end was cut off, or that it
is another than yesterday's: that takes a checkpoint which the reader kept.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from qingtian.ledger.acts import Act
from qingtian.ledger.batch import SCHEMA, Chain
from qingtian.ledger.checkpoint import Checkpoint, Opened, opened
from qingtian.ledger.errors import FormError, ProofError
from qingtian.ledger.kinds import KINDS
from qingtian.ledger.merkle import leaf_hashes, root, root_of
from qingtian.ledger.note import Key
from qingtian.ledger.roll import Roll
from qingtian.ledger.tiles import ENTRIES, HEIGHT, WIDTH, Fetch, Tiles, path

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
    chain: Chain = field(default_factory=Chain)
    kinds: Counter[str] = field(default_factory=Counter)

    def take(self, index: int, entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
        if self._batches(index, entries, leaves):
            return
        for place, entry in enumerate(entries):
            try:
                if not self._batches(index + place, [entry], leaves[place : place + 1]):
                    self._other(entry)
            except (FormError, ProofError) as error:
                raise type(error)(f"entry {index + place}: {error}") from error

    def _batches(self, index: int, entries: Sequence[bytes], leaves: Sequence[bytes]) -> bool:
        """Take entries that are all batch records in order; say whether they are."""
        received = self.chain.take(entries, leaves)
        if received is None:
            return False
        self.kinds[SCHEMA] += len(received)
        if self.kept is not None:
            self._dated(index, received)
        return True

    def _other(self, entry: bytes) -> None:
        kind = kind_of(entry)
        self.kinds[kind] += 1
        if kind == SCHEMA:
            self.chain.refuse(entry)
        if kind in KINDS:
            self.roll.take(Act.from_bytes(entry))

    def _dated(self, index: int, received: Sequence[bytes]) -> None:
        """Note batches behind the kept checkpoint whose frames came long before it."""
        assert self.kept is not None
        number = self.chain.batches - len(received)
        for place, first in enumerate(received):
            before = _seen_at(self.kept) - int(first)
            if index + place >= self.kept.checkpoint.size and before > LATE:
                self.late[number + place] = before


@dataclass
class _Own:
    """Hashes as this reader computed them from the entries: nothing is asked for twice.

    Of the leaves only those of the tiles are kept in which a checkpoint ends; of the levels above,
    all: a 256th, and less.
    """

    ends: frozenset[int]
    leaves: dict[int, list[bytes]] = field(default_factory=dict)
    rows: list[list[bytes]] = field(default_factory=lambda: [[]])

    def take(self, number: int, leaves: list[bytes]) -> None:
        if number in self.ends:
            self.leaves[number] = leaves
        if len(leaves) == WIDTH:
            self.rows[0].append(root(leaves))

    def raise_levels(self) -> None:
        while len(below := self.rows[-1]) >= WIDTH:
            whole = range(0, len(below) - len(below) % WIDTH, WIDTH)
            self.rows.append([root(below[at : at + WIDTH]) for at in whole])

    def node(self, level: int, place: int) -> bytes:
        height, rest = divmod(level, HEIGHT)
        number, at = divmod(place << rest, WIDTH)
        if height:
            row = self.rows[height - 1][number * WIDTH : (number + 1) * WIDTH]
        else:
            row = self.leaves[number]
        return root(row[at : at + (1 << rest)])


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
    sizes = {tiles.size} | ({kept.checkpoint.size} if kept else set())
    run, own = _Run(Roll(log.name), kept), _Own(frozenset(size // WIDTH for size in sizes))
    _leaves(tiles, run, own, progress)
    own.raise_levels()
    _levels(tiles, own)
    if root_of(own.node, tiles.size) != state.checkpoint.root:
        raise ProofError("the tiles do not lead to the signed root")
    if kept is not None:
        _check_kept(own, tiles.size, kept.checkpoint)
    return Audit(state, dict(run.kinds), run.chain.batches, run.chain.frames, run.late)


def _check_kept(own: _Own, size: int, kept: Checkpoint) -> None:
    """Refuse a log that does not begin with what the reader kept."""
    if kept.size > size:
        raise ProofError(
            f"you kept a checkpoint of {kept.size} entries, the log shows {size}: "
            "the newest were taken away"
        )
    if root_of(own.node, kept.size) != kept.root:
        raise ProofError(
            f"the first {kept.size} entries are not those of the checkpoint that you kept: "
            "the log has signed two histories"
        )


def _leaves(tiles: Tiles, run: _Run, own: _Own, progress: Progress | None) -> None:
    for number in range(-(-tiles.size // WIDTH)):
        entries = tiles.entries(number)
        leaves = leaf_hashes(entries)
        run.take(number * WIDTH, entries, leaves)
        if b"".join(leaves) != tiles.read(0, number):
            raise ProofError(f"{path(ENTRIES, number)} and {path(0, number)} do not agree")
        own.take(number, leaves)
        if progress is not None:
            progress(number * WIDTH + len(leaves), tiles.size)


def _levels(tiles: Tiles, own: _Own) -> None:
    for level, row in enumerate(own.rows, 1):
        for number in range(-(-len(row) // WIDTH)):
            tile = b"".join(row[number * WIDTH : (number + 1) * WIDTH])
            if tile != tiles.read(level, number):
                raise ProofError(f"{path(level, number)} is not made of the tiles below it")
