"""The stage's worker: counts what changed, what fell due meanwhile, and what the registry altered."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

import numpy as np

from qingtian_platform.check import rules
from qingtian_platform.check.expect import aware, micros, moment
from qingtian_platform.check.gateway import ear
from qingtian_platform.check.present import look
from qingtian_platform.check.recount import Task, recount
from qingtian_platform.check.store import Writer
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

#: How often what fell due is counted although nothing came. [s]
TICK = 30
STARTED = b"CN=2081;"
MN = re.compile(rb"(?:^|;)MN=([^;]*);")
MICRO = timedelta(microseconds=1)


def step(places: Places, now: datetime | None = None) -> bool:
    """Do what there is to do once.

    Parameters
    ----------
    places
        Where everything lives.
    now
        The present; the clock of the machine where left out.

    Returns
    -------
    bool
        Whether there was anything to do; a caller may rest if not.
    """
    present = moment(now) if now else np.datetime64(time.time_ns() // 1000, "us")
    writer = Writer(places)
    try:
        tasks, cursor = _changed(writer, places)
        altered, marks = _altered(writer, present)
        tasks |= altered
        ticked = _due(writer, present)
        if ticked:
            tasks |= _fallen_due(writer, present)
        if tasks or ticked:
            _run(writer, places, tasks, present)
            marks["cursor"] = str(cursor)
        for name, mark in marks.items():
            writer.set_state(name, mark)
        return bool(tasks)
    finally:
        writer.close()


def _run(writer: Writer, places: Places, tasks: set[Task], now: np.datetime64) -> None:
    """Count and look, then note when."""
    with record.connect(places) as db:
        listening = ear(writer.restarts())
        recount(writer, db, listening, tasks, now)
        look(writer, db, listening, now)
    writer.set_state("ticked", str(micros(now)))


def _changed(writer: Writer, places: Places) -> tuple[set[Task], record.Cursor]:
    """List the days that the archive says have changed."""
    after = record.Cursor.read(writer.state("cursor") or "")
    cursor, changes = record.changed(after, places)
    writer.note_restarts(_restarts(after.batch, cursor.batch, places))
    tasks = {
        Task(mn, interval, beijing(first).date(), beijing(max(first, last - MICRO)).date())
        for mn, interval, first, last in changes
    }
    return tasks, cursor


def _restarts(after: int, cursor: int, places: Places) -> Iterator[tuple[str, int]]:
    """Find the reports of a start (CN 2081, HJ 212-2017 table 9) in new batches. [µs UTC]."""
    for frame in record.frames_with(STARTED, after, cursor, places):
        named = MN.search(frame.masked)
        if named is not None:
            yield named[1].decode("ascii", "replace"), micros(moment(frame.received_at))


def _due(writer: Writer, now: np.datetime64) -> bool:
    """Tell whether time alone has made slots fall due."""
    ticked = int(writer.state("ticked") or 0)
    return micros(now) - ticked >= TICK * 1_000_000


def _fallen_due(writer: Writer, now: np.datetime64) -> set[Task]:
    """List today and the days since the last look of every live data logger."""
    today = beijing(aware(micros(now))).date()
    ticked = int(writer.state("ticked") or micros(now))
    first = min(beijing(aware(ticked)).date(), today) - timedelta(days=1)
    return {
        Task(logger.mn, interval, first, today)
        for logger in registry.loggers().values()
        if logger.live
        for interval in _counted(logger)
    }


def _counted(logger: registry.LoggerInfo) -> list[str]:
    kinds = {kind for d in _streams(logger) for kind in d.intervals}
    return [kind for kind in rules.intervals() if kind in kinds]


def _streams(logger: registry.LoggerInfo) -> list[registry.DatastreamInfo]:
    return [d for d in registry.datastreams(logger.thing_id) if d.mn == logger.mn]


def _altered(writer: Writer, now: np.datetime64) -> tuple[set[Task], dict[str, str]]:
    """List all days of the data loggers whose registration changed, and the marks to keep then."""
    version = str(registry.version())
    if writer.state("registry") == version:
        return set(), {}
    tasks: set[Task] = set()
    marks = {"registry": version}
    for logger in registry.all_loggers(None).values():
        name, mark = f"logger {logger.mn}", _fingerprint(logger)
        if writer.state(name) != mark:
            tasks |= _all_days(writer, logger, now)
            marks[name] = mark
    return tasks, marks


def _fingerprint(logger: registry.LoggerInfo) -> str:
    """Digest what decides over the counts of a data logger; no secret goes in."""
    early, late = datetime(1970, 1, 1, tzinfo=aware(0).tzinfo), aware(2**52)
    ranges = registry.ranges()
    facts: Iterable[object] = (
        (logger.edition, logger.origin, logger.minute_step, logger.opened, logger.closed),
        [(d.code, d.intervals, d.opened, d.closed) for d in _streams(logger)],
        [registry.cycles(ranges.get((d.mn, d.code), ())) for d in _streams(logger)],
        [thing.closed for thing in [registry.things().get(logger.thing_id)] if thing],
        [(s.start, s.end) for s in registry.shutdowns(logger.thing_id, early, late)],
    )
    return hashlib.sha256(repr(list(facts)).encode()).hexdigest()


def _all_days(writer: Writer, logger: registry.LoggerInfo, now: np.datetime64) -> set[Task]:
    """List every day for which a data logger may owe or hold values."""
    rows = writer.series(logger.mn)
    today = beijing(aware(micros(now))).date()
    known = [beijing(aware(row.first)).date() for row in rows]
    opened = [day for day in (logger.opened, *(d.opened for d in _streams(logger))) if day]
    last = max((beijing(aware(row.last)).date() for row in rows), default=today)
    first: date = min([*known, *opened, today])
    end = max(last, today) if logger.live else last
    return {Task(logger.mn, interval, first, end) for interval in _counted(logger)}
