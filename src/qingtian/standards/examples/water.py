"""Worked examples of surface water."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from qingtian.law import NotInForceError
from qingtian.quantities import Quantity
from qingtian.standards import water
from qingtian.standards.examples.inputs import Inputs, Outputs, day_of, number
from qingtian.standards.result import Result
from qingtian.standards.water.names import body_of, item_of
from qingtian.standards.water.rules import digits, limit

CONTROLS = ("edition", "date", "day", "body", "decimals", "depth_cm", "saturation", "water_class")
"""Keys that say how to compute, not what."""


def _body(given: Inputs, item: str = "") -> water.Body:
    return body_of(item, str(given.get("body", "river")))


def _value(value: Any) -> Any:  # noqa: ANN401 - as JSON gives it
    """Read a number of a row; text such as `<0.05` stays text."""
    if isinstance(value, str) and not value.replace(".", "", 1).lstrip("-").isdigit():
        return value
    return number(value)


def _sample(given: Inputs) -> water.Sample | Any:  # noqa: ANN401
    if given.get("mdl") is None:
        value = _value(given.get("value"))
        unit = given.get("unit")
        return Quantity(value, unit) if unit and isinstance(value, Decimal) else value
    below = given.get("flag", "") or ("L" if given.get("below") else "")
    return water.Sample(number(given.get("value")), str(below), number(given["mdl"]), "")


def _class_item(given: Inputs) -> Outputs:
    item = str(given["item"])
    found = water.classify(
        item,
        _sample(given),
        day_of(given),
        body=_body(given, item),
        saturation=number(given.get("saturation")),
    )
    return {"class": found.value, "undecided": found.more["undecided"]}


def _section(given: Inputs) -> Outputs:
    items = {name: _value(value) for name, value in given["items"].items()}
    found = water.section(
        items, day_of(given), body=_body(given), saturation=number(given.get("saturation"))
    )
    spelled = {item_of(name).symbol: name for name in items}
    main = [[spelled.get(name, name), multiple] for name, multiple in found.more["main"]]
    return {
        "class": found.value,
        "status": found.more["status"],
        "colour": (found.more["colour"] or {}).get("zh"),
        "main": main,
        "ignored": found.more["ignored"],
        "deciding": [spelled.get(name, name) for name in found.more["deciding"]],
    }


def _basin(given: Inputs) -> Outputs:
    found = water.basin(
        int(given["sections"]), int(given["I_III"]), int(given["worse_V"]), day_of(given)
    )
    return {"status": found.value, "colour": found.more.get("colour", {}).get("zh")}


def _ph_mean(given: Inputs) -> Outputs:
    values = [_value(value) for value in given["values"]]
    decimals = given.get("decimals")
    places = None if decimals is None else int(decimals)
    return {"ph": water.ph_mean(values, day_of(given), decimals=places).value}


def _keep_digit(given: Inputs) -> Outputs:
    day = day_of(given)
    if "decimals" in given:
        places = int(given["decimals"])
    else:
        places = digits(item_of(given["item"]).key, day)[0]
    return {"text": f"{water.keep_digit(Decimal(str(given['value'])), places, day):f}"}


def _tli(given: Inputs) -> Outputs:
    values = {key: _value(value) for key, value in given.items() if key not in CONTROLS}
    if values.get("sd_cm") is not None:
        values["sd_m"] = Quantity(values.pop("sd_cm"), "cm")
    found = water.tli(values, day_of(given))
    each = found.more.get("each")
    order = ("chlorophyll_a", "tp", "tn", "transparency", "codmn")
    return {
        "each": None if each is None else [each[key] for key in order],
        "tli": found.value,
        "grade": found.more["grade"],
    }


def _tli_grade(given: Inputs) -> Outputs:
    return {"grade": water.trophic_grade(Decimal(str(given["tli"])), day_of(given)).value}


def _cwqi_item(given: Inputs) -> Outputs:
    item = str(given["item"])
    found = water.cwqi_item(item, _sample(given), day_of(given), body=_body(given, item))
    return {"cwqi": found.value}


def _cwqi_city(given: Inputs) -> Outputs:
    found = water.cwqi_city(
        number(given.get("river")),
        number(given.get("lake")),
        int(given.get("M") or 0),
        int(given.get("N") or 0),
        day_of(given),
    )
    return {"cwqi": found.value}


def _cwqi_change(given: Inputs) -> Outputs:
    now, base = Decimal(str(given["now"])), Decimal(str(given["base"]))
    return {"change": water.cwqi_change(now, base, day_of(given)).value}


def _black_sample(given: Inputs) -> Outputs:
    values = {key: _value(value) for key, value in given.items() if key not in CONTROLS}
    depth = number(given.get("depth_cm"))
    return {"grade": water.black_odour_sample(values, day_of(given), depth=depth).value}


def _black_point(given: Inputs) -> Outputs:
    shares = {name: _value(value) for name, value in given["heavy_share"].items()}
    return {"grade": water.black_odour_point(shares, day_of(given)).value}


def _black_body(given: Inputs) -> Outputs:
    found = water.black_odour_body(given["points"], day_of(given))
    return {"grade": found.value, "reaches": [list(each) for each in found.more["reaches"]]}


def _kind(text: str) -> Any:  # noqa: ANN401 - one of two names
    if text in ("worsened_vs_inflow", "target_missed"):
        return text
    if "own" in text or (text.startswith("worse") and "not" not in text):
        return "worsened_vs_inflow"
    return "target_missed" if "miss" in text or "not" in text or "target" in text else text


def _compensation(given: Inputs) -> Outputs:
    day = day_of(given, "2022-12-31")
    kind = _kind(str(given["kind"]))
    amounts = given.get("amounts")
    try:
        found = water.compensation(
            kind,
            int(given["class_steps"]),
            day,
            pollutants=int(given.get("pollutants", 1)),
            months=int(given.get("months", 1)),
            amounts=amounts,
        )
    except NotInForceError:
        return {"yuan": None}
    return {"yuan": found.value}


def _multiple(given: Inputs) -> Outputs:
    item = str(given["item"])
    found = water.exceed_multiple(
        item,
        _value(given["value"]),
        day_of(given),
        body=_body(given, item),
        against=number(given.get("against")),
    )
    return {"multiple": found.value}


def _hj23(given: Inputs) -> Outputs:
    item = str(given["item"])
    found = water.quality_index(
        item,
        _value(given["value"]),
        day_of(given),
        water_class=water.class_of(str(given.get("class", "III"))),
        body=_body(given, item),
        temperature=number(given.get("T", given.get("temperature"))),
    )
    return {"index": found.value, "exceeds": found.more["exceeds"]}


def _change(result: Result) -> Outputs:
    return {"change": result.value}


def _section_change(given: Inputs) -> Outputs:
    return _change(water.section_change(given["before"], given["after"], day_of(given)))


def _basin_change(given: Inputs) -> Outputs:
    before, after = (
        (int(each["sections"]), int(each["I_III"]), int(each["worse_V"]))
        for each in (given["before"], given["after"])
    )
    return _change(water.basin_change(before, after, day_of(given)))


def _mean(given: Inputs) -> Outputs:
    values = [_value(value) for value in given["values"]]
    item = str(given["item"])
    found = water.average(
        item,
        values,
        day_of(given),
        period=given.get("period", "sample"),
        body=_body(given, item),
    )
    return {"mean": found.value, "text": _text(found.value), "valid": found.valid}


def _text(value: object) -> str | None:
    return f"{value:f}" if isinstance(value, Decimal) else None


def _source(given: Inputs) -> Outputs:
    items = {name: _value(value) for name, value in given["items"].items()}
    found = water.drinking_source(items, day_of(given), body=_body(given))
    return {"compliant": found.value == "compliant", "failing": found.more["failing"]}


def _limit(given: Inputs) -> Outputs:
    item = str(given["item"])
    found = limit(item_of(item).key, _body(given, item), day_of(given))
    level = water.class_of(str(given["class"])) if "class" in given else "source"
    if found.bound == "within":
        low, high = found.ends(level)
        return {"from": low.value, "to": high.value, "unit": found.unit}
    return {"limit": found.level(level).value, "unit": found.unit}


def _spearman(given: Inputs) -> Outputs:
    series = [Decimal(str(value)) for value in given["series"]]
    found = water.trend(str(given.get("item", "CODMn")), series, day_of(given))
    return {"rs": found.more["rs"], "trend": found.value, "better": found.more["better"]}


RULES: dict[tuple[str, str], Callable[[Inputs], Outputs]] = {
    ("water", "class_item"): _class_item,
    ("water", "section"): _section,
    ("water", "basin"): _basin,
    ("water", "ph_mean"): _ph_mean,
    ("water", "round_keep_digit"): _keep_digit,
    ("water", "tli"): _tli,
    ("water", "tli_grade"): _tli_grade,
    ("water", "cwqi_item"): _cwqi_item,
    ("water", "cwqi_city"): _cwqi_city,
    ("water", "cwqi_change"): _cwqi_change,
    ("water", "black_odour_sample"): _black_sample,
    ("water", "black_odour_point"): _black_point,
    ("water", "black_odour_body"): _black_body,
    ("water", "bj_comp_2014"): _compensation,
    ("water", "exceed_multiple"): _multiple,
    ("water", "hj23_index"): _hj23,
    ("water", "section_change"): _section_change,
    ("water", "basin_change"): _basin_change,
    ("water", "mean"): _mean,
    ("water", "drinking_source"): _source,
    ("water", "limit"): _limit,
    ("water", "spearman"): _spearman,
}
"""Every rule of water that examples may name."""
