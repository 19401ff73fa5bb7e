"""Compiled loops over one series: medians before and after each value, one window at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qingtian.quantities.compiling import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@compiled
def _place(part: Floats, size: int, value: float) -> int:
    """Find where a value stands, or belongs, among the first `size` sorted ones."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        if part[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _middle(part: Floats, size: int) -> float:
    half = size // 2
    low = part[half - 1] if size % 2 == 0 else part[half]
    return float(low + (part[half] - low) / 2)


@compiled
def _deviation(part: Floats, size: int, centre: float) -> float:
    """Median distance from the centre of sorted values: two runs of distances that are merged."""
    high = _place(part, size, centre)
    low = high - 1
    wanted, before, last = size // 2, 0.0, 0.0
    for _ in range(wanted + 1):
        before = last
        if low < 0 or (high < size and part[high] - centre < centre - part[low]):
            last = part[high] - centre
            high += 1
        else:
            last = centre - part[low]
            low -= 1
    return last if size % 2 else before + (last - before) / 2


@compiled
def trailing(starts: Integers, values: Floats, window: int) -> tuple[Floats, Floats, Integers]:
    """Median and scatter of the values before each one.

    Parameters
    ----------
    starts : shape (n,)
        First place that a window may reach back to, never falling: a gap begins a new stretch. [1]
    values : shape (n,)
        Finite numbers. [any unit]
    window
        Most values that are taken, the value itself not among them. [1]

    Returns
    -------
    medians, deviations : shape (n,)
        Median, and median absolute deviation from it; NaN where no value is before. [any unit]
    counts : shape (n,)
        How many values were taken. [1]
    """
    n = len(values)
    medians = np.full(n, np.nan)
    deviations = np.full(n, np.nan)
    counts = np.zeros(n, dtype=np.int64)
    part = np.empty(window + 1)
    low = size = 0
    for i in range(n):
        bottom = max(starts[i], i - window)
        while low < bottom:
            if low < i and size > 0:
                at = _place(part, size, values[low])
                for k in range(at, size - 1):
                    part[k] = part[k + 1]
                size -= 1
            low += 1
        counts[i] = size
        if size > 0:
            medians[i] = _middle(part, size)
            deviations[i] = _deviation(part, size, medians[i])
        at = _place(part, size, values[i])
        for k in range(size, at, -1):
            part[k] = part[k - 1]
        part[at] = values[i]
        size += 1
    return medians, deviations, counts
