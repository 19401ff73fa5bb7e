"""Checks against what is measured beside (QC-141 to QC-151): wholes, load, neighbours."""

from __future__ import annotations

import numpy as np

from qingtian.quality.checks.course import SIGMA
from qingtian.quality.checks.judged import Judged, objected
from qingtian.quality.checks.kernels import trailing
from qingtian.quality.stream import Floats, Series


def part_of_whole(series: Series, *, share: float, margin: float) -> Judged:
    """Compare a part with the whole that it belongs to (QC-141 to QC-144).

    Parameters
    ----------
    series
        The part, with `whole` beside it in the same unit; NaN = missing.
    share, margin
        The part may be larger by this share of the whole and this margin, for either instrument
        errs. [1], [unit of the datastream]

    Returns
    -------
    Judged
        `SUSPECT` where it is larger still; which of the two is wrong is not said.
    """
    rows = series.usable
    whole = series.companions["whole"].astype(np.float64)[rows]
    part = series.values[rows]
    known = np.isfinite(whole)
    excess = np.where(known, part - whole, np.nan)
    bad = known & (part > np.maximum(whole, 0) * (1 + share) + margin)
    flags = objected(series, rows[known], rows[bad])
    return Judged(flags, {"excess": series.spread(rows[bad], excess[bad])})


def oxygen_with_load(series: Series, *, air_like: float, running: float) -> Judged:
    """Find oxygen as of air while the plant runs (QC-145).

    Parameters
    ----------
    series
        Oxygen by volume, with `load` beside it, a share of the rated load; NaN = missing. [%], [1]
    air_like
        From here on it is as of air. [%]
    running
        From this load on the plant runs. [1]

    Returns
    -------
    Judged
        `SUSPECT` where both hold; not judged while the plant stands or its load is unknown.
    """
    rows = series.usable
    load = series.companions["load"].astype(np.float64)[rows]
    judged = np.isfinite(load) & (load >= running)
    bad = judged & (series.values[rows] >= air_like)
    return Judged(objected(series, rows[judged], rows[bad]))


def neighbours(
    series: Series,
    *,
    offset: float,
    least: int,
    history: int,
    need: int,
    ratio: float,
    floor: float,
) -> Judged:
    """Compare a station with the median of its neighbours, and that with its own past (QC-151).

    Parameters
    ----------
    series
        With `neighbours` beside it, shape (n, stations), in the same unit; NaN = missing.
    offset
        Added before the logarithm, so that small values weigh little. [unit of the datastream]
    least
        Neighbours that must measure. [1]
    history, need
        Usable values before whose ratios are taken, and how many of these must be there. [1]
    ratio, floor
        A ratio is odd when it is off the usual by more than this many times the usual scatter,
        which counts as `floor` at least. [1], [ln]

    Returns
    -------
    Judged
        `SUSPECT` where it is odd. The median of several stations hardly moves when one of them is
        wrong; a fault of most of them together is not seen.
    """
    rows = series.usable
    beside = _beside(series)[rows]
    there = np.isfinite(beside) & (beside > -offset)
    enough = (there.sum(axis=1) >= max(least, 1)) & (series.values[rows] > -offset)
    rows, beside = rows[enough], np.where(there, beside, np.nan)[enough]
    if not len(rows):
        return Judged(series.flags(rows))
    places = np.flatnonzero(enough)
    middle = _medians(beside)
    logs = np.log((series.values[rows] + offset) / (middle + offset))
    usual, spread, count = trailing(np.searchsorted(places, places - history), logs, history)
    judged = count >= need
    scatter = np.maximum(SIGMA * np.nan_to_num(spread), floor)
    odd = judged & (np.abs(logs - np.nan_to_num(usual)) > ratio * scatter)
    flags = objected(series, rows[judged], rows[odd])
    shown = {"expected": middle, "factor": np.exp(logs), "usual": np.exp(usual)}
    return Judged(flags, {key: series.spread(rows[odd], each[odd]) for key, each in shown.items()})


def _medians(rows: Floats) -> Floats:
    """Median of each row, whose numbers are one at least; NaN are left out."""
    ordered = np.sort(rows, axis=1)  # NaN come last
    counts = np.isfinite(ordered).sum(axis=1)
    pair = [
        np.take_along_axis(ordered, at[:, np.newaxis], axis=1)[:, 0]
        for at in ((counts - 1) // 2, counts // 2)
    ]
    found: Floats = pair[0] / 2 + pair[1] / 2
    return found


def _beside(series: Series) -> Floats:
    given = series.companions["neighbours"].astype(np.float64)
    return given if given.ndim == 2 else given[:, np.newaxis]
