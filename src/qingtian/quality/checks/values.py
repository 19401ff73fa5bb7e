"""Checks of single values (QC-101 to QC-105): each value is judged by itself."""

from __future__ import annotations

import numpy as np

from qingtian.quality.checks.judged import Judged, objected
from qingtian.quality.flags import Flag
from qingtian.quality.stream import Series


def instrument_range(
    series: Series, *, bottom: float | None, top: float | None, over: float
) -> Judged:
    """Compare values with the range of the instrument (QC-101).

    Parameters
    ----------
    series
        Values that count by their mark are judged.
    bottom, top
        The range on file; None = not known. [unit of the datastream]
    over
        Multiple of the top from which a value is wrong; from the top to there it is doubted, for
        the instrument may be saturated. [1]

    Returns
    -------
    Judged
        `SUSPECT` at the top and a little over, `WRONG` below the bottom and beyond. A negative
        value of a range that begins at zero is left to QC-104.
    """
    v, judged = series.values, series.numbers
    flags = series.flags(judged)
    if top is not None:
        flags[judged & (v >= top)] = Flag.SUSPECT
        flags[judged & (v > top + abs(top) * (over - 1))] = Flag.WRONG
    if bottom is not None:
        low = judged & (v < bottom)
        flags[low if bottom else low & False] = Flag.WRONG
    return Judged(flags)


def plausible(
    series: Series,
    *,
    low: float | None,
    high: float | None,
    lowest: float | None,
    highest: float | None,
) -> Judged:
    """Compare values with what is usual and what is possible for the property (QC-102).

    Parameters
    ----------
    series
        Values that count by their mark are judged.
    low, high
        What is usual, both ends included; None = unbounded. [unit of the property]
    lowest, highest
        What is possible. [unit of the property]

    Returns
    -------
    Judged
        `SUSPECT` beyond the usual, `WRONG` beyond the possible.
    """
    v, judged = series.values, series.numbers
    flags = series.flags(judged)
    for bottom, top, flag in ((low, high, Flag.SUSPECT), (lowest, highest, Flag.WRONG)):
        beyond = np.zeros(len(series), np.bool_)
        if bottom is not None:
            beyond |= v < bottom
        if top is not None:
            beyond |= v > top
        flags[judged & beyond] = flag
    return Judged(flags)


def no_number(series: Series, *, largest: float) -> Judged:
    """Find values that nothing can have measured (QC-103).

    Parameters
    ----------
    series
        Every number is judged, whatever its mark.
    largest
        Size from which it is none. [unit of the datastream]

    Returns
    -------
    Judged
        `WRONG` for infinite and gigantic values; what is missing is left to QC-131.
    """
    there = ~np.isnan(series.values)
    return Judged(
        objected(
            series,
            there,
            np.flatnonzero(there & (np.abs(series.values) >= largest)),
            Flag.WRONG,
        )
    )


def negative(series: Series, *, tolerance: float) -> Judged:
    """Tell noise about zero from values that are no concentration (QC-104).

    Parameters
    ----------
    series
        Values that count by their mark are judged.
    tolerance
        Size of the noise, included. [unit of the property]

    Returns
    -------
    Judged
        `BELOW` for small negative values, `WRONG` for lower ones.
    """
    v, judged = series.values, series.numbers
    flags = series.flags(judged)
    flags[judged & (v < 0)] = Flag.BELOW
    flags[judged & (v < -tolerance)] = Flag.WRONG
    return Judged(flags)


def below_detection(series: Series, *, lod: float) -> Judged:
    """Mark values below the detection limit (QC-105).

    Parameters
    ----------
    series
        Values that count by their mark are judged.
    lod
        Detection limit; a value of just the limit is not below it. [unit of the datastream]

    Returns
    -------
    Judged
        `BELOW` from zero up to the limit; negative values are left to QC-104.
    """
    v, judged = series.values, series.numbers
    below = judged & (v >= 0) & (v < lod)
    return Judged(objected(series, judged, np.flatnonzero(below), Flag.BELOW))
