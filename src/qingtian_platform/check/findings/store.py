"""The file `findings.sqlite3`: the stage alone writes it, rows are added and never changed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, Self

import apsw
import numpy as np

from qingtian.quality.rules import rule as rule_of
from qingtian_platform.check.expect import aware, micros, moment
from qingtian_platform.check.findings.rows import FindingRow, Said
from qingtian_platform.kit.places import Places

FORMAT: Final = 1
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS findings (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL,
    rule TEXT NOT NULL, version INTEGER NOT NULL, category TEXT NOT NULL, thing INTEGER,
    mn TEXT NOT NULL, code TEXT NOT NULL, interval TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, score REAL NOT NULL,
    evidence TEXT NOT NULL, streams TEXT NOT NULL,
    detected_at INTEGER NOT NULL, said_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS findings_by_stream ON findings (mn, code, interval, end);
CREATE INDEX IF NOT EXISTS findings_by_thing ON findings (thing, end);
CREATE INDEX IF NOT EXISTS findings_by_time ON findings (end);
CREATE TABLE IF NOT EXISTS ended (
    finding INTEGER PRIMARY KEY, at INTEGER NOT NULL, reason TEXT NOT NULL, successor INTEGER
);
CREATE TABLE IF NOT EXISTS changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, finding INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS touches (
    mn TEXT NOT NULL, code TEXT NOT NULL, finding INTEGER NOT NULL,
    PRIMARY KEY (mn, code, finding)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
KEPT: Final = ("findings", "ended", "changes", "touches")
"""Tables whose rows nobody may change or take away."""


def sealed(tables: Iterable[str]) -> str:
    """Write triggers that refuse to change or remove rows of some tables."""
    return "".join(
        f"CREATE TRIGGER IF NOT EXISTS {table}_{what.lower()} BEFORE {what} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;\n"
        for table in tables
        for what in ("UPDATE", "DELETE")
    )


ASKED: Final = """
SELECT f.id, f.source, f.rule, f.version, f.category, f.thing, f.mn, f.code, f.interval, f.start,
       f.end, f.score, f.evidence, f.streams, f.detected_at, f.said_at, e.at, e.reason, e.successor
FROM findings f LEFT JOIN ended e ON e.finding = f.id
"""


class FormatError(RuntimeError):
    """The file is of a later format than this program reads."""


class Asked:
    """Conditions of a question for findings, with their values."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.values: list[Any] = []

    def add(self, text: str, value: object) -> Asked:
        """Add a condition, unless its value is None."""
        if value is not None:
            self.texts.append(text)
            self.values.append(micros(moment(value)) if isinstance(value, datetime) else value)
        return self

    def among(self, column: str, words: Sequence[str]) -> Asked:
        """Choose rows by several words."""
        self.texts.append(f"{column} IN ({', '.join('?' * len(words))})" if words else "false")
        self.values += words
        return self

    def standing(self, *, only: bool) -> Asked:
        """Choose those that stand."""
        if only:
            self.texts.append("e.finding IS NULL")
        return self


