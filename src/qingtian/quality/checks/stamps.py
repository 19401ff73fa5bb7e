"""Checks of times (QC-131 to QC-135): what is missing, late, doubled, misdated, too little."""

from __future__ import annotations

from math import ceil

import numpy as np

from qingtian.quality.checks.judged import Judged, objected
from qingtian.quality.completeness import BEIJING, Span, days_of, floored, grid
from qingtian.quality.flags import Flag
from qingtian.quality.stream import HOUR, Series, Times

DAY = np.timedelta64(1, "D")


def missing(series: Series) -> Judged:
    """Mark rows without number (QC-131); `absent` lists periods without row.

    Parameters
    ----------
    series
        Every row is judged.

    Returns
    -------
    Judged
        `MISSING` for each row whose value is no number.
    """
    gone = np.flatnonzero(np.isnan(series.values))
    return Judged(objected(series, np.arange(len(series)), gone, Flag.MISSING))


def absent(series: Series, span: Span) -> Times:
    """List the periods of a span of which there is no row.

    Parameters
    ----------
    series
        What came.
    span
        When the datastream owes values; its end must be given. [UTC]

    Returns
    -------
    ndarray
        Starts, ascending. [datetime64[us], UTC]

    Raises
    ------
    ValueError
        If the span has no end, or the series no step.
    """
    if span.end is None or series.step is None:
        raise ValueError("expected a span with an end, and a series with a step; one has none")
    owed = grid(span, series.step, span.end)
    found: Times = owed[~np.isin(owed, series.times)]
    return found


def late(series: Series, *, grace_h: float) -> Judged:
    """Mark values that came after their time (QC-132).

    Parameters
    ----------
    series
        With `received_at` beside it; NaT = not known.
    grace_h
        Longest time from the end of the period to the receipt. [h]

    Returns
    -------
    Judged
        `LATE` for each; such a value counts.
    """
    received = series.companions["received_at"].astype("datetime64[us]")
    step = series.step if series.step is not None else np.timedelta64(0, "us")
    known = ~np.isnat(received) & ~np.isnan(series.values)
    delay = np.where(known, (received - series.times - step) / HOUR, np.nan)
    bad = np.flatnonzero(known & (delay > grace_h))
    flags = objected(series, known, bad, Flag.LATE)
    return Judged(flags, {"delay_h": series.spread(bad, delay[bad])})


def duplicate(series: Series) -> Judged:
    """Mark values that share their time (QC-133).

    Parameters
    ----------
    series
        Every row is judged.

    Returns
    -------
    Judged
        `REPEATED` for a row that is equal to one before it, `SUSPECT` for each of those that
        differ in value or mark; a row without number contests nothing.
    """
    flags = series.flags(np.ones(len(series), np.bool_))
    flags[series.contested] = Flag.SUSPECT
    flags[series.same_as_before] = Flag.REPEATED
    return Judged(flags)


def clock(series: Series, *, ahead_min: float) -> Judged:
    """Find times that are no start of a period, or lie after the receipt (QC-134).

    Parameters
    ----------
    series
        With `received_at` beside it where that is known.
    ahead_min
        Most that the end of a period lies after the receipt. [min]

    Returns
    -------
    Judged
        `SUSPECT` for each such row. Periods begin at midnight in Beijing; a step that does not
        divide a day has no grid.
    """
    bad = np.zeros(len(series), np.bool_)
    step = series.step
    if step is not None and int(DAY / step) * step == DAY:
        since = (series.times + BEIJING - np.datetime64(0, "us")).astype(np.int64)
        bad |= since % int(step.astype(np.int64)) != 0
    if "received_at" in series.companions:
        received = series.companions["received_at"].astype("datetime64[us]")
        end = series.times + (step if step is not None else np.timedelta64(0, "us"))
        bad |= ~np.isnat(received) & ((end - received) / (HOUR / 60) > ahead_min)
    return Judged(objected(series, np.arange(len(series)), np.flatnonzero(bad)))


def incomplete(series: Series, *, share: float, cycle_h: int = 1) -> Judged:
    """Mark days whose mean has too few values (QC-135).

    Parameters
    ----------
    series
        Values that count by their mark are counted, once a time.
    share
        What a day in Beijing needs of the values that it owes. [1]
    cycle_h
        Hours in which the analyser gives one hourly value: so much owes one, whichever hour of it
        came. [h]

    Returns
    -------
    Judged
        `PART` for the values of such a day; they count themselves.
    """
    rows, step = series.usable, series.step
    if not len(rows) or step is None or step > DAY:
        return Judged(series.flags(rows[:0]))
    slot = cycle_h * HOUR if step == HOUR else step
    least = ceil(share * int(DAY / slot) - 1e-9)
    times = series.times[rows]
    owed = times if slot == step else np.unique(floored(times, slot))
    days, counts = np.unique(days_of(owed), return_counts=True)
    valid = counts[np.searchsorted(days, days_of(times))]
    bad = rows[valid < least]
    flags = objected(series, rows, bad, Flag.PART)
    shown = {"valid": valid[valid < least], "least": np.full(len(bad), least)}
    return Judged(flags, {key: series.spread(bad, each) for key, each in shown.items()})
