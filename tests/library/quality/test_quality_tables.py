"""A table of any engine is flagged in a line; rows, order and values stay as they were."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import qingtian.quality as q
from qingtian.quality import Flag

ENGINES = {
    "pandas": lambda data: pd.DataFrame(data, index=range(100, 100 + len(data["time"]))),
    "polars": pl.DataFrame,
    "pyarrow": pa.table,
}
MIDNIGHT = datetime(2024, 3, 1)  # noqa: DTZ001 - plain Beijing
HOURS = [MIDNIGHT + timedelta(hours=hour) for hour in (3, 0, 1, 2, 4)]
VALUES = [40.0, 41.0, 43.0, 430.0, None]


@pytest.mark.parametrize("engine", ENGINES)
def test_three_lines_flag_a_table(engine: str) -> None:
    table = ENGINES[engine]({"time": HOURS, "value": VALUES})
    checked = q.check(table, "air", "pm25", step=np.timedelta64(1, "h"))
    assert type(checked) is type(table)
    frame: Any = nw.from_native(checked, eager_only=True)
    assert frame.columns == ["time", "value", "flag", "rules"]
    assert frame["flag"].to_list() == ["PART", "PART", "PART", "SUSPECT", "MISSING"]
    assert frame["rules"].to_list()[3:] == ["QC-121 QC-123 QC-135", "QC-131"]
    before: Any = nw.from_native(table, eager_only=True)
    assert before.columns == ["time", "value"]
    assert frame["time"].to_list() == before["time"].to_list()
    assert str(frame["value"].to_list()) == str(before["value"].to_list())
    if engine == "pandas":
        assert checked.index.tolist() == table.index.tolist()


def test_plain_times_are_of_beijing_and_times_with_a_zone_are_what_they_say() -> None:
    """A whole day in Beijing is whole, whatever zone it is written in."""
    start = datetime(2024, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    zoned = [start + timedelta(hours=hour) for hour in range(24)]
    values = [30.0 + hour for hour in range(24)]
    tables = [
        pl.DataFrame({"time": [each.replace(tzinfo=None) for each in zoned], "value": values}),
        pl.DataFrame({"time": zoned, "value": values}),
        pl.DataFrame(
            {"time": [each.astimezone(ZoneInfo("UTC")) for each in zoned], "value": values}
        ),
        pd.DataFrame({"time": pd.to_datetime(zoned), "value": values}),
    ]
    for table in tables:
        found: Any = nw.from_native(q.check(table, "air", "pm25"), eager_only=True)
        assert set(found["flag"].to_list()) == {"VALID"}


def test_datastreams_of_one_table_are_told_apart() -> None:
    table = pl.DataFrame(
        {
            "station": ["a", "b"] * 5,
            "time": [HOURS[1] + timedelta(hours=hour) for hour in range(5) for _ in "ab"],
            "value": [40, 80, 41, 81, 43, 400, 42, 82, 41, 80],
            "mark": ["N", "N", "N", "N", "N", "N", "M", "N", "N", "N"],
        }
    )
    found = q.check(table, "air", "pm25", by="station")
    suspects = found.filter(pl.col("flag") == "SUSPECT")
    assert suspects.select("station", "value").rows() == [("b", 400)]
    assert found.filter(pl.col("flag") == "MAINTENANCE")["value"].to_list() == [42]


def test_companions_are_columns() -> None:
    table = pd.DataFrame(
        {
            "time": HOURS[1:4],
            "value": [60.0, 95.0, 70.0],
            "whole": [80.0, 60.0, 90.0],
            "received_at": [each + timedelta(hours=n**3) for n, each in enumerate(HOURS[1:4], 1)],
        }
    )
    found = q.check(table, "air", "pm25", step=np.timedelta64(1, "h"))
    assert found["rules"].tolist() == ["QC-135", "QC-132 QC-135 QC-141", "QC-132 QC-135"]


def test_an_empty_table_comes_back_with_its_columns() -> None:
    table = pl.DataFrame(
        {"time": [], "value": []}, schema={"time": pl.Datetime, "value": pl.Float64}
    )
    found = q.check(table, "air", "pm25")
    assert (found.columns, len(found)) == (["time", "value", "flag", "rules"], 0)
    assert Flag["MISSING"] > Flag["VALID"]


def test_what_is_no_time_or_number_is_refused_with_a_reason() -> None:
    table = pd.DataFrame({"time": HOURS, "value": VALUES})
    for wrong, said in (
        (table.drop(columns="time"), "expected a column 'time'; got value"),
        (table.drop(columns="value"), "expected a column 'value'; got time"),
        (table.assign(time=table.time.astype(str)), "expected times in the column 'time'"),
        (table.assign(time=range(5)), "expected times in the column 'time'"),
        (table.assign(value="forty"), "expected numbers in the column 'value'"),
        (pl.from_pandas(table.assign(value="forty")), "expected numbers in the column 'value'"),
        (pa.table({"time": ["2024-03-01"], "value": [1.0]}), "expected times"),
    ):
        with pytest.raises(q.SeriesError, match=said):
            q.check(wrong, "air", "pm25")


@pytest.mark.parametrize("kind", ["Int64", "Float64", "float64", "string"])
def test_a_number_that_is_missing_is_missing_however_it_is_written(kind: str) -> None:
    values = pd.Series([40, 41, None, 43, 40]).astype("Int64").astype(kind)
    found = q.check(pd.DataFrame({"time": sorted(HOURS), "value": values}), "air", "pm25")
    assert found["flag"].tolist() == ["PART", "PART", "MISSING", "PART", "PART"]


@pytest.mark.parametrize(
    ("domain", "kind", "said"),
    [
        ("air", "PM2.5", "got 'PM2.5'; the nearest known: pm25"),
        ("water", "NH3-N", "got 'NH3-N'; the nearest known: nh3n, no3n"),
        ("dust", "opacity", "got 'opacity'; the nearest known: noise, pm10, pm25, tsp"),
        ("Air", "pm25", "got 'Air'; the nearest known: air, water"),
    ],
)
def test_a_name_that_nothing_is_known_of_is_refused_with_the_nearest(
    domain: str, kind: str, said: str
) -> None:
    """Else no threshold is asked, and every value would be valid."""
    table = pl.DataFrame({"time": HOURS, "value": VALUES})
    with pytest.raises(LookupError, match=f"{re.escape(said)}$"):
        q.check(table, domain, kind)


def test_a_property_goes_by_its_name_or_its_codes() -> None:
    table = pl.DataFrame({"time": HOURS, "value": VALUES})
    said = q.check(table, "air", "pm25")["rules"].to_list()
    assert "QC-121" in said[3]
    for domain, kind in (("22", "pm25"), ("air", "a34004"), ("22", "a34004")):
        assert q.check(table, domain, kind)["rules"].to_list() == said
    assert q.check(table, "air", "rain") is not None, "a name that one table of thresholds has"


@pytest.mark.parametrize(("domain", "kind"), [("air", "a99123"), ("23", "a50001"), ("31", "B02")])
def test_a_code_of_a_city_is_checked_for_times_and_numbers(domain: str, kind: str) -> None:
    table = pl.DataFrame({"time": [*HOURS, HOURS[0]], "value": [*VALUES, 7.0]})
    rules = " ".join(q.check(table, domain, kind)["rules"].to_list())
    assert "QC-131" in rules, "a value is missing"
    assert "QC-133" in rules, "two values at one time"
