"""The cases of ambient air, as YAML that a jurist can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from qingtian import law
from qingtian.quantities import Quantity, natural_day
from qingtian.standards import air
from qingtian.standards.air.rules import limit
from qingtian.standards.air.validity import enough
from qingtian.standards.result import Result
from qingtian.standards.states import reference_state
from support.lawcases import params

Case = Mapping[str, Any]


def same(found: Result, expect: Mapping[str, Any]) -> None:
    """Compare value, validity and edition, and what else is expected of the result."""
    for key, value in expect.items():
        if key == "source":
            assert value in (found.edition, *(f"{c.standard}, {c.clause}" for c in found.cites))
        elif key in ("value", "valid"):
            assert getattr(found, key) == value, key
        else:
            assert found.more[key] == value, key


def limits(case: Case) -> None:
    ask = case["ask"]
    found = limit(ask["limit"], ask["averaging"], case["day"])
    assert found.level(int(ask["level"])) == Quantity.parse(case["expect"]["limit"])
    assert found.cite == case["expect"]["source"]


def aqi(found: Result, expect: Case) -> None:
    assert found.value == expect["aqi"]
    assert found.edition == expect["source"]
    assert expect.get("iaqi", {}).items() <= found.more["iaqi"].items()
    assert expect.get("valid", found.valid) == found.valid
    for key in ("primary", "missing"):
        assert expect.get(key, found.more[key]) == found.more[key]
    if "category" in expect:
        assert (found.more["category"] or {}).get("zh") == expect["category"]
        assert (found.more["advice"] is None) == (expect["category"] is None)


def days(case: Case) -> None:
    aqi(air.daily_aqi(case["given"], case["day"]), case["expect"])


def hour_aqi(case: Case) -> None:
    rule, unplanned = case.get("rule", "practice"), case.get("unplanned", ())
    given = case["given"]
    aqi(air.realtime_aqi(given, case["day"], rule=rule, unplanned=unplanned), case["expect"])


def readings(
    day: date, hours: int, each: Decimal, pollutant: str = "O3", flag: str = ""
) -> list[air.Reading]:
    end, unit = natural_day(day).end, "mg/m³" if pollutant == "CO" else "µg/m³"
    return [air.Reading(end - timedelta(hours=n), each, unit, flag) for n in range(1, hours + 1)]


def day_mean(case: Case) -> None:
    given = case["mean"]
    hours = readings(case["day"], int(given["hours"]), given["each"])
    same(air.daily_mean(given["pollutant"], hours, case["day"]), case["expect"])


def ozone(case: Case) -> None:
    hours = readings(case["day"], int(case["ozone"]["hours"]), case["ozone"]["each"])
    same(air.mda8(hours, case["day"]), case["expect"])


def moving(case: Case) -> None:
    given = case["moving"]
    hours = readings(case["day"], int(given["hours"]), given["each"], given["pollutant"])
    end = natural_day(case["day"]).end
    found = air.moving_mean(given["pollutant"], hours, end, int(given["window"]))
    same(found, case["expect"])


def hour(case: Case) -> None:
    given = case["hour"]
    one = readings(case["day"], 1, given["each"], given["pollutant"], given["flag"])[0]
    same(air.hourly(given["pollutant"], one, case["day"]), case["expect"])


def minimum(case: Case) -> None:
    given = case["enough"]
    found = enough(given["pollutant"], given["averaging"], given, case["day"])
    assert found is case["expect"]["valid"]
    stages = law.provisions().values()
    assert case["expect"]["source"] in {stage.cite for each in stages for stage in each}


def iaqi(case: Case) -> None:
    same(air.iaqi(case["iaqi"]["series"], case["iaqi"]["c"], case["day"]), case["expect"])


def single(case: Case) -> None:
    given = case["single"]
    found = air.single_index(
        given["pollutant"],
        case["day"],
        annual=given.get("annual"),
        percentile=given.get("percentile"),
    )
    same(found, case["expect"])


def composite(case: Case) -> None:
    indices = {name: case["composite"][name] for name in air.POLLUTANTS}
    same(air.composite(indices, case["day"], form=case["composite"]["form"]), case["expect"])


def multiple(case: Case) -> None:
    found = air.exceed_multiple(case["multiple"]["c"], case["multiple"]["s"], case["day"])
    assert found == case["expect"]["value"]


def daily(year: int, given: Mapping[str, Any]) -> dict[date, Decimal | None]:
    """Every day of a year at `each`, the last at `top`, some of a month missing."""
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    every = [day for day in every if day.year == year]
    top = int(given.get("top_days", 0))
    values = dict.fromkeys(every, given.get("each")) | dict.fromkeys(
        every[len(every) - top :], given.get("top")
    )
    missing = given.get("missing", {"month": 1, "days": 0})
    of_month = [day for day in every if day.month == missing["month"]]
    return values | dict.fromkeys(of_month[: int(missing["days"])])


def year(case: Case) -> None:
    given, last = case["year"], case["day"]
    same(air.annual(given["pollutant"], daily(last.year, given), last.year), case["expect"])


def trend(case: Case) -> None:
    same(air.trend(case["trend"], case["day"]), case["expect"])


def city(case: Case) -> None:
    given = case["city"]
    found = air.city_mean(
        given["pollutant"], given["stations"], case["day"], kinds=given.get("kinds")
    )
    same(found, case["expect"])


def six(factor: Decimal | None) -> dict[str, Decimal | None]:
    """Six pollutants of a city, all by one factor; without one carbon monoxide is missing."""
    base = {"SO2": 6, "NO2": 20, "PM10": 30, "PM2.5": 15, "CO": 1, "O3": 50}
    values: dict[str, Decimal | None] = {n: Decimal(v) * (factor or 1) for n, v in base.items()}
    return values if factor is not None else values | {"CO": None}


def places(found: Result, key: str) -> dict[str, Any]:
    return {row["city"]: row[key] for row in found.more["ranking"]}


def rank(case: Case) -> None:
    found = air.rank_cities({c: six(f) for c, f in case["rank"]["cities"].items()}, case["day"])
    expect = case["expect"]
    assert places(found, "place") == expect["places"]
    assert list(places(found, "place")) == list(expect["places"])
    if "from_worst" in expect:
        assert places(found, "from_worst") == expect["from_worst"]
    assert found.more["unranked"] == expect.get("unranked", {})
    assert found.edition == expect["source"]
    assert found.review
    assert found.more["accuses"] is False


def ranking_index(case: Case) -> None:
    same(air.ranking_index(case["index"], case["day"]), case["expect"])


def change(case: Case) -> None:
    found = air.rank_changes(case["change"]["now"], case["change"]["base"], case["day"])
    assert places(found, "place") == case["expect"]["places"]
    assert places(found, "change") == case["expect"]["changes"]
    assert found.edition == case["expect"]["source"]


def period(case: Case) -> None:
    given, last = case["period"], case["day"]
    every = [given["first"] + timedelta(days=n) for n in range((last - given["first"]).days + 1)]
    values = dict.fromkeys(every[int(given["missing"]) :], given["each"])
    same(air.period(given["pollutant"], values, given["first"], last), case["expect"])


def heavy(case: Case) -> None:
    count = len(case["heavy"])
    series = {
        case["day"] - timedelta(days=count - 1 - n): None if value is None else int(value)
        for n, value in enumerate(case["heavy"])
    }
    found, expect = air.heavy_days(series), dict(case["expect"])
    assert [length for _, _, length in found.more["stretches"]] == expect.pop("stretches")
    same(found, expect)


def warning(case: Case) -> None:
    same(air.warning_level(case["warning"], case["day"]), case["expect"])


def forecast(case: Case) -> None:
    series = {case["day"] + timedelta(days=n): int(v) for n, v in enumerate(case["forecast"])}
    same(air.warning_of_days(series, case["day"]), case["expect"])


def category(case: Case) -> None:
    found, expect = air.category(int(case["category"]), case["day"]), case["expect"]
    assert (found.level, found.name["zh"]) == (expect["level"], expect["zh"])
    assert (found.colour["zh"], list(found.rgb)) == (expect["colour"], expect["rgb"])
    assert found.standard == expect["source"]
    assert all(found.advice.values())


def groups(case: Case) -> None:
    named, cites = air.sensitive(case["sensitive"], case["day"])
    assert list(named) == case["expect"]["named"]
    assert [f"{c.standard}, {c.clause}" for c in cites] == (
        [case["expect"]["source"]] if named else []
    )


def states(case: Case) -> None:
    found = reference_state(case["ask"]["pollutant"], case["day"])
    assert (found.value, found.edition) == (case["expect"]["state"], case["expect"]["source"])


def against(case: Case) -> None:
    given = case["against"]
    found = air.against_limit(
        given["pollutant"], given["averaging"], Decimal(given["value"]), case["day"]
    )
    same(found, case["expect"])


KINDS: dict[str, Callable[[Case], None]] = {
    "mean": day_mean,
    "ozone": ozone,
    "moving": moving,
    "hour": hour,
    "enough": minimum,
    "iaqi": iaqi,
    "single": single,
    "composite": composite,
    "multiple": multiple,
    "year": year,
    "trend": trend,
    "city": city,
    "rank": rank,
    "index": ranking_index,
    "change": change,
    "period": period,
    "heavy": heavy,
    "warning": warning,
    "forecast": forecast,
    "category": category,
    "sensitive": groups,
    "against": against,
}
"""What a case asks, by the key that it has."""

FILES = {"limits": limits, "days": days, "states": states}
"""What every case of a file asks."""


def run(file: str, case: Case) -> None:
    """Run a case; it fails where the library gives something else."""
    kind = next((key for key in KINDS if key in case), "")
    function = FILES[file] if file in FILES else KINDS.get(kind, hour_aqi)
    refused = case["expect"].get("refused")
    if refused is None:
        function(case)
        return
    with pytest.raises(Exception, match=r"\w") as caught:
        function(case)
    assert type(caught.value).__name__ == refused


@pytest.mark.parametrize(("file", "case"), params("air"))
def test_case(file: str, case: Case) -> None:
    run(file, case)
