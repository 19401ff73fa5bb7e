"""Each clause is a task, each turn of a duty one more; a day without a record is never called late."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.policy import Policy, open_policy
from qingtian.policy.tasks import Task, summary, tasks

POLICY: Policy = open_policy("beijing2018")
MONTH = timedelta(days=30)


def listed(today: date, began: date = date(2026, 1, 1), **known: object) -> list[Task]:
    given: dict[str, object] = {"assigned": {}, "done": (), "horizon": MONTH, **known}
    return tasks(POLICY, today=today, began=began, **given)  # type: ignore[arg-type]


def by_key(found: list[Task]) -> dict[str, Task]:
    return {each.key: each for each in found}


def test_every_clause_has_a_task_and_no_key_stands_twice() -> None:
    found = listed(date(2026, 11, 26))
    assert {each.clause for each in found} == set(POLICY.clauses)
    assert max(Counter(each.key for each in found).values()) == 1


def test_a_day_that_has_passed_without_a_record_is_no_record() -> None:
    key = "D3-7.3-01"
    assert by_key(listed(date(2018, 12, 31)))[key].state == "soon"
    assert by_key(listed(date(2019, 1, 1)))[key].state == "no record"
    assert by_key(listed(date(2019, 1, 1), done=[key]))[key].state == "done"


def test_a_task_is_near_so_long_before_its_day() -> None:
    key = "D3-7.3-01"
    assert by_key(listed(date(2018, 12, 1)))[key].state == "soon"
    assert by_key(listed(date(2018, 11, 30)))[key].state == "open"


def test_what_holds_from_a_day_on_is_in_force_from_that_day() -> None:
    key = "D3-6.1-09"
    assert by_key(listed(date(2019, 6, 30)))[key].state == "not yet"
    assert by_key(listed(date(2019, 7, 1)))[key].state == "in force"


def test_turns_are_owed_from_the_day_on_which_the_ledger_is_kept() -> None:
    turns = [e for e in listed(date(2026, 3, 31)) if e.clause == "D3-3.1-03"]
    assert [each.due for each in turns] == [date(2026, 3, 31)]
    turns = [e for e in listed(date(2026, 11, 26)) if e.clause == "D3-3.1-03"]
    assert [each.state for each in turns] == ["no record"] * 3


def test_who_is_assigned_goes_before_who_is_named_and_nobody_is_told() -> None:
    found = by_key(listed(date(2026, 1, 1), assigned={"D3-7.3-01": ("water",)}))
    assert (found["D3-7.3-01"].owners, found["D3-7.3-01"].named) == (("water",), "assigned")
    assert found["D5-2.1-01"].named == "nobody"
    assert found["D7-5.13-02"].owners == ("monitoring-bodies",)


@settings(max_examples=12)
@given(st.dates(date(2018, 1, 1), date(2035, 12, 31)), st.integers(0, 400))
def test_nothing_that_is_known_is_lost_as_days_go_by(today: date, days: int) -> None:
    began = date(2018, 5, 1)
    before = by_key(listed(today, began))
    after = by_key(listed(today + timedelta(days=days), began))
    assert {key for key, each in before.items() if each.turn is not None} <= set(after)
    assert {k for k, e in before.items() if e.state == "no record"} <= {
        k for k, e in after.items() if e.state == "no record"
    }


def test_the_summary_counts_everything_once() -> None:
    found = listed(date(2026, 11, 26))
    assert sum(count for _, count in summary(found)) == len(found)
