"""Reference states: from the law by day and pollutant, and the way from one to another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.law import NotInForceError
from qingtian.quantities import (
    Quantity,
    ReferenceState,
    UnitError,
    kelvin,
    mass_concentration,
    restate,
)
from qingtian.quantities.gases import GAS_CONSTANT, MOLAR_MASS, MOLAR_VOLUME
from qingtian.standards.states import reference_state


def state(kelvins: str, hectopascal: str) -> ReferenceState:
    return ReferenceState(Quantity(Decimal(kelvins), "K"), Quantity(Decimal(hectopascal), "hPa"))


COLD, WARM = state("273.15", "1013.25"), state("298.15", "1013.25")


def test_gases_refer_to_a_warmer_state_from_the_amendment_on() -> None:
    day, before = date(2018, 9, 1), date(2018, 8, 31)
    assert str(reference_state("SO2", before).more["state"]) == "273 K, 1013.25 hPa"
    assert reference_state("SO2", day).more["state"] == WARM
    assert reference_state("O3", date(2026, 3, 1)).more["state"] == WARM


def test_particles_are_taken_as_they_are_from_the_amendment_on() -> None:
    assert reference_state("PM2.5", date(2018, 8, 31)).value == "273 K, 1013.25 hPa"
    for pollutant in ("PM2.5", "PM10", "TSP", "Pb", "BaP"):
        found = reference_state(pollutant, date(2018, 9, 1))
        assert (found.value, found.more["state"]) == ("actual", None)
        assert "监测时" in found.tree("zh")


def test_a_stack_has_one_state_for_all() -> None:
    found = reference_state("SO2", date(2024, 5, 1), medium="stack")
    assert found.value == "273 K, 1013.25 hPa"
    with pytest.raises(NotInForceError):
        reference_state("SO2", date(2018, 2, 28), medium="stack")


def test_what_has_no_state_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of SO2"):
        reference_state("noise", date(2024, 5, 1))
    with pytest.raises(ValueError, match="air or stack"):
        reference_state("SO2", date(2024, 5, 1), medium="water")


def test_units_of_a_state_are_put_right_and_checked() -> None:
    given = ReferenceState(Quantity(Decimal(25), "°C"), Quantity(Decimal("101.325"), "kPa"))
    assert given == WARM
    assert kelvin(Quantity(Decimal(-10), "℃")).value == Decimal("263.15")
    with pytest.raises(UnitError):
        ReferenceState(Quantity(Decimal(25), "m"), Quantity(Decimal(1), "kPa"))
    with pytest.raises(ValueError, match="above zero"):
        state("0", "1013.25")


def test_the_molar_volume_is_that_of_the_gas_constant() -> None:
    exact = GAS_CONSTANT * Decimal("273.15") / Decimal(101325) * 1000
    assert abs(exact - MOLAR_VOLUME) < Decimal("0.0001")
    assert round(WARM.molar_volume, 3) == Decimal("24.465")


def test_the_amendment_lowers_a_gas_by_a_twelfth() -> None:
    assert round(restate(Decimal(100), COLD, WARM), 2) == Decimal("91.61")


@given(
    st.decimals("0.1", "5000", places=1),
    st.integers(240, 330),
    st.integers(600, 1100),
)
def test_going_there_and_back_changes_nothing(c: Decimal, kelvins: int, pressure: int) -> None:
    other = state(str(kelvins), str(pressure))
    assert abs(restate(restate(c, WARM, other), other, WARM) - c) < Decimal("1e-20")


@given(st.decimals("0.1", "1000", places=1), st.sampled_from(sorted(MOLAR_MASS)))
def test_restating_agrees_with_converting_the_fraction_at_both_states(
    fraction: Decimal, gas: str
) -> None:
    cold = mass_concentration(fraction, gas, Decimal("273.15"), Decimal("1013.25"))
    warm = mass_concentration(fraction, gas, Decimal("298.15"), Decimal("1013.25"))
    assert abs(restate(cold, COLD, WARM) - warm) < Decimal("1e-20")
