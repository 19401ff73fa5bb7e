"""Sections over tables: the worst item decides, with main pollutants; the same rule as `section`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw
from narwhals.typing import IntoFrameT

from qingtian import law
from qingtian.standards.air.expressions import Frame, half_even
from qingtian.standards.air.tables import opened
from qingtian.standards.water import expressions as ex
from qingtian.standards.water.basins import GOOD, WORST
from qingtian.standards.water.names import CLASSES, ITEMS
from qingtian.standards.water.pollutants import ORDER
from qingtian.standards.water.rules import first_pollutants, grade, limit, listed

MILLION = 10**6
SPAN = 10**3
"""Room for the place of an item in the table within its key of order. [1]"""

ROOM = 10**15
"""Room for multiple and place within it. [1]"""


def _multiple(day: date) -> nw.Expr:
    """Give the exceed multiple in millionths; -1 for items that have none."""
    rule = law.at(day)["water.evaluation.exceed_multiple"].value
    without, above = rule["without"], rule["above"]
    own = [key for key in ex.BASIC if key not in without]
    s = ex.by_item({key: ex.whole_of(limit(key, "river", day).level(above).value) for key in own})
    lake = ex.whole_of(limit("tp", "lake", day).level(above).value)
    is_lake = (nw.col("item") == "tp") & (nw.col("body") == "lake")
    s = nw.when(is_lake).then(nw.lit(lake, nw.Int64)).otherwise(s)
    over = nw.when(nw.col("whole") > s).then(nw.col("whole") - s).otherwise(nw.lit(0))
    multiple = half_even(over * MILLION, s).cast(nw.Int64)
    return nw.when(nw.col("item").is_in(list(without))).then(nw.lit(-1)).otherwise(multiple)


def _judged(frame: Frame, day: date) -> Frame:
    wanted = list(listed("water.evaluation.items", day))
    frame = frame.filter(nw.col("item").is_in(wanted), ~nw.col("whole").is_null())
    frame = ex.with_above(frame, "whole", "over", day)
    frame = frame.with_columns((nw.col("over") + 1).alias("rank"))
    if "saturation" in frame.collect_schema().names():
        rank = nw.when(~ex.saturated(day)).then(nw.col("rank")).otherwise(nw.lit(1))
        frame = frame.with_columns(rank.alias("rank"))
    return frame.with_columns(_multiple(day).alias("multiple"))


def _ordered(frame: Frame, day: date) -> Frame:
    """Add `order`, one whole number by which the exceeding items of a section are ordered.

    From its front: whether the item comes first, its class, its multiple, its place in the
    table; all of it can be read back.
    """
    edge = CLASSES.index(law.at(day)["water.evaluation.main"].value["above"]) + 1
    toxic = nw.col("item").is_in(list(first_pollutants(day)))
    place = ex.by_item({key: SPAN - 1 - ORDER[key] for key in ex.BASIC})
    first = nw.when(toxic).then(nw.lit(1)).otherwise(nw.lit(0))
    key = (first * 10 + nw.col("rank")) * ROOM + (nw.col("multiple") + 1) * SPAN + place
    order = nw.when(nw.col("rank") > edge).then(key.cast(nw.Int64)).otherwise(nw.lit(0))
    return frame.with_columns(order.cast(nw.Int64).alias("order"))


def _spread(frame: Frame, wanted: Sequence[str]) -> Frame:
    """Bring the orders of a section's items side by side, a row a section."""
    side = frame.with_columns(
        *(
            nw.when(nw.col("item") == key)
            .then(nw.col("order"))
            .otherwise(nw.lit(0))
            .alias(f"o_{key}")
            for key in wanted
        )
    )
    return side.group_by("thing", "body", "period").agg(
        nw.col("rank").max().alias("class"),
        nw.col("rank").count().alias("items"),
        *(nw.col(f"o_{key}").max() for key in wanted),
    )


def _led(frame: Frame, wanted: Sequence[str], most: int) -> Frame:
    """Add the orders of the main items, `top_1` and on; zero where there is none."""
    names = [f"o_{key}" for key in wanted]
    frame = frame.with_columns(nw.max_horizontal(*names).cast(nw.Int64).alias("top_1"))
    for n in range(2, most + 1):
        below = (
            nw.when(nw.col(name) < nw.col(f"top_{n - 1}")).then(nw.col(name)).otherwise(nw.lit(0))
            for name in names
        )
        frame = frame.with_columns(nw.max_horizontal(*below).cast(nw.Int64).alias(f"top_{n}"))
    return frame


