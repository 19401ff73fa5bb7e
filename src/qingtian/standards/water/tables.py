"""The rules over tables: values to classes to means to sections, in any engine that narwhals reads.

Tables come and go as they are: pandas, Polars, PyArrow, DuckDB, Ibis, Spark. What is lazy stays
lazy. Columns:

`thing`, `item` (any spelling of `names`), `time` (start of the period that the value stands for, as
on-line water names it; with a zone, or plain Beijing time), `value` [mg/L; pH 1; coliforms 1/L];
and where there are: `flag` (data mark), `mdl` (detection limit) [as the value], `body` (`river` or
`lake`), `saturation` (of oxygen) [%].

Results hold each mean twice: `whole`, in 10^-8 of the unit, which further rules take, and `value`,
the nearest float, for people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import narwhals as nw
from narwhals.typing import IntoFrameT

from qingtian import law
from qingtian.standards.air.expressions import Frame, half_even
from qingtian.standards.air.tables import opened, with_beijing
from qingtian.standards.water import expressions as ex
from qingtian.standards.water.means import GUARD
from qingtian.standards.water.rules import digits

PERIODS = {"month": "1mo", "quarter": "1q"}
"""Periods that a table is averaged over, and how an engine cuts to them."""

LN10 = 2.302585092994045684


def _stages(first: date, last: date, parts: Sequence[str]) -> list[tuple[date, date]]:
    """Cut a stretch of days where parts of the law of water change; both ends included."""
    changes = sorted(
        {
            stage.since
            for path, stages in law.provisions().items()
            for stage in stages
            if any(path.startswith(f"water.{part}") for part in parts)
        }
    )
    known = max(law.provisions()[f"water.{part}"][0].since for part in parts)
    first = max(first, known)
    cuts = [first, *(day for day in changes if first < day <= last)]
    ends = [*(cut - timedelta(days=1) for cut in cuts[1:]), last]
    return [(start, end) for start, end in zip(cuts, ends, strict=True) if start <= end]


def _by_law(
    frame: Frame,
    column: str,
    stretch: tuple[date, date],
    parts: Sequence[str],
    rule: Callable[[Frame, date], Frame],
    floor: Callable[[date], date] = lambda day: day,
) -> Frame:
    """Apply a rule to each stretch in which its law is one; `floor` gives the period of a day."""
    dated = isinstance(frame.collect_schema()[column], nw.Date)

    def literal(day: date) -> nw.Expr:
        plain = day if dated else datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Beijing
        return nw.lit(plain)

    spans = _stages(*stretch, parts)
    if not spans:
        raise ValueError(
            f"expected days on which the law is known; got {stretch[0]} to {stretch[1]}"
        )
    pieces = []
    for n, (start, end) in enumerate(spans):
        after = nw.col(column) >= literal(floor(start))
        following = spans[n + 1][0] if n + 1 < len(spans) else None
        before = (
            nw.col(column) < literal(floor(following))
            if following is not None
            else nw.col(column) <= literal(end)
        )
        pieces.append(rule(frame.filter(after, before), start))
    return pieces[0] if len(pieces) == 1 else nw.concat(pieces, how="vertical")  # type: ignore[type-var]


def _prepared(native: object) -> Frame:
    """Read a table: keys of items, missing columns filled, whole numbers, days in Beijing."""
    frame = opened(native)
    there = set(frame.collect_schema().names())
    filled = [
        (nw.col("flag").fill_null("") if "flag" in there else nw.lit("")).alias("flag"),
        (nw.col("body") if "body" in there else nw.lit("river")).alias("body"),
        (nw.col("mdl") if "mdl" in there else nw.lit(None, nw.Float64)).alias("mdl"),
        (nw.col("saturation") if "saturation" in there else nw.lit(None, nw.Float64)).alias(
            "saturation"
        ),
    ]
    # Once more, so that what was filled in is nullable in pandas as well.
    frame = opened(nw.to_native(frame.with_columns(*filled))).with_columns(
        ex.whole("value").alias("whole"), ex.whole("mdl").alias("edge")
    )
    return with_beijing(ex.with_keys(frame), "time")


def _marked(frame: Frame, day: date) -> Frame:
    """Add `below` (below detection) and `taken` (takes part), as `samples` says."""
    marks = law.at(day)["water.marks"].value
    number = ~nw.col("whole").is_null()
    edge = ~nw.col("edge").is_null()
    marked = nw.col("flag").is_in(list(marks["below"])) & (edge | number)
    under = (edge & number & (nw.col("whole") < nw.col("edge"))).fill_null(value=False)
    frame = frame.with_columns((marked | under).alias("below"))
    there = (number & (nw.col("whole") >= 0)).fill_null(value=False)
    accepted = nw.col("flag").is_in(list(marks["accepted"]))
    limit = nw.when(edge).then(nw.col("edge")).otherwise(nw.col("whole"))
    return frame.with_columns(
        (accepted & (nw.col("below") | there)).alias("taken"), limit.alias("limit")
    )


def _unjudged() -> nw.Expr:
    """Say where a value below detection has no class: no level is sure, or it is a pH."""
    oxygen, all_failed = nw.col("item") == "do", nw.col("over") == 5
    unsure = (oxygen & ~all_failed) | (~oxygen & all_failed) | (nw.col("item") == "ph")
    return nw.col("below") & unsure


def _left() -> nw.Expr:
    """Count the levels that a value below detection leaves open."""
    rest = nw.when(nw.col("item") == "do").then(5 - nw.col("over")).otherwise(nw.col("over"))
    return nw.when(nw.col("item") != "ph").then(rest).otherwise(nw.lit(0))


def classes(table: IntoFrameT, first: date, last: date) -> IntoFrameT:
    """Find the class of each value of a table; see `classify`.

    Parameters
    ----------
    table
        `thing`, `item`, `time`, `value`, and where there are `flag`, `mdl`, `body`,
        `saturation`. Values as reported.
    first, last
        Days in Beijing, both included; their law is applied, other rows are dropped.

    Returns
    -------
    table of the same kind
        `thing`, `item` (key), `time`, `day`, `body`, `whole`; `class`, 1 for I to 6 for worse
        than V, null where missing, rejected by its mark, or without class; `undecided`, how many
        classes a value below detection leaves open. [1]
    """

    def rule(frame: Frame, day: date) -> Frame:
        frame = _marked(frame, day)
        # A value below detection is judged by its limit; oxygen is less than it.
        oxygen = nw.when(nw.col("item") == "do").then(nw.lit(1)).otherwise(nw.lit(0))
        judged = nw.when(nw.col("below")).then(nw.col("limit") - oxygen)
        frame = frame.with_columns(judged.otherwise(nw.col("whole")).alias("judged"))
        frame = ex.with_above(frame, "judged", "over", day)
        over = nw.when(~ex.saturated(day)).then(nw.col("over")).otherwise(nw.lit(0))
        known = nw.col("taken") & nw.col("item").is_in(list(ex.BASIC)) & ~_unjudged()
        found = nw.when(known).then(over + 1)
        left = nw.when(nw.col("below")).then(_left()).otherwise(nw.lit(0))
        keys = ("thing", "item", "time", "day", "body", "whole")
        return frame.select(
            *keys, found.cast(nw.Int64).alias("class"), left.cast(nw.Int64).alias("undecided")
        )

    parts = ("limits.codmn", "saturation.class_one", "marks")
    result: Any = nw.to_native(_by_law(_prepared(table), "day", (first, last), parts, rule))
    return result  # type: ignore[no-any-return]


def _with_kept(frame: Frame, day: date) -> Frame:
    """Add `plain`, total/count rounded to its item's digits, a digit kept where zero would stand."""
    units = {key: 10 ** (ex.DIGITS - digits(key, day)[0]) for key in ex.BASIC}
    total, count = nw.col("total"), nw.col("count")
    lead: nw.Expr = nw.lit(1, nw.Int64)
    for n in range(ex.DIGITS, -1, -1):
        # The place of the first digit: the mean is one unit of it or more.
        step = 10 ** (ex.DIGITS - n)
        lead = nw.when(total >= count * step).then(nw.lit(step, nw.Int64)).otherwise(lead)
    frame = frame.with_columns(ex.by_item(units).alias("unit"), lead.alias("lead"))
    frame = frame.with_columns(
        *(
            (half_even(total, count * nw.col(unit)) * nw.col(unit)).cast(nw.Int64).alias(name)
            for unit, name in (("unit", "plain"), ("lead", "kept"))
        )
    )
    chosen = nw.when(nw.col("plain") > 0).then(nw.col("plain")).otherwise(nw.col("kept"))
    return frame.with_columns(chosen.alias("plain"))


