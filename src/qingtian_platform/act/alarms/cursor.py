"""How far the stage has read, in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import apsw

from qingtian_platform.kit.places import Places

SCHEMA = "CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID"


class Cursor:
    """Numbers by name, kept from step to step."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def opened(cls, places: Places) -> Iterator[Cursor]:
        """Open the file, making it where missing."""
        connection = apsw.Connection(str(places.alarms))
        connection.set_busy_timeout(20_000)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(SCHEMA)
        try:
            yield cls(connection)
        finally:
            connection.close()

    def get(self, name: str) -> int:
        """Give a number; 0 where there is none yet."""
        query = "SELECT value FROM state WHERE name = ?"
        row = self._connection.execute(query, (name,)).fetchone()
        return 0 if row is None else int(row[0])

    def put(self, values: Mapping[str, int]) -> None:
        """Keep numbers, all or none."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO state VALUES (?, ?)", list(values.items())
            )
