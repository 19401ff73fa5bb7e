"""The annual evaluation of HJ 663 over tables: means, percentiles, compliance, composite index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import narwhals as nw
from narwhals.typing import IntoFrameT

from qingtian import law
from qingtian.standards.air import expressions as ex
from qingtian.standards.air.expressions import Frame
from qingtian.standards.air.names import COLUMNS, POLLUTANTS
from qingtian.standards.air.rules import daily_averaging, digits_year, limit
from qingtian.standards.air.tables import by_pollutant, opened

RATIO = 10_000
"""Single indices are whole numbers of a ten-thousandth. [1]"""


def _percentile_of(last: date) -> dict[str, int]:
    rows = law.at(last)["air.evaluation.percentiles"].rows()
    return {str(row["pollutant"]): int(row["percentile"]) for row in rows}


def _takes_mean(last: date) -> list[str]:
    rows = law.at(last)["air.evaluation.annual"].rows()
    return [str(row["pollutant"]) for row in rows if row["mean"]]


def _of_year(daily: Frame, year: int) -> Frame:
    """Keep the year's valid daily values, with their month."""
    frame = daily.filter(nw.col("quantity") != "max_1h", ~nw.col("micro").is_null())
    frame = frame.with_columns(
        nw.col("day").dt.month().cast(nw.Int64).alias("month"), nw.col("day").dt.year().alias("y")
    )
    return frame.filter(nw.col("y") == year).select("thing", "pollutant", "month", "micro")