class Store:
    """Reads the file, and writes it where it was opened to; a missing file reads as empty."""

    def __init__(self, connection: apsw.Connection | None) -> None:
        self.db = connection

    @classmethod
    def writing(cls, places: Places) -> Self:
        """Open to write; the one process that does is the stage's.

        Raises
        ------
        FormatError
            If a later program has written it.
        """
        connection = apsw.Connection(str(places.findings))
        connection.set_busy_timeout(20_000)
        connection.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
        connection.execute(SCHEMA + sealed(KEPT))
        store = cls(connection)
        if int(store.state("format") or FORMAT) > FORMAT:
            raise FormatError(f"{places.findings} was written by a later version; update this one")
        store.remember("format", str(FORMAT))
        return store

    @classmethod
    def reading(cls, places: Places) -> Self:
        """Open to read."""
        if not places.findings.exists():
            return cls(None)
        connection = apsw.Connection(str(places.findings), flags=apsw.SQLITE_OPEN_READONLY)
        connection.set_busy_timeout(20_000)
        return cls(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.db is not None:
            self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all of it or nothing."""
        assert self.db is not None, "opened to read"
        with self.db:
            yield

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Ask; empty where the file or its tables are not made yet."""
        if self.db is None:
            return []
        try:
            return self.db.execute(query, tuple(values)).fetchall()
        except apsw.SQLError:
            if self.db.readonly("main"):
                return []
            raise

    def write(self, query: str, rows: Iterable[Sequence[object]]) -> None:
        """Write rows."""
        assert self.db is not None, "opened to read"
        self.db.executemany(query, [tuple(row) for row in rows])

    def state(self, name: str) -> str | None:
        """Read a cursor or mark of the stage."""
        found = self.rows("SELECT value FROM state WHERE name = ?", (name,))
        return str(found[0][0]) if found else None

    def remember(self, name: str, value: str) -> None:
        """Write a cursor or mark of the stage."""
        self.write("INSERT OR REPLACE INTO state VALUES (?, ?)", [(name, value)])

    def asked(self, asked: Asked) -> list[FindingRow]:
        """List the findings that fit, by start and number."""
        where = f" WHERE {' AND '.join(asked.texts)}" if asked.texts else ""
        return [
            _row(each) for each in self.rows(f"{ASKED}{where} ORDER BY f.start, f.id", asked.values)
        ]

    def say(self, source: str, said: Said, now: datetime) -> int:
        """Write a finding.

        Returns
        -------
        int
            Its number.
        """
        assert self.db is not None, "opened to read"
        rule = rule_of(said.rule)
        times = [micros(moment(each)) for each in (said.start, said.end)]
        told = [micros(moment(each)) for each in (said.known_at, now)]
        self.db.execute(
            "INSERT INTO findings (source, rule, version, category, thing, mn, code, interval,"
            " start, end, score, evidence, streams, detected_at, said_at)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                *(source, rule.number, rule.version, rule.category, said.thing_id),
                *(said.mn, said.code, said.interval, *times, said.score),
                *(written(said.evidence), written(said.touched), *told),
            ),
        )
        number = int(self.db.last_insert_rowid())
        self.write("INSERT INTO touches VALUES (?,?,?)", {(*each, number) for each in said.touched})
        self.write("INSERT INTO changes (finding) VALUES (?)", [(number,)])
        return number

    def end(self, number: int, reason: str, successor: int | None, now: datetime) -> None:
        """Write that a finding stands no more, and why."""
        at = micros(moment(now))
        self.write("INSERT INTO ended VALUES (?,?,?,?)", [(number, at, reason, successor)])
        self.write("INSERT INTO changes (finding) VALUES (?)", [(number,)])

    def changes(self, after: int) -> tuple[int, list[int]]:
        """List the findings said or ended since a cursor, and the cursor that follows."""
        found = self.rows(
            "SELECT number, finding FROM changes WHERE number > ? ORDER BY number", (after,)
        )
        return (int(found[-1][0]) if found else after), list(dict.fromkeys(f for _, f in found))


def _row(row: Sequence[Any]) -> FindingRow:
    number, source, rule, version, category, thing, mn, code, interval, start, end = row[:11]
    score, evidence, streams, detected, said, ended, reason, successor = row[11:]
    return FindingRow(
        id=number,
        rule=rule,
        version=version,
        kind=rule_of(rule).kind,
        category=category,
        thing_id=thing,
        mn=mn,
        code=code,
        interval=interval,
        start=aware(start),
        end=aware(end),
        score=score,
        evidence=json.loads(evidence),
        streams=tuple((mn, code) for mn, code in json.loads(streams)),
        source=source,
        detected_at=aware(detected),
        said_at=aware(said),
        withdrawn_at=None if ended is None else aware(ended),
        reason=reason or "",
        successor=successor,
    )


def written(value: object) -> str:
    """Write evidence as JSON, in one way."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:  # noqa: ANN401 - what JSON holds
    """Make JSON of evidence: numbers of NumPy become plain, what is not finite becomes null."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, datetime | np.datetime64):
        return str(value)
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
