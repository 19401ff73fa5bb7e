"""The file `instruments.sqlite3`: what instruments told of themselves, each row with its frame.

The stage alone writes it, and only adds. All of it is derived from sealed frames: a file that is lost
or of another format is derived again, row by row the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import apsw

from qingtian_platform.kit.places import Places

FORMAT = 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
SCHEMA = """
CREATE TABLE IF NOT EXISTS told (
    batch INTEGER NOT NULL, frame INTEGER NOT NULL, place INTEGER NOT NULL,
    mn TEXT NOT NULL, code TEXT NOT NULL, info TEXT NOT NULL, kind TEXT NOT NULL,
    name TEXT NOT NULL, text TEXT NOT NULL, number REAL, at INTEGER NOT NULL,
    received_at INTEGER NOT NULL, command INTEGER NOT NULL,
    PRIMARY KEY (batch, frame, place)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS told_of ON told (mn, code, name, at);
CREATE INDEX IF NOT EXISTS told_kind ON told (kind, mn, at);
CREATE TABLE IF NOT EXISTS seen (
    mn TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (mn, code, name, value)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS told_stands BEFORE UPDATE ON told
BEGIN SELECT RAISE(ABORT, 'what an instrument told is never altered'); END;
CREATE TRIGGER IF NOT EXISTS told_stays BEFORE DELETE ON told
BEGIN SELECT RAISE(ABORT, 'what an instrument told is never removed'); END;
"""
COLUMNS = "batch, frame, place, mn, code, info, kind, name, text, number, at, received_at, command"


@dataclass(frozen=True)
class Told:
    """One thing that an instrument told.

    Attributes
    ----------
    mn, code
        Data logger, and factor of the analyser; empty where the data logger or station is meant.
    info, kind, name
        As of `protocols.hj212.information`.
    text, number
        What it told. [of the code]
    at
        When, by its own clock.
    received_at
        When that came.
    command
        3019, 3020 or 3021.
    batch, frame, place
        The sealed frame, and the place in it.
    """

    mn: str
    code: str
    info: str
    kind: str
    name: str
    text: str
    number: float | None
    at: datetime
    received_at: datetime
    command: int
    batch: int
    frame: int
    place: int


class Writer:
    """The one that writes; the file is made where it is missing."""

    def __init__(self, places: Places) -> None:
        self._db = apsw.Connection(str(places.instruments))
        self._db.set_busy_timeout(20_000)
        self._db.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
        self._db.execute(SCHEMA)
        if self._state("format") not in (None, str(FORMAT)):
            self._db.execute("DROP TABLE told; DROP TABLE seen; DELETE FROM state;")
            self._db.execute(SCHEMA)
        self._set("format", str(FORMAT))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @property
    def cursor(self) -> int:
        """The last batch that was read; -1 before the first."""
        return int(self._state("batch") or -1)

    def add(self, rows: Sequence[Told], cursor: int) -> None:
        """Add what some batches told and move the cursor, both or neither; again has no effect."""
        with self._db:
            marks = ",".join("?" * 13)
            self._db.executemany(
                f"INSERT OR IGNORE INTO told ({COLUMNS}) VALUES ({marks})",  # noqa: S608 - ours
                [_values(row) for row in rows],
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO seen VALUES (?,?,?,?)",
                [
                    (row.mn, row.code, row.name, str(row.number))
                    for row in rows
                    if row.kind == "parameter" and row.number is not None
                ],
            )
            self._set("batch", str(cursor))

    def _state(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _set(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


class Reader:
    """Reads the file; a file that is not there yet reads as empty."""

    def __init__(self, places: Places) -> None:
        self._db: apsw.Connection | None = None
        if places.instruments.exists():
            self._db = apsw.Connection(str(places.instruments), flags=apsw.SQLITE_OPEN_READONLY)
            self._db.set_busy_timeout(20_000)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._db is not None:
            self._db.close()

    def told(
        self,
        *,
        mn: str | None = None,
        code: str | None = None,
        kinds: Sequence[str] = (),
        name: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> list[Told]:
        """List what was told in [start, end), in order of time, then of receipt."""
        parts, values = ["1"], list[Any]()
        for column, wanted in (("mn", mn), ("code", code), ("name", name)):
            if wanted is not None:
                parts.append(f"{column} = ?")
                values.append(wanted)
        if kinds:
            parts.append(f"kind IN ({','.join('?' * len(kinds))})")
            values += kinds
        for sign, moment in ((">=", start), ("<", end)):
            if moment is not None:
                parts.append(f"at {sign} ?")
                values.append(micros(moment))
        where = " AND ".join(parts)
        query = f"SELECT {COLUMNS} FROM told WHERE {where} ORDER BY at, batch, frame, place"  # noqa: S608 - ours
        return [_told(row) for row in self._rows(query, values)]

    def newest(self, name: str) -> dict[tuple[str, str], float]:
        """Give the last number told of a parameter, by data logger and factor."""
        query = (
            "SELECT mn, code, number, max(at) FROM told WHERE name = ? AND number IS NOT NULL "
            "GROUP BY mn, code"
        )
        return {(mn, code): number for mn, code, number, _at in self._rows(query, [name])}

    def changed(self) -> list[str]:
        """List the data loggers of which a parameter was ever told with two values."""
        query = (
            "SELECT DISTINCT mn FROM "
            "(SELECT mn FROM seen GROUP BY mn, code, name HAVING count(*) > 1) ORDER BY mn"
        )
        return [row[0] for row in self._rows(query, [])]

    def _rows(self, query: str, values: Sequence[Any]) -> list[Any]:
        if self._db is None:
            return []
        try:
            return self._db.execute(query, values).fetchall()
        except apsw.SQLError:
            return []  # the writer has not made its tables yet


def micros(moment: datetime) -> int:
    """Give a moment as microseconds since 1970. [µs UTC]."""
    return (moment - EPOCH) // MICRO


def _values(row: Told) -> tuple[Any, ...]:
    told = (row.mn, row.code, row.info, row.kind, row.name, row.text, row.number)
    return (
        row.batch,
        row.frame,
        row.place,
        *told,
        micros(row.at),
        micros(row.received_at),
        row.command,
    )


def _told(row: tuple[Any, ...]) -> Told:
    batch, frame, place, mn, code, info, kind, name, text, number, at, came, command = row
    return Told(
        mn=mn,
        code=code,
        info=info,
        kind=kind,
        name=name,
        text=text,
        number=number,
        at=EPOCH + MICRO * at,
        received_at=EPOCH + MICRO * came,
        command=command,
        batch=batch,
        frame=frame,
        place=place,
    )
