"""Worked examples of ambient air and of the arithmetic beneath it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from qingtian import law
from qingtian.quantities import convert, gbt8170, mass_concentration, percentile
from qingtian.standards import air
from qingtian.standards.air.rules import limit
from qingtian.standards.air.validity import enough
from qingtian.standards.examples.inputs import Inputs, Outputs, day_of, number
from qingtian.standards.result import Result


def _iaqi(given: Inputs) -> Outputs:
    return {"iaqi": air.iaqi(given["item"], Decimal(str(given["c"])), day_of(given)).value}


def _plain(text: object) -> str:
    """Write a key without case, points, blanks and hyphens: `PM2.5_24h` is `pm25_24h`."""
    return str(text).lower().replace(".", "").replace(" ", "").replace("-", "_").replace("₂", "2")


_NAMES = {_plain(name): name for name in (*air.POLLUTANTS, "TSP", "NOx", "Pb", "BaP")}


def _pollutant(text: str) -> str:
    """Read the name of a pollutant, however it is spelled."""
    return _NAMES.get(_plain(text), text)


_DAILY = {
    **{short: f"{short}_24h" for short in ("so2", "no2", "pm10", "pm25", "co")},
    **{f"{short}_24h": f"{short}_24h" for short in ("so2", "no2", "pm10", "pm25", "co")},
    **dict.fromkeys(("o38", "o3_8h", "o3_mda8", "mda8", "o3"), "o3_8h"),
    **dict.fromkeys(("o31", "o3_1h", "o3_max_1h"), "o3_1h"),
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
    values = {
        _DAILY[_plain(key)]: number(value) for key, value in given.items() if _plain(key) in _DAILY
    }
    option = given.get("o3_daily", "max(8h,1h)")
    unplanned = [_pollutant(name) for name in given.get("unplanned", ())]
    return _aqi(air.daily_aqi(values, day_of(given), o3_daily=option, unplanned=unplanned))


def _aqi_realtime(given: Inputs) -> Outputs:
    values = {
        _plain(key).removesuffix("_moving"): number(value)
        for key, value in given.items()
        if _plain(key).removesuffix("_moving").endswith(("_1h", "_8h", "_24h"))
    }
    return _aqi(air.realtime_aqi(values, day_of(given), rule=given.get("rule", "practice")))


def _pm_series(given: Inputs) -> Outputs:
    name = "pm10" if any(key.startswith("pm10") for key in given) else "pm25"
    values = {f"{name}_1h": given.get(f"{name}_1h"), f"{name}_24h": given.get(f"{name}_24h_moving")}
    day = day_of(given)
    found = air.realtime_aqi({key: number(item) for key, item in values.items()}, day, rule="text")
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


_AVERAGING = {
    **dict.fromkeys(("1h", "hour", "hourly"), "hour"),
    **dict.fromkeys(("8h", "mda8"), "mda8"),
    **dict.fromkeys(("24h", "day", "daily"), "day"),
    **dict.fromkeys(("year", "annual"), "year"),
}


def _limit(given: Inputs) -> Outputs:
    averaging = _AVERAGING.get(given["averaging"].lower(), given["averaging"].lower())
    found = limit(_pollutant(given["pollutant"]), averaging, day_of(given)).level(
        int(given["level"])
    )
    return {"limit": found.value, "unit": found.unit.replace("µ", "u").replace("³", "3")}


def _reference_state(given: Inputs) -> Outputs:
    found = law.at(day_of(given))["air.reference_state"].value
    return {"T_K": found["temperature_K"], "P_hPa": found["pressure_hPa"]}


def _validity(given: Inputs) -> Outputs:
    return {"valid": enough(_pollutant(given["item"]), given["averaging"], given, day_of(given))}


def _mda8_valid(given: Inputs) -> Outputs:
    rule = law.at(day_of(given))["air.minimum.mda8"].value
    exceeds = bool(rule["exceeding_counts"]) and given["mda8"] > given["limit"]
    return {"valid": given["valid_windows"] >= rule["windows"] or exceeds}


def _percentile(given: Inputs) -> Outputs:
    found = percentile([Decimal(str(value)) for value in given["values"]], Decimal(str(given["p"])))
    return {"value": Decimal(found.numerator) / Decimal(found.denominator)}


def _ranking(given: Inputs) -> Outputs:
    names = {"CO95": "CO", "O3_90": "O3"}
    values = {
        name: Decimal(str(value))
        for key, value in given.items()
        if (name := names.get(key, _pollutant(key))) in air.POLLUTANTS
    }
    found = air.ranking_index(values, day_of(given))
    back = {name: key for key, name in names.items() if key in given}
    main = [back.get(name, name) for name in found.more["main"]]
    return {"I_sum": found.more["exact"], "max": main}


def _single(given: Inputs) -> Outputs:
    annual = number(given.get("annual"))
    centile = next((number(value) for key, value in given.items() if key.startswith("p9")), None)
    found = air.single_index(
        _pollutant(given["pollutant"]), day_of(given), annual=annual, percentile=centile
    )
    return {"I": found.value}


def _compliance(given: Inputs) -> Outputs:
    day, level, name = day_of(given), int(given.get("level", 2)), _pollutant(given["pollutant"])
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
    return {"B": air.exceed_multiple(c, s, day_of(given))}


def _spearman(given: Inputs) -> Outputs:
    found = air.trend([Decimal(str(value)) for value in given["series"]], day_of(given))
    return {"rs": found.more["rs"], "critical": found.more["critical"], "trend": found.value}


def _ppb(given: Inputs) -> Outputs:
    state = (Decimal(str(given.get("T_K", "298.15"))), Decimal(str(given.get("P_hPa", "1013.25"))))
    found = mass_concentration(Decimal(str(given["value"])), given["gas"], *state)
    unit = "mg/m3" if given["gas"] == "CO" and given.get("unit", "ppm") == "ppm" else "ug/m3"
    return {"value": found, "unit": unit}


def _warning(given: Inputs) -> Outputs:
    hours = {key: int(value) for key, value in given.items() if key.startswith("hours_")}
    return {"level": air.warning_level(hours, date(2026, 1, 1)).value}


def _composite(given: Inputs) -> Outputs:
    indices = {name: Decimal(str(given[name])) for name in air.POLLUTANTS}
    found = air.composite(indices, day_of(given), form=given.get("form", "sum"))
    return {"index": found.value, "main": found.more["largest"]}


def _rank(given: Inputs) -> Outputs:
    cities = {
        city: {name: number(value) for name, value in values.items()}
        for city, values in given["cities"].items()
    }
    found = air.rank_cities(cities, day_of(given))
    return {
        "places": {row["city"]: row["place"] for row in found.more["ranking"]},
        "unranked": list(found.more["unranked"]),
    }


def _rank_change(given: Inputs) -> Outputs:
    now, base = (
        {city: number(value) for city, value in given[key].items()} for key in ("now", "base")
    )
    rows = air.rank_changes(now, base, day_of(given)).more["ranking"]
    return {
        "places": {row["city"]: row["place"] for row in rows},
        "changes": {row["city"]: row["change"] for row in rows},
    }


def _heavy(given: Inputs) -> Outputs:
    last = day_of(given)
    values = given["aqi"]
    days = [last - timedelta(days=len(values) - 1 - n) for n in range(len(values))]
    found = air.heavy_days(dict(zip(days, values, strict=True)))
    return {"days": found.value, "valid": found.valid, "longest": _longest(found)}


def _longest(found: Result) -> int:
    return max((length for _, _, length in found.more["stretches"]), default=0)


def _forecast(given: Inputs) -> Outputs:
    first = day_of(given, "2026-01-01")
    series = {first + timedelta(days=n): int(value) for n, value in enumerate(given["aqi"])}
    return {"level": air.warning_of_days(series, first).value}


def _city(given: Inputs) -> Outputs:
    stations = {name: number(value) for name, value in given["stations"].items()}
    found = air.city_mean(given["pollutant"], stations, day_of(given), kinds=given.get("kinds"))
    return {"value": found.value, "valid": found.valid}


def _category(given: Inputs) -> Outputs:
    found = air.category(int(given["aqi"]), day_of(given))
    return {
        "level": found.level,
        "category": found.name["zh"],
        "colour": found.colour["zh"],
        "rgb": list(found.rgb),
    }


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
    ("air", "composite"): _composite,
    ("air", "ranking"): _rank,
    ("air", "ranking_change"): _rank_change,
    ("air", "heavy_days"): _heavy,
    ("air", "warning_forecast"): _forecast,
    ("air", "city_mean"): _city,
    ("air", "category"): _category,
}
"""Every rule of air that examples may name."""
