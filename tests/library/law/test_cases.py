"""The law's cases, as YAML that a jurist can read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qingtian.law.reading import read
from qingtian.quantities import Quantity, natural_day
from qingtian.standards import air
from qingtian.standards.air.rules import limit

FOLDER = Path(__file__).parents[2] / "law" / "air"


def cases(name: str) -> list[Any]:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    found = read("cases:\n" + "\n".join(f"  {line}" for line in text.splitlines()), name)["cases"]
    return [pytest.param(case, id=case["name"]) for case in found]


def all_cases() -> Iterator[dict[str, Any]]:
    for file in sorted(FOLDER.glob("*.yaml")):
        yield from (each.values[0] for each in cases(file.stem))


@pytest.mark.parametrize("case", cases("limits"))
def test_limit(case: dict[str, Any]) -> None:
    ask = case["ask"]
    found = limit(ask["limit"], ask["averaging"], case["day"])
    assert found.level(int(ask["level"])) == Quantity.parse(case["expect"]["limit"])
    assert found.cite == case["expect"]["source"]


@pytest.mark.parametrize("case", cases("days"))
def test_day(case: dict[str, Any]) -> None:
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


@pytest.mark.parametrize("case", cases("minimum"))
def test_minimum(case: dict[str, Any]) -> None:
    given = case.get("mean") or case["ozone"]
    hours = readings(case["day"], int(given["hours"]), given["each"])
    if "mean" in case:
        found = air.daily_mean(given["pollutant"], hours, case["day"])
    else:
        found = air.mda8(hours, case["day"])
        assert found.more["windows"] == case["expect"]["windows"]
    assert (found.value, found.valid) == (case["expect"]["value"], case["expect"]["valid"])


def test_no_two_cases_have_one_name() -> None:
    names = [case["name"] for case in all_cases()]
    assert len(names) == len(set(names))
    assert len(names) > 40
