"""The inbox: receipts on the disk before their senders are answered.

A file takes receipts until it is large or old; then comes a new one. A file is dropped whole
when all of it is sealed. One process adds (the gateway, which holds `inbox/writer.lock`); an
import adds a whole file by one rename; anyone reads.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import apsw

from qingtian_platform.collect._sqlite import (
    DISK_ERRORS,
    SCHEMA,
    create,
    insert,
    new_name,
    reader,
    reopen,
    require_engine,
)
from qingtian_platform.collect.durable import (
    WriterLock,
    held,
    make_durable,
    sync_directory,
    sync_file,
)
from qingtian_platform.collect.errors import (
    InboxError,
    InboxFullError,
    InboxOpenError,
    InboxUnwritableError,
)
from qingtian_platform.collect.importfile import ImportFile
from qingtian_platform.collect.receipts import InboxFile, Receipt, Row
from qingtian_platform.kit.places import Places

__all__ = [
    "ImportFile",
    "Inbox",
    "InboxFile",
    "Receipt",
    "Row",
    "Store",
    "drop",
    "files",
    "read",
    "require_engine",
]

MAX_BYTES = 64 << 20
"""A file larger than this is followed by a new one. [bytes]"""
MAX_AGE = 3600.0
"""A file older than this is followed by a new one. [s]"""


class Store(Protocol):
    """Where receipts wait until they are sealed.

    Durability
        `append` returns when every row survives a loss of power. It raises an `InboxError` when
        that is not so, and then none of its rows is ever read.
    Order
        Numbers are dense from 1 within a file and follow the order of `append`; a reader that
        has seen number n has seen all before it. Between files no order is promised.
    Retries
        `append` after an error may repeat the same rows; `append` after success adds them
        again: the caller answers a sender once for each.
    Concurrency
        One appender at a time; a second one is refused with `InboxBusyError`. Readers never
        hinder it and need no lock.
    Trust
        Whoever can change these files can withhold or forge what is not yet sealed. They are
        readable by the owner only.
    """

    def append(self, rows: Sequence[Row]) -> int:
        """Make rows durable and return the number of the first."""
        ...

    def close(self) -> None:
        """Complete the file and let others append."""
        ...


class Inbox:
    """The appender of receipts: one at a time for a data directory.

    Parameters
    ----------
    places
        Where the data lives.
    max_bytes
        When to begin a new file. [bytes]
    max_age
        When to begin a new file. [s]
    vfs
        SQLite's file system; None for the machine's own.

    Raises
    ------
    InboxBusyError
        Another process appends.
    EngineError
        SQLite is too old.
    """

    def __init__(
        self,
        places: Places,
        *,
        max_bytes: int = MAX_BYTES,
        max_age: float = MAX_AGE,
        vfs: str | None = None,
    ) -> None:
        require_engine()
        make_durable(places)
        self._folder = places.inbox
        self._max_bytes, self._max_age, self._vfs = max_bytes, max_age, vfs
        self._lock = WriterLock(_lock_path(places))
        for left in self._folder.glob("aside-*-gateway-*"):
            left.unlink(missing_ok=True)  # a file that was in the making when the power went
        self._connection: apsw.Connection | None = None
        self._name = ""
        self._next, self._bytes, self._born = 1, 0, 0.0

    @property
    def name(self) -> str:
        """The file that is written; empty before the first receipt."""
        return self._name

    def append(self, rows: Sequence[Row]) -> int:
        """Make rows durable.

        Parameters
        ----------
        rows
            received_at [µs UTC], peer, form, raw of each; at least one.

        Returns
        -------
        int
            The number of the first in the file `name`; the others follow densely.

        Raises
        ------
        InboxFullError
            No space; none of the rows was kept, the same call may be repeated.
        InboxUnwritableError
            The disk refused; likewise.
        """
        try:
            return self._append(rows)
        except apsw.FullError as error:
            self._abandon_if_empty()
            raise InboxFullError(
                f"no space for {len(rows)} receipts in {self._folder}: free some"
            ) from error
        except (*DISK_ERRORS, OSError) as error:
            self._abandon()
            raise InboxUnwritableError(
                f"the disk under {self._folder} refuses to write ({error}): look at the machine's log"
            ) from error

    def rotate(self, *, force: bool = False) -> bool:
        """Complete the file if it is large or old.

        Parameters
        ----------
        force
            Complete it in any case.

        Returns
        -------
        bool
            True where a file was completed; the next receipt begins a new one.
        """
        if self._connection is None or self._next == 1:
            return False
        old = time.monotonic() - self._born > self._max_age
        if not (force or old or self._bytes > self._max_bytes):
            return False
        self._abandon()
        return True

    def close(self) -> None:
        """Complete the file and let another process append."""
        self._abandon()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _append(self, rows: Sequence[Row]) -> int:
        self.rotate()
        connection = self._connection or self._begin()
        first = self._next
        with connection:
            insert(connection, rows, first)
        self._next += len(rows)
        self._bytes += sum(len(row[3]) + 64 for row in rows)
        return first

    def _begin(self) -> apsw.Connection:
        """Create the next file: whole aside, then by one rename, so that none is ever half made."""
        before = max((path.name for path in self._folder.glob("2*-gateway-*.sqlite3")), default="")
        name = new_name("gateway", before)
        aside = self._folder / f"aside-{name}"
        try:
            self._prepare(aside)
            self._lock.name(name)  # before it is there, so that no reader takes it for complete
            aside.rename(self._folder / name)
        finally:
            aside.unlink(missing_ok=True)
        connection = reopen(self._folder / name, self._vfs)
        self._connection, self._name = connection, name
        sync_directory(self._folder)  # the file's name, and its log's
        self._next, self._bytes, self._born = 1, 0, time.monotonic()
        return connection

    def _prepare(self, aside: Path) -> None:
        with closing(create(aside, self._vfs)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(SCHEMA)
        sync_file(aside)

    def _abandon_if_empty(self) -> None:
        """Drop the handle of a file that never took a receipt, so that the next call begins anew."""
        if self._next == 1:
            self._abandon()

    def _abandon(self) -> None:
        """Close the file, which completes it; a failure leaves its log, which readers follow."""
        connection, self._connection, self._name = self._connection, None, ""
        self._next = 1
        if connection is not None:
            try:
                connection.close()
            except apsw.Error:
                connection.close(force=True)
            self._lock.name("")


def _lock_path(places: Places) -> Path:
    return places.inbox / "writer.lock"


def files(places: Places) -> list[InboxFile]:
    """List the files of the inbox, the oldest first.

    Parameters
    ----------
    places
        Where the data lives.

    Returns
    -------
    list of InboxFile
        Complete ones and, while a gateway runs, the one it writes.
    """
    writing = held(
        _lock_path(places)
    )  # asked first: a file that appears later is listed open or not at all
    found = sorted(places.inbox.glob("2*.sqlite3"))
    return [InboxFile(path.name, path, _complete(path.name, writing)) for path in found]


def _complete(name: str, writing: str | None) -> bool:
    return writing is None or "-import-" in name or name != writing


def read(file: InboxFile, after: int = 0, limit: int = 10_000) -> list[Receipt]:
    """Read receipts in the order of their numbers; never writes to the file.

    Parameters
    ----------
    file
        One of `files()`.
    after
        The last number already seen; 0 from the beginning.
    limit
        At most so many.

    Returns
    -------
    list of Receipt
        Empty where there are none (yet).

    Raises
    ------
    InboxError
        The file cannot be read.
    """
    try:
        connection = reader(file)
        try:
            rows = connection.execute(
                "SELECT number, received_at, peer, form, raw FROM receipts "
                "WHERE number > ? ORDER BY number LIMIT ?",
                (after, limit),
            )
            return [Receipt(*row) for row in rows]
        finally:
            connection.close()
    except apsw.Error as error:
        raise InboxError(f"{file.path} cannot be read ({error})") from error


def drop(file: InboxFile) -> None:
    """Remove a complete file whose receipts are all sealed.

    Parameters
    ----------
    file
        One of `files()`; removing it twice does no harm.

    Raises
    ------
    InboxOpenError
        It is still written to.
    """
    if not file.complete:
        raise InboxOpenError(f"{file.name} is still written to: drop it when files() says complete")
    for path in (file.path, *_companions(file.path)):
        path.unlink(missing_ok=True)
    sync_directory(file.path.parent)


def _companions(path: Path) -> Iterator[Path]:
    return (path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))
