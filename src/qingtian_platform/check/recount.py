"""Count some days of some data loggers again and write what came out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb
import numpy as np

from qingtian.quality.blocks import SILENT, Block
from qingtian.quality.completeness import Observed, Span
from qingtian_platform.check import archive, diagnosis
from qingtian_platform.check.expect import aware, day_span, micros, owed, shut
from qingtian_platform.check.measure import Measured, measure
from qingtian_platform.check.rows import BlockRow, CountRow
from qingtian_platform.check.signals import Ear
from qingtian_platform.check.store import Writer
from qingtian_platform.kit.times import beijing
from qingtian_platform.registry import api as registry


@dataclass(frozen=True)
class Task:
    """Beijing days of a data logger at one interval that must be counted again.

    Attributes
    ----------
    mn, interval
        Which.
    first, last
        Days, both included.
    """

    mn: str
    interval: str
    first: date
    last: date


def recount(
    writer: Writer,
    db: duckdb.DuckDBPyConnection,
    ear: Ear,
    tasks: Iterable[Task],
    now: np.datetime64,
) -> None:
    """Count days again, tasks of equal days and interval in one question to the archive.

    Parameters
    ----------
    writer
        Where the counts go.
    db
        The archive.
    ear
        What the gateway heard beside the values.
    tasks
        What to count again.
    now
        The present. [UTC]
    """
    groups: dict[tuple[str, date, date], set[str]] = {}
    for task in _bounded(tasks, now):
        groups.setdefault((task.interval, task.first, task.last), set()).add(task.mn)
    for (interval, first, last), mns in sorted(groups.items()):
        found = archive.slots(db, sorted(mns), interval, day_span(first, last))
        for mn in sorted(mns):
            came = found.get(mn, {})
            (task,) = _bounded([_widened(writer, Task(mn, interval, first, last), came)], now)
            if (task.first, task.last) != (first, last):
                window = day_span(task.first, task.last)
                came = archive.slots(db, [mn], interval, window).get(mn, {})
            with writer.transaction():
                writer.extend_series(archive.reach(mn, interval, came))
                _one(writer, db, ear, task, came, now)


UNOPENED = timedelta(days=400)
"""How far back a live data logger without an opening day can owe."""


def _bounded(tasks: Iterable[Task], now: np.datetime64) -> list[Task]:
    """Leave out days on which nothing can be measured or owed.

    A logger whose clock stands wrong stamps any day. What is dated after tomorrow, or before a live
    data logger was opened, is kept in the archive; the decades between are not counted for it.
    """
    loggers, tomorrow = registry.all_loggers(None), beijing_day(micros(now)) + timedelta(days=1)
    found = []
    for task in tasks:
        logger, first = loggers.get(task.mn), task.first
        if logger is not None and logger.live:
            first = max(first, logger.opened or tomorrow - UNOPENED)
        last = min(task.last, tomorrow)
        if first <= last:
            found.append(replace(task, first=first, last=last))
    return found


def _widened(writer: Writer, task: Task, came: dict[str, Observed]) -> Task:
    """Take in the days between what was known of a series and what has come.

    A series that begins earlier than known, or goes on after a pause, owes the days between.
    """
    first, last = task.first, task.last
    for row in writer.series(task.mn):
        rows = came.get(row.code)
        if row.interval != task.interval or rows is None or task.interval == "realtime":
            continue
        if micros(rows.start[0]) < row.first:
            last = max(last, beijing_day(row.first))
        if micros(rows.start[-1]) > row.last:
            first = min(first, beijing_day(row.last))
    return replace(task, first=first, last=last)


def _one(
    writer: Writer,
    db: duckdb.DuckDBPyConnection,
    ear: Ear,
    task: Task,
    came: dict[str, Observed],
    now: np.datetime64,
) -> None:
    """Count one data logger at one interval."""
    logger = registry.all_loggers(task.last).get(task.mn)
    if logger is None or task.interval == "realtime":
        return
    series = {(row.code, row.interval): row for row in writer.series(task.mn)}
    streams = [d for d in registry.datastreams(logger.thing_id) if d.mn == task.mn]
    items = [o for o in owed(logger, streams, series, task.last) if o.interval == task.interval]
    window = day_span(task.first, task.last)
    stops = shut(logger.thing_id, task.first, task.last)
    measured = measure(items, came, window, stops, now)
    days = (task.first, task.last)
    counts = [
        CountRow(task.mn, code, task.interval, day, counted, measured.letters[code, day])
        for (code, day), counted in measured.counts.items()
    ]
    writer.replace_counts(task.mn, task.interval, days, counts)
    writer.replace_blocks(
        task.mn, task.interval, days, _blocks(db, ear, task, logger, measured, window)
    )


def _blocks(
    db: duckdb.DuckDBPyConnection,
    ear: Ear,
    task: Task,
    logger: registry.LoggerInfo,
    measured: Measured,
    window: Span,
) -> list[BlockRow]:
    """Name the broken link of every block."""
    if not measured.blocks:
        return []
    silent = any(block.kind == SILENT for block in measured.blocks)
    heard = ear.heard(db, logger, window) if silent else diagnosis.Heard()
    return [
        _row(task, block, diagnosis.of_block(block, measured.slots, heard, logger).number)
        for block in measured.blocks
    ]


def _row(task: Task, block: Block, rule: str) -> BlockRow:
    """Write a block as a row; its day is the Beijing day on which it starts."""
    start = micros(block.start)
    return BlockRow(
        mn=task.mn,
        interval=task.interval,
        start=start,
        end=micros(block.end),
        day=beijing_day(start),
        kind=block.kind,
        flag=block.flag,
        codes=block.codes,
        slots=block.slots,
        refilled=block.refilled,
        refilled_at=None if block.refilled_at is None else micros(block.refilled_at),
        rule=rule,
    )


def beijing_day(microseconds: int) -> date:
    """Name the Beijing day of an instant. [µs UTC]."""
    return beijing(aware(microseconds)).date()
