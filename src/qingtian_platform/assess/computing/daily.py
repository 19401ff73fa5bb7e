"""The city's days of a year: the platform's own results, and imported ones where it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from qingtian.quantities import BEIJING, natural_day
from qingtian.standards.air import COLUMNS, POLLUTANTS
from qingtian_platform.assess.computing import imported
from qingtian_platform.assess.computing.kept import kept
from qingtian_platform.assess.computing.years import Year, years
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.evaluate.api import Result

SERIES = {name: f"{COLUMNS[name]}_{'8h' if name == 'O3' else '24h'}" for name in POLLUTANTS}


@dataclass(frozen=True)
class CityDay:
    """What the city has for a day.

    Attributes
    ----------
    day, aqi
        Which day; its index, None = NA. [1]
    values
        Daily concentration by pollutant, of ozone the largest mean of eight hours. [µg/m³, CO mg/m³]
    stations, with_data
        Assessment stations, and those that took part. [1]
    origin
        `results`: of the platform's hours; `imported`: from daily values that were imported.
    edition
        The standard that was applied.
    """

    day: date
    aqi: int | None
    values: Mapping[str, Decimal]
    stations: int
    with_data: int
    origin: str
    edition: str


def known_years(day: date) -> list[tuple[Year, str]]:
    """List the years until a day of which the city may have any, each with its version."""
    prints = imported.prints()
    firsts = [date(year, 1, 1) for year in prints]
    span = evaluate.span(None, "day")
    if span is not None:
        firsts.append(span[0].astimezone(BEIJING).date())
    found = [(year, _version(year, prints)) for year in years(min(firsts, default=None), day)]
    return [(year, state) for year, state in found if state]


def _version(year: Year, prints: Mapping[int, str]) -> str:
    """Say what changes whenever a day of the year does; empty where no day ever was evaluated."""
    times = sum(evaluate.evaluations("city", year.first, year.last).values())
    seen = prints.get(year.number, "")
    return f"{year.last} {times} {seen}" if times or seen else ""


def version(year: Year) -> str:
    """Say what changes whenever a day of the year does; empty where there is none."""
    return _version(year, imported.prints())


def city_days(year: Year, state: str = "") -> dict[date, CityDay]:
    """Give the days of a year that have anything, by day; `state` is its version if that is known."""
    key = f"city days {year.number}"
    return kept(key, state or version(year), lambda: _days(year))


def _days(year: Year) -> dict[date, CityDay]:
    start, end = natural_day(year.first).start, natural_day(year.last).end
    own = [_of_result(each) for each in evaluate.city_days(start, end)]
    found = {each.day: each for each in own if each.values}
    if len(found) < year.days and year.number in imported.prints():
        for row in imported.days(year.first, year.last):
            found.setdefault(row["day"], _of_row(row))
    return {day: found[day] for day in sorted(found)}


def _of_result(result: Result) -> CityDay:
    values = {
        name: dose.value
        for name, dose in result.doses.items()
        if name in POLLUTANTS and dose.value is not None
    }
    return CityDay(
        result.start.astimezone(BEIJING).date(),
        result.aqi if result.valid else None,
        values,
        result.stations,
        result.with_data,
        "results",
        result.edition,
    )


def _of_row(row: Mapping[str, Any]) -> CityDay:
    values = {
        name: _plain(row[column]) for name, column in SERIES.items() if row[column] is not None
    }
    aqi = row["aqi"] if row["valid"] else None
    return CityDay(
        row["day"], aqi, values, row["stations"], row["count"], "imported", row["edition"]
    )


def _plain(micro: int) -> Decimal:
    """Write millionths with the digits that they have. [µg/m³, CO mg/m³]."""
    number = (Decimal(micro) / imported.MICRO).normalize()
    return number if number.as_tuple().exponent <= 0 else number.quantize(Decimal(1))  # type: ignore[operator]


def missing(year: Year, found: Mapping[date, object]) -> int:
    """Count the days of a year that have nothing. [d]."""
    return year.days - sum(day in found for day in year)
