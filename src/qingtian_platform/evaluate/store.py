"""The file `results.sqlite3`: every version of every result; one writer, the stage.

Nothing is overwritten: a result that changes gets a new version, and the current view is the
version with the largest number. What is computed again to the same content adds nothing, so that
a step may be repeated after a kill. The cursor moves in the transaction that writes the results.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

import apsw

from qingtian_platform.evaluate.facts import CITY
from qingtian_platform.evaluate.rows import Result, read_doses, write_doses
from qingtian_platform.kit.places import Places

SCHEMA = """
CREATE TABLE IF NOT EXISTS results (
    thing INTEGER NOT NULL, period TEXT NOT NULL, start INTEGER NOT NULL, version INTEGER NOT NULL,
    aqi INTEGER, "primary" TEXT NOT NULL, level INTEGER, valid INTEGER NOT NULL,
    edition TEXT NOT NULL, doses TEXT NOT NULL, reasons TEXT NOT NULL,
    stations INTEGER NOT NULL, with_data INTEGER NOT NULL,
    received_at INTEGER, computed_at INTEGER NOT NULL,
    PRIMARY KEY (thing, period, start, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inputs (
    thing INTEGER NOT NULL, day INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (thing, day)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS evaluated (
    thing INTEGER NOT NULL, day INTEGER NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (thing, day)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changed (thing INTEGER PRIMARY KEY, times INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS latest (thing INTEGER PRIMARY KEY, start INTEGER NOT NULL);
"""
COLUMNS = (
    'thing, period, start, version, aqi, "primary", level, valid, edition, doses, reasons, '
    "stations, with_data, received_at, computed_at"
)
CURRENT = f"""
SELECT {COLUMNS} FROM results AS r
WHERE thing = ? AND period = ? AND start >= ? AND start < ?
AND version = (SELECT max(version) FROM results AS v
               WHERE v.thing = r.thing AND v.period = r.period AND v.start = r.start)
ORDER BY start
"""  # noqa: S608 - names are ours
LATEST = f"""
SELECT {COLUMNS} FROM latest CROSS JOIN results AS r USING (thing, start)
WHERE period = 'hour'
AND version = (SELECT max(version) FROM results AS v
               WHERE v.thing = r.thing AND v.period = 'hour' AND v.start = r.start)
ORDER BY thing
"""  # noqa: S608 - names are ours
INSERT = f"INSERT INTO results ({COLUMNS}) VALUES ({','.join('?' * 15)})"  # noqa: S608 - names are ours
COUNT_CHANGE = """
INSERT INTO changed VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1"""
COUNT_EVALUATION = """
INSERT INTO evaluated VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1"""
LENGTH = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


def seconds(moment: datetime) -> int:
    """Count the seconds since 1970-01-01T00:00:00Z. [s]."""
    return int(moment.timestamp())


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1_000_000)


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else datetime.fromtimestamp(micros / 1_000_000, UTC)


def _row(result: Result, version: int, now: datetime) -> tuple[Any, ...]:
    return (
        CITY if result.thing_id is None else result.thing_id,
        result.period,
        seconds(result.start),
        version,
        result.aqi,
        ",".join(result.primary),
        result.level,
        int(result.valid),
        result.edition,
        write_doses(result.doses),
        ",".join(result.reasons),
        result.stations,
        result.with_data,
        _micros(result.received_at),
        _micros(now),
    )


def _result(row: Sequence[Any]) -> Result:
    thing, period, start, version, aqi, primary, level, valid, edition, doses, reasons = row[:11]
    stations, with_data, received_at, computed_at = row[11:]
    begin = datetime.fromtimestamp(start, UTC)
    return Result(
        thing_id=None if thing == CITY else thing,
        period=period,
        start=begin,
        end=begin + LENGTH[period],
        aqi=aqi,
        primary=tuple(primary.split(",")) if primary else (),
        level=level,
        valid=bool(valid),
        edition=edition,
        doses=read_doses(doses),
        reasons=tuple(reasons.split(",")) if reasons else (),
        stations=stations,
        with_data=with_data,
        received_at=_moment(received_at),
        version=version,
        computed_at=_moment(computed_at),
    )


_readers = threading.local()


def _reader(places: Places) -> apsw.Connection | None:
    """Give this thread's connection; a new one where the file is another one than it was."""
    try:
        there = places.results.stat()
    except FileNotFoundError:
        return None
    file = (str(places.results), there.st_dev, there.st_ino, os.getpid())
    if getattr(_readers, "file", None) != file:
        connection = apsw.Connection(file[0], flags=apsw.SQLITE_OPEN_READONLY)
        connection.set_busy_timeout(5_000)
        _readers.file, _readers.connection = file, connection
    found: apsw.Connection = _readers.connection
    return found


class Store:
    """Results on disk.

    Parameters
    ----------
    connection
        Open on the file; `Store.writing` and `Store.reading` make it.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    @classmethod
    def writing(cls, places: Places) -> Self:
        """Open to write; makes the file."""
        connection = apsw.Connection(str(places.results))
        connection.set_busy_timeout(20_000)
        connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
        connection.execute(SCHEMA)
        store = cls(connection)
        if store._number("SELECT count(*) FROM latest", ()) == 0:  # a file of an earlier edition
            store._refresh(store.things())
        return store

    @classmethod
    @contextmanager
    def reading(cls, places: Places) -> Iterator[Self | None]:
        """Open to read only; None where nothing was evaluated yet.

        A thread keeps its connection: a page asks some twenty times, and opening is the dearest part.
        """
        connection = _reader(places)
        known = (
            connection
            and connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'changed'").fetchone()
        )
        yield cls(connection) if connection and known else None

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def current(self, thing: int, period: str, start: datetime, end: datetime) -> list[Result]:
        """List the current results of a thing that start in [start, end)."""
        span = (thing, period, seconds(start), seconds(end))
        return [_result(row) for row in self._connection.execute(CURRENT, span)]

    def versions(self, thing: int, period: str, start: datetime) -> list[Result]:
        """List all versions of one result, the oldest first."""
        query = f"SELECT {COLUMNS} FROM results WHERE thing = ? AND period = ? AND start = ? ORDER BY version"  # noqa: S608
        return [
            _result(row) for row in self._connection.execute(query, (thing, period, seconds(start)))
        ]

    def last(self, thing: int, period: str) -> Result | None:
        """Give the current result that was measured last and has any concentration."""
        query = f"SELECT {COLUMNS} FROM results WHERE thing = ? AND period = ? ORDER BY start DESC, version DESC"  # noqa: S608
        seen: int | None = None
        for row in self._connection.execute(query, (thing, period)):
            if row[2] == seen:
                continue
            seen = row[2]
            found = _result(row)
            if any(dose.value is not None for dose in found.doses.values()):
                return found
        return None

    def things(self) -> list[int]:
        """List everything that has results; 0 is the city."""
        query = """
        WITH RECURSIVE t(thing) AS (
            SELECT min(thing) FROM results
            UNION ALL SELECT (SELECT min(thing) FROM results WHERE thing > t.thing) FROM t WHERE t.thing IS NOT NULL
        ) SELECT thing FROM t WHERE thing IS NOT NULL"""
        return [row[0] for row in self._connection.execute(query)]

    def _refresh(self, things: Iterable[int]) -> None:
        """Name of each thing the hour that stands for now, as its results are after a change."""
        for thing in things:
            self._connection.execute("DELETE FROM latest WHERE thing = ?", (thing,))
            found = self.last(thing, "hour")
            if found is not None:
                row = (thing, seconds(found.start))
                self._connection.execute("INSERT INTO latest VALUES (?, ?)", row)

    def latest(self) -> list[Result]:
        """List the hour that stands for now, of each thing that has one, the city's too."""
        return [_result(row) for row in self._connection.execute(LATEST)]

    def state(self, name: str, default: str) -> str:
        """Give a remembered word, as the cursor."""
        row = self._connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all of a step or nothing."""
        with self._connection:
            yield

    def remember(self, name: str, value: str) -> None:
        """Keep a word, as the cursor."""
        self._connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    def write(self, results: Iterable[Result], now: datetime) -> int:
        """Add those results that differ from what stands; returns how many. [1]."""
        added = 0
        things: set[int] = set()
        for result in results:
            thing = CITY if result.thing_id is None else result.thing_id
            standing = self.current(
                thing, result.period, result.start, result.start + timedelta(seconds=1)
            )
            if standing and standing[0].content == result.content:
                continue
            version = standing[0].version + 1 if standing else 1
            self._connection.execute(INSERT, _row(result, version, now))
            added += 1
            things.add(thing)
        self._refresh(things)
        if CITY in things:
            self._connection.execute(COUNT_CHANGE, (CITY,))
        if added:
            self.remember("version", str(self.version() + 1))
        return added

    def version(self, thing: int | None = None) -> int:
        """Count the times that any result changed, or the city's, or a station was evaluated. [1]."""
        if thing is None:
            return int(self.state("version", "0"))
        return self._number("SELECT times FROM changed WHERE thing = ?", (thing,)) or 0

    def _number(self, query: str, values: tuple[int, ...]) -> int | None:
        row = self._connection.execute(query, values).fetchone()
        return None if row is None or row[0] is None else int(row[0])

    def count_evaluation(self, things: Iterable[int], first: date, last: date) -> None:
        """Note that days of stations, and of the city, were evaluated, also if nothing changed."""
        days = range(first.toordinal(), last.toordinal() + 1)
        stations = list(things)
        rows = [(thing, day) for thing in (*stations, CITY) for day in days]
        self._connection.executemany(COUNT_EVALUATION, rows)
        self._connection.executemany(COUNT_CHANGE, [(thing,) for thing in stations])

    def evaluations(self, thing: int, first: date, last: date) -> dict[date, int]:
        """Count how often each day of a thing was evaluated; days that never were are left out."""
        query = "SELECT day, times FROM evaluated WHERE thing = ? AND day >= ? AND day <= ?"
        span = (thing, first.toordinal(), last.toordinal())
        return {date.fromordinal(day): n for day, n in self._connection.execute(query, span)}

    def days(self) -> list[date]:
        """List the days that were evaluated, or have a result, the oldest first."""
        query = "SELECT day FROM evaluated UNION SELECT (start + 28800) / 86400 + ? FROM results"
        rows = self._connection.execute(query, (date(1970, 1, 1).toordinal(),))
        return sorted(date.fromordinal(day) for (day,) in rows)

    def inputs(self, thing: int, day: date) -> bytes | None:
        """Give the kept inputs of a day; None where none are kept."""
        query = "SELECT body FROM inputs WHERE thing = ? AND day = ?"
        row = self._connection.execute(query, (thing, day.toordinal())).fetchone()
        return None if row is None else bytes(row[0])

    def newest_inputs(self, thing: int) -> date | None:
        """Give the last day whose inputs are kept."""
        last = self._number("SELECT max(day) FROM inputs WHERE thing = ?", (thing,))
        return None if last is None else date.fromordinal(last)

    def keep_inputs(self, thing: int, day: date, body: bytes) -> None:
        """Keep the inputs of a day in place of what was kept of it."""
        values = (thing, day.toordinal(), body)
        self._connection.execute("INSERT OR REPLACE INTO inputs VALUES (?, ?, ?)", values)

    def drop_inputs(self, thing: int, kept: timedelta) -> None:
        """Drop what is older than the last days that are kept."""
        query = """DELETE FROM inputs WHERE thing = ?1
            AND day <= (SELECT max(day) FROM inputs WHERE thing = ?1) - ?2"""
        self._connection.execute(query, (thing, kept.days))

    def span(self, thing: int, period: str) -> tuple[datetime, datetime] | None:
        """Give the starts of the first and the last result of a thing; None where it has none."""
        query = "SELECT min(start), max(start) FROM results WHERE thing = ? AND period = ?"
        row = self._connection.execute(query, (thing, period)).fetchone()
        if row is None or row[0] is None:
            return None
        return datetime.fromtimestamp(row[0], UTC), datetime.fromtimestamp(row[1], UTC)
