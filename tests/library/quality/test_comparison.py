"""Two owners at one place: the statistics, and a verdict that names nobody without a reference."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qingtian.quality import SeriesError, from_marks, series
from qingtian.quality.comparison import (
    Margin,
    Pairs,
    Rules,
    Verdict,
    against,
    line,
    margin,
    paired,
    references,
    rules,
    statistics,
    verdict,
)
from qingtian.quality.comparison.intervals import mean
from qingtian.quality.comparison.statistics import deming
from qingtian.quantities.student import student

DAY = date(2026, 11, 1)
RULES = rules(DAY)
GOLDEN = json.loads((Path(__file__).parent / "data/comparison.json").read_text(encoding="utf-8"))
HOUR = np.timedelta64(1, "h")
START = np.datetime64("2026-10-31T16:00", "us")
FINE = margin("air", "pm25", DAY)
KINDS = {each.key: each for each in references(DAY)}
MONTH = 720


def pairs(first: object, second: object) -> Pairs:
    one, other = np.asarray(first, float), np.asarray(second, float)
    return Pairs(START + np.arange(len(one)) * HOUR, one, other)


def wandering(rng: np.random.Generator, count: int, keep: float) -> np.ndarray:
    """Make noise of unit spread in which an hour resembles the one before."""
    reach = np.arange(300 if keep else 1)
    noise = rng.normal(size=count + len(reach) - 1) * math.sqrt(1 - keep**2)
    return np.convolve(noise, keep**reach, mode="valid")


def air(rng: np.random.Generator, count: int = MONTH) -> np.ndarray:
    """Make a month of fine particles that neither owner measures exactly. [µg/m³]."""
    return 60 * np.exp(0.6 * wandering(rng, count, 0.97))


def shown(rng: np.random.Generator, truth: np.ndarray) -> np.ndarray:
    return truth + 2 * wandering(rng, len(truth), 0.8)


# --- golden vectors ------------------------------------------------------------------------


def test_the_published_example_of_limits_of_agreement() -> None:
    """The first reading of either meter: the paper gives -2.1, 38.8 and r = 0.94."""
    found = statistics(pairs(GOLDEN["mini"], GOLDEN["large"]), RULES)
    assert found is not None
    assert round(found.difference.value, 1) == GOLDEN["mean_difference"]
    assert round(found.spread, 1) == GOLDEN["spread"]
    assert found.correlation is not None
    assert round(found.correlation, 2) == GOLDEN["correlation"]
    wide = NormalDist().inv_cdf(0.975) * found.spread
    assert (found.lower.value, found.upper.value) == pytest.approx(
        (found.difference.value - wide, found.difference.value + wide)
    )


@pytest.mark.parametrize(("percent", "freedom", "t"), GOLDEN["quantiles"])
def test_quantiles_are_those_of_the_printed_table(percent: int, freedom: int, t: float) -> None:
    assert student(percent, freedom) == pytest.approx(t, abs=5e-5)


def test_the_line_is_the_long_axis_of_the_cloud() -> None:
    """With equal errors it is the first principal axis, found here another way."""
    two = pairs(GOLDEN["large"], GOLDEN["mini"])
    found = deming(two, 95)
    assert found is not None
    axes = np.linalg.eigh(np.cov(two.first, two.second))[1][:, 1]
    assert found[0].value == pytest.approx(axes[1] / axes[0])


def test_uncertainty_of_a_hand_computed_case() -> None:
    """Differences of ±2 at a level of 20: 2·sqrt(4/2)/20 = 14.142 %."""
    first = np.array([19.0, 21.0] * 8)
    found = statistics(pairs(first, first[::-1]), RULES)
    assert found is not None
    assert found.uncertainty == pytest.approx(14.1421356)


# --- pairing -------------------------------------------------------------------------------


def test_only_equal_intervals_that_count_are_paired() -> None:
    times = START + np.arange(6) * HOUR
    ours = series(times, [1, 2, 3, 4, 5, 6], from_marks(["N", "N", "D", "N", "N", "N"]), step=HOUR)
    theirs = series(times[::-1] + HOUR, [10, 20, np.nan, 40, 50, 60], step=HOUR)
    found = paired(ours, theirs)
    # Hour 2 was a fault of ours; theirs has no number at hour 4, and none at hour 0.
    assert found.first.tolist() == [2, 4, 6]
    assert found.second.tolist() == [60, 40, 20]


def test_an_hour_is_no_pair_of_a_day() -> None:
    times = START + np.arange(6) * HOUR
    with pytest.raises(SeriesError, match="average first"):
        paired(series(times, range(6), step=HOUR), series(times, range(6), step=24 * HOUR))


def test_a_day_counts_only_with_enough_hours() -> None:
    two = pairs(np.arange(30.0), np.arange(30.0) + 2)
    found = two.daily(20)
    assert found.first.tolist() == [11.5]
    assert found.times[0] == START


# --- properties ----------------------------------------------------------------------------

SIDES = arrays(
    np.float64, st.tuples(st.just(2), st.integers(8, 60)), elements=st.floats(0.5, 400, width=32)
)


@settings(max_examples=20)
@given(SIDES)
def test_exchanging_the_sides_turns_everything_round(sides: np.ndarray) -> None:
    two = pairs(*sides)
    one, other = statistics(two, RULES), statistics(pairs(*sides[::-1]), RULES)
    assert one is not None
    assert other is not None
    assert one.difference.value == -other.difference.value
    assert (one.lower.value, one.upper.low) == pytest.approx(
        (-other.upper.value, -other.lower.high), abs=1e-6
    )
    assert (one.spread, one.effective) == pytest.approx((other.spread, other.effective))
    assert one.uncertainty == pytest.approx(other.uncertainty)
    if one.slope is not None and other.slope is not None:
        assert one.slope.value == pytest.approx(1 / other.slope.value, rel=1e-6)
    assert FINE is not None
    said, turned = verdict(one, FINE, RULES), verdict(other, FINE, RULES)
    assert (said.outcome, said.reason, said.state) == (turned.outcome, turned.reason, turned.state)


@settings(max_examples=20)
@given(SIDES, st.sampled_from([0.001, 0.5, 1000.0]))
def test_another_unit_scales_and_says_the_same(sides: np.ndarray, scale: float) -> None:
    one, other = statistics(pairs(*sides), RULES), statistics(pairs(*(sides * scale)), RULES)
    assert one is not None
    assert other is not None
    for name in ("difference", "lower", "upper"):
        a, b = getattr(one, name), getattr(other, name)
        assert (a.value * scale, a.error * scale) == pytest.approx((b.value, b.error), rel=1e-6)
    assert one.uncertainty == pytest.approx(other.uncertainty)
    if one.slope is not None and other.slope is not None:
        assert one.slope.value == pytest.approx(other.slope.value, rel=1e-6)
    said = verdict(one, Margin(5, 0.1), RULES).state
    assert verdict(other, Margin(5 * scale, 0.1), RULES).state == said


@settings(max_examples=20)
@given(SIDES, st.floats(-50, 50))
def test_a_constant_moves_the_difference_and_leaves_its_interval(
    sides: np.ndarray, off: float
) -> None:
    one, other = (
        statistics(pairs(*sides), RULES),
        statistics(pairs(sides[0], sides[1] + off), RULES),
    )
    assert one is not None
    assert other is not None
    assert other.difference.value == pytest.approx(one.difference.value + off, abs=1e-6)
    assert other.difference.error == pytest.approx(one.difference.error, abs=1e-6)


@settings(max_examples=20)
@given(SIDES)
def test_nobody_is_named_without_a_reference(sides: np.ndarray) -> None:
    found = statistics(pairs(*sides), RULES)
    said = verdict(found, Margin(1, 0.01), rules_of(8))
    assert said.outcome in ("agree", "cannot tell")
    assert said.cleared == ()


def rules_of(least: int) -> Rules:
    return replace(RULES, pairs=least)


def test_too_few_pairs_say_nothing() -> None:
    found = statistics(pairs(np.ones(71), np.ones(71)), RULES)
    assert FINE is not None
    assert verdict(found, FINE, RULES).reason == "too few pairs"
    full = statistics(pairs(np.ones(72), np.ones(72)), RULES)
    assert verdict(full, FINE, RULES).outcome == "agree"
    assert statistics(pairs([1.0] * 7, [2.0] * 7), RULES) is None


# --- rates against a known truth -----------------------------------------------------------


@pytest.mark.parametrize("keep", [0.0, 0.8])
def test_a_constant_bias_lies_within_its_interval_as_often_as_is_said(keep: float) -> None:
    """At 95 %; where hours resemble each other the usual interval would hold it half as often."""
    rng = np.random.default_rng(20261126)
    noise = np.array([wandering(rng, MONTH, keep) for _ in range(300)])
    held = [abs(mean(each + 7, 95).value - 7) <= mean(each, 95).reach for each in noise]
    assert 0.92 <= np.mean(held) <= 0.98
    plain = [abs(each.mean()) <= 1.96 * each.std() / math.sqrt(MONTH) for each in noise]
    assert np.mean(plain) < 0.7 or keep == 0.0


def test_the_slope_lies_within_its_interval_as_often_as_is_said() -> None:
    rng = np.random.default_rng(7)
    held = []
    for _ in range(200):
        truth = air(rng)
        found = deming(
            pairs(truth + rng.normal(size=MONTH), 1.2 * truth + rng.normal(size=MONTH)), 95
        )
        assert found is not None
        held.append(found[0].low <= 1.2 <= found[0].high)
    assert np.mean(held) >= 0.9


@pytest.mark.parametrize(("key", "times"), [("instrument", 1.35), ("neighbours", 1.6)])
def test_of_two_the_biased_one_is_named_and_the_honest_one_cleared(key: str, times: float) -> None:
    """One shows a third too much, or more where only neighbours tell; and the other way round."""
    rng = np.random.default_rng(11)
    for _ in range(20):
        truth = air(rng)
        honest, biased, third = shown(rng, truth), times * shown(rng, truth), shown(rng, truth)
        for turned in (False, True):
            sides = (biased, honest) if turned else (honest, biased)
            said = judged(sides, third, key)
            assert said.outcome == ("first biased" if turned else "second biased")
            assert said.cleared == (("second",) if turned else ("first",))


def judged(sides: tuple[np.ndarray, np.ndarray], third: np.ndarray, key: str) -> Verdict:
    assert FINE is not None
    kind = KINDS[key]
    told = against(kind, pairs(third, sides[0]), pairs(third, sides[1]), FINE, RULES)
    return verdict(statistics(pairs(*sides), RULES), FINE, RULES, [told])


def test_honest_pairs_are_never_accused() -> None:
    """Of 200 months without any bias none is accused, and nearly all are shown to agree."""
    rng = np.random.default_rng(23)
    said = []
    for _ in range(200):
        truth = air(rng)
        sides = (shown(rng, truth), shown(rng, truth))
        said.append(judged(sides, shown(rng, truth), "instrument").outcome)
    assert not any("biased" in each for each in said)
    assert said.count("agree") >= 190


def test_at_the_edge_of_what_is_allowed_few_are_accused() -> None:
    """A difference of just what is allowed is called more than that in one month of forty at most."""
    rng = np.random.default_rng(29)
    assert FINE is not None
    beyond = 0
    for _ in range(200):
        first = 20 + 3 * wandering(rng, MONTH, 0.8)  # where 5 µg/m³ is allowed
        found = statistics(pairs(first, first + 5 + 3 * wandering(rng, MONTH, 0.8)), RULES)
        beyond += verdict(found, FINE, RULES).state == "beyond"
    assert beyond / 200 <= 0.05


def test_a_biased_reference_accuses_nobody_where_both_agree() -> None:
    rng = np.random.default_rng(31)
    truth = air(rng)
    said = judged((shown(rng, truth), shown(rng, truth)), 1.5 * truth, "instrument")
    assert (said.outcome, said.reason, said.cleared) == ("agree", "reference alone", ())


def test_a_reference_off_by_its_own_uncertainty_accuses_no_honest_one() -> None:
    """Neighbours that lie as far off as they may; the biased one is named, the honest one is not."""
    rng = np.random.default_rng(37)
    for _ in range(30):
        truth = air(rng)
        off = 0.9 * max(5, 0.1 * truth.mean())
        said = judged((shown(rng, truth), 1.6 * shown(rng, truth)), truth - off, "neighbours")
        assert said.outcome in ("second biased", "cannot tell")
        assert said.reference is not None
        assert said.reference.first.state != "beyond"


def test_neighbours_never_name_both() -> None:
    rng = np.random.default_rng(41)
    truth = air(rng)
    sides = (1.6 * shown(rng, truth), 2.4 * shown(rng, truth))
    assert judged(sides, truth, "neighbours").reason == "both differ"
    assert judged(sides, truth, "instrument").outcome == "both biased"


def test_a_few_samples_by_hand_name_the_biased_one() -> None:
    """Seven samples at either: t-intervals, as they do not depend on each other."""
    rng = np.random.default_rng(43)
    truth = air(rng)
    sides = (shown(rng, truth), 1.5 * shown(rng, truth))
    at = np.arange(50, MONTH, 100)
    assert FINE is not None
    manual = [pairs(truth[at], side[at]) for side in sides]
    told = against(KINDS["manual"], manual[0], manual[1], FINE, RULES)
    said = verdict(statistics(pairs(*sides), RULES), FINE, RULES, [told])
    assert (said.outcome, said.cleared) == ("second biased", ("first",))
    few = against(KINDS["manual"], manual[0], pairs(truth[:4], sides[1][:4]), FINE, RULES)
    assert few.second.state == "unknown"
    unsaid = verdict(statistics(pairs(*sides), RULES), FINE, RULES, [few])
    assert (unsaid.outcome, unsaid.reason) == ("cannot tell", "reference unclear")
    assert unsaid.cleared == ("first",)


def test_equal_means_on_another_line_do_not_agree() -> None:
    """HJ 655: a slope of 1.4 that an intercept hides is no agreement."""
    rng = np.random.default_rng(47)
    truth = air(rng)
    two = pairs(truth, 1.4 * (truth - truth.mean()) + truth.mean() + rng.normal(size=MONTH))
    days = two.daily(20)
    assert FINE is not None
    asked = line("air", "pm25", DAY)
    said = verdict(statistics(two, RULES), FINE, RULES, asked=asked, days=statistics(days, RULES))
    assert (said.state, said.outcome, said.reason) == ("within", "cannot tell", "line")
    short = pairs(two.first[: 22 * 24], two.second[: 22 * 24]).daily(20)
    few = verdict(statistics(two, RULES), FINE, RULES, asked=asked, days=statistics(short, RULES))
    assert (few.line, few.outcome) == (None, "agree")


def test_a_clock_one_hour_off_is_not_seen() -> None:
    """The page of the network says so: means are judged, by the month and by the line of days."""
    rng = np.random.default_rng(53)
    truth = air(rng, MONTH + 1)
    two = pairs(shown(rng, truth)[1:], shown(rng, truth)[:-1])
    asked, days = line("air", "pm25", DAY), statistics(two.daily(20), RULES)
    assert verdict(statistics(two, RULES), FINE, RULES, asked=asked, days=days).outcome == "agree"


def test_margins_hold_at_their_border() -> None:
    """5 µg/m³ up to 50 µg/m³, a tenth of the level above."""
    assert FINE is not None
    assert [FINE.allowed(x) for x in (0.0, 50.0, 51.0)] == pytest.approx([5, 5, 5.1])
    assert margin("air", "radon", DAY) is None
    assert line("air", "so2", DAY) is None
