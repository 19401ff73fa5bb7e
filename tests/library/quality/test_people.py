"""The checks beside what people said of real series (`data/README.md`)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from qingtian.quality import CHECKS, Datastream, Flag, counting, flags_of, from_marks, judge, series

FOLDER = Path(__file__).parent / "data"
QUARTER = np.timedelta64(15, "m")
KINDS = {"temp": "temperature", "ph": "ph", "do": "dissolved_oxygen", "cond": "conductivity"}
COURSE = [number for number in CHECKS if number < "QC-130"]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def runs(truths: Any) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(truths, int), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


@pytest.mark.parametrize("name", KINDS)
def test_what_a_technician_labelled_is_found_and_little_else(name: str) -> None:
    """Sensors out of the water: the technician labelled 15 stretches of these ten days."""
    table = rows("black_smith_fork.csv")
    times = np.array([row["datetime"] for row in table], "datetime64[us]")
    values = np.array([float(row[name] or "nan") for row in table])
    labelled = np.array([bool(row[f"{name}_qual"]) for row in table])
    one = series(times, values, step=QUARTER)
    flags = flags_of(one, judge(one, Datastream("water", KINDS[name]), rules=COURSE))
    doubted = flags >= Flag.SUSPECT
    found = [doubted[first:after].any() for first, after in runs(labelled)]
    assert all(found)
    strange = [
        (first, after)
        for first, after in runs(doubted)
        if not labelled[max(first - 2, 0) : after + 2].any()
    ]
    assert strange == []


def test_hours_that_an_operator_voided_do_not_count_and_the_others_do() -> None:
    table = rows("voided_hours.csv")
    flags = from_marks([row["code"] for row in table], "aqs")
    void = np.array([bool(row["code"]) for row in table])
    assert void.any()
    assert (counting(flags) == ~void).all()
    assert set(flags[void].tolist()) == {Flag.CALIBRATION}  # zero, span and automatic calibration
    assert [bool(row["ppm"]) for row in table] == (~void).tolist()


def test_a_day_with_an_hour_of_calibration_is_whole_and_one_with_five_is_not() -> None:
    table = [row for row in rows("voided_hours.csv") if row["site"] == "06-037-1103"]
    times = np.array([row["time"] for row in table], "datetime64[us]")
    values = np.array([float(row["ppm"] or "nan") for row in table])
    one = series(
        times - np.timedelta64(8, "h"), values, from_marks([r["code"] for r in table], "aqs")
    )
    (found,) = judge(one, Datastream("air", "o3"), rules=["QC-135"])
    assert len(one.usable) == 24 - sum(bool(row["code"]) for row in table) >= 20
    assert set(found.judged.flags[one.usable].tolist()) == {Flag.VALID}
    marks = one.marks.copy()
    marks[:5] = Flag.CALIBRATION
    short = series(one.times, one.values, marks)
    (found,) = judge(short, Datastream("air", "o3"), rules=["QC-135"])
    assert set(found.judged.flags[short.usable].tolist()) == {Flag.PART}


LABELLED = FOLDER.parents[4] / "shared/data/qc/lro_river_sensors_labelled_4sites.parquet"
LEAST = {"temp": (65, 1.5), "do": (11, 1.0), "cond": (18, 2.5), "ph": (10, 1.0)}
"""Labelled stretches found at least, and most strange ones a station-year: docs/quality/index.md."""


@pytest.mark.campaign
@pytest.mark.parametrize("name", LEAST)
def test_four_sites_of_labels(name: str, record_property: Any) -> None:
    """The whole set, where it lies beside the checkout."""
    if not LABELLED.exists():
        return
    table = pl.read_parquet(LABELLED).sort("site", "datetime")
    hit = strange = years = 0
    for (_,), site in table.group_by("site", maintain_order=True):
        labelled = site[f"{name}_qual"].is_not_null().to_numpy()
        values = site[name].fill_null(np.nan).to_numpy()
        one = series(site["datetime"].to_numpy(), values, step=QUARTER)
        found = judge(one, Datastream("water", KINDS[name]), rules=COURSE)
        doubted = flags_of(one, found) >= Flag.SUSPECT
        hit += sum(doubted[first:after].any() for first, after in runs(labelled))
        strange += sum(not labelled[max(a - 2, 0) : b + 2].any() for a, b in runs(doubted))
        years += np.count_nonzero(~np.isnan(values)) / 96 / 365
    record_property("found", int(hit))
    record_property("strange a station-year", round(strange / years, 1))
    assert hit >= LEAST[name][0]
    assert strange / years <= LEAST[name][1]
