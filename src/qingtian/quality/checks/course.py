"""Checks of the course of one series (QC-121 to QC-125): each value among those around it.

They see what tells of the process alone: numbers whose marks count, once a time. A value is flagged
by what stands near it, so that a part of a series with enough around it is judged as the whole is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from qingtian.quality.checks.judged import Judged, beginnings, following, objected
from qingtian.quality.checks.kernels import trailing
from qingtian.quality.flags import Flag
from qingtian.quality.stream import HOUR, Floats, Integers, Series, Truths

LARGE = float(np.log(10))
"""Factors beyond ten are no rounding of a small level. [ln]"""

SIGMA = 1.4826
"""Median absolute deviations to the standard deviation of a normal distribution. [1]"""


def spike(series: Series, *, height: float, share: float, gap: float) -> Judged:
    """Find single values that stand off from both neighbours (QC-121).

    Parameters
    ----------
    series
        What is checked.
    height, share
        A value is one when it lies above both neighbours, or below both, by more than
        height + share·(the larger of them in size). [unit of the property], [1]
    gap
        Most periods to either neighbour; a value with a gap beside it is not judged. [steps]

    Returns
    -------
    Judged
        `SUSPECT` for each spike.
    """
    rows, near = series.usable, following(series, gap)
    v = series.process
    flags = series.flags(rows[:0])
    if len(rows) > 2:
        inner = near[1:-1] & near[2:]
        before, middle, after = v[:-2], v[1:-1], v[2:]
        off = np.maximum(middle - np.maximum(before, after), np.minimum(before, after) - middle)
        allowed = height + share * np.maximum(np.abs(before), np.abs(after))
        flags = objected(series, rows[1:-1][inner], rows[1:-1][inner & (off > allowed)])
    return Judged(flags)


def rate(series: Series, *, per_hour: float) -> Judged:
    """Find changes that are faster than the process (QC-123).

    Parameters
    ----------
    series
        What is checked; the value before may be any time ago.
    per_hour
        Most that the property changes; less than an hour counts as one. [unit of the property/h]

    Returns
    -------
    Judged
        `SUSPECT` for the later value; the first of a series is not judged, nor is a value doubted
        for coming back from a single one that stood off to where the one before it was.
    """
    rows, v = series.usable, series.process
    change = np.abs(np.diff(v))
    # Less than an hour counts as one: what is below an hour's change is fast over no time.
    fast = np.flatnonzero(change > per_hour)
    fast = fast[change[fast] > per_hour * _hours(series, rows[fast], rows[fast + 1])]
    after = fast[1:][fast[1:] == fast[:-1] + 1]
    off = np.abs(v[after + 1] - v[after - 1])
    back = after[off <= per_hour * _hours(series, rows[after - 1], rows[after + 1])]
    # Of two values that each come back from the other, the first is the one that stood off.
    back = back[~np.isin(back - 1, back)]
    fast = fast[~np.isin(fast, back)]
    flags = objected(series, rows[1:], rows[1:][fast])
    return Judged(flags, {"change": series.spread(rows[1:][fast], change[fast])})


def _hours(series: Series, before: Integers, after: Integers) -> Floats:
    """Tell how long passed between rows; less than an hour counts as one. [h]."""
    hours: Floats = np.maximum((series.times[after] - series.times[before]) / HOUR, 1.0)
    return hours


def flat(series: Series, *, least: int, hours: float, floor: float | None, gap: float) -> Judged:
    """Find runs of equal values (QC-124).

    Parameters
    ----------
    series
        What is checked.
    least
        Equal values that make a run. [1]
    hours
        How long it lasts at least, from the start of the first to the end of the last. [h]
    floor
        Levels at or below it make none, being near the detection limit; None = all may.
        [unit of the property]
    gap
        Most periods between two values of a run. [steps]

    Returns
    -------
    Judged
        `SUSPECT` for every value of the run, the first among them.
    """
    rows = series.usable
    v, near = series.process, following(series, gap)
    if not len(rows):
        return Judged(series.flags(rows))
    begins = np.ones(len(rows), np.bool_)
    begins[1:] = (v[1:] != v[:-1]) | ~near[1:]
    first = np.flatnonzero(begins)
    after = np.append(first[1:], len(rows))
    long = (after - first >= least) & _lasts(series, rows, first, after, hours)
    if floor is not None:
        long &= v[first] > floor
    bad = np.repeat(long, after - first)
    flags = objected(series, rows, rows[bad])
    return Judged(flags, {"level": series.spread(rows[bad], v[bad])})


def _lasts(
    series: Series, rows: Integers, first: Integers, after: Integers, hours: float
) -> Truths:
    times = series.times[rows]
    step = series.step if series.step is not None else np.timedelta64(0, "us")
    lasting: Truths = (times[after - 1] - times[first] + step) / HOUR >= hours
    return lasting


def step(
    series: Series, *, size: float, share: float, ratio: float, window: int, gap: float
) -> Judged:
    """Find where the level changes in one period and is quiet before and after (QC-122).

    Parameters
    ----------
    series
        What is checked.
    size, share
        Medians before and after differ by more than size + share·(the larger in size).
        [unit of the property], [1]
    ratio
        … and by more than this many times the scatter of either side. [1]
    window
        Values on either side; with fewer nothing is judged. [1]
    gap
        Most periods between two values of a side. [steps]

    Returns
    -------
    Judged
        `SUSPECT` for the first value of the new level; more than half of the change happens there.
    """
    rows = series.usable
    v, near = series.process, following(series, gap)
    if not len(rows):
        return Judged(series.flags(rows))
    before, scatter, count = trailing(beginnings(near), v, window)
    after, later, ahead = _leading(near, v, window)
    change = np.abs(after - before)
    noise = SIGMA * np.fmax(scatter, later)
    jump = np.zeros(len(v))
    jump[1:] = np.abs(np.diff(v))
    judged = (count == window) & (ahead == window) & near
    found = judged & (change > size + share * np.fmax(np.abs(before), np.abs(after)))
    found &= (change > ratio * noise) & (jump > change / 2)
    bad = rows[found]
    flags = objected(series, rows[judged], bad)
    shown = {"before": before, "after": after}
    return Judged(flags, {key: series.spread(bad, each[found]) for key, each in shown.items()})


def _leading(near: Truths, v: Floats, window: int) -> tuple[Floats, Floats, Integers]:
    """Give median, deviation and count of each value with those after it, within its stretch."""
    turned = np.zeros(len(near), np.bool_)
    turned[1:] = near[:0:-1]
    medians, deviations, counts = trailing(beginnings(turned), v[::-1].copy(), window)
    # Backward, a window leaves its own value out: what is asked for stands one place before.
    found = (np.full(len(v), np.nan), np.full(len(v), np.nan), np.zeros(len(v), np.int64))
    for mine, theirs in zip(found, (medians, deviations, counts), strict=True):
        mine[1:] = theirs[::-1][:-1]
    return found


def mistaken_unit(
    series: Series,
    *,
    factors: Sequence[Mapping[str, Any]],
    history: int,
    window: int,
    tolerance: float,
    scatter: float,
    gap: float,
    floor: float | None = None,
) -> Judged:
    """Find where the level changes by just a factor of conversion (QC-125).

    Parameters
    ----------
    series
        What is checked; values above zero alone take part.
    factors
        Each with `factor`, `zh`, `en`; the inverse counts too.
    history, window
        Values before, and from the change on; with fewer nothing is judged. [1]
    tolerance
        Most that the ratio of medians, and that of the first value to the one before it, differ
        from the factor. [ln]
    scatter
        The factor is larger than this many times the usual scatter. [1]
    gap
        Most periods between two values. [steps]
    floor
        Levels at or below it are coarse: there only factors above ten are told; None = nowhere.
        [unit of the property]

    Returns
    -------
    Judged
        `SUSPECT` for the first `window` values of the new level.
    """
    rows = series.usable
    kept = series.process > 0
    near = following(series, gap) & kept
    near[1:] &= kept[:-1]
    logs = np.log(np.where(kept, series.process, 1.0))
    if not len(rows):
        return Judged(series.flags(rows))
    before, spread, count = trailing(beginnings(near), logs, history)
    after, _, ahead = _leading(near, logs, window)
    judged = near & (count == history) & (ahead == window)
    usual = scatter * SIGMA * np.nan_to_num(spread)
    loud = np.fmin(before, after) > (np.log(floor) if floor else -np.inf)

    def may_be(size: float) -> Truths:
        found: Truths = judged & (size > usual) & (loud | (size > LARGE))
        return found

    first = np.diff(logs, prepend=logs[:1])
    onset, factor, which = _match(after - before, first, may_be, factors, tolerance)
    bad = np.flatnonzero(np.convolve(onset, np.ones(window), "full")[: len(rows)] > 0)
    last = np.maximum.accumulate(np.where(onset, np.arange(len(rows)), -1))[bad]
    words = {
        language: _words(series, rows[bad], [factors[which[i]][language] for i in last])
        for language in ("zh", "en")
    }
    flags = objected(series, rows[judged], rows[bad], Flag.SUSPECT)
    return Judged(flags, {"factor": series.spread(rows[bad], factor[last])}, words)


def _match(
    ratio: Floats,
    first: Floats,
    may_be: Callable[[float], Truths],
    factors: Sequence[Mapping[str, Any]],
    tolerance: float,
) -> tuple[Truths, Floats, Integers]:
    """Find places whose ratio is that of a factor, the nearest of several."""
    onset = np.zeros(len(ratio), np.bool_)
    best = np.full(len(ratio), tolerance)
    factor, which = np.full(len(ratio), np.nan), np.zeros(len(ratio), np.int64)
    for n, each in enumerate(factors):
        for sign in (1.0, -1.0):
            size = sign * float(np.log(float(each["factor"])))
            off = np.abs(ratio - size)
            hit = may_be(abs(size)) & (off <= best) & (np.abs(first - size) <= tolerance)
            onset |= hit
            best[hit], factor[hit], which[hit] = off[hit], np.exp(size), n
    return onset, factor, which


def _words(series: Series, rows: Integers, words: Sequence[str]) -> Any:  # noqa: ANN401 - texts
    found = np.full(len(series), "", object)
    found[rows] = words
    return found
