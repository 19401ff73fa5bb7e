"""Where each chain is broken at present."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np

from qingtian.quality.chain import Rule
from qingtian.quality.completeness import Span, floored
from qingtian_platform.check import diagnosis, rules
from qingtian_platform.check.expect import HOUR, aware, micros, moment, owed, step_of
from qingtian_platform.check.rows import BrokenRow, SeriesRow
from qingtian_platform.check.signals import Ear
from qingtian_platform.check.store import Writer
from qingtian_platform.kit.times import beijing
from qingtian_platform.registry import api as registry

#: Rows of the decision table that say that nothing is broken.
WELL = ("CH-19",)


@dataclass(frozen=True)
class Reach:
    """How far one observed property of a data logger reaches, over all its intervals.

    Attributes
    ----------
    end
        End of the last period that came; None if nothing ever came. [µs UTC]
    since
        The same at the interval that is watched: from then on it is silent. [µs UTC]
    received
        When it came. [µs UTC]
    flag
        Mark of that value where it is not valid; else empty.
    silent
        Whether the next value is overdue at the interval that is watched.
    """

    end: int | None
    since: int | None
    received: int | None
    flag: str
    silent: bool


def look(writer: Writer, db: duckdb.DuckDBPyConnection, ear: Ear, now: np.datetime64) -> None:
    """Diagnose every live data logger and write where its chain is broken.

    Parameters
    ----------
    writer
        Reads how far series reach, takes the result.
    db
        The archive.
    ear
        What the gateway heard.
    now
        The present. [UTC]
    """
    today = beijing(aware(micros(now))).date()
    things = registry.things()
    live = [
        logger
        for logger in registry.loggers().values()
        if logger.live and registry.in_service(things[logger.thing_id], today)
    ]
    reaches = {logger.mn: _reaches(writer, logger, now, today) for logger in live}
    silent = [all(r.silent for r in found.values()) for found in reaches.values() if found]
    peers = diagnosis.silent_share(silent) >= float(rules.silence(today).peers_share)
    peers = peers and len(silent) > 2
    rows: list[BrokenRow] = []
    for logger in live:
        found = reaches[logger.mn]
        rows += _rows(writer, db, ear, logger, found, now, peers_silent=peers)
    with writer.transaction():
        writer.replace_broken(rows, micros(now))


def _reaches(
    writer: Writer, logger: registry.LoggerInfo, now: np.datetime64, today: date
) -> dict[str, Reach]:
    """Say how far each property that is owed reaches."""
    rows = writer.series(logger.mn)
    series = {(row.code, row.interval): row for row in rows}
    streams = [d for d in registry.datastreams(logger.thing_id) if d.mn == logger.mn]
    items = owed(logger, streams, series, today)
    codes: dict[str, list[str]] = {}
    for item in items:
        if item.span.end is None or item.span.end > now:
            codes.setdefault(item.code, []).append(item.interval)
    for stream in streams:
        if "realtime" in stream.intervals:
            codes.setdefault(stream.code, ["realtime"])
    cycle = {stream.code: stream.cycle for stream in streams}
    return {
        code: _reach(logger, [r for r in rows if r.code == code], kinds, cycle[code], now, today)
        for code, kinds in codes.items()
    }


def _reach(
    logger: registry.LoggerInfo,
    rows: list[SeriesRow],
    owed_kinds: list[str],
    cycle: int,
    now: np.datetime64,
    today: date,
) -> Reach:
    """Put the intervals of one property together; the shortest owed one is watched."""
    limits = rules.silence(today).hours
    watched = next((kind for kind in ("minute", "hour", "realtime") if kind in owed_kinds), None)
    ends = {row.interval: _end(logger, row, today) for row in rows}
    valid = rules.marks(logger.edition).valid
    newest = max(rows, key=lambda row: ends[row.interval], default=None)
    if newest is None:
        return Reach(None, None, None, "", silent=True)
    bad = newest.flag if newest.flag and newest.flag.upper() not in valid else ""
    if not newest.number and not bad:
        bad = "no number"
    silent = watched is not None and (
        watched not in ends
        or micros(now)
        - _next_end(logger, next(r for r in rows if r.interval == watched), cycle, today)
        > limits[watched] * 3600 * 1_000_000
    )
    since = ends.get(watched or "") if silent else ends[newest.interval]
    received = max(row.received_at for row in rows)
    return Reach(ends[newest.interval], since, received, bad, silent)


def _step(logger: registry.LoggerInfo, interval: str, today: date) -> int:
    if interval == "realtime":
        return 0
    return int(step_of(logger, interval, today) / np.timedelta64(1, "us"))


def _next_end(logger: registry.LoggerInfo, row: SeriesRow, cycle: int, today: date) -> int:
    """Say where the slot ends whose value should come next: a period, or an analyser's cycle. [µs UTC]."""
    step, start = _step(logger, row.interval, today), np.datetime64(row.last, "us")
    if row.interval == HOUR and cycle > 1:
        step *= cycle
        start = floored(np.array([start]), np.timedelta64(step, "us"))[0]
    return micros(start) + 2 * step


