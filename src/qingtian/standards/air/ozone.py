"""The days of ozone over a table: its hours side by side, the 8-hour means, the largest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import narwhals as nw

from qingtian import law
from qingtian.standards.air import expressions as ex
from qingtian.standards.air.expressions import Frame
from qingtian.standards.air.rules import digits_day, limit


def _ozone_hours(hours: Frame) -> Frame:
    """Bring the hours of ozone side by side, a row a day: sums `v0`… and counts `c0`…."""
    ozone = hours.filter(nw.col("pollutant") == "O3")
    here = [nw.col("hour") == n for n in range(24)]
    spread = ozone.with_columns(
        *(
            nw.when(here[n]).then(nw.col("micro")).otherwise(nw.lit(0)).alias(f"v{n}")
            for n in range(24)
        ),
        *(nw.when(here[n]).then(nw.lit(1)).otherwise(nw.lit(0)).alias(f"c{n}") for n in range(24)),
    )
    return spread.group_by("thing", "day").agg(
        *(nw.col(f"v{n}").sum() for n in range(24)),
        *(nw.col(f"c{n}").sum() for n in range(24)),
        nw.col("micro").max().alias("top"),
        nw.col("micro").count().alias("count"),
    )


def _add(names: Sequence[str]) -> nw.Expr:
    total: nw.Expr = nw.col(names[0])
    for name in names[1:]:
        total = total + nw.col(name)
    return total.cast(nw.Int64)


def _eight_hours(ozone: Frame, day: date) -> Frame:
    rule = law.at(day)["air.minimum.mda8"].value
    required = int(law.at(day)["air.minimum.window_8h"].number())
    ends = range(int(rule["first_end"]), int(rule["last_end"]) + 1)
    sums = ozone.with_columns(
        *(_add([f"v{n}" for n in range(end - 8, end)]).alias(f"s{end}") for end in ends),
        *(_add([f"c{n}" for n in range(end - 8, end)]).alias(f"n{end}") for end in ends),
    )
    unit = 10 ** (ex.DIGITS - digits_day(day, "O3")[0])
    # Rounding keeps the order, so the largest of the rounded is the rounded largest.
    means = sums.with_columns(
        *(
            nw.when(nw.col(f"n{end}") >= required)
            .then(ex.half_even(nw.col(f"s{end}"), nw.col(f"n{end}") * unit) * unit)
            .alias(f"m{end}")
            for end in ends
        ),
        *(
            nw.when(nw.col(f"n{end}") >= required)
            .then(nw.lit(1))
            .otherwise(nw.lit(0))
            .alias(f"w{end}")
            for end in ends
        ),
    ).with_columns(
        ex.largest([f"m{end}" for end in ends]).alias("best"),
        _add([f"w{end}" for end in ends]).alias("windows"),
    )
    counts = nw.col("windows") >= int(rule["windows"])
    if rule["exceeding_counts"]:
        counts = counts | (nw.col("best") > ex.micro_of(limit("O3", "mda8", day).level(2).value))
    return means.with_columns(nw.when(counts).then(nw.col("best")).alias("mda8"))


def ozone(hours: Frame, day: date) -> list[Frame]:
    """Compute the daily maximum 8-hour mean and the largest hour of each day."""
    table = _eight_hours(_ozone_hours(hours), day)
    enough = nw.col("count") >= int(law.at(day)["air.minimum.day"].number())
    top = nw.when(enough).then(ex.rounded("top", digits_day(day, "O3")[0]))
    names = ("thing", "day", nw.lit("O3").alias("pollutant"))
    return [
        table.select(
            *names,
            nw.lit("mda8").alias("quantity"),
            nw.col("mda8").alias("micro"),
            nw.col("windows").alias("count"),
        ),
        table.select(
            *names,
            nw.lit("max_1h").alias("quantity"),
            top.alias("micro"),
            nw.col("count").cast(nw.Int64),
        ),
    ]
