"""The file `self-check.sqlite3`: what is to be checked tonight, how far it is, what was found.

A run is cut into pieces; each is done in one go and leaves what it found in the transaction that
strikes it off, so that a run goes on where it was stopped. A piece that found something is taken
up again in every later run until nothing differs there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from qingtian_platform.kit.differences import Difference
from qingtian_platform.kit.places import Places
from qingtian_platform.record.sqlite import StateFile

KEPT: Final = 1_000
"""Differences of one run that are kept; the others are counted."""
RUNS: Final = 400
"""Runs that are kept."""
_SCHEMA: Final = """
CREATE TABLE runs (
    number INTEGER PRIMARY KEY, day TEXT NOT NULL, started INTEGER NOT NULL, finished INTEGER,
    differing INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE pieces (
    run INTEGER NOT NULL, kind TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    place INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (run, kind, first, last)
) STRICT, WITHOUT ROWID;
CREATE TABLE differences (
    run INTEGER NOT NULL, kind TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    "table" TEXT NOT NULL, key TEXT NOT NULL, field TEXT NOT NULL, said TEXT NOT NULL,
    found TEXT NOT NULL
) STRICT;
CREATE INDEX differences_of_run ON differences (run);
CREATE TABLE cursors (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
"""


class Piece(NamedTuple):
    """What is checked in one go: of a kind, from a number to a number, both included."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True)
class Run:
    """One night's check.

    Attributes
    ----------
    number
        Of the run.
    day
        For which it was begun, `2026-11-26`, in Beijing.
    started, finished
        When; None = it is not over.
    differing
        Rows that differ. [1]
    checked
        How much was checked, by kind. [1]
    left
        Pieces that are still to be done. [1]
    """

    number: int
    day: str
    started: datetime
    finished: datetime | None
    differing: int
    checked: Mapping[str, int]
    left: int


class Checks(StateFile):
    """Runs, their pieces and what they found; see the module."""

    @classmethod
    @contextmanager
    def reading(cls, places: Places) -> Iterator[Checks | None]:
        """Open to read; None before the first run."""
        if not places.self_check.exists():
            yield None
            return
        with cls(places.self_check) as checks:
            yield checks if checks._one("PRAGMA user_version") else None

    @classmethod
    @contextmanager
    def writing(cls, places: Places) -> Iterator[Checks]:
        """Open to write; makes the file."""
        with cls(places.self_check, write=True) as checks:
            with checks._db:
                if not checks._one("PRAGMA user_version"):
                    checks._db.execute(_SCHEMA)
            places.self_check.chmod(0o600)
            yield checks

    # What was found

    def last(self, *, finished: bool = False) -> Run | None:
        """Give the newest run; with `finished`, the newest that is over."""
        return next(iter(self.runs(1, finished=finished)), None)

    def runs(self, limit: int, *, finished: bool = False) -> list[Run]:
        """List runs, the newest first."""
        only = "WHERE finished IS NOT NULL " if finished else ""
        rows = self._db.execute(
            "SELECT number, day, started, finished, differing "  # noqa: S608 - our own words
            f"FROM runs {only}ORDER BY number DESC LIMIT ?",
            (limit,),
        )
        return [self._run(*row) for row in rows.fetchall()]

    def _run(
        self, number: int, day: str, started: int, finished: int | None, differing: int
    ) -> Run:
        done = self._db.execute(
            "SELECT kind, sum(last - first + 1) FROM pieces WHERE run = ? AND done GROUP BY kind",
            (number,),
        )
        checked = dict(done.fetchall())
        left = self._one("SELECT count(*) FROM pieces WHERE run = ? AND NOT done", (number,))
        over = None if finished is None else _moment(finished)
        return Run(number, day, _moment(started), over, differing, checked, int(left))

    def differences(self, run: int, limit: int = KEPT) -> list[Difference]:
        """List what a run found."""
        query = 'SELECT "table", key, field, said, found FROM differences WHERE run = ? LIMIT ?'
        return [Difference(*row) for row in self._db.execute(query, (run, limit))]

    # What is to be done

    def begin(self, day: str, pieces: Iterable[Piece], now: datetime) -> int:
        """Begin a run, and take up again what differed in the run before.

        Parameters
        ----------
        day
            For which.
        pieces
            What is to be checked.
        now
            The time.

        Returns
        -------
        int
            Its number.
        """
        with self._db:
            number = int(self._one("SELECT coalesce(max(number), 0) + 1 FROM runs"))
            again = self._db.execute(
                "SELECT DISTINCT kind, first, last FROM differences WHERE run = ?", (number - 1,)
            )
            wanted = dict.fromkeys([*(Piece(*row) for row in again.fetchall()), *pieces])
            values = (number, day, _micros(now))
            self._db.execute("INSERT INTO runs (number, day, started) VALUES (?, ?, ?)", values)
            self._db.executemany(
                "INSERT INTO pieces (run, kind, first, last, place) VALUES (?, ?, ?, ?, ?)",
                [(number, *piece, place) for place, piece in enumerate(wanted)],
            )
            for table, name in (("runs", "number"), ("pieces", "run"), ("differences", "run")):
                self._db.execute(f"DELETE FROM {table} WHERE {name} <= ?", (number - RUNS,))  # noqa: S608
        return number

    def next(self) -> tuple[int, Piece] | None:
        """Give the run that is not over, and its next piece; None where nothing is to be done."""
        row = self._db.execute(
            "SELECT run, kind, first, last FROM pieces JOIN runs ON run = number "
            "WHERE NOT done AND finished IS NULL ORDER BY run DESC, place LIMIT 1"
        ).fetchone()
        return None if row is None else (row[0], Piece(*row[1:]))

    def postpone(self, run: int, piece: Piece) -> None:
        """Put a piece behind all others."""
        with self._db:
            self._db.execute(
                "UPDATE pieces SET place = 1 + (SELECT max(place) FROM pieces WHERE run = ?) "
                "WHERE run = ? AND kind = ? AND first = ? AND last = ?",
                (run, run, *piece),
            )

    def done(self, run: int, piece: Piece, found: list[Difference], now: datetime) -> None:
        """Strike a piece off with what it found; the last one ends the run."""
        with self._db:
            self._db.execute(
                "UPDATE pieces SET done = 1 WHERE run = ? AND kind = ? AND first = ? AND last = ?",
                (run, *piece),
            )
            room = KEPT - int(self._one("SELECT count(*) FROM differences WHERE run = ?", (run,)))
            self._db.executemany(
                "INSERT INTO differences VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(run, *piece, *_texts(each)) for each in found[: max(room, 0)]],
            )
            self._db.execute(
                "UPDATE runs SET differing = differing + ? WHERE number = ?", (len(found), run)
            )
            if not self._one("SELECT count(*) FROM pieces WHERE run = ? AND NOT done", (run,)):
                self._db.execute(
                    "UPDATE runs SET finished = ? WHERE number = ?", (_micros(now), run)
                )

    def cursor(self, name: str) -> int:
        """Give how far something is that goes round from night to night; 0 at first."""
        return int(self._one("SELECT value FROM cursors WHERE name = ?", (name,)) or 0)

    def move(self, name: str, value: int) -> None:
        """Keep how far it is."""
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO cursors VALUES (?, ?)", (name, value))


def _texts(each: Difference) -> tuple[str, ...]:
    """Give a difference as columns; long texts are cut."""
    whole: tuple[Any, ...] = (each.table, each.key, each.field, each.said, each.found)
    return tuple(text[:500] for text in whole)


def _micros(moment: datetime) -> int:
    return round(moment.timestamp() * 1e6)


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1e6, UTC)
