"""The array forms of the standards beside their scalar forms, equal to the digit.

The scalar form explains itself and is measured on a few hundred cases, which the array form must
give exactly; the array form is then measured on many. Both run on one thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.row import Row

DAY = date(2026, 6, 1)
FEW, MANY = 200, 100_000
LEAST = 50.0
"""How many times the scalar rate an array form must reach. [1]"""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """One rule in both forms: inputs by count, the array form, the scalar form of one case."""

    name: str
    unit: str
    draw: Callable[[int], Sequence[Floats]]
    array: Callable[..., Any]
    scalar: Callable[..., Any]


def _drawn(top: float, decimals: int, shape: tuple[int, ...] = ()) -> Callable[[int], Floats]:
    def draw(count: int) -> Floats:
        rng = np.random.default_rng([int(top * 1000), count])
        return np.round(rng.uniform(0, top, (count, *shape)), decimals)

    return draw


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value)))


def _readings(hours: Floats) -> list[Any]:
    from qingtian.quantities import natural_day
    from qingtian.standards import air

    start = natural_day(DAY).start
    return [
        air.Reading(start + timedelta(hours=n), _decimal(value), "µg/m³")
        for n, value in enumerate(hours)
    ]


def _air() -> list[Pair]:
    from qingtian.quantities import mean_rounded, percentile
    from qingtian.standards import air
    from qingtian.standards.air import arrays

    names = ("so2_24h", "no2_24h", "pm10_24h", "pm25_24h", "co_24h", "o3_8h")
    tops = (300, 200, 600, 400, 20, 400)
    sides = [_drawn(top, 1) for top in tops]
    day = _drawn(400, 1, (24,))

    def aqi(*values: Any) -> Any:
        return air.daily_aqi(dict(zip(names, map(_decimal, values), strict=True)), DAY).value

    def moving(values: Floats) -> Any:
        hours = [_decimal(value) for value in values]
        return mean_rounded(sum(map(_fraction, hours), _fraction(Decimal(0))) / 24, 0)

    return [
        Pair(
            "air: individual index",
            "values/s",
            lambda n: [_drawn(600, 1)(n)],
            lambda c: arrays.iaqi("pm25_24h", c, DAY),
            lambda c: air.iaqi("pm25_24h", _decimal(c), DAY).value,
        ),
        Pair(
            "air: AQI of a day",
            "days/s",
            lambda n: [draw(n) for draw in sides],
            lambda *c: arrays.daily_aqi(dict(zip(names, c, strict=True)), DAY),
            aqi,
        ),
        Pair(
            "air: daily mean",
            "days/s",
            lambda n: [day(n // 10)],
            lambda hours: arrays.daily_mean("PM2.5", hours, DAY),
            lambda hours: air.daily_mean("PM2.5", _readings(hours), DAY).value,
        ),
        Pair(
            "air: daily maximum 8-hour mean",
            "days/s",
            lambda n: [day(n // 10)],
            lambda hours: arrays.mda8(hours, DAY),
            lambda hours: air.mda8(_readings(hours), DAY).value,
        ),
        Pair(
            "air: moving mean of 24 hours",
            "hours/s",
            lambda n: [_windows(_drawn(400, 1)(n + 23))],
            lambda windows: arrays.moving_mean(_series(windows), 24, 20, 0)[23:],
            moving,
        ),
        Pair(
            "air: percentile of a year",
            "years/s",
            lambda n: [_drawn(400, 0, (365,))(n // 100)],
            lambda years: arrays.percentile(years, 95, 0),
            lambda year: mean_rounded(percentile([_decimal(v) for v in year], 95), 0),
        ),
    ]


def _fraction(value: Decimal) -> Any:
    from fractions import Fraction

    return Fraction(value)


def _windows(series: Floats) -> Floats:
    return np.lib.stride_tricks.sliding_window_view(series, 24)


def _series(windows: Floats) -> Floats:
    return np.concatenate([windows[0], windows[1:, -1]])


def _water() -> list[Pair]:
    from qingtian.standards import water
    from qingtian.standards.water import arrays

    names = ("chlorophyll_a", "tp", "tn", "transparency", "codmn")
    lakes = [_drawn(top, 3) for top in (60, 0.4, 3, 4, 12)]

    def trophic(*columns: Floats) -> Any:
        chlorophyll_a, tp, tn, transparency, codmn = (np.round(each, 3) for each in columns)
        return arrays.tli(chlorophyll_a, tp, tn, transparency, codmn, DAY)

    return [
        Pair(
            "water: class of an item",
            "values/s",
            lambda n: [_drawn(3, 3)(n)],
            lambda c: arrays.codes("NH3-N", c, DAY),
            lambda c: water.classify("NH3-N", _decimal(c), DAY).more["rank"],
        ),
        Pair(
            "water: index of the city ranking",
            "values/s",
            lambda n: [_drawn(3, 3)(n)],
            lambda c: arrays.cwqi_item("NH3-N", c, DAY),
            lambda c: water.cwqi_item("NH3-N", _decimal(c), DAY).value,
        ),
        Pair(
            "water: trophic level index",
            "lakes/s",
            lambda n: [draw(n) + 0.001 for draw in lakes],
            trophic,
            lambda *c: (
                water.tli(
                    {k: Decimal(f"{v:.3f}") for k, v in zip(names, c, strict=True)}, DAY
                ).value
            ),
        ),
    ]


def _emissions() -> list[Pair]:
    from qingtian.standards import emissions
    from qingtian.standards.emissions import arrays

    def scalar(c: float, oxygen: float) -> Any:
        return emissions.converted(_decimal(c), _decimal(oxygen), Decimal("3.5"), DAY).value

    return [
        Pair(
            "emissions: conversion to the reference oxygen",
            "values/s",
            lambda n: [_drawn(200, 2)(n), _drawn(15, 2)(n)],
            lambda c, oxygen: arrays.converted(c, oxygen, 3.5, DAY),
            scalar,
        ),
    ]


AREAS: tuple[Callable[[], list[Pair]], ...] = (_air, _water, _emissions)


def _rate(function: Callable[[], Any], count: int, seconds: float = 0.4) -> float:
    """Say how many cases a second a call handles; the best of a few runs. [1/s]."""
    best, began = 0.0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        start = time.perf_counter()
        function()
        best = max(best, count / (time.perf_counter() - start))
    return best


def _same(found: Any, expected: Sequence[Any]) -> bool:
    there = [None if value != value else float(value) for value in np.asarray(found, dtype=float)]
    return there == [None if value is None else float(value) for value in expected]


def measure(pair: Pair) -> Row:
    """Check that both forms agree on a few cases, then measure each."""
    few, many = pair.draw(FEW), pair.draw(MANY)
    cases = list(zip(*few, strict=True))
    expected = [pair.scalar(*case) for case in cases]
    if not _same(pair.array(*few), expected):
        raise AssertionError(f"{pair.name}: the array form gives other digits than the scalar form")
    alone = _rate(lambda: [pair.scalar(*case) for case in cases], len(cases))
    together = _rate(lambda: pair.array(*many), len(many[0]))
    ratio = together / alone
    return Row(
        name=f"{pair.name}, {len(many[0]):,} at once",
        value=together,
        unit=pair.unit,
        ratio=ratio,
        baseline="the scalar form, equal to the digit",
        target=f"≥ {LEAST:.0f} ×",
        met=ratio >= LEAST,
    )


def run() -> list[Row]:
    """Measure every array form of the standards.

    Returns
    -------
    list of Row
    """
    return [measure(pair) for area in AREAS for pair in area()]
