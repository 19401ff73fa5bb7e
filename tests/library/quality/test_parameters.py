"""The ledger of parameters: a change that nobody came for is a finding, with what it does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qingtian.quality.detectors.parameters import Parameter, changed
from qingtian.quality.detectors.settings import settings

DAY = 86_400_000


def told(*values: float, name: str = "slope") -> list[Parameter]:
    return [Parameter(i * DAY, "a", name, v, 3020) for i, v in enumerate(values)]


def test_a_slope_changed_without_a_visit_is_a_finding_until_it_comes_back() -> None:
    (one,) = changed(told(1.0, 1.0, 0.7, 0.7, 1.0), [], 9 * DAY, settings())
    assert (one.kind, one.start, one.end) == ("scaling", 2 * DAY, 4 * DAY)
    assert (one.evidence["observed"], one.evidence["expected"]) == (0.7, 1.0)
    assert one.evidence["last_seen"] == DAY


def test_a_range_lowered_stands_until_the_end() -> None:
    (one,) = changed(told(300, 150, name="range"), [], 9 * DAY, settings())
    assert (one.kind, one.start, one.end) == ("range_change", DAY, 9 * DAY)


def test_a_visit_explains_a_change_and_a_visit_elsewhere_does_not() -> None:
    change = told(1.0, 0.9)
    assert changed(change, [(DAY - 3_600_000, DAY)], 9 * DAY, settings()) == []
    assert changed(change, [(5 * DAY, 6 * DAY)], 9 * DAY, settings()) != []


@given(st.lists(st.sampled_from([1.0, 0.9, 0.8]), max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_findings_lie_after_the_first_word(
    values: list[float], random: object
) -> None:
    entries = told(*values)
    found = changed(entries, [], 99 * DAY, settings())
    random.shuffle(entries)  # type: ignore[attr-defined]
    assert changed(entries, [], 99 * DAY, settings()) == found
    assert all(0 < one.start < one.end <= 99 * DAY for one in found)
    assert bool(found) == (len(set(values)) > 1)


def test_going_back_behind_a_visit_is_a_change_again() -> None:
    visit = [(DAY, DAY + 3_600_000)]
    (one,) = changed(told(1.0, 1.1, 1.1, 1.1, 1.0, 1.0), visit, 9 * DAY, settings())
    assert (one.start, one.end) == (4 * DAY, 9 * DAY)
    assert (one.evidence["observed"], one.evidence["last_good"]) == (1.0, 1.1)
