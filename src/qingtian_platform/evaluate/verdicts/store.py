"""The file `verdicts.sqlite3`: every version of every verdict; one writer, the stage.

As in `results.sqlite3` nothing is overwritten, what comes out the same adds nothing, and the cursor
moves in the transaction that writes. The trees of the last days stand beside their verdicts, so
that a page shows at once how a verdict came about; an older one is computed again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

import apsw

from qingtian_platform.evaluate.verdicts.rows import OVER, Verdict, read, write
from qingtian_platform.kit.places import Places

SCHEMA = """
CREATE TABLE IF NOT EXISTS verdicts (
    thing INTEGER NOT NULL, period TEXT NOT NULL, start INTEGER NOT NULL, code TEXT NOT NULL,
    version INTEGER NOT NULL, length INTEGER NOT NULL, word TEXT NOT NULL, content TEXT NOT NULL,
    received_at INTEGER, computed_at INTEGER NOT NULL,
    PRIMARY KEY (thing, period, start, code, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS trees (
    thing INTEGER NOT NULL, start INTEGER NOT NULL, period TEXT NOT NULL, code TEXT NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (thing, start, period, code)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS days (
    thing INTEGER NOT NULL, day INTEGER NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (thing, day)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS over_limit (
    number INTEGER PRIMARY KEY AUTOINCREMENT, thing INTEGER NOT NULL, period TEXT NOT NULL,
    start INTEGER NOT NULL, code TEXT NOT NULL, version INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
OVER_SINCE = """SELECT o.number, v.thing, v.period, v.start, v.code, v.version, v.length, v.content,
    v.received_at, v.computed_at FROM over_limit AS o JOIN verdicts AS v
    USING (thing, period, start, code, version) WHERE o.number > ? ORDER BY o.number LIMIT ?"""
COLUMNS = "thing, period, start, code, version, length, content, received_at, computed_at"
NEWEST = """version = (SELECT max(version) FROM verdicts AS w WHERE w.thing = v.thing
    AND w.period = v.period AND w.start = v.start AND w.code = v.code)"""
CURRENT = f"""SELECT {COLUMNS} FROM verdicts AS v WHERE thing = ? AND period = ?
    AND start >= ? AND start < ? AND {NEWEST} ORDER BY start, code"""  # noqa: S608 - names are ours
VERSIONS = f"""SELECT {COLUMNS} FROM verdicts AS v WHERE thing = ? AND period = ? AND start = ?
    AND code = ? ORDER BY version"""  # noqa: S608 - names are ours
INSERT = "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
KEPT = timedelta(days=62)
"""How long trees stand beside their verdicts. [d]"""


def seconds(moment: datetime) -> int:
    """Count the seconds since 1970-01-01T00:00:00Z. [s]."""
    return int(moment.timestamp())


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1_000_000)


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else datetime.fromtimestamp(micros / 1_000_000, UTC)


def _verdict(row: Sequence[Any]) -> Verdict:
    thing, period, start, code, version, length, content, received, computed = row
    begin = datetime.fromtimestamp(start, UTC)
    return read(
        content,
        thing_id=thing,
        period=period,
        start=begin,
        end=begin + timedelta(seconds=length),
        code=code,
        version=version,
        received_at=_moment(received),
        computed_at=_moment(computed),
    )


class Store:
    """Verdicts on disk.

    Parameters
    ----------
    connection
        Open on the file; `Store.writing` and `Store.reading` make it.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def writing(cls, places: Places) -> Iterator[Self]:
        """Open to write; makes the file."""
        connection = apsw.Connection(str(places.verdicts))
        connection.set_busy_timeout(20_000)
        connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
        connection.execute(SCHEMA)
        try:
            yield cls(connection)
        finally:
            connection.close()

    @classmethod
    @contextmanager
    def reading(cls, places: Places) -> Iterator[Self | None]:
        """Open to read only; None where nothing was judged yet."""
        if not places.verdicts.exists():
            yield None
            return
        connection = apsw.Connection(str(places.verdicts), flags=apsw.SQLITE_OPEN_READONLY)
        connection.set_busy_timeout(5_000)
        try:
            made = "SELECT 1 FROM sqlite_master WHERE name = 'state'"
            yield cls(connection) if connection.execute(made).fetchone() else None
        finally:
            connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all of a step or nothing."""
        with self._connection:
            yield

    def state(self, name: str, default: str) -> str:
        """Give a remembered word, as the cursor."""
        row = self._connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keep a word, as the cursor."""
        self._connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    def current(self, thing: int, period: str, start: datetime, end: datetime) -> list[Verdict]:
        """List the current verdicts of a thing that start in [start, end), by time and code."""
        span = (thing, period, seconds(start), seconds(end))
        return [_verdict(row) for row in self._connection.execute(CURRENT, span)]

    def versions(self, thing: int, period: str, start: datetime, code: str) -> list[Verdict]:
        """List all versions of one verdict, the oldest first."""
        key = (thing, period, seconds(start), code)
        return [_verdict(row) for row in self._connection.execute(VERSIONS, key)]

    def written(self, things: Iterable[int], period: str, start: datetime, end: datetime) -> int:
        """Count the versions of some things that start in [start, end); it grows with each change."""
        query = "SELECT count(*) FROM verdicts WHERE thing = ? AND period = ? AND start >= ? AND start < ?"
        span = (period, seconds(start), seconds(end))
        rows = (self._connection.execute(query, (thing, *span)).fetchone() for thing in things)
        return sum(int(row[0]) for row in rows if row)

    def day_span(self, things: Iterable[int]) -> tuple[datetime, datetime] | None:
        """Give the starts of the first and the last day of some things; None where they have none."""
        query = "SELECT min(start), max(start) FROM verdicts WHERE thing = ? AND period = 'day'"
        rows = [self._connection.execute(query, (thing,)).fetchone() for thing in things]
        ends = [row for row in rows if row is not None and row[0] is not None]
        if not ends:
            return None
        first, last = min(row[0] for row in ends), max(row[1] for row in ends)
        return datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC)

    def over_since(self, after: int, limit: int) -> tuple[int, list[Verdict]]:
        """List the versions that came to be over a limit, or ceased to be, since a cursor."""
        rows = self._connection.execute(OVER_SINCE, (after, limit)).fetchall()
        return (int(str(rows[-1][0])) if rows else after), [_verdict(row[1:]) for row in rows]

    def newest(self, thing: int, period: str) -> datetime | None:
        """Give the start of the last period of a thing that has a verdict."""
        query = "SELECT max(start) FROM verdicts WHERE thing = ? AND period = ?"
        row = self._connection.execute(query, (thing, period)).fetchone()
        found = row[0] if row else None
        return None if found is None else datetime.fromtimestamp(found, UTC)

    def write(self, found: Iterable[tuple[Verdict, Any]], now: datetime) -> int:
        """Add those verdicts that differ from what stands, each with its tree; returns how many."""
        added = 0
        for verdict, tree in found:
            added += self._one(verdict, now)
            if tree is not None:
                self._keep(verdict, tree)
        if added:
            self.remember("version", str(self.version() + 1))
        return added

    def _one(self, verdict: Verdict, now: datetime) -> int:
        key = (verdict.thing_id, verdict.period, seconds(verdict.start), verdict.code)
        standing = self._connection.execute(
            "SELECT version, content, word FROM verdicts WHERE thing = ? AND period = ? AND start = ? "
            "AND code = ? ORDER BY version DESC LIMIT 1",
            key,
        ).fetchone()
        content = write(verdict)
        if standing is not None and standing[1] == content:
            return 0
        version = 1 if standing is None else standing[0] + 1
        length = int((verdict.end - verdict.start).total_seconds())
        times = (_micros(verdict.received_at), _micros(now))
        self._connection.execute(INSERT, (*key, version, length, verdict.word, content, *times))
        if OVER in (verdict.word, standing and standing[2]):
            self._connection.execute(
                "INSERT INTO over_limit (thing, period, start, code, version) VALUES (?, ?, ?, ?, ?)",
                (*key, version),
            )
        return 1

    def _keep(self, verdict: Verdict, tree: Any) -> None:  # noqa: ANN401 - JSON
        body = zlib.compress(json.dumps(tree, ensure_ascii=False).encode(), 6)
        key = (verdict.thing_id, seconds(verdict.start), verdict.period, verdict.code)
        self._connection.execute(
            "INSERT OR REPLACE INTO trees VALUES (?, ?, ?, ?, ?)", (*key, body)
        )

    def tree(self, thing: int, period: str, start: datetime, code: str) -> Any:  # noqa: ANN401
        """Give the tree of a current verdict as JSON holds it; None where it is kept no more."""
        query = "SELECT body FROM trees WHERE thing = ? AND start = ? AND period = ? AND code = ?"
        row = self._connection.execute(query, (thing, seconds(start), period, code)).fetchone()
        return None if row is None else json.loads(zlib.decompress(row[0]))

    def drop_trees(self, now: datetime) -> None:
        """Let go of the trees of days long past."""
        self._connection.execute("DELETE FROM trees WHERE start < ?", (seconds(now - KEPT),))

    def version(self) -> int:
        """Count the times that any verdict changed. [1]."""
        return int(self.state("version", "0"))

    def facts(self, thing: int) -> dict[date, str]:
        """Give, by day, what of the registry and the law the verdicts of a thing rest on."""
        rows = self._connection.execute("SELECT day, facts FROM days WHERE thing = ?", (thing,))
        return {date.fromordinal(day): facts for day, facts in rows}

    def judged_days(self) -> list[date]:
        """List the days that anything was judged of, or stands for."""
        query = "SELECT day FROM days UNION SELECT (start + 28800) / 86400 + ? FROM verdicts"
        rows = self._connection.execute(query, (date(1970, 1, 1).toordinal(),))
        return sorted(date.fromordinal(day) for (day,) in rows)

    def remember_facts(self, thing: int, day: date, facts: str) -> None:
        """Keep what the verdicts of a day rest on."""
        values = (thing, day.toordinal(), facts)
        self._connection.execute("INSERT OR REPLACE INTO days VALUES (?, ?, ?)", values)
