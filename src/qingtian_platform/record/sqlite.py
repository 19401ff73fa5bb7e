"""One way to open a file of the record's own state: one writer, any readers, durable on commit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

import apsw

BUSY: Final = 20_000
"""How long a reader waits for a commit. [ms]."""


class StateFile:
    """An SQLite file in WAL mode, synced at each commit.

    Parameters
    ----------
    path
        The file.
    write
        Open it for the one writer, who creates it where missing.
    vfs
        SQLite's file system; None for the machine's own.
    """

    def __init__(self, path: Path, *, write: bool = False, vfs: str | None = None) -> None:
        flags = apsw.SQLITE_OPEN_READONLY
        if write:
            flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        self._db: Any = apsw.Connection(str(path), flags=flags, vfs=vfs)
        self._db.set_busy_timeout(BUSY)
        self._db.transaction_mode = "IMMEDIATE"
        if write:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
        else:
            self._db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _one(self, query: str, values: Sequence[object] = ()) -> Any:  # noqa: ANN401
        row = self._db.execute(query, values).fetchone()
        return None if row is None else row[0]
