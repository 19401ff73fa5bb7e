"""Exact means and percentiles, and the count of data that they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qingtian.quantities.rounding import gbt8170


@dataclass(frozen=True)
class Mean:
    """An arithmetic mean, exact, with what it was made of.

    Attributes
    ----------
    total
        Sum of the values. [unit of the values]
    count
        How many values took part. [1]
    required
        How many the rule asks for. [1]
    """

    total: Decimal
    count: int
    required: int

    @property
    def valid(self) -> bool:
        """Whether the minimum of data is met."""
        return self.count >= max(self.required, 1)

    @property
    def exact(self) -> Fraction | None:
        """The mean as a fraction; none without values."""
        return Fraction(self.total) / self.count if self.count else None

    def rounded(self, decimals: int) -> Decimal | None:
        """Round the mean in one step by GB/T 8170; none without values."""
        return None if self.exact is None else mean_rounded(self.exact, decimals)


def mean(values: Sequence[Decimal | None], required: int = 1) -> Mean:
    """Average what is there; missing values are left out, not counted as zero.

    Parameters
    ----------
    values
        Numbers of one unit; None = missing. [unit of the values]
    required
        Minimum count of valid values. [1]
    """
    there = [value for value in values if value is not None]
    return Mean(sum(there, Decimal(0)), len(there), required)


def mean_rounded(exact: Fraction, decimals: int) -> Decimal:
    """Round a fraction by GB/T 8170: half to even, decided without a remainder of error.

    Parameters
    ----------
    exact
        The number before rounding. [any]
    decimals
        Digits kept after the point. [1]
    """
    # Python rounds a Fraction half to even, exactly.
    whole = round(exact * Fraction(10) ** decimals)
    return gbt8170(Decimal(whole).scaleb(-decimals), decimals)


def percentile(values: Sequence[Decimal], p: Decimal | int) -> Fraction:
    """Give the p-th percentile of HJ 663: linear between the ranks k = 1 + (n-1)·p/100.

    Parameters
    ----------
    values
        Valid values in any order; none missing. [unit of the values]
    p
        0 to 100. [%]

    Returns
    -------
    Fraction
        Exact, before rounding. [unit of the values]

    Raises
    ------
    ValueError
        If there are no values, or p is outside 0 to 100.
    """
    if not values:
        raise ValueError("expected at least one value; a percentile of nothing has no value")
    if not 0 <= p <= 100:
        raise ValueError(f"expected 0 to 100; got {p}")
    ordered = sorted(Fraction(value) for value in values)
    k = 1 + (len(ordered) - 1) * Fraction(p) / 100
    s = int(k)
    upper = ordered[min(s, len(ordered) - 1)]
    return ordered[s - 1] + (upper - ordered[s - 1]) * (k - s)