def _end(logger: registry.LoggerInfo, row: SeriesRow, today: date) -> int:
    """Say where the last period ends; a real-time value is an instant. [µs UTC]."""
    return row.last if row.interval == "realtime" else row.last + _step(logger, row.interval, today)


def _rows(
    writer: Writer,
    db: duckdb.DuckDBPyConnection,
    ear: Ear,
    logger: registry.LoggerInfo,
    found: dict[str, Reach],
    now: np.datetime64,
    *,
    peers_silent: bool,
) -> list[BrokenRow]:
    """Diagnose one data logger: as a whole, and each property that differs from it."""
    whole = _whole(found)
    stops = _stopped(logger, now)
    since = None if whole.since is None else np.datetime64(whole.since, "us")
    span = Span(max(since or _ago(now), _ago(now)), now)
    heard = ear.heard(db, logger, span)
    limit = rules.silence(beijing(aware(micros(now))).date()).clock_seconds

    def name(reach: Reach, data: str) -> Rule:
        return diagnosis.now_broken(
            data=data,
            since=None if reach.since is None else np.datetime64(reach.since, "us"),
            flag="" if reach.silent else reach.flag,
            heard=heard,
            logger=logger,
            shutdown=stops,
            peers_silent=peers_silent,
            now=now,
            clock_limit=limit,
        )

    rule = name(whole, "none" if whole.silent else "all")
    codes = [code for code, reach in found.items() if reach.flag == whole.flag]
    start = _since(writer, logger.mn, codes[0] if codes else "", whole, rule)
    rows = [BrokenRow(logger.mn, "", start, rule.number, whole.end, whole.received)]
    if whole.silent or stops:
        return rows
    for code, reach in sorted(found.items()):
        own = name(reach, "some" if reach.silent else "all")
        if own.number not in (*WELL, rule.number):
            start = _since(writer, logger.mn, code, reach, own)
            rows.append(BrokenRow(logger.mn, code, start, own.number, reach.end, reach.received))
    return rows


def _since(writer: Writer, mn: str, code: str, reach: Reach, rule: Rule) -> int | None:
    """Say since when: the start of the run that bears the mark, or the end of what came. [µs]."""
    if "flag" in rule.when:
        return writer.marked_since(mn, code, reach.flag) or reach.since
    return reach.since


def _whole(found: dict[str, Reach]) -> Reach:
    """Say how far the data logger reaches: as far as its best property."""
    reaches = list(found.values())
    ends = [r.end for r in reaches if r.end is not None]
    starts = [r.since for r in reaches if r.since is not None]
    received = [r.received for r in reaches if r.received is not None]
    flags = {r.flag for r in reaches if not r.silent}
    shared = flags.pop() if len(flags) == 1 else ""
    silent = all(r.silent for r in reaches)
    since = max(starts, default=None)
    return Reach(max(ends, default=None), since, max(received, default=None), shared, silent)


def _ago(now: np.datetime64) -> np.datetime64:
    return now - np.timedelta64(86_400_000_000, "us")


def _stopped(logger: registry.LoggerInfo, now: np.datetime64) -> bool:
    """Tell whether a declared shutdown covers the present."""
    start = aware(micros(now))
    stops = registry.shutdowns(logger.thing_id, start, start + timedelta(seconds=1))
    return any(moment(s.start) <= now for s in stops)
