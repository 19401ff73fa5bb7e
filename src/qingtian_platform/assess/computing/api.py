"""What a page asks of computed figures: the days, sections and imported values behind them."""

from __future__ import annotations

from datetime import date, timedelta

from qingtian_platform.assess.computing import daily, imported
from qingtian_platform.assess.computing import sections as _sections
from qingtian_platform.assess.computing.daily import CityDay
from qingtian_platform.assess.computing.heavy import is_heavy
from qingtian_platform.assess.computing.imported import StationValue
from qingtian_platform.assess.computing.sections import SectionYear
from qingtian_platform.assess.computing.years import Year

__all__ = [
    "CityDay",
    "SectionYear",
    "StationValue",
    "city_days",
    "imported_values",
    "is_heavy",
    "sections",
]


def city_days(number: int, until: date) -> list[tuple[date, CityDay | None]]:
    """List the days of a year until the day before another; None where the city has nothing."""
    year = _year(number, until)
    found = daily.city_days(year)
    return [(day, found.get(day)) for day in year]


def sections(number: int, until: date) -> list[SectionYear]:
    """List the sections over a year until the day before another."""
    return _sections.section_years(_year(number, until))


def imported_values(day: date) -> list[StationValue]:
    """List the imported values of a day, each with the frame that holds it."""
    return imported.values(day)


def _year(number: int, until: date) -> Year:
    return Year(number, min(date(number, 12, 31), until - timedelta(days=1)))
