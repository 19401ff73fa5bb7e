"""Worked examples of quality control, falsification and criminal thresholds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian.law import NotInForceError
from qingtian.quantities import mean_rounded
from qingtian.standards import consequences as con
from qingtian.standards import quality_control as qc
from qingtian.standards.examples.inputs import Inputs, Outputs, UnsupportedError, day_of, number

DAY = "2024-05-01"
DIGITS = 6


def _day(given: Inputs) -> date:
    return day_of(given, DAY)


def _percent(function: Callable[..., Fraction]) -> Callable[[Inputs], Outputs]:
    def run(given: Inputs) -> Outputs:
        a, b = number(given.get("a")), number(given.get("b"))
        if a is None or b is None or a + b == 0:
            return {"pct": None}
        return {"pct": mean_rounded(function(a, b), DIGITS)}

    return run


def _parallel(given: Inputs) -> Outputs:
    found = qc.lab_parallel(
        given["item"], number(given.get("a")), number(given.get("b")), _day(given)
    )
    return {"pass": found.value, "pct": found.more.get("percent")}


def _recovery(given: Inputs) -> Outputs:
    values = [number(given.get(name)) for name in ("native", "spiked", "added")]
    if None in values or values[2] == 0:
        return {"pct": None}
    native, spiked, added = (each for each in values if each is not None)
    found = qc.recovery(
        native,
        spiked,
        added,
        _day(given),
        volume=number(given.get("volume_mL")),
        spike_volume=number(given.get("spike_mL")),
    )
    return {"pct": found.value, "usual": found.more["usual"]}


def _westgard(given: Inputs) -> Outputs:
    if "z" in given:
        z = [Decimal(str(each)) for each in given["z"] if each is not None]
    else:
        values = [Decimal(str(each)) for each in given["values"]]
        spread = given.get("sd", given.get("s"))
        z = qc.scores(values, Decimal(str(given["mean"])), Decimal(str(spread)))
    found = qc.westgard(z, _day(given))
    return {
        "rules": found.more["rules"],
        "reject": not found.value,
        "warnings": found.more["warnings"],
    }


def _membrane(given: Inputs) -> Outputs:
    found = qc.membrane(Decimal(str(given["C"])), Decimal(str(given["C0"])), _day(given))
    return {"SC": found.value, "pass": found.more["passed"]}


def _flow(given: Inputs) -> Outputs:
    if "C0" in given:
        return _membrane(given)
    series = [Decimal(str(each)) for each in given.get("series", ())]
    measured = number(given.get("QR"))
    if measured is None:
        return {"pass": None}
    found = qc.flow_check(
        measured,
        _day(given),
        set_flow=number(given.get("Qs")),
        indicated=number(given.get("QC")),
        series=series,
        spread=number(given.get("s")),
    )
    percent = found.more["percent"]
    return {
        "dQ": percent.get("deviation"),
        "Qdiff": percent.get("indication"),
        "CV": percent.get("variation"),
        "pass": found.value,
    }


def _grid(given: Inputs) -> Outputs:
    wide, deep = number(given.get("width_m")), number(given.get("depth_m"))
    if wide is None or deep is None:
        return {"verticals": None, "layers": None, "points": None}
    found = qc.sampling_grid(wide, deep, _day(given))
    return {
        "verticals": found.more["verticals"],
        "layers": found.more["layers"],
        "points": found.value,
    }


POLLUTANTS = {
    "COD": ("COD", "化学需氧量"),
    "NH3-N": ("氨氮", "NH3-N"),
    "SO2": ("SO2", "二氧化硫"),
    "NOx": ("NOx", "氮氧化物"),
}
OTHERS = ("总磷", "TP", "总氮", "TN", "颗粒物", "烟尘", "重金属", "VOC", "挥发性有机物")
FALSIFYING = ("篡改", "伪造", "干扰", "修改数据", "弄虚作假", "造假")


def _unit(text: str | None) -> str | None:
    """Read what kind of unit a text names; what it says the unit is not is taken out first."""
    if text is None:
        return None
    plain = text.replace("非重点排污单位", "").replace("非排污许可重点管理", "")
    if "重点排污单位" in plain:
        return "key"
    return "permit" if "重点管理" in plain else "other"


def _data(given: Inputs, act: str, day: date) -> Outputs:
    named = [key for key, words in POLLUTANTS.items() if any(word in act for word in words)]
    others = [word for word in OTHERS if word in act]
    automatic = "手工" not in act and any(word in act for word in FALSIFYING)
    unit = _unit(given.get("unit"))
    found = con.data_crime(unit, named or others, day, falsified=automatic)
    return {"JI": found.edition[-4:], "serious_pollution_by_item7": found.value}


def _waste(given: Inputs, day: date) -> Outputs:
    tonnes = number(given.get("tonnes", given.get("t")))
    found = con.waste_crime(tonnes, day)
    outputs: Outputs = {"JI": found.edition[-4:], "serious_pollution_by_item2": found.value}
    if tonnes is not None and found.edition == "JI-2023":
        outputs["aggravated"] = con.amount_crime("waste", tonnes, day, aggravated=True).value
    return outputs


def _crime(given: Inputs) -> Outputs:
    act: Any = given.get("act", "")
    day = date.fromisoformat(given["date"])
    try:
        if "危险废物" in act:
            return _waste(given, day)
        if "数据" in act or "监测" in act:
            return _data(given, act, day)
    except NotInForceError:
        items = ("serious_pollution_by_item7", "serious_pollution_by_item2")
        return {"JI": None, **dict.fromkeys(items)}
    raise UnsupportedError(f"no threshold is read from the act {act!r}")


def _fraud(given: Inputs) -> Outputs:
    found = qc.fraud_kind(given["text"], _day(given))
    return {"kind": found.value, "words": found.more["words"]}


RULES: dict[tuple[str, str], Callable[[Inputs], Outputs]] = {
    ("quality", "relative_deviation"): _percent(qc.relative_deviation),
    ("quality", "relative_difference"): _percent(qc.relative_difference),
    ("quality", "lab_parallel"): _parallel,
    ("quality", "recovery"): _recovery,
    ("quality", "westgard_reject"): _westgard,
    ("quality", "hj655_flow"): _flow,
    ("quality", "sampling_grid"): _grid,
    ("quality", "crime_threshold"): _crime,
    ("quality", "fraud_kind"): _fraud,
}
"""Every rule of quality that examples may name."""
