"""Worked examples of emissions: CEMS, waste water on line, incineration, limits, dust."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from qingtian.quantities import natural_day
from qingtian.standards import emissions as em
from qingtian.standards.examples.inputs import Inputs, Outputs, UnsupportedError, day_of
from qingtian.standards.examples.limits import limit
from qingtian.standards.result import Result

LIST = tuple[tuple[str, ...], ...]


def _plain(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "").replace(".", "")


def find(given: Inputs, *names: str) -> Any:  # noqa: ANN401 - as JSON gives it
    """Find an input by any of its spellings; None if it is not there."""
    known = {_plain(key): value for key, value in given.items()}
    return next((known[_plain(name)] for name in names if _plain(name) in known), None)


def _number(given: Inputs, *names: str, default: Decimal | None = None) -> Decimal:
    value = find(given, *names)
    if value is None:
        if default is None:
            raise UnsupportedError(f"none of {', '.join(names)} is given")
        return default
    return Decimal(str(value))


def _pressure(given: Inputs, *names: str, default: Decimal | None = None) -> Decimal:
    """Read a pressure in Pa, under a name with or without its unit. [Pa]."""
    for scale, unit in ((1, "Pa"), (100, "hPa"), (1000, "kPa"), (1, "")):
        value = find(given, *(f"{name}{unit}" for name in names))
        if value is not None:
            return Decimal(str(value)) * scale
    if default is None:
        raise UnsupportedError(f"none of {', '.join(names)} is given")
    return default


def _state(given: Inputs) -> dict[str, Any]:
    return {
        "temperature": _number(given, "ts_C", "ts", "t_C", "temperature"),
        "ambient": _pressure(given, "Ba", "ambient", default=Decimal(101325)),
        "static": _pressure(given, "Ps", "static", default=Decimal(0)),
        "text": "273.15" if str(find(given, "T0_K", "T0", "zero")) == "273.15" else "273",
    }


def _day(given: Inputs) -> date:
    return day_of(given)


def _to_standard(given: Inputs) -> Outputs:
    found = em.to_standard(_number(given, "c", "cs"), _day(given), **_state(given))
    return {"c": found.more["exact"]}


def _wet_to_dry(given: Inputs) -> Outputs:
    name = "o2" if find(given, "c", "o2_wet", "o2") is None or "c" not in given else "c"
    wet = _number(given, "c", "c_wet", "o2_wet", "o2")
    found = em.to_dry(wet, _day(given), moisture=_number(given, "Xsw", "Xsw_pct", "moisture"))
    return {"c": found.more["exact"], name: found.more["exact"]}


_FLAGS = {"oxygen-air": "O2>=21", "oxygen-idle": "工况异常", "oxygen-negative": "O2<0"}


def _flagged(name: str, found: Result) -> Outputs:
    if found.valid:
        return {name: found.more["exact"], "flag": None}
    return {name: None, "flag": _FLAGS[found.more["reason"]], "state": "工况异常, 不折算"}


def _o2_correct(given: Inputs) -> Outputs:
    found = em.converted(
        _number(given, "c", "c_dry", "measured"),
        _number(given, "o2", "o2_dry", "o2_pct"),
        _number(given, "o2_ref", "o2_s", "o2s", "reference"),
        _day(given),
        low_flow=bool(find(given, "low_flow", "idle")),
    )
    return _flagged("c", found)


def _excess_air(given: Inputs) -> Outputs:
    return _flagged("alpha", em.excess_air(_number(given, "o2", "o2_dry"), _day(given), decimals=6))


def _ppm(given: Inputs) -> Outputs:
    mass = find(given, "M", "molar_mass")
    found = em.of_ppm(
        _number(given, "ppm", "umol_mol", "value", "cv"),
        str(find(given, "gas", "item")),
        _day(given),
        molar_mass=None if mass is None else Decimal(str(mass)),
    )
    return {"mg_m3": found.more["exact"]}


def _nox(unit: str) -> Callable[[Inputs], Outputs]:
    def rule(given: Inputs) -> Outputs:
        no, no2 = find(given, "M_no"), find(given, "M_no2")
        masses = None if no is None or no2 is None else (Decimal(str(no)), Decimal(str(no2)))
        found = em.nox_as_no2(
            _number(given, "no", "no_ppm", "no_mg"),
            _number(given, "no2", "no2_ppm", "no2_mg", default=Decimal(0)),
            _day(given),
            unit=unit,
            masses=masses,
        )
        return {"nox": found.more["exact"], "mg_m3": found.more["exact"]}

    return rule


def _flow(given: Inputs) -> Outputs:
    found = em.flow(
        _number(given, "F_m2", "F", "area"),
        _number(given, "V", "Vs", "Vp", "velocity"),
        _day(given),
        moisture=_number(given, "Xsw", "moisture", default=Decimal(0)),
        field_factor=_number(given, "Kv", "K", default=Decimal(1)),
        **_state(given),
    )
    return {"Qs": found.more["working"], "Qsn": found.more["exact"]}


def _mass_hour(given: Inputs) -> Outputs:
    c = _number(given, "c_mg_m3", "c", "c_measured")
    found = em.mass_hour(c, _number(given, "Qsn", "flow", "q"), _day(given))
    return {"kg_h": found.more["exact"]}


def _mass_day(given: Inputs) -> Outputs:
    hours = find(given, "kg_h", "hours", "values")
    values = [None if each is None else Decimal(str(each)) for each in hours]
    found = em.mass_sum(values, _day(given), decimals=6)
    return {"t": found.value, "t_d": found.value}


def _moisture(given: Inputs) -> Outputs:
    wet, dry = _number(given, "o2_wet", "wet"), _number(given, "o2_dry", "dry")
    return {"Xsw": em.moisture_of_oxygen(wet, dry, _day(given), decimals=6).value}


def _validity(given: Inputs) -> Outputs:
    level = str(given["level"])
    count = _number(given, {"hour": "minutes", "day": "hours", "month": "days"}[level], "count")
    month = int(_number(given, "month", default=Decimal(1)))
    found = em.enough(level, int(count), date(2025, month, 1))  # type: ignore[arg-type]
    return {"valid": found.value}


def _capture(given: Inputs) -> Outputs:
    found = em.capture_rate(
        _number(given, "hours", "H"),
        _number(given, "invalid", "H_invalid", default=Decimal(0)),
        _number(given, "stop", "H_stop", default=Decimal(0)),
        _day(given),
    )
    return {"alpha": found.more.get("exact"), "ok": found.valid}


_CALIBRATION = ("out_of_control", "overdue_calibration", "calibration", "calibration_overdue")


def _substitution(given: Inputs) -> Outputs:
    kind = str(find(given, "type", "cause", "reason") or "other")
    cause = "calibration" if kind in _CALIBRATION else "other"
    hours = int(_number(given, "hours", "N", default=Decimal(1)))
    found = em.window(_number(given, "alpha", "capture"), hours, cause, _day(given))
    more = found.more
    return {"window": more["window"], "before": more["before"], "stat": more["statistic"]}


_QUANTITIES = {
    "so2": "SO2",
    "nox": "NOx",
    "o2": "O2",
    "pm": "PM",
    "dust": "PM",
    "velocity": "velocity",
    "flowvelocity": "velocity",
    "temperature": "temperature",
    "temp": "temperature",
    "moisture": "moisture",
    "xsw": "moisture",
    "humidity": "moisture",
}


def _pairs(given: Inputs) -> tuple[list[tuple[Decimal, Decimal]], str | None]:
    suffixes = (("mg", "mg/m³"), ("mgm3", "mg/m³"), ("ppm", "µmol/mol"), ("umol", "µmol/mol"))
    others = (("umolmol", "µmol/mol"), ("", None), ("pct", None), ("ms", None), ("c", None))
    for suffix, unit in (*suffixes, *others):
        rm, own = find(given, f"rm{suffix}", f"ref{suffix}"), find(given, f"cems{suffix}")
        if rm is not None and own is not None:
            rms, owns = (each if isinstance(each, list) else [each] for each in (rm, own))
            pairs = zip(rms, owns, strict=True)
            return [(Decimal(str(a)), Decimal(str(b))) for a, b in pairs], unit
    raise UnsupportedError("neither rm and cems nor their spellings with a unit are given")


def _accuracy(given: Inputs) -> Outputs:
    quantity = _QUANTITIES[_plain(str(find(given, "gas", "par", "quantity", "item")))]
    pairs, unit = _pairs(given)
    gas = quantity in ("SO2", "NOx")
    found = em.accuracy(quantity, pairs, _day(given), unit=unit if gas else None)
    return {"pass": found.value, "measure": found.more["measure"], "error": found.more["error"]}


def _drift(given: Inputs) -> Outputs:
    check = str(find(given, "par", "check"))
    head, _, tail = check.partition("_")
    check = f"gas_{tail}" if head.lower() in ("o2", "so2", "nox", "no", "co", "hcl") else check
    error = find(given, "abs_ms", "error_ms", "abs_m_s", "abs")
    absolute = None if error is None else Decimal(str(error))
    drifted = find(given, "drift_fs", "drift")
    if drifted is None and absolute is not None:
        found = em.drift("velocity_error", absolute, _day(given))
    else:
        check = "velocity_zero" if check == "velocity" else check
        found = em.drift(check, Decimal(str(drifted)), _day(given), absolute=absolute)
    return {"status": found.more["zh"], "state": found.value}


_WATER = {"codcr": "COD", "toc": "COD", "cod": "COD", "nh3n": "NH3-N", "tp": "TP", "tn": "TN"}
_WATER |= {"ph": "pH", "temp": "temperature", "temperature": "temperature", "flow": "flow"}
_WATER |= {"level": "level"}


def _water_item(given: Inputs) -> str:
    return _WATER[_plain(str(find(given, "item", "par")))]


def _comparison(given: Inputs) -> Outputs:
    found = em.water_comparison(
        _water_item(given),
        _number(given, "lab", "ref", "standard", "lab_mg_l"),
        _number(given, "online", "instrument", "cems", "online_mg_l"),
        _day(given),
    )
    return {"pass": found.value, "error": found.more.get("error")}


def _standard_sample(given: Inputs) -> Outputs:
    found = em.standard_sample(
        _water_item(given),
        _number(given, "standard", "nominal", "sample"),
        _number(given, "online", "shown", "measured"),
        _day(given),
    )
    return {"pass": found.value, "error": found.more["error"]}


def _readings(values: Sequence[Any], start: datetime, unit: str) -> list[em.Reading]:
    hour = timedelta(hours=1)
    return [
        em.Reading(start + n * hour, None if each is None else Decimal(str(each)), unit)
        for n, each in enumerate(values)
    ]


def _water_day(given: Inputs) -> Outputs:
    day = _day(given)
    start = natural_day(day).start
    item = str(find(given, "item") or "COD")
    values = find(given, "values", "c")
    flows = find(given, "flow", "flows", "q") or [1] * len(values)
    found = em.judge_day(
        item,
        day,
        _readings(values, start, em.item_of(item).unit),
        (),
        flow=_readings(flows, start, "m³/h"),
        expected=int(_number(given, "expected", default=Decimal(24))),
    )
    valid = found.more["outcome"] not in (em.Outcome.NOT_VALID, em.Outcome.NO_DISCHARGE)
    return {"mean": found.value if valid else None, "valid": valid}


def _msw_temp(given: Inputs) -> Outputs:
    count = int(_number(given, "count_5min_below_850", "count"))
    found = em.furnace_count(count, _day(given), marked=bool(find(given, "marked")))
    return {"violation": found.value}


def _msw_month(given: Inputs) -> Outputs:
    days = int(_number(given, "exceed_days", "days"))
    return {"measure": em.furnace_month(days, _day(given)).value}


def _dustfall(given: Inputs) -> Outputs:
    found = em.dustfall(
        _number(given, "W1_g", "W1"),
        _number(given, "W0_g", "W0"),
        _number(given, "Wc_g", "Wc", default=Decimal(0)),
        _number(given, "S_cm2", "S"),
        _number(given, "n_d", "n", "days"),
        _day(given),
    )
    return {"t_km2_30d": found.value}


RULES: Mapping[tuple[str, str], Callable[[Inputs], Outputs]] = {
    ("emissions", "to_standard"): _to_standard,
    ("emissions", "wet_to_dry"): _wet_to_dry,
    ("emissions", "o2_correct"): _o2_correct,
    ("emissions", "excess_air"): _excess_air,
    ("emissions", "ppm_to_mg"): _ppm,
    ("emissions", "nox_as_no2_mass"): _nox("mg/m³"),
    ("emissions", "nox_as_no2_volume"): _nox("ppm"),
    ("emissions", "flow_dry_standard"): _flow,
    ("emissions", "mass_hour"): _mass_hour,
    ("emissions", "mass_day"): _mass_day,
    ("emissions", "moisture_from_o2"): _moisture,
    ("emissions", "cems_validity"): _validity,
    ("emissions", "capture_rate"): _capture,
    ("emissions", "substitution"): _substitution,
    ("emissions", "cems_accuracy"): _accuracy,
    ("emissions", "cems_drift"): _drift,
    ("emissions", "water_comparison"): _comparison,
    ("emissions", "water_standard_sample"): _standard_sample,
    ("emissions", "water_day"): _water_day,
    ("emissions", "msw_temp"): _msw_temp,
    ("emissions", "msw_month"): _msw_month,
    ("emissions", "limit"): limit,
    ("emissions", "dustfall"): _dustfall,
}
"""Every rule of emissions that examples may name."""
