"""Hours of stacks and days of outlets judged over tables, in any engine that narwhals reads.

Tables come and go as they are: pandas, Polars, PyArrow, DuckDB, Ibis, Spark. One row is one value:

`thing`, `item`, `start` (of its period; with a zone, or plain Beijing time), `value` [mg/m³, mg/L],
`flag` (data mark; null = none), `limit` (upper end that holds, null = none) [as the value], and
beside it what the rule needs: `minutes`, `oxygen`, `reference_oxygen`, `flow`. Null = missing.

What is marked, and why a value was left out, is told by the scalar forms `judge_hour` and
`judge_day`; tables give their outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import narwhals as nw
from narwhals.typing import IntoFrameT

from qingtian import law
from qingtian.standards.air.expressions import DIGITS, Frame, half_even, micro
from qingtian.standards.air.tables import opened, with_beijing
from qingtian.standards.emissions.verdict import Outcome

OXYGEN = 10_000
"""Oxygen is read in whole 10^-4 %vol."""

STACK = ("cems.minimum", "cems.oxygen", "marks.flags", "judging.stack")
WATER = ("online.minimum", "online.mean", "marks.flags", "judging.water")
"""Parts of the law that the two kinds of judgement rest on; days before them are dropped."""

Rule = Callable[[Frame, date], Frame]


def spans(first: date, last: date, parts: Sequence[str]) -> list[tuple[date, date]]:
    """Cut a stretch of days where the named parts of the law change.

    Parameters
    ----------
    first, last
        Both included.
    parts
        Names below `emissions`.

    Returns
    -------
    list of (date, date)
        Stretches in which the law is one; days before all parts are known are left out.
    """
    stages = _starts(parts)
    first = max(first, _known(parts))
    cuts = [first, *sorted({day for each in stages for day in each if first < day <= last})]
    ends = [*(cut - timedelta(days=1) for cut in cuts[1:]), last]
    return [(start, end) for start, end in zip(cuts, ends, strict=True) if start <= end]


def _starts(parts: Sequence[str]) -> list[list[date]]:
    """List the days on which each provision of the parts changes."""
    return [
        [stage.since for stage in found]
        for path, found in law.provisions().items()
        if any(f"{path}.".startswith(f"emissions.{part}.") for part in parts)
    ]


def _known(parts: Sequence[str]) -> date:
    """Give the first day on which all of the parts are known."""
    return max(min(each) for each in _starts(parts))


def _by_law(frame: Frame, first: date, last: date, parts: Sequence[str], rule: Rule) -> Frame:
    dated = isinstance(frame.collect_schema()["day"], nw.Date)

    def literal(day: date) -> nw.Expr:
        return nw.lit(day if dated else datetime(day.year, day.month, day.day))  # noqa: DTZ001 - plain Beijing

    pieces = [
        rule(frame.filter(nw.col("day") >= literal(start), nw.col("day") <= literal(end)), start)
        for start, end in spans(first, last, parts)
    ]
    if not pieces:
        return rule(frame.filter(nw.col("day").is_null() & ~nw.col("day").is_null()), _known(parts))
    return pieces[0] if len(pieces) == 1 else nw.concat(pieces, how="vertical")  # type: ignore[type-var]


def _counts(day: date) -> nw.Expr:
    """Say whether a row's mark and number let it take part."""
    table = law.at(day)["emissions.marks.flags"].rows()
    accepted = [str(row["flag"]) for row in table if row["counts"]]
    flag = nw.col("flag").cast(nw.String)
    marked = ~flag.is_null() & ~flag.str.strip_chars().str.to_uppercase().is_in(accepted)
    result: nw.Expr = ~marked & ~nw.col("value").is_null() & (nw.col("value") >= 0)
    return result


def _said(cases: Sequence[tuple[nw.Expr, Outcome]], otherwise: Outcome) -> nw.Expr:
    found: nw.Expr = nw.lit(str(otherwise))
    for condition, outcome in reversed(cases):
        found = nw.when(condition).then(nw.lit(str(outcome))).otherwise(found)
    return found


