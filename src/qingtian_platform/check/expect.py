"""What a data logger owes: by datastream, interval and cycle, from when to when, less declared shutdowns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np

from qingtian.quality.completeness import Span, Terms, floored
from qingtian_platform.check import rules
from qingtian_platform.check.rows import SeriesRow
from qingtian_platform.kit.times import midnight
from qingtian_platform.registry import api as registry

HOUR = "hour"
"""The interval whose values an analyser gives once a cycle."""


@dataclass(frozen=True)
class Owed:
    """One datastream at one interval, as long as its cycle stays the same.

    Attributes
    ----------
    code, interval
        Which.
    span
        From when to when it owes values; open at the end where it still does. [UTC]
    terms
        Length of a slot, grace, valid marks.
    """

    code: str
    interval: str
    span: Span
    terms: Terms


def moment(value: datetime) -> np.datetime64:
    """Give an aware moment as datetime64[us] in UTC."""
    return np.datetime64(value.astimezone(UTC).replace(tzinfo=None), "us")


def micros(value: np.datetime64) -> int:
    """Give a datetime64 as microseconds since 1970, UTC."""
    return int(value.astype("datetime64[us]").astype(np.int64))


def aware(microseconds: int) -> datetime:
    """Give microseconds since 1970 as an aware moment in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def day_span(first: date, last: date) -> Span:
    """Give the Beijing days [first, last] as a span."""
    return Span(moment(midnight(first)), moment(midnight(last + timedelta(days=1))))


def step_of(logger: registry.LoggerInfo, interval: str, day: date) -> np.timedelta64:
    """Say how long a slot of a data logger is; its own minute interval goes first."""
    own = getattr(logger, "minute_step", None) if interval == "minute" else None
    minutes = own or rules.step_minutes(interval, day)
    return np.timedelta64(minutes * 60_000_000, "us")


def terms_of(logger: registry.LoggerInfo, interval: str, day: date) -> Terms:
    """Gather what decides over the slots of a data logger on a day."""
    marks = rules.marks(logger.edition)
    return Terms(
        step=step_of(logger, interval, day),
        grace=np.timedelta64(rules.grace_minutes(interval, day), "m").astype("timedelta64[us]"),
        valid_flags=marks.valid,
        unmarked=marks.unmarked_valid,
        timely=logger.live,
    )


def owed(
    logger: registry.LoggerInfo,
    datastreams: Iterable[registry.DatastreamInfo],
    series: Mapping[tuple[str, str], SeriesRow],
    day: date,
) -> list[Owed]:
    """List what a data logger owes.

    Parameters
    ----------
    logger
        The data logger.
    datastreams
        Its datastreams as registered.
    series
        How far each (code, interval) reaches, for those without a registered start.
    day
        The day whose settings hold.

    Returns
    -------
    list of Owed
        A datastream without a registered start owes from its first value on; a replayed one also
        ends with its last value. One that is registered nowhere owes nothing. An hourly one whose
        analyser takes longer for a sample owes a value a cycle, from the day that is entered.
    """
    found: list[Owed] = []
    ranges = registry.ranges()
    for stream in datastreams:
        for interval in stream.intervals:
            if interval in rules.intervals():
                span = _span(logger, stream, interval, series.get((stream.code, interval)), day)
                if span is not None:
                    whole = Owed(stream.code, interval, span, terms_of(logger, interval, day))
                    known = registry.cycles(ranges.get((logger.mn, stream.code), ()))
                    found += _parts(whole, known) if interval == HOUR else [whole]
    return found


def _parts(whole: Owed, known: Sequence[tuple[date, int]]) -> Iterator[Owed]:
    """Part what is owed where the cycle changes; a cycle that was begun or not ended counts whole."""
    lengths = [cycle for _, cycle in known] or [1]
    edges = [None, *(moment(midnight(since)) for since, _ in known[1:]), None]
    for cycle, (since, until) in zip(lengths, pairwise(edges), strict=True):
        start = whole.span.start if since is None else max(whole.span.start, since)
        ends = [each for each in (whole.span.end, until) if each is not None]
        end = min(ends, default=None)
        if end is not None and start >= end:
            continue
        if cycle == 1:
            yield replace(whole, span=Span(start, end))
            continue
        step = whole.terms.step * cycle
        terms = replace(whole.terms, step=step, cycle=cycle)
        yield replace(whole, span=Span(_floor(start, step), _ceil(end, step)), terms=terms)


def _floor(at: np.datetime64, step: np.timedelta64) -> np.datetime64:
    found: np.datetime64 = floored(np.array([at]), step)[0]
    return found


def _ceil(at: np.datetime64 | None, step: np.timedelta64) -> np.datetime64 | None:
    return None if at is None else _floor(at + step - np.timedelta64(1, "us"), step)


def _span(
    logger: registry.LoggerInfo,
    stream: registry.DatastreamInfo,
    interval: str,
    reach: SeriesRow | None,
    day: date,
) -> Span | None:
    """Say from when to when one datastream owes values."""
    opened, closed = _days(logger, stream)
    start = None if opened is None else moment(midnight(opened))
    end = None if closed is None else moment(midnight(closed + timedelta(days=1)))
    if reach is None:
        return None if start is None or not logger.live else Span(start, end)
    if start is None or not logger.live:
        start = np.datetime64(reach.first, "us")
    if not logger.live:
        end = np.datetime64(reach.last, "us") + step_of(logger, interval, day)
    return Span(start, end)


def _days(
    logger: registry.LoggerInfo, stream: registry.DatastreamInfo
) -> tuple[date | None, date | None]:
    """Take the narrower of the days that data logger and datastream are open.

    A data logger owes nothing once what it stands on is closed, whether or not its own end was entered.
    """
    thing = registry.things().get(logger.thing_id)
    opened = [d for d in (stream.opened, getattr(logger, "opened", None)) if d is not None]
    ends = (stream.closed, getattr(logger, "closed", None), thing.closed if thing else None)
    closed = [day for day in ends if day is not None]
    return max(opened, default=None), min(closed, default=None)


def shut(thing_id: int, first: date, last: date) -> list[Span]:
    """List the declared shutdowns of a thing that touch the days [first, last]."""
    start, end = midnight(first), midnight(last + timedelta(days=1))
    return [
        Span(moment(s.start), None if s.end is None else moment(s.end))
        for s in registry.shutdowns(thing_id, start, end)
    ]
