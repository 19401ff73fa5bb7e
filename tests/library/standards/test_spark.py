"""The rules over tables run unchanged on Spark and give the tables that the other engines give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from library.standards import test_emission_tables as of_emissions
from library.standards import test_water_tables as of_water
from library.standards.strategies import by, hours, table
from library.standards.test_tables import CHANGE, FIRST, LAST, hours_of, year_rows
from qingtian.standards.air import tables, yearly
from qingtian.standards.air.moving import moving
from support import spark as support

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # Spark's own: versions of pandas, sockets that it keeps
    pytest.mark.timeout(900),  # a JVM that starts on a busy machine
]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One session for all rules: a JVM takes long to start, and is slow until it has run a while."""
    session = support.session(tmp_path_factory.mktemp("warehouse"))
    yield session
    session.stop()


@pytest.mark.campaign  # without Spark: test_tables; in the suite: the hours of one edition, below
def test_hours_over_a_change_of_the_law_are_the_same(spark: Any) -> None:
    arrow = table(hours(1, FIRST, 4))
    found = hours_of(spark.createDataFrame(arrow)).toArrow()
    assert by(plain(found), "thing", "start") == by(hours_of(arrow), "thing", "start")


def hours_from_the_change(native: Any) -> Any:
    names = ("thing", "day", "start")
    side = tables.wide(tables.hourly(native, CHANGE, LAST), names, tables.HOUR_ITEMS)
    return tables.realtime_aqi(side, CHANGE, LAST)


def test_hours_are_the_same(spark: Any) -> None:
    arrow = table(hours(1, CHANGE, 2))
    found = hours_from_the_change(spark.createDataFrame(arrow)).toArrow()
    expected = by(hours_from_the_change(arrow), "thing", "start")
    assert by(plain(found), "thing", "start") == expected
    assert expected


def days_from_the_change(native: Any) -> Any:
    daily = tables.daily(native, CHANGE, LAST)
    return tables.daily_aqi(tables.wide(daily), CHANGE, LAST)


def test_days_are_the_same(spark: Any) -> None:
    """Of one edition: a plan over a change holds all of it once for each, and takes long to make."""
    arrow = table(hours(1, CHANGE, 2))
    found = days_from_the_change(spark.createDataFrame(arrow)).toArrow()
    assert by(found, "thing", "day") == by(days_from_the_change(arrow), "thing", "day")


def plain(found: pa.Table) -> pa.Table:
    """Spark gives moments with a zone; in Beijing's they are the plain ones that went in."""
    for place, name in enumerate(found.column_names):
        if getattr(found.schema.field(name).type, "tz", None):
            moments = pl.from_arrow(found)[name].dt.convert_time_zone("Asia/Shanghai")
            found = found.set_column(place, name, moments.dt.replace_time_zone(None).to_arrow())
    return found


def test_the_annual_evaluation_is_that_of_duckdb(spark: Any) -> None:
    names = ["thing", "day", "pollutant", "quantity", "micro"]
    arrow = pl.DataFrame(year_rows(5, 2025), schema=names, orient="row").to_arrow()
    here, there = duckdb.from_arrow(arrow), spark.createDataFrame(arrow)
    years = yearly.annual(here, 2025), yearly.annual(there, 2025)
    assert by(years[1].toArrow(), "thing", "pollutant") == by(years[0], "thing", "pollutant")
    whole = yearly.annual_wide(years[0]), yearly.annual_wide(years[1])
    assert by(whole[1].toArrow(), "thing") == by(whole[0], "thing")


def test_the_city_is_the_same(spark: Any) -> None:
    daily = tables.daily(table(hours(3, FIRST, 3, missing=0.2, things="abcd")), FIRST, LAST)
    days = [FIRST + timedelta(days=n) for n in range(3)]
    members = pa.table(
        {
            "thing": pa.array([thing for _ in days for thing in "abcd"]),
            "day": pa.array([day for day in days for _ in "abcd"]),
            "stations": pa.array([4] * 12),
        }
    )
    both = [
        tables.city(each(daily), each(members), FIRST, LAST, keys=("day",))
        for each in (lambda native: native, spark.createDataFrame)
    ]
    keys = ("day", "pollutant", "quantity")
    assert by(both[1].toArrow(), *keys) == by(both[0], *keys)


def test_the_kernel_of_moving_means_is_spread_over_the_workers(spark: Any) -> None:
    day = date(2016, 5, 1)
    valid = tables.valid_hours(tables.opened(table(hours(2, day, 2)))).to_native()
    keys = ("thing", "pollutant", "start")
    asked = (("PM10", "PM2.5"), 24, 20, 0)
    found = moving(spark.createDataFrame(valid), *asked).toArrow()
    assert found.num_rows > 0
    assert by(plain(found), *keys) == by(moving(valid, *asked), *keys)


@pytest.mark.parametrize("rule", of_water.KEYS, ids=lambda rule: rule.__name__)
def test_water_is_the_same(spark: Any, rule: Callable[[Any], Any]) -> None:
    arrow = of_water.table(of_water.rows(1, 16))
    if rule in (of_water.of_sections, of_water.of_years):
        arrow = of_water.of_means(arrow)
    keys = of_water.KEYS[rule]
    found = by(plain(rule(spark.createDataFrame(arrow)).toArrow()), *keys)
    assert found == by(rule(arrow), *keys)
    assert found


@pytest.mark.parametrize("name", of_emissions.RULES)
def test_emissions_are_the_same(spark: Any, name: str) -> None:
    rule, keys = of_emissions.RULES[name]
    first, last = of_emissions.DAY, of_emissions.DAY + timedelta(days=1)
    arrow = of_emissions.table(of_emissions.rows(1, 2))
    there = plain(rule(spark.createDataFrame(arrow), first, last).toArrow())
    found = of_emissions.by(there, keys)
    assert found == of_emissions.by(rule(arrow, first, last), keys)
    assert found


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_the_zone_of_the_session_changes_nothing(spark: Any, zone: str) -> None:
    own = spark.newSession()  # narwhals asks a session for its zone once
    own.conf.set("spark.sql.session.timeZone", zone)
    arrow = table(hours(2, FIRST, 2))
    starts = pl.from_arrow(arrow)["start"].dt.replace_time_zone("Asia/Shanghai").to_arrow()
    frame = own.createDataFrame(arrow.set_column(2, "start", starts))
    found = tables.with_beijing(tables.opened(frame)).to_native().toArrow()
    expected = tables.with_beijing(tables.opened(arrow)).to_native()
    keys = ("thing", "pollutant", "day", "hour", "value")
    assert by(found.drop_columns("start"), *keys) == by(expected.drop_columns("start"), *keys)
