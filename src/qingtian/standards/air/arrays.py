"""Array forms: one series or many at once, exact to the digit, fast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt

from qingtian import law
from qingtian.quantities import divide_half_even, gbt8170_array, scaled
from qingtian.standards.air.expressions import DIGITS, MICRO
from qingtian.standards.air.kernels import window_sums
from qingtian.standards.air.names import POLLUTANTS, series_of
from qingtian.standards.air.rules import breakpoints, digits_day, indicators, limit

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


def daily_aqi(
    concentrations: Mapping[str, npt.ArrayLike], day: date, *, o3_daily: str = "max(8h,1h)"
) -> Floats:
    """Compute the AQI of days that are judged by one law.

    Parameters
    ----------
    concentrations : mapping of str to array-like, shape (n,)
        By series, as of the scalar form; NaN = missing; a series not given is missing.
        [µg/m³, CO mg/m³]
    day
        A day of the stretch in which the law is one and the same.
    o3_daily
        `max(8h,1h)` or `8h`, as of the scalar form.

    Returns
    -------
    ndarray of float64, shape (n,)
        0 to 500, whole; NaN where no AQI may be published. [1]
    """
    used, _ = indicators("air.aqi.daily", day)
    if o3_daily == "8h":
        used = tuple(each for each in used if each.quantity != "max_1h")
    shape = np.broadcast_shapes(*(np.shape(each) for each in concentrations.values()))
    worst = {name: np.full(shape, -1.0) for name in POLLUTANTS}
    for each in used:
        if each.argument in concentrations:
            found = np.nan_to_num(iaqi(each.series, concentrations[each.argument], day), nan=-1.0)
            worst[each.pollutant] = np.maximum(worst[each.pollutant], found)
    sides = np.stack(list(worst.values()))
    rest, complete = sides.max(axis=0), (sides >= 0).all(axis=0)
    above = float(law.at(day)["air.aqi.publication"].value["publish_incomplete_above"])
    return np.where((rest >= 0) & (complete | (above == 0) | (rest > above)), rest, np.nan)


def _whole_hours(hours: npt.ArrayLike) -> tuple[Integers, npt.NDArray[np.bool_]]:
    given = np.asarray(hours, dtype=np.float64)
    if given.ndim != 2 or given.shape[1] != 24:
        raise ValueError(f"expected days of 24 hours, shape (n, 24); got {given.shape}")
    there = ~np.isnan(given) & (given >= 0)
    return scaled(np.where(there, given, 0.0), DIGITS), there


def daily_mean(pollutant: str, hours: npt.ArrayLike, day: date) -> Floats:
    """Average the hours of natural days that are judged by one law.

    Parameters
    ----------
    pollutant
        One of the six.
    hours : array-like, shape (n, 24)
        1时 to 24时 of each day; NaN or below zero = not valid; written with up to six digits.
        [µg/m³, CO mg/m³]
    day
        A day of the stretch in which the law is one and the same.

    Returns
    -------
    ndarray of float64, shape (n,)
        Rounded once by GB/T 8170; NaN with fewer hours than the law asks. [µg/m³, CO mg/m³]

    Raises
    ------
    ValueError
        If the days have not 24 hours each.
    """
    whole, there = _whole_hours(hours)
    required = int(law.at(day)["air.minimum.day"].number())
    return _means(whole.sum(axis=1), there.sum(axis=1), required, digits_day(day, pollutant)[0])


def mda8(hours: npt.ArrayLike, day: date) -> Floats:
    """Take the largest 8-hour mean of ozone of natural days that are judged by one law.

    Parameters
    ----------
    hours : array-like, shape (n, 24)
        1时 to 24时 of each day; NaN or below zero = not valid; written with up to six digits.
        [µg/m³]
    day
        A day of the stretch in which the law is one and the same.

    Returns
    -------
    ndarray of float64, shape (n,)
        Rounded once; NaN where the day does not count, as of the scalar form. [µg/m³]

    Raises
    ------
    ValueError
        If the days have not 24 hours each.
    """
    whole, there = _whole_hours(hours)
    rule = law.at(day)["air.minimum.mda8"].value
    ends = np.arange(int(rule["first_end"]), int(rule["last_end"]) + 1)
    sums = np.pad(whole.cumsum(axis=1), ((0, 0), (1, 0)))
    counts = np.pad(there.cumsum(axis=1), ((0, 0), (1, 0)))
    required = int(law.at(day)["air.minimum.window_8h"].number())
    means = _means(
        sums[:, ends] - sums[:, ends - 8],
        counts[:, ends] - counts[:, ends - 8],
        required,
        digits_day(day, "O3")[0],
    )
    valid = ~np.isnan(means)
    best = np.where(valid, means, -1.0).max(axis=1)
    enough = valid.sum(axis=1) >= int(rule["windows"])
    if rule["exceeding_counts"]:
        enough |= best > float(limit("O3", "mda8", day).level(2).value)
    return np.where(enough & (best >= 0), best, np.nan)


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


def percentile(values: npt.ArrayLike, p: int, decimals: int) -> Floats:
    """Give the p-th percentile of HJ 663 of each row, rounded by GB/T 8170.

    Parameters
    ----------
    values : array-like, shape (..., n)
        NaN = missing; written with up to six digits. [any]
    p
        Whole per cent, 0 to 100. [%]
    decimals
        Digits of the result. [1]

    Returns
    -------
    ndarray of float64, shape (...)
        NaN where a row has no value. [as the values]
    """
    given = np.asarray(values, dtype=np.float64)
    missing = np.isnan(given)
    last = np.iinfo(np.int64).max  # what is missing stands behind all values
    ordered = np.sort(np.where(missing, last, scaled(np.where(missing, 0.0, given), DIGITS)))
    count = given.shape[-1] - missing.sum(axis=-1)
    s, rest = np.divmod(np.maximum(count - 1, 0) * p, 100)
    upper = np.minimum(s + 1, np.maximum(count - 1, 0))
    low, high = (
        np.where(count > 0, np.take_along_axis(ordered, at[..., None], axis=-1)[..., 0], 0)
        for at in (s, upper)
    )
    step = 100 * MICRO // 10**decimals
    whole = divide_half_even(low * 100 + (high - low) * rest, np.int64(step))
    return np.where(count > 0, whole / 10.0**decimals, np.nan)