def _from_ions(ions: nw.Expr, count: nw.Expr, day: date) -> nw.Expr:
    """Turn a sum of hydrogen ions into the rounded mean pH, in whole 10^-8."""
    places = digits("ph", day)[0]
    exact = ((ions / count).log(10) * -(10.0**GUARD)).round(0).cast(nw.Int64)
    step = 10 ** (GUARD - places)
    found: nw.Expr = half_even(exact, step) * 10 ** (ex.DIGITS - places)
    return found


def _averaged(frame: Frame, keys: Sequence[str], day: date, required: nw.Expr) -> Frame:
    """Average `number` (whole 10^-8) by keys and item; the frame holds what takes part."""
    is_ph = nw.col("item") == "ph"
    ions = (nw.col("number").cast(nw.Float64) / float(ex.UNIT) * -LN10).exp()
    zero = nw.lit(0.0)
    frame = frame.with_columns(nw.when(is_ph).then(ions).otherwise(zero).alias("ions"))
    sums = frame.group_by(*keys, "item").agg(
        nw.col("number").sum().alias("total"),
        nw.col("ions").sum(),
        nw.col("number").count().alias("count"),
        nw.col("low").sum().alias("below"),
    )
    whole = (nw.col(name).cast(nw.Int64).alias(name) for name in ("total", "count"))
    # Elsewhere than for pH the logarithm is that of one.
    safe = nw.when(nw.col("item") == "ph").then(nw.col("ions")).otherwise(nw.col("count"))
    sums = _with_kept(sums.with_columns(*whole), day).with_columns(safe.alias("safe"))
    acid = _from_ions(nw.col("safe"), nw.col("count"), day)
    mean = nw.when(nw.col("item") == "ph").then(acid).otherwise(nw.col("plain"))
    sums = sums.with_columns(mean.cast(nw.Int64).alias("whole"))
    return sums.select(
        *keys,
        "item",
        "whole",
        ex.real(nw.col("whole"), ex.UNIT).alias("value"),
        "count",
        nw.col("below").cast(nw.Int64),
        (nw.col("count") >= required).alias("valid"),
    )


