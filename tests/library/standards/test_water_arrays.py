"""Array forms of water: equal to the scalar forms that explain themselves, digit by digit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.standards import water
from qingtian.standards.water import arrays
from qingtian.standards.water.expressions import BASIC
from qingtian.standards.water.rules import levels, listed

DAY = date(2024, 6, 30)
BODIES = st.sampled_from(["river", "lake"])
FIVE = st.decimals(0, 60, places=5)


def near(key: str, body: water.Body) -> st.SearchStrategy[Decimal]:
    """Draw values at a limit, one step beside it, or anywhere."""
    bounds = [number for _, low, high in levels(key, body, DAY) for number in (low, high)]
    edges = [number for number in bounds if number is not None]
    step = st.sampled_from([Decimal("-0.00001"), Decimal(0), Decimal("0.00001")])
    beside = st.builds(lambda a, b: max(a + b, Decimal(0)), st.sampled_from(edges), step)
    return beside | FIVE


@given(st.data(), st.sampled_from(BASIC), BODIES)
def test_classes_of_an_array_are_those_that_explain_themselves(
    data: st.DataObject, key: str, body: water.Body
) -> None:
    values = data.draw(st.lists(st.none() | near(key, body), min_size=1, max_size=12))
    floats = [np.nan if value is None else float(value) for value in values]
    found = arrays.codes(key, floats, DAY, body=body)
    alone = [water.classify(key, value, DAY, body=body) for value in values]
    assert found.tolist() == [each.more["rank"] or 0 for each in alone]


@given(st.lists(st.tuples(near("do", "river"), st.decimals(80, 100, places=1)), min_size=1))
def test_saturation_makes_class_one_in_both_forms(pairs: list[tuple[Decimal, Decimal]]) -> None:
    values, percents = zip(*pairs, strict=True)
    found = arrays.codes("do", np.array(values, float), DAY, saturation=np.array(percents, float))
    alone = [water.classify("do", value, DAY, saturation=p) for value, p in pairs]
    assert found.tolist() == [each.more["rank"] for each in alone]


@given(st.lists(st.decimals(0, 3, places=8), min_size=1, max_size=20), st.integers(0, 6))
def test_rounding_keeps_a_digit_in_both_forms(values: list[Decimal], decimals: int) -> None:
    found = arrays.keep_digit(np.array(values, float), decimals)
    assert found.tolist() == [float(water.keep_digit(value, decimals, DAY)) for value in values]


@given(st.data(), st.sampled_from(listed("water.ranking.items", DAY)), BODIES)
def test_indices_of_the_ranking_agree(data: st.DataObject, key: str, body: water.Body) -> None:
    low = Decimal("0.00001") if key == "do" else Decimal(0)
    values = data.draw(
        st.lists(st.decimals(low, 14, places=5), min_size=1, max_size=12), label="values"
    )
    found = arrays.cwqi_item(key, np.array(values, float), DAY, body=body)
    alone = [water.cwqi_item(key, value, DAY, body=body).value for value in values]
    assert found.tolist() == [float(value) for value in alone if isinstance(value, Decimal)]


@settings(max_examples=30)
@given(st.lists(st.tuples(*[st.decimals("0.001", 90, places=3)] * 5), min_size=1, max_size=8))
def test_trophic_indices_agree(rows: list[tuple[Decimal, ...]]) -> None:
    names = ("chlorophyll_a", "tp", "tn", "transparency", "codmn")
    columns = dict(zip(names, np.array(rows, dtype=float).T, strict=True))
    found = arrays.tli(**columns, day=DAY)
    alone = [water.tli(dict(zip(names, row, strict=True)), DAY).value for row in rows]
    assert found.tolist() == [float(value) for value in alone if isinstance(value, Decimal)]


def test_what_is_missing_stays_missing() -> None:
    assert arrays.codes("COD", [np.nan, 15.0], DAY).tolist() == [0, 1]
    assert np.isnan(arrays.keep_digit([np.nan], 1)).all()
    assert np.isnan(arrays.cwqi_item("DO", [0.0, np.nan], DAY)).all()
    assert np.isnan(arrays.tli([10.0], [0.05], [1.0], [0.0], [4.0], DAY)).all()


def test_an_item_without_class_is_refused() -> None:
    with pytest.raises(ValueError, match="item of table 1"):
        arrays.codes("Mo", [1.0], DAY)
