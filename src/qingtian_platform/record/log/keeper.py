"""The one writer of the log: takes entries in, signs, and puts the files in an order that holds.

    compute the tiles -> stage them -> sign -> compare and set the checkpoint in the lock store
    -> put the tiles -> collect cosignatures -> put `checkpoint`

Killed anywhere, the next start finds a signed checkpoint whose tiles are in place or staged, and
never signs a second history. What nobody signed yet is computed again.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Self

import structlog

from qingtian.ledger.checkpoint import Checkpoint
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.merkle import EMPTY_ROOT, root_of
from qingtian.ledger.note import Note
from qingtian.ledger.tiles import Tiles, grown
from qingtian_platform.kit.places import Places
from qingtian_platform.record.errors import DamagedError, SealerBusyError
from qingtian_platform.record.log import identity
from qingtian_platform.record.log.sources import Batches, Source
from qingtian_platform.record.log.staging import Staging
from qingtian_platform.record.log.stores import (
    CHECKPOINT,
    Advance,
    Folder,
    LockStore,
    SqliteLock,
    TileStore,
)

STEP: Final = 4_096
"""Entries that one step takes in at most."""

Cosign = Callable[[Note, Tiles], Note | None]
"""Collects cosignatures; None = the quorum is not reached, the checkpoint is not shown yet."""

log = structlog.get_logger(__name__)


def alone(note: Note, _tiles: Tiles) -> Note:
    """Ask no witness."""
    return note


class Keeper:
    """The writer of one log.

    Parameters
    ----------
    places
        Where the data lives.
    sources
        What enters the log; the sealed batches by default.
    cosign
        Collects cosignatures before a checkpoint is shown.
    tiles, lock
        Stores; a folder and a file below `places` by default.
    vfs
        SQLite's file system for the lock store; None for the machine's own.

    Raises
    ------
    SealerBusyError
        Another process writes this log.
    DamagedError
        What is stored contradicts what was signed or shown: a lock store that was set back, a
        tile that was changed. Nothing is signed then, until a person has looked.
    """

    def __init__(
        self,
        places: Places,
        sources: Sequence[Source] | None = None,
        *,
        cosign: Cosign = alone,
        tiles: TileStore | None = None,
        lock: LockStore | None = None,
        vfs: str | None = None,
    ) -> None:
        self._handle = hold(places)
        self._sources = [Batches(places)] if sources is None else list(sources)
        self._cosign = cosign
        self._tiles = tiles or Folder(places.log)
        self._staging = Staging(places.log_staging)
        self._shown: int | None = None
        try:
            self._identity = identity.read(places)
            self._lock = lock or SqliteLock(places.log_lock, write=True, vfs=vfs)
            self._recover()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let another process write."""
        lock = getattr(self, "_lock", None)
        try:
            if isinstance(lock, SqliteLock):
                lock.close()
        finally:
            if self._handle >= 0:
                os.close(self._handle)
                self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def size(self) -> int:
        """Number of entries that are signed. [1]."""
        return self._point.size

    def step(self) -> bool:
        """Take in what is new, and show the log as far as witnesses agree.

        Returns
        -------
        bool
            Whether anything was taken in.

        Raises
        ------
        StoreError
            A store failed, or another writer was faster; make a new keeper.
        """
        advance = self._collect()
        if advance is not None:
            self._advance(*advance)
        if self._shown != self._point.size:
            self._show()
        return advance is not None

    # What was signed before

    def _recover(self) -> None:
        held = self._lock.held()
        self._cursors, self._note = held.cursors, held.note
        self._point = (
            self._identity.opened(held.note).checkpoint
            if held.note
            else Checkpoint(self._identity.key.name, 0, EMPTY_ROOT)
        )
        self._put(self._staging.files(self._point.size))
        self._staging.clear()
        self._check_tiles()
        self._check_shown()
        self._last = dict(self._newest())

    def _check_tiles(self) -> None:
        """Refuse tiles that do not lead to what was signed."""
        try:
            found = Tiles(self._tiles.get, self._point.size).root()
        except (LedgerError, FileNotFoundError) as error:
            raise DamagedError(f"the log's tiles are not whole: {error}") from error
        if found != self._point.root:
            raise DamagedError("the log's tiles do not lead to the root that was signed last")

    def _check_shown(self) -> None:
        """Refuse a lock store that is behind, or beside, what was shown."""
        try:
            data = self._tiles.get(CHECKPOINT)
        except FileNotFoundError:
            return
        try:
            shown = self._identity.opened(data).checkpoint
        except LedgerError as error:
            raise DamagedError(
                f"the checkpoint that is shown is not this log's: {error}"
            ) from error
        if shown.size > self._point.size:
            raise DamagedError(
                f"a checkpoint of {shown.size} entries was shown, the lock store holds one of "
                f"{self._point.size}: it was set back, and signing on would make a second history"
            )
        node = Tiles(self._tiles.get, self._point.size).node
        if root_of(node, shown.size) != shown.root:
            raise DamagedError("the checkpoint that is shown is not the beginning of the log")
        if Note.parse(data).signed_by(
            (self._identity.key,)
        ):  # else it is shown with the newest key, too
            self._shown = shown.size

    def _newest(self) -> Iterator[tuple[str, bytes]]:
        """Read the newest entry of each source out of the log."""
        tiles = Tiles(self._tiles.get, self._point.size)
        for source, taken in self._cursors.items():
            place = self._lock.place(source, taken - 1)
            if taken and place is None:
                raise DamagedError(f"the lock store does not say where {source} {taken - 1} stands")
            if place is not None:
                yield source, tiles.entry(place)

    # What is new

    def _collect(self) -> tuple[list[bytes], dict[str, int], list[tuple[str, int, int]]] | None:
        entries: list[bytes] = []
        cursors = dict(self._cursors)
        places: list[tuple[str, int, int]] = []
        for source in self._sources:
            taken = cursors.get(source.name, 0)
            found = self._following(source, taken, STEP - len(entries))
            first = self._point.size + len(entries)
            places += [(source.name, taken + n, first + n) for n in range(len(found))]
            cursors[source.name] = taken + len(found)
            entries += found
        return (entries, cursors, places) if entries else None

    def _following(self, source: Source, taken: int, limit: int) -> list[bytes]:
        """Read what follows the entry that the log has last of a source, if that still stands."""
        if not taken:
            return source.after(0, limit)
        last, *found = source.after(taken - 1, limit + 1) or [b""]
        if last != self._last[source.name]:
            raise DamagedError(
                f"{source.name} {taken - 1} is not what the log has: entries were changed or taken "
                "away where they are kept, and what follows may stand in place of others"
            )
        return found

    def _advance(
        self, entries: list[bytes], cursors: dict[str, int], places: list[tuple[str, int, int]]
    ) -> None:
        size = self._point.size
        after = grown(self._tiles.get, size, entries)
        self._staging.keep(after.size, after.files)
        point = Checkpoint(self._point.origin, after.size, after.root)
        note = self._identity.signed(point).to_bytes()
        self._lock.swap(self._note, Advance(note, cursors, places))
        self._note, self._point, self._cursors = note, point, cursors
        self._last |= {source: entries[place - size] for source, _, place in places}
        self._put(after.files)
        self._staging.clear()

    def _put(self, files: Mapping[str, bytes]) -> None:
        for path, data in files.items():
            self._tiles.put(path, data)
        for path in files:
            if ".p/" not in path:
                self._tiles.drop_parts(path)

    def _show(self) -> None:
        point = self._point
        signed = self._identity.signed(point)
        note = self._cosign(signed, Tiles(self._tiles.get, point.size))
        if note is None:
            log.warning("log.waits", size=point.size, shown=self._shown, why="too few witnesses")
            return
        self._tiles.put(CHECKPOINT, note.to_bytes())
        self._shown = point.size


def hold(places: Places) -> int:
    """Take the log's lock, which ends with the handle; see `Keeper` for what is raised."""
    places.log_lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(places.log_lock.with_suffix(".writer"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise SealerBusyError(f"another process writes the log of {places.data}") from error
    return handle
