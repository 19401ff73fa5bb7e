"""A year of a city whose truth is known: counts are drawn first, and the rows are made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl

YEAR = 2024
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
DAY = timedelta(days=1)
STREAMS = {
    "diesel": 1_500_000,
    "dust": 200_000,
    "repair": 3_000,
    "catering": 60_000,
    "water": 20_000,
}
"""Checks of a year. [1]"""


@dataclass
class Checks:
    """Rows of a stream, and the count of each district and day that they were made from."""

    rows: pl.DataFrame
    truth: dict[tuple[str, date], tuple[int, int, int]] = field(default_factory=dict)


def days() -> list[date]:
    """Days of the year."""
    return [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]


def checks(size: int, districts: Sequence[str], seed: int) -> Checks:
    """Draw how many checks each district made on each day, then make the rows in disorder."""
    random = np.random.default_rng(seed)
    every = days()
    weights = random.dirichlet(np.full(len(districts) * len(every), 0.7))
    counts = random.multinomial(size, weights)
    found = random.binomial(counts, 0.12)
    penalised = random.binomial(found, 0.8)
    pairs = [(district, day) for district in districts for day in every]
    truth = {
        pair: (int(n), int(f), int(p))
        for pair, n, f, p in zip(pairs, counts, found, penalised, strict=True)
        if n
    }
    at = np.repeat(np.arange(len(pairs)), counts)
    within = np.arange(size) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = pl.DataFrame(
        {
            "subject": np.array([pair[0] for pair in pairs])[at],
            "day": np.array([pair[1] for pair in pairs], "datetime64[D]")[at],
            "object": random.integers(0, max(size // 3, 1), size),
            "found": within < np.repeat(found, counts),
            "penalised": within < np.repeat(penalised, counts),
        }
    )
    return Checks(rows.sample(fraction=1.0, shuffle=True, seed=seed), truth)


def readings(townships: Sequence[str], seed: int, *, low: int, high: int) -> tuple[Any, Any]:
    """Draw a daily value of one decimal for each township; every fiftieth is missing.

    Returns
    -------
    tuple
        The rows, and by township the (day, tenths) pairs that are there.
    """
    random = np.random.default_rng(seed)
    every = days()
    tenths = random.integers(low * 10, high * 10, (len(townships), len(every)))
    there = random.random(tenths.shape) > 0.02
    rows = pl.DataFrame(
        {
            "subject": np.repeat(townships, len(every)),
            "day": np.tile(np.array(every, "datetime64[D]"), len(townships)),
            "value": np.where(there, tenths / 10, np.nan).ravel(),
        }
    ).with_columns(pl.col("value").fill_nan(None))
    truth = {
        who: [(day, int(v)) for day, v, ok in zip(every, line, held, strict=True) if ok]
        for who, line, held in zip(townships, tenths, there, strict=True)
    }
    return rows, truth


def summed(checks: Checks, district: str, first: date, last: date) -> tuple[int, int, int]:
    """Add up what a district did between two days, one day after the other."""
    total = [0, 0, 0]
    day = first
    while day <= last:
        for at, value in enumerate(checks.truth.get((district, day), (0, 0, 0))):
            total[at] += value
        day += DAY
    return total[0], total[1], total[2]


def half_even(value: Fraction, digits: int) -> Fraction:
    """Round an exact number, half to even, without the library's help."""
    scaled = value * 10**digits
    low = scaled.numerator // scaled.denominator
    rest = scaled - low
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and low % 2 == 1)
    return Fraction(low + up, 10**digits)


def places(values: dict[str, Fraction]) -> dict[str, int]:
    """Place subjects, the highest first: one more than those that are better."""
    return {who: 1 + sum(v > mine for v in values.values()) for who, mine in values.items()}
