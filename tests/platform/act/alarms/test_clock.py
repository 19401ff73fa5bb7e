"""By when a cause is owed: the next day at noon in Beijing, whatever day that is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qingtian_platform.act.alarms import api, clock, rules, worker
from qingtian_platform.kit.times import BEIJING
from support.alarming import over

MINUTE = timedelta(minutes=1)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        ("2026-11-25 00:00", "2026-11-26 12:00"),
        ("2026-11-25 11:59", "2026-11-26 12:00"),
        ("2026-11-25 23:59", "2026-11-26 12:00"),
        ("2026-11-27 18:00", "2026-11-28 12:00"),  # Friday to Saturday
        ("2026-11-28 09:00", "2026-11-29 12:00"),  # Saturday to Sunday
        ("2026-12-31 23:59", "2027-01-01 12:00"),  # New Year is a day as any other
        ("2028-02-28 10:00", "2028-02-29 12:00"),
    ],
)
def test_the_next_day_at_noon(raised, due):
    assert clock.due_of(_at(raised)) == _at(due)


@pytest.mark.parametrize(("now", "over_due"), [("11:59", False), ("12:00", False), ("12:01", True)])
def test_the_minute_that_is_named_is_still_in_time(now, over_due):
    assert clock.overdue(_at("2026-11-26 12:00"), _at(f"2026-11-26 {now}")) is over_due
    assert clock.overdue(None, _at(f"2026-11-26 {now}")) is False


def test_the_clock_says_that_it_is_outside_the_gazette():
    for each in rules.clocks():
        assert each.outside_gazette
        assert "D7-4.12-08" in each.source["zh"]
        assert "D7-4.12-08" in each.source["en"]


@pytest.mark.django_db
def test_a_reminder_goes_out_before_and_the_desk_hears_after(city):
    raised = _at("2026-11-25 12:00")
    city.judge(over(city.outlet))
    worker.step(city.places, raised)
    (alarm,) = api.alarms(now=raised)
    looks = ["2026-11-26 08:59", "2026-11-26 09:00", "2026-11-26 12:00", "2026-11-26 12:01"]
    seen = []
    for text in [*looks, "2026-11-27 12:00"]:
        worker.ring(_at(text))
        seen.append([e.what for e in api.history(alarm.id)][1:])
    assert seen == [[], ["reminded"], ["reminded"], *[["reminded", "escalated"]] * 2]
    assert api.alarm(alarm.id, _at("2026-11-26 12:00")).overdue is False
    assert api.alarm(alarm.id, _at("2026-11-26 12:01")).overdue is True


@pytest.mark.django_db
def test_overdue_causes_are_counted_by_unit_and_by_person(city):
    raised = _at("2026-11-25 12:00")
    city.judge(over(city.outlet), over(city.outlet, 9), over(city.other))
    worker.step(city.places, raised)
    late = _at("2026-11-26 12:01")
    assert api.overdue("person", raised) == []
    assert [(o.who, o.count) for o in api.overdue("person", late)] == [("王工", 2), ("李工", 1)]
    assert [(o.who, o.count) for o in api.overdue("owner", late)] == [
        ("河谷热电", 2),
        ("山前水泥", 1),
    ]
    assert [(o.who, o.count) for o in api.overdue("maintainer", late)] == [("清源运维", 3)]
    with pytest.raises(ValueError, match="owner"):
        api.overdue("colour", late)


@pytest.mark.django_db
def test_what_was_answered_in_time_is_neither_reminded_of_nor_sent_up(city):
    raised = _at("2026-11-25 12:00")
    city.judge(over(city.outlet))
    worker.step(city.places, raised)
    (alarm,) = api.alarms(now=raised)
    person = city.person("enterprise", city.outlet)
    given = api.answer(alarm.id, person, "treatment", "pump of tower 2 failed", now=raised + MINUTE)
    assert worker.ring(_at("2026-11-27 12:00")) is False
    assert given.late is False
    assert api.alarm(alarm.id, _at("2026-11-27 12:00")).overdue is False
