"""How many fewer days of heavy pollution a year had than the base year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian.quantities import mean_rounded
from qingtian.standards import air
from qingtian_platform.assess.computing import daily
from qingtian_platform.assess.computing.annual import counts, origins, shortfall
from qingtian_platform.assess.computing.kept import kept
from qingtian_platform.assess.computing.years import Year
from qingtian_platform.assess.tasks.figures import Asked
from qingtian_platform.assess.tasks.infos import Figure, Lineage


def figures(asked: Asked) -> Iterator[Figure]:
    """Give a figure for the base year and each one after it that has any day.

    The base is the count of that year, or the number handed in, as the setting says; where the year
    itself lacks days, the number handed in.
    """
    if asked.target.baseline is None:
        return
    base_year = asked.target.baseline[0].year
    found = {
        y.number: (y, counted(y)) for y in daily.known_years(asked.day) if y.number >= base_year
    }
    own = _whole(found.get(base_year))
    handed = asked.baselines.get(base_year)
    base = handed if handed is not None and (own is None or asked.baseline == "entered") else own
    for year, lineage in found.values():
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


def counted(year: Year) -> Lineage:
    """Count the days of heavy pollution of a year, each by the edition of its day."""
    return kept(f"heavy {year.number}", daily.version(year), lambda: _counted(year))


def _counted(year: Year) -> Lineage:
    found = daily.city_days(year)
    there = {day: each.aqi for day, each in found.items() if each.aqi is not None}
    result = air.heavy_days(there) if there else None
    short = shortfall(year, there)
    return Lineage(
        series="heavy-days",
        first=year.first,
        last=year.last,
        counts={
            "heavy": 0 if result is None else int(str(result.value)),
            **counts(year, found, there),
        },
        editions=() if result is None else tuple(dict.fromkeys(c.standard for c in result.cites)),
        origins=origins(found[day] for day in there),
        why=short if year.over else ("unfinished",),
    )


def is_heavy(aqi: int, day: date) -> bool:
    """Say whether a day of that index is one of heavy pollution."""
    return air.heavy_days({day: aqi}).value == 1
