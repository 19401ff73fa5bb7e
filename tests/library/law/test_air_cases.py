"""The cases of ambient air, as YAML that a jurist can read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from qingtian.quantities import Quantity, natural_day
from qingtian.standards import air
from qingtian.standards.air.rules import limit
from qingtian.standards.states import reference_state
from support.lawcases import params

Case = Mapping[str, Any]


def limits(case: Case) -> None:
    ask = case["ask"]
    found = limit(ask["limit"], ask["averaging"], case["day"])
    assert found.level(int(ask["level"])) == Quantity.parse(case["expect"]["limit"])
    assert found.cite == case["expect"]["source"]


def days(case: Case) -> None:
    found, expect = air.daily_aqi(case["given"], case["day"]), case["expect"]
    assert found.value == expect["aqi"]
    assert found.edition == expect["source"]
    assert expect.get("iaqi", {}).items() <= found.more["iaqi"].items()
    for key, value in (("primary", found.more["primary"]), ("valid", found.valid)):
        assert expect.get(key, value) == value
    if "category" in expect:
        assert (found.more["category"] or {}).get("zh") == expect["category"]


def readings(day: date, hours: int, each: Decimal) -> list[air.Reading]:
    end = natural_day(day).end
    return [air.Reading(end - timedelta(hours=n), each, "µg/m³") for n in range(1, hours + 1)]


def minimum(case: Case) -> None:
    given = case.get("mean") or case["ozone"]
    hours = readings(case["day"], int(given["hours"]), given["each"])
    if "mean" in case:
        found = air.daily_mean(given["pollutant"], hours, case["day"])
    else:
        found = air.mda8(hours, case["day"])
        assert found.more["windows"] == case["expect"]["windows"]
    assert (found.value, found.valid) == (case["expect"]["value"], case["expect"]["valid"])


def states(case: Case) -> None:
    found = reference_state(case["ask"]["pollutant"], case["day"])
    assert (found.value, found.edition) == (case["expect"]["state"], case["expect"]["source"])


FILES = {"limits": limits, "days": days, "minimum": minimum, "states": states}
"""What a file's cases ask."""


def run(file: str, case: Case) -> None:
    """Run a case; it fails where the library gives something else."""
    FILES[file](case)


@pytest.mark.parametrize(("file", "case"), params("air"))
def test_case(file: str, case: Case) -> None:
    run(file, case)
