"""Worked examples of consequences: penalties, damage, tax."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from qingtian.law import NotInForceError, UnknownPackError
from qingtian.standards import consequences as con
from qingtian.standards.examples.inputs import Inputs, Outputs, UnsupportedError, day_of, number
from qingtian.standards.result import Result

PLACE = ("beijing2018",)
"""The pack whose rates the rows of Beijing ask for."""

DAY = "2024-05-01"


def _day(given: Inputs) -> date:
    return day_of(given, DAY)


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - as JSON gives it
    return value if isinstance(value, list) else [value]


def _found(given: Mapping[str, Any], *, still: object) -> con.Inspection | None:
    day = given.get("date", given.get("reinspect", given.get("day")))
    if day is None or still is None:
        return None
    refused = given.get("refused", given.get("obstructed", False))
    claimed = given.get("false_report", False)
    found: Any = "continues" if still else "corrected"
    found = "refused" if refused else ("false report" if claimed else found)
    return con.Inspection(date.fromisoformat(str(day)), found)


def _inspections(given: Inputs) -> list[con.Inspection | None]:
    rounds = given.get("rounds", given.get("reinspections"))
    if rounds is not None:
        rows = [
            each if isinstance(each, Mapping) else {"date": each[0], "still": each[1]}
            for each in rounds
        ]
        return [_found(row, still=row.get("still", True)) for row in rows]
    later = [n for n in ("2", "3", "4") if f"reinspect{n}" in given]
    days = _list(given.get("reinspect")) + [given[f"reinspect{n}"] for n in later]
    still = [*_list(given.get("still", True)), *(given.get(f"still{n}", True) for n in later)]
    still += still[-1:] * (len(days) - len(still))
    return [
        _found({**given, "date": day}, still=each) for day, each in zip(days, still, strict=False)
    ]


def _daily(given: Inputs) -> Outputs:
    inspections = _inspections(given)
    fine = number(given.get("fine"))
    if fine is None or given.get("delivered") is None or None in inspections:
        return {"days": None, "extra": None, "total": None}
    made = tuple(each for each in inspections if each is not None)
    order = con.Order(fine, date.fromisoformat(given["delivered"]), made)
    found = con.daily_penalty(order)
    return {
        "days": found.more["days"],
        "extra": found.value,
        "total": found.more["total"],
        "rounds": found.more["rounds"],
        "late": bool(found.more["late"]),
    }


def _articles(given: Inputs) -> Outputs:
    found = con.penalties(
        given["act"], _day(given), medium=given.get("medium"), loss=number(given.get("loss_yuan"))
    )
    articles = found.more["articles"]
    return {
        "articles": [f"{each['law']} {each['article']}" for each in articles],
        "low": [each["low"] for each in articles],
        "high": [each["high"] for each in articles],
        "daily": [each["daily"] for each in articles],
    }


def _kappa(given: Inputs) -> Any:  # noqa: ANN401 - a number or a fraction
    if "Z" in given and "B" in given:
        return con.kappa(Decimal(str(given["Z"])), Decimal(str(given["B"])))
    return number(given.get("kappa"))


def _tau(given: Inputs) -> Outputs:
    return {"tau": con.tau_water(_kappa(given), _day(given)).value}


def _damage(found: Result) -> Outputs:
    return {"gamma": found.more["gamma"], "D": found.value, "D_wan": found.more["wan"]}


NOTHING = {"gamma": None, "D": None, "D_wan": None}


def _vac_water(given: Inputs) -> Outputs:
    water = given.get("water_class", given.get("class"))
    needed = (given.get("E"), given.get("C"), given.get("alpha"))
    tau, kappa = number(given.get("tau")), _kappa(given)
    if None in needed or (tau is None and kappa is None):
        return dict(NOTHING)
    e, c, alpha = (Decimal(str(each)) for each in needed)
    found = con.vac_water(
        e,
        c,
        _day(given),
        alpha=alpha,
        kappa=kappa if tau is None else None,
        tau=tau,
        omega=number(given.get("omega")),
        water_class=water if given.get("omega") is None else None,
    )
    return _damage(found)


def _vac_air(given: Inputs) -> Outputs:
    names = ("E", "C", "alpha", "beta", "omega", "tau")
    values = [number(given.get(name)) for name in names]
    if None in values:
        return dict(NOTHING)
    e, c, alpha, beta, omega, tau = (each for each in values if each is not None)
    return _damage(con.vac_air(e, c, _day(given), alpha=alpha, beta=beta, omega=omega, tau=tau))


_CUT = {
    "设区的市": "city",
    "地级": "city",
    "地市": "city",
    "市级": "city",
    "县": "county",
    "乡": "township",
    "镇": "township",
}
_BORDER = {"国": "country", "省": "province", "县": "county", "市": "city"}
_ECOLOGY = {"部分丧失": "function partly lost", "大批死亡": "function partly lost"}
_ECOLOGY |= {"丧失": "function lost", "灭绝": "function lost", "破坏": "protected species harmed"}
_ECOLOGY |= {"一定影响": "small"}


def _word(text: Any, words: Mapping[str, str]) -> str | None:  # noqa: ANN401 - as JSON gives it
    """Read a word of the plan; `县级市` is a county town, so the county comes before the city."""
    if text is None or text in words.values():
        return None if text is None else str(text)
    hit = next((key for part, key in words.items() if part in str(text)), None)
    if hit is None:
        raise UnsupportedError(f"no such word: {text}")
    return hit


def _loss(given: Inputs) -> Decimal | None:
    if given.get("loss_wan") is not None:
        return Decimal(str(given["loss_wan"])) * 10_000
    return number(given.get("loss_yuan", given.get("loss")))


def _incident(given: Inputs) -> Outputs:
    found = con.incident_grade(
        _day(given),
        deaths=given.get("deaths"),
        poisoned=given.get("poisoned", given.get("injured")),
        evacuated=given.get("evacuated"),
        loss=_loss(given),
        water_cut=_word(given.get("water_cut"), _CUT),
        ecology=_word(given.get("ecology"), _ECOLOGY),
        cross_border=_word(given.get("cross_border"), _BORDER),
    )
    return {"grade": found.value, "level": found.more["grade"]}


def _taxed(compute: Callable[..., Result], given: Inputs) -> Outputs:
    kg = {name: number(value) for name, value in given["kg"].items()}
    shares = given.get("factors", given.get("factor", given.get("reduction", {})))
    if not isinstance(shares, Mapping):
        shares = dict.fromkeys(kg, shares)
    factors = {name: Decimal(str(share)) for name, share in shares.items()}
    rate = number(given.get("rate"))
    packs = PLACE if rate is None else ()
    try:
        found = compute(kg, _day(given), rate=rate, packs=packs, factors=factors)
    except UnknownPackError as error:
        raise UnsupportedError(str(error)) from None
    except NotInForceError:
        return {"tax": None, "taxed": None, "equivalents": None}
    names = _spelled(found, given["kg"])
    return {
        "tax": found.value if found.valid else None,
        "taxed": [names[item] for item in found.more["taxed"]],
        "equivalents": {names[k]: v for k, v in found.more["equivalents"].items()},
    }


def _spelled(found: Result, given: Mapping[str, Any]) -> dict[str, str]:
    """Give each pollutant the name by which the row calls it."""
    there = list(found.more["equivalents"])
    written = [name for name, value in given.items() if value is not None]
    return dict(zip(there, written, strict=True))


def _air(given: Inputs) -> Outputs:
    return _taxed(con.air_tax, given)


def _water(given: Inputs) -> Outputs:
    return _taxed(con.water_tax, given)


def _reduction(given: Inputs) -> Outputs:
    limit = number(given.get("limit"))
    if limit is None:
        return {"factor": None}
    found = con.reduction(
        number(given.get("mean")),
        limit,
        _day(given),
        any_exceed=given.get("any_exceed", False),
        equal_counts=given.get("equal_counts"),
    )
    return {"factor": found.value, "lower_by": found.more.get("lower_by")}


def _noise(given: Inputs) -> Outputs:
    periods = {"day": given.get("day_dB", given.get("exceed_dB")), "night": given.get("night_dB")}
    sources = []
    for period, exceed in periods.items():
        if exceed is None or given.get("days", 31) is None:
            continue
        points = [Decimal(str(each)) for each in _list(exceed)]
        count = int(given.get("points", given.get("exceeding_points", 1)))
        points += [points[0]] * (count - len(points))
        days = int(given.get(f"{period}_days", given.get("days", 31)))
        length = number(given.get("boundary_m"))
        sources.append(con.Noise(points, days, length, period))
    if not sources:
        return {"tax": None}
    when = given.get("date", DAY)
    return {"tax": con.noise_tax(sources, date.fromisoformat(when)).value}


def _solid(given: Inputs) -> Outputs:
    tonnes = given.get("t", given.get("tonnes"))
    amounts = tonnes if isinstance(tonnes, Mapping) else {given["kind"]: tonnes}
    weights = {name: Decimal(str(each)) for name, each in amounts.items()}
    return {"tax": con.solid_tax(weights, _day(given), reused=given.get("reused", ())).value}


RULES: dict[tuple[str, str], Callable[[Inputs], Outputs]] = {
    ("penalties", "daily_penalty"): _daily,
    ("penalties", "articles"): _articles,
    ("damage", "tau_water"): _tau,
    ("damage", "vac_water"): _vac_water,
    ("damage", "vac_air"): _vac_air,
    ("damage", "incident_grade"): _incident,
    ("tax", "air_beijing"): _air,
    ("tax", "water_beijing"): _water,
    ("tax", "reduction"): _reduction,
    ("tax", "noise_month"): _noise,
    ("tax", "solid"): _solid,
}
"""Every rule of consequences that examples may name."""
