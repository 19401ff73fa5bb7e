"""The law's cases of emissions, and that Beijing's own provisions are all hit by one."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from qingtian import law
from qingtian.law import Provision
from qingtian.law.book import Law
from qingtian.quantities import Quantity, natural_day
from qingtian.standards import Result
from qingtian.standards import emissions as em
from support.lawcases import cases, params

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BEIJING = "beijing2018"


def limits(ask: Mapping[str, Any], day: date) -> tuple[em.Limit, ...]:
    return em.limits(
        ask["kind"],
        ask["item"],
        day,
        (ask["pack"],) if "pack" in ask else (),
        averaging=ask.get("averaging"),
        water_temperature=ask.get("water"),
        built=ask.get("built"),
    )


def a_table(case: Mapping[str, Any]) -> None:
    ask = case["ask"]
    for item, expected in case["expect"]["limits"].items():
        found = limits({**ask, "item": item}, case["day"])
        first = None if not found else found[0]
        if expected is None:
            assert first is None, item
            continue
        assert first is not None, item
        assert first.high is not None
        assert Quantity(first.high, first.unit) == Quantity.parse(expected), item
        cite = f"{first.cite.standard}, {first.cite.clause}"
        assert cite == case["expect"]["source"], item
        assert first.cite.review is case["expect"].get("review", False), item


def a_limit(case: Mapping[str, Any]) -> None:
    found, expect = limits(case["ask"], case["day"]), case["expect"]
    if expect["limit"] is None:
        assert found == ()
        return
    first = found[0]
    assert first.high is not None
    assert Quantity(first.high, first.unit) == Quantity.parse(expect["limit"])
    assert first.low == expect.get("low")
    assert first.level == expect["level"]
    assert f"{first.cite.standard}, {first.cite.clause}" == expect["source"]
    assert first.cite.review is expect.get("review", False)
    assert list(first.unknown) == expect.get("unknown", [])
    assert first.reference_oxygen == expect.get("oxygen", first.reference_oxygen)


def a_provision(case: Mapping[str, Any]) -> None:
    ask, expect = case["ask"], case["expect"]
    packs = (ask["pack"],) if "pack" in ask else ()
    found = law.at(case["day"], packs)[ask["provision"]]
    assert found.cite == expect["source"]
    value = found.value
    if "row" in ask:
        value = next(row for row in found.rows() if ask["row"].items() <= row.items())
    if isinstance(expect["value"], Mapping):
        assert {key: value[key] for key in expect["value"]} == expect["value"]
    else:
        assert value == expect["value"]


def marks(told: Mapping[str, Any], start: datetime) -> list[em.Mark]:
    return [
        em.Mark(
            each["kind"],
            start + MINUTE * int(each.get("from", 0)),
            start + MINUTE * int(each.get("to", 60)),
            entered=start + HOUR * int(each["entered_after_h"])
            if "entered_after_h" in each
            else None,
        )
        for each in told.get("marks", [])
    ]


def known_limits(told: Mapping[str, Any], day: date, item: str, averaging: str) -> list[em.Limit]:
    found = list(limits({"item": item, **told["law"]}, day)) if "law" in told else []
    if "permit" in told:
        oxygen = told.get("oxygen_of_permit")
        high = Quantity.parse(told["permit"])
        found.append(
            em.Limit.of_permit(item, high, averaging, "PERMIT", "p. 1", reference_oxygen=oxygen)
        )
    return found


def an_hour(case: Mapping[str, Any]) -> Result:
    told, day = case["hour"], case["day"]
    start = natural_day(day).start + HOUR * 8
    unit = told.get("unit", "mg/m³")
    flag, minutes = told.get("flag", "N"), told.get("minutes")
    hour = em.Reading(
        start, told["measured"], unit, flag, minutes=None if minutes is None else int(minutes)
    )
    oxygen = told.get("oxygen")
    flow = told.get("flow")
    return em.judge_hour(
        told["item"],
        start,
        hour,
        known_limits(told, day, told["item"], "hour"),
        oxygen=None if oxygen is None else em.Reading(start, oxygen, "%vol"),
        flow=None if flow is None else em.Reading(start, flow, "m³/h"),
        idle_flow=told.get("idle_flow"),
        marks=marks(told, start),
    )


def a_minute_hour(case: Mapping[str, Any]) -> Result:
    told, day = case["minutes"], case["day"]
    start = natural_day(day).start + HOUR * 8
    values = [value for value, count in told["runs"] for _ in range(int(count))]
    readings = [em.Reading(start + n * MINUTE, v, "mg/m³") for n, v in enumerate(values)]
    oxygen = [em.Reading(each.start, told["oxygen"], "%vol") for each in readings]
    known = known_limits(told, day, told["item"], "hour")
    if told.get("warn"):
        return em.warn_minutes(told["item"], start, readings, known, oxygen=oxygen)
    return em.judge_hour(
        told["item"], start, readings, known, oxygen=oxygen, marks=marks(told, start)
    )


def series(runs: Any, start: datetime, unit: str) -> list[em.Reading]:
    values = [
        (v, flag)
        for v, count, *rest in runs
        for flag in [rest[0] if rest else "N"]
        for _ in range(int(count))
    ]
    return [em.Reading(start + n * HOUR, v, unit, flag) for n, (v, flag) in enumerate(values)]


def a_water_day(case: Mapping[str, Any]) -> Result:
    told, day = case["water"], case["day"]
    start = natural_day(day).start
    unit = "1" if told["item"] == "pH" else "mg/L"
    flow = series(told["flow"], start, "m³/h") if "flow" in told else ()
    return em.judge_day(
        told["item"],
        day,
        series(told["values"], start, unit),
        known_limits(told, day, told["item"], "day"),
        flow=flow,
        marks=marks(told, start),
        expected=int(told.get("expected", 24)),
    )


def a_furnace_day(case: Mapping[str, Any]) -> Result:
    told, day = case["furnace"], case["day"]
    start = natural_day(day).start
    items = {item: series(runs, start, "mg/m³") for item, runs in told["items"].items()}
    known = [each for item in items for each in known_limits(told, day, item, "day")]
    return em.judge_furnace_day(
        day,
        items,
        known,
        oxygen=series([[told.get("oxygen", Decimal(11)), 24]], start, "%vol"),
        marks=marks(told, start),
        hours_before=Decimal(told.get("hours_before", 0)),
    )


def a_temperature_day(case: Mapping[str, Any]) -> Result:
    told, day = case["temperature"], case["day"]
    start = natural_day(day).start
    values = [value for value, count in told["runs"] for _ in range(int(count))]
    readings = [em.Reading(start + n * 5 * MINUTE, v, "°C") for n, v in enumerate(values)]
    return em.judge_temperature(day, readings, marks(told, start))


WHOLE = {
    "enough": ("count",),
    "window": ("hours",),
    "substituted": ("hours",),
    "furnace_month": ("exceed_days",),
    "furnace_count": ("count",),
    "water_month": ("valid_days", "days"),
    "water_gap": ("length",),
}
"""Arguments that are whole numbers; YAML's are all decimal."""


