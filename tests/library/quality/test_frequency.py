"""The frequency calendar: what is owed, met, made up and extra, whatever is sampled when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.quality.frequency import UNITS, Frequency, calendar, frequency, period

START = date(2024, 1, 1)
DAYS = st.integers(0, 900).map(lambda n: START + timedelta(days=n))
HOW = st.builds(Frequency, st.integers(1, 4), st.sampled_from(sorted(UNITS)))


def test_a_period_is_one_of_the_calendar():
    assert period("week", date(2024, 3, 3)) == (date(2024, 2, 26), date(2024, 3, 3))
    assert period("month", date(2024, 2, 29)) == (date(2024, 2, 1), date(2024, 2, 29))
    assert period("quarter", date(2024, 12, 31)) == (date(2024, 10, 1), date(2024, 12, 31))
    assert period("half-year", date(2024, 7, 1)) == (date(2024, 7, 1), date(2024, 12, 31))
    assert period("year", date(2024, 6, 1)) == (date(2024, 1, 1), date(2024, 12, 31))


def test_a_month_is_met_missed_made_up_and_overdone():
    days = [date(2024, 1, 31), date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)]
    found = calendar(Frequency(1, "month"), START, None, days, date(2024, 5, 2))
    states = [turn.state(date(2024, 5, 2)) for turn in found.turns]
    assert states == ["done", "late", "done", "missed", "waiting"]
    assert found.turns[1].late == (date(2024, 3, 2),)
    assert found.extra == (date(2024, 3, 3),)


def test_the_last_day_is_in_time_and_the_next_is_not():
    def state(day: date, today: date) -> str:
        found = calendar(Frequency(1, "quarter"), START, None, [day], today)
        return found.turns[0].state(today)

    assert state(date(2024, 3, 31), date(2024, 4, 1)) == "done"
    assert state(date(2024, 4, 1), date(2024, 4, 1)) == "missed"  # the second quarter needs it
    nothing = calendar(Frequency(1, "quarter"), START, None, [], date(2024, 3, 31))
    assert nothing.turns[0].state(date(2024, 3, 31)) == "waiting"


def test_a_period_that_the_plan_does_not_cover_whole_owes_nothing():
    found = calendar(
        Frequency(1, "month"), date(2024, 1, 2), date(2024, 3, 30), [], date(2024, 6, 1)
    )
    assert [turn.owed for turn in found.turns] == [0, 1, 0]
    assert [turn.state(date(2024, 6, 1)) for turn in found.turns] == ["free", "missed", "free"]


@pytest.mark.parametrize("text", ["", "1", "0/month", "1/decade", "32/day", "32/month", "-1/month"])
def test_what_is_no_frequency_is_refused(text):
    with pytest.raises(ValueError, match="expected a frequency"):
        frequency(text)


@given(HOW)
def test_a_frequency_is_read_as_it_is_written(how):
    assert frequency(str(how)) == how


@given(HOW, st.lists(DAYS, max_size=30), DAYS)
def test_each_sampling_stands_in_the_calendar_once(how, days, today):
    found = calendar(how, START, None, days, today)
    placed = [day for turn in found.turns for day in (*turn.done, *turn.late)]
    assert sorted([*placed, *found.extra]) == sorted(days)
    assert all(0 <= turn.lacking <= turn.owed for turn in found.turns)
    assert all(
        a.last + timedelta(days=1) == b.first
        for a, b in zip(found.turns, found.turns[1:], strict=False)
    )


@given(HOW, st.lists(DAYS, max_size=20), DAYS, DAYS)
def test_one_sampling_more_never_makes_more_missing(how, days, more, today):
    def lacking(taken: list[date]) -> int:
        return sum(turn.lacking for turn in calendar(how, START, None, taken, today).turns)

    assert lacking([*days, more]) <= lacking(days)


@given(HOW, DAYS)
def test_who_does_everything_is_accused_of_nothing(how, today):
    planned = calendar(how, START, None, [], today).turns
    days = [turn.first + timedelta(days=n) for turn in planned for n in range(turn.owed)]
    found = calendar(how, START, None, days, today)
    assert {turn.state(today) for turn in found.turns} <= {"done", "free"}
    assert found.extra == ()
