"""Exact arithmetic on whole numbers as narwhals expressions, the same in every engine.

A concentration stands in a table as a whole number of millionths (`micro`), so that sums are exact
and a tie is seen as one. Rounding, the index and percentiles are done on these whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import narwhals as nw

from qingtian.standards.air.rules import Breakpoints, breakpoints

Frame = nw.LazyFrame[Any] | nw.DataFrame[Any]
"""A table of any engine."""

DIGITS = 6
"""A table's whole numbers count 10^-6 of the unit. [1]"""

MICRO = 10**DIGITS


def micro_of(number: Decimal | int) -> int:
    """Turn a number of the law into millionths. [1e-6 unit]."""
    return int(Decimal(number) * MICRO)


def micro(column: str) -> nw.Expr:
    """Turn a column of floats that were written with up to six digits into millionths."""
    return (nw.col(column) * float(MICRO)).round(0).cast(nw.Int64)


def half_even(top: nw.Expr, below: nw.Expr | int) -> nw.Expr:
    """Divide whole numbers and round half to even (GB/T 8170); the numbers are not negative.

    Half is rounded up first, and a tie that became odd is taken back: each part stands twice at
    most, which keeps the plans of engines short that share no common parts.
    """
    divisor = nw.lit(below) if isinstance(below, int) else below
    doubled, twice = top * 2 + divisor, divisor * 2
    up = (doubled // twice).cast(nw.Int64)
    tie: nw.Expr = (doubled % twice == 0) & (up % 2 == 1)
    result: nw.Expr = up - nw.when(tie).then(nw.lit(1)).otherwise(nw.lit(0))
    return result


def rounded(column: str, decimals: int) -> nw.Expr:
    """Round a column of millionths to a count of decimals; it stays in millionths."""
    unit = 10 ** (DIGITS - decimals)
    result: nw.Expr = half_even(nw.col(column), unit) * unit
    return result


def index(column: str, series: str, day: date) -> nw.Expr:
    """Compute the individual index of a column of millionths that is rounded already.

    The law must be the same for every row; cut the table where it changes (`rules.spans`).
    """
    table = breakpoints(series, day)
    c = nw.col(column)
    found: nw.Expr | None = None
    if table.above is not None:
        found = nw.when(c > micro_of(table.concentrations[-1])).then(nw.lit(table.above))
    for n in range(len(table.concentrations) - 1, 0, -1):
        step = nw.when(c <= micro_of(table.concentrations[n])).then(_segment(c, table, n))
        found = step if found is None else step.otherwise(found)
    assert found is not None
    return found.cast(nw.Int64)


def _segment(c: nw.Expr, table: Breakpoints, n: int) -> nw.Expr:
    low, high = micro_of(table.concentrations[n - 1]), micro_of(table.concentrations[n])
    ilow, ihigh = table.indices[n - 1], table.indices[n]
    # Rounded up: (a + b - 1) // b on whole numbers.
    rise = ((c - low) * (ihigh - ilow) + (high - low - 1)) // (high - low)
    return (rise + ilow).cast(nw.Int64)


def largest(columns: Sequence[str]) -> nw.Expr:
    """Give the largest of some columns, leaving out what is missing."""
    return nw.max_horizontal(*columns) if len(columns) > 1 else nw.col(columns[0])
