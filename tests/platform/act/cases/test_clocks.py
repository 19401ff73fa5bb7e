"""Clocks: each limit passes once, whoever looks and whatever crashes, and sends the matter up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qingtian_platform.act.cases import api, calling, following, timers, worker
from qingtian_platform.act.cases.models import Assigned, Firing, Sealed, Standing

from .conftest import TEN, Desk

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def test_a_limit_in_hours_passes_at_its_second(desk: Desk):
    matter = desk.dust()
    assert timers.ring(TEN + DAY - MINUTE) == 0
    assert api.matter(matter.id).late == 0
    assert timers.ring(TEN + DAY) == 1
    now = api.matter(matter.id)
    assert (now.late, now.open, now.holder) == (1, 2, "zhou")
    assert timers.ring(TEN + DAY) == 0


def test_a_matter_that_stays_late_goes_up_to_the_head_of_the_city(desk: Desk):
    matter = desk.dust()
    timers.ring(TEN + DAY)
    row = Standing.objects.select_related("matter").get(pk=matter.id)
    head = following.above(row)
    assert head.username == "ju"
    following.assign(row, head, None, Assigned.Cause.ESCALATION, TEN + 2 * DAY)
    assert api.matter(matter.id).holder == "ju"
    assert following.above(row) is None


def test_an_act_after_its_limit_records_the_expiry_too_and_once(desk: Desk):
    matter = desk.dust()
    desk.confirm(matter, TEN + 2 * DAY)
    assert list(Firing.objects.values_list("duty", "nth", "due")) == [("verify", 1, TEN + DAY)]
    timers.ring(TEN + 3 * DAY)
    assert Firing.objects.count() == 1
    assert [e.kind for e in api.timeline(matter.id, TEN + 3 * DAY)][:3] == [
        "deed",
        "expired",
        "raised",
    ]


@pytest.mark.parametrize("point", ["fire", "write", "tell", "settle"])
def test_a_crash_at_any_point_fires_each_limit_once(desk: Desk, monkeypatch, point):
    """Ten matters in pieces of four; the process dies in the second piece, then another goes on."""
    for number in range(10):
        desk.dust(site=f"s{number}")
    heard: list[int] = []
    api.listen(hear := lambda told: heard.append(told.matter.id) if told.duty else None)
    where = {
        "fire": timers.keeping,
        "write": timers.keeping,
        "tell": following.port,
        "settle": timers.calling,
    }[point]
    calls, real = [0], getattr(where, point)

    def dies(*args, **more):
        calls[0] += 1
        if calls[0] == (11 if point == "tell" else 2):
            raise KeyboardInterrupt
        return real(*args, **more)

    monkeypatch.setattr(timers, "PIECE", 4)
    monkeypatch.setattr(where, point, dies)
    with pytest.raises(KeyboardInterrupt):
        timers.ring(TEN + DAY)
    assert Firing.objects.count() == 4
    monkeypatch.setattr(where, point, real)
    assert timers.ring(TEN + DAY) == 6
    api.forget(hear)
    assert Firing.objects.count() == 10
    assert set(heard) == set(Standing.objects.values_list("pk", flat=True))


def test_the_stage_does_nothing_where_there_is_nothing(desk: Desk):
    assert not worker.step(desk.places, TEN)
    assert calling.again(TEN) is False
    assert Sealed.objects.count() == 0
