"""The value of a city from its assessment stations (城市评价点)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from qingtian import law
from qingtian.quantities import mean
from qingtian.standards.air.rules import digits_day
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

ASSESSMENT = "assessment"
"""The kind of station whose values make the city's; the others are left out."""


def required_stations(stations: int, day: date) -> int:
    """Say how many valid assessment stations a city's mean needs. [1]."""
    share = law.at(day)["air.minimum.stations"].number()
    return max(ceil(Fraction(share) / 100 * stations), 1)


def _unit(pollutant: str) -> str:
    return "mg/m³" if pollutant == "CO" else "µg/m³"


def city_mean(
    pollutant: str,
    stations: Mapping[str, Result | Decimal | None],
    day: date,
    *,
    kinds: Mapping[str, str] | None = None,
) -> Result:
    """Average a pollutant over the city's valid assessment stations.

    Parameters
    ----------
    pollutant
        One of the six.
    stations
        Station to its value for the period; None or not valid = missing. [µg/m³, CO mg/m³]
    day
        Day of the data.
    kinds
        Station to its kind; stations that are no `assessment` station are left out. Without it,
        all are.

    Returns
    -------
    Result
        Rounded once; None with fewer valid stations than the law asks. [µg/m³, CO mg/m³]
    """
    unit = _unit(pollutant)
    kinds = kinds or {}
    own = {
        name: each for name, each in stations.items() if kinds.get(name, ASSESSMENT) == ASSESSMENT
    }
    numbers = {name: _value(each) for name, each in own.items()}
    found = mean(list(numbers.values()), required_stations(len(own), day))
    share = law.at(day)["air.minimum.stations"]
    digits, cite = digits_day(day, pollutant)
    source = law.at(day)["air.evaluation.intermediate"] if day >= _first() else None
    value = found.rounded(digits) if found.valid else None
    steps = [
        Step("stations", {"count": found.count, "required": len(own), "share": share.number()})
    ]
    if value is not None:
        steps.append(Step("sum", {"count": found.count, "total": found.total}))
        before = f"{float(found.exact or 0):.6g}"
        steps.append(Step("round", {"decimals": digits, "before": before, "after": value}))
    return Result(
        rule="AIR-CITY",
        subject=pollutant,
        value=value,
        unit=unit,
        valid=found.valid,
        edition=share.standard,
        cites=tuple(Cite.of(each) for each in (share, cite, source) if each is not None),
        steps=tuple(steps),
        inputs=tuple(_shown(name, own[name], unit) for name in own if numbers[name] is not None),
        left_out=_left_out(stations, own, numbers, unit),
        more={"count": found.count, "stations": len(own)},
    )


def _first() -> date:
    return law.provisions()["air.evaluation.intermediate"][0].since


def _value(item: Result | Decimal | None) -> Decimal | None:
    if isinstance(item, Result):
        return item.value if item.valid and isinstance(item.value, Decimal) else None
    return item


def _shown(name: str, item: Result | Decimal | None, unit: str) -> Given:
    return Given(name, _value(item), unit)


def _left_out(
    stations: Mapping[str, Result | Decimal | None],
    own: Mapping[str, Result | Decimal | None],
    numbers: Mapping[str, Decimal | None],
    unit: str,
) -> tuple[LeftOut, ...]:
    others = tuple(
        LeftOut(_shown(name, item, unit), "not-assessed")
        for name, item in stations.items()
        if name not in own
    )
    missing = tuple(
        LeftOut(Given(name, None, unit), "not-valid")
        for name, number in numbers.items()
        if number is None
    )
    return others + missing
