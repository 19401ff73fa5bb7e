"""The annual statistic of a pollutant in the city, by HJ 663 and the minimum of data of GB 3095."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import cast

from qingtian import law
from qingtian.standards import air
from qingtian.standards.air.evaluation import months_short
from qingtian.standards.result import Result
from qingtian_platform.assess.computing import daily
from qingtian_platform.assess.computing.daily import CityDay
from qingtian_platform.assess.computing.kept import kept
from qingtian_platform.assess.computing.years import Year
from qingtian_platform.assess.tasks.figures import Asked
from qingtian_platform.assess.tasks.infos import Figure, Lineage


def figures(asked: Asked) -> Iterator[Figure]:
    """Give a figure for each year that has any day; one under the minimum of data has no value."""
    pollutant = str(asked.indicator.computed["pollutant"])
    for year, state in daily.known_years(asked.day):
        make = partial(figure, pollutant, year, state)
        found = kept(f"annual {pollutant} {year.number}", state, make)
        if found is not None:
            yield found


def figure(pollutant: str, year: Year, state: str = "") -> Figure | None:
    """Evaluate a year; None where no day of it has a value."""
    found = daily.city_days(year, state)
    values = {
        day: each.values[pollutant] for day, each in found.items() if pollutant in each.values
    }
    if not values:
        return None
    result = air.annual(pollutant, values, year.number)
    statistic = next(each for each in result.inputs if isinstance(each, Result))
    short = shortfall(year, values)
    lineage = Lineage(
        series="annual-mean",
        of=pollutant,
        first=year.first,
        last=year.last,
        counts=counts(year, found, values),
        editions=tuple(dict.fromkeys(c.standard for c in statistic.cites)),
        origins=origins(found[day] for day in values),
        why=short if year.over else ("unfinished", *short),
    )
    whole = year.over and not short
    value = cast("Decimal | None", statistic.value) if whole or not year.over else None
    return Figure(year.last, value, lineage=lineage, provisional=not year.over)


def shortfall(year: Year, there: Collection[date]) -> tuple[str, ...]:
    """Say what of the minimum of data a year lacks: `days`, and its months as `months:1,2`."""
    rule = law.at(date(year.number, 12, 31))["air.minimum.year"].value
    by_month = [sum(day.month == month for day in there) for month in range(1, 13)]
    found = ["days"] if len(there) < rule["year"] else []
    months = months_short(by_month, rule)
    if months:
        found.append(f"months:{','.join(map(str, months))}")
    return tuple(found) if year.over else ()


def counts(year: Year, found: Mapping[date, CityDay], there: Collection[date]) -> dict[str, int]:
    """Count what a year's figure rests on."""
    required = law.at(date(year.number, 12, 31))["air.minimum.year"].value["year"]
    return {
        "stations": max((found[day].with_data for day in there), default=0),
        "days": len(there),
        "required": int(required),
        "missing": year.days - len(there),
    }


def origins(found: Iterable[CityDay]) -> tuple[str, ...]:
    """Name where days come from, each once."""
    return tuple(sorted({each.origin for each in found}))
