"""The published classes of surface water are computed again; the page holds what the script counts."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

ROOT = Path(__file__).parents[3]
DATA = ROOT / "../shared/data/water"
FILES = {
    "daily": (DATA / "cnemc_sections_daily_2020.parquet", date(2020, 6, 1)),
    "hours": (DATA / "cnemc_sections_4h_202104_a.parquet", date(2021, 4, 1)),
}
GOOD = {"pH": "7.50", "DO": "8.00", "CODMn": "1.50", "NH3N": "0.100", "TP": "0.015", "TN": "9.00"}
DAY = date(2021, 4, 1)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "reproduce_water", ROOT / "scripts" / "reproduce_published_water.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def release(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of a release, each as shown: text, with a class and a section."""
    plain = [
        {"section": "甲", "time": str(n), "temp": "15.0", "status": "正常", "class": "Ⅰ"}
        | GOOD
        | row
        for n, row in enumerate(rows)
    ]
    return pl.DataFrame(plain)


def kinds(script: ModuleType, *rows: dict[str, Any]) -> list[str]:
    found: list[str] = script.judged(release(*rows), DAY)["kind"].to_list()
    return found


def test_the_worst_of_five_decides_and_nitrogen_does_not(script: ModuleType) -> None:
    rows = ({}, {"DO": "5.90", "class": "Ⅲ"}, {"pH": "9.01", "class": "劣Ⅴ"})
    assert kinds(script, *rows) == ["equal", "equal", "equal"]


def test_a_section_that_the_limits_of_lakes_fit_is_a_lake(script: ModuleType) -> None:
    rows = [{"TP": "0.060", "class": "Ⅳ"}, {"TP": "0.110", "class": "Ⅴ"}]
    assert kinds(script, *rows) == ["lake", "lake"]


def test_a_value_shown_at_a_limit_may_be_the_other_side_of_it(script: ModuleType) -> None:
    steady = [{"CODMn": f"1.{n}0"} for n in range(5)]
    over = {"TP": "0.100", "class": "Ⅲ"}
    oxygen = {"DO": "5.00", "class": "Ⅳ"}
    assert kinds(script, *steady, over, oxygen)[5:] == ["at a limit", "at a limit"]


def test_values_before_rounding_tell_it(script: ModuleType) -> None:
    raw = {f"{name}_raw": GOOD[name] for name in script.ITEMS}
    shown = {**raw, "TP": "0.020", "TP_raw": "0.02004", "class": "Ⅱ"}
    found = script.judged(release(raw, {**raw, "CODMn": "1.40"}, shown), DAY)
    assert found["kind"].to_list()[2] == "unrounded"


def test_a_class_of_another_time_and_one_that_nothing_explains(script: ModuleType) -> None:
    rows: list[dict[str, Any]] = [
        {"CODMn": "5.00", "class": "Ⅲ"},
        {"CODMn": "3.00", "class": "Ⅲ"},
        *({"CODMn": f"3.{n}0", "class": "Ⅱ"} for n in range(1, 6)),
        {"CODMn": "3.90", "class": "劣Ⅴ"},
    ]
    found = kinds(script, *rows)
    assert found[1] == "beside"
    assert found[-1] == "worse"


def test_rows_without_a_class_or_a_value_are_counted_apart(script: ModuleType) -> None:
    rows = release({}, {"class": ""}, {"TP": "--"}, {"status": "维护", "class": "*"})
    assert script.judged(rows, DAY).height == 1


# The release has no licence and is not part of the repository.
if all(path.exists() for path, _ in FILES.values()):

    def test_the_real_release_is_reproduced(script: ModuleType) -> None:
        read = {name: pl.read_parquet(path) for name, (path, _) in FILES.items()}
        text = script.page(read, {name: day for name, (_, day) in FILES.items()})
        _, mark, kept = script.PAGE.read_text(encoding="utf-8").partition(script.MARK)
        assert mark
        assert kept == text
        assert "**99.04 %**" in text
