"""The compiled functions of the detectors: runs, and stretches that repeat.

All of them stand in this one file, since numba renews what it keeps by the file it was made from.
Without numba they run as plain Python, slowly and with the same results.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qingtian.quantities.compiling import compiled

Floats = npt.NDArray[np.float64]


@compiled
def repeats(
    steps: Floats, twin: Floats, width: Floats, gain: Floats, loss: Floats, lag: int, least: float
) -> tuple[float, int, int, int]:
    """Find the stretch whose steps most surely repeat those of `twin`, `lag` samples before.

    Parameters
    ----------
    steps, twin
        Change from one sample to the next; NaN where unknown. May be the same array.
    width
        How far two steps may differ to match.
    gain, loss
        Log ratio of a match and of a miss, a copy against chance. [nat]
    lag
        Samples between a step and the one that it repeats.
    least
        Sum below which nothing is told. [nat]

    Returns
    -------
    sum, first, after, hits
        Largest sum of log ratios over a stretch [first, after), and how many steps matched in it.
    """
    total = 0.0
    best = least
    first = after = hits = begun = run = 0
    for i in range(lag, len(steps)):
        d = abs(steps[i] - twin[i - lag])
        if d <= width[i]:
            if total <= 0.0:
                total = 0.0
                begun = i
                run = 0
            total += gain[i]
            run += 1
            if total > best:
                best = total
                first, after, hits = begun, i + 1, run
        elif total > 0.0:
            if d > width[i]:
                total += loss[i]
            else:
                total -= 0.05
    return best, first, after, hits


@compiled
def best_lags(
    steps: Floats,
    width: Floats,
    gain: Floats,
    loss: Floats,
    shortest: int,
    longest: int,
    least: float,
) -> Floats:
    """Try all lags, and keep the surest stretch of each that reaches `least`.

    Returns
    -------
    array of float
        Rows of lag, sum, first, after, hits.
    """
    found = np.empty((longest - shortest + 1, 5))
    count = 0
    for lag in range(shortest, longest + 1):
        total, first, after, hits = repeats(steps, steps, width, gain, loss, lag, least)
        if hits > 0:
            found[count, 0] = lag
            found[count, 1] = total
            found[count, 2] = first
            found[count, 3] = after
            found[count, 4] = hits
            count += 1
    return found[:count].copy()


@compiled
def held_runs(values: Floats, tolerance: float, breaks: int, wide: float) -> npt.NDArray[np.int64]:
    """List runs of one value, over up to `breaks` samples at a time that miss or depart by at most `wide`.

    Returns
    -------
    array of int
        Rows of first, after, and how many samples equal the run's value.
    """
    n = len(values)
    rows = np.empty((n + 1, 3), dtype=np.int64)
    count = 0
    i = 0
    while i < n:
        v = values[i]
        if v != v:
            i += 1
            continue
        last = i
        equal = 1
        broken = 0
        j = i + 1
        while j < n:
            w = values[j]
            if -tolerance <= w - v <= tolerance:
                equal += 1
                last = j
                broken = 0
            else:
                broken += 1
                if broken > breaks or not (w != w or -wide <= w - v <= wide):
                    break
            j += 1
        if equal >= 3:
            rows[count, 0] = i
            rows[count, 1] = last + 1
            rows[count, 2] = equal
            count += 1
            i = last + 1
        else:
            i += 1
    return rows[:count].copy()
