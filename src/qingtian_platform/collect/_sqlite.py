"""SQLite's part in the inbox: the table, its long inserts, who opens a file how."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import apsw

from qingtian_platform.collect.errors import EngineError
from qingtian_platform.collect.receipts import InboxFile, Row

OLDEST = (3, 51, 3)
"""Earlier releases of SQLite can lose a reset of the write-ahead log."""

SCHEMA = """
CREATE TABLE receipts (
    number INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    peer TEXT NOT NULL,
    form TEXT NOT NULL,
    raw BLOB NOT NULL
) STRICT
"""
SYNCHRONOUS = "FULL"
"""SQLite syncs its log at each commit."""
BUSY = 20_000
"""How long one waits for another who checkpoints or leaves, on a disk that is busy. [ms]"""
CHUNKS = (512, 128, 32, 8, 1)
"""Rows of one INSERT: few sizes keep few prepared statements."""
COLUMNS = "INSERT INTO receipts (number, received_at, peer, form, raw) VALUES "
INSERTS = {size: COLUMNS + ",".join(["(?,?,?,?,?)"] * size) for size in CHUNKS}
DISK_ERRORS = (apsw.ReadOnlyError, apsw.IOError, apsw.CantOpenError, apsw.CorruptError)


def require_engine() -> None:
    """Refuse an SQLite that is older than the first release we trust.

    Raises
    ------
    EngineError
        It is older.
    """
    found = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    if found < OLDEST:
        raise EngineError(
            f"SQLite {'.'.join(map(str, OLDEST))} or later is needed for the inbox, found "
            f"{apsw.sqlite_lib_version()}: install a newer apsw"
        )


def insert(connection: apsw.Connection, rows: Sequence[Row], first: int) -> None:
    """Add rows by a few long statements: each gives Python's lock away once, not once a row."""
    position, total = 0, len(rows)
    for size in CHUNKS:
        while total - position >= size:
            part = rows[position : position + size]
            numbered = ((first + position + offset, *row) for offset, row in enumerate(part))
            connection.execute(INSERTS[size], tuple(chain.from_iterable(numbered)))
            position += size


def create(path: Path, vfs: str | None) -> apsw.Connection:
    """Begin a file that does not exist yet; its log takes over that only the owner reads it."""
    path.touch(mode=0o600, exist_ok=False)
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    connection = apsw.Connection(str(path), flags=flags, vfs=vfs)
    connection.set_busy_timeout(BUSY)
    connection.execute("PRAGMA page_size = 8192")
    return connection


def reopen(path: Path, vfs: str | None) -> apsw.Connection:
    """Open a file for appending; its log exists on return."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=vfs)
    connection.set_busy_timeout(BUSY)
    connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
    connection.execute("PRAGMA wal_autocheckpoint = 2000")
    connection.execute("SELECT max(number) FROM receipts").fetchall()
    return connection


_MOMENT, _STAMP = "%Y%m%dT%H%M%S%f", 21


def new_name(kind: str, after: str = "") -> str:
    """Name a file: sorted by moment of creation, and never given twice.

    Parameters
    ----------
    kind
        What it is.
    after
        Name of a file that comes before it, also where the clock was set back meanwhile.
    """
    moment = datetime.now(UTC)
    if after[:_STAMP] >= moment.strftime(_MOMENT):
        last = datetime.strptime(after[:_STAMP], _MOMENT).replace(tzinfo=UTC)
        moment = last + timedelta(microseconds=1)
    return f"{moment.strftime(_MOMENT)}-{kind}-{secrets.token_hex(4)}.sqlite3"


def reader(file: InboxFile) -> apsw.Connection:
    """Open read only; neither a checkpoint nor the last close may touch the writer's log."""
    settled = file.complete and not file.path.with_name(file.name + "-wal").exists()
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    mode = "immutable=1" if settled else "mode=ro"
    connection = apsw.Connection(f"file:{quote(str(file.path))}?{mode}", flags=flags)
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    connection.set_busy_timeout(BUSY)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    return connection
