"""A change of the registry is followed by the figures that rest on it, also for days that are past."""

from __future__ import annotations

from datetime import timedelta

from qingtian.quantities import natural_day
from qingtian_platform.evaluate import api, worker
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.ensure import set_standing
from qingtian_platform.registry.models import Thing

from .conftest import FIRST

START = natural_day(FIRST).start
END = START + timedelta(days=3)


def run(places) -> None:
    while worker.step(places):
        pass


def city(places) -> list[tuple]:
    days = api.city_days(START, END, places=places)
    return [(day.stations, day.with_data, day.doses["PM2.5"].value, day.version) for day in days]


def test_a_station_that_leaves_the_citys_value_leaves_it_from_its_day(sent) -> None:
    number = registry.ensure_thing("站1")
    set_standing(number, "assessment", valid_from=FIRST - timedelta(days=90))
    run(sent.places)
    before = city(sent.places)
    assert [row[0] for row in before] == [3, 3, 3]
    set_standing(number, "traffic", valid_from=FIRST + timedelta(days=1))
    run(sent.places)
    after = city(sent.places)
    assert [row[0] for row in after] == [3, 2, 2]
    assert after[0] == before[0]
    assert [row[3] for row in after] == [1, 2, 2]
    old = api.versions(None, "day", START + timedelta(days=1), places=sent.places)
    assert [one.stations for one in old] == [3, 2]  # nothing is overwritten


def test_the_explanation_and_the_figure_agree_after_the_change(evaluated) -> None:
    set_standing(registry.ensure_thing("站4"), "assessment", valid_from=FIRST)
    run(evaluated.places)
    for day in api.city_days(START, END, places=evaluated.places):
        told = api.explain("city", "day", day.start, places=evaluated.places)
        assert told.value == day.aqi
        assert day.stations == 4


def test_a_new_name_is_no_reason_to_evaluate_anything(evaluated) -> None:
    before = (
        api.version(places=evaluated.places),
        api.evaluations("city", FIRST, FIRST, places=evaluated.places),
    )
    station = Thing.objects.get(name="站1")
    station.name_en = "Renamed"
    station.save()
    run(evaluated.places)
    after = (
        api.version(places=evaluated.places),
        api.evaluations("city", FIRST, FIRST, places=evaluated.places),
    )
    assert after == before
