"""The published AQI is computed again by the dated practice; its page holds what the script counts."""

from __future__ import annotations

import importlib.util
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

ROOT = Path(__file__).parents[3]
BULLETIN = ROOT / "../shared/data/air/bjmemc_hourly_aqi_31stations_2013_2015_2017.parquet"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "reproduce", ROOT / "scripts" / "reproduce_published_aqi.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bulletin(
    first: datetime, published: list[int], pm25: list[float], pm25_24h: list[float]
) -> pl.DataFrame:
    hours = len(published)
    gases = {"PM10": 40.0, "PM10_24h": 40.0, "SO2": 5.0, "NO2": 40.0, "O3": 30.0, "CO": 0.5}
    return pl.DataFrame(
        {
            "station": ["甲"] * hours,
            "time": [first + timedelta(hours=n) for n in range(hours)],
            "AQI": published,
            "PM2.5": pm25,
            "PM2.5_24h": pm25_24h,
            **{name: [value] * hours for name, value in gases.items()},
        }
    )


def test_the_practice_changes_with_the_year(script) -> None:
    """The hour that ends at midnight of New Year belongs to the old year."""
    first = datetime(2016, 12, 31, 23)  # noqa: DTZ001 - plain Beijing time
    found = script.judged(bulletin(first, [100, 100, 50, 50], [35.0] * 4, [75.0] * 4))
    assert found["kind"].to_list() == ["near", "near", "near", "near"]
    assert found["aqi"].to_list() == [100, 100, 50, 50]
    assert found["complete"].all()


def test_what_differs_is_classed(script) -> None:
    first = datetime(2015, 8, 1, 1)  # noqa: DTZ001 - plain Beijing time
    published = [100, 100, 100, 100, 300, 62, 40]
    mean = [75.0, 75.0, 75.0, 75.0, 75.0, 75.0, 75.0]
    hour = [35.0, 35.0, 35.0, 35.0, 35.0, 44.0, 35.0]
    found = script.judged(bulletin(first, published, hour, mean))
    assert found["kind"].to_list()[4:] == ["higher", "other mean", "lower lead"]


def test_an_incomplete_hour_is_counted_apart(script) -> None:
    first = datetime(2017, 8, 1, 1)  # noqa: DTZ001 - plain Beijing time
    table = bulletin(first, [50], [35.0], [75.0]).with_columns(CO=pl.lit(None, pl.Float64))
    assert script.judged(table)["complete"].to_list() == [False]


# The bulletin has no licence and is not part of the repository.
if BULLETIN.exists():

    def test_the_real_bulletin_is_reproduced(script) -> None:
        found = script.judged(pl.read_parquet(BULLETIN)).filter("complete")
        assert found.height > 450_000
        assert (found["kind"] == "near").mean() >= 0.99
        assert script.PAGE.read_text(encoding="utf-8").count("**99.33 %**") == 1
