"""Round by GB/T 8170-2008: to the nearest, and exactly half to the even digit, in one step.

The scalar form works on `Decimal`, as the number was written. The array form takes binary floats
whose count of decimals is known, goes through scaled integers, and gives the same digits: a mean
must be rounded from an exact sum (`divide_half_even`), since a mean computed in binary floats
misses about a third of the exact ties.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import numpy as np
import numpy.typing as npt

EXACT = 2**51
"""Scaled integers up to here come back from a binary float without doubt. [1]"""

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def gbt8170(value: Decimal | str | int, decimals: int) -> Decimal:
    """Round one number to a count of decimals (GB/T 8170-2008, 3.2).

    Parameters
    ----------
    value
        The number as written; a binary float is refused, since its digits are not those written.
    decimals
        Digits kept after the point; negative rounds to tens, hundreds. [1]

    Returns
    -------
    Decimal
        With exactly `decimals` digits after the point.

    Raises
    ------
    TypeError
        If the number is a float.
    ValueError
        If the number is not finite.

    Examples
    --------
    >>> gbt8170("0.25", 1), gbt8170("0.35", 1), gbt8170("-15.5", 0)
    (Decimal('0.2'), Decimal('0.4'), Decimal('-16'))
    """
    if isinstance(value, float):
        raise TypeError("expected a Decimal, an int or text; got a float; pass the number as text")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"expected a finite number; got {number}")
    with localcontext() as context:
        context.prec = max(28, len(number.as_tuple().digits) + abs(number.adjusted()) + 28)
        rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    return abs(rounded) if rounded == 0 else rounded


def scaled(values: npt.ArrayLike, decimals: int) -> Integers:
    """Turn floats that were written with at most `decimals` digits into whole numbers.

    Parameters
    ----------
    values : array-like
        Binary floats nearest to the numbers written; none missing. [any]
    decimals
        Digits after the point that are enough to write each of them. [1]

    Returns
    -------
    ndarray of int64
        values · 10^decimals, exact.

    Raises
    ------
    ValueError
        If a value is missing or too large for the digits asked (|n| > 2^51).
    """
    product = np.asarray(values, dtype=np.float64) * 10.0**decimals
    if not np.all(np.abs(product) <= EXACT):
        raise ValueError(
            f"expected finite values below {EXACT / 10**decimals:g}; drop the missing first"
        )
    return np.rint(product).astype(np.int64)


def unscaled(numbers: Integers, decimals: int) -> Floats:
    """Turn whole numbers of 10^-decimals into the nearest floats."""
    return np.asarray(numbers, dtype=np.float64) / 10.0**decimals


def divide_half_even(numerators: npt.ArrayLike, denominators: npt.ArrayLike) -> Integers:
    """Divide whole numbers and round each quotient half to even, exactly.

    Parameters
    ----------
    numerators : array-like of int
        Exact sums of scaled values. [any]
    denominators : array-like of int
        Positive counts, times the power of ten that is dropped. [1]

    Returns
    -------
    ndarray of int64
        The quotients by GB/T 8170.

    Raises
    ------
    ValueError
        If a denominator is not positive.
    """
    top = np.asarray(numerators, dtype=np.int64)
    below = np.asarray(denominators, dtype=np.int64)
    if np.any(below <= 0):
        raise ValueError("expected positive denominators; a mean of nothing has no value")
    quotient = top // below
    twice = 2 * (top - quotient * below)
    up = (twice > below) | ((twice == below) & (quotient % 2 == 1))
    return np.asarray(quotient + up, dtype=np.int64)


def gbt8170_array(values: npt.ArrayLike, decimals: int, *, sent: int) -> Floats:
    """Round an array as `gbt8170` rounds each of its numbers.

    Parameters
    ----------
    values : array-like
        Binary floats nearest to the numbers written; NaN = missing. [any]
    decimals
        Digits kept after the point. [1]
    sent
        Digits after the point that are enough to write each value. [1]

    Returns
    -------
    ndarray of float64
        The floats nearest to the rounded decimals; NaN where the value is missing.
    """
    given = np.asarray(values, dtype=np.float64)
    missing = np.isnan(given)
    whole = scaled(np.where(missing, 0.0, given), sent)
    if sent > decimals:
        whole = divide_half_even(whole, np.int64(10 ** (sent - decimals)))
        sent = decimals
    return np.where(missing, np.nan, unscaled(whole, sent))
