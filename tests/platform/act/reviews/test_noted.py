"""Marks and what rules say come first, with what the neighbours measured beside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qingtian.quantities import natural_day
from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.act.reviews import worker
from qingtian_platform.check.findings.rows import Said
from qingtian_platform.check.findings.store import Store
from qingtian_platform.kit.times import beijing

from .conftest import DAY, LOGINS, NOON

pytestmark = pytest.mark.django_db
START = natural_day(DAY).start
EVIDENCE = {"value": 680.0, "count": 2, "lod": 1.0, "unit": "µg/m³"}


def say(desk, hour: int, later: timedelta = timedelta()) -> int:
    from django.utils import timezone

    start = START + timedelta(hours=hour)
    said = Said(
        "QC-105", desk.mn, "a34004", "hour", start, start + timedelta(hours=2),
        evidence=EVIDENCE, thing_id=desk.thing.id,
    )  # fmt: skip
    with Store.writing(desk.places) as store, store.transaction():
        return store.say("flagging", said, timezone.now() + later)


def test_hours_with_a_finding_or_a_mark_come_first_and_others_not(desk):
    number = say(desk, 7)
    desk.decide("li", hour=2)
    found = reviews.checked(desk.table(), "zh", desk.places)
    assert [(beijing(one.reading.start).hour, one.reading.code) for one in found] == [
        (2, "a34004"), (7, "a34004"), (8, "a34004"),
    ]  # fmt: skip
    assert {(note.rule, note.finding) for one in found for note in one.notes} == {
        ("QC-105", number)
    }


def test_neighbours_are_own_stations_with_their_values(desk):
    (beside,) = reviews.neighbours(desk.thing, DAY, desk.places)
    assert beside.thing.key == "place-2"
    assert 0.8 < beside.distance < 0.9
    assert beside.values["a34004", START] == ("42.5", "N")


def test_a_finding_after_the_signature_opens_the_day_and_one_before_does_not(desk):
    say(desk, 3, timedelta(hours=-1))
    desk.review()
    desk.follow()
    assert desk.state().state == "issued"
    say(desk, 7)
    assert worker.step(desk.places)
    assert (desk.state().state, desk.state().cause) == ("reopened", "finding")
    assert len(desk.state().steps) == len(LOGINS) + 1
    assert desk.state().last.at > NOON
