"""Forecasts: where a line through the figures of a target comes out on its day, and how surely.

The method, how many figures it needs and how wide the interval is are settings of the pack.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from statistics import median
from typing import Any

from qingtian.policy.assessments import rounded
from qingtian.quantities.student import student

SETTING = "target.forecast"
FEWEST = 3
"""Two points make a line and say nothing of how far they lie from it. [1]"""

Point = tuple[date, Decimal]


@dataclass(frozen=True)
class Rule:
    """How a forecast is made.

    Attributes
    ----------
    method
        One of `METHODS`.
    points
        Figures that it needs at least. [1]
    percent
        How much the interval is to hold. [%]
    """

    method: str
    points: int
    percent: int


@dataclass(frozen=True)
class Forecast:
    """What the figures lead to.

    Attributes
    ----------
    day, value
        Of which day, and what.
    low, high
        Ends of the interval. [unit of the target]
    rule
        How it was made.
    count
        Figures that it rests on. [1]
    """

    day: date
    value: Decimal
    low: Decimal
    high: Decimal
    rule: Rule
    count: int


def rule_of(value: Mapping[str, Any]) -> Rule:
    """Read the setting.

    Raises
    ------
    ValueError
        If the method is none of `METHODS`, it asks for fewer than three figures, or the interval is
        no share.
    """
    method, points, percent = value["method"], int(value["points"]), int(value["percent"])
    if method not in METHODS:
        raise ValueError(f"expected one of {', '.join(METHODS)}; got {method!r}")
    if points < FEWEST:
        raise ValueError(f"expected at least {FEWEST} points; got {points}")
    if not 0 < percent < 100:
        raise ValueError(f"expected a share between 0 and 100; got {percent}")
    return Rule(method, points, percent)


def forecast(records: Sequence[Point], day: date, rule: Rule, digits: int) -> Forecast | None:
    """Draw a line through figures to a day.

    Parameters
    ----------
    records
        Day and figure, the oldest first.
    day
        For which day.
    rule
        How.
    digits
        Digits of the answer. [1]

    Returns
    -------
    Forecast or None
        None with fewer figures than the rule asks, or where they are all of one day.
    """
    if len(records) < rule.points or records[0][0] == records[-1][0]:
        return None
    first = records[0][0]
    days = [Fraction((when - first).days) for when, _ in records]
    values = [Fraction(value) for _, value in records]
    at = Fraction((day - first).days)
    found, low, high = METHODS[rule.method](days, values, at, rule.percent)
    value, *ends = (rounded(each, digits) for each in (found, low, high))
    return Forecast(day, value, ends[0], ends[1], rule, len(records))


def _least_squares(
    days: Sequence[Fraction], values: Sequence[Fraction], at: Fraction, percent: int
) -> tuple[Fraction, Fraction, Fraction]:
    """Give the line of least squares and the interval for one new figure, by Student's t."""
    count = len(days)
    mean_day, mean = sum(days, Fraction(0)) / count, sum(values, Fraction(0)) / count
    spread = sum(((d - mean_day) ** 2 for d in days), Fraction(0))
    both = zip(days, values, strict=True)
    slope = sum(((d - mean_day) * (v - mean) for d, v in both), Fraction(0)) / spread
    off = (v - mean - slope * (d - mean_day) for d, v in zip(days, values, strict=True))
    rest = sum((each**2 for each in off), Fraction(0)) / (count - 2)
    wide = rest * (1 + Fraction(1, count) + (at - mean_day) ** 2 / spread)
    reach = Fraction(student(percent, count - 2) * math.sqrt(wide))
    found = mean + slope * (at - mean_day)
    return found, found - reach, found + reach


def _theil_sen(
    days: Sequence[Fraction], values: Sequence[Fraction], at: Fraction, percent: int
) -> tuple[Fraction, Fraction, Fraction]:
    """Give the line of the middle slope; the interval holds the middle share of all slopes."""
    pairs = combinations(zip(days, values, strict=True), 2)
    slopes = sorted((v - u) / (d - c) for (c, u), (d, v) in pairs if d != c)
    out = math.floor(len(slopes) * Fraction(100 - percent, 200))
    day, value = Fraction(median(days)), Fraction(median(values))
    middle, low, high = Fraction(median(slopes)), slopes[out], slopes[len(slopes) - 1 - out]
    ends = sorted(value + slope * (at - day) for slope in (low, high))
    return value + middle * (at - day), ends[0], ends[1]


METHODS = {"least-squares": _least_squares, "theil-sen": _theil_sen}
