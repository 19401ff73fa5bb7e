"""Questions to the archive: observations as of any moment, what changed, what is there.

What is current is what was received last, and what persons said of it since: a correction gives the
value, a retraction takes it away. What was received stays, and `superseded=True` gives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, NamedTuple

import duckdb
import pyarrow as pa

from qingtian_platform.kit.places import Places
from qingtian_platform.record import archive
from qingtian_platform.record.rows import COLUMNS, READ

_DAY: Final = 86_400_000_000
_BATCH: Final = 65_536
_SAME: Final = " AND ".join(
    f'f."{name}" = h."{name}"' for name in ("mn", "code", "field", "interval", "start", "place")
)
_PATCHED: Final = {
    **{
        name: f'CASE WHEN h.valued THEN h."{name}" ELSE f."{name}" END AS "{name}"'
        for name in ("value", "decimals", "text")
    },
    "flag": 'coalesce(h.flag, f.flag) AS "flag"',
}
Names = str | Sequence[str]
Change = tuple[str, str, datetime, datetime]


class Cursor(NamedTuple):
    """How far a stage has followed: the last batch, and how many acts. [1]."""

    batch: int = -1
    acts: int = 0

    @classmethod
    def read(cls, text: str) -> Cursor:
        """Read what `str` wrote; empty = nothing was followed yet."""
        return cls(*map(int, text.split()))

    def __str__(self) -> str:
        return f"{self.batch} {self.acts}"


def observations(
    *,
    mn: Names | None = None,
    code: Names | None = None,
    interval: Names | None = None,
    field: Names | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    as_of: datetime | None = None,
    superseded: bool = False,
    columns: Sequence[str] | None = None,
    places: Places | None = None,
) -> pa.Table:
    """Read observations from the archive.

    Parameters
    ----------
    mn, code, interval, field
        One or several to choose; None = all.
    start, end
        Values whose period begins in [start, end); with their zone.
    as_of
        What was known at that moment: received by then, not superseded by then, and what acts
        signed by then say of it.
    superseded
        Also rows that are not current; then every row is as it was received.
    columns
        Of `docs/map.md`; None = all.
    places
        Where the data lives; None = of this process.

    Returns
    -------
    pyarrow.Table
        In the order of mn, interval, start, code, field, place.

    Raises
    ------
    ValueError
        A time without a zone, or a column that does not exist.
    """
    with _asked(
        _checked(columns),
        {"mn": mn, "code": code, "interval": interval, "field": field},
        (start, end, as_of),
        superseded=superseded,
        places=places,
    ) as relation:
        return relation.to_arrow_table()


def stream(
    *,
    mn: Names | None = None,
    code: Names | None = None,
    interval: Names | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    superseded: bool = False,
    places: Places | None = None,
) -> Iterator[pa.RecordBatch]:
    """Read observations piece by piece, for exports that need not fit in memory.

    Parameters
    ----------
    mn, code, interval, start, end, superseded, places
        As in `observations`; all columns are read.
    """
    with _asked(
        list(READ),
        {"mn": mn, "code": code, "interval": interval},
        (start, end, None),
        superseded=superseded,
        places=places,
    ) as relation:
        yield from relation.to_arrow_reader(_BATCH)


def _checked(columns: Sequence[str] | None) -> list[str]:
    names = list(READ if columns is None else columns)
    if unknown := set(names) - set(READ):
        raise ValueError(f"expected columns of {', '.join(READ)}, got {sorted(unknown)}")
    return names


@contextmanager
def _asked(
    names: list[str],
    words: dict[str, Names | None],
    times: tuple[datetime | None, datetime | None, datetime | None],
    *,
    superseded: bool,
    places: Places | None,
) -> Iterator[duckdb.DuckDBPyRelation]:
    """Ask one question of one state; the session is closed with the block."""
    places = places or Places.current()
    start, end, as_of = times
    state = archive.snapshot(places, start=archive.micros(start), end=archive.micros(end))
    chosen = _Conditions()
    for name, value in words.items():
        chosen.one_of(name, value)
    chosen.add("start >= ?", start)
    chosen.add("start < ?", end)
    chosen.add("received_at <= ?", as_of)
    if not superseded:
        chosen.add("(superseded_at IS NULL OR superseded_at > ?)", as_of)
    view = "observations_all" if superseded or as_of is not None else "observations"
    connection = archive.session(places)
    try:
        archive.install(connection, state)
        install(connection, view, None if superseded else _held(places, *times))
        query = archive.select(names, view, chosen.texts)
        yield connection.sql(query, params=chosen.values)
    finally:
        connection.close()


class _Conditions:
    """Conditions of a query with their values."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.values: list[Any] = []

    def one_of(self, name: str, value: Names | None) -> None:
        """Choose rows by one or several words."""
        if value is not None:
            words = [value] if isinstance(value, str) else list(value)
            marks = ", ".join("?" * len(words))
            self.texts.append(f"{name} IN ({marks})" if words else "false")
            self.values += words

    def add(self, text: str, value: object) -> None:
        """Choose rows by a comparison."""
        if value is not None:
            self.texts.append(text)
            self.values.append(value)


