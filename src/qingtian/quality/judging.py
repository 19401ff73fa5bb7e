"""Run the checks on a datastream: all of it, or what a change touches, with the same result."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from qingtian.law import AnyPack, Pack
from qingtian.law.packs import open_packs
from qingtian.quality.checks.catalogue import CHECKS, Check, Datastream, arguments_of
from qingtian.quality.checks.judged import Judged
from qingtian.quality.checks.settings import stretches
from qingtian.quality.completeness import BEIJING, days_of
from qingtian.quality.flags import Flag, Flags
from qingtian.quality.history import Entry
from qingtian.quality.rules import rule
from qingtian.quality.stream import Series

Moment = np.datetime64 | None
TICK = np.timedelta64(1, "us")
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Judgement:
    """What one rule says of a series under one state of the law.

    Attributes
    ----------
    number, version
        Of the rule.
    series
        The rows that it speaks of.
    judged
        Flags and evidence of these rows.
    arguments
        Thresholds, and where they stand.
    """

    number: str
    version: int
    series: Series
    judged: Judged
    arguments: Mapping[str, Any]

    def entry(self) -> Entry:
        """Make an entry of the history: a flag a time, the worst where a time has several rows."""
        times = self.series.times
        first = np.flatnonzero(np.append(True, times[1:] != times[:-1]))[: len(times)]
        flags = np.maximum.reduceat(self.judged.flags, first) if len(times) else self.judged.flags
        return Entry(self.number, times[first], flags, self.version, _told(self.arguments))


def _told(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what JSON holds; lists of what was done to an instrument stand elsewhere."""
    return {
        key: value
        for key, value in arguments.items()
        if value is None or isinstance(value, str | int | float)
    }


def judge(
    series: Series,
    stream: Datastream,
    *,
    packs: Sequence[AnyPack] = (),
    rules: Collection[str] | None = None,
) -> tuple[Judgement, ...]:
    """Run every check that applies.

    Parameters
    ----------
    series
        One datastream.
    stream
        What is known of it.
    packs
        Packs whose thresholds go before the library's.
    rules
        Numbers of the rules that are asked; None = all.

    Returns
    -------
    tuple of Judgement
        By number; several of a rule where its thresholds changed within the series. A rule that
        lacks what it compares with, or has no threshold for the property, says nothing.

    Raises
    ------
    LookupError
        If a number has no check.
    """
    return tuple(_judgements(series, stream, (None, None), packs, rules))


def judge_again(
    series: Series,
    stream: Datastream,
    since: np.datetime64,
    until: np.datetime64 | None = None,
    *,
    packs: Sequence[AnyPack] = (),
    rules: Collection[str] | None = None,
) -> tuple[Judgement, ...]:
    """Run the checks on what a change of [since, until) touches: new hours, late data.

    Parameters
    ----------
    series
        The whole datastream as it is now, or enough of it on either side, with its `step`.
    stream
        What is known of it.
    since, until
        What changed; None = to the end. [UTC]
    packs, rules
        As of `judge`.

    Returns
    -------
    tuple of Judgement
        Of the rows whose flags may change; equal to what `judge` says of them.
    """
    return tuple(_judgements(series, stream, (since, until), packs, rules))


def _judgements(
    series: Series,
    stream: Datastream,
    touched: tuple[Moment, Moment],
    packs: Sequence[AnyPack],
    rules: Collection[str] | None,
) -> Iterator[Judgement]:
    opened = open_packs(packs)
    if unknown := set(rules or ()) - set(CHECKS):
        raise LookupError(f"expected numbers of checks; no check is {', '.join(sorted(unknown))}")
    if not len(series):
        return
    for number, check in CHECKS.items():
        if (rules is None or number in rules) and check.fits(series, stream):
            yield from _by_law(check, series, stream, touched, opened)


