"""Days of heavy pollution: how many, which, and in what stretches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from qingtian import law
from qingtian.standards.air.categories import category
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step


def _stretches(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    first = last = days[0]
    for day in days[1:]:
        if day - last > timedelta(days=1):
            yield first, last
            first = day
        last = day
    yield first, last


def heavy_days(aqi: Mapping[date, int | Result | None]) -> Result:
    """Count the days of heavy pollution, 重度污染 and worse, each by the edition of its day.

    Parameters
    ----------
    aqi
        Day to its AQI, or to the result that gave it; None or not valid = missing. [1]

    Returns
    -------
    Result
        How many; `more` has the days, their stretches, the count by level, and of missing days.
        Not valid where a day is missing: there may be more. [d]

    Raises
    ------
    ValueError
        If no day is given.
    """
    if not aqi:
        raise ValueError("expected at least one day; got none")
    numbers = {day: _number(aqi[day]) for day in sorted(aqi)}
    levels = {day: category(n, day).level for day, n in numbers.items() if n is not None}
    rules = {day: law.at(day)["air.warning.heavy"] for day in levels}
    heavy = [day for day, level in levels.items() if level >= rules[day].number()]
    missing = [day for day, n in numbers.items() if n is None]
    stretches = list(_stretches(heavy)) if heavy else []
    first = law.at(min(numbers))["air.warning.heavy"]
    cites = {rule.standard: Cite.of(rule) for rule in (first, *rules.values())}
    return Result(
        rule="AIR-HEAVY",
        subject="",
        value=len(heavy),
        unit="d",
        valid=not missing,
        edition=law.at(max(numbers))["air.warning.heavy"].standard,
        cites=tuple(cites.values()),
        steps=(Step("heavy", {"count": len(heavy), "days": len(levels), "missing": len(missing)}),),
        inputs=tuple(Given(str(day), numbers[day]) for day in heavy),
        left_out=tuple(LeftOut(Given(str(day), None), "not-valid") for day in missing),
        more={
            "days": [str(day) for day in heavy],
            "stretches": [[str(a), str(b), (b - a).days + 1] for a, b in stretches],
            "by_level": {n: Counter(levels.values())[n] for n in range(1, 7)},
            "missing": len(missing),
        },
    )


def _number(item: int | Result | None) -> int | None:
    if isinstance(item, Result):
        return item.value if item.valid and isinstance(item.value, int) else None
    return item
