"""What the scalar water rules promise beyond the law's cases: spellings, units, refusals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.quantities import Quantity, UnitError
from qingtian.standards import water
from qingtian.standards.water.names import body_of

DAY = date(2024, 6, 30)
FIVE = {
    name: {"NH3-N": value}
    for name, value in zip("abcde", ("0.1", "0.4", "0.9", "1.4", "2.1"), strict=True)
}


@pytest.mark.parametrize("text", ["NH3-N", "nh3n", "NH3N", "氨氮", "w21003", " nh3_n "])
def test_an_item_has_many_spellings(text: str) -> None:
    assert water.item_of(text).key == "nh3n"


@pytest.mark.parametrize("text", ["Ⅲ", "III", "III类", "Ⅲ类", "3"])
def test_a_class_has_many_spellings(text: str) -> None:
    assert water.class_of(text) == "III"


def test_what_is_worse_than_class_five_is_read_too() -> None:
    assert {water.class_of(text) for text in ("劣Ⅴ", "劣V", "劣Ⅴ类", "6")} == {"劣V"}


def test_unknown_names_are_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match="NH3-N"):
        water.item_of("rain")
    with pytest.raises(ValueError, match="劣V"):
        water.class_of("VII")
    with pytest.raises(ValueError, match="reservoir"):
        body_of("TP", "sea")


def test_a_float_is_refused_since_its_digits_are_not_those_written() -> None:
    with pytest.raises(TypeError, match="pass it as text"):
        water.classify("NH3-N", 0.1, DAY)  # type: ignore[arg-type]


def test_another_dimension_is_refused() -> None:
    with pytest.raises(UnitError, match="mass concentration in water"):
        water.classify("NH3-N", Quantity(Decimal(1), "mg/m³"), DAY)


def test_temperature_has_no_class() -> None:
    with pytest.raises(ValueError, match="has no class"):
        water.classify("水温", 20, DAY)


@given(st.lists(st.decimals(4, 10, places=2), min_size=1, max_size=12))
def test_a_mean_of_ph_lies_between_and_below_the_plain_mean(values: list[Decimal]) -> None:
    found = water.ph_mean(values, DAY, decimals=6).value
    assert isinstance(found, Decimal)
    slack = Decimal("0.000001")
    assert min(values) - slack <= found <= max(values) + slack
    assert found <= sum(values) / len(values) + slack


@given(st.decimals(0, 3, places=6), st.integers(0, 5))
def test_rounding_never_makes_nothing_of_something(value: Decimal, decimals: int) -> None:
    found = water.keep_digit(value, decimals, DAY)
    assert (found == 0) == (value == 0)
    assert abs(found - value) <= Decimal(5).scaleb(-decimals - 1)


def test_a_mean_of_an_item_without_limits_is_rounded_as_told() -> None:
    assert water.average("chla", ["10.1234", "12"], DAY).value == Decimal("11.062")
    assert water.average("透明度", ["1.0", "0.85"], DAY, decimals=1).value == Decimal("0.9")
    with pytest.raises(ValueError, match="the law gives SD none"):
        water.average("透明度", ["1.0"], DAY)


def test_the_tree_keeps_the_means_of_a_month() -> None:
    found = water.section_period({"NH3-N": ["1.0", "1.4"], "TP": [None]}, DAY)
    tree = found.tree("en")
    assert "Mean of NH3-N: 1.20 mg/L" in tree
    assert "too few valid data" in tree
    assert found.to_json()["left_out"][0]["reason"] == "not-valid"


def test_items_with_too_few_samples_do_not_decide_a_quarter() -> None:
    found = water.section_period({"NH3-N": ["9.9"], "TP": ["0.1", "0.1"]}, DAY, period="quarter")
    assert (found.value, found.more["classes"]) == ("II", {"TP": "II"})


def test_a_year_of_a_section_comes_from_its_months() -> None:
    months = {"NH3-N": ["0.4"] * 8, "TP": ["0.1"] * 12}
    last = date(2024, 12, 31)
    assert water.section_year(months, last).more["classes"] == {"TP": "II"}
    frozen = water.section_year(months, last, freezing=True)
    assert frozen.more["classes"] == {"NH3-N": "II", "TP": "II"}


def test_a_section_without_a_class_is_left_out_of_its_river() -> None:
    found = water.river({**FIVE, "f": {"TN": "9"}}, DAY)
    assert found.value == "中度污染"
    assert [each.given.name for each in found.left_out] == ["f"]
    assert found.more["share_good"] == Decimal("60.0")


def test_counts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="within 5 sections"):
        water.basin(5, 4, 2, DAY)
    with pytest.raises(ValueError, match="five sections"):
        water.basin_change((4, 4, 0), (4, 4, 0), DAY)


def test_a_zone_of_unknown_points_is_refused() -> None:
    with pytest.raises(ValueError, match="points of the lake"):
        water.lake({"a": {"TP": ["0.1"]}}, DAY, zones={"north": ["b"]})


def test_oxygen_needs_a_temperature_and_something_to_divide_by() -> None:
    with pytest.raises(ValueError, match="temperature"):
        water.quality_index("DO", "5", DAY)
    with pytest.raises(ValueError, match="above zero"):
        water.quality_index("DO", "0", DAY, temperature="20")
    with pytest.raises(ValueError, match="above zero"):
        water.cwqi_item("DO", "0", DAY)


def test_equal_cities_share_a_place() -> None:
    cities = {"丙": Decimal("4.2"), "甲": Decimal("4.1"), "乙": Decimal("4.2"), "丁": Decimal(5)}
    assert [(place, name) for place, name, _ in water.ranked(cities)] == [
        (1, "甲"),
        (2, "丙"),
        (2, "乙"),
        (4, "丁"),
    ]


def test_an_unknown_kind_of_compensation_is_refused() -> None:
    with pytest.raises(ValueError, match="target_missed"):
        water.compensation("gift", 1, date(2020, 1, 1))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="zero or more"):
        water.compensation("target_missed", -1, date(2020, 1, 1))