def _by_law(
    check: Check,
    series: Series,
    stream: Datastream,
    touched: tuple[Moment, Moment],
    packs: tuple[Pack, ...],
) -> Iterator[Judgement]:
    """Judge each stretch in which the thresholds are the same."""
    first, last = (_day(each) for each in (series.times[0], series.times[-1]))
    said = rule(check.number)
    for start, end in stretches(said.settings, first, last, packs):
        arguments = arguments_of(check.number, stream, start, packs)
        if arguments is None:
            continue
        edges = (
            None if start == first else _midnight(start),
            None if end == last else _midnight(end) + DAY,
        )
        part, judged = _part(check, series, arguments, touched, edges)
        if len(part):
            yield Judgement(check.number, said.version, part, judged, arguments)


def _part(
    check: Check,
    series: Series,
    arguments: Mapping[str, Any],
    touched: tuple[Moment, Moment],
    edges: tuple[Moment, Moment],
) -> tuple[Series, Judged]:
    """Judge what is touched within the edges, with what stands around it."""
    low, high = _within(_widened(check, series, arguments, touched), edges)
    wide = series.between(*_widened(check, series, arguments, (low, high)))
    part = series.between(low, high)
    if not len(part):
        return part, Judged(part.marks)
    at = int(np.searchsorted(wide.times, part.times[0]))
    judged = check.run(wide, arguments)
    chosen = slice(at, at + len(part))
    return part, Judged(
        judged.flags[chosen],
        {key: each[chosen] for key, each in judged.evidence.items()},
        {key: each[chosen] for key, each in judged.words.items()},
    )


def _widened(
    check: Check, series: Series, arguments: Mapping[str, Any], span: tuple[Moment, Moment]
) -> tuple[Moment, Moment]:
    """Go as far beyond a span, on either side, as the check looks around."""
    count = check.around(arguments)
    length = np.timedelta64(int(check.hours(arguments) * 3_600_000_000), "us")
    low, high = span
    if low is None and high is None:
        return span
    times = series.times[series.usable]
    if low is not None:
        at = int(np.searchsorted(times, low)) - count
        low = None if at < 0 else min(*times[at : at + 1], low, low - length)
    if high is not None:
        at = int(np.searchsorted(times, high)) + count
        high = None if at > len(times) else max(times[at - 1] + TICK if at else high, high + length)
    if check.whole_days:
        low = None if low is None else _midnight(_day(low))
        high = None if high is None else _midnight(_day(high - TICK)) + DAY
    return low, high


def _within(span: tuple[Moment, Moment], edges: tuple[Moment, Moment]) -> tuple[Moment, Moment]:
    lows = [each for each in (span[0], edges[0]) if each is not None]
    highs = [each for each in (span[1], edges[1]) if each is not None]
    return max(lows, default=None), min(highs, default=None)


def _day(time: np.datetime64) -> date:
    found: date = days_of(np.array([time], "datetime64[us]"))[0].astype(date)
    return found


def _midnight(day: date) -> np.datetime64:
    midnight: np.datetime64 = np.datetime64(day, "us") - BEIJING
    return midnight


def flags_of(series: Series, judgements: Sequence[Judgement]) -> Flags:
    """Take the worst of marks and rules for each row.

    Parameters
    ----------
    series
        What was judged as a whole.
    judgements
        Of `judge`.

    Returns
    -------
    ndarray of int8
        In the order in which the rows were given.
    """
    found = series.marks.copy()
    for each in judgements:
        rows = _rows(series, each)
        found[rows] = np.maximum(found[rows], each.judged.flags)
    return series.restored(found)


def rules_of(series: Series, judgements: Sequence[Judgement]) -> list[tuple[str, ...]]:
    """List of each row the rules that object to it, in the order in which the rows were given."""
    found: list[list[str]] = [[] for _ in range(len(series))]
    for each in judgements:
        rows = _rows(series, each)
        for place in np.flatnonzero(each.judged.flags > Flag.VALID):
            found[series.order[rows.start + place]].append(each.number)
    return [tuple(each) for each in found]


def _rows(series: Series, judgement: Judgement) -> slice:
    at = int(np.searchsorted(series.times, judgement.series.times[0]))
    return slice(at, at + len(judgement.series))


__all__ = ["Judgement", "flags_of", "judge", "judge_again", "rules_of"]
