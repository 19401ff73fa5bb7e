"""Array forms: many values of one item at once, exact to the digit, fast."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from qingtian import law
from qingtian.quantities import divide_half_even, scaled
from qingtian.standards.water.expressions import DIGITS, scaled_limits, whole_of
from qingtian.standards.water.indices import DECIMALS
from qingtian.standards.water.names import Body, body_of, item_of
from qingtian.standards.water.rules import limit
from qingtian.standards.water.trophic import GUARD

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]


def _whole(values: npt.ArrayLike) -> tuple[Integers, npt.NDArray[np.bool_]]:
    given = np.asarray(values, dtype=np.float64)
    missing = np.isnan(given)
    return scaled(np.where(missing, 0.0, given), DIGITS), missing


def codes(
    item: str,
    values: npt.ArrayLike,
    day: date,
    *,
    body: Body = "river",
    saturation: npt.ArrayLike | None = None,
) -> Codes:
    """Find the class of each value of one item.

    Parameters
    ----------
    item
        Name, symbol or code of an item of GB 3838, table 1.
    values : array-like
        Values as reported, with up to eight digits; NaN = missing. [mg/L; pH 1; coliforms 1/L]
    day
        Day of the data.
    body
        `river` or `lake`.
    saturation : array-like, optional
        Saturation of dissolved oxygen; NaN = not measured. [%]

    Returns
    -------
    ndarray of int8, shape of the values
        1 for class I to 6 for worse than class V; 0 = missing. [1]
    """
    each, kind = item_of(item), body_of(item, body)
    if each.group != "basic" or each.key == "temperature":
        raise ValueError(f"expected an item of table 1; {each.symbol} has no class")
    numbers, missing = _whole(values)
    twist, bounds = scaled_limits(each.key, kind, day)
    turned = twist.array(numbers)
    # A worse class has a laxer limit: what is above n limits is of class n + 1.
    found = 1 + np.searchsorted(np.array(bounds, dtype=np.int64), turned, side="left")
    if saturation is not None and each.key == "do":
        percent = np.asarray(saturation, dtype=np.float64)
        share = float(law.at(day)["water.saturation.class_one"].number())
        found = np.where(percent >= share, 1, found)
    return np.where(missing, 0, found).astype(np.int8)


def keep_digit(values: npt.ArrayLike, decimals: int) -> Floats:
    """Round by GB/T 8170, but keep a significant digit where zero would stand.

    Parameters
    ----------
    values : array-like
        Numbers of zero or more with up to eight digits; NaN = missing. [any]
    decimals
        Digits kept after the point, up to eight. [1]

    Returns
    -------
    ndarray of float64
        The floats nearest to the rounded decimals; NaN where missing.
    """
    numbers, missing = _whole(values)
    found = np.zeros_like(numbers)
    done = np.zeros(numbers.shape, dtype=bool)
    for places in range(decimals, DIGITS + 1):
        step = 10 ** (DIGITS - places)
        rounded = divide_half_even(numbers, np.int64(step)) * step
        fits = (rounded != 0) if places == decimals else (np.abs(numbers) >= step)
        found = np.where(~done & fits, rounded, found)
        done |= fits
    return np.where(missing, np.nan, found / 10.0**DIGITS)


def cwqi_item(item: str, values: npt.ArrayLike, day: date, *, body: Body = "river") -> Floats:
    """Compute the index of the city ranking of each value of one item.

    Parameters
    ----------
    item
        Name, symbol or code of one of the 21 items.
    values : array-like
        Mean concentrations, with up to eight digits; NaN = missing. [unit of the law]
    day
        Day of the data.
    body
        `river` or `lake`.

    Returns
    -------
    ndarray of float64
        With four decimals; NaN where missing, or oxygen is zero. [1]
    """
    each, kind = item_of(item), body_of(item, body)
    numbers, missing = _whole(values)
    bound = limit(each.key, kind, day)
    water_class = law.at(day)["water.ranking.class"].value["class"]
    scale = 10**DECIMALS
    if each.key == "ph":
        low, high = (whole_of(end.value) for end in bound.ends(water_class))
        neutral = whole_of(law.at(day)["water.ranking.ph"].number())
        acid = numbers <= neutral
        top = np.where(acid, neutral - numbers, numbers - neutral)
        found = divide_half_even(top * scale, np.where(acid, neutral - low, high - neutral))
    else:
        s = whole_of(bound.level(water_class).value)
        if each.key == "do":
            missing = missing | (numbers <= 0)
            found = divide_half_even(np.int64(s * scale), np.where(missing, 1, numbers))
        else:
            found = divide_half_even(numbers * scale, np.int64(s))
    return np.where(missing, np.nan, found / float(scale))


def tli(
    chlorophyll_a: npt.ArrayLike,
    tp: npt.ArrayLike,
    tn: npt.ArrayLike,
    transparency: npt.ArrayLike,
    codmn: npt.ArrayLike,
    day: date,
) -> Floats:
    """Compute the trophic level index of many lakes or times.

    Parameters
    ----------
    chlorophyll_a : array-like
        NaN = missing. [mg/m³]
    tp, tn, codmn : array-like
        NaN = missing. [mg/L]
    transparency : array-like
        NaN = missing. [m]
    day
        Day of the data.

    Returns
    -------
    ndarray of float64
        Rounded; NaN where an item is missing or not above zero. [1]
    """
    given = {
        "chlorophyll_a": chlorophyll_a,
        "tp": tp,
        "tn": tn,
        "transparency": transparency,
        "codmn": codmn,
    }
    rows = law.at(day)["water.trophic.items"].rows()
    total = float(sum(Fraction(row["r"]) ** 2 for row in rows))
    found: Floats = np.zeros(())
    for row in rows:
        values = np.asarray(given[row["item"]], dtype=np.float64)
        usable = np.where(values > 0, values, np.nan)
        index = 10.0 * (float(row["intercept"]) + float(row["slope"]) * np.log(usable))
        found = found + float(row["r"]) ** 2 / total * index
    places = int(law.at(day)["water.trophic.decimals"].number())
    sums = np.asarray(found)
    missing = np.isnan(sums)
    cut = np.rint(np.where(missing, 0.0, sums) * 10.0**GUARD).astype(np.int64)
    whole = divide_half_even(cut, np.int64(10 ** (GUARD - places)))
    return np.where(missing, np.nan, whole / 10.0**places)
