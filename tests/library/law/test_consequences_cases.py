"""The cases of consequences, as YAML that a jurist can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from qingtian.standards import consequences as con
from qingtian.standards.result import Result
from support.consequences import judged, quantity
from support.lawcases import params

Case = Mapping[str, Any]


def tau(given: Case, day: date) -> Result:
    if "measured" in given:
        return con.tau_water(
            con.kappa(quantity(given["measured"]), quantity(given["baseline"])), day
        )
    return con.tau_water(given["kappa"], day)


def vac(compute: Callable[..., Result], given: Case, day: date) -> Result:
    rest = {key: value for key, value in given.items() if key not in ("amount", "price")}
    return compute(quantity(given["amount"]), quantity(given["price"]), day, **rest)


def order(given: Case, day: date) -> con.Order:
    inspections = tuple(con.Inspection(*each) for each in given["inspections"])
    return con.Order(quantity(given["fine"]), day, inspections)


def daily(given: Case, day: date) -> Result:
    if "violations" in given:
        orders = {name: [order(each, day)] for name, each in given["violations"].items()}
        return con.daily_penalties(orders)
    return con.daily_penalty(order(given, day))


def articles(given: Case, day: date) -> Result:
    found = con.penalties(
        given["act"], day, medium=given.get("medium"), loss=quantity(given.get("loss"))
    )
    listed = found.more["articles"]
    keys = ("low", "high", "daily")
    more: dict[str, Any] = {key: [each[key] for each in listed] for key in keys}
    more["articles"] = [f"{each['law']} {each['article']}" for each in listed]
    return with_more(found, more)


def with_more(found: Result, more: Mapping[str, Any]) -> Result:
    return Result(**{**vars(found), "more": {**found.more, **more}})


def incidents(given: Case, day: date) -> Result:
    counts = ("deaths", "poisoned", "evacuated")
    read = {key: int(value) if key in counts else quantity(value) for key, value in given.items()}
    return con.incident_grade(day, **read)


TAX = ("rate", "packs", "factors", "produced", "acts")


def air_tax(given: Case, day: date) -> Result:
    rest = {key: quantity(value) for key, value in given.items() if key in TAX}
    return con.air_tax(given["kg"], day, **rest)


def water_tax(given: Case, day: date) -> Result:
    rest = {key: quantity(value) for key, value in given.items() if key in TAX}
    if "tonnes" in given:
        marks = ("ph", "colour", "coliform", "chlorine")
        named = {key: value for key, value in given.items() if key in marks}
        rest["waters"] = con.Waters(quantity(given["tonnes"]), **named)
    return con.water_tax(given["kg"], day, **rest)


def reduction(given: Case, day: date) -> Result:
    rest = {key: given[key] for key in ("any_exceed", "equal_counts") if key in given}
    return con.reduction(given["mean"], given["limit"], day, **rest)


def noise(rows: Sequence[Case]) -> list[con.Noise]:
    return [
        con.Noise(
            row["exceed"],
            int(row["days"]),
            quantity(row.get("boundary")),
            row.get("period", "day"),
        )
        for row in rows
    ]


def other_taxes(given: Case, day: date) -> Result:
    if "noise" in given:
        return con.noise_tax(noise(given["noise"]), day)
    if "exempt" in given:
        row = con.exemption(given["exempt"], day)
        return with_more(con.solid_tax({}, day), row)
    tonnes = {name: quantity(value) for name, value in given["solid"].items()}
    return con.solid_tax(tonnes, day, reused=given.get("reused", ()))


def crime(given: Case, day: date) -> Result:
    if "data" in given:
        return con.data_crime(day=day, **given["data"])
    if "waste" in given:
        return con.waste_crime(quantity(given["waste"]), day)
    if "metal" in given:
        c, s = quantity(given["concentration"]), quantity(given["limit"])
        return con.metal_crime(given["metal"], c, s, day)
    if "system" in given:
        return con.quality_monitoring_crime(given["system"], day)
    if "body" in given:
        rest = {key: quantity(value) for key, value in given["body"].items()}
        return con.body_crime(day, **rest)
    if "first_effective" in given:
        return con.within_two_years(given["first_effective"], day)
    key = given.get("serious") or given["aggravated"]
    return con.amount_crime(key, quantity(given["amount"]), day, aggravated="aggravated" in given)


def credit(given: Case, day: date) -> Result:
    return con.credit_grade(given["facts"], day, by_indicators=given.get("by_indicators"))


def compensation(given: Case, day: date) -> Result:
    rest = {key: value for key, value in given.items() if key != "meetings"}
    return con.compensation_deadlines(day, meetings=int(given.get("meetings", 0)), **rest)


FILES: dict[str, Callable[[Case, date], Result]] = {
    "tau": tau,
    "vac_water": lambda given, day: vac(con.vac_water, given, day),
    "vac_air": lambda given, day: vac(con.vac_air, given, day),
    "daily": daily,
    "articles": articles,
    "incidents": incidents,
    "air_tax": air_tax,
    "water_tax": water_tax,
    "reduction": reduction,
    "other_taxes": other_taxes,
    "crime": crime,
    "credit": credit,
    "compensation": compensation,
}
"""What a file's cases ask."""


def run(file: str, case: Case) -> None:
    """Run a case; it fails where the library gives something else."""
    judged(lambda: FILES[file](case["given"], case["day"]), case["expect"])


@pytest.mark.parametrize(("file", "case"), params("consequences"))
def test_case(file: str, case: Case) -> None:
    run(file, case)
