"""The rules over tables: hours to days to indices to years, in any engine that narwhals reads.

Tables come and go as they are: pandas, Polars, PyArrow, DuckDB, Ibis, Spark. What is lazy stays
lazy. Columns:

`thing`, `pollutant` (one of the six), `start` (start of the hour; with a zone, or plain Beijing
time), `value` [µg/m³, CO mg/m³]. Only valid values: leave out what a mark rejects.

Results hold each concentration twice: `micro`, whole millionths, which further rules take, and
`value`, the nearest float, for people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

import narwhals as nw
from narwhals.typing import IntoFrameT

from qingtian import law
from qingtian.standards.air import expressions as ex
from qingtian.standards.air.expressions import Frame
from qingtian.standards.air.judging import judged
from qingtian.standards.air.names import COLUMNS, POLLUTANTS
from qingtian.standards.air.ozone import ozone
from qingtian.standards.air.rules import (
    digits_day,
    digits_index,
    indicators,
    spans,
)

DAILY = (
    "minimum.day",
    "minimum.window_8h",
    "minimum.mda8",
    "evaluation.digits_day",
    "limits.o3.mda8",
)
"""Parts of the law that daily concentrations rest on."""

HOURLY = ("aqi.digits",)
"""Parts of the law that hourly concentrations rest on."""

CITY = ("minimum.stations", "evaluation.digits_day")
"""Parts of the law that the city's mean rests on."""

INDEX = ("aqi",)
"""Parts of the law that indices rest on."""


def opened(native: object) -> Frame:
    """Read a table of any engine; pandas columns become nullable, so that whole numbers stay whole.

    Pandas has no dates of its own: a column of Python's dates becomes one of midnights.
    """
    frame: Frame = nw.from_native(native)
    if frame.implementation.is_pandas():
        table: Any = nw.to_native(frame)
        days = [name for name in table.columns if _of_dates(table[name])]
        table = table.astype(dict.fromkeys(days, "datetime64[us]"))
        frame = nw.from_native(table.convert_dtypes(dtype_backend="numpy_nullable"))
    return frame


def _of_dates(column: Any) -> bool:  # noqa: ANN401 - a pandas series
    return column.dtype == object and any(type(each) is date for each in column.dropna()[:1])


def by_law(
    frame: Frame,
    column: str,
    first: date,
    last: date,
    parts: Sequence[str],
    rule: Callable[[Frame, date], Frame],
) -> Frame:
    """Apply a rule to each stretch of days in which its law is one and the same.

    Parameters
    ----------
    frame
        The table.
    column
        Its column of days.
    first, last
        Days that are asked for, both included; other rows are dropped.
    parts
        What the rule rests on, as of `rules.spans`.
    rule
        From a table and a day of the stretch to a table.
    """
    dated = isinstance(frame.collect_schema()[column], nw.Date)

    def literal(day: date) -> nw.Expr:
        return nw.lit(day if dated else datetime(day.year, day.month, day.day))  # noqa: DTZ001 - plain Beijing

    pieces = [
        rule(frame.filter(nw.col(column) >= literal(start), nw.col(column) <= literal(end)), start)
        for start, end in spans(first, last, parts)
    ]
    return pieces[0] if len(pieces) == 1 else nw.concat(pieces, how="vertical")  # type: ignore[type-var]


def with_beijing(frame: Frame, start: str = "start") -> Frame:
    """Add `day` and `hour` of Beijing to a table with starts of hours.

    Pandas has no dates of its own: there, `day` is the midnight that the day begins with.
    """
    zone = getattr(frame.collect_schema()[start], "time_zone", None)
    local = nw.col(start)
    if zone in ("UTC", "Etc/UTC"):
        # DuckDB keeps the zone in the connection; eight hours are Beijing's distance since 1992.
        local = local.dt.replace_time_zone(None).dt.offset_by("8h")
    elif zone is not None:
        local = local.dt.convert_time_zone("Asia/Shanghai").dt.replace_time_zone(None)
    pandas = frame.implementation.is_pandas_like()
    day = local.dt.truncate("1d") if pandas else local.dt.date()
    return frame.with_columns(day.alias("day"), local.dt.hour().cast(nw.Int64).alias("hour"))


def valid_hours(frame: Frame) -> Frame:
    """Keep what is a concentration, in millionths, with its day and hour in Beijing."""
    text = nw.col("pollutant").cast(nw.String)
    frame = with_beijing(frame.select("thing", text, "start", "value"))
    there = frame.filter(~nw.col("value").is_null(), nw.col("value") >= 0)
    return there.with_columns(ex.micro("value").alias("micro"))


