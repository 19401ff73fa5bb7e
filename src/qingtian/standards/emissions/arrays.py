"""Array forms: whole series at once, exact to the digit, fast."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from qingtian import law
from qingtian.quantities import divide_half_even, scaled

Floats = npt.NDArray[np.float64]
OXYGEN_DIGITS = 4
"""Digits after the point that oxygen is read with. [1]"""
DIGITS = 6
"""Digits after the point that concentrations are read with. [1]"""


def converted(
    c: npt.ArrayLike, oxygen: npt.ArrayLike, reference: float, day: date, *, decimals: int = 2
) -> Floats:
    """Convert measured concentrations to the reference oxygen (折算); the array form of `converted`.

    Parameters
    ----------
    c : array-like, shape (n,)
        Dry, at the standard state, written with up to six digits; NaN = missing. [mg/m³]
    oxygen : array-like, shape (n,)
        Of the dry flue gas, written with up to four digits; NaN = missing. [%vol]
    reference
        Reference oxygen of the standard that applies. [%vol]
    day
        Day of the data.
    decimals
        Digits of the result. [1]

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where a number is missing, or oxygen is below zero or reaches 21 %. [mg/m³]
    """
    values, o2 = np.asarray(c, dtype=np.float64), np.asarray(oxygen, dtype=np.float64)
    known = law.at(day)
    air = float(known["emissions.cems.oxygen.air"].number())
    top = float(known["emissions.cems.oxygen.guard"].value["not_from"])
    good = ~(np.isnan(values) | np.isnan(o2)) & (o2 >= 0) & (o2 < top)
    whole = scaled(np.where(good, values, 0.0), DIGITS)
    full, ref = (int(scaled(np.array(each), OXYGEN_DIGITS)) for each in (air, reference))
    below = full - scaled(np.where(good, o2, 0.0), OXYGEN_DIGITS)
    step = 10 ** (DIGITS - decimals)
    rounded = divide_half_even(whole * (full - ref), below * step)
    return np.where(good, rounded / 10.0**decimals, np.nan)


def weighted_means(c: npt.ArrayLike, flow: npt.ArrayLike, *, decimals: int = 2) -> Floats:
    """Average each day of waste water by flow; the array form of the mean of `judge_day`.

    Parameters
    ----------
    c : array-like, shape (days, values)
        Concentrations, written with up to four digits; NaN = not valid. [mg/L]
    flow : array-like, shape (days, values)
        Flow of the same periods, written with up to three digits; NaN = not valid. [m³/h]
    decimals
        Digits of the result. [1]

    Returns
    -------
    ndarray of float64, shape (days,)
        NaN where nothing flowed or nothing is valid. [mg/L]
    """
    values, flows = np.asarray(c, dtype=np.float64), np.asarray(flow, dtype=np.float64)
    good = ~(np.isnan(values) | np.isnan(flows)) & (values >= 0) & (flows >= 0)
    whole = scaled(np.where(good, values, 0.0), 4)
    weights = scaled(np.where(good, flows, 0.0), 3)
    sums, total = (whole * weights).sum(axis=1), weights.sum(axis=1)
    some = total > 0
    step = 10 ** (4 - decimals)
    rounded = divide_half_even(sums, np.where(some, total, 1) * step)
    return np.where(some, rounded / 10.0**decimals, np.nan)
