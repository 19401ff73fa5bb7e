"""Units at borders, gases between volume and mass, and periods with the side that a label names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.quantities import (
    BEIJING,
    Interval,
    Quantity,
    UnitError,
    convert,
    day_of,
    hours_of_day,
    mass_concentration,
    mean,
    natural_day,
    one_hour,
    percentile,
    volume_fraction,
)


def test_spellings_of_a_unit_are_one() -> None:
    assert Quantity(Decimal(60), "ug/m3") == Quantity.parse("60 µg/m³")
    assert str(Quantity.parse("1.2 mg/m3").to("µg/m³")) == "1200 µg/m³"


def test_a_quantity_takes_no_float() -> None:
    with pytest.raises(TypeError, match="as text"):
        Quantity(0.1, "mg/m³")  # type: ignore[arg-type]


def test_another_dimension_is_refused_with_the_way_out() -> None:
    with pytest.raises(UnitError, match="mass_concentration"):
        convert(Decimal(1), "ppb", "µg/m³")
    with pytest.raises(UnitError, match="expected one of"):
        Quantity(Decimal(1), "furlong")


@given(st.decimals("0.1", "1000", places=1), st.sampled_from(["SO2", "NO2", "O3", "CO"]))
def test_gas_conversion_is_undone_by_its_inverse(value: Decimal, gas: str) -> None:
    state = (Decimal("298.15"), Decimal("1013.25"))
    back = volume_fraction(mass_concentration(value, gas, *state), gas, *state)
    assert abs(back - value) < Decimal("1e-20")


def test_a_label_is_an_hour_only_with_its_side() -> None:
    two = datetime(2026, 3, 1, 14, tzinfo=BEIJING)
    assert one_hour(two, "end").start == two - timedelta(hours=1)
    assert one_hour(two, "start").start == two
    assert one_hour(two, "end").label("end") == two
    with pytest.raises(ValueError, match="full hour"):
        one_hour(two.replace(minute=5), "end")


def test_a_day_runs_from_the_first_to_the_twenty_fourth_hour() -> None:
    day = date(2026, 3, 1)
    hours = hours_of_day(day)
    assert [hour.label("end").hour for hour in hours] == [*range(1, 24), 0]
    assert hours[0].start == natural_day(day).start == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert {day_of(hour) for hour in hours} == {day}


def test_an_interval_needs_a_zone_and_a_length() -> None:
    with pytest.raises(ValueError, match="zone"):
        Interval(datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="after"):
        Interval(moment, moment)


def test_a_mean_counts_what_is_there() -> None:
    found = mean([Decimal(1), None, Decimal(2)], 3)
    assert (found.count, found.valid, found.rounded(0)) == (2, False, Decimal(2))
    assert mean([], 0).valid is False


@given(st.lists(st.integers(0, 999), min_size=1, max_size=60), st.integers(0, 100))
def test_a_percentile_lies_between_its_neighbours(values: list[int], p: int) -> None:
    numbers = [Decimal(value) for value in values]
    found = percentile(numbers, p)
    assert min(values) <= found <= max(values)
    assert percentile(numbers, 0) == min(values)
    assert percentile(numbers, 100) == max(values)
    assert sum(value < found for value in values) <= len(values) * p / 100 + 1


def test_a_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 95)
