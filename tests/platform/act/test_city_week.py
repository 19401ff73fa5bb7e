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
    now = city_week.MONDAY + city_week.WEEK
    city_week.played(places, now)
    return city, city_week.measured(city, things, now)


def on_top(result: city_week.Result) -> bool:
    """Whether all that was forged was found and stands on top."""
    ranks = list(result.ranks.values())
    return bool(ranks) and all(rank is not None and rank <= TOP for rank in ranks)


@pytest.mark.campaign
def test_a_small_city_has_its_week_in_few_items_with_the_forged_on_top(places, db):
    city, result = replayed(places, outlets=12, stations=4, sites=4, planted=2, history=14)
    assert len(city.planted) == 2
    assert max(result.shifts) <= MOST
    assert sum(result.shifts) <= result.findings + result.verdicts
    assert on_top(result)
    assert {kind for kind, _, _ in city.planted.values()} == {"constant", "copied_history"}


@pytest.mark.campaign
def test_a_week_of_a_city_of_a_thousand_outlets(places, db, record_property):
    """`QINGTIAN_WEEK=250,9,75,6` replays another city: outlets, stations, sites, forged."""
    asked = os.environ.get("QINGTIAN_WEEK", "1000,35,300,6")
    outlets, stations, sites, planted = map(int, asked.split(","))
    city, result = replayed(places, outlets, stations, sites, planted, history=21)
    record_property("outlets, stations, sites", asked.rpartition(",")[0])
    record_property("faults", dict(city.faults))
    record_property("forged", dict(Counter(kind for kind, _, _ in city.planted.values())))
    record_property("findings; exceedances", f"{result.findings}; {result.verdicts}")
    record_property("items of the week", result.open)
    record_property("items a shift: most", max(result.shifts))
    record_property("ranks of the forged", [str(rank) for rank in result.ranks.values()])
    assert max(result.shifts) <= MOST
    assert on_top(result)
