"""What check asks the archive: one row a slot, and when a data logger was heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qingtian.quality.completeness import Observed, Span
from qingtian_platform.check.expect import micros
from qingtian_platform.check.rows import SeriesRow

#: Which field stands for a period, best first (HJ 212-2017 table 4).
FIELDS = ("Avg", "ZsAvg", "Cou", "Rtd", "ZsRtd", "Data", "Max", "Min")

SLOTS = """
SELECT mn, code, epoch_us(start) AS start, min(epoch_us(received_at)) AS received_at,
    arg_min(value IS NOT NULL, rank) FILTER (superseded_at IS NULL) AS number,
    arg_min(coalesce(flag, ''), rank) FILTER (superseded_at IS NULL) AS flag
FROM (
    SELECT *, coalesce(list_position($fields, "field"::VARCHAR), 99) AS rank
    FROM observations_all
    WHERE "interval" = $interval AND place = 0 AND list_contains($mns, mn)
        AND start >= make_timestamp($start) AND start < make_timestamp($end)
)
GROUP BY mn, code, start ORDER BY mn, code, start
"""

HEARD = """
SELECT DISTINCT epoch_us(received_at) // 60000000 AS minute FROM observations_all
WHERE mn = $mn AND start >= make_timestamp($early) AND start < make_timestamp($end)
    AND received_at >= make_timestamp($start) AND received_at < make_timestamp($end)
ORDER BY minute
"""

Series = dict[str, dict[str, Observed]]


def slots(db: duckdb.DuckDBPyConnection, mns: Iterable[str], interval: str, window: Span) -> Series:
    """Ask what the archive holds of a window, a row a slot.

    Parameters
    ----------
    db
        From `record.api.connect()`.
    mns
        The data loggers.
    interval
        `realtime`, `minute`, `hour`, `day`.
    window
        Closed span of starts. [UTC]

    Returns
    -------
    dict
        By data logger and observed property: first receipt of each slot, current number and mark.
    """
    values = {
        "fields": list(FIELDS),
        "interval": interval,
        "mns": list(mns),
        **_bounds(window),
    }
    return _sorted(db.sql(SLOTS, params=values).to_arrow_table())


def _bounds(window: Span) -> dict[str, int]:
    end = micros(window.end) if window.end is not None else 2**62
    return {"start": micros(window.start), "end": end}


def _sorted(table: pa.Table) -> Series:
    """Cut a table in order of data logger and property into its series."""
    found: Series = {}
    for mn, code, first, after in _runs(table):
        found.setdefault(mn, {})[code] = _slice(table, first, after)
    return found


def _runs(table: pa.Table) -> Iterator[tuple[str, str, int, int]]:
    """Yield the rows of each data logger and property."""
    keys = list(zip(table["mn"].to_pylist(), table["code"].to_pylist(), strict=True))
    edges = [i for i in range(1, len(keys)) if keys[i] != keys[i - 1]]
    for first, after in pairwise([0, *edges, len(keys)] if keys else []):
        yield (*keys[first], first, after)


def _slice(table: pa.Table, first: int, after: int) -> Observed:
    part = table.slice(first, after - first)
    return Observed(
        start=_times(part["start"]),
        received_at=_times(part["received_at"]),
        number=np.asarray(part["number"].to_pylist(), dtype=bool),
        flag=np.asarray(part["flag"].to_pylist(), dtype=str),
    )


def _times(column: Any) -> npt.NDArray[np.datetime64]:  # noqa: ANN401 - pyarrow has no types
    times: npt.NDArray[np.datetime64] = column.to_numpy().astype("datetime64[us]")
    return times


def heard(db: duckdb.DuckDBPyConnection, mn: str, window: Span) -> npt.NDArray[np.datetime64]:
    """List the minutes in which a data logger was heard with any value. [UTC]."""
    bounds = _bounds(window)
    early = bounds["start"] - 86_400_000_000
    rows: Sequence[tuple[int]] = db.execute(HEARD, {"mn": mn, "early": early, **bounds}).fetchall()
    return np.array([minute * 60_000_000 for (minute,) in rows], dtype="datetime64[us]")


def reach(mn: str, interval: str, came: dict[str, Observed]) -> list[SeriesRow]:
    """Say how far each series reaches."""
    return [
        SeriesRow(
            mn,
            code,
            interval,
            first=micros(rows.start[0]),
            last=micros(rows.start[-1]),
            received_at=micros(rows.received_at[-1]),
            flag=str(rows.flag[-1]),
            number=bool(rows.number[-1]),
        )
        for code, rows in came.items()
    ]
