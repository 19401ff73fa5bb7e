"""Places and cuts hold whatever figures come: nobody is lost, equals are equal, the worst are named."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.policy.assessments import Assessment, Part, Station, assess, kept_out
from qingtian.policy.placing import Cut, Figure, Listing, Measure, Missing, Ties, listing

NUMBERS = st.decimals(-1000, 1000, places=3)
FIGURES = st.lists(
    st.tuples(st.none() | NUMBERS, st.none() | NUMBERS), min_size=0, max_size=40
).map(lambda rows: [Figure(f"{n:02}", a, b) for n, (a, b) in enumerate(rows)])
HIGH, LOW = Measure("high", 1), Measure("low", 0)
TIES: tuple[Ties, ...] = ("include", "exclude", "next")
MISSING: tuple[Missing, ...] = ("exclude", "last")


@st.composite
def listings(draw: st.DrawFn) -> tuple[list[Figure], Listing, Ties]:
    figures = draw(FIGURES)
    ties, missing = draw(st.sampled_from(TIES)), draw(st.sampled_from(MISSING))
    found = listing(
        draw(st.permutations(figures)),
        HIGH,
        then=LOW,
        cut=Cut(bottom_n=draw(st.integers(0, 12))),
        ties=ties,
        missing=missing,
    )
    return figures, found, ties


@given(listings())
def test_everyone_has_a_place_or_is_left_out(drawn: tuple[list[Figure], Listing, Ties]) -> None:
    figures, found, _ = drawn
    there = [each.subject for each in found.placed] + [each.subject for each in found.left_out]
    assert sorted(there) == [each.subject for each in figures]


@given(listings())
def test_a_better_published_figure_has_the_better_place(
    drawn: tuple[list[Figure], Listing, Ties],
) -> None:
    placed = drawn[1].placed
    for better, worse in itertools.pairwise(placed):
        assert better.place <= worse.place
        if better.value is not None and worse.value is not None:
            assert better.value >= worse.value
        assert (better.place == worse.place) <= (better.value == worse.value)
        assert not (better.value is None and worse.value is not None)


@given(listings())
def test_a_place_is_one_more_than_those_before_it(
    drawn: tuple[list[Figure], Listing, Ties],
) -> None:
    placed = drawn[1].placed
    for each in placed:
        assert each.place == 1 + sum(other.place < each.place for other in placed)
        assert each.tied == (sum(other.place == each.place for other in placed) > 1)


@given(listings())
def test_who_is_named_stands_at_the_end_and_the_border_tells_how_it_was_cut(
    drawn: tuple[list[Figure], Listing, Ties],
) -> None:
    _, found, ties = drawn
    named = {each.subject for each in found.named}
    last = found.placed[len(found.placed) - len(found.named) :]
    assert named == {each.subject for each in last}
    if found.border in ("clean", "parted"):
        assert len(found.named) == found.wanted
    elif found.border == "included":
        assert len(found.named) > found.wanted
        assert ties != "exclude"
    else:
        assert len(found.named) < found.wanted
        assert ties == "exclude"


@given(st.integers(0, 400), st.sampled_from([Decimal(15), Decimal("0.5"), Decimal(100)]))
def test_a_share_rounded_up_and_down_are_at_most_one_apart(count: int, share: Decimal) -> None:
    up = Cut(bottom_pct=share, rounding="up").wanted(count)
    down = Cut(bottom_pct=share, rounding="down").wanted(count)
    even = Cut(bottom_pct=share, rounding="half-even").wanted(count)
    assert down <= even <= up <= down + 1
    assert down * 100 <= share * count <= up * 100


def test_nobody_is_ranked_twice() -> None:
    with pytest.raises(ValueError, match="each subject once"):
        listing([Figure("a", Decimal(1)), Figure("a", Decimal(2))], HIGH)


def test_ties_are_parted_by_something() -> None:
    with pytest.raises(ValueError, match="second figure"):
        listing([], HIGH, ties="next")


PART = Part("quality", ("dust",), municipal=True)
TOWNS = Assessment("towns", {"zh": "镇", "en": "Towns"}, (PART,), "", "", ("D1-1-01",))


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_points_run_from_a_hundred_to_nothing_and_follow_the_places(values: list[Decimal]) -> None:
    figures = [Figure(f"{n:02}", value) for n, value in enumerate(values)]
    scores = assess(TOWNS, {"dust": figures}, {"dust": LOW}, {"quality": Decimal(3)})
    by_subject = {each.subject: each.total for each in scores}
    placed = listing(figures, LOW).placed
    totals = [by_subject[each.subject] for each in placed]
    assert totals == sorted(totals, reverse=True)  # type: ignore[type-var]  # none is missing
    assert totals[0] == 100
    assert all(a == b for a, b in itertools.pairwise(totals)) or totals[-1] != 100
    for one, other in itertools.pairwise(placed):
        assert (one.place == other.place) == (by_subject[one.subject] == by_subject[other.subject])


def test_who_lacks_a_figure_is_left_out_or_has_nothing() -> None:
    figures = [Figure("a", Decimal(30)), Figure("b", None, reason="station closed")]
    out = assess(TOWNS, {"dust": figures}, {"dust": LOW}, {"quality": Decimal(1)})
    assert [(each.subject, each.total, each.reason) for each in out] == [
        ("a", Decimal("100.00"), ""),
        ("b", None, "dust: station closed"),
    ]
    last = assess(TOWNS, {"dust": figures}, {"dust": LOW}, {"quality": Decimal(1)}, missing="last")
    assert [each.total for each in last] == [Decimal("100.00"), Decimal("0.00")]


def test_a_part_without_weight_is_refused() -> None:
    with pytest.raises(ValueError, match=r"none for \['quality'\]"):
        assess(TOWNS, {}, {"dust": LOW}, {})


@pytest.mark.parametrize(
    ("station", "why"),
    [
        (Station("s", "city"), ""),
        (Station("s", "city", owner="there"), ""),
        (Station("s", "district"), "not run by the municipal department"),
        (Station("s", "city", owner="here"), "owned or maintained by who is assessed"),
        (Station("s", "city", maintainer="here"), "owned or maintained by who is assessed"),
    ],
)
def test_nobody_measures_his_own_marks(station: Station, why: str) -> None:
    assert kept_out(station, "here") == why
