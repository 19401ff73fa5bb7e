"""One definition of the water rules: every engine gives the same, and the scalar form agrees."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from library.standards.strategies import by
from library.standards.test_tables import ENGINES
from qingtian.standards import water
from qingtian.standards.water import evaluating, tables
from qingtian.standards.water.expressions import BASIC, UNIT
from qingtian.standards.water.rules import levels

FIRST, LAST = date(2019, 11, 1), date(2020, 3, 31)
SEEDS = st.integers(0, 10**6)
ITEMS = ("pH", "溶解氧", "w01019", "NH3-N", "tp", "TN", "Hg", "Pb", "氰化物", "COD", "Cd")
Row = tuple[str, str, datetime, Decimal | None, str, Decimal | None, str]


def rows(seed: int, times: int = 24) -> list[Row]:
    """Draw values that meet limits, ties, gaps, marks and detection limits."""
    rng = np.random.default_rng(seed)
    start = datetime(FIRST.year, FIRST.month, FIRST.day)  # noqa: DTZ001 - plain Beijing time
    found: list[Row] = []
    for thing, body in (("a", "river"), ("b", "lake")):
        for name in ITEMS:
            item = water.item_of(name)
            edges = [low for _, low, _ in levels(item.key, "lake", LAST)]
            for n in range(times):
                if rng.random() < 0.1:
                    continue
                edge = edges[rng.integers(len(edges))]
                value = round(edge * Decimal(int(rng.integers(0, 300))) / 100, 6)
                value = edge if rng.random() < 0.3 else value
                flag = ["", "N", "L", "M", "<"][rng.integers(5)] if rng.random() < 0.4 else ""
                mdl = round(edge / int(rng.integers(1, 5)), 6) if rng.random() < 0.5 else None
                sent = None if rng.random() < 0.1 else value
                time = start + timedelta(days=6 * n, hours=4 * int(rng.integers(6)))
                found.append((thing, name, time, sent, flag, mdl, body))
    return found


def table(found: list[Row]) -> pa.Table:
    columns = list(zip(*found, strict=True))
    floats = [[None if v is None else float(v) for v in columns[n]] for n in (3, 5)]
    return pa.table(
        {
            "thing": pa.array(columns[0]),
            "item": pa.array(columns[1]),
            "time": pa.array(columns[2], pa.timestamp("us")),
            "value": pa.array(floats[0], pa.float64()),
            "flag": pa.array(columns[4]),
            "mdl": pa.array(floats[1], pa.float64()),
            "body": pa.array(columns[6]),
        }
    )


def sample(row: Row) -> water.Sample:
    return water.Sample(row[3], row[4], row[5])


def of_classes(native: Any) -> Any:
    return water.classes(native, FIRST, LAST)


def of_means(native: Any) -> Any:
    return tables.means(native, FIRST, LAST)


def of_sections(native: Any) -> Any:
    return evaluating.sections(native, LAST)


def of_years(native: Any) -> Any:
    return tables.yearly(native, date(2020, 1, 1), LAST)


KEYS: dict[Callable[[Any], Any], tuple[str, ...]] = {
    of_classes: ("thing", "item", "time"),
    of_means: ("thing", "item", "period"),
    of_sections: ("thing", "period"),
    of_years: ("thing", "item", "period"),
}


@cache
def of_arrow(rule: Callable[[Any], Any]) -> tuple[pa.Table, Any]:
    """What goes in, and what PyArrow makes of it, computed once for all engines."""
    arrow = table(rows(1, 16))
    if rule in (of_sections, of_years):
        arrow = of_means(arrow)
    return arrow, by(rule(arrow), *KEYS[rule])


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", KEYS, ids=lambda rule: rule.__name__)
def test_every_engine_gives_the_same(engine: str, rule: Callable[[Any], Any]) -> None:
    arrow, expected = of_arrow(rule)
    enter, leave = ENGINES[engine]
    found = by(leave(rule(enter(arrow))), *KEYS[rule])
    assert found == expected
    assert found


@given(SEEDS)
@settings(max_examples=4, deadline=None)
def test_classes_of_the_table_explain_themselves(seed: int) -> None:
    given_rows = rows(seed, 12)
    found = by(of_classes(table(given_rows)), "thing", "item", "time")
    for row in given_rows:
        time = row[2].date() if row[2].hour == 0 else row[2]
        line = found[row[0], water.item_of(row[1]).key, time]
        body: Any = row[6]
        alone = water.classify(row[1], sample(row), row[2].date(), body=body)
        rejected = row[4] == "M"
        assert line["class"] == (None if rejected else alone.more["rank"])
        if not rejected:
            assert line["undecided"] == len(alone.more["undecided"])


def monthly(given_rows: list[Row]) -> dict[tuple[str, str, date], list[Row]]:
    groups: dict[tuple[str, str, date], list[Row]] = defaultdict(list)
    for row in given_rows:
        groups[row[0], row[1], row[2].date().replace(day=1)].append(row)
    return groups


def last_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


@given(SEEDS)
@settings(max_examples=4, deadline=None)
def test_means_of_the_table_explain_themselves(seed: int) -> None:
    given_rows = rows(seed)
    found = by(of_means(table(given_rows)), "thing", "item", "period")
    for (thing, name, month), group in monthly(given_rows).items():
        values = [sample(row) for row in group]
        alone = water.average(name, values, last_of(month), period="month")
        line = found.get((thing, water.item_of(name).key, month))
        if alone.value is None:
            assert line is None
            continue
        assert line is not None
        assert Decimal(line["whole"]) / UNIT == alone.value
        assert (line["count"], line["below"], line["valid"]) == (
            alone.more["count"],
            alone.more["below_detection"],
            alone.valid,
        )


@given(SEEDS)
@settings(max_examples=4, deadline=None)
def test_sections_of_the_table_explain_themselves(seed: int) -> None:
    given_rows = rows(seed)
    found = by(of_sections(of_means(table(given_rows))), "thing", "period")
    groups: dict[tuple[str, date], dict[str, list[water.Sample]]] = defaultdict(dict)
    for (thing, name, month), group in monthly(given_rows).items():
        groups[thing, month][name] = [sample(row) for row in group]
    for (thing, month), samples in groups.items():
        body: Any = "river" if thing == "a" else "lake"
        alone = water.section_period(samples, last_of(month), body=body)
        line = found[thing, month]
        assert water.CLASSES[line["class"] - 1] == alone.value
        assert line["status"] == alone.more["status"]
        main = [[line[f"main_{n}"], line[f"multiple_{n}"]] for n in (1, 2, 3) if line[f"main_{n}"]]
        shown = [[name, None if m is None else float(m)] for name, m in alone.more["main"]]
        assert main == shown


@given(seed=SEEDS, freezing=st.booleans())
@example(seed=10711, freezing=False)
@settings(max_examples=3, deadline=None)
def test_years_of_the_table_explain_themselves(seed: int, freezing: bool) -> None:
    rng = np.random.default_rng(seed)
    lines = []
    for key in BASIC:
        for month in range(1, 13):
            if rng.random() > 0.15:
                value = Decimal(int(rng.integers(0, 2000))) / 1000
                lines.append((key, month, value))
    month_rows = pa.table(
        {
            "thing": ["a"] * len(lines),
            "body": ["river"] * len(lines),
            "period": pa.array([date(2023, month, 1) for _, month, _ in lines]),
            "item": [key for key, _, _ in lines],
            "whole": [int(value * UNIT) for _, _, value in lines],
            "valid": [True] * len(lines),
            "freezing": [freezing] * len(lines),
        }
    )
    day = date(2023, 12, 31)
    found = by(tables.yearly(month_rows, date(2023, 1, 1), day), "item")
    for key in {key for key, _, _ in lines}:
        months = [value for name, _, value in lines if name == key]
        alone = water.yearly(key, months, day, freezing=freezing)
        line = found[(key,)]
        assert Decimal(line["whole"]) / UNIT == alone.value
        assert (line["count"], line["valid"]) == (alone.more["count"], alone.valid)


def test_a_zone_changes_nothing() -> None:
    arrow = table(rows(2))
    zoned = pl.from_arrow(arrow)
    assert isinstance(zoned, pl.DataFrame)
    moved = zoned.with_columns(
        pl.col("time").dt.replace_time_zone("Asia/Shanghai").dt.convert_time_zone("UTC")
    )
    assert by(of_means(moved), "thing", "item", "period") == by(
        of_means(arrow), "thing", "item", "period"
    )


def test_columns_that_are_not_there_are_not_needed() -> None:
    plain = pd.DataFrame(
        {
            "thing": ["a", "a", "a"],
            "item": ["CODMn", "水质", "DO"],
            "time": pd.to_datetime(["2024-01-01 04:00"] * 3),
            "value": [6.1, 3.0, 7.5],
        }
    )
    day = date(2024, 1, 1)
    assert water.classes(plain, day, day)["class"].tolist() == [4, pd.NA, 1]


def test_saturation_counts_in_a_table() -> None:
    day = date(2024, 7, 1)
    rows = {
        "thing": ["a", "a"],
        "item": ["DO", "DO"],
        "time": [datetime(2024, 7, 1, 4), datetime(2024, 7, 1, 8)],  # noqa: DTZ001 - Beijing
        "value": [7.0, 7.0],
        "saturation": [90.0, 89.9],
    }
    found = water.classes(pl.DataFrame(rows), day, day).sort("time")
    assert found["class"].to_list() == [1, 2]


def test_a_period_that_no_rule_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="month, quarter"):
        tables.means(table(rows(1, 2)), FIRST, LAST, period="fortnight")


def test_days_before_the_law_are_refused() -> None:
    with pytest.raises(ValueError, match="law is known"):
        water.classes(table(rows(1, 2)), date(1999, 1, 1), date(1999, 12, 31))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.none() | st.integers(1, 6)), max_size=40))
@settings(max_examples=20, deadline=None)
def test_basins_of_the_table_are_those_of_the_scalar_form(pairs: list[tuple[str, Any]]) -> None:
    side = pl.DataFrame(
        pairs, schema={"basin": pl.String, "class": pl.Int64}, orient="row"
    ).with_columns(period=pl.lit(LAST))
    found = by(evaluating.basins(side, LAST), "basin")
    for name in {name for name, rank in pairs if rank is not None}:
        own = [water.CLASSES[rank - 1] for other, rank in pairs if other == name and rank]
        assert found[(name,)]["status"] == water.basin_of(own, LAST).value
        assert found[(name,)]["sections"] == len(own)


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
@pytest.mark.parametrize("engine", ENGINES)
def test_basins_are_the_same_in_every_engine(engine: str) -> None:
    classes = [1, 2, 3, 3, 6, None, 1, 1, 2, 6, 6, 6, 4]
    names = [*"aaaaaa", *"bbbbbbb"]
    arrow = pa.table({"basin": names, "class": classes, "period": ["2020"] * len(names)})
    enter, leave = ENGINES[engine]
    found = by(leave(evaluating.basins(enter(arrow), LAST)), "basin")
    assert {key: row["status"] for key, row in found.items()} == {
        ("a",): "良好",
        ("b",): "重度污染",
    }
