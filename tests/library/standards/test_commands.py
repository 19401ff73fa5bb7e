"""The commands that need no platform: `qingtian aqi` and `qingtian examples check`."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qingtian_cli import aqi, examples

TABLE = """\
day,so2_24h,no2_24h,pm10_24h,pm25_24h,co_24h,o3_8h,where
2026-02-28,5,20,50,75,0.5,60,甲
2026-03-01,5,20,50,75,0.5,60,甲
2026-03-01,5,20,50,60,,60,乙
"""


@pytest.fixture
def table(tmp_path) -> Path:
    file = tmp_path / "table.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def test_each_row_is_judged_by_its_day(table) -> None:
    found = CliRunner().invoke(aqi.app, [str(table)])
    rows = list(csv.DictReader(StringIO(found.stdout)))
    assert [(row["aqi"], row["category"], row["edition"]) for row in rows] == [
        ("100", "良", "HJ 633-2012"),
        ("114", "轻度污染", "HJ 633-2026"),
        ("NA", "NA", "HJ 633-2026"),
    ]
    assert [row["where"] for row in rows] == ["甲", "甲", "乙"]


def test_json_holds_the_whole_computation(table) -> None:
    found = CliRunner().invoke(aqi.app, [str(table), "--format", "json"])
    first = json.loads(found.stdout.splitlines()[0])
    assert first["result"]["value"] == 100
    assert first["result"]["inputs"][0]["steps"]


def test_a_bad_cell_is_named(tmp_path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("day,pm25_24h\n2026-03-01,much\n", encoding="utf-8")
    found = CliRunner().invoke(aqi.app, [str(file)])
    assert found.exit_code == 2
    assert "line 2: expected a number in pm25_24h" in " ".join(
        found.output.replace("│", " ").split()
    )


def test_examples_end_with_their_count() -> None:
    own = Path(__file__).parent / "examples.csv"
    found = CliRunner().invoke(examples.app, ["check", str(own)])
    assert found.exit_code == 0
    assert found.stdout.splitlines()[-1].endswith(" passed, 0 failed, 0 unsupported")


def test_a_failed_example_fails_the_command(tmp_path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(
        "area,rule,input_json,expected_json\n"
        'air,gbt8170,"{""value"": ""0.5"", ""decimals"": 0}","{""text"": ""1""}"\n',
        encoding="utf-8",
    )
    found = CliRunner().invoke(examples.app, ["check", str(file)])
    assert found.exit_code == 1
    assert found.stdout.splitlines()[-1] == "0 passed, 1 failed, 0 unsupported"
