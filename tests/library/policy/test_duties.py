"""What each unit owes: each turn once for each unit, however the days are cut; reminders on working days."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.policy import NotThereError, open_policy
from qingtian.policy.duties import STAGES, Duty, calls, duties, named, unnamed
from qingtian.policy.workdays import DAY

POLICY = open_policy("beijing2018")
SMALL = open_policy(Path(__file__).parents[2] / "packs" / "small")
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
MAY = date(2025, 5, 1), date(2025, 6, 30)
YEAR = {each.key: each for each in duties(POLICY, FIRST, LAST, {})}


def test_a_plan_is_owed_by_each_district_and_department_once() -> None:
    plans = [each for each in YEAR.values() if each.subject == "annual-plan"]
    concerned = POLICY.decided("departments.concerned", FIRST)
    districts = [each.code for each in POLICY.divisions.on(FIRST, ("district",))]
    assert sorted(each.unit for each in plans) == sorted([*districts, *concerned])
    assert {each.due for each in plans} == {LAST}


def test_a_study_is_owed_in_each_quarter_by_city_districts_and_townships() -> None:
    studies = Counter(each.due for each in YEAR.values() if each.subject == "quarterly-study")
    units = 1 + 16 + len(POLICY.assessed("township-air", LAST))
    assert studies == {
        date(2025, month, day): units for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
    }


@settings(max_examples=6)
@given(st.lists(st.integers(1, 60), max_size=3, unique=True))
def test_days_in_pieces_give_each_duty_once(cuts: list[int]) -> None:
    start, end = MAY
    edges = [start, *(start + timedelta(days=n) for n in sorted(cuts)), end + DAY]
    found: list[Duty] = []
    for start, end in pairwise(edges):
        found += duties(POLICY, start, end - DAY, {})
    whole = [key for key, each in YEAR.items() if MAY[0] <= each.due <= MAY[1]]
    assert Counter(each.key for each in found) == Counter(whole)


def test_a_clause_of_a_clock_is_owed_by_the_clock_alone() -> None:
    told = {clause for each in POLICY.clocks.values() if each.cycle for clause in each.clauses}
    assert not {each.subject for each in YEAR.values() if each.kind == "task"} & told


def test_what_was_assigned_is_owed_by_whom_it_was_assigned_to() -> None:
    start, end = date(2020, 12, 31), date(2020, 12, 31)
    key = next(e.subject for e in duties(POLICY, start, end, {}) if e.kind == "task" and not e.unit)
    found = duties(POLICY, start, end, {key: ("land",)})
    assert {each.unit for each in found if each.subject == key} == {"land"}


def test_reminders_fall_on_working_days_around_the_spring_festival() -> None:
    duty = Duty("task", "x", None, "water", None, date(2025, 2, 2), ())
    assert calls(POLICY, duty) == {
        "before": date(2025, 1, 26),  # a Sunday that is worked
        "day": date(2025, 1, 27),  # the holiday begins on the 28th
        "after": date(2025, 2, 10),  # the 9th is a Sunday
    }


def test_what_comes_each_week_is_called_two_days_before() -> None:
    duty = next(e for e in YEAR.values() if e.subject == "dust-ranking" and e.due.month == 11)
    assert calls(POLICY, duty)["before"] == date(2025, 10, 31)
    assert duty.due == date(2025, 11, 3)


@given(st.dates(date(2018, 5, 1), date(2030, 12, 31)))
def test_stages_come_in_their_order(due: date) -> None:
    found = calls(POLICY, Duty("task", "x", None, "water", None, due, ()))
    assert tuple(found) == STAGES
    assert found["before"] <= found["day"] <= due < found["after"]
    assert all(map(POLICY.workdays.is_worked, found.values()))


def test_a_last_day_that_is_not_worked_moves_where_a_setting_says_so() -> None:
    assert SMALL.last_day(date(2030, 1, 6)) == date(2030, 1, 6)
    assert SMALL.last_day(date(2031, 1, 4)) == date(2031, 1, 6)  # Saturday to Monday
    turns = [e.due for e in duties(SMALL, date(2031, 1, 1), date(2031, 12, 31), {})]
    assert all(map(SMALL.workdays.is_worked, turns))


def test_before_the_first_answer_nothing_is_told() -> None:
    with pytest.raises(NotThereError, match=r"clock\.restday is not decided for 2017"):
        POLICY.last_day(date(2017, 1, 1))


CLOCKS_OF_THE_PACK = {
    "diesel-ranking",
    "dust-ranking",
    "repair-ranking",
    "catering-feedback",
    "coarse-particles",
    "water-ranking",
    "drinking-water",
    "performance",
    "diesel-checks",
    "repair-checks",
    "petrochemical",
    "reform-evaluation",
    "culture-firms",
    "vouchers",
}
PUBLICATIONS_OF_THE_PACK = {
    "site-gate",
    "red-line",
    "media",
    "emergencies",
    "disclosure",
    "compensation-matters",
    "compensation-money",
    "compensation-papers",
}


def test_whom_the_pack_alone_names_is_told_from_whom_the_text_names() -> None:
    clocks = {k for k, e in POLICY.clocks.items() if unnamed(POLICY, (e.actor,), e.clauses)}
    items = {k for k, e in POLICY.publications.items() if unnamed(POLICY, e.by, e.clauses)}
    assert clocks == CLOCKS_OF_THE_PACK
    assert items == PUBLICATIONS_OF_THE_PACK
    feedback = POLICY.clocks["catering-feedback"]
    assert "environment-departments" in named(POLICY, feedback.clauses)
    assert not named(POLICY, POLICY.clocks["diesel-ranking"].clauses)
