"""The manifest: which batches are sealed, which files are the archive, how far the inbox is done.

What is not listed here does not exist: a bundle or a Parquet file that a crash left behind is
never read. One transaction lists a batch, its files, what it supersedes, and moves the cursor.
The sealer's process writes; anyone reads, and sees one state, never half of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import apsw

from qingtian.ledger.batch import BatchRecord
from qingtian_platform.record.errors import NotSealedError
from qingtian_platform.record.marks import Mark, Superseded, packed, table_of
from qingtian_platform.record.sqlite import StateFile

MARKS: Final = """
CREATE TABLE marks (
    number INTEGER PRIMARY KEY, rows INTEGER NOT NULL, min_start INTEGER NOT NULL,
    max_start INTEGER NOT NULL, data BLOB NOT NULL
) STRICT;
"""
SCHEMA: Final = """
CREATE TABLE batches (
    number INTEGER PRIMARY KEY, record BLOB NOT NULL, hash BLOB NOT NULL,
    bundle_size INTEGER NOT NULL, rows INTEGER NOT NULL
) STRICT;
CREATE TABLE cursors (source TEXT PRIMARY KEY, sealed INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE files (
    path TEXT PRIMARY KEY, tier INTEGER NOT NULL, month TEXT NOT NULL, past INTEGER NOT NULL,
    rows INTEGER NOT NULL, min_start INTEGER NOT NULL, max_start INTEGER NOT NULL,
    first_batch INTEGER NOT NULL, last_batch INTEGER NOT NULL, removed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX files_live ON files (tier, month) WHERE removed_at IS NULL;
CREATE TABLE watermarks (
    mn TEXT NOT NULL, interval TEXT NOT NULL, start INTEGER NOT NULL, PRIMARY KEY (mn, interval)
) STRICT, WITHOUT ROWID;
CREATE TABLE totals (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO totals VALUES ('batches', 0), ('receipts', 0), ('rows', 0), ('superseded', 0);
PRAGMA user_version = 2;
"""
ROW_BY_ROW, GATHERED = 1, 2
"""Forms of the manifest."""


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A Parquet file of observations.

    Attributes
    ----------
    path
        Below the archive's directory.
    tier
        0 a batch's own, then hour, day, month.
    month
        Month in Beijing of the values' beginnings, `2026-11`; empty where there are several.
    past
        Whether it holds superseded rows only.
    rows
        Number of rows.
    min_start, max_start
        Earliest and latest beginning of a value, since 1970-01-01T00:00:00Z. [µs]
    first_batch, last_batch
        Batches that its rows came from lie between.
    """

    path: str
    tier: int
    month: str
    past: bool
    rows: int
    min_start: int
    max_start: int
    first_batch: int
    last_batch: int


@dataclass(frozen=True, slots=True)
class Sealing:
    """What one batch adds, in one transaction."""

    record: BatchRecord
    bundle_size: int
    files: Sequence[ArchiveFile]
    rows: int
    mark: Mark | None
    watermarks: Iterable[tuple[str, str, int]]


def is_there(path: Path) -> bool:
    """Tell whether a manifest was begun: its file may exist a moment before its tables do."""
    if not path.exists():
        return False
    if path not in _BEGUN:
        try:
            with Manifest(path) as manifest:
                begun = manifest.is_begun()
        except apsw.CantOpenError:
            return False
        if begun:
            _BEGUN.add(path)
    return path in _BEGUN


_BEGUN: Final[set[Path]] = set()


class Manifest(StateFile):
    """The manifest of one archive.

    Parameters
    ----------
    path
        Its file.
    write
        Open it for the one writer, who creates it where missing.
    vfs
        SQLite's file system; None for the machine's own.
    """

    def __init__(self, path: Path, *, write: bool = False, vfs: str | None = None) -> None:
        super().__init__(path, write=write, vfs=vfs)
        if write:
            self._prepare()

    def _prepare(self) -> None:
        with self._db:
            version = self._one("PRAGMA user_version")
            if not version:
                self._db.execute(MARKS + SCHEMA)
            elif version == ROW_BY_ROW:
                self._gather()

    def _gather(self) -> None:
        """Bring a manifest up to date that listed superseded rows one by one, in a table."""
        rows = self._db.execute(
            "SELECT batch, frame, code, field, place, interval, start, superseded_at "
            "FROM superseded"
        )
        mark = packed(table_of([Superseded(*row) for row in rows]))
        self._db.execute(MARKS)
        if mark is not None:
            self._db.execute("INSERT INTO marks VALUES (NULL, ?, ?, ?, ?)", mark)
        self._db.execute(f"DROP TABLE superseded; PRAGMA user_version = {GATHERED}")

    def is_begun(self) -> bool:
        """Tell whether its tables are there."""
        return bool(self._one("PRAGMA user_version"))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Answer several questions from one state."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    # What is sealed

    def count(self) -> int:
        """Count the sealed batches; the next one has this number."""
        return int(self._one("SELECT coalesce(max(number), -1) + 1 FROM batches"))

    def record_bytes(self, number: int) -> bytes:
        """Return a batch's record as sealed.

        Raises
        ------
        NotSealedError
            There is no such batch.
        """
        found = self._one("SELECT record FROM batches WHERE number = ?", (number,))
        if found is None:
            raise NotSealedError(f"no batch {number}: the last one is {self.count() - 1}")
        return bytes(found)

    def records(self, first: int = 0) -> Iterator[tuple[int, bytes, bytes]]:
        """List number, record and hash of the batches from one on."""
        query = "SELECT number, record, hash FROM batches WHERE number >= ? ORDER BY number"
        yield from self._db.execute(query, (first,))

    def last_hash(self) -> bytes | None:
        """Return the newest record's hash; None before the first."""
        return self._one("SELECT hash FROM batches ORDER BY number DESC LIMIT 1")  # type: ignore[no-any-return]

    def cursor(self, source: str) -> int:
        """Return the last receipt of an inbox file that is sealed; 0 where none is."""
        return int(self._one("SELECT sealed FROM cursors WHERE source = ?", (source,)) or 0)

    def watermarks(self) -> dict[tuple[str, str], int]:
        """Return the latest beginning seen, by data logger and interval. [µs UTC]."""
        rows = self._db.execute("SELECT mn, interval, start FROM watermarks")
        return {(mn, interval): start for mn, interval, start in rows}

    def intervals(self, mn: str) -> list[str]:
        """List the intervals for which a data logger ever sent a value."""
        rows = self._db.execute("SELECT interval FROM watermarks WHERE mn = ?", (mn,))
        return [interval for (interval,) in rows]

    def totals(self) -> dict[str, int]:
        """Return how many batches, receipts, rows and superseded rows there are."""
        return dict(self._db.execute("SELECT name, value FROM totals"))

    # Which files are the archive

    def files(
        self,
        *,
        start: int | None = None,
        end: int | None = None,
        after_batch: int | None = None,
        past: bool = True,
    ) -> list[ArchiveFile]:
        """List the live files that may hold what is asked for.

        Parameters
        ----------
        start, end
            Beginnings of values wanted, [start, end), since 1970-01-01T00:00:00Z. [µs]
        after_batch
            Only rows of later batches are wanted.
        past
            Whether superseded rows are wanted.
        """
        query = (
            "SELECT path, tier, month, past, rows, min_start, max_start, first_batch, last_batch "
            "FROM files WHERE removed_at IS NULL AND (? IS NULL OR max_start >= ?) "
            "AND (? IS NULL OR min_start < ?) AND (? IS NULL OR last_batch > ?) "
            "AND (? OR NOT past) ORDER BY first_batch, path"
        )
        values = (start, start, end, end, after_batch, after_batch, past)
        return [_file(row) for row in self._db.execute(query, values)]

    def marks(self, *, start: int | None = None, end: int | None = None) -> list[tuple[int, bytes]]:
        """List number and data of the marks: superseded rows that no merge has moved aside yet.

        Parameters
        ----------
        start, end
            As in `files`.
        """
        query = (
            "SELECT number, data FROM marks WHERE (? IS NULL OR max_start >= ?) "
            "AND (? IS NULL OR min_start < ?) ORDER BY number"
        )
        return list(self._db.execute(query, (start, start, end, end)))

    # What the one writer does

    def seal(self, sealing: Sealing) -> None:
        """List a batch with all that goes with it, durably, or nothing of it."""
        record = sealing.record
        with self._db:
            self._db.execute(
                "INSERT INTO batches VALUES (?, ?, ?, ?, ?)",
                (
                    record.number,
                    record.to_bytes(),
                    record.hash(),
                    sealing.bundle_size,
                    sealing.rows,
                ),
            )
            self._db.execute(
                "INSERT INTO cursors VALUES (?, ?) "
                "ON CONFLICT DO UPDATE SET sealed = excluded.sealed",
                (record.source, record.receipt + record.frames - 1),
            )
            self._list(sealing.files)
            if sealing.mark is not None:
                self._db.execute("INSERT INTO marks VALUES (NULL, ?, ?, ?, ?)", sealing.mark)
                self._add("superseded", sealing.mark.rows)
            self._db.executemany(
                "INSERT INTO watermarks VALUES (?, ?, ?) "
                "ON CONFLICT DO UPDATE SET start = max(start, excluded.start)",
                sealing.watermarks,
            )
            self._add("batches", 1)
            self._add("receipts", record.frames)
            self._add("rows", sealing.rows)

    def swap(
        self,
        old: Sequence[ArchiveFile],
        new: Sequence[ArchiveFile],
        left: Mapping[int, Mark | None],
        now: int,
    ) -> None:
        """Replace files by others with the same rows, in one step.

        Parameters
        ----------
        old, new
            Files that leave the list, and that enter it.
        left
            By its number, what is left of a mark whose rows the new files state by themselves;
            None where that is nothing.
        now
            When the old ones left, since 1970-01-01T00:00:00Z. [µs]
        """
        with self._db:
            self._db.executemany(
                "UPDATE files SET removed_at = ? WHERE path = ?", [(now, f.path) for f in old]
            )
            self._list(new)
            for number, mark in left.items():
                self._db.execute("DELETE FROM marks WHERE number = ?", (number,))
                if mark is not None:
                    self._db.execute("INSERT INTO marks VALUES (?, ?, ?, ?, ?)", (number, *mark))

    def removable(self, before: int) -> list[str]:
        """List files that left the list before a moment. [µs UTC]."""
        query = "SELECT path FROM files WHERE removed_at < ?"
        return [path for (path,) in self._db.execute(query, (before,))]

    def strike(self, paths: Iterable[str]) -> None:
        """Forget files that were removed from the disk."""
        with self._db:
            self._db.executemany("DELETE FROM files WHERE path = ?", [(p,) for p in paths])

    def known(self) -> set[str]:
        """List every file that the disk may hold by right."""
        return {path for (path,) in self._db.execute("SELECT path FROM files")}

    def _list(self, files: Sequence[ArchiveFile]) -> None:
        self._db.executemany(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            [
                (
                    file.path,
                    file.tier,
                    file.month,
                    file.past,
                    file.rows,
                    file.min_start,
                    file.max_start,
                    file.first_batch,
                    file.last_batch,
                )
                for file in files
            ],
        )

    def _add(self, name: str, value: int) -> None:
        self._db.execute("UPDATE totals SET value = value + ? WHERE name = ?", (value, name))


def _file(row: tuple[Any, ...]) -> ArchiveFile:
    path, tier, month, past, *rest = row
    return ArchiveFile(path, tier, month, bool(past), *rest)
