"""A closed station owes nothing, though nobody entered an end for its data logger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from qingtian_platform.check import api, worker
from qingtian_platform.check.comparability import api as comparability
from qingtian_platform.kit.places import Places
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.models import Thing
from support import network
from support.network import HOURS, MONTH, NOW
from support.once import planting

pytestmark = pytest.mark.django_db
LAST = date(2026, 10, 11)
HOURS_OPEN = 11 * 24


@pytest.fixture(scope="module")
def city(tmp_path_factory, django_db_setup, django_db_blocker):
    del django_db_setup
    places = Places(tmp_path_factory.mktemp("closed") / "data").make()
    with planting(places.data, django_db_blocker):
        network.plant(places)
        worker.step(places, NOW)
        row = Thing.objects.get(key="songtao")
        row.closed = LAST
        row.save()
        worker.step(places, NOW + timedelta(minutes=1))
        yield places


def test_no_hour_is_due_after_the_last_day_of_a_station(city):
    rows = comparability.operating(MONTH, date(2026, 10, 31), places=city)
    due = {each.group.key: each.counts.expected for each in rows}
    assert (due["songtao"], due["songtao-met"]) == (HOURS_OPEN, HOURS)
    assert {each.group.key: each.rate for each in rows}["songtao"] == 1


def test_a_closed_station_is_not_called_broken_and_an_open_one_is(city):
    assert registry.logger(network.mn_of("songtao")).closed is None
    broken = {each.mn for each in api.broken(city)}
    assert network.mn_of("songtao") not in broken
    assert network.mn_of("liuyin") in broken
