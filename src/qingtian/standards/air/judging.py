"""The AQI of rows whose concentrations stand side by side, under one law."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import narwhals as nw

from qingtian import law
from qingtian.standards.air import expressions as ex
from qingtian.standards.air.categories import categories
from qingtian.standards.air.expressions import Frame
from qingtian.standards.air.names import COLUMNS, POLLUTANTS
from qingtian.standards.air.rules import Indicator, digits_index


def judged(
    frame: Frame, indicators: Sequence[Indicator], day: date, unplanned: Collection[str] = ()
) -> Frame:
    """Add indices, AQI, primary pollutants, level, validity and edition.

    Parameters
    ----------
    frame
        Millionths by series.
    indicators
        The indicators of the report.
    day
        A day of the stretch in which the law is one and the same.
    unplanned
        Pollutants that are by plan not monitored; where the edition excuses them they are not
        missing.
    """
    rounded = frame.with_columns(
        *(
            ex.rounded(each.argument, digits_index(day, each.pollutant)[0]).alias(
                f"c_{each.argument}"
            )
            for each in indicators
        )
    )
    single = rounded.with_columns(
        *(
            ex.index(f"c_{each.argument}", each.series, day).alias(f"i_{each.argument}")
            for each in indicators
        )
    )
    per = {
        name: [f"i_{each.argument}" for each in indicators if each.pollutant == name]
        for name in POLLUTANTS
    }
    names = {name: f"iaqi_{COLUMNS[name]}" for name in POLLUTANTS}
    worst = single.with_columns(
        *(ex.largest(columns).alias(names[name]) for name, columns in per.items())
    )
    found = worst.with_columns(ex.largest(list(names.values())).alias("rest"))
    excuses = law.at(day)["air.aqi.publication"].value["unplanned_excused"]
    asked = [side for name, side in names.items() if not (excuses and name in unplanned)]
    found = found.with_columns(_shown(asked, day).alias("aqi"), _complete(asked).alias("complete"))
    return _judged(found, names, day).drop(
        *(f"{mark}_{each.argument}" for each in indicators for mark in "ci"), "rest", "complete"
    )


def _complete(asked: Sequence[str]) -> nw.Expr:
    return nw.all_horizontal(*(~nw.col(column).is_null() for column in asked), ignore_nulls=False)


def _shown(asked: Sequence[str], day: date) -> nw.Expr:
    above = int(law.at(day)["air.aqi.publication"].value["publish_incomplete_above"])
    if above == 0:
        return nw.col("rest")
    return nw.when(_complete(asked) | (nw.col("rest") > above)).then(nw.col("rest"))


def _judged(frame: Frame, names: dict[str, str], day: date) -> Frame:
    primary = law.at(day)["air.aqi.primary"]
    above = int(primary.value["primary_above"])
    incomplete = int(law.at(day)["air.aqi.publication"].value["publish_incomplete_above"]) > 0
    leading = nw.concat_str(
        *(
            nw.when((nw.col(column) == nw.col("aqi")) & (nw.col("aqi") > above)).then(nw.lit(name))
            for name, column in names.items()
        ),
        separator=",",
        ignore_nulls=True,
    )
    *rest, last = categories(day)
    # From the index itself, so that a missing one stays missing in whole numbers.
    level: nw.Expr = nw.when(nw.col("aqi") <= last.to).then(nw.col("aqi") * 0 + last.level)
    for each in reversed(rest):
        level = (
            nw.when(nw.col("aqi") <= each.to).then(nw.col("aqi") * 0 + each.level).otherwise(level)
        )
    known = ~nw.col("aqi").is_null()
    return frame.with_columns(
        leading.alias("primary"),
        level.cast(nw.Int64).alias("level"),
        (known if incomplete else known & nw.col("complete")).alias("valid"),
        nw.lit(primary.standard).alias("edition"),
    )
