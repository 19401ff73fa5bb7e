"""Counts and blocks of a data logger's days, from what the archive holds and what it owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from qingtian.quality.blocks import Block, blocks, joined
from qingtian.quality.completeness import Counts, Observed, Slots, Span, classify, count, grid

from qingtian_platform.check.expect import Owed, micros
from qingtian_platform.check.store import SeriesRow

#: Which field stands for a period, best first (HJ 212-2017 table 4).
FIELDS = ("Avg", "ZsAvg", "Cou", "Rtd", "ZsRtd", "Data", "Max", "Min")


@dataclass(frozen=True)
class Measured:
    """What became of the days of one data logger at one interval.

    Attributes
    ----------
    counts
        By observed property and Beijing day.
    blocks
        Runs that were silent or marked, equal ones of several properties as one.
    slots
        The slots of each observed property.
    """

    counts: dict[tuple[str, date], Counts]
    blocks: list[Block]
    slots: dict[str, Slots]


def observed(table: pa.Table) -> dict[str, Observed]:
    """Sort what the archive holds into slots.

    Parameters
    ----------
    table
        Observations of one data logger and interval, superseded rows included: `code`, `field`,
        `place`, `start`, `value`, `flag`, `received_at`, `superseded_at`.

    Returns
    -------
    dict
        By observed property, a row a start: first receipt, current number and mark of the best
        field.
    """
    if table.num_rows == 0:
        return {}
    table = _ranked(table)
    first = table.group_by(["code", "start"]).aggregate([("received_at", "min")])
    current = table.filter(pc.is_null(table["superseded_at"]))
    current = _best(current)
    both = current.join(first, ["code", "start"]).sort_by(
        [("code", "ascending"), ("start", "ascending")]
    )
    codes = np.asarray(both["code"].to_pylist(), dtype=object)
    bounds = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1], True])
    return {
        str(codes[a]): _slice(both, int(a), int(b))
        for a, b in zip(bounds[:-1], bounds[1:], strict=True)
    }


def _ranked(table: pa.Table) -> pa.Table:
    """Leave out repeated keys of a frame and say how good each field is."""
    table = table.filter(pc.equal(table["place"], 0))
    rank = pc.index_in(table["field"].cast(pa.string()), value_set=pa.array(FIELDS))
    rank = pc.fill_null(rank, len(FIELDS))
    columns = {
        "code": table["code"].cast(pa.string()),
        "start": _utc(table["start"]),
        "received_at": _utc(table["received_at"]),
        "superseded_at": table["superseded_at"],
        "flag": pc.fill_null(table["flag"].cast(pa.string()), ""),
        "number": pc.is_valid(table["value"]),
        "rank": rank,
    }
    return pa.table(columns)


def _utc(column: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Take the zone off a column of instants, which are UTC."""
    return pc.cast(pc.cast(column, pa.int64()), pa.timestamp("us"))


def _best(table: pa.Table) -> pa.Table:
    """Keep one row a slot: the one of the best field."""
    table = table.sort_by([("code", "ascending"), ("start", "ascending"), ("rank", "ascending")])
    if table.num_rows == 0:
        return table.select(["code", "start", "number", "flag"])
    code = np.asarray(table["code"].to_pylist(), dtype=object)
    start = table["start"].to_numpy()
    fresh = np.r_[True, (code[1:] != code[:-1]) | (start[1:] != start[:-1])]
    return table.filter(pa.array(fresh)).select(["code", "start", "number", "flag"])


def _slice(table: pa.Table, first: int, after: int) -> Observed:
    """Take the rows of one observed property."""
    part = table.slice(first, after - first)
    return Observed(
        start=part["start"].to_numpy().astype("datetime64[us]"),
        received_at=part["received_at_min"].to_numpy().astype("datetime64[us]"),
        number=np.asarray(part["number"].to_pylist(), dtype=bool),
        flag=np.asarray(part["flag"].to_pylist(), dtype=str),
    )


_NOTHING = Observed(
    np.array([], dtype="datetime64[us]"),
    np.array([], dtype="datetime64[us]"),
    np.array([], dtype=bool),
    np.array([], dtype=str),
)


def measure(
    owed: Sequence[Owed],
    came: dict[str, Observed],
    window: Span,
    shut: Sequence[Span],
    now: np.datetime64,
) -> Measured:
    """Say what became of every slot of a window of days.

    Parameters
    ----------
    owed
        What the data logger owes at one interval.
    came
        What the archive holds, by observed property.
    window
        The days that are counted. [UTC]
    shut
        Declared shutdowns.
    now
        The present. [UTC]

    Returns
    -------
    Measured
        Counts by property and day; blocks; slots.
    """
    slots = {
        item.code: classify(
            _starts(item, window, now), came.get(item.code, _NOTHING), item.terms, now, shut
        )
        for item in owed
    }
    counts = {
        (code, day.astype(object)): counted
        for code, rows in slots.items()
        for day, counted in count(rows).items()
    }
    return Measured(counts, joined({code: blocks(rows) for code, rows in slots.items()}), slots)


def _starts(
    item: Owed, window: Span, now: np.datetime64
) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """List the slots that a datastream owes within the window and up to the present."""
    until = now + item.terms.step if window.end is None else window.end
    starts = grid(item.span, item.terms.step, until)
    return starts[starts >= window.start]


def reach(mn: str, interval: str, came: dict[str, Observed]) -> list[SeriesRow]:
    """Say how far each datastream reaches in what came."""
    return [
        SeriesRow(
            mn,
            code,
            interval,
            micros(rows.start[0]),
            micros(rows.start[-1]),
            micros(rows.received_at[-1]),
        )
        for code, rows in came.items()
    ]