def _ranked(frame: Frame, last: date) -> Frame:
    """Add the rank of each value, and the rank s and remainder that the percentile lies at."""
    keys = ("thing", "pollutant")
    ranked = frame.with_columns(
        nw.col("micro").rank("ordinal").over(*keys).cast(nw.Int64).alias("rank"),
        nw.col("micro").count().over(*keys).cast(nw.Int64).alias("n"),
    )
    ranked = ranked.with_columns(
        ((nw.col("n") - 1) * by_pollutant(_percentile_of(last))).alias("k")
    )
    return ranked.with_columns(
        (nw.col("k") // 100 + 1).cast(nw.Int64).alias("s"),
        (nw.col("k") % 100).cast(nw.Int64).alias("part"),
    )


def _collected(ranked: Frame) -> Frame:
    """Sum, count, and pick the two values at the percentile; a row for each thing and pollutant."""
    months = [
        nw.when(nw.col("month") == n).then(nw.lit(1)).otherwise(nw.lit(0)).alias(f"m{n}")
        for n in range(1, 13)
    ]
    spread = ranked.with_columns(
        *months,
        nw.when(nw.col("rank") == nw.col("s")).then(nw.col("micro")).alias("low"),
        nw.when(nw.col("rank") == nw.col("s") + 1).then(nw.col("micro")).alias("high"),
    )
    return spread.group_by("thing", "pollutant").agg(
        nw.col("micro").sum().alias("total"),
        nw.col("n").max().alias("days"),
        nw.col("part").max(),
        nw.col("low").max(),
        nw.col("high").max(),
        *(nw.col(f"m{n}").sum() for n in range(1, 13)),
    )


def _enough(last: date, minimum: str) -> nw.Expr:
    rule = law.at(last)[minimum].value
    need = [int(rule["february" if n == 2 else "month"]) for n in range(1, 13)]
    return nw.all_horizontal(
        nw.col("days") >= int(rule["year"]),
        *(nw.col(f"m{n}") >= need[n - 1] for n in range(1, 13)),
        ignore_nulls=False,
    )


def _limits(
    level: int, last: date, averaging: Callable[[str], str], names: Sequence[str]
) -> dict[str, int]:
    return {
        name: ex.micro_of(limit(name, averaging(name), last).level(level).value) for name in names
    }


def annual(daily: IntoFrameT, year: int, level: int = 2) -> IntoFrameT:
    """Evaluate a year of each pollutant of each thing.

    Parameters
    ----------
    daily
        `thing`, `day`, `pollutant`, `quantity`, `micro`, as of `tables.daily`. PyArrow has no
        ranks by group: give such a table through DuckDB or Polars.
    year
        The calendar year; the law is that of its last day.
    level
        1 for class-1 areas, 2 for class-2 areas.

    Returns
    -------
    table of the same kind
        `thing`, `pollutant`, `mean` (null for CO and O3) and `percentile` in millionths,
        `mean_limit`, `percentile_limit`, `index` (single index in ten-thousandths), `compliant`,
        `days`, `valid`. [1e-6 µg/m³, CO 1e-6 mg/m³]
    """
    last = date(year, 12, 31)
    found = _collected(_ranked(_of_year(opened(daily), year), last))
    means = _takes_mean(last)
    step = by_pollutant(
        {name: 10 ** (ex.DIGITS - digits_year(last, name)[0]) for name in POLLUTANTS}
    )
    between = nw.col("low") * 100 + (nw.col("high").fill_null(0) - nw.col("low")) * nw.col("part")
    # With k at a whole rank there is nothing between; the highest value has no next.
    exact = nw.when(nw.col("part") == 0).then(nw.col("low") * 100).otherwise(between)
    takes = nw.col("pollutant").is_in(means)
    found = found.with_columns(
        nw.when(takes)
        .then(ex.half_even(nw.col("total"), nw.col("days") * step) * step)
        .alias("mean"),
        (ex.half_even(exact, step * 100) * step).alias("percentile"),
        by_pollutant(_limits(level, last, daily_averaging, POLLUTANTS)).alias("percentile_limit"),
        nw.when(takes)
        .then(_enough(last, "air.minimum.year"))
        .otherwise(_enough(last, "air.minimum.percentile"))
        .alias("valid"),
    )
    ones = dict.fromkeys(POLLUTANTS, 1)
    bounds = by_pollutant({**ones, **_limits(level, last, lambda _: "year", means)})
    # Where there is no mean, there is no limit for it: null times zero stays null.
    found = found.with_columns((nw.col("mean") * 0 + bounds).alias("mean_limit"))
    result: Any = nw.to_native(_judged(found))
    return result  # type: ignore[no-any-return]


def _judged(frame: Frame) -> Frame:
    ratios = frame.with_columns(
        ex.half_even(nw.col("mean") * RATIO, nw.col("mean_limit")).alias("r_mean"),
        ex.half_even(nw.col("percentile") * RATIO, nw.col("percentile_limit")).alias(
            "r_percentile"
        ),
    )
    over = (nw.col("percentile") > nw.col("percentile_limit")) | (
        nw.col("mean") > nw.col("mean_limit")
    ).fill_null(value=False)
    return ratios.select(
        "thing",
        "pollutant",
        nw.col("mean").cast(nw.Int64),
        nw.col("percentile").cast(nw.Int64),
        nw.col("mean_limit").cast(nw.Int64),
        nw.col("percentile_limit").cast(nw.Int64),
        ex.largest(["r_mean", "r_percentile"]).cast(nw.Int64).alias("index"),
        (~over).alias("compliant"),
        nw.col("days").cast(nw.Int64),
        "valid",
    )


def annual_wide(yearly: IntoFrameT) -> IntoFrameT:
    """Bring the year of a thing into one row: compliant if each of the six is.

    Parameters
    ----------
    yearly
        As of `annual`.

    Returns
    -------
    table of the same kind
        `thing`; `mean_so2`, `percentile_so2`, `index_so2` …; `composite` in hundredths (old form,
        weights of the edition), `compliant` and `valid`; null where a pollutant is missing.
    """
    frame = opened(yearly)
    parts = ("mean", "percentile", "index")
    spread = frame.with_columns(
        *(
            nw.when(nw.col("pollutant") == name).then(nw.col(part)).alias(f"{part}_{COLUMNS[name]}")
            for name in POLLUTANTS
            for part in parts
        ),
        nw.when(nw.col("compliant")).then(nw.lit(0)).otherwise(nw.lit(1)).alias("bad"),
        nw.when(nw.col("valid")).then(nw.lit(1)).otherwise(nw.lit(0)).alias("good"),
    )
    grouped = spread.group_by("thing").agg(
        *(nw.col(f"{part}_{COLUMNS[name]}").max() for name in POLLUTANTS for part in parts),
        nw.col("bad").sum(),
        nw.col("good").sum(),
    )
    total: nw.Expr = nw.col("index_so2")
    for name in POLLUTANTS[1:]:
        total = total + nw.col(f"index_{COLUMNS[name]}")
    known = ~total.is_null()
    result: Any = nw.to_native(
        grouped.with_columns(
            nw.when(known).then(ex.half_even(total, RATIO // 100)).alias("composite"),
            nw.when(known).then(nw.col("bad") == 0).alias("compliant"),
            (known & (nw.col("good") == len(POLLUTANTS))).alias("valid"),
        ).drop("bad", "good")
    )
    return result  # type: ignore[no-any-return]
