"""The stage raises what was found and judged, joins it, lets it go, and opens it again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qingtian_platform.act.alarms import api, worker

from support.alarming import HOUR, NOON, over, said

pytestmark = pytest.mark.django_db


def _run(city, now=NOON):
    while worker.step(city.places, now):
        pass
    return api.alarms(now=now)


def test_what_is_found_and_judged_is_raised_the_gravest_first(city):
    city.find(said(city.outlet), said(city.other, "O2", "QC-131", hours=2))
    city.judge(over(city.other, 5))
    found = _run(city)
    assert [(a.thing_id, a.cause, a.severity) for a in found] == [
        (city.outlet, "falsification", 2),
        (city.other, "exceedance", 2),
        (city.other, "silence", 4),
    ] or [a.cause for a in found] == ["exceedance", "falsification", "silence"]
    assert worker.step(city.places, NOON) is False, "nothing is left to do"