def by_pollutant(numbers: dict[str, int]) -> nw.Expr:
    """Give a number a row, by its pollutant."""
    groups: dict[int, list[str]] = {}
    for name, number in numbers.items():
        groups.setdefault(number, []).append(name)
    common = max(groups, key=lambda number: len(groups[number]))
    found: nw.Expr = nw.lit(common)
    for number, names in groups.items():
        if number != common:
            found = nw.when(nw.col("pollutant").is_in(names)).then(nw.lit(number)).otherwise(found)
    return found


def _means(hours: Frame, day: date) -> Frame:
    required = int(law.at(day)["air.minimum.day"].number())
    # Whole numbers of 10^-6 that one unit of the last digit holds.
    unit = {name: 10 ** (ex.DIGITS - digits_day(day, name)[0]) for name in POLLUTANTS}
    sums = hours.group_by("thing", "pollutant", "day").agg(
        nw.col("micro").sum().alias("total"), nw.col("micro").count().alias("count")
    )
    step = by_pollutant(unit)
    mean = ex.half_even(nw.col("total"), nw.col("count") * step) * step
    valid = nw.when(nw.col("count") >= required).then(mean)
    count = nw.col("count").cast(nw.Int64)
    return sums.select(
        "thing", "day", "pollutant", nw.lit("day").alias("quantity"), valid.alias("micro"), count
    )


def _statistics(hours: Frame, day: date) -> Frame:
    """Compute what annual statistics take: daily means, and of ozone the 8-hour maximum alone."""
    pieces = [_means(hours.filter(nw.col("pollutant") != "O3"), day), ozone(hours, day)[0]]
    return nw.concat(pieces, how="vertical")  # type: ignore[type-var]


def _daily(hours: Frame, day: date) -> Frame:
    pieces = [_means(hours.filter(nw.col("pollutant") != "O3"), day), *ozone(hours, day)]
    return nw.concat(pieces, how="vertical")  # type: ignore[type-var]


def daily(hours: IntoFrameT, first: date, last: date, *, hourly_ozone: bool = True) -> IntoFrameT:
    """Compute daily concentrations from hourly values.

    Parameters
    ----------
    hours
        `thing`, `pollutant`, `start`, `value`; valid values only, one a key.
    first, last
        Natural days in Beijing, both included; their law is applied.
    hourly_ozone
        Whether to give the largest hour of ozone too; annual statistics do not take it.

    Returns
    -------
    table of the same kind
        `thing`, `day`, `pollutant`, `quantity` (`day`; ozone: `mda8` and `max_1h`), `micro` (null
        where the minimum of data is not met), `count` of hours, or of windows for `mda8`.
        [1e-6 µg/m³, CO 1e-6 mg/m³]

    Examples
    --------
    >>> daily(frame, date(2026, 3, 1), date(2026, 3, 31))  # doctest: +SKIP
    """
    frame = valid_hours(opened(hours))
    result: Any = nw.to_native(
        by_law(frame, "day", first, last, DAILY, _daily if hourly_ozone else _statistics)
    )
    return result  # type: ignore[no-any-return]


DAY_ITEMS = (
    *((name, "day", f"{COLUMNS[name]}_24h") for name in POLLUTANTS if name != "O3"),
    ("O3", "mda8", "o3_8h"),
    ("O3", "max_1h", "o3_1h"),
)
"""Pollutant, quantity and column of what a day has."""

HOUR_ITEMS = (
    *((name, "hour", f"{COLUMNS[name]}_1h") for name in POLLUTANTS),
    ("O3", "moving_8h", "o3_8h"),
    ("PM10", "moving_24h", "pm10_24h"),
    ("PM2.5", "moving_24h", "pm25_24h"),
)
"""Pollutant, quantity and column of what an hour has."""


def wide(
    long_table: IntoFrameT,
    keys: Sequence[str] = ("thing", "day"),
    items: Sequence[tuple[str, str, str]] = DAY_ITEMS,
) -> IntoFrameT:
    """Bring the concentrations of a period side by side: `so2_24h` … `o3_8h`, `o3_1h`.

    Parameters
    ----------
    long_table
        `pollutant`, `quantity`, `micro`, as of `daily`.
    keys
        Columns that name a row.
    items
        `DAY_ITEMS` or `HOUR_ITEMS`.
    """
    frame = opened(long_table)
    spread = frame.with_columns(
        *(
            nw.when((nw.col("pollutant") == name) & (nw.col("quantity") == quantity))
            .then(nw.col("micro"))
            .alias(column)
            for name, quantity, column in items
        )
    )
    sides = spread.group_by(*keys).agg(*(nw.col(column).max() for _, _, column in items))
    result: Any = nw.to_native(sides)
    return result  # type: ignore[no-any-return]


