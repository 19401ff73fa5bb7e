"""The ranking of cities: by the composite index, and by how it changed (rule of 2018)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian import law
from qingtian.quantities import gbt8170, mean_rounded
from qingtian.standards.air.indices import ranking_index
from qingtian.standards.air.names import POLLUTANTS
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

City = Mapping[str, Result | Decimal | None]


def places(values: Mapping[str, Decimal]) -> dict[str, int]:
    """Give each name its place: the smallest value is first, equal ones share a place.

    Parameters
    ----------
    values
        Name to its value, rounded. [any]

    Returns
    -------
    dict of str to int
        Place of each, in their order; after two firsts comes a third. [1]
    """
    ordered = sorted(values.values())
    found = {name: 1 + ordered.index(value) for name, value in values.items()}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _known(city: City) -> dict[str, Decimal] | None:
    """Give the six numbers of a city, or none if one is missing or not valid."""
    numbers: dict[str, Decimal] = {}
    for name in POLLUTANTS:
        item = city.get(name)
        if isinstance(item, Result):
            item = item.value if item.valid and isinstance(item.value, Decimal) else None
        if item is None:
            return None
        numbers[name] = item
    return numbers


def rank_cities(cities: Mapping[str, City], day: date) -> Result:
    """Rank cities by the composite index of a period; smaller is better.

    Parameters
    ----------
    cities
        City to its pollutants: the results of `period`, or numbers as reported; None or not valid
        = missing, and the city is named but not ranked. [µg/m³, CO mg/m³]
    day
        Last day of the period, whose law counts.

    Returns
    -------
    Result
        How many cities are ranked; `more["ranking"]` has place from the best and from the worst,
        city, index and main pollutants; `more["unranked"]` the others with what they miss.
    """
    rule = law.at(day)["air.ranking.order"]
    digits = int(rule.value["digits"])
    numbers = {city: _known(each) for city, each in cities.items()}
    found = {
        city: ranking_index(known, day, tie_decimals=digits)
        for city, known in numbers.items()
        if known is not None
    }
    shown = {city: gbt8170(_value(each), digits) for city, each in found.items()}
    from_best = places(shown)
    from_worst = places({city: -value for city, value in shown.items()})
    missing = {city: _missing(each) for city, each in cities.items() if numbers[city] is None}
    return Result(
        rule="AIR-RANK",
        subject="",
        value=len(found),
        unit="",
        valid=True,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("ranked", {"count": len(found), "cities": len(cities)}),),
        inputs=tuple(Result(**{**vars(found[city]), "subject": city}) for city in from_best),
        left_out=tuple(
            LeftOut(Given(city, None), "not-ranked", {"names": ", ".join(names)})
            for city, names in missing.items()
        ),
        more={
            "ranking": [
                _row(city, place, from_worst[city], shown[city], found[city].more["main"])
                for city, place in from_best.items()
            ],
            "unranked": missing,
            "accuses": not rule.review,
        },
    )


def _value(result: Result) -> Decimal:
    assert isinstance(result.value, Decimal)
    return result.value


def _row(city: str, place: int, from_worst: int, index: Decimal, main: list[str]) -> dict[str, Any]:
    return {"place": place, "from_worst": from_worst, "city": city, "index": index, "main": main}


def _missing(city: City) -> list[str]:
    return [
        name
        for name in POLLUTANTS
        if _known({**dict.fromkeys(POLLUTANTS, Decimal(1)), name: city.get(name)}) is None
    ]


def rank_changes(
    now: Mapping[str, Decimal | None], base: Mapping[str, Decimal | None], day: date
) -> Result:
    """Rank cities by how their composite index changed; the more it fell the better.

    Parameters
    ----------
    now, base
        City to its index in the period and in the one compared with; None = not ranked. Both
        computed by one edition of the limits. [1]
    day
        Last day of the period, whose law counts.

    Returns
    -------
    Result
        How many cities are ranked; `more["ranking"]` has place, city and change. [%]
    """
    rule = law.at(day)["air.ranking.order"]
    digits = int(rule.value["change_digits"])
    changes: dict[str, Decimal] = {}
    for city, value in now.items():
        before = base.get(city)
        if value is not None and before:
            changes[city] = mean_rounded(Fraction(value - before) * 100 / Fraction(before), digits)
    found = places(changes)
    return Result(
        rule="AIR-RANK-CHANGE",
        subject="",
        value=len(found),
        unit="",
        valid=True,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("ranked", {"count": len(found), "cities": len(now)}),),
        inputs=tuple(Given(city, changes[city], "%") for city in found),
        left_out=tuple(
            LeftOut(Given(city, value), "not-ranked", {"names": "base" if value else "index"})
            for city, value in now.items()
            if city not in changes
        ),
        more={
            "ranking": [
                {"place": place, "city": city, "change": changes[city]}
                for city, place in found.items()
            ],
            "accuses": not rule.review,
        },
    )
