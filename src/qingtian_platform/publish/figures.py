"""What evaluate gives, in the shape that pages need; the one place that knows its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from qingtian.law import NotInForceError
from qingtian.standards.air import POLLUTANTS
from qingtian.standards.result import Result as Explanation
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.registry import api as registry

#: Six pollutants in the order that readers look for.
ORDER = tuple(sorted(POLLUTANTS, key=("PM2.5", "PM10", "O3", "NO2", "SO2", "CO").index))
CITY = "city"
MICRO = timedelta(microseconds=1)
Whose = int | str


@dataclass(frozen=True)
class Dose:
    """One pollutant of one hour or day.

    Attributes
    ----------
    name
        Short name, as `PM2.5`.
    value, unit, decimals
        The concentration as reported; None = no valid value. [unit]
    iaqi
        Its individual index; None = none. [1]
    why
        Key of the word for no data, where there is no value.
    acted
        What a person did to a value that it rests on: `corrected`, `retracted`, `decided`; or
        empty.
    """

    name: str
    value: Decimal | None
    unit: str
    decimals: int
    iaqi: int | None
    why: str = ""
    acted: str = ""


@dataclass(frozen=True)
class Figure:
    """The result of one station or the city for one hour or day.

    Attributes
    ----------
    start, end
        The interval, UTC.
    aqi
        The index as published; None = none. [1]
    primary
        Primary pollutants.
    edition
        The standard that was applied.
    doses
        By pollutant, in the statutory order.
    stations, with_data
        Of the city: assessment stations, and those with data. [1]
    version
        Number of the version; above 1 the figure was corrected. [1]
    """

    start: datetime
    end: datetime
    aqi: int | None
    primary: tuple[str, ...]
    edition: str
    doses: Mapping[str, Dose] = field(default_factory=dict)
    stations: int = 0
    with_data: int = 0
    version: int = 1


def _why(dose: evaluate.Dose, acted: str) -> str:
    """Turn evaluate's reason into one of the six words; a value has none."""
    if dose.value is not None:
        return ""
    return "invalid" if dose.why == "not-valid" or acted == "retracted" else "missing"


def _dose(name: str, found: evaluate.Dose | None, acted: str) -> Dose:
    digits = 1 if name == "CO" else 0
    if found is None:
        unit = "mg/m³" if name == "CO" else "µg/m³"
        return Dose(name, None, unit, digits, None, "missing", acted)
    if found.value is not None:
        digits = max(0, -int(found.value.as_tuple().exponent))
    return Dose(name, found.value, found.unit, digits, found.iaqi, _why(found, acted), acted)


def _figure(result: evaluate.Result) -> Figure:
    acted = result.acted
    return Figure(
        start=result.start,
        end=result.end,
        aqi=result.aqi,
        primary=result.primary,
        edition=result.edition,
        doses={n: _dose(n, result.doses.get(n), acted.get(n, "")) for n in ORDER},
        stations=result.stations,
        with_data=result.with_data,
        version=result.version,
    )


def version(whose: Whose | None = None) -> int:
    """Count the changes of the results of one, or of all: the same number, the same figures. [1]."""
    return evaluate.version(whose)


def evaluations(whose: Whose, start: datetime) -> int:
    """Count how often the day of a moment was evaluated: explanations change with it. [1]."""
    day = beijing(start).date()
    return evaluate.evaluations(whose, day, day).get(day, 0)


def city_now() -> Figure | None:
    """Give the last hour of the city that has any value."""
    found = evaluate.latest_city()
    return _figure(found) if found else None


@lru_cache(maxsize=2)
def _latest(_version: int) -> dict[int, Figure]:
    return {thing: _figure(one) for thing, one in evaluate.latest().items()}


def all_now() -> dict[int, Figure]:
    """Give the last hour of each station that has any value, by number."""
    return _latest(version())


def between(whose: Whose, period: str, start: datetime, end: datetime) -> list[Figure]:
    """List hours or days of a station or the city that start in [start, end), by time.

    Parameters
    ----------
    whose
        Number of the station, or `city`.
    period
        `hour` or `day`.
    start, end
        With a zone.
    """
    first, last = beijing(start).date(), beijing(end - MICRO).date()
    counts = evaluate.evaluations(whose, first, last)
    found: list[Figure] = []
    for days in _leaves(period, first, last):
        state = tuple(counts.get(day, 0) for day in days)
        leaf = _leaf(whose, period, days[0], days[-1], state)
        found += [one for one in leaf if start <= one.start < end]
    return found


def _leaves(period: str, first: date, last: date) -> Iterator[list[date]]:
    """Part a span as it is kept: hours by the day, days by the month."""
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    for _key, own in groupby(days, lambda day: (day.year, day.month, period == "hour" and day.day)):
        yield list(own)


@lru_cache(maxsize=1024)
def _leaf(
    whose: Whose, period: str, first: date, last: date, _state: tuple[int, ...]
) -> tuple[Figure, ...]:
    """Read a part once for each state of its days."""
    start, end = midnight(first), midnight(last + timedelta(days=1))
    if whose == CITY:
        read = evaluate.city_hours if period == "hour" else evaluate.city_days
        return tuple(_figure(one) for one in read(start, end))
    of = evaluate.hours if period == "hour" else evaluate.days
    return tuple(_figure(one) for one in of(int(whose), start, end))


def one(whose: Whose, period: str, start: datetime) -> Figure | None:
    """Give one hour or day, or None where nothing was evaluated."""
    found = between(whose, period, start, start + timedelta(seconds=1))
    return found[0] if found else None


@dataclass(frozen=True)
class Edition:
    """One version of a figure: what it was, and when it was computed."""

    figure: Figure
    computed_at: datetime | None


def editions(whose: Whose, period: str, start: datetime) -> list[Edition]:
    """List every version of a figure, the oldest first; nothing is overwritten."""
    thing = None if whose == CITY else int(whose)
    found = evaluate.versions(thing, period, start)
    return [Edition(_figure(one), one.computed_at) for one in found]


def explain(whose: Whose, period: str, start: datetime) -> Explanation | None:
    """Compute a result again in the form that explains itself; None before the first edition."""
    return _explained(whose, period, start, (evaluations(whose, start), registry.version()))


@lru_cache(maxsize=64)
def _explained(
    whose: Whose, period: str, start: datetime, _state: tuple[int, int]
) -> Explanation | None:
    try:
        return evaluate.explain(whose, period, start)
    except NotInForceError:
        return None


def years(whose: Whose) -> list[int]:
    """List the years from the first day of a station, or the city, to the last."""
    found = evaluate.span(None if whose == CITY else int(whose), "day")
    if found is None:
        return []
    return list(range(beijing(found[0]).year, beijing(found[1]).year + 1))


def months(whose: Whose) -> list[str]:
    """List the months from the first hour of a station, or the city, to the last."""
    found = evaluate.span(None if whose == CITY else int(whose), "hour")
    if found is None:
        return []
    first, last = beijing(found[0]), beijing(found[1])
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    at = first.year * 12 + first.month - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(at, at + count)]
