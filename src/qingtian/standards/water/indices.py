"""The water-quality index of HJ 2.3, by edition: how near a value is to its standard."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, Result, Step
from qingtian.standards.water.names import Body, Item, body_of, item_of
from qingtian.standards.water.rules import limit
from qingtian.standards.water.samples import Number, sample_of, weighed
from qingtian.standards.water.saturation import saturated_exact

DECIMALS = 4
"""Digits that an index is shown with; what is above 1 is decided before rounding. [1]"""


def ph_index(value: Decimal, neutral: Decimal, ends: tuple[Decimal, Decimal]) -> Fraction:
    """Give the index of pH: its distance from neutral by that of the limit on its side. [1]."""
    low, high = ends
    if value <= neutral:
        return Fraction(neutral - value) / Fraction(neutral - low)
    return Fraction(value - neutral) / Fraction(high - neutral)


def quality_index(
    item: str,
    value: Number,
    day: date,
    *,
    water_class: str = "III",
    body: Body = "river",
    temperature: Number | None = None,
) -> Result:
    """Compute the index of HJ 2.3 of one item; above 1 the standard is exceeded.

    The two editions differ for dissolved oxygen: below the standard that of 1993 has
    10-9·DO/DOs; that of 2018 has DOs/DO up to saturation.

    Parameters
    ----------
    item
        Name, symbol or code of the item.
    value
        The value. [unit of the law]
    day
        Day of the data, which decides the edition.
    water_class
        Class that is the standard.
    body
        `river` or `lake`.
    temperature
        Of the water; needed for dissolved oxygen. [°C]

    Returns
    -------
    Result
        The index; `more` says whether it exceeds 1. [1]

    Raises
    ------
    ValueError
        For dissolved oxygen without a temperature, or where its value is zero in the edition of
        2018.
    """
    each, kind = item_of(item), body_of(item, body)
    bound = limit(each.key, kind, day)
    number = sample_of(value, bound.unit).value
    if number is None:
        raise ValueError(f"expected a value of {each.symbol}; got none")
    neutral = law.at(day)["water.index.ph"]
    if each.key == "ph":
        low, high = bound.ends(water_class)
        exact = ph_index(number, neutral.number(), (low.value, high.value))
        shown: dict[str, Any] = {"value": number, "limit": f"{low.value}–{high.value}"}
        return _result(each, number, exact, (neutral, bound), shown)
    s = bound.level(water_class).value
    if each.key == "do":
        return _oxygen(each, number, s, bound, temperature, day)
    exact = Fraction(number) / Fraction(s)
    return _result(each, number, exact, (neutral, bound), {"value": number, "limit": s})


def _oxygen(
    item: Item,
    value: Decimal,
    s: Decimal,
    bound: Provision,
    temperature: Number | None,
    day: date,
) -> Result:
    if temperature is None:
        raise ValueError("expected the temperature of the water; the index of oxygen rests on it")
    rule = law.at(day)["water.index.oxygen"]
    formula = law.at(day)["water.saturation.formula"]
    full = saturated_exact(temperature, day)
    exact = _oxygen_index(Fraction(value), Fraction(s), full, rule)
    shown = {"value": value, "limit": s, "full": f"{float(full):.4g}"}
    found = _result(item, value, exact, (rule, formula, bound), shown)
    degrees = sample_of(temperature, "°C").value
    return Result(**{**vars(found), "inputs": (*found.inputs, Given("T", degrees, "°C"))})


def _oxygen_index(value: Fraction, s: Fraction, full: Fraction, rule: Provision) -> Fraction:
    if rule.value["below"] == "linear":
        if value < s:
            return Fraction(rule.value["intercept"]) - Fraction(rule.value["slope"]) * value / s
        return abs(full - value) / (full - s)
    if value > full:
        return abs(full - value) / (full - s)
    if value == 0:
        raise ValueError("expected dissolved oxygen above zero; the edition of 2018 divides by it")
    return s / value


def _result(
    item: Item,
    value: Decimal,
    exact: Fraction,
    cited: tuple[Provision, ...],
    shown: dict[str, Any],
) -> Result:
    index = mean_rounded(exact, DECIMALS)
    found = Result(
        rule="WATER-INDEX",
        subject=item.symbol,
        value=index,
        unit="",
        valid=True,
        edition=cited[0].standard,
        cites=tuple(Cite.of(each) for each in cited),
        steps=(Step("ratio", {"value": value, "limit": shown["limit"], "index": index}),)
        if item.key not in ("ph", "do")
        else (Step("water-index", {**shown, "index": index}),),
        inputs=(Given(item.symbol, value, cited[-1].unit.removeprefix("1")),),
        more={"exceeds": exact > 1, "exact": str(exact)},
    )
    return weighed(found)