def _converted(day: date) -> list[nw.Expr]:
    """Give `top` and `below`, whose quotient is the converted value, and whether it may be."""
    rules = law.at(day)
    air = int(rules["emissions.cems.oxygen.air"].number() * OXYGEN)
    guard = int(rules["emissions.cems.oxygen.guard"].value["not_from"] * OXYGEN)
    o2 = (nw.col("oxygen") * float(OXYGEN)).round(0).cast(nw.Int64)
    reference = (nw.col("reference_oxygen") * float(OXYGEN)).round(0).cast(nw.Int64)
    plain = nw.col("reference_oxygen").is_null()
    known = ~nw.col("oxygen").is_null() & (o2 >= 0) & (o2 < guard)
    return [
        nw.when(plain)
        .then(nw.lit(1))
        .when(known)
        .then(air - reference)
        .otherwise(nw.lit(0))
        .alias("rise"),
        nw.when(plain)
        .then(nw.lit(1))
        .when(known)
        .then(air - o2)
        .otherwise(nw.lit(1))
        .alias("below"),
        (plain | known).alias("convertible"),
    ]


def _hours(frame: Frame, day: date, decimals: int) -> Frame:
    required = int(law.at(day)["emissions.cems.minimum.hour"].number())
    minutes = nw.when(nw.col("minutes").is_null()).then(nw.lit(60)).otherwise(nw.col("minutes"))
    fit = _counts(day) & (minutes >= required)
    ready = frame.with_columns(
        *_converted(day), micro("value").alias("c"), micro("limit").alias("high"), fit.alias("fit")
    )
    step = 10 ** (DIGITS - decimals)
    value = half_even(nw.col("c") * nw.col("rise"), nw.col("below") * step) * step
    told = nw.col("fit") & nw.col("convertible")
    exceeds = nw.col("c") * nw.col("rise") > nw.col("high") * nw.col("below")
    outcome = _said(
        [
            (~nw.col("fit"), Outcome.NOT_VALID),
            (nw.col("limit").is_null(), Outcome.NO_LIMIT),
            (~nw.col("convertible"), Outcome.NOT_CONVERTED),
            (exceeds, Outcome.EXCEEDED),
        ],
        Outcome.WITHIN,
    )
    return ready.select(
        "thing",
        "item",
        "day",
        "start",
        nw.when(told).then(value).cast(nw.Int64).alias("micro"),
        outcome.alias("outcome"),
    )


def judge_hours(hours: IntoFrameT, first: date, last: date, *, decimals: int = 2) -> IntoFrameT:
    """Judge hours of stacks; the table form of `judge_hour`.

    Parameters
    ----------
    hours
        `thing`, `item`, `start`, `value`, `flag`, `minutes`, `oxygen`, `reference_oxygen`,
        `limit`; one row an hour and item. [mg/m³, min, %vol]
    first, last
        Days in Beijing, both included; their law is applied.
    decimals
        Digits of the converted value. [1]

    Returns
    -------
    table of the same kind
        `thing`, `item`, `day`, `start`, `micro` (the converted value in millionths; null where
        nothing may be compared), `outcome`. [1e-6 mg/m³]

    Examples
    --------
    >>> judge_hours(frame, date(2026, 3, 1), date(2026, 3, 31))  # doctest: +SKIP
    """
    frame = with_beijing(opened(hours))
    found = _by_law(frame, first, last, STACK, lambda part, day: _hours(part, day, decimals))
    result: Any = nw.to_native(found)
    return result  # type: ignore[no-any-return]


def _stack_days(frame: Frame, day: date, decimals: int) -> Frame:
    required = int(law.at(day)["emissions.cems.minimum.day"].number())
    ready = frame.with_columns(
        *_converted(day),
        micro("value").alias("c"),
        micro("limit").alias("high"),
        _counts(day).alias("fit"),
    )
    told = nw.col("fit") & nw.col("convertible")
    hour = nw.when(told).then(half_even(nw.col("c") * nw.col("rise"), nw.col("below")))
    sums = (
        ready.with_columns(hour.cast(nw.Int64).alias("hour_micro"))
        .group_by("thing", "item", "day")
        .agg(
            nw.col("hour_micro").sum().alias("total"),
            nw.col("hour_micro").count().alias("count"),
            nw.col("high").max(),
        )
    )
    few = nw.col("count") < required
    return _closed(sums, nw.col("count").cast(nw.Int64), few, decimals, DIGITS)


