"""Rows of the file `completeness.sqlite3`: counts, runs, broken chains, how far datastreams reach."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from qingtian.quality.completeness import Counts


@dataclass(frozen=True)
class CountRow:
    """Counts of one datastream on one Beijing day.

    Attributes
    ----------
    mn, code, interval, day
        The key.
    counts
        The counts.
    letters
        A letter a period, as `qingtian.quality.letters` writes them.
    """

    mn: str
    code: str
    interval: str
    day: date
    counts: Counts
    letters: str


@dataclass(frozen=True)
class BlockRow:
    """A run of slots that were not delivered in time, or not valid, within one Beijing day.

    Attributes
    ----------
    start, end
        The run. [µs UTC]
    kind, flag, codes, slots, refilled
        As in `qingtian.quality.blocks.Block`.
    refilled_at
        When the last back-filled slot came; None if none did. [µs UTC]
    rule
        Row of the decision table that says which link was broken.
    """

    mn: str
    interval: str
    start: int
    end: int
    day: date
    kind: str
    flag: str
    codes: tuple[str, ...]
    slots: int
    refilled: int
    refilled_at: int | None
    rule: str


@dataclass(frozen=True)
class BrokenRow:
    """Where the chain of one data logger, or of one of its datastreams, is broken now.

    Attributes
    ----------
    code
        The observed property; empty = the data logger as a whole.
    since
        End of the last good period; None if nothing ever came. [µs UTC]
    rule
        Row of the decision table.
    last_measured, last_received
        Both times of the last value. [µs UTC]
    """

    mn: str
    code: str
    since: int | None
    rule: str
    last_measured: int | None
    last_received: int | None


@dataclass(frozen=True)
class SeriesRow:
    """How far a datastream reaches.

    Attributes
    ----------
    first, last
        Start of its first and last period. [µs UTC]
    received_at
        When the last period came. [µs UTC]
    flag, number
        Data mark of the last period, and whether it holds a number.
    """

    mn: str
    code: str
    interval: str
    first: int
    last: int
    received_at: int
    flag: str
    number: bool


def series_row(row: tuple[Any, ...]) -> SeriesRow:
    """Read what the file holds of a datastream."""
    mn, code, interval, first, last, received_at, flag, number = row
    return SeriesRow(mn, code, interval, first, last, received_at, flag, bool(number))


def count_row(row: tuple[Any, ...]) -> CountRow:
    """Read what the file holds of counts."""
    mn, code, interval, day, expected, shutdown, received, valid, late, late_valid, marks, text = (
        row
    )
    counts = Counts(expected, shutdown, received, valid, late, late_valid, json.loads(marks))
    return CountRow(mn, code, interval, date.fromisoformat(day), counts, text)


def block_row(row: tuple[Any, ...]) -> BlockRow:
    """Read what the file holds of a run."""
    mn, interval, start, end, day, kind, flag, codes, slots, refilled, refilled_at, rule = row
    return BlockRow(
        mn,
        interval,
        start,
        end,
        date.fromisoformat(day),
        kind,
        flag,
        tuple(codes.split(",")),
        slots,
        refilled,
        refilled_at,
        rule,
    )


def count_values(row: CountRow) -> tuple[Any, ...]:
    """Write counts as the file holds them."""
    c = row.counts
    marks = json.dumps(dict(c.invalid), ensure_ascii=False, sort_keys=True)
    key = (row.mn, row.code, row.interval, row.day.isoformat(), c.expected, c.shutdown)
    return (*key, c.received, c.valid, c.refilled, c.refilled_valid, marks, row.letters)


def block_values(row: BlockRow) -> tuple[Any, ...]:
    """Write a run as the file holds it."""
    key = (row.mn, row.interval, row.start, row.end, row.day.isoformat(), row.kind, row.flag)
    return (*key, ",".join(row.codes), row.slots, row.refilled, row.refilled_at, row.rule)
