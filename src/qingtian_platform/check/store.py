"""The file `completeness.sqlite3`: one writer (the worker), readers open it read only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Self, cast

import apsw

from qingtian_platform.check import months
from qingtian_platform.check.months import MonthRow
from qingtian_platform.check.rows import (
    BlockRow,
    BrokenRow,
    CountRow,
    SeriesRow,
    block_row,
    block_values,
    count_row,
    count_values,
    series_row,
)
from qingtian_platform.kit.places import Places

FORMAT = 2
SCHEMA = """
CREATE TABLE IF NOT EXISTS counts (
    mn TEXT NOT NULL, code TEXT NOT NULL, interval TEXT NOT NULL, day TEXT NOT NULL,
    expected INTEGER NOT NULL, shutdown INTEGER NOT NULL,
    received INTEGER NOT NULL, valid INTEGER NOT NULL,
    refilled INTEGER NOT NULL, refilled_valid INTEGER NOT NULL, invalid TEXT NOT NULL,
    letters TEXT NOT NULL,
    PRIMARY KEY (mn, interval, day, code)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS counts_by_day ON counts (interval, day);
CREATE TABLE IF NOT EXISTS blocks (
    mn TEXT NOT NULL, interval TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    day TEXT NOT NULL, kind TEXT NOT NULL, flag TEXT NOT NULL, codes TEXT NOT NULL,
    slots INTEGER NOT NULL, refilled INTEGER NOT NULL, refilled_at INTEGER, rule TEXT NOT NULL,
    PRIMARY KEY (mn, interval, day, start, end, kind, flag, codes)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS blocks_by_day ON blocks (day);
CREATE TABLE IF NOT EXISTS broken (
    mn TEXT NOT NULL, code TEXT NOT NULL, since INTEGER, rule TEXT NOT NULL,
    last_measured INTEGER, last_received INTEGER, noted_at INTEGER NOT NULL,
    PRIMARY KEY (mn, code)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS series (
    mn TEXT NOT NULL, code TEXT NOT NULL, interval TEXT NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, received_at INTEGER NOT NULL,
    flag TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (mn, code, interval)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS restarts (
    mn TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (mn, at)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

EXTEND = """
INSERT INTO series VALUES (?,?,?,?,?,?,?,?)
ON CONFLICT (mn, code, interval) DO UPDATE SET
    first = min(first, excluded.first),
    received_at = iif(excluded.last >= last, excluded.received_at, received_at),
    flag = iif(excluded.last >= last, excluded.flag, flag),
    number = iif(excluded.last >= last, excluded.number, number),
    last = max(last, excluded.last)
"""


class Writer:
    """The one that writes; the file is made where it is missing.

    A file of another format is emptied: everything in it is derived and is derived again.
    """

    def __init__(self, places: Places) -> None:
        self._db = apsw.Connection(str(places.completeness))
        self._db.set_busy_timeout(20_000)
        self._db.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
        self._db.execute(SCHEMA + months.SCHEMA)
        if self.state("format") not in (None, str(FORMAT)):
            self._empty()
        self.set_state("format", str(FORMAT))

    def _empty(self) -> None:
        derived = ("counts", "blocks", "broken", "series", "restarts", "state")
        for table in (*derived, *months.TABLES):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - names are ours

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all of it or nothing."""
        with self._db:
            yield

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def state(self, name: str) -> str | None:
        """Read a cursor or mark of the worker."""
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_state(self, name: str, value: str) -> None:
        """Write a cursor or mark of the worker."""
        self._db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    def replace_counts(
        self, mn: str, interval: str, days: tuple[date, date], rows: Iterable[CountRow]
    ) -> None:
        """Put the counts of some days in the place of those that stand there."""
        self._db.execute(
            "DELETE FROM counts WHERE mn=? AND interval=? AND day BETWEEN ? AND ?",
            (mn, interval, days[0].isoformat(), days[1].isoformat()),
        )
        self._db.executemany(
            "INSERT INTO counts VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", [count_values(r) for r in rows]
        )
        months.sum_up(self._db, mn, interval, days)

    def replace_blocks(
        self, mn: str, interval: str, days: tuple[date, date], rows: Iterable[BlockRow]
    ) -> None:
        """Put the blocks of some days in the place of those that stand there."""
        self._db.execute(
            "DELETE FROM blocks WHERE mn=? AND interval=? AND day BETWEEN ? AND ?",
            (mn, interval, days[0].isoformat(), days[1].isoformat()),
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO blocks VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            [block_values(r) for r in rows],
        )

    def replace_broken(self, rows: Iterable[BrokenRow], noted_at: int) -> None:
        """Write where each chain is broken now."""
        self._db.execute("DELETE FROM broken")
        self._db.executemany(
            "INSERT INTO broken VALUES (?,?,?,?,?,?,?)",
            [
                (r.mn, r.code, r.since, r.rule, r.last_measured, r.last_received, noted_at)
                for r in rows
            ],
        )

    def note_restarts(self, rows: Iterable[tuple[str, int]]) -> None:
        """Note when data loggers reported that they started; again has no effect. [µs]."""
        self._db.executemany("INSERT OR IGNORE INTO restarts VALUES (?,?)", rows)

    def restarts(self) -> dict[str, tuple[int, ...]]:
        """List by MN when data loggers started anew. [µs UTC]."""
        found: dict[str, list[int]] = {}
        for mn, at in self._db.execute("SELECT mn, at FROM restarts ORDER BY at"):
            found.setdefault(str(mn), []).append(int(str(at)))
        return {mn: tuple(times) for mn, times in found.items()}

    def extend_series(self, rows: Iterable[SeriesRow]) -> None:
        """Note how far datastreams reach; never makes one shorter."""
        self._db.executemany(
            EXTEND,
            [
                (r.mn, r.code, r.interval, r.first, r.last, r.received_at, r.flag, int(r.number))
                for r in rows
            ],
        )

    def marked_since(self, mn: str, code: str, flag: str) -> int | None:
        """Tell since when a property has borne a mark without a break; None if it does not. [µs]."""
        rows = self._db.execute(
            "SELECT interval, start, end FROM blocks WHERE mn = ? AND kind = 'invalid' AND flag = ?"
            " AND ',' || codes || ',' LIKE '%,' || ? || ',%' ORDER BY end DESC LIMIT 1000",
            (mn, flag, code),
        ).fetchall()
        since: dict[str, int] = {}
        broken: set[str] = set()
        for interval, start, end in cast("list[tuple[str, int, int]]", rows):
            if since.get(interval, end) != end:
                broken.add(interval)
            if interval not in broken:
                since[interval] = start
        return min(since.values(), default=None)

    def series(self, mn: str) -> list[SeriesRow]:
        """List the datastreams of a data logger that ever delivered."""
        rows = self._db.execute("SELECT * FROM series WHERE mn = ?", (mn,))
        return [series_row(row) for row in rows]


class Reader:
    """Reads the file; a file that is not there yet reads as empty."""

    def __init__(self, places: Places) -> None:
        self._db: apsw.Connection | None = None
        if places.completeness.exists():
            flags = apsw.SQLITE_OPEN_READONLY
            self._db = apsw.Connection(str(places.completeness), flags=flags)
            self._db.set_busy_timeout(20_000)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._db is not None:
            self._db.close()

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        if self._db is None:
            return []
        try:
            return self._db.execute(query, values).fetchall()
        except apsw.SQLError:
            return []  # the writer has not made its tables yet

    def state(self, name: str) -> str | None:
        """Read a mark of the worker."""
        rows = self._rows("SELECT value FROM state WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def counts(
        self, start: date, end: date, interval: str, mn: str | None = None
    ) -> Iterator[CountRow]:
        """Yield counts of the days [start, end], both included."""
        query = "SELECT * FROM counts WHERE interval = ? AND day BETWEEN ? AND ?"
        values: tuple[Any, ...] = (interval, start.isoformat(), end.isoformat())
        if mn is not None:
            query, values = f"{query} AND mn = ?", (*values, mn)
        for row in self._rows(query, values):
            yield count_row(row)

    def month(self, month: date, interval: str, *, codes: bool) -> list[MonthRow]:
        """List the counts of a whole month, by datastream or by data logger."""
        return months.read(self._rows, month, interval, codes=codes)

    def summed(self, start: date, end: date, interval: str, *, codes: bool) -> list[MonthRow]:
        """List the counts of the days [start, end] together, by datastream or by data logger."""
        return months.between(self._rows, start, end, interval, codes=codes)

    def blocks(self, start: date, end: date, mn: str | None = None) -> list[BlockRow]:
        """List the blocks of the days [start, end], both included, in order of time."""
        query = "SELECT * FROM blocks WHERE day BETWEEN ? AND ?"
        values: tuple[Any, ...] = (start.isoformat(), end.isoformat())
        if mn is not None:
            query, values = f"{query} AND mn = ?", (*values, mn)
        rows = self._rows(f"{query} ORDER BY start, mn, interval, end", values)
        return [block_row(row) for row in rows]

    def broken(self) -> list[BrokenRow]:
        """List the chains that are watched, with where each is broken now."""
        rows = self._rows(
            "SELECT mn, code, since, rule, last_measured, last_received FROM broken ORDER BY mn, code"
        )
        return [BrokenRow(*row) for row in rows]

    def series(self) -> list[SeriesRow]:
        """List how far every datastream reaches."""
        return [series_row(row) for row in self._rows("SELECT * FROM series")]

    def span(self) -> tuple[date, date] | None:
        """Tell the first and last day that has counts."""
        rows = self._rows("SELECT min(day), max(day) FROM counts")
        if not rows or rows[0][0] is None:
            return None
        return date.fromisoformat(rows[0][0]), date.fromisoformat(rows[0][1])
