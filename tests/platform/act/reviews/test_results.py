"""A rejected hour counts nowhere any more; what was received stands beside what was reviewed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qingtian.quantities import natural_day
from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.record import api as record

from .conftest import DAY

pytestmark = pytest.mark.django_db
START = natural_day(DAY).start
HOUR = timedelta(hours=1)


def issued(desk) -> reviews.Issued:
    return reviews.issued(desk.state().issued.hash)


def test_where_nothing_was_rejected_reviewed_is_real_time(desk):
    desk.decide("li", "keep")
    desk.review()
    desk.evaluated()
    found = issued(desk)
    assert found.reviewed == found.received
    assert not found.differs
    assert found.rejected == ()
    assert found.hours == (144, 144)
    day = evaluate.days(desk.thing.id, START, START + 24 * HOUR, places=desk.places)[0]
    assert (found.reviewed.aqi, found.reviewed.primary) == (day.aqi, day.primary)
    apart = evaluate.apart(desk.thing.id, DAY, received=True, places=desk.places)
    assert (apart.aqi, apart.doses, apart.valid) == (day.aqi, day.doses, day.valid)


def test_a_rejected_hour_leaves_hour_day_and_city_and_stays_reachable(desk):
    desk.send(5, a34004="680.0")
    desk.evaluated()
    number = desk.decide("li")
    desk.evaluated()
    desk.review()
    at = START + 5 * HOUR
    hour = evaluate.hours(desk.thing.id, at, at + HOUR, places=desk.places)[0]
    assert hour.doses["PM2.5"].value is None
    city = evaluate.city_hours(at, at + HOUR, places=desk.places)[0]
    day = evaluate.days(desk.thing.id, START, START + 24 * HOUR, places=desk.places)[0]
    assert day.doses["PM2.5"].count == 23
    assert day.acted == {"PM2.5": "decided"}
    whole = evaluate.city_days(START, START + 24 * HOUR, places=desk.places)
    assert [one.acted for one in (city, *whole)] == [{"PM2.5": "decided"}] * 2
    before = evaluate.versions(None, "day", START, places=desk.places)
    assert before[-2].doses["PM2.5"].value > before[-1].doses["PM2.5"].value
    versions = evaluate.versions(desk.thing.id, "hour", at, places=desk.places)
    assert [one.doses["PM2.5"].value for one in versions][-2:] == [680, None]
    found = issued(desk)
    assert found.differs
    assert found.received.aqi > found.reviewed.aqi == day.aqi
    assert found.hours == (144, 143)
    assert found.received.doses["PM2.5"]["count"] == 24
    (out,) = found.rejected
    assert (out["value"], out["before"], out["after"]) == ("680.0", "N", "D")
    assert out["act"] == number
    asked = {"mn": desk.mn, "code": "a34004", "start": at, "end": at + HOUR, "places": desk.places}
    kept = record.observations(**asked, superseded=True).to_pylist()
    assert [(row["value"], row["flag"]) for row in kept if row["superseded_at"] is None] == [
        (680.0, "N")
    ]


def test_too_many_rejected_hours_leave_the_day_without_a_mean(desk):
    desk.evaluated()
    for hour in range(5):
        desk.decide("li", hour=hour)
    desk.evaluated()
    day = evaluate.days(desk.thing.id, START, START + 24 * HOUR, places=desk.places)[0]
    assert (day.doses["PM2.5"].value, day.doses["PM2.5"].count) == (None, 19)
    apart = evaluate.apart(desk.thing.id, DAY, received=True, places=desk.places)
    assert apart.doses["PM2.5"].count == 24
    assert apart.doses["PM2.5"].value is not None


def test_what_was_issued_stays_when_the_day_is_opened_again(desk):
    desk.review()
    old = issued(desk)
    desk.send(5, a34004="680.0")
    desk.follow()
    assert desk.state().state == "reopened"
    assert issued(desk) == old
    desk.review()
    assert issued(desk) != old
    assert reviews.issues(desk.thing.key, DAY, DAY)[DAY][1] == issued(desk)
