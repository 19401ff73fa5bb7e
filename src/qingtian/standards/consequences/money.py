"""Money: to the fen, and in 万元 to two digits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from qingtian.quantities import mean_rounded

CENTS = 2
"""Money is reported to the fen, and in ten thousands to two digits: a choice of this library. [1]"""
WAN = 10_000
"""Yuan in 万元. [1]"""


def yuan(exact: Fraction) -> Decimal:
    """Round an amount of money to the fen by GB/T 8170. [CNY]."""
    return mean_rounded(exact, CENTS)


def wan(exact: Fraction) -> Decimal:
    """Round an amount of money in 万元 to two digits by GB/T 8170. [10⁴ CNY]."""
    return mean_rounded(exact / WAN, CENTS)
