"""What is still to be judged: a list in the file itself, so that nothing is lost with a process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from qingtian_platform.check.findings.store import Store

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS queue (
    id INTEGER PRIMARY KEY, mn TEXT NOT NULL, interval TEXT NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS queue_by_time ON queue (interval, first);
CREATE INDEX IF NOT EXISTS queue_by_logger ON queue (mn, interval);
CREATE TABLE IF NOT EXISTS spans (
    mn TEXT NOT NULL, interval TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (mn, interval)
) WITHOUT ROWID;
"""
Piece = tuple[str, int, int]
"""Data logger, and a stretch [first, last). [µs UTC]"""


class Queue:
    """The list, through a store that is open to write.

    Beside it stands how far the values of each data logger reach, of which this stage has heard.
    """

    def __init__(self, store: Store) -> None:
        assert store.db is not None, "opened to read"
        self._store = store
        store.db.execute(SCHEMA)

    def put(self, interval: str, pieces: Iterable[Piece]) -> None:
        """Put stretches on the list; to be called in a transaction."""
        rows = [(mn, interval, first, last) for mn, first, last in pieces]
        self._store.write("INSERT INTO queue (mn, interval, first, last) VALUES (?,?,?,?)", rows)
        self._store.write(
            "INSERT INTO spans VALUES (?,?,?,?) ON CONFLICT (mn, interval) DO UPDATE SET"
            " first = min(first, excluded.first), last = max(last, excluded.last)",
            rows,
        )

    def put_all(self, mns: Iterable[str]) -> None:
        """Put all that is known of some data loggers on the list again."""
        for mn in mns:
            rows = self._store.rows("SELECT interval, first, last FROM spans WHERE mn = ?", (mn,))
            for interval, first, last in rows:
                self.put(interval, [(mn, first, last)])

    def span(self, mn: str, interval: str) -> tuple[int, int]:
        """Tell from when to when the values of a data logger reach, as far as heard. [µs UTC]."""
        rows = self._store.rows(
            "SELECT first, last FROM spans WHERE mn = ? AND interval = ?", (mn, interval)
        )
        return (int(rows[0][0]), int(rows[0][1])) if rows else (2**62, -(2**62))

    def pending(self, mn: str, interval: str) -> list[tuple[int, int]]:
        """List the stretches of a data logger that are still on the list. [µs UTC]."""
        rows = self._store.rows(
            "SELECT first, last FROM queue WHERE mn = ? AND interval = ?", (mn, interval)
        )
        return [(int(first), int(last)) for first, last in rows]

    def next(self, most_us: int, loggers: int) -> tuple[str, list[Piece]] | None:
        """Choose what is judged next: the earliest, and what lies near in time.

        Parameters
        ----------
        most_us
            Longest stretch of one go. [µs]
        loggers
            Data loggers of one go. [1]

        Returns
        -------
        str and list of Piece, or None
            Interval, and one stretch or several a data logger; None where the list is empty.
        """
        head = self._store.rows("SELECT interval, first FROM queue ORDER BY first LIMIT 1")
        if not head:
            return None
        interval, low = head[0]
        rows = self._store.rows(
            "SELECT mn, first, last FROM queue WHERE interval = ? AND first < ? ORDER BY first, mn",
            (interval, low + most_us),
        )
        chosen = list(dict.fromkeys(mn for mn, _, _ in rows))[:loggers]
        return str(interval), [
            (mn, first, min(last, low + most_us)) for mn, first, last in rows if mn in chosen
        ]

    def done(self, interval: str, pieces: Sequence[Piece]) -> None:
        """Take stretches off the list; what is longer keeps its rest. To be called in a transaction."""
        for mn, first, last in pieces:
            found = self._store.rows(
                "SELECT id, last FROM queue WHERE mn = ? AND interval = ? AND first = ?",
                (mn, interval, first),
            )
            for number, until in found:
                self._store.write("DELETE FROM queue WHERE id = ?", [(number,)])
                if until > last:
                    self._store.write(
                        "INSERT INTO queue (mn, interval, first, last) VALUES (?,?,?,?)",
                        [(mn, interval, last, until)],
                    )