def _closed(sums: Frame, weight: nw.Expr, few: nw.Expr, decimals: int, digits: int) -> Frame:
    """Turn sums and weights of days into means and outcomes; sums count 10^-digits."""
    some = weight > 0
    safe = nw.when(some).then(weight).otherwise(nw.lit(1))
    mean = half_even(nw.col("total"), safe * 10 ** (digits - decimals)) * 10 ** (DIGITS - decimals)
    high = half_even(nw.col("high"), 10 ** (DIGITS - digits))
    outcome = _said(
        [
            (few, Outcome.NOT_VALID),
            (~some, Outcome.NO_DISCHARGE),
            (nw.col("high").is_null(), Outcome.NO_LIMIT),
            (nw.col("total") > high * safe, Outcome.EXCEEDED),
        ],
        Outcome.WITHIN,
    )
    return sums.select(
        "thing",
        "item",
        "day",
        nw.when(some).then(mean).cast(nw.Int64).alias("micro"),
        nw.col("count").cast(nw.Int64),
        outcome.alias("outcome"),
    )


def judge_stack_days(
    hours: IntoFrameT, first: date, last: date, *, decimals: int = 2
) -> IntoFrameT:
    """Judge natural days of stacks by their converted hours; the table form of `judge_day`.

    Parameters
    ----------
    hours
        `thing`, `item`, `start`, `value`, `flag`, `oxygen`, `reference_oxygen`, `limit` (of the
        day); one row an hour and item. [mg/m³, %vol]
    first, last
        Days in Beijing, both included.
    decimals
        Digits of the daily mean. [1]

    Returns
    -------
    table of the same kind
        `thing`, `item`, `day`, `micro`, `count` of hours, `outcome`. [1e-6 mg/m³]
    """
    frame = with_beijing(opened(hours))
    found = _by_law(frame, first, last, STACK, lambda part, day: _stack_days(part, day, decimals))
    result: Any = nw.to_native(found)
    return result  # type: ignore[no-any-return]


def _water_days(frame: Frame, day: date, expected: int, decimals: int) -> Frame:
    share = int(law.at(day)["emissions.online.minimum.day"].number())
    required = max(-(-expected * share // 100), 1)
    weighty = ~nw.col("flow").is_null() & (nw.col("flow") >= 0)
    ready = frame.with_columns(
        (nw.col("value") * 10_000.0).round(0).cast(nw.Int64).alias("c"),
        (nw.col("flow") * 1_000.0).round(0).cast(nw.Int64).alias("q"),
        micro("limit").alias("high"),
        _counts(day).alias("fit"),
        weighty.alias("weighty"),
    )
    both = nw.col("fit") & nw.col("weighty")
    sums = (
        ready.with_columns(
            nw.when(both).then(nw.col("c") * nw.col("q")).alias("cq"),
            nw.when(both).then(nw.col("q")).alias("weight"),
            nw.when(nw.col("fit")).then(nw.lit(1)).otherwise(nw.lit(0)).alias("one"),
        )
        .group_by("thing", "item", "day")
        .agg(
            nw.col("cq").sum().alias("total"),
            nw.col("weight").sum().alias("weight"),
            nw.col("weight").count().alias("weighed"),
            nw.col("one").sum().alias("count"),
            nw.col("high").max(),
        )
    )
    few = (nw.col("count") < required) | (nw.col("weighed") == 0)
    weight = nw.when(nw.col("weighed") > 0).then(nw.col("weight")).otherwise(nw.lit(0))
    return _closed(sums, weight.cast(nw.Int64), few, decimals, 4)


def judge_water_days(
    values: IntoFrameT, first: date, last: date, *, expected: int = 24, decimals: int = 2
) -> IntoFrameT:
    """Judge days of waste water by their flow-weighted means; the table form of `judge_day`.

    Parameters
    ----------
    values
        `thing`, `item`, `start`, `value`, `flag`, `flow`, `limit` (of the day); one row a period
        and item; pH is not for this form. Sums are whole 10⁻⁷ mg/L·m³/h and must stay below
        9·10¹⁸. [mg/L, m³/h]
    first, last
        Days in Beijing, both included.
    expected
        How many values a day should have. [1]
    decimals
        Digits of the daily mean. [1]

    Returns
    -------
    table of the same kind
        `thing`, `item`, `day`, `micro`, `count` of valid values, `outcome`. [1e-6 mg/L]
    """
    frame = with_beijing(opened(values))

    def rule(part: Frame, day: date) -> Frame:
        return _water_days(part, day, expected, decimals)

    result: Any = nw.to_native(_by_law(frame, first, last, WATER, rule))
    return result  # type: ignore[no-any-return]