def hourly(hours: IntoFrameT, first: date, last: date) -> IntoFrameT:
    """Take hourly values as concentrations, with the digits of the index.

    Parameters
    ----------
    hours
        As of `daily`.
    first, last
        Days in Beijing, both included; their law is applied.

    Returns
    -------
    table of the same kind
        `thing`, `day`, `start`, `pollutant`, `quantity` (`hour`), `micro`.
    """

    def rule(frame: Frame, day: date) -> Frame:
        unit = {name: 10 ** (ex.DIGITS - digits_index(day, name)[0]) for name in POLLUTANTS}
        step = by_pollutant(unit)
        shown = (ex.half_even(nw.col("micro"), step) * step).cast(nw.Int64)
        return frame.select(
            "thing",
            "day",
            "start",
            "pollutant",
            nw.lit("hour").alias("quantity"),
            shown.alias("micro"),
        )

    frame = valid_hours(opened(hours))
    result: Any = nw.to_native(by_law(frame, "day", first, last, HOURLY, rule))
    return result  # type: ignore[no-any-return]


def city(
    long_table: IntoFrameT, members: IntoFrameT, first: date, last: date, *, keys: Sequence[str]
) -> IntoFrameT:
    """Average over the assessment stations of each day (城市评价点).

    Parameters
    ----------
    long_table
        `thing`, `day`, the keys, `pollutant`, `quantity`, `micro`.
    members
        `thing`, `day` and `stations`: who is an assessment station on which day, and how many
        there are.
    first, last
        Days, both included.
    keys
        What names a period, as `("day",)` or `("day", "start")`.

    Returns
    -------
    table of the same kind
        The keys, `pollutant`, `quantity`, `micro` where enough stations are valid, `count`,
        `stations`.
    """

    def rule(frame: Frame, day: date) -> Frame:
        share = int(law.at(day)["air.minimum.stations"].number())
        unit = {name: 10 ** (ex.DIGITS - digits_day(day, name)[0]) for name in POLLUTANTS}
        step = by_pollutant(unit)
        count = nw.col("count").cast(nw.Int64)
        mean = (ex.half_even(nw.col("total"), count * step) * step).cast(nw.Int64)
        enough = count * 100 >= nw.col("stations") * share
        return (
            frame.group_by(*keys, "pollutant", "quantity")
            .agg(
                nw.col("micro").sum().alias("total"),
                nw.col("micro").count().alias("count"),
                nw.col("stations").max(),
            )
            .filter(nw.col("count") > 0)
            .select(
                *keys,
                "pollutant",
                "quantity",
                nw.when(enough).then(mean).alias("micro"),
                count,
                "stations",
            )
        )

    frame: Any = opened(long_table)
    joined = frame.join(opened(members), on=["thing", "day"], how="inner")
    result: Any = nw.to_native(by_law(joined, "day", first, last, CITY, rule))
    return result  # type: ignore[no-any-return]


def daily_aqi(
    wide_table: IntoFrameT,
    first: date,
    last: date,
    *,
    o3_daily: str = "max(8h,1h)",
    unplanned: Collection[str] = (),
) -> IntoFrameT:
    """Add the AQI of each day to a table of concentrations side by side.

    Parameters
    ----------
    wide_table
        As of `wide`: `day`, and millionths by series.
    first, last
        Days, both included.
    o3_daily
        `max(8h,1h)` or `8h`, as of the scalar form.
    unplanned
        Pollutants that are by plan not monitored, as of the scalar form.

    Returns
    -------
    table of the same kind
        With `iaqi_so2` …, `aqi` (null = NA), `primary` (names with commas), `level`, `valid`,
        `edition`.
    """

    def rule(frame: Frame, day: date) -> Frame:
        used, _ = indicators("air.aqi.daily", day)
        wanted = [each for each in used if o3_daily != "8h" or each.quantity != "max_1h"]
        return judged(frame, wanted, day, unplanned)

    result: Any = nw.to_native(by_law(opened(wide_table), "day", first, last, INDEX, rule))
    return result  # type: ignore[no-any-return]


def realtime_aqi(
    wide_table: IntoFrameT,
    first: date,
    last: date,
    *,
    rule: str = "practice",
    unplanned: Collection[str] = (),
) -> IntoFrameT:
    """Add the AQI of each hour to a table of concentrations side by side.

    Parameters
    ----------
    wide_table
        `day`, and millionths by series: `so2_1h` …, and moving means `pm10_24h`, `pm25_24h`.
    first, last
        Days, both included.
    rule
        `practice` or `text`, as of the scalar form.
    unplanned
        Pollutants that are by plan not monitored, as of the scalar form.

    Returns
    -------
    table of the same kind
        As of `daily_aqi`.
    """

    def apply(frame: Frame, day: date) -> Frame:
        used, _ = indicators(f"air.aqi.realtime.{rule}", day)
        return judged(frame, used, day, unplanned)

    result: Any = nw.to_native(by_law(opened(wide_table), "day", first, last, INDEX, apply))
    return result  # type: ignore[no-any-return]
