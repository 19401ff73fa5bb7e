"""A replayed week of a city: few items a shift, and what was forged stands on top."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from qingtian_platform.kit.places import Places
from support import city_week

MOST, TOP = 40, 10
"""Items of a shift that a person can look at; how far down what was planted may stand. [1]"""


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


def replayed(places: Places, outlets: int, stations: int, sites: int, planted: int, history: int):
    city = city_week.made(outlets, stations, sites, planted, history=history)
    things = city_week.written(places, city)
    return city, city_week.replayed(places, city, things)


@pytest.mark.campaign
def test_a_small_city_has_its_week_in_few_items_with_the_forged_on_top(places, db):
    city, result = replayed(places, outlets=12, stations=4, sites=4, planted=2, history=14)
    assert {kind for kind, _, _ in city.planted.values()} == {"constant", "copied_history"}
    assert result.most <= MOST
    assert result.items <= result.findings + result.verdicts
    assert set(result.places) == set(city.planted)
    assert all(place.shift <= TOP for place in result.places.values())


@pytest.mark.campaign
def test_a_week_of_a_city_of_a_thousand_outlets(places, db, record_property):
    """`QINGTIAN_WEEK=250,9,75,6` replays another city: outlets, stations, sites, forged.

    Not every deed can be seen within its week: what is found stands on top, and what is not is told.
    """
    asked = os.environ.get("QINGTIAN_WEEK", "1000,35,300,6")
    outlets, stations, sites, planted = map(int, asked.split(","))
    city, result = replayed(places, outlets, stations, sites, planted, history=21)
    kinds: Counter[str] = Counter()
    for day in result.days:
        kinds.update(day.kinds)
    forged = {
        f"{kind} at {site}": "place {} of its shift, {} of its day, as {}".format(
            *result.places[site]
        )
        if site in result.places
        else "not within the week"
        for site, (kind, _, _) in city.planted.items()
    }
    record_property("outlets, stations, sites", asked.rpartition(",")[0])
    record_property("faults", dict(city.faults))
    record_property("findings; exceedances", f"{result.findings}; {result.verdicts}")
    record_property("items of the week", result.items)
    record_property("items by day and shift", [day.shifts for day in result.days])
    record_property("items by weight, cause and kind", dict(kinds.most_common()))
    record_property("forged", forged)
    assert result.most <= MOST
    assert result.places
    assert all(place.shift <= TOP for place in result.places.values())
