"""Pairs of values that two series have of the same intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qingtian.quality.completeness import BEIJING
from qingtian.quality.stream import Floats, Series, SeriesError, Times


@dataclass(frozen=True)
class Pairs:
    """What two series say of the same intervals, in order of time.

    Attributes
    ----------
    times
        Start of each interval. [datetime64[us], UTC]
    first, second
        What either says. [unit of both]
    """

    times: Times
    first: Floats
    second: Floats

    def __len__(self) -> int:
        return len(self.times)

    @property
    def difference(self) -> Floats:
        """Second minus first. [unit of both]."""
        return self.second - self.first

    def daily(self, least: int) -> Pairs:
        """Give the means of the Beijing days that have at least so many pairs. [1]."""
        days = (self.times + BEIJING).astype("datetime64[D]")
        found, at, counts = np.unique(days, return_inverse=True, return_counts=True)
        sums = [np.bincount(at, side, len(found)) for side in (self.first, self.second)]
        kept = counts >= least
        times = (found - BEIJING).astype("datetime64[us]")[kept]
        return Pairs(times, *((total / np.maximum(counts, 1))[kept] for total in sums))


def paired(first: Series, second: Series) -> Pairs:
    """Pair the values that two series have of equal intervals.

    Parameters
    ----------
    first, second
        Of the same property in the same unit, each with its step; what does not count by its mark,
        is missing, or stands twice for one time is left out.

    Returns
    -------
    Pairs
        Of length 0 where they have no interval in common.

    Raises
    ------
    SeriesError
        If their intervals are of different length: a mean of an hour is no pair of a day's.
    """
    if first.step is not None and second.step is not None and first.step != second.step:
        raise SeriesError(
            f"expected intervals of one length; got {first.step} and {second.step}: average first"
        )
    ours, theirs = first.times[first.usable], second.times[second.usable]
    times, a, b = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
    return Pairs(times, first.values[first.usable][a], second.values[second.usable][b])