def _held(places: Places, *times: datetime | None) -> pa.Table:
    """Read what acts say; imported late, for it needs the platform's records."""
    from qingtian_platform.record.acts.held import held

    return held(places, *times)


def install(connection: duckdb.DuckDBPyConnection, view: str, held: pa.Table | None) -> None:
    """Let a view give what holds, and the number of the act that says so.

    Parameters
    ----------
    connection
        With the views of `archive.install`.
    view
        Which.
    held
        As of `record.acts.held.held`; None = every value as it was received.
    """
    own = ", ".join(f'"{name}"' for name in COLUMNS)
    query = f"SELECT {own}, NULL::BIGINT AS act FROM received"  # noqa: S608 - our own names
    if held is not None and len(held):
        connection.register("held", held)
        chosen = ", ".join(_PATCHED.get(name, f'f."{name}"') for name in COLUMNS)
        query = f"SELECT {chosen}, h.act FROM received f LEFT JOIN held h ON {_SAME}"  # noqa: S608
    connection.execute(f"ALTER VIEW {view} RENAME TO received")
    connection.execute(f"CREATE TEMP VIEW {view} AS {query}")


def changed(after: Cursor, places: Places | None = None) -> tuple[Cursor, list[Change]]:
    """Tell what to evaluate again since a cursor.

    Parameters
    ----------
    after
        The cursor of the last call; `Cursor()` at first.
    places
        Where the data lives; None = of this process.

    Returns
    -------
    cursor, changes
        The new cursor, and (mn, interval, earliest start, latest end) of the values that came
        since, one stretch for each run of days, and of those that acts since say something of.
    """
    from qingtian_platform.record.acts import held

    places = places or Places.current()
    acts, said = held.changed(places, after.acts)
    batch, came = _came(places, after.batch)
    return Cursor(batch, acts), came + said


def _came(places: Places, after: int) -> tuple[int, list[Change]]:
    """Tell of the values that came in batches after a number."""
    state = archive.snapshot(places, after_batch=after)
    cursor = max(after, state.batches - 1)
    if not state.files or cursor == after:
        return cursor, []
    connection = archive.session(places)
    try:
        archive.install(connection, state)
        rows = connection.execute(
            'SELECT mn, interval, min(start), max("end"), epoch_us(start) // ? AS day '
            "FROM observations_all WHERE batch > ? AND batch <= ? "
            "GROUP BY mn, interval, day ORDER BY mn, interval, day",
            [_DAY, after, cursor],
        ).fetchall()
    finally:
        connection.close()
    return cursor, _stretches(rows)


def _stretches(
    rows: Sequence[tuple[str, str, datetime, datetime, int]],
) -> list[Change]:
    """Join neighbouring days."""
    joined: list[Change] = []
    last: tuple[str, str, int] | None = None
    for mn, interval, start, end, day in rows:
        if last == (mn, interval, day - 1):
            joined[-1] = (mn, interval, joined[-1][2], max(end, joined[-1][3]))
        else:
            joined.append((mn, interval, start, end))
        last = (mn, interval, day)
    return joined


def coverage(
    mn: str, interval: str, start: datetime, end: datetime, places: Places | None = None
) -> set[datetime]:
    """Tell which periods of a data logger are in the archive.

    Parameters
    ----------
    mn, interval
        Data logger and length of period.
    start, end
        Periods that begin in [start, end); with their zone.
    places
        Where the data lives; None = of this process.

    Returns
    -------
    set of datetime
        Their beginnings, UTC.
    """
    table = observations(
        mn=mn, interval=interval, start=start, end=end, columns=["start"], places=places
    )
    return set(table["start"].unique().to_pylist())
