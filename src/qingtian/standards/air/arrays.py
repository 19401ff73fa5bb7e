"""Array forms: one series or many at once, exact to the digit, fast."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from qingtian.quantities import divide_half_even, gbt8170_array, scaled
from qingtian.standards.air.expressions import DIGITS, MICRO
from qingtian.standards.air.kernels import window_sums
from qingtian.standards.air.names import series_of
from qingtian.standards.air.rules import breakpoints

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def iaqi(series: str, concentrations: npt.ArrayLike, day: date) -> Floats:
    """Compute the individual index of each concentration of an array.

    Parameters
    ----------
    series
        Which breakpoints, as `pm25_24h`.
    concentrations : array-like
        Written with up to six digits; NaN = missing; below zero counts as zero.
        [µg/m³, CO mg/m³]
    day
        Day of the data, which decides the edition.

    Returns
    -------
    ndarray of float64
        0 to 500, whole; NaN where missing, or where the edition gives no index. [1]
    """
    table = breakpoints(series_of(series), day)
    rounded = gbt8170_array(concentrations, table.decimals, sent=DIGITS)
    missing = np.isnan(rounded)
    c = np.maximum(scaled(np.where(missing, 0.0, rounded), table.decimals), 0)
    unit = 10**table.decimals
    points = np.array([int(each * unit) for each in table.concentrations], dtype=np.int64)
    indices = np.array(table.indices, dtype=np.int64)
    n = np.clip(np.searchsorted(points, c, side="left"), 1, len(points) - 1)
    low, high = points[n - 1], points[n]
    rise = ((c - low) * (indices[n] - indices[n - 1]) + high - low - 1) // (high - low)
    found = (rise + indices[n - 1]).astype(np.float64)
    above = np.nan if table.above is None else float(table.above)
    return np.where(missing, np.nan, np.where(c > points[-1], above, found))


def moving_mean(values: npt.ArrayLike, window: int, required: int, decimals: int) -> Floats:
    """Average the last hours of each hour of one gapless series, from exact sums.

    Parameters
    ----------
    values : array-like, shape (n,)
        One value an hour, in order; NaN = missing; written with up to six digits. [any]
    window
        Hours of the window, the hour itself included. [h]
    required
        Valid hours that a mean needs. [h]
    decimals
        Digits that the mean is rounded to by GB/T 8170. [1]

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where too few hours are valid. [as the values]
    """
    given = np.asarray(values, dtype=np.float64)
    there = np.flatnonzero(~np.isnan(given)).astype(np.int64)
    every = np.arange(len(given), dtype=np.int64)
    sums, counts = window_sums(
        there,
        scaled(given[there], DIGITS),
        np.zeros_like(there),
        every,
        np.zeros_like(every),
        window,
    )
    return _means(sums, counts, required, decimals)


def _means(sums: Integers, counts: Integers, required: int, decimals: int) -> Floats:
    step = 10 ** (DIGITS - decimals)
    whole = divide_half_even(sums, np.maximum(counts, 1) * step)
    return np.where(counts >= max(required, 1), whole / 10.0**decimals, np.nan)


def percentile(values: npt.ArrayLike, p: int, decimals: int) -> float:
    """Give the p-th percentile of HJ 663 of an array, rounded by GB/T 8170.

    Parameters
    ----------
    values : array-like, shape (n,)
        NaN = missing; written with up to six digits. [any]
    p
        Whole per cent, 0 to 100. [%]
    decimals
        Digits of the result. [1]

    Returns
    -------
    float
        NaN where there is no value. [as the values]
    """
    given = np.asarray(values, dtype=np.float64)
    whole = scaled(given[~np.isnan(given)], DIGITS)
    if not len(whole):
        return float("nan")
    s, rest = divmod((len(whole) - 1) * p, 100)
    upper = min(s + 1, len(whole) - 1)
    ordered = np.partition(whole, [s, upper])
    exact = ordered[s] * 100 + (ordered[upper] - ordered[s]) * rest
    step = 100 * MICRO // 10**decimals
    return float(divide_half_even(exact, np.int64(step)) / 10.0**decimals)