def computed(case: Mapping[str, Any]) -> Result:
    ((name, told),) = case["compute"].items()
    given = {key: int(v) if key in WHOLE.get(name, ()) else v for key, v in told.items()}
    if "pairs" in given:
        given["pairs"] = [tuple(pair) for pair in given["pairs"]]
    if "times" in given:
        start = natural_day(case["day"]).start
        given["times"] = [start + HOUR * int(each) for each in given["times"]]
    if name == "tsp_monitor":
        given["packs"] = (BEIJING,)
    if name == "water_acceptance":
        pairs = given.pop("comparisons")
        given["results"] = [
            em.water_comparison("COD", lab, online, case["day"]) for lab, online in pairs
        ]
    found: Result = getattr(em, name)(day=case["day"], **given)
    return found


RUNS = {
    "hour": an_hour,
    "minutes": a_minute_hour,
    "water": a_water_day,
    "furnace": a_furnace_day,
    "temperature": a_temperature_day,
    "compute": computed,
}


def run(file: str, case: Mapping[str, Any]) -> None:
    if "ask" in case:
        single = a_limit if "item" in case["ask"] else a_table
        (a_provision if "provision" in case["ask"] else single)(case)
        return
    found = next(make(case) for key, make in RUNS.items() if key in case)
    expect = dict(case["expect"])
    cited = {f"{cite.standard}, {cite.clause}" for cite in everything(found)}
    assert expect.pop("source") in cited
    for key in ("value", "valid", "unit"):
        if key in expect:
            assert getattr(found, key) == expect.pop(key), found.tree()
    if "left_out" in expect:
        assert sorted({out.reason for out in found.left_out}) == sorted(expect.pop("left_out"))
    if "origin" in expect:
        assert found.more["limit"]["origin"] == expect.pop("origin")
    assert {key: found.more.get(key) for key in expect} == expect, found.tree()
    assert found.tree("zh")
    assert found.to_json()


def everything(found: Result) -> list[Any]:
    below = [cite for item in found.inputs if isinstance(item, Result) for cite in everything(item)]
    return [*found.cites, *below]


@pytest.mark.parametrize(("file", "case"), params("emissions"))
def test_case(file: str, case: dict[str, Any]) -> None:
    run(file, case)


def test_each_provision_of_beijing_is_hit_by_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    ask = Law.__getitem__

    def recording(self: Law, path: str) -> Provision:
        asked.add(path)
        return ask(self, path)

    monkeypatch.setattr(Law, "__getitem__", recording)
    sys.modules["qingtian.standards.emissions.limits"]._rows.cache_clear()
    for each in cases("emissions"):
        run(each.file, each.case)
    own = {path for path, stages in law.provisions((BEIJING,)).items() if stages[0].pack}
    assert sorted(path for path in own - asked if path.startswith("emissions.")) == []
