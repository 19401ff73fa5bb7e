"""`qingtian compare`: two tables of known truth, and what is refused."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from qingtian_cli import compare

HOURS = 240
FIRST = datetime(2026, 10, 1)  # noqa: DTZ001 - as a table of Beijing writes it
NOISE = np.random.default_rng(7)
AIR = 60 + 20 * np.sin(np.arange(HOURS) / 40)


def run(*words: object):
    return CliRunner().invoke(compare.app, [str(each) for each in words])


def told(*words: object) -> dict:
    found = run(*words)
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


@pytest.fixture
def table(tmp_path):
    def write(name, values, head="time,value", zone="", flags=None):
        path = tmp_path / f"{name}.csv"
        lines = [
            f"{(FIRST + timedelta(hours=n)).isoformat()}{zone},{value:.2f}"
            + ("" if flags is None else f",{flags[n]}")
            for n, value in enumerate(values)
        ]
        path.write_text("\n".join([head, *lines]), encoding="utf-8")
        return path

    return write


def measured(times: float = 1.0) -> np.ndarray:
    return times * (AIR + NOISE.normal(0, 1, HOURS))


def test_honest_ones_agree_and_the_reference_names_the_one_that_is_off(table):
    ours, theirs, off = (
        table(name, measured(times)) for name, times in (("a", 1), ("b", 1), ("off", 1.5))
    )
    pm25 = ("--property", "air/pm25")
    honest = told(ours, theirs, *pm25)
    assert (honest["outcome"], honest["pairs"], honest["day"]) == ("agree", HOURS, "2026-10-10")
    alone = told(ours, off, *pm25)
    assert (alone["outcome"], alone["reason"]) == ("cannot tell", "no reference")
    named = told(ours, off, "--reference", theirs, *pm25)
    assert (named["outcome"], named["cleared"], named["told"]) == (
        "second biased",
        ["first"],
        "instrument",
    )
    assert named["hours"]["slope"]["low"] < 1.5 < named["hours"]["slope"]["high"]
    assert named["law"][0]["path"] == "quality.comparison.margins"


def test_without_a_property_there_are_statistics_and_no_verdict(table):
    found = told(table("a", measured()), table("b", measured() + 3))
    assert found["hours"]["difference"]["low"] < 3 < found["hours"]["difference"]["high"]
    assert found["days"] is None
    assert "outcome" not in found


def test_the_line_of_daily_means_is_tested_where_hours_are_said(table):
    ours, theirs = table("a", measured()), table("b", measured())
    assert told(ours, theirs, "--hours", 20)["days"]["count"] == 10
    assert told(ours, theirs, "--hours", 20, "--property", "air/pm25")["line"] is None, "few days"


def test_times_without_a_zone_are_beijings_and_days_cut(table):
    ours = table("a", AIR)
    theirs = table("b", AIR[8:], zone="+00:00")  # the same clock, eight hours later
    found = told(ours, theirs)
    assert found["pairs"] == HOURS - 8
    assert found["hours"]["difference"]["value"] == pytest.approx(0)
    cut = told(ours, ours, "--from", "2026-10-02", "--to", "2026-10-03")
    assert (cut["pairs"], cut["day"]) == (48, "2026-10-03")


def test_what_does_not_count_by_its_mark_makes_no_pair(table):
    marks = ["N"] * (HOURS - 40) + ["D"] * 40
    marked = table("b", AIR, head="time,value,flag", flags=marks)
    assert told(table("a", AIR), marked)["pairs"] == HOURS - 40


def test_another_column_may_hold_the_value(table):
    ours, theirs = (table(name, AIR, head="时间,PM2.5") for name in "ab")
    assert told(ours, theirs, "--column", "PM2.5")["pairs"] == HOURS
    refused = run(ours, theirs)
    assert refused.exit_code == 2
    assert "expected a column value" in refused.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("{a}", "nowhere.csv"), "expected a file, or a datastream"),
        (("{a}", "MN:a34004"), "expected --from and --to"),
        (("{a}", "{later}"), "there are none"),
        (("{a}", "{a}", "--property", "air/gold"), "allowed difference"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_was_expected(table, tmp_path, words, said):
    table("a", AIR)
    (tmp_path / "later.csv").write_text("time,value\n2030-01-01T00:00,1\n", encoding="utf-8")
    files = {name: tmp_path / f"{name}.csv" for name in ("a", "later")}
    found = run(*(each.format(**files) for each in words))
    assert found.exit_code == 1
    assert said in found.output


@pytest.mark.parametrize("row", ["yesterday,1", "2026-10-01T00:00,many"])
def test_a_cell_that_is_no_time_or_number_is_told_with_its_line(tmp_path, row):
    path = tmp_path / "a.csv"
    path.write_text(f"time,value\n{row}\n", encoding="utf-8")
    found = run(path, path)
    assert found.exit_code == 2
    assert "line 2" in found.output
