"""Tables and arrays of emissions give what the scalar forms explain, in every engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
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

from qingtian.quantities import BEIJING, Quantity
from qingtian.standards import emissions as em
from qingtian.standards.emissions import arrays, tables

DAY = date(2021, 6, 1)
START = datetime(2021, 6, 1)  # noqa: DTZ001 - plain Beijing time
MICRO = 10**6
SEEDS = st.integers(0, 2**32 - 1)
HOURS = {
    "thing": pa.string(),
    "item": pa.string(),
    "start": pa.timestamp("us"),
    "value": pa.float64(),
    "flag": pa.string(),
    "minutes": pa.int64(),
    "oxygen": pa.float64(),
    "reference_oxygen": pa.float64(),
    "flow": pa.float64(),
    "limit": pa.float64(),
}


def some(rng: np.random.Generator, value: Any, chance: float) -> Any:
    return None if rng.random() < chance else value


def rows(seed: int, days: int, first: date = DAY, rough: float = 0.1) -> list[dict[str, Any]]:
    """Hours of two outlets, rough ones with gaps, marks, air for flue gas, and standing water."""
    rng = np.random.default_rng(seed)
    found = []
    for thing in "ab":
        for item in ("NOx", "SO2"):
            reference = some(rng, 3.5, 0.2)
            limit = some(rng, float(rng.choice([30, 35, 50])), 0.2)
            still = rng.random() < 0.2
            for hour in range(24 * days):
                moment = datetime.combine(first, datetime.min.time()) + timedelta(hours=hour)
                flag = str(
                    rng.choice(["N", "", "S", "D", "c", "n"], p=[0.8, 0.1, 0.02, 0.04, 0.02, 0.02])
                )
                found.append(
                    {
                        "thing": thing,
                        "item": item,
                        "start": moment,
                        "value": some(
                            rng,
                            round(
                                float(rng.choice([0, 15, 24, 30, 35]) + rng.integers(-1, 60) / 10),
                                2,
                            ),
                            rough / 2,
                        ),
                        "flag": some(rng, flag, rough),
                        "minutes": some(
                            rng, int(rng.choice([44, 45, 60], p=[0.05, 0.1, 0.85])), 0.5
                        ),
                        "oxygen": some(
                            rng,
                            round(
                                float(
                                    rng.choice(
                                        [3.5, 6, 8.2, 20.9, 21, -0.1],
                                        p=[0.3, 0.3, 0.3, 0.04, 0.03, 0.03],
                                    )
                                ),
                                1,
                            ),
                            rough / 2,
                        ),
                        "reference_oxygen": reference,
                        "flow": some(
                            rng,
                            0.0 if still else round(float(rng.integers(-1, 4000)) / 10, 3),
                            rough / 2,
                        ),
                        "limit": limit,
                    }
                )
    return found


def table(found: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(found, schema=pa.schema(HOURS))


def ibis_table(arrow: pa.Table) -> Any:
    connection = ibis.duckdb.connect()
    connection.con.register("hours", arrow)
    return connection.table("hours")


def run_ibis(expression: Any) -> Any:
    connection = expression.get_backend().con
    return connection.sql(str(ibis.to_sql(expression, dialect="duckdb"))).to_arrow_table()


ENGINES: dict[str, tuple[Callable[[pa.Table], Any], Callable[[Any], Any]]] = {
    "polars": (pl.from_arrow, lambda found: found.to_arrow()),
    "polars-lazy": (
        lambda arrow: pl.from_arrow(arrow).lazy(),
        lambda found: found.collect().to_arrow(),
    ),
    "pandas": (
        lambda arrow: arrow.to_pandas(),
        lambda found: pa.Table.from_pandas(found, preserve_index=False),
    ),
    "duckdb": (duckdb.from_arrow, lambda found: found.to_arrow_table()),
    "ibis": (ibis_table, run_ibis),
}

RULES: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "hours": (tables.judge_hours, ("thing", "item", "start")),
    "stack days": (tables.judge_stack_days, ("thing", "item", "day")),
    "water days": (tables.judge_water_days, ("thing", "item", "day")),
}


def plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date()
    return value


def by(found: pa.Table, keys: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        tuple(plain(row[key]) for key in keys): {"micro": row["micro"], "outcome": row["outcome"]}
        for row in found.to_pylist()
    }


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", RULES)
def test_every_engine_gives_the_same(engine: str, rule: str) -> None:
    arrow = table(rows(1, 3))
    judge, keys = RULES[rule]
    last = DAY + timedelta(days=2)
    enter, leave = ENGINES[engine]
    own = by(leave(judge(enter(arrow), DAY, last)), keys)
    assert own == by(judge(arrow, DAY, last), keys)
    assert len(own) == (288 if rule == "hours" else 12)
    assert len({row["outcome"] for row in own.values()}) >= (5 if rule == "hours" else 2)


def limits(row: dict[str, Any], averaging: str) -> list[em.Limit]:
    if row["limit"] is None:
        return []
    oxygen = None if row["reference_oxygen"] is None else Decimal(str(row["reference_oxygen"]))
    unit = em.item_of(row["item"]).unit
    high = Quantity(Decimal(str(row["limit"])), unit)
    return [em.Limit.of_permit(row["item"], high, averaging, "P", "1", reference_oxygen=oxygen)]


def reading(row: dict[str, Any], key: str, unit: str) -> em.Reading:
    number = None if row[key] is None else Decimal(str(row[key]))
    flag = (row["flag"] or "") if key == "value" else ""
    start = row["start"].replace(tzinfo=BEIJING)
    return em.Reading(start, number, unit, flag, minutes=row["minutes"])


@given(SEEDS)
@settings(max_examples=12, deadline=None)
def test_hours_of_the_table_are_the_hours_that_explain_themselves(seed: int) -> None:
    given_rows = rows(seed, 1, rough=0.3)
    found = by(tables.judge_hours(table(given_rows), DAY, DAY), ("thing", "item", "start"))
    for row in given_rows:
        scalar = em.judge_hour(
            row["item"],
            row["start"].replace(tzinfo=BEIJING),
            reading(row, "value", "mg/m³"),
            limits(row, "hour"),
            oxygen=None if row["oxygen"] is None else reading(row, "oxygen", "%vol"),
        )
        own = found[row["thing"], row["item"], plain(row["start"])]
        assert own["outcome"] == scalar.more["outcome"]
        if scalar.valid:
            assert own["micro"] == int(scalar.value * MICRO)  # type: ignore[operator]


def whole_days(given_rows: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in given_rows:
        groups.setdefault((row["thing"], row["item"]), []).append(row)
    return groups


@given(SEEDS)
@settings(max_examples=12, deadline=None)
def test_days_of_stacks_are_the_days_that_explain_themselves(seed: int) -> None:
    given_rows = rows(seed, 1, rough=0.1)
    found = by(tables.judge_stack_days(table(given_rows), DAY, DAY), ("thing", "item", "day"))
    for (thing, item), own in whole_days(given_rows).items():
        scalar = em.judge_day(
            item,
            DAY,
            [reading(row, "value", "mg/m³") for row in own],
            limits(own[0], "day"),
            oxygen=[reading(row, "oxygen", "%vol") for row in own],
        )
        row = found[thing, item, DAY]
        if own[0]["limit"] is not None:
            assert row["outcome"] == scalar.more["outcome"]
        if scalar.valid:
            assert row["micro"] == int(scalar.value * MICRO)  # type: ignore[operator]


@given(SEEDS)
@settings(max_examples=12, deadline=None)
def test_days_of_water_are_the_days_that_explain_themselves(seed: int) -> None:
    given_rows = [{**row, "item": "COD" if row["item"] == "NOx" else "TN"} for row in rows(seed, 1)]
    found = by(tables.judge_water_days(table(given_rows), DAY, DAY), ("thing", "item", "day"))
    for (thing, item), own in whole_days(given_rows).items():
        scalar = em.judge_day(
            item,
            DAY,
            [reading(row, "value", "mg/L") for row in own],
            limits(own[0], "day"),
            flow=[reading(row, "flow", "m³/h") for row in own],
        )
        row = found[thing, item, DAY]
        assert row["outcome"] == scalar.more["outcome"]
        if scalar.valid:
            assert row["micro"] == int(scalar.value * MICRO)  # type: ignore[operator]


def test_days_before_the_law_are_dropped_and_its_changes_do_not_tear_the_table() -> None:
    old = table(rows(2, 2, date(2018, 2, 28)))
    found = by(tables.judge_hours(old, date(2018, 2, 28), date(2018, 3, 1)), RULES["hours"][1])
    assert {plain(key[2]) if isinstance(plain(key[2]), date) else key[2] for key in found}
    assert len(found) == 2 * 2 * 24
    turn = table(rows(3, 2, date(2025, 12, 31)))
    both = tables.judge_hours(turn, date(2025, 12, 31), date(2026, 1, 1))
    assert both.num_rows == 2 * 2 * 48
    assert len(tables.spans(date(2025, 12, 31), date(2026, 1, 1), tables.STACK)) == 2
    none = tables.judge_hours(old, date(2018, 2, 1), date(2018, 2, 28))
    assert none.num_rows == 0


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(-5, 215)), min_size=1, max_size=50),
    st.sampled_from([3.5, 6.0, 9.0, 11.0, 15.0]),
)
@settings(deadline=None)
def test_the_array_of_conversions_is_that_of_scalars(
    pairs: list[tuple[int, int]], reference: float
) -> None:
    c, o2 = [n / 1000 for n, _ in pairs], [n / 10 for _, n in pairs]
    found = arrays.converted(c, o2, reference, DAY)
    for (number, oxygen), value in zip(pairs, found, strict=True):
        scalar = em.converted(
            Decimal(number) / 1000, Decimal(oxygen) / 10, Decimal(str(reference)), DAY
        ).value
        assert scalar == (None if np.isnan(value) else Decimal(str(value)))
    assert np.isnan(arrays.converted([np.nan, 1.0], [8.0, np.nan], reference, DAY)).all()


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**5)), min_size=24, max_size=24))
@settings(deadline=None, max_examples=40)
def test_the_array_of_weighted_means_is_that_of_scalars(pairs: list[tuple[int, int]]) -> None:
    c, flow = [[n / 1000 for n, _ in pairs]], [[n / 100 for _, n in pairs]]
    start = datetime(2021, 6, 1, tzinfo=BEIJING)
    at = [start + timedelta(hours=n) for n in range(24)]
    scalar = em.judge_day(
        "COD",
        DAY,
        [
            em.Reading(when, Decimal(n) / 1000, "mg/L")
            for when, (n, _) in zip(at, pairs, strict=True)
        ],
        (),
        flow=[
            em.Reading(when, Decimal(n) / 100, "m³/h")
            for when, (_, n) in zip(at, pairs, strict=True)
        ],
    )
    value = arrays.weighted_means(c, flow)[0]
    assert scalar.value == (None if np.isnan(value) else Decimal(str(value)))


def test_the_array_form_is_worth_having() -> None:
    """At least fifty times the scalar form; measured in one run, with room to spare."""
    rng = np.random.default_rng(0)
    c, o2 = np.round(rng.uniform(0, 100, 200_000), 2), np.round(rng.uniform(3, 12, 200_000), 1)
    fast = quickest(lambda: arrays.converted(c, o2, 3.5, DAY)) / len(c)
    pairs = [(Decimal(str(a)), Decimal(str(b))) for a, b in zip(c[:500], o2[:500], strict=True)]

    def one_by_one() -> None:
        for a, b in pairs:
            em.converted(a, b, Decimal("3.5"), DAY)

    assert quickest(one_by_one) / len(pairs) > 50 * fast


def quickest(act: Callable[[], object]) -> float:
    """Give the least of the processor that an act took in three turns. [s]"""
    took = []
    for _ in range(3):
        begin = time.process_time()
        act()
        took.append(time.process_time() - begin)
    return min(took)
