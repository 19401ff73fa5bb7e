"""How many fewer days of heavy pollution a year had than the base year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

from qingtian.quantities import mean_rounded
from qingtian.standards import air
from qingtian_platform.assess.computing import daily
from qingtian_platform.assess.computing.annual import counts, origins
from qingtian_platform.assess.computing.kept import kept
from qingtian_platform.assess.computing.years import Year
from qingtian_platform.assess.tasks.figures import Asked
from qingtian_platform.assess.tasks.infos import Figure, Lineage

SETTING = "target.days"


def figures(asked: Asked) -> Iterator[Figure]:
    """Give a figure for the base year and each one after it that has any day.

    The base is the count of that year, or the number handed in, as the setting says; where the year
    itself lacks days, the number handed in.
    """
    if asked.target.baseline is None:
        return
    base_year = asked.target.baseline[0].year
    percent = Decimal(asked.answer(SETTING)["percent"])
    found = {
        year.number: (year, counted(year, state, percent))
        for year, state in daily.known_years(asked.day)
        if year.number >= base_year
    }
    own = _whole(found.get(base_year))
    handed = asked.baselines.get(base_year)
    base = handed if handed is not None and (own is None or asked.baseline == "entered") else own
    for year, lineage in found.values():
        if not lineage.counts["days"]:
            continue
        value = None
        if base and year.over and not lineage.why:
            fewer = Fraction(100) * (Fraction(base) - lineage.counts["heavy"]) / Fraction(base)
            value = mean_rounded(fewer, asked.indicator.digits)
        whys = lineage.why or (() if base else ("no-base",))
        shown = Lineage(**{**vars(lineage), "why": whys, "base": own and (base_year, own)})
        yield Figure(year.last, value, lineage=shown, provisional=not year.over)


def _whole(found: tuple[Year, Lineage] | None) -> Decimal | None:
    if found is None or found[1].why:
        return None
    return Decimal(found[1].counts["heavy"])


def counted(year: Year, state: str, percent: Decimal) -> Lineage:
    """Count the days of heavy pollution of a year, each by the edition of its day.

    Parameters
    ----------
    year, state
        Which, and its version.
    percent
        How many of its days must have an index, that the count stands. [%]
    """
    key = f"heavy {year.number} {percent}"
    return kept(key, state, partial(_counted, year, state, percent))


def _counted(year: Year, state: str, percent: Decimal) -> Lineage:
    found = daily.city_days(year, state)
    there = {day: each.aqi for day, each in found.items() if each.aqi is not None}
    result = air.heavy_days(there) if there else None
    required = math.ceil(Fraction(percent) / 100 * year.days)
    enough = len(there) >= required
    return Lineage(
        series="heavy-days",
        first=year.first,
        last=year.last,
        counts={
            "heavy": 0 if result is None else int(str(result.value)),
            **counts(year, found, there),
            "required": required,
        },
        editions=() if result is None else tuple(dict.fromkeys(c.standard for c in result.cites)),
        origins=origins(found[day] for day in there),
        why=("unfinished",) if not year.over else () if enough else ("days",),
    )


def is_heavy(aqi: int, day: date) -> bool:
    """Say whether a day of that index is one of heavy pollution."""
    return air.heavy_days({day: aqi}).value == 1
