"""The share of outlets or sites that are connected: those that sent anything of those that owed data."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from qingtian.quantities import mean_rounded
from qingtian_platform.assess.computing.kept import kept
from qingtian_platform.assess.computing.years import Year, years
from qingtian_platform.assess.tasks.figures import Asked
from qingtian_platform.assess.tasks.infos import Figure, Lineage
from qingtian_platform.check import api as check


def figures(asked: Asked) -> Iterator[Figure]:
    """Give the state of the last day of each year, and of yesterday."""
    kinds = tuple(str(each) for each in asked.indicator.computed["kinds"])
    span = check.span()
    for year in years(span[0] if span else None, asked.day):
        key = f"connected {kinds} {year.last} {asked.indicator.digits}"
        make = lambda y=year: _figure(kinds, y, asked.indicator.digits)  # noqa: E731
        found = kept(key, check.stamp(), make)
        if found is not None:
            yield found


def _figure(kinds: tuple[str, ...], year: Year, digits: int) -> Figure | None:
    rows = check.rates(
        by="all",
        period="range",
        start=year.last,
        end=year.last,
        seen=lambda thing: thing.kind in kinds,
    )
    registered = sum(row.registered for row in rows)
    if not registered:
        return None
    connected = sum(row.connected for row in rows)
    lineage = Lineage(
        series="connected",
        of=",".join(kinds),
        first=year.last,
        last=year.last,
        counts={"connected": connected, "registered": registered},
        origins=("results",),
    )
    value = mean_rounded(Fraction(100 * connected, registered), digits)
    return Figure(year.last, value, lineage=lineage)
