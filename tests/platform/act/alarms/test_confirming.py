"""What is not grave is raised when it still stands after a day; what is grave, at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qingtian_platform.act.alarms import api, rules, worker
from qingtian_platform.act.alarms.models import Waiting
from qingtian_platform.registry.models import Thing
from support.alarming import NOON, over, said

DAY = timedelta(days=1)
LITTLE = rules.row("AL-08").least - 0.1
"""A score that is not raised however long it stands."""
ENOUGH = rules.row("AL-08").least + 0.1
LATER = NOON + rules.row("AL-08").stands


def _run(city, now=NOON):
    while worker.step(city.places, now):
        pass
    return api.alarms(open=False, now=now)


@pytest.mark.parametrize("score", [ENOUGH, 0.95])
def test_a_suspicion_is_raised_when_it_still_stands(city, score):
    city.find(said(city.outlet, score=score), now=NOON)
    assert not _run(city)
    assert not _run(city, LATER - timedelta(minutes=1))
    (item,) = _run(city, LATER)
    assert item.row in ("AL-06", "AL-08")
    assert not Waiting.objects.exists()


def test_what_is_gone_by_then_calls_nobody(city):
    (number,) = city.find(said(city.outlet, score=ENOUGH), now=NOON)
    assert not _run(city)
    city.end(number, now=NOON + timedelta(hours=20))
    assert not _run(city, LATER)
    assert not _run(city, LATER + 30 * DAY)
    assert not Waiting.objects.exists()


def test_what_is_said_anew_each_hour_keeps_its_time(city):
    """A growing stretch is another finding each time; else it would wait for ever."""
    (number,) = city.find(said(city.outlet, score=ENOUGH), now=NOON)
    for hour in range(1, 24):
        now = NOON + timedelta(hours=hour)
        assert not _run(city, now)
        (after,) = city.find(said(city.outlet, hours=3 + hour, score=ENOUGH), now=now)
        city.end(number, after, now=now)
        number = after
    (item,) = _run(city, LATER)
    assert [int(key) for _form, key in item.members] == [number]


def test_a_little_score_waits_until_it_grows(city):
    (number,) = city.find(said(city.outlet, score=LITTLE), now=NOON)
    assert not _run(city, LATER + 10 * DAY)
    (after,) = city.find(said(city.outlet, hours=9, score=ENOUGH), now=LATER + 10 * DAY)
    city.end(number, after, now=LATER + 10 * DAY)
    assert len(_run(city, LATER + 10 * DAY)) == 1, "it has stood for ten days"


@pytest.mark.parametrize("score", [LITTLE, ENOUGH])
def test_an_exceedance_beside_it_ends_the_waiting(city, score):
    city.find(said(city.outlet, score=score), said(city.other, "O2", score=score), now=NOON)
    assert not _run(city)
    city.judge(over(city.outlet, 2))
    suspicion, exceedance = _run(city, NOON + timedelta(hours=1))
    assert (suspicion.row, suspicion.thing_id) == ("AL-01", city.outlet)
    assert exceedance.cause == rules.EXCEEDANCE


def test_what_is_grave_is_raised_at_once(city):
    city.find(
        said(city.outlet, rule="FD-103", score=0.9),
        said(city.station, "S1", code="a34004", score=LITTLE),
        now=NOON,
    )
    assert {item.thing_id: item.row for item in _run(city)} == {
        city.outlet: "AL-02",
        city.station: "AL-03",
    }
    assert not Waiting.objects.exists()


def test_an_item_goes_on_though_its_finding_says_less(city):
    city.judge(over(city.outlet, 2))
    (number,) = city.find(said(city.outlet, score=ENOUGH), now=NOON)
    assert len(_run(city)) == 2
    (after,) = city.find(said(city.outlet, hours=5, score=LITTLE), now=NOON + DAY)
    city.judge(over(city.outlet, 2, word="within", value="3"), now=NOON + DAY)
    city.end(number, after, now=NOON + DAY)
    found = _run(city, NOON + DAY)
    assert [each.state for each in found if each.cause == rules.FALSIFICATION] == ["open"]


def test_what_turns_out_to_repeat_another_time_waits_no_more(city):
    city.find(said(city.outlet, score=ENOUGH), now=NOON)
    assert not _run(city)
    thing = Thing.objects.get(pk=city.outlet)
    thing.origin = worker.REPLAYED
    thing.save()
    assert not _run(city, LATER)
    assert not Waiting.objects.exists()
