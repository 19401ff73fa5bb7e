"""Deadlines, working days and clocks: months do not drift, no turn is lost and none comes twice."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.policy import open_policy
from qingtian.policy.clocks import Grace
from qingtian.policy.deadlines import Deadline, Period
from qingtian.quantities import BEIJING

DAY = timedelta(days=1)
BEIJING_POLICY = open_policy("beijing2018")
CYCLES = sorted(key for key, each in BEIJING_POLICY.clocks.items() if each.cycle)
DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("text", "kind", "last"),
    [
        ("2020-12-31", "by", date(2020, 12, 31)),
        ("2019-01-01/..", "from", None),
        ("2018-06-21/P5Y", "within", date(2023, 6, 20)),
        ("P3M", "every", None),
        ("R/2019-01-20/P1Y", "yearly", None),
        ("T+PT24H", "after", None),
    ],
)
def test_a_deadline_is_read(text: str, kind: str, last: date | None) -> None:
    found = Deadline.read(text)
    assert (found.kind, found.last_day, found.text) == (kind, last, text)


@pytest.mark.parametrize(
    "text", ["", "soon", "P", "PT", "2020-13-01", "2019-01-01/P", "T+1D", "P1"]
)
def test_what_is_no_deadline_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        Deadline.read(text)


def test_a_month_after_the_last_day_is_the_last_day_and_does_not_drift() -> None:
    month = Period.read("P1M")
    assert [month.after(date(2024, 1, 31), n) for n in range(4)] == [
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2024, 3, 31),
        date(2024, 4, 30),
    ]


@given(DAYS, st.integers(0, 200))
def test_months_keep_their_order(start: date, times: int) -> None:
    month = Period.read("P1M")
    assert month.after(start, times) < month.after(start, times + 1)


def test_hours_ask_for_a_moment() -> None:
    with pytest.raises(ValueError, match="got a day"):
        Period.read("PT24H").after(date(2024, 1, 1))


@pytest.mark.parametrize("key", CYCLES)
@settings(max_examples=10)
@given(cuts=st.lists(DAYS, max_size=6))
def test_a_cycle_gives_each_turn_once_however_time_is_cut(key: str, cuts: list[date]) -> None:
    clock = BEIJING_POLICY.clocks[key]
    start, end = date(2018, 1, 1), date(2024, 12, 31)
    marks = sorted({each for each in cuts if start < each <= end})
    pieces = zip([start, *marks], [*(each - DAY for each in marks), end], strict=True)
    cut = [turn for a, b in pieces for turn in clock.instances(a, b)]
    assert cut == list(clock.instances(start, end))
    assert len({turn.number for turn in cut}) == len(cut)


@settings(max_examples=30)
@given(cuts=st.lists(DAYS, max_size=6))
def test_another_answer_to_how_long_after_a_turn_loses_none_and_doubles_none(
    cuts: list[date],
) -> None:
    """The turn before the day of the answer keeps its own, though the next is due before it."""
    answers = ((date(2018, 7, 12), Period.read("P3M")), (date(2020, 6, 1), Period.read("P5D")))
    clock = replace(BEIJING_POLICY.clocks["township-assessment"], grace=Grace(answers))
    start, end = date(2018, 1, 1), date(2024, 12, 31)
    marks = sorted({each for each in cuts if start < each <= end})
    pieces = zip([start, *marks], [*(each - DAY for each in marks), end], strict=True)
    cut = [turn for a, b in pieces for turn in clock.instances(a, b)]
    whole = list(clock.instances(start, end))
    assert sorted(turn.number for turn in cut) == [turn.number for turn in whole]
    due = {turn.last: turn.due for turn in whole}
    assert due[date(2020, 5, 31)] == date(2020, 8, 31)
    assert due[date(2020, 6, 30)] == date(2020, 7, 5)


def test_how_long_after_a_turn_it_is_due_is_a_setting_or_nothing() -> None:
    """The text names no day after a week, month or year: what is not its last day is somebody's answer."""
    folder = Path(str(BEIJING_POLICY.pack.root)) / "policy"
    rows = yaml.safe_load((folder / "clocks.yaml").read_text("utf-8"))["clocks"]
    named = {row["due"] for row in rows.values() if "cycle" in row} - {"P0D", "same day"}
    assert named <= set(BEIJING_POLICY.settings)


def test_the_register_of_what_must_be_public_names_the_days_of_the_clocks() -> None:
    until = date(2024, 12, 31)
    for one in BEIJING_POLICY.publications.values():
        for clock in BEIJING_POLICY.clocks.values():
            if clock.cycle and one.cycle and set(clock.clauses) & set(one.clauses):
                turns = clock.instances(date(2018, 1, 1), until)
                assert list(one.owed(until)) == [turn.due for turn in turns], one.key


@pytest.mark.parametrize("key", CYCLES)
def test_the_turns_of_a_cycle_touch_and_do_not_overlap(key: str) -> None:
    turns = list(BEIJING_POLICY.clocks[key].instances(date(2018, 1, 1), date(2030, 12, 31)))
    for one, following in itertools.pairwise(turns):
        assert following.first == one.last + DAY
    assert turns[0].number == 0


def test_a_year_has_so_many_turns() -> None:
    year = (date(2024, 1, 1), date(2024, 12, 31))
    counts = {k: len(list(BEIJING_POLICY.clocks[k].instances(*year))) for k in CYCLES}
    cycles = {k: BEIJING_POLICY.clocks[k].cycle for k in CYCLES}
    wanted = {Period(12): {1}, Period(3): {4}, Period(1): {12}, Period(0, 7): {52, 53}}
    assert all(counts[key] in wanted[cycle] for key, cycle in cycles.items() if cycle)


def test_a_limit_waits_for_an_event_and_a_cycle_for_none() -> None:
    moment = datetime(2024, 1, 1, tzinfo=BEIJING)
    with pytest.raises(ValueError, match="is a cycle"):
        BEIJING_POLICY.clocks["diesel-ranking"].due(moment)
    with pytest.raises(ValueError, match="waits for an event"):
        list(BEIJING_POLICY.clocks["dust-seen"].instances(moment.date(), moment.date()))
    with pytest.raises(ValueError, match="time zone"):
        BEIJING_POLICY.clocks["dust-seen"].due(moment.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        ("2024-02-09", 1, "2024-02-18"),  # the Sunday after the spring festival is worked
        ("2024-04-30", 1, "2024-05-06"),
        ("2024-05-06", 0, "2024-05-06"),
        ("2024-10-01", 1, "2024-10-08"),
        ("2025-12-31", 1, "2026-01-04"),
    ],
)
def test_working_days_skip_holidays_and_take_the_days_that_are_worked(
    day: str, count: int, after: str
) -> None:
    found = BEIJING_POLICY.workdays.after(date.fromisoformat(day), count)
    assert found == date.fromisoformat(after)


def test_a_year_that_is_not_known_says_so() -> None:
    assert BEIJING_POLICY.workdays.known(date(2026, 5, 1))
    assert not BEIJING_POLICY.workdays.known(date(2040, 5, 1))


def test_a_merged_township_leaves_the_year_before_as_it_was() -> None:
    small = open_policy(Path(__file__).parents[2] / "packs" / "small")
    before = small.assessed("towns", date(2030, 12, 31))
    after = small.assessed("towns", date(2031, 1, 31))
    assert before == ("990101", "990102", "990103")
    assert after == ("990102", "990104")
