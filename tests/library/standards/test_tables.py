"""One definition of each rule: every engine gives the same table, and the scalar form agrees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb
import ibis
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.standards.strategies import by, hours, readings, table
from qingtian.quantities import BEIJING
from qingtian.standards import air
from qingtian.standards.air import COLUMNS, POLLUTANTS, arrays, tables, yearly
from qingtian.standards.air.expressions import MICRO
from qingtian.standards.air.moving import moving

CHANGE = date(2026, 3, 1)
FIRST, LAST = date(2026, 2, 27), date(2026, 3, 2)
SEEDS = st.integers(0, 10**6)


def days_of(native: Any) -> Any:
    return tables.daily_aqi(tables.wide(tables.daily(native, FIRST, LAST)), FIRST, LAST)


def hours_of(native: Any) -> Any:
    side = tables.wide(
        tables.hourly(native, FIRST, LAST), ("thing", "day", "start"), tables.HOUR_ITEMS
    )
    return tables.realtime_aqi(side, FIRST, LAST)


def ibis_table(arrow: pa.Table) -> Any:
    connection = ibis.duckdb.connect()
    connection.con.register("hours", arrow)
    return connection.table("hours")


def run_ibis(expression: Any) -> Any:
    connection = expression.get_backend().con
    return connection.sql(str(ibis.to_sql(expression, dialect="duckdb"))).to_arrow_table()


ENGINES: dict[str, tuple[Callable[[pa.Table], Any], Callable[[Any], Any]]] = {
    "polars": (pl.from_arrow, lambda found: found),
    "polars-lazy": (lambda arrow: pl.from_arrow(arrow).lazy(), lambda found: found),
    "pandas": (lambda arrow: arrow.to_pandas(), lambda found: found),
    "duckdb": (duckdb.from_arrow, lambda found: found),
    "ibis": (ibis_table, run_ibis),
}


@cache
def of_arrow(rule: Callable[[Any], Any], seed: int, keys: tuple[str, ...]) -> Any:
    """What PyArrow makes of the hours of a seed, computed once for all engines."""
    return by(rule(table(hours(seed, FIRST, 4))), *keys)


# Ibis 12 calls DuckDB 2 by an old name.
@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("rule", "keys"), [(days_of, ("thing", "day")), (hours_of, ("thing", "start"))]
)
def test_every_engine_gives_the_same(
    engine: str, rule: Callable[[Any], Any], keys: tuple[str, ...]
) -> None:
    arrow = table(hours(1, FIRST, 4))
    enter, leave = ENGINES[engine]
    assert by(leave(rule(enter(arrow))), *keys) == of_arrow(rule, 1, keys)


@pytest.mark.parametrize("engine", ["polars", "pandas", "duckdb"])
def test_a_zone_changes_nothing(engine: str) -> None:
    arrow = table(hours(2, FIRST, 4))
    starts = pl.from_arrow(arrow)["start"].dt.replace_time_zone("Asia/Shanghai")
    zoned = arrow.set_column(2, "start", starts.dt.convert_time_zone("UTC").to_arrow())
    native: Any = ENGINES[engine][0](zoned)
    if engine == "duckdb":
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        native = connection.from_arrow(zoned)
    assert by(days_of(native), "thing", "day") == of_arrow(days_of, 2, ("thing", "day"))


def explained_day(mine: dict[Any, list[air.Reading]], thing: str, day: date) -> Any:
    values = {
        f"{COLUMNS[name]}_24h": air.daily_mean(name, mine[thing, name], day)
        for name in POLLUTANTS
        if name != "O3"
    }
    ozone = mine[thing, "O3"]
    return air.daily_aqi(
        {**values, "o3_8h": air.mda8(ozone, day), "o3_1h": air.daily_maximum(ozone, day)}, day
    )


def same(row: dict[str, Any], result: Any) -> None:
    index = {name: row[f"iaqi_{COLUMNS[name]}"] for name in POLLUTANTS}
    assert {name: value for name, value in index.items() if value is not None} == result.more[
        "iaqi"
    ]
    assert row["aqi"] == result.value
    assert [name for name in (row["primary"] or "").split(",") if name] == result.more["primary"]
    assert (row["level"], row["valid"], row["edition"]) == (
        result.more["level"],
        result.valid,
        result.edition,
    )


@given(SEEDS)
@settings(max_examples=5, deadline=None)
def test_days_of_the_table_are_the_days_that_explain_themselves(seed: int) -> None:
    rows = hours(seed, FIRST, 4)
    mine = readings(rows)
    found = by(days_of(table(rows)), "thing", "day")
    assert found
    for (thing, day), row in found.items():
        same(row, explained_day(mine, thing, day))


@given(SEEDS)
@settings(max_examples=3, deadline=None)
def test_hours_of_the_table_are_the_hours_that_explain_themselves(seed: int) -> None:
    rows = hours(seed, FIRST, 4, missing=0.3)
    values = {(thing, start, name): value for thing, name, start, value in rows}
    for (thing, start), row in by(hours_of(table(rows)), "thing", "start").items():
        moment = (
            start if isinstance(start, datetime) else datetime.combine(start, datetime.min.time())
        )
        own = {f"{COLUMNS[name]}_1h": values.get((thing, moment, name)) for name in POLLUTANTS}
        same(row, air.realtime_aqi(own, row["day"]))


def test_a_pollutant_that_is_not_planned_does_not_hinder() -> None:
    values = {"so2_24h": 5, "no2_24h": 20, "pm10_24h": 50, "pm25_24h": 30, "o3_8h": 60, "o3_1h": 80}
    rows = [
        {"thing": "a", "day": day, "co_24h": None, **{k: v * MICRO for k, v in values.items()}}
        for day in (CHANGE - timedelta(days=1), CHANGE)
    ]
    side = pl.DataFrame(rows, schema_overrides={"co_24h": pl.Int64})
    for unplanned in ((), ("CO",)):
        found = by(tables.daily_aqi(side, FIRST, LAST, unplanned=unplanned), "day")
        for (day,), row in found.items():
            same(row, air.daily_aqi(dict(values), day, unplanned=unplanned))
        assert (found[CHANGE,]["aqi"] is not None) is bool(unplanned)


@given(SEEDS, st.sampled_from([(8, 6), (24, 20)]))
@settings(max_examples=6, deadline=None)
def test_moving_means_agree_in_all_three_forms(seed: int, window: tuple[int, int]) -> None:
    length, required = window
    day = date(2016, 5, 2)
    rows = [row for row in hours(seed, date(2016, 5, 1), 3) if row[1] == "PM10"]
    valid = tables.valid_hours(tables.opened(table(rows)))
    found = by(moving(valid.to_native(), ("PM10",), length, required, 0), "thing", "start")
    start = datetime(2016, 5, 1)  # noqa: DTZ001 - plain Beijing time
    for thing, own in readings(rows).items():
        values = {each.start: each.value for each in own}
        series = [values.get(start.replace(tzinfo=BEIJING) + timedelta(hours=n)) for n in range(72)]
        dense = arrays.moving_mean(
            [np.nan if v is None else float(v) for v in series], length, required, 0
        )
        for n in (23, 30, 47, 71):
            moment = start + timedelta(hours=n)
            end = moment.replace(tzinfo=BEIJING) + timedelta(hours=1)
            within = [each for each in own if end - timedelta(hours=length) <= each.start < end]
            scalar = air.moving_mean("PM10", within, end, length).value
            assert scalar == (None if np.isnan(dense[n]) else Decimal(int(dense[n])))
            if series[n] is not None:
                key = (thing[0], moment.date() if moment.time() == datetime.min.time() else moment)
                assert (found[key]["micro"] if key in found else None) == (
                    None if scalar is None else scalar * MICRO
                )
    assert day


@pytest.mark.parametrize("day", [date(2026, 2, 28), CHANGE])
@pytest.mark.parametrize("series", air.SERIES)
@given(seed=SEEDS)
@settings(max_examples=6, deadline=None)
def test_the_array_of_indices_is_that_of_scalars(day: date, series: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = np.array([float(point) for point in air.rules.breakpoints(series, day).concentrations])
    drawn = np.round(
        np.concatenate([points, points + 0.5, points - 0.5, rng.uniform(0, 4000, 40)]), 2
    )
    found = arrays.iaqi(series, drawn, day)
    for value, index in zip(drawn, found, strict=True):
        scalar = air.iaqi(series, Decimal(str(value)), day).value
        assert scalar == (None if np.isnan(index) else int(index))


def test_the_limit_itself_is_never_above_it() -> None:
    """75 µg/m³ is 100 in the edition of 2012; binary floats must not make it 101."""
    assert arrays.iaqi("pm25_24h", [75.0, 75.000001, 75.5, 75.51], date(2026, 2, 28)).tolist() == [
        100,
        100,
        102,
        102,
    ]
    assert np.isnan(arrays.iaqi("pm25_24h", [np.nan], CHANGE)[0])


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=400), st.sampled_from([90, 95, 98]))
@settings(deadline=None)
def test_the_array_percentile_is_that_of_fractions(tenths: list[int], p: int) -> None:
    from qingtian.quantities import mean_rounded, percentile

    exact = mean_rounded(percentile([Decimal(n) / 10 for n in tenths], p), 1)
    assert arrays.percentile([n / 10 for n in tenths], p, 1) == float(exact)


def test_percentiles_of_rows_leave_out_what_is_missing() -> None:
    rows = [[3.0, 1.0, np.nan, 2.0], [np.nan] * 4, [5.0, np.nan, np.nan, np.nan]]
    found = arrays.percentile(rows, 50, 1)
    assert found[[0, 2]].tolist() == [2.0, 5.0]
    assert np.isnan(found[1])


def drawn_days(seed: int, count: int = 4) -> Any:
    rng = np.random.default_rng(seed)
    hours = np.round(rng.uniform(0, float(rng.choice([60, 400])), (count, 24)), 1)
    hours[rng.random(hours.shape) < rng.choice([0.05, 0.3])] = np.nan
    hours[rng.random(hours.shape) < 0.02] = -1.0
    return hours


@pytest.mark.parametrize("day", [date(2026, 2, 28), CHANGE])
@given(seed=SEEDS)
@settings(max_examples=15, deadline=None)
def test_days_of_arrays_are_the_days_that_explain_themselves(day: date, seed: int) -> None:
    hours = drawn_days(seed)
    means, eight = arrays.daily_mean("PM2.5", hours, day), arrays.mda8(hours, day)
    start = datetime.combine(day, datetime.min.time(), BEIJING)
    for row, mean, best in zip(hours, means, eight, strict=True):
        own = [
            air.Reading(
                start + timedelta(hours=n), None if np.isnan(v) else Decimal(str(v)), "µg/m³"
            )
            for n, v in enumerate(row)
        ]
        pairs = ((mean, air.daily_mean("PM2.5", own, day)), (best, air.mda8(own, day)))
        for found, scalar in pairs:
            assert scalar.value == (None if np.isnan(found) else Decimal(str(found)))


@pytest.mark.parametrize("day", [date(2026, 2, 28), CHANGE])
@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_array_of_days_is_that_of_scalars(day: date, seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = ("so2_24h", "no2_24h", "pm10_24h", "pm25_24h", "co_24h", "o3_8h", "o3_1h")
    sides = {
        name: np.round(rng.uniform(0, 900 if name != "co_24h" else 60, 6), 1) for name in names
    }
    for side in sides.values():
        side[rng.random(6) < 0.15] = np.nan
    for option in ("max(8h,1h)", "8h"):
        found = arrays.daily_aqi(sides, day, o3_daily=option)
        for n, value in enumerate(found):
            given = {k: None if np.isnan(v[n]) else Decimal(str(v[n])) for k, v in sides.items()}
            scalar = air.daily_aqi(given, day, o3_daily=option).value  # type: ignore[arg-type]
            assert scalar == (None if np.isnan(value) else int(value))


def test_days_without_twenty_four_hours_are_refused() -> None:
    with pytest.raises(ValueError, match="24 hours"):
        arrays.mda8([1.0, 2.0], CHANGE)


def year_rows(seed: int, year: int) -> list[tuple[str, date, str, str, int | None]]:
    rng = np.random.default_rng(seed)
    rows = []
    for thing in "ab":
        for name in POLLUTANTS:
            top = int(rng.integers(20, 260))
            for n in range(366):
                day = date(year, 1, 1) + timedelta(days=n)
                if day.year == year and rng.random() < (0.95 if thing == "a" else 0.8):
                    step = 100_000 if name == "CO" else MICRO
                    value = int(rng.integers(0, top)) * step
                    quantity = "mda8" if name == "O3" else "day"
                    rows.append(
                        (thing, day, name, quantity, value if rng.random() < 0.98 else None)
                    )
    return rows


@given(SEEDS, st.sampled_from([2024, 2025, 2026, 2031]))
@settings(max_examples=3, deadline=None)
def test_years_of_the_table_are_the_years_that_explain_themselves(seed: int, year: int) -> None:
    rows = year_rows(seed, year)
    names = ["thing", "day", "pollutant", "quantity", "micro"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    found = by(yearly.annual(frame, year), "thing", "pollutant")
    whole = by(yearly.annual_wide(yearly.annual(frame, year)), "thing")
    for thing in "ab":
        daily: dict[str, dict[date, Decimal | None]] = {name: {} for name in POLLUTANTS}
        for other, day, name, _, micro in rows:
            if other == thing:
                daily[name][day] = None if micro is None else Decimal(micro) / MICRO
        for name in POLLUTANTS:
            scalar, row = air.annual(name, daily[name], year), found[thing, name]
            mean = scalar.more["annual"]
            assert row["mean"] == (None if mean is None else mean * MICRO)
            assert row["percentile"] == scalar.more["percentile"] * MICRO
            assert row["index"] == scalar.more["index"] * yearly.RATIO
            assert row["compliant"] == (scalar.value == "compliant")
            assert (row["days"], row["valid"]) == (scalar.more["days"], scalar.valid)
        total = air.annual_all(daily, year)
        assert whole[thing,]["composite"] == total.more["composite"] * 100
        assert whole[thing,]["compliant"] == (total.value == "compliant")
        assert whole[thing,]["valid"] == total.valid


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_year(engine: str) -> None:
    names = ["thing", "day", "pollutant", "quantity", "micro"]
    frame = pl.DataFrame(year_rows(5, 2025), schema=names, orient="row")
    enter, leave = ENGINES[engine]
    found = leave(yearly.annual_wide(yearly.annual(enter(frame.to_arrow()), 2025)))
    assert by(found, "thing") == by(yearly.annual_wide(yearly.annual(frame, 2025)), "thing")


@given(SEEDS)
@settings(max_examples=4, deadline=None)
def test_the_city_of_the_table_is_the_city_that_explains_itself(seed: int) -> None:
    rows = hours(seed, FIRST, 3, missing=0.2, things="abcde")
    days = [FIRST + timedelta(days=n) for n in range(3)]
    members = pa.table(
        {
            "thing": pa.array([thing for _ in days for thing in "abcd"]),
            "day": pa.array([day for day in days for _ in "abcd"]),
            "stations": pa.array([4] * 12),
        }
    )
    daily = tables.daily(table(rows), FIRST, days[-1])
    own = by(daily, "thing", "day", "pollutant", "quantity")
    found = by(
        tables.city(daily, members, FIRST, days[-1], keys=("day",)), "day", "pollutant", "quantity"
    )
    kinds = {**dict.fromkeys("abcd", "assessment"), "e": "control"}
    for (day, name, quantity), row in found.items():
        values = {}
        for thing in "abcde":
            micro = own.get((thing, day, name, quantity), {}).get("micro")
            values[thing] = None if micro is None else Decimal(micro) / MICRO
        scalar = air.city_mean(name, values, day, kinds=kinds)
        assert row["micro"] == (None if scalar.value is None else scalar.value * MICRO)
        assert row["count"] == scalar.more["count"]


def test_pandas_users_get_whole_numbers_back() -> None:
    found = days_of(table(hours(3, FIRST, 4)).to_pandas())
    assert isinstance(found, pd.DataFrame)
    assert str(found["aqi"].dtype) == "Int64"
