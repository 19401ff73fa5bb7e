"""GB/T 8170: the scalar form is exact, and the array form gives the same digits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.quantities import divide_half_even, gbt8170, gbt8170_array, mean, mean_rounded, scaled


@pytest.mark.parametrize(
    ("text", "decimals", "expected"),
    [
        ("0.5", 0, "0"),
        ("1.5", 0, "2"),
        ("2.5", 0, "2"),
        ("2.51", 0, "3"),
        ("0.25", 1, "0.2"),
        ("0.35", 1, "0.4"),
        ("10.502", 0, "11"),
        ("-15.5", 0, "-16"),
        ("-0.4", 0, "0"),
        ("4.05", 1, "4.0"),
        ("1250", -2, "1.2E+3"),
        ("0.0705", 3, "0.070"),
        ("12345678901234567890123456789012.5", 0, "12345678901234567890123456789012"),
    ],
)
def test_a_half_goes_to_the_even_digit(text: str, decimals: int, expected: str) -> None:
    assert str(gbt8170(text, decimals)) == expected


def test_a_float_is_refused_and_told_what_to_do() -> None:
    with pytest.raises(TypeError, match="pass the number as text"):
        gbt8170(0.5, 0)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["NaN", "Infinity"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        gbt8170(text, 0)


NUMBERS = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=50)


@given(NUMBERS, st.integers(0, 4), st.integers(0, 4))
def test_arrays_round_as_scalars_do(whole: list[int], sent: int, decimals: int) -> None:
    texts = [Decimal(n).scaleb(-sent) for n in whole]
    floats = np.array([float(text) for text in texts])
    expected = [float(gbt8170(text, min(decimals, sent))) for text in texts]
    assert gbt8170_array(floats, decimals, sent=sent).tolist() == expected


def test_missing_stays_missing() -> None:
    found = gbt8170_array([np.nan, 2.5], 0, sent=1)
    assert np.isnan(found[0])
    assert found[1] == 2


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=24), st.integers(0, 2))
def test_a_mean_is_rounded_from_its_exact_sum(tenths: list[int], decimals: int) -> None:
    exact = mean([Decimal(n) / 10 for n in tenths]).rounded(decimals)
    step = Fraction(10, 10**decimals)
    below = Fraction(len(tenths)) * step
    whole = divide_half_even([sum(tenths) * below.denominator], [below.numerator])
    assert exact == Decimal(int(whole[0])).scaleb(-decimals)


def test_floats_miss_ties_that_exact_sums_hit() -> None:
    """The reason for whole numbers: half of a unit computed in binary lands beside the tie."""
    rng = np.random.default_rng(8170)
    tenths = rng.integers(0, 2000, size=(20_000, 20))
    tie = (2 * tenths.sum(axis=1)) % 400 == 200
    exact = divide_half_even(tenths.sum(axis=1), np.full(len(tenths), 200))
    naive = np.rint(np.sum(np.cumsum(tenths / 10, axis=1)[:, -1:], axis=1) / 20)
    missed = int((naive != exact)[tie].sum())
    assert tie.sum() > 50
    assert missed > 0
    assert (naive == exact)[~tie].all()


def test_too_large_for_a_float_is_refused() -> None:
    with pytest.raises(ValueError, match="below"):
        scaled([1e12], 6)


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 3))
def test_a_fraction_is_rounded_to_the_nearest_and_to_even(exact: Fraction, decimals: int) -> None:
    found = Fraction(mean_rounded(exact, decimals)) * 10**decimals
    distance = abs(found - exact * 10**decimals)
    assert distance <= Fraction(1, 2)
    assert distance < Fraction(1, 2) or found % 2 == 0


@given(st.integers(-(10**8), 10**8), st.integers(1, 4), st.integers(0, 3))
def test_every_tie_of_either_sign_goes_to_even_in_both_forms(
    whole: int, dropped: int, decimals: int
) -> None:
    """Half of the last kept digit, as many digits away as there are to drop."""
    sent = decimals + dropped
    tie = Decimal(whole * 10**dropped + 5 * 10 ** (dropped - 1)).scaleb(-sent)
    scalar = gbt8170(tie, decimals)
    assert int(scalar.scaleb(decimals)) % 2 == 0
    assert gbt8170_array([float(tie)], decimals, sent=sent).tolist() == [float(scalar)]


@given(st.integers(-(2**51), 2**51), st.integers(0, 6), st.integers(0, 6))
def test_arrays_round_as_scalars_do_up_to_the_last_number_that_they_take(
    whole: int, sent: int, decimals: int
) -> None:
    text = Decimal(whole).scaleb(-sent)
    expected = float(gbt8170(text, min(decimals, sent)))
    assert gbt8170_array([float(text)], decimals, sent=sent).tolist() == [expected]


@pytest.mark.parametrize("sign", [1, -1])
def test_beyond_that_number_an_array_refuses_what_a_scalar_still_rounds(sign: int) -> None:
    huge = sign * (2**51 + 1) / 10
    assert gbt8170(str(Decimal(sign * (2**51 + 1)) / 10), 0) == round(huge)
    with pytest.raises(ValueError, match="expected finite values below"):
        gbt8170_array([huge], 0, sent=1)
    with pytest.raises(ValueError, match="expected finite values below"):
        gbt8170_array([sign * np.inf], 0, sent=1)


def test_no_array_gives_a_negative_zero_that_a_scalar_does_not() -> None:
    found = gbt8170_array([-0.4, -0.5, 0.0], 0, sent=1)
    assert found.tolist() == [0.0, 0.0, 0.0]
    assert not np.signbit(found).any()
