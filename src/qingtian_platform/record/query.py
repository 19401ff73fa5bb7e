"""Questions to the archive: observations as of any moment, what changed, what is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import duckdb
import pyarrow as pa

from qingtian_platform.kit.places import Places
from qingtian_platform.record import archive
from qingtian_platform.record.rows import COLUMNS

_DAY: Final = 86_400_000_000
_BATCH: Final = 65_536
Names = str | Sequence[str]


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
        What was known at that moment: received by then, and not superseded by then.
    superseded
        Also rows that are not current.
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
        list(COLUMNS),
        {"mn": mn, "code": code, "interval": interval},
        (start, end, None),
        superseded=superseded,
        places=places,
    ) as relation:
        yield from relation.to_arrow_reader(_BATCH)


def _checked(columns: Sequence[str] | None) -> list[str]:
    names = list(COLUMNS if columns is None else columns)
    if unknown := set(names) - set(COLUMNS):
        raise ValueError(f"expected columns of {', '.join(COLUMNS)}, got {sorted(unknown)}")
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
    """Ask one question of one state; the engine is closed with the block."""
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
    connection = archive.engine(places)
    try:
        archive.install(connection, state)
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


def changed(
    after: int, places: Places | None = None
) -> tuple[int, list[tuple[str, str, datetime, datetime]]]:
    """Tell what to evaluate again since a cursor.

    Parameters
    ----------
    after
        The cursor of the last call; -1 at first.
    places
        Where the data lives; None = of this process.

    Returns
    -------
    cursor, changes
        The new cursor (the last batch seen), and (mn, interval, earliest start, latest end) of
        the values that came since: one stretch for each run of days.
    """
    places = places or Places.current()
    state = archive.snapshot(places, after_batch=after)
    cursor = max(after, state.batches - 1)
    if not state.files or cursor == after:
        return cursor, []
    connection = archive.engine(places)
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
) -> list[tuple[str, str, datetime, datetime]]:
    """Join neighbouring days."""
    joined: list[tuple[str, str, datetime, datetime]] = []
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