def sections(means: IntoFrameT, day: date) -> IntoFrameT:
    """Evaluate the sections of a table of means or of values as reported; see `section`.

    Parameters
    ----------
    means
        As of `tables.means` or `tables.yearly`: `thing`, `body`, `period`, `item` (key), `whole`
        [1e-8 unit], and where there is one `valid`; rows that are not valid take no part.
    day
        A day of the stretch whose law holds for all of the table: the last one.

    Returns
    -------
    table of the same kind
        `thing`, `body`, `period`; `class`, 1 for I to 6 for worse than V; `status` in Chinese;
        `items`, how many took part; `main_1` to `main_3`, symbols of the main pollutants, and
        `multiple_1` to `multiple_3`, with one decimal, null for pH and oxygen. [1]
    """
    frame = opened(means)
    if "valid" in frame.collect_schema().names():
        frame = frame.filter(nw.col("valid"))
    most = int(law.at(day)["water.evaluation.main"].value["most"])
    wanted = listed("water.evaluation.items", day)
    led = _led(_spread(_ordered(_judged(frame, day), day), wanted), wanted, most)
    numbers = range(1, most + 1)
    found = led.select(
        "thing",
        "body",
        "period",
        nw.col("class").cast(nw.Int64),
        _status(day).alias("status"),
        nw.col("items").cast(nw.Int64),
        *(_symbol(f"top_{n}").alias(f"main_{n}") for n in numbers),
        *(_shown(f"top_{n}", day).alias(f"multiple_{n}") for n in numbers),
    )
    result: Any = nw.to_native(found)
    return result  # type: ignore[no-any-return]


def _symbol(column: str) -> nw.Expr:
    """Read the item back from its order; null where there is none."""
    place = nw.col(column) % SPAN
    found: nw.Expr | None = None
    for key in ex.BASIC:
        chosen = nw.when(place == SPAN - 1 - ORDER[key]).then(nw.lit(ITEMS[key].symbol))
        found = chosen if found is None else chosen.otherwise(found)
    assert found is not None
    return found


def _shown(column: str, day: date) -> nw.Expr:
    """Read the multiple back from its order, as printed; null for items that have none."""
    digits = int(law.at(day)["water.evaluation.exceed_multiple"].value["decimals"])
    plus_one = ((nw.col(column) // SPAN).cast(nw.Int64)) % (ROOM // SPAN)
    printed = ex.real(half_even(plus_one - 1, MILLION // 10**digits), 10**digits)
    result: nw.Expr = nw.when(plus_one > 0).then(printed)
    return result


def _status(day: date) -> nw.Expr:
    found: nw.Expr = nw.lit(grade(CLASSES[-1], day)["zh"])
    for rank, name in reversed(list(enumerate(CLASSES[:-1], 1))):
        found = (
            nw.when(nw.col("class") <= rank).then(nw.lit(grade(name, day)["zh"])).otherwise(found)
        )
    return found


def basins(sections: IntoFrameT, day: date) -> IntoFrameT:
    """Judge rivers or basins by the shares of their sections' classes; see `basin`.

    Parameters
    ----------
    sections
        `basin` (name of the river or basin), `period`, `class` of each section; null = none.
    day
        A day of the stretch whose law holds for all of the table.

    Returns
    -------
    table of the same kind
        `basin`, `period`, `sections`, `good` (of classes I to III), `worse` (than class V),
        `status` in Chinese; null with fewer than five sections, which are averaged instead.
    """
    known = opened(sections).filter(~nw.col("class").is_null())
    marks = {"good": nw.col("class") <= GOOD, "worse": nw.col("class") == WORST}
    counted = known.with_columns(
        *(
            nw.when(test).then(nw.lit(1)).otherwise(nw.lit(0)).alias(key)
            for key, test in marks.items()
        )
    )
    grouped = counted.group_by("basin", "period").agg(
        nw.col("class").count().alias("sections"), *(nw.col(key).sum() for key in marks)
    )
    counts = (nw.col(key).cast(nw.Int64) for key in ("sections", *marks))
    required = int(law.at(day)["water.evaluation.shares_from"].number())
    enough = nw.col("sections") >= required
    found = grouped.select("basin", "period", *counts).with_columns(
        nw.when(enough).then(_condition(day)).alias("status")
    )
    result: Any = nw.to_native(found)
    return result  # type: ignore[no-any-return]


def _condition(day: date) -> nw.Expr:
    """Give the first row of the law's table that holds, by whole numbers."""
    found: nw.Expr = nw.lit("")
    for row in reversed(law.at(day)["water.evaluation.basin"].rows()):
        test = nw.col("sections") > 0
        for column, key in (("good", "good_from"), ("worse", "worse_from")):
            if row[key] is not None:
                test = test & (nw.col(column) * 100 >= nw.col("sections") * int(row[key]))
        if row["worse_below"] is not None:
            test = test & (nw.col("worse") * 100 < nw.col("sections") * int(row["worse_below"]))
        found = nw.when(test).then(nw.lit(row["zh"])).otherwise(found)
    return found
