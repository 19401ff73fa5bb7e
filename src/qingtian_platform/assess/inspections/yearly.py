"""Checks of a year, held against the number that a document asks for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from django.db.models import Max, Min

from qingtian_platform.assess.inspections.counted import standing
from qingtian_platform.assess.inspections.models import Upload
from qingtian_platform.assess.tasks.figures import Asked
from qingtian_platform.assess.tasks.infos import Figure, Lineage
from qingtian_platform.kit.times import midnight

LARGE = "万"
"""What a clause's unit begins with where it counts by ten thousand."""


def years(asked: Asked) -> list[Figure]:
    """Count the checks of each year that is over, by the files that were there on a day.

    Parameters
    ----------
    asked
        Which target; none but an indicator of `checks` is counted here.
    """
    how = asked.indicator.counted
    if how is None or how.value != "checks":
        return []
    held = Upload.objects.filter(stream=how.of, at__lt=midnight(asked.day + timedelta(days=1)))
    known = held.aggregate(first=Min("first"), last=Max("last"), newest=Max("pk"))
    if known["newest"] is None:
        return []
    scale = 10_000 if asked.target.clause.unit.startswith(LARGE) else 1
    over = min(known["last"].year, asked.day.year - 1)
    counts = {
        year: _count(how.of, year, known["newest"]) for year in range(known["first"].year, over + 1)
    }
    return [_figure(how.of, year, n, scale) for year, n in counts.items()]


def _figure(stream: str, year: int, count: int, scale: int) -> Figure:
    """Give a year's count in the unit of the clause, with what it rests on."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    told = Lineage("checks", first, last, stream, {"checks": count}, origins=("files",))
    return Figure(last, Decimal(count) / scale, lineage=told)


@lru_cache(maxsize=64)
def _count(stream: str, year: int, newest: int) -> int:
    """Count once for each file that came: a year has more than a million rows."""
    return standing(stream, date(year, 1, 1), date(year, 12, 31), newest).count()
