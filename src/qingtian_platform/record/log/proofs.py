"""Make proof files: from a sealed frame, or an entry of its own, up to the checkpoint shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from qingtian.ledger.bundle import Bundle
from qingtian.ledger.checkpoint import Opened
from qingtian.ledger.merkle import Tree, inclusion_proof
from qingtian.ledger.proof import FrameProof, Proof
from qingtian.ledger.tiles import HEIGHT, WIDTH, Tiles, hashes_of, path, width_of
from qingtian_platform.kit.places import Places
from qingtian_platform.record.errors import NotLoggedError
from qingtian_platform.record.log import identity, policies
from qingtian_platform.record.log.sources import BATCHES
from qingtian_platform.record.log.stores import CHECKPOINT, Folder, SqliteLock
from qingtian_platform.record.stores import Directory

_KEPT: Final = 256
"""Trees of full tiles that a process keeps, some ten megabytes."""


def checkpoint(places: Places) -> bytes:
    """Read the checkpoint that is shown.

    Raises
    ------
    NotLoggedError
        None is shown yet.
    """
    try:
        return Folder(places.log).get(CHECKPOINT)
    except FileNotFoundError as error:
        raise NotLoggedError(
            "the log shows no checkpoint yet: try again in some seconds"
        ) from error


def shown(places: Places) -> Opened:
    """Open the checkpoint that is shown.

    Raises
    ------
    NotLoggedError
        None is shown yet.
    ProofError
        It is not signed by this log.
    """
    policy = policies.read(places)
    known = () if policy is None else policy.keys
    return identity.read(places).opened(checkpoint(places), known)


def of_frame(places: Places, batch: int, frame: int, note: bytes | None = None) -> Proof:
    """Prove a sealed frame.

    Parameters
    ----------
    places
        Where the data lives.
    batch, frame
        Number of the batch, and place of the frame in it.
    note
        The checkpoint that it leads to, one that was shown; None = the one that is shown now.

    Raises
    ------
    NotSealedError
        There is no such batch.
    IndexError
        The batch has no such frame.
    NotLoggedError
        The checkpoint that is shown does not cover the batch yet.
    """
    proof = of_entry(places, BATCHES, batch, note)
    with Directory(places.bundles).opened(batch) as read:
        bundle = Bundle(read)
        part = FrameProof(frame, tuple(bundle.proof(frame)), bundle.frame(frame))
    return Proof(proof.entry, proof.index, proof.path, proof.checkpoint, part)


def of_entry(places: Places, source: str, number: int, note: bytes | None = None) -> Proof:
    """Prove an entry by its source and its number there; `note` as in `of_frame`.

    Raises
    ------
    NotLoggedError
        The checkpoint that is shown does not cover it yet.
    """
    note = checkpoint(places) if note is None else note
    size = identity.read(places).opened(note).checkpoint.size
    index = place(places, source, number)
    if index is None or index >= size:
        raise NotLoggedError(f"{source} {number} is not in the log yet: try again in some seconds")
    tiles = _Tiles(Folder(places.log).get, size, places)
    steps = tuple(inclusion_proof(tiles.node, index, size))
    return Proof(tiles.entry(index), index, steps, note)


def place(places: Places, source: str, number: int) -> int | None:
    """Tell where an entry stands in the log; None = it is not in it yet."""
    with SqliteLock(places.log_lock) as lock:
        return lock.place(source, number)


@dataclass
class _Tiles(Tiles):
    """Tiles of which the trees of full ones are kept from proof to proof: they never change."""

    places: Places

    def tree(self, level: int, number: int) -> Tree:
        """Compute the tree over the hashes of a tile, or take it from an earlier proof."""
        if width_of(number, self.size >> HEIGHT * level) < WIDTH:
            return super().tree(level, number)
        return _full_tree(self.places, level, number)


@lru_cache(maxsize=_KEPT)
def _full_tree(places: Places, level: int, number: int) -> Tree:
    return Tree(hashes_of(Folder(places.log).get(path(level, number))))
