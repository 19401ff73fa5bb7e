"""Flags in `findings.sqlite3`: runs are added, none is changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from qingtian_platform.check.expect import micros, moment
from qingtian_platform.check.findings.runs import Run, Statement
from qingtian_platform.check.findings.store import Store, sealed, written

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS streams (
    id INTEGER PRIMARY KEY, mn TEXT NOT NULL, code TEXT NOT NULL, interval TEXT NOT NULL,
    UNIQUE (mn, code, interval)
);
CREATE TABLE IF NOT EXISTS statements (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER NOT NULL, statements INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, step INTEGER NOT NULL, flag INTEGER NOT NULL,
    said_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS runs_by_stream ON runs (stream, last);
""" + sealed(("streams", "statements", "runs"))
"""`statements` holds sets of statements, each once: what a run says, all of the set say."""

Key = tuple[str, str, str]
"""Data logger, observed property, interval."""
New = tuple[tuple[Statement, ...], tuple[int, int, int, int]]
"""Who says a run, and its first, last, step and flag."""


class FlagStore:
    """Reads and writes runs through an open store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[int, tuple[Statement, ...]] = {}
        self._numbers: dict[str, int] = {}

    def make(self) -> FlagStore:
        """Make the tables where they are missing; for the one that writes."""
        assert self._store.db is not None, "opened to read"
        self._store.db.execute(SCHEMA)
        return self

    def runs(self, key: Key, start: int | None = None, end: int | None = None) -> list[Run]:
        """List the runs of a datastream that touch [start, end), in the order of saying. [µs UTC]."""
        found = self._store.rows(
            "SELECT r.number, r.statements, r.first, r.last, r.step, r.flag, r.said_at"
            " FROM runs r JOIN streams s ON r.stream = s.id"
            " WHERE s.mn = ? AND s.code = ? AND s.interval = ? AND r.last >= ? AND r.first < ?"
            " ORDER BY r.number",
            (*key, -(2**62) if start is None else start, 2**62 if end is None else end),
        )
        return [Run(number, self._statements(which), *rest) for number, which, *rest in found]

    def append(self, key: Key, new: Iterable[New], now: datetime) -> None:
        """Write runs of a datastream."""
        at = micros(moment(now))
        rows = [(self._stream(key), self._number(statements), *run, at) for statements, run in new]
        self._store.write(
            "INSERT INTO runs (stream, statements, first, last, step, flag, said_at)"
            " VALUES (?,?,?,?,?,?,?)",
            rows,
        )

    def keys(self, mn: str, interval: str) -> list[Key]:
        """List the datastreams of a data logger that have flags."""
        found = self._store.rows(
            "SELECT mn, code, interval FROM streams WHERE mn = ? AND interval = ?", (mn, interval)
        )
        return [tuple(row) for row in found]

    def _statements(self, which: int) -> tuple[Statement, ...]:
        if which not in self._known:
            body = self._store.rows("SELECT body FROM statements WHERE id = ?", (which,))[0][0]
            self._known[which] = tuple(Statement(*each) for each in json.loads(body))
        return self._known[which]

    def _number(self, statements: Sequence[Statement]) -> int:
        body = written([[s.source, s.version, s.arguments, s.author] for s in statements])
        if body not in self._numbers:
            self._numbers[body] = self._once("statements", "body = ?", (body,), "(body) VALUES (?)")
        return self._numbers[body]

    def _stream(self, key: Key) -> int:
        where = "mn = ? AND code = ? AND interval = ?"
        return self._once("streams", where, key, "(mn, code, interval) VALUES (?,?,?)")

    def _once(self, table: str, where: str, values: tuple[Any, ...], insert: str) -> int:
        """Give the number of a row; it is written where there is none."""
        asked = f"SELECT id FROM {table} WHERE {where}"  # noqa: S608 - names are ours
        found = self._store.rows(asked, values)
        if not found:
            self._store.write(f"INSERT INTO {table} {insert}", [values])
            found = self._store.rows(asked, values)
        return int(found[0][0])
