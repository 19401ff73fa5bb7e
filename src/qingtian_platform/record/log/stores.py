"""Where the log lies: two kinds of store for two kinds of trust.

One contract suite (`tests/platform/record/log/test_stores.py`) runs against each implementation.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import apsw
from pyarrow import fs

from qingtian_platform.record import durable
from qingtian_platform.record.errors import StoreError
from qingtian_platform.record.sqlite import StateFile

CHECKPOINT: Final = "checkpoint"


class TileStore(Protocol):
    """Files of the log by path, as `spec/log.md` names them.

    Trust
        None. Whoever can change it can stop readers, not deceive them: all of it is checked
        against a signed root, at each start and by every reader.
    Durability
        `put` returns when the bytes survive a loss of power. When it raises they may be there.
    Retries
        `put` of the same bytes at the same path may be repeated; other bytes are refused, but for
        `checkpoint`.
    Concurrency
        One writer; readers at any time see a whole file or none.
    """

    def put(self, path: str, data: bytes) -> None:
        """Keep a file."""
        ...

    def get(self, path: str) -> bytes:
        """Read a file; `FileNotFoundError` where there is none."""
        ...

    def drop_parts(self, path: str) -> None:
        """Remove the parts of a tile that stands full now; losing this step does no harm."""
        ...


class Folder:
    """The log's files below one directory, which any web server can show as it is.

    Parameters
    ----------
    root
        The directory.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, path: str, data: bytes) -> None:
        """Keep a file; see `TileStore`."""
        place = self._root / path
        if path != CHECKPOINT and place.exists():
            if place.read_bytes() != data:
                raise StoreError(f"{place} holds other bytes than the log has signed")
            return
        durable.write(place, (data,))

    def get(self, path: str) -> bytes:
        """Read a file; see `TileStore`."""
        return (self._root / path).read_bytes()

    def drop_parts(self, path: str) -> None:
        """Remove the parts of a full tile; see `TileStore`."""
        shutil.rmtree(self._root / f"{path}.p", ignore_errors=True)


@dataclass(frozen=True)
class Held:
    """What the lock store holds.

    Attributes
    ----------
    note
        The newest checkpoint that was signed; empty before the first.
    cursors
        How far each source of entries is in the log.
    """

    note: bytes
    cursors: dict[str, int]


@dataclass(frozen=True)
class Advance:
    """What one step changes, all or nothing.

    Attributes
    ----------
    note
        The checkpoint that is signed now.
    cursors
        How far the sources are with it.
    places
        Source, number within it, and place in the log of each new entry.
    """

    note: bytes
    cursors: dict[str, int]
    places: Sequence[tuple[str, int, int]]


class LockStore(Protocol):
    """The newest signed checkpoint, compared and set in one step.

    Trust
        Full: whoever sets it back can make the log sign a second history. So a start refuses a
        store that is behind what was published, and witnesses remember.
    Durability
        `swap` returns when the new state survives a loss of power.
    Concurrency
        Any number of writers; one of two that start from the same state wins.
    """

    def held(self) -> Held:
        """Read the state."""
        ...

    def swap(self, before: bytes, after: Advance) -> None:
        """Set the state if it is still `before`; `StoreError` where it is not, or is unsure."""
        ...

    def place(self, source: str, number: int) -> int | None:
        """Tell where an entry stands in the log; None = not in it."""
        ...


_SCHEMA: Final = """
CREATE TABLE held (one INTEGER PRIMARY KEY CHECK (one = 1), note BLOB NOT NULL) STRICT;
CREATE TABLE cursors (source TEXT PRIMARY KEY, taken INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE places (
    source TEXT NOT NULL, number INTEGER NOT NULL, entry INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (source, number)
) STRICT, WITHOUT ROWID;
INSERT INTO held VALUES (1, x'');
PRAGMA user_version = 1;
"""


class SqliteLock(StateFile):
    """The lock store in a file of its own.

    Parameters
    ----------
    path
        The file.
    write
        Open it for a writer, who creates it where missing.
    vfs
        SQLite's file system; None for the machine's own.
    """

    def __init__(self, path: Path, *, write: bool = False, vfs: str | None = None) -> None:
        super().__init__(path, write=write, vfs=vfs)
        if write:
            path.chmod(0o600)
            with self._db:
                if not self._one("PRAGMA user_version"):
                    self._db.execute(_SCHEMA)
            # What is committed lies in SQLite's log, whose name is new each time it is opened.
            durable.sync_folder(path.parent)

    def held(self) -> Held:
        """Read the state; see `LockStore`."""
        with self._db:
            note = bytes(self._one("SELECT note FROM held"))
            return Held(note, dict(self._db.execute("SELECT source, taken FROM cursors")))

    def swap(self, before: bytes, after: Advance) -> None:
        """Set the state if it is still `before`; see `LockStore`."""
        try:
            with self._db:
                self._db.execute("UPDATE held SET note = ? WHERE note = ?", (after.note, before))
                if self._db.changes() != 1:
                    raise StoreError("another writer has signed a checkpoint: this one stops")
                self._db.executemany(
                    "INSERT OR REPLACE INTO cursors VALUES (?, ?)", after.cursors.items()
                )
                self._db.executemany("INSERT INTO places VALUES (?, ?, ?)", after.places)
        except apsw.Error as error:
            raise StoreError(f"the checkpoint may or may not be kept: {error}") from error

    def place(self, source: str, number: int) -> int | None:
        """Tell where an entry stands; see `LockStore`."""
        query = "SELECT entry FROM places WHERE source = ? AND number = ?"
        found: int | None = self._one(query, (source, number))
        return found


def logged(path: Path, source: str) -> int:
    """Tell how many entries of a source the log has signed; 0 before its first start.

    Parameters
    ----------
    path
        File of the lock store.
    source
        Name of the source.
    """
    if not path.exists():
        return 0
    with SqliteLock(path) as lock:
        try:
            return lock.held().cursors.get(source, 0)
        except apsw.SQLError:  # the log's first start is making it just now
            return 0


class Bucket:
    """The log's files as objects of a pyarrow file system: S3 and its like.

    Parameters
    ----------
    system
        The file system. An object store keeps an object when its stream is closed.
    root
        Prefix of all names, without a slash at its end.
    """

    def __init__(self, system: fs.FileSystem, root: str) -> None:
        self._system, self._root = system, root

    def put(self, path: str, data: bytes) -> None:
        """Keep a file in one request; see `TileStore`."""
        name = f"{self._root}/{path}"
        try:
            if path != CHECKPOINT and self._is_there(name):
                if self.get(path) != data:
                    raise StoreError(f"{name} holds other bytes than the log has signed")
                return
            self._system.create_dir(name.rpartition("/")[0], recursive=True)
            with self._system.open_output_stream(name) as stream:
                stream.write(data)
        except OSError as error:
            raise StoreError(f"{name} was not kept: {error}") from error

    def get(self, path: str) -> bytes:
        """Read a file; see `TileStore`."""
        with self._system.open_input_stream(f"{self._root}/{path}") as stream:
            return bytes(stream.readall())

    def drop_parts(self, path: str) -> None:
        """Remove the parts of a full tile; see `TileStore`."""
        with contextlib.suppress(OSError):
            self._system.delete_dir(f"{self._root}/{path}.p")

    def _is_there(self, name: str) -> bool:
        return bool(self._system.get_file_info(name).type == fs.FileType.File)