def means(table: IntoFrameT, first: date, last: date, *, period: str = "month") -> IntoFrameT:
    """Average each item of each thing over months or quarters; see `average`.

    Parameters
    ----------
    table
        As of `classes`.
    first, last
        Days in Beijing, both included.
    period
        `month` or `quarter`.

    Returns
    -------
    table of the same kind
        `thing`, `body`, `period` (its first day), `item`, `whole`, `value`, `count`, `below` (of
        them below detection), `valid`. [1e-8 unit; unit of the law]

    Raises
    ------
    ValueError
        If the period is no such period.
    """
    if period not in PERIODS:
        raise ValueError(f"expected one of {', '.join(PERIODS)}; got {period!r}")

    def rule(frame: Frame, day: date) -> Frame:
        share = law.at(day)["water.below_detection"].number()
        top, bottom = share.as_integer_ratio()
        frame = _marked(frame, day).filter(nw.col("taken"), nw.col("item").is_in(list(ex.BASIC)))
        half = half_even(nw.col("limit") * top, bottom)
        number = nw.when(nw.col("below")).then(half).otherwise(nw.col("whole"))
        low = nw.when(nw.col("below")).then(nw.lit(1)).otherwise(nw.lit(0))
        frame = frame.with_columns(number.cast(nw.Int64).alias("number"), low.alias("low"))
        required = nw.lit(int(law.at(day)[f"water.minimum.{period}"].number()))
        return _averaged(frame, ("thing", "body", "period"), day, required)

    frame = _prepared(table)
    days = _days(frame, first, last)
    cut = days.with_columns(nw.col("day").dt.truncate(PERIODS[period]).alias("period"))
    if isinstance(days.collect_schema()["day"], nw.Date):
        cut = cut.with_columns(nw.col("period").cast(nw.Date))
    parts = ("rounding.evaluation", "below_detection", f"minimum.{period}", "marks")
    found = _by_law(cut, "period", (first, last), parts, rule, lambda day: _first(day, period))
    result: Any = nw.to_native(found)
    return result  # type: ignore[no-any-return]


