"""Array kernels for what no relation expresses well; numba compiles them where it is installed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qingtian.quantities.compiling import compiled

Integers = npt.NDArray[np.int64]


@compiled
def window_sums(
    hours: Integers,
    values: Integers,
    groups: Integers,
    at: Integers,
    at_groups: Integers,
    window: int,
) -> tuple[Integers, Integers]:
    """Sum the values of the last `window` hours before and with each hour asked for.

    Parameters
    ----------
    hours, values, groups : shape (n,)
        Hour numbers, whole values, and the series that each belongs to; sorted by group and hour,
        one value a key. [h], [1e-6 unit], [1]
    at, at_groups : shape (m,)
        Hours asked for and their series; sorted likewise. [h], [1]
    window
        Length of the window. [h]

    Returns
    -------
    sums, counts : shape (m,)
        Exact sums, and how many values took part. [1e-6 unit], [1]
    """
    sums = np.zeros(len(at), dtype=np.int64)
    counts = np.zeros(len(at), dtype=np.int64)
    low = high = 0
    total = 0
    for i in range(len(at)):
        group, last = at_groups[i], at[i]
        while high < len(hours) and (
            groups[high] < group or (groups[high] == group and hours[high] <= last)
        ):
            total += values[high]
            high += 1
        while low < high and (
            groups[low] < group or (groups[low] == group and hours[low] <= last - window)
        ):
            total -= values[low]
            low += 1
        sums[i] = total
        counts[i] = high - low
    return sums, counts
