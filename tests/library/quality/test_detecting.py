"""Detecting answers whatever it is given: with findings, with none, or with what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.quality.detectors import detect
from qingtian.quality.detectors.calibration import published_rate
from qingtian.quality.detectors.copies import copied
from qingtian.quality.detectors.detection import NUMBERS, findings
from qingtian.quality.detectors.held import constant
from qingtian.quality.detectors.settings import settings as thresholds
from qingtian.quality.detectors.streams import World, cadence
from qingtian.quality.detectors.suspicion import Suspicion
from qingtian.quality.detectors.tables import COLUMNS, TableError, read

HOUR = 3_600_000
STREAM = {"datastream_id": "a", "site_id": "s", "domain": "cems", "property": "so2"}


def rows(values: list[float | None], times: list[int] | None = None, flag: str = "N") -> pa.Table:
    moments = [i * HOUR for i in range(len(values))] if times is None else times
    return pa.table(
        {
            "datastream_id": pa.array(["a"] * len(values), pa.string()),
            "time": pa.array(moments, pa.int64()).cast(pa.timestamp("ms", "UTC")),
            "value": pa.array(values, pa.float64()),
            "flag": pa.array([flag] * len(values), pa.string()),
        }
    )


def streams(**more: object) -> pa.Table:
    return pa.Table.from_pylist([STREAM | {"interval_s": 3600} | more])


def held(n: int = 800, at: int = 500, length: int = 60) -> list[float | None]:
    rng = np.random.default_rng(3)
    values = np.empty(n)
    level = 0.0
    for i in range(n):
        level = 0.9 * level + rng.normal(0, 1)
        values[i] = round(30 + level, 1)
    values[at : at + length] = 27.3
    return [float(v) for v in values]


@pytest.mark.parametrize(
    "values",
    [
        [],
        [None] * 300,
        [5.0],
        [float("inf"), float("-inf"), float("nan")] * 100,
        [1e308, -1e308, 1e300, 0.0] * 100,
        [0.0] * 500,
        [1e-300] * 500,
    ],
    ids=["empty", "missing", "one", "infinite", "gigantic", "zero", "tiny"],
)
@pytest.mark.parametrize("prop", ["so2", "o2", "so2_zs", "treat_power", "no such property"])
def test_odd_series_have_an_answer(values: list[float | None], prop: str) -> None:
    found = detect(rows(values), streams(property=prop, unit=None, neighbours="not json"))
    assert tuple(found.column_names) == COLUMNS
    assert set(found["kind"].to_pylist()) <= set(NUMBERS)
    if len(set(values)) < 2:
        assert found.num_rows == 0


def test_a_held_value_is_found_where_it_is() -> None:
    found = detect(rows(held()), streams()).to_pylist()
    (one,) = [f for f in found if f["kind"] == "constant"]
    assert (one["start"].timestamp(), one["end"].timestamp()) == (500 * 3600, 560 * 3600)
    assert one["score"] > 0.5
    assert one["category"] == "falsification"
    assert one["detected_at"] >= one["start"]
    assert json.loads(one["evidence"])["rule"] == "FD-101"


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["pandas", "polars", "arrow"]))
def test_order_duplicates_and_library_change_nothing(random: object, library: str) -> None:
    values = held()
    order = [*range(len(values)), 7, 8, 9]
    random.shuffle(order)  # type: ignore[attr-defined]
    table = rows([values[i] for i in order], [i * HOUR for i in order])
    entries = streams()
    given_ = {
        "pandas": (table.to_pandas(), entries.to_pandas()),
        "polars": (pl.from_arrow(table), pl.from_arrow(entries)),
        "arrow": (table, entries),
    }[library]
    assert detect(*given_).equals(detect(rows(values), streams()))


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(6)))
def test_of_two_values_at_one_time_the_same_stands_in_any_order(order: list[int]) -> None:
    said: list[tuple[int, float | None, str]] = [
        (0, 3.0, "N"),
        (0, 9.0, "M"),
        (0, None, "D"),
        (1, 5.0, "N"),
        (1, 5.0, "C"),
        (2, 1.0, "N"),
    ]
    given_ = [said[i] for i in order]
    table = rows([value for _, value, _ in given_], [hour * HOUR for hour, *_ in given_])
    marks = pa.array([mark for *_, mark in given_])
    stream = read(table.set_column(3, "flag", marks), streams()).streams["a"]
    assert stream.value.tolist() == [9.0, 5.0, 1.0]
    assert bytes(stream.mark) == b"MNN"


def test_names_may_be_numbers() -> None:
    table = rows(held()).set_column(0, "datastream_id", pa.array([7] * 800))
    found = detect(table, streams(datastream_id=7)).to_pylist()
    assert [(one["datastream_id"], one["kind"]) for one in found] == [("7", "constant")]


def test_a_table_without_what_is_needed_is_refused_with_a_reason() -> None:
    with pytest.raises(TableError, match="expected a column 'value'"):
        detect(rows([1.0]).drop_columns(["value"]), streams())
    with pytest.raises(TableError, match="expected timestamps"):
        detect(pd.DataFrame({"datastream_id": ["a"], "time": [1], "value": [1.0]}), streams())
    words = rows([1.0]).set_column(2, "value", pa.array(["x"]))
    with pytest.raises(TableError, match="expected numbers"):
        detect(words, streams())
    with pytest.raises(TableError, match="expected a table"):
        detect("observations.csv", streams())


def test_missing_columns_and_streams_are_no_hindrance() -> None:
    bare = rows(held()).drop_columns(["flag"])
    entries = pa.table({"datastream_id": ["a", "b", None], "property": ["so2", None, "x"]})
    assert detect(bare, entries)["kind"].to_pylist() == ["constant"]
    assert detect(bare, entries.slice(1)).num_rows == 0


def test_rows_far_from_all_others_make_no_endless_grid() -> None:
    values = held()
    times = [i * HOUR for i in range(len(values))]
    times[0] = -4_000_000 * HOUR
    world = read(rows(values, times), streams())
    assert len(world.streams["a"]) < 1_000_000
    assert detect(rows(values, times), streams())["kind"].to_pylist() == ["constant"]


@settings(max_examples=20, deadline=None)
@given(st.integers(565, 800))
def test_a_held_value_once_over_is_found_with_any_later_data(end: int) -> None:
    whole = read(rows(held()), streams())
    cut = World({k: s.until(end * HOUR) for k, s in whole.streams.items()})
    ((found,),) = ([constant(cut, cut.streams["a"], thresholds())],)
    assert [(one.start, one.end) for one in found] == [(500 * HOUR, 560 * HOUR)]


def test_a_held_value_is_held_over_a_calibration() -> None:
    table = rows(held(length=40)).to_pylist()
    table[520] |= {"value": 55.0, "flag": "C"}
    (one,) = constants(pa.Table.from_pylist(table))
    assert (one.start, one.end) == (500 * HOUR, 540 * HOUR)


def test_a_level_that_the_stream_never_had_makes_a_held_value_no_likelier() -> None:
    """Sure whatever the level: that it was not there before says nothing for it."""
    values = np.array(held(length=0), float)
    values[500:530] = 14.8
    (one,) = constants(rows(values.tolist()))
    assert one.evidence["chance_of_no_change"] < 0.2
    assert one.strength > 3


def constants(table: pa.Table) -> list[Suspicion]:
    world = read(table, streams())
    return constant(world, world.streams["a"], thresholds())


@given(
    every=st.integers(2, 24),
    missing=st.sets(st.integers(1, 98), max_size=10),
    start=st.integers(0, 30),
    order=st.randoms(use_true_random=False),
)
def test_samples_of_every_few_hours_have_that_cadence(
    every: int, missing: set[int], start: int, order: Random
) -> None:
    hours = [start + every * n for n in range(100) if n not in missing]
    order.shuffle(hours)
    assert cadence(HOUR * np.array(hours, np.int64), HOUR) == every * HOUR


@pytest.mark.parametrize(
    "hours",
    [
        range(100),
        [n for n in range(100) if n % 3],
        [*range(0, 100, 2), *range(101, 130, 2)],
        range(0, 3000, 30),
        [0, 2, 4, 6, 8],
        [7],
        [],
    ],
    ids=["hourly", "two of three", "shifted halfway", "rarer than daily", "few", "one", "none"],
)
def test_other_samples_stay_on_the_grid_of_their_logger(hours: Sequence[int]) -> None:
    assert cadence(HOUR * np.array(list(hours), np.int64), HOUR) == HOUR


def test_a_copy_is_found_with_its_lag_and_the_process_is_not() -> None:
    values = np.array(held(length=0), float)
    values[600:660] = values[200:260]
    world = read(rows(values.tolist()), streams())
    (one,) = copied(world, world.streams["a"], thresholds())
    assert one.evidence["lag"] == 400
    assert abs(one.start - 600 * HOUR) <= HOUR
    honest = read(rows(held(length=0)), streams())
    assert copied(honest, honest.streams["a"], thresholds()) == []


def test_findings_say_themselves_in_both_languages() -> None:
    (one,) = [f for f in findings(read(rows(held()), streams())) if f.kind == "constant"]
    assert one.rule == "FD-101"
    assert one.start == np.datetime64(500 * HOUR, "ms")
    assert "60" in one.say("en")
    assert "60" in one.say("zh")


def test_the_command_writes_findings_and_explains_what_is_wrong(tmp_path: Path) -> None:
    for name, table in (("x", rows(held())), ("y", streams())):
        pq.write_table(table, tmp_path / f"{name}.parquet")

    def run(x: str, out: str) -> subprocess.CompletedProcess[str]:
        words = ["--observations", tmp_path / x, "--datastreams", tmp_path / "y.parquet"]
        program = [sys.executable, "-c", "from qingtian_cli.main import run; run()", "detect"]
        more = ["--out", tmp_path / out, "--workers", "1"]
        return subprocess.run(
            [*map(str, program), *map(str, words), *map(str, more)],
            capture_output=True,
            text=True,
            check=False,
        )

    done = run("x.parquet", "f.parquet")
    assert done.returncode == 0, done.stderr
    assert pq.read_table(tmp_path / "f.parquet")["kind"].to_pylist() == ["constant"]
    assert "1 findings" in done.stderr
    missing = run("none.parquet", "f.parquet")
    assert missing.returncode == 1
    assert "expected a Parquet file for --observations" in missing.stderr


def test_every_detector_says_how_often_it_was_wrong() -> None:
    measured = [published_rate(number) for number in NUMBERS.values()]
    known = {rate.kind: rate for rate in measured if rate is not None}
    assert set(NUMBERS) == set(known)
    for rate in known.values():
        assert rate.found <= rate.events
        assert rate.rate == rate.false_alarms / rate.datastream_years < 1.0
    assert published_rate("QC-121") is None
    with pytest.raises(LookupError):
        published_rate("FD-999")


SITES = {
    "air": ("pm10", "pm25", "no2"),
    "dust": ("pm10", "pm25", "noise"),
    "water": ("cod", "nh3n", "tp", "flow"),
    "cems": ("so2", "o2", "so2_zs", "treat_power"),
    "unheard of": ("x", ""),
}
ODD = (0.0, -0.0, -5.0, 1e15, 1e308, -1e308, 5e-324, float("inf"), float("-inf"), None, 64.0)


@settings(max_examples=10, deadline=None)
@given(
    st.sampled_from(sorted(SITES)),
    st.integers(0, 2**32 - 1),
    st.integers(1, 400),
    st.sampled_from([None, -1.0, 0.0, 60.0, 3600.0, 7200.0, 1e12]),
)
def test_any_site_has_an_answer(
    domain: str, seed: int, length: int, interval: float | None
) -> None:
    """Unsorted, doubled, gappy, gigantic, infinite, with neighbours and a poor registry."""
    rng = np.random.default_rng(seed)
    tables, entries = [], []
    for site in "ab":
        for prop in SITES[domain]:
            values = [ODD[i] if i < len(ODD) else float(i) for i in rng.integers(0, 60, length)]
            moments = (rng.integers(0, 2 * length, length) * HOUR).tolist()
            one = rows(values, moments, str(rng.choice(["N", "M", "F", "", "?"])))
            key = f"{site}-{prop}"
            tables.append(one.set_column(0, "datastream_id", pa.array([key] * length)))
            other = f"{'b' if site == 'a' else 'a'}-{prop}"
            entries.append(
                {
                    "datastream_id": key,
                    "site_id": site,
                    "domain": domain,
                    "property": prop,
                    "interval_s": interval,
                    "limit": [None, 0.0, -1.0, 30.0][int(rng.integers(4))],
                    "lod": [None, 0.0, 1e9][int(rng.integers(3))],
                    "neighbours": json.dumps([other, key, "nobody"]),
                }
            )
    found = detect(pa.concat_tables(tables), pa.Table.from_pylist(entries))
    assert tuple(found.column_names) == COLUMNS
    for one in found.to_pylist():
        assert one["start"] < one["end"]
        assert 0 <= one["score"] <= 1
        assert "NaN" not in one["evidence"]
