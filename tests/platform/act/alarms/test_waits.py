"""How long alarms waited for their cause: an answer counts, whatever became of the alarm since."""

from __future__ import annotations

import pytest

from qingtian_platform.act.alarms import api, worker
from support.alarming import HOUR, NOON, over, said

pytestmark = pytest.mark.django_db
DAY = (NOON - HOUR, NOON + 24 * HOUR)


@pytest.fixture
def alarm(city):
    city.judge(over(city.outlet), over(city.outlet, 1))
    worker.step(city.places, NOON)
    return api.alarms(now=NOON)[0]


def _answer(city, alarm, now):
    person = city.person("enterprise", city.outlet)
    api.answer(alarm.id, person, "treatment", "pump failed", now=now)


def test_an_answer_counts_that_came_after_the_hand_over(city, alarm):
    api.hand_over(alarm.id, city.person("duty"), now=NOON)
    (waiting,) = api.waits(*DAY)
    assert (waiting.answered_at, waiting.overdue(alarm.due + HOUR)) == (None, True)
    _answer(city, alarm, NOON + 2 * HOUR)
    (wait,) = api.waits(*DAY)
    assert (wait.thing_id, wait.due, wait.closed) == (city.outlet, alarm.due, False)
    assert wait.answered_at - wait.raised_at == 2 * HOUR
    assert not wait.overdue(alarm.due + HOUR)


def test_an_answer_counts_that_came_before_the_hand_over(city, alarm):
    _answer(city, alarm, NOON + HOUR)
    api.hand_over(alarm.id, city.person("duty"), now=NOON + 2 * HOUR)
    (wait,) = api.waits(*DAY)
    assert wait.answered_at - wait.raised_at == HOUR


@pytest.mark.parametrize("answered", [True, False])
def test_an_alarm_counts_that_a_person_closed(city, alarm, answered):
    if answered:
        _answer(city, alarm, NOON + HOUR)
    api.close(alarm.id, city.person("duty"), "seen on site", "explained", NOON + 2 * HOUR)
    (wait,) = api.waits(*DAY)
    assert (wait.due, wait.closed) == (alarm.due, True)
    assert wait.answered_at == (NOON + HOUR if answered else None)
    assert not wait.overdue(alarm.due + HOUR)


def test_what_was_withdrawn_or_asks_nobody_does_not_count(city):
    (number,) = city.find(said(city.outlet))
    city.find(said(city.station, "S1", code="a34004"))
    worker.step(city.places, NOON)
    assert [wait.thing_id for wait in api.waits(*DAY)] == [city.outlet]
    city.end(number)
    worker.step(city.places, NOON + HOUR)
    assert api.waits(*DAY) == []
