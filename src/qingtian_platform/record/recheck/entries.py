"""Read entries of the log, each proven to lead to the root that was signed last."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from qingtian.ledger.checkpoint import Opened
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.merkle import check_inclusion, inclusion_proof, leaf_hash
from qingtian.ledger.tiles import Tiles
from qingtian_platform.kit.differences import Difference
from qingtian_platform.kit.places import Places
from qingtian_platform.record.log import identity
from qingtian_platform.record.log.stores import Folder, SqliteLock

if TYPE_CHECKING:
    from collections.abc import Iterator

Entries = dict[int, bytes]


@contextmanager
def _signed(places: Places) -> Iterator[tuple[SqliteLock, Opened] | None]:
    """Open the lock store and its checkpoint; None where nothing is signed yet."""
    store = SqliteLock(places.log_lock) if places.log_lock.exists() else None
    with store or nullcontext():
        note = store.held().note if store is not None else b""
        yield (store, identity.read(places).opened(note)) if store is not None and note else None


def taken(places: Places, source: str) -> int:
    """Count the entries of a source that are in the log. [1]."""
    with _signed(places) as signed:
        return 0 if signed is None else signed[0].held().cursors.get(source, 0)


def logged(places: Places, source: str, numbers: Iterable[int]) -> tuple[Entries, list[Difference]]:
    """Read entries by their numbers at a source.

    Parameters
    ----------
    places
        Where the data lives.
    source
        `batch` or `act`.
    numbers
        Which; those that the log does not have yet are passed over.

    Returns
    -------
    entries, differences
        The entries that are proven, and those that the tiles of the log hold otherwise.
    """
    found: Entries = {}
    wrong: list[Difference] = []
    with _signed(places) as signed:
        if signed is None:
            return found, wrong
        store, state = signed
        point = state.checkpoint
        tiles = Tiles(Folder(places.log).get, point.size)
        for number in numbers:
            index = store.place(source, number)
            if index is None:
                continue
            try:
                entry = tiles.entry(index)
                path = inclusion_proof(tiles.node, index, point.size)
                check_inclusion(leaf_hash(entry), index, point.size, path, point.root)
            except (LedgerError, FileNotFoundError, IndexError) as error:
                key = f"entry {index} ({source} {number})"
                wrong.append(Difference("log", key, "", f"root {point.root.hex()}", str(error)))
                continue
            found[number] = entry
    return found, wrong
