"""Run worked examples: rows of area, rule, input and expected output, both as JSON.

A row passes if every expected key is met: numbers within a relative 1e-3 (they were printed
rounded), text exactly, lists without regard to order. A rule that the library does not know is
unsupported, and so is one of its inputs.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from qingtian import law
from qingtian.quantities import convert, gbt8170, mass_concentration, percentile
from qingtian.standards import air
from qingtian.standards.air.rules import limit
from qingtian.standards.air.validity import enough
from qingtian.standards.result import Result

TOLERANCE = Decimal("0.001")
Inputs = Mapping[str, Any]
Outputs = dict[str, Any]


class UnsupportedError(LookupError):
    """The library has no rule for the row, or not for this input."""


@dataclass(frozen=True)
class Outcome:
    """What became of a row: `passed`, `failed` or `unsupported`, and why."""

    line: int
    area: str
    rule: str
    state: str
    detail: str = ""


def _edition(text: str) -> date:
    """Give a day on which an edition named as `HJ633-2026` is in force."""
    plain = text.replace(" ", "").upper()
    for name, force in law.documents().items():
        if name.replace(" ", "").upper() == plain:
            return force.until or max(force.since, date(2026, 3, 1))
    raise UnsupportedError(f"edition {text}")


def _day(given: Inputs, default: str = "2025-12-31") -> date:
    if "edition" in given:
        return _edition(given["edition"])
    return date.fromisoformat(given.get("date", given.get("day", default)))


def _number(value: Any) -> Decimal | None:  # noqa: ANN401 - as JSON gives it
    return None if value is None else Decimal(str(value))


def _iaqi(given: Inputs) -> Outputs:
    return {"iaqi": air.iaqi(given["item"], Decimal(str(given["c"])), _day(given)).value}


_DAILY = {
    "so2": "so2_24h",
    "no2": "no2_24h",
    "pm10": "pm10_24h",
    "pm25": "pm25_24h",
    "co": "co_24h",
    "o38": "o3_8h",
    "o3_8h": "o3_8h",
    "o31": "o3_1h",
    "o3_1h": "o3_1h",
}


def _aqi(result: Result) -> Outputs:
    more = result.more
    return {
        "aqi": result.value,
        "iaqi": more["iaqi"],
        "primary": more["primary"],
        "exceeding": more["exceeding"],
        "category": more["category"] and more["category"]["zh"],
        "level": more["level"],
        "missing": more["missing"],
    }


def _aqi_daily(given: Inputs) -> Outputs:
    values = {_DAILY[key]: _number(value) for key, value in given.items() if key in _DAILY}
    option = given.get("o3_daily", "max(8h,1h)")
    return _aqi(air.daily_aqi(values, _day(given), o3_daily=option))


def _aqi_realtime(given: Inputs) -> Outputs:
    values = {key: _number(value) for key, value in given.items() if key[-1:] == "h" and "_" in key}
    return _aqi(air.realtime_aqi(values, _day(given), rule=given.get("rule", "practice")))


def _pm_series(given: Inputs) -> Outputs:
    name = "pm10" if any(key.startswith("pm10") for key in given) else "pm25"
    values = {f"{name}_1h": given.get(f"{name}_1h"), f"{name}_24h": given.get(f"{name}_24h_moving")}
    day = _day(given)
    found = air.realtime_aqi({key: _number(item) for key, item in values.items()}, day, rule="text")
    index = next(each for each in found.inputs if isinstance(each, Result))
    return {"used": index.more["concentration"], "iaqi": index.value}


def _publish(given: Inputs) -> Outputs:
    rule = law.at(date(2026, 3, 1))["air.aqi.publication"].value
    complete = not given["missing"] or not given.get("monitored_by_plan", True)
    aqi = given["aqi_from_rest"]
    publish = complete or aqi > rule["publish_incomplete_above"]
    return {"publish_aqi": publish, "shown": aqi if publish else "NA"}


def _gbt8170(given: Inputs) -> Outputs:
    return {"text": f"{gbt8170(str(given['value']), int(given['decimals'])):f}"}


_AVERAGING = {"1h": "hour", "hour": "hour", "8h": "mda8", "mda8": "mda8", "24h": "day"}


def _limit(given: Inputs) -> Outputs:
    averaging = _AVERAGING.get(given["averaging"].lower(), given["averaging"].lower())
    found = limit(given["pollutant"], averaging, _day(given)).level(int(given["level"]))
    return {"limit": found.value, "unit": found.unit.replace("µ", "u").replace("³", "3")}


def _reference_state(given: Inputs) -> Outputs:
    found = law.at(_day(given))["air.reference_state"].value
    return {"T_K": found["temperature_K"], "P_hPa": found["pressure_hPa"]}


def _validity(given: Inputs) -> Outputs:
    return {"valid": enough(given["item"], given["averaging"], given, _day(given))}


def _mda8_valid(given: Inputs) -> Outputs:
    rule = law.at(_day(given))["air.minimum.mda8"].value
    exceeds = bool(rule["exceeding_counts"]) and given["mda8"] > given["limit"]
    return {"valid": given["valid_windows"] >= rule["windows"] or exceeds}


def _percentile(given: Inputs) -> Outputs:
    found = percentile([Decimal(str(value)) for value in given["values"]], Decimal(str(given["p"])))
    return {"value": Decimal(found.numerator) / Decimal(found.denominator)}


def _ranking(given: Inputs) -> Outputs:
    names = {"CO95": "CO", "O3_90": "O3"}
    values = {names.get(key, key): Decimal(str(value)) for key, value in given.items()}
    found = air.ranking_index(values, date(2025, 12, 31))
    back = {name: key for key, name in names.items()}
    main = [back.get(name, name) for name in found.more["main"]]
    return {"I_sum": found.more["exact"], "max": main}


def _single(given: Inputs) -> Outputs:
    annual = _number(given.get("annual"))
    centile = next((_number(value) for key, value in given.items() if key.startswith("p9")), None)
    found = air.single_index(
        given["pollutant"], date(2025, 12, 31), annual=annual, percentile=centile
    )
    return {"I": found.value}


def _compliance(given: Inputs) -> Outputs:
    day, level, name = _day(given), int(given.get("level", 2)), given["pollutant"]
    over = []
    if given.get("annual") is not None:
        bound = limit(name, "year", day).level(level)
        over += ["annual"] if Decimal(str(given["annual"])) > bound.value else []
    centile = next((value for key, value in given.items() if key.startswith("p9")), None)
    if centile is not None:
        bound = limit(name, "mda8" if name == "O3" else "day", day).level(level)
        over += ["percentile"] if Decimal(str(centile)) > bound.value else []
    return {"compliant": not over, "reason": "+".join(over) or None}


def _multiple(given: Inputs) -> Outputs:
    c, s = Decimal(str(given["c"])), Decimal(str(given["s"]))
    return {"B": air.exceed_multiple(c, s, _day(given))}


def _spearman(given: Inputs) -> Outputs:
    found = air.trend([Decimal(str(value)) for value in given["series"]], _day(given))
    return {"rs": found.more["rs"], "critical": found.more["critical"], "trend": found.value}


def _ppb(given: Inputs) -> Outputs:
    state = (Decimal(str(given.get("T_K", "298.15"))), Decimal(str(given.get("P_hPa", "1013.25"))))
    found = mass_concentration(Decimal(str(given["value"])), given["gas"], *state)
    unit = "mg/m3" if given["gas"] == "CO" and given.get("unit", "ppm") == "ppm" else "ug/m3"
    return {"value": found, "unit": unit}


def _warning(given: Inputs) -> Outputs:
    hours = {key: int(value) for key, value in given.items() if key.startswith("hours_")}
    return {"level": air.warning_level(hours, date(2026, 1, 1)).value}


def _convert(given: Inputs) -> Outputs:
    return {"value": convert(Decimal(str(given["value"])), given["from"], given["to"])}


RULES: dict[tuple[str, str], Callable[[Inputs], Outputs]] = {
    ("air", "iaqi"): _iaqi,
    ("air", "aqi_daily"): _aqi_daily,
    ("air", "aqi_realtime"): _aqi_realtime,
    ("air", "aqi_realtime_pm_series"): _pm_series,
    ("air", "aqi_publish_2026"): _publish,
    ("air", "gbt8170"): _gbt8170,
    ("air", "limit"): _limit,
    ("air", "reference_state"): _reference_state,
    ("air", "validity"): _validity,
    ("air", "mda8_valid"): _mda8_valid,
    ("air", "percentile_hj663"): _percentile,
    ("air", "composite_ranking_2012limits"): _ranking,
    ("air", "single_index_hj663_2013"): _single,
    ("air", "annual_compliance"): _compliance,
    ("air", "exceed_multiple"): _multiple,
    ("air", "spearman"): _spearman,
    ("air", "ppb_to_mass"): _ppb,
    ("air", "warning_level"): _warning,
    ("air", "convert"): _convert,
}
"""Every rule that examples may name, by area and rule."""


def _numeric(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(str(value))


def agrees(expected: object, found: object) -> bool:
    """Compare an expected value with what was found.

    Parameters
    ----------
    expected, found
        Text and truth must be equal, numbers within a relative 1e-3, lists hold the same items in
        any order, mappings the expected keys.
    """
    a, b = _numeric(expected), _numeric(found)
    if a is not None and b is not None:
        return abs(a - b) <= TOLERANCE * max(abs(a), abs(b))
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(key in found and agrees(value, found[key]) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(found, list):
        return sorted(map(str, expected)) == sorted(map(str, found))
    return expected == found and type(expected) is type(found)


def run(line: int, row: Mapping[str, str]) -> Outcome:
    """Run one row.

    Parameters
    ----------
    line
        Number of the row in its file, for messages. [1]
    row
        `area`, `rule`, `input_json`, `expected_json`.
    """
    area, rule = row["area"], row["rule"]
    function = RULES.get((area, rule))
    if function is None:
        return Outcome(line, area, rule, "unsupported", "no such rule here")
    given = json.loads(row["input_json"], parse_float=Decimal)
    expected = json.loads(row["expected_json"], parse_float=Decimal)
    try:
        found = function(given)
    except UnsupportedError as error:
        return Outcome(line, area, rule, "unsupported", str(error))
    except (ValueError, KeyError, LookupError, TypeError, ArithmeticError) as error:
        return Outcome(line, area, rule, "failed", f"{type(error).__name__}: {error}")
    if agrees(expected, found):
        return Outcome(line, area, rule, "passed")
    return Outcome(line, area, rule, "failed", f"expected {expected}; found {found}")


def check(lines: Iterable[str]) -> list[Outcome]:
    """Run every row of a CSV file of examples.

    Parameters
    ----------
    lines
        The file's lines, the first one the header.
    """
    return [run(number, row) for number, row in enumerate(csv.DictReader(lines), 2)]