def _days(frame: Frame, first: date, last: date) -> Frame:
    dated = isinstance(frame.collect_schema()["day"], nw.Date)
    low, high = (
        nw.lit(day if dated else datetime(day.year, day.month, day.day))  # noqa: DTZ001 - Beijing
        for day in (first, last)
    )
    return frame.filter(nw.col("day") >= low, nw.col("day") <= high)


def _first(day: date, period: str) -> date:
    month = (
        day.month
        if period == "month"
        else 1
        if period == "year"
        else 3 * ((day.month - 1) // 3) + 1
    )
    return date(day.year, month, 1)


def yearly(monthly: IntoFrameT, first: date, last: date) -> IntoFrameT:
    """Average each item over the months of a year; see the scalar form of the same name.

    Parameters
    ----------
    monthly
        As of `means` over months; with a column `freezing` (true where the section freezes in
        winter) fewer months are enough there.
    first, last
        Days, both included; the months that begin within take part.

    Returns
    -------
    table of the same kind
        As of `means`; `period` is the first day of the year, `count` the months.
    """
    frame = opened(monthly)
    there = set(frame.collect_schema().names())
    if "freezing" not in there:
        frame = frame.with_columns(nw.lit(value=False).alias("freezing"))
    if frame.implementation.is_pandas_like():
        # Pandas has no dates of its own: there, a period is the midnight that it begins with.
        frame = frame.with_columns(nw.col("period").cast(nw.Datetime("us")))
    year = nw.col("period").dt.truncate("1y")
    if isinstance(frame.collect_schema()["period"], nw.Date):
        year = year.cast(nw.Date)

    def rule(frame: Frame, day: date) -> Frame:
        minimum = law.at(day)["water.minimum.year"].value
        grouped = frame.with_columns(
            nw.col("whole").alias("number"),
            nw.lit(0).alias("low"),
            nw.when(nw.col("freezing"))
            .then(nw.lit(int(minimum["freezing"])))
            .otherwise(nw.lit(int(minimum["months"])))
            .alias("need"),
        )
        keys = ("thing", "body", "year", "need")
        found = _averaged(grouped, keys, day, nw.col("need"))
        names = ("thing", "body", nw.col("year").alias("period"), "item", "whole", "value")
        return found.select(*names, "count", "below", "valid")

    there_is = frame.filter(nw.col("valid"), ~nw.col("whole").is_null())
    frame = _within(there_is.with_columns(year.alias("year")), first, last)
    parts = ("rounding.evaluation", "minimum.year")
    found = _by_law(frame, "year", (first, last), parts, rule, lambda day: _first(day, "year"))
    result: Any = nw.to_native(found)
    return result  # type: ignore[no-any-return]


def _within(frame: Frame, first: date, last: date) -> Frame:
    renamed = frame.with_columns(nw.col("period").alias("day"))
    return _days(renamed, first, last).drop("day")
