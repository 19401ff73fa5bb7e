"""From tables of observations to streams, and from suspicions to a table of findings."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from qingtian.quality.detectors.streams import (
    Floats,
    Ints,
    Marks,
    Stream,
    World,
    gridded,
    neighbours,
)

if TYPE_CHECKING:
    import pyarrow as pa

Anything = Any
"""A table or column of some library, or a cell of one."""
REQUIRED = {
    "observations": ("datastream_id", "time", "value"),
    "datastreams": ("datastream_id", "property"),
}
NUMBERS = ("limit", "range_max", "lod", "ref_o2")
YEAR = 366 * 86_400
"""Longest interval. [s]"""
COLUMNS = (
    "datastream_id",
    "start",
    "end",
    "kind",
    "score",
    "evidence",
    "category",
    "detected_at",
)


class TableError(ValueError):
    """A table is not what the interface says."""


def read(observations: Anything, datastreams: Anything) -> World:
    """Put tables on grids.

    Parameters
    ----------
    observations
        Columns datastream_id, time, value, and flag where there are marks; pandas, Polars,
        PyArrow, or what else narwhals takes. Rows in any order.
    datastreams
        Columns datastream_id, property, and as far as known site_id, domain, role, unit,
        interval_s, limit, range_max, lod, ref_o2, neighbours.

    Returns
    -------
    World
        Streams without observations are empty; observations of no stream on file are left out. Of
        rows of one stream and time a number stands before none, and the largest before others:
        whatever the order of rows, a second one hides no high value.

    Raises
    ------
    TableError
        If a column is missing, or a column of numbers or times holds something else.
    """
    rows = _arrow(observations, "observations")
    codes, names = _codes(rows["datastream_id"])
    times, values, marks = _times(rows["time"]), _numbers(rows["value"]), _marks(rows)
    known = ~np.equal(codes, -1) & (times != np.iinfo(np.int64).min)
    order = np.flatnonzero(known)[np.argsort(codes[known], kind="stable")]
    edges = np.searchsorted(codes[order], np.arange(len(names) + 1))
    place = {name: order[edges[i] : edges[i + 1]] for i, name in enumerate(names)}
    streams = {}
    for entry in _arrow(datastreams, "datastreams").to_pylist():
        if entry["datastream_id"] is None or (key := str(entry["datastream_id"])) in streams:
            continue
        mine = _ordered(place.get(key, np.empty(0, dtype=np.int64)), times, values, marks)
        streams[key] = _stream(key, entry, times[mine], values[mine], marks[mine])
    return World(dict(sorted(streams.items())))


def _arrow(table: Anything, what: str) -> pa.Table:
    """Turn a table into Arrow, and see that it has what is needed."""
    try:
        frame = nw.from_native(table, eager_only=True)
    except TypeError as error:
        raise TableError(f"expected a table of {what}; got {type(table).__name__}") from error
    for column in REQUIRED[what]:
        if column not in frame.columns:
            raise TableError(
                f"expected a column {column!r} in the {what}; got {', '.join(frame.columns) or 'none'}"
            )
    arrow: pa.Table = frame.to_arrow()
    return arrow


def _codes(column: Anything) -> tuple[Ints, list[str]]:
    """Give each name of a column a number; -1 where there is none."""
    import pyarrow as pa

    encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, encoded.dictionary.to_pylist()


def _times(column: Anything) -> Ints:
    """Read moments as milliseconds since 1970, UTC; the least integer where there is none."""
    import pyarrow as pa

    if not pa.types.is_timestamp(column.type):
        raise TableError(f"expected timestamps in the column 'time'; got {column.type}")
    stamps = column.cast(pa.timestamp("ms", tz="UTC"), safe=False).cast(pa.int64())
    times: Ints = stamps.fill_null(np.iinfo(np.int64).min).to_numpy()
    return times


def _numbers(column: Anything) -> Floats:
    """Read numbers; NaN where there is none."""
    import pyarrow as pa

    try:
        values: Floats = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise TableError(f"expected numbers in the column 'value'; got {column.type}") from error
    return values.astype(np.float64)


def _marks(rows: Anything) -> Marks:
    """Read marks as ASCII codes; a row without one counts as normal."""
    if "flag" not in rows.column_names:
        return np.full(rows.num_rows, ord("N"), dtype=np.uint8)
    codes, names = _codes(rows["flag"])
    letters = [ord(n[0].upper()) if n and n[0].isascii() else ord("N") for n in names]
    return np.array([*letters, ord("N")], dtype=np.uint8)[codes]


def _ordered(mine: Ints, times: Ints, values: Floats, marks: Marks) -> Ints:
    """Put the rows of a stream in order of time, and of one time the one that stands last."""
    mine = mine[np.argsort(times[mine], kind="stable")]
    if not (np.diff(times[mine]) == 0).any():
        return mine
    number = np.where(np.isfinite(values[mine]), values[mine], -np.inf)
    return mine[np.lexsort((marks[mine], number, times[mine]))]


def _stream(
    key: str, entry: Mapping[str, Any], times: Ints, values: Floats, marks: Marks
) -> Stream:
    """Make one stream of its entry and its rows."""
    step = _step(entry.get("interval_s"), times)
    start, value, mark = gridded(times, values, marks, step)
    limit, top, lod, ref_o2 = (_number(entry.get(name)) for name in NUMBERS)
    prop = str(entry.get("property") or "")
    return Stream(
        key=key,
        site=str(entry.get("site_id") or key),
        domain=str(entry.get("domain") or ""),
        prop=prop,
        role=str(entry.get("role") or ("converted" if prop.endswith("_zs") else "measured")),
        unit=str(entry.get("unit") or ""),
        step=step,
        limit=limit,
        top=top,
        lod=lod,
        ref_o2=ref_o2,
        neighbours=neighbours(entry.get("neighbours")),
        start=start,
        value=value,
        mark=mark,
    )


def _number(value: Anything) -> float:
    """Read a number of an entry; NaN for what is none."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return math.nan
    return number if math.isfinite(number) else math.nan


def _step(interval: Anything, times: Ints) -> int:
    """Tell the length of an interval, from the entry or, where that is none, from the rows. [ms]."""
    seconds = _number(interval)
    if 0 < seconds <= YEAR:
        return max(1, round(seconds * 1000))
    gaps = np.diff(np.unique(times))
    return min(max(1, int(np.median(gaps))), YEAR * 1000) if len(gaps) else 3_600_000


def written(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Write findings as a table.

    Parameters
    ----------
    rows
        With the keys of `COLUMNS`; moments in milliseconds, evidence as a mapping.

    Returns
    -------
    pyarrow.Table
        Also of no rows.
    """
    import pyarrow as pa

    moment = pa.timestamp("ms", tz="UTC")
    fields = [
        ("datastream_id", pa.string()),
        ("start", moment),
        ("end", moment),
        ("kind", pa.string()),
        ("score", pa.float64()),
        ("evidence", pa.string()),
        ("category", pa.string()),
        ("detected_at", moment),
    ]
    plain = [
        dict(row) | {"evidence": json.dumps(_plain(row["evidence"]), ensure_ascii=False)}
        for row in rows
    ]
    return pa.Table.from_pylist(plain, schema=pa.schema(fields))


def _plain(value: Anything) -> Anything:
    """Make JSON of evidence: numbers of NumPy become plain, what is not finite becomes null."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
