"""The classes of GB 3838 on whole numbers, as narwhals expressions that every engine runs.

A value stands in a table as a whole number of 10^-8 of its unit: half of a detection limit of
mercury needs eight digits. Each item's comparison is turned into "larger is worse": oxygen is
negated, pH is measured from the middle of its range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import narwhals as nw

from qingtian import law
from qingtian.standards.water.names import ITEMS, SPELLINGS, Body
from qingtian.standards.water.rules import levels, limit

Frame = nw.LazyFrame[Any] | nw.DataFrame[Any]
"""A table of any engine."""

DIGITS = 8
"""A table's whole numbers count 10^-8 of the unit. [1]"""

UNIT = 10**DIGITS
BOTH: tuple[Body, Body] = ("river", "lake")
BASIC = tuple(key for key, each in ITEMS.items() if each.group == "basic" and key != "temperature")
"""Items with classes, in the order of the standard's table."""


def whole_of(number: Decimal | int) -> int:
    """Turn a number of the law into whole 10^-8. [1e-8 unit]."""
    return int(Decimal(number) * UNIT)


def whole(column: str) -> nw.Expr:
    """Turn a column of floats that were written with up to eight digits into whole numbers."""
    return (nw.col(column) * float(UNIT)).round(0).cast(nw.Int64)


def real(number: nw.Expr, unit: int) -> nw.Expr:
    """Give the float nearest to a whole number of 1/unit."""
    # A divisor that is no constant: Polars would multiply by its reciprocal and miss the digit.
    divisor = (number * 0 + unit).cast(nw.Float64)
    found: nw.Expr = number.cast(nw.Float64) / divisor
    return found


@dataclass(frozen=True)
class Twist:
    """How a value is turned so that larger is worse: |factor·x - middle| or factor·x."""

    factor: int
    middle: int | None = None

    def array(self, values: Any) -> Any:  # noqa: ANN401 - an array or a number
        """Turn whole numbers."""
        turned = values * self.factor
        return turned if self.middle is None else abs(turned - self.middle)

    def expression(self, values: nw.Expr) -> nw.Expr:
        """Turn an expression of whole numbers."""
        turned: nw.Expr = values * self.factor
        return turned if self.middle is None else (turned - self.middle).abs()


@cache
def scaled_limits(key: str, body: Body, day: date) -> tuple[Twist, tuple[int, ...]]:
    """Give an item's twist and its turned limits, from class I, in whole 10^-8."""
    bounds = levels(key, body, day)
    rule = limit(key, body, day)
    if rule.bound == "within":
        low, high = whole_of(bounds[0][1]), whole_of(bounds[0][2] or 0)
        return Twist(2, low + high), tuple(whole_of((high or low) - low) for _, low, high in bounds)
    factor = -1 if rule.bound == "at least" else 1
    return Twist(factor), tuple(factor * whole_of(low) for _, low, _ in bounds)


def by_item(numbers: Mapping[str, int], column: str = "item") -> nw.Expr:
    """Give a number a row, by its item; items that are not listed have none."""
    groups: dict[int, list[str]] = {}
    for name, number in numbers.items():
        groups.setdefault(number, []).append(name)
    found: nw.Expr | None = None
    for number, names in groups.items():
        chosen = nw.when(nw.col(column).is_in(names)).then(nw.lit(number, nw.Int64))
        found = chosen if found is None else chosen.otherwise(found)
    assert found is not None
    return found


def with_keys(frame: Frame) -> Frame:
    """Put the key in place of each item, whatever its spelling; unknown ones have none."""
    names: dict[str, list[str]] = {}
    for spelling, key in SPELLINGS.items():
        names.setdefault(key, []).append(spelling)
    lower = nw.col("item").cast(nw.String).str.to_lowercase()
    found: nw.Expr | None = None
    for key, spellings in names.items():
        chosen = nw.when(nw.col("item").is_in(spellings)).then(nw.lit(key))
        found = chosen if found is None else chosen.otherwise(found)
    assert found is not None
    return frame.with_columns(lower.alias("item")).with_columns(found.alias("item"))


def turned(column: str, day: date) -> nw.Expr:
    """Turn a column of whole numbers so that larger is worse, by its item."""
    value = nw.col(column)
    found = value
    for key in BASIC:
        twist, _ = scaled_limits(key, "river", day)
        if twist != Twist(1):
            found = nw.when(nw.col("item") == key).then(twist.expression(value)).otherwise(found)
    return found


def bound(n: int, day: date) -> nw.Expr:
    """Give the turned limit of class n + 1 of each row, by its item and body."""
    rivers, lakes = ({key: scaled_limits(key, body, day)[1][n] for key in BASIC} for body in BOTH)
    lake_tp = nw.lit(lakes["tp"], nw.Int64)
    is_lake = (nw.col("item") == "tp") & (nw.col("body") == "lake")
    return nw.when(is_lake).then(lake_tp).otherwise(by_item(rivers))


def with_above(frame: Frame, column: str, name: str, day: date) -> Frame:
    """Add how many classes, 0 to 5, have a limit that a column of whole numbers does not meet."""
    # From the value itself, so that a missing one stays missing in whole numbers.
    total: nw.Expr = nw.col(column) * 0
    for n in range(5):
        failed = nw.col("turned") > bound(n, day)
        total = total + nw.when(failed).then(nw.lit(1)).otherwise(nw.lit(0))
    frame = frame.with_columns(turned(column, day).alias("turned"))
    return frame.with_columns(total.cast(nw.Int64).alias(name)).drop("turned")


def saturated(day: date) -> nw.Expr:
    """Say whether oxygen is of class I by its saturation; the column is `saturation`. [%]."""
    share = float(law.at(day)["water.saturation.class_one"].number())
    return ((nw.col("item") == "do") & (nw.col("saturation") >= share)).fill_null(value=False)
