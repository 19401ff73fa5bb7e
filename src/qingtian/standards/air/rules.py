"""What the computation needs of the law, in the shape that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from qingtian import law
from qingtian.law import NotInForceError, Provision
from qingtian.standards.air.names import COLUMNS, argument_of, pollutant_of


@dataclass(frozen=True)
class Breakpoints:
    """The breakpoints of one series, and the index above the last of them."""

    series: str
    pollutant: str
    concentrations: tuple[Decimal, ...]
    indices: tuple[int, ...]
    above: int | None
    decimals: int
    unit: str
    cites: tuple[Provision, ...]


@cache
def _decimals(day: date, path: str, pollutant: str) -> tuple[int, Provision]:
    found = law.at(day)[path]
    row = next(row for row in found.rows() if row["pollutant"] == pollutant)
    return int(row["decimals"]), found


def digits_index(day: date, pollutant: str) -> tuple[int, Provision]:
    """Give the digits of a concentration before its index is computed. [1]."""
    return _decimals(day, "air.aqi.digits", pollutant)


def digits_day(day: date, pollutant: str) -> tuple[int, Provision]:
    """Give the digits of a daily concentration. [1]."""
    return _decimals(day, "air.evaluation.digits_day", pollutant)


def digits_year(day: date, pollutant: str) -> tuple[int, Provision]:
    """Give the digits of an annual statistic. [1]."""
    return _decimals(day, "air.evaluation.digits_year", pollutant)


@cache
def breakpoints(series: str, day: date) -> Breakpoints:
    """Give the breakpoints of a series on a day."""
    table = law.at(day)[f"air.aqi.breakpoints.{series}"]
    above = law.at(day)["air.aqi.above"]
    last = next(row["iaqi"] for row in above.rows() if row["series"] == series)
    decimals, digits = digits_index(day, pollutant_of(series))
    return Breakpoints(
        series,
        pollutant_of(series),
        tuple(row["concentration"] for row in table.rows()),
        tuple(int(row["iaqi"]) for row in table.rows()),
        None if last is None else int(last),
        decimals,
        table.unit,
        (table, above, digits),
    )


@dataclass(frozen=True)
class Indicator:
    """One item of a report: the pollutant, the quantity, the breakpoints that it takes."""

    pollutant: str
    quantity: str
    series: str

    @property
    def argument(self) -> str:
        """Name of the argument or column that carries it."""
        return argument_of(self.pollutant, self.quantity)


@cache
def indicators(path: str, day: date) -> tuple[tuple[Indicator, ...], Provision]:
    """List the indicators of a report on a day, and where that stands."""
    found = law.at(day)[path]
    rows = (Indicator(row["pollutant"], row["quantity"], row["series"]) for row in found.rows())
    return tuple(rows), found


def limit(pollutant: str, averaging: str, day: date) -> Provision:
    """Give the limit of a pollutant for an averaging time on a day."""
    return law.at(day)[f"air.limits.{COLUMNS.get(pollutant, pollutant.lower())}.{averaging}"]


@cache
def changes(parts: tuple[str, ...]) -> tuple[date, ...]:
    """List the days on which the named parts of the air law change."""
    every = {
        stage.since
        for path, stages in law.provisions().items()
        for stage in stages
        if any(path == f"air.{part}" or path.startswith(f"air.{part}.") for part in parts)
    }
    return tuple(sorted(every))


def spans(first: date, last: date, parts: Sequence[str]) -> list[tuple[date, date]]:
    """Cut a stretch of days where parts of the law change.

    Parameters
    ----------
    first, last
        Both included.
    parts
        Names below `air`, as `aqi` or `limits.o3.mda8`.

    Returns
    -------
    list of (date, date)
        Stretches in which the law of any day is that of the first; both included. Days before
        the first edition are left out.
    """
    known = changes(tuple(parts))
    first = max(first, known[0])
    cuts = [first, *(day for day in known if first < day <= last)]
    ends = [*(cut - timedelta(days=1) for cut in cuts[1:]), last]
    return [(start, end) for start, end in zip(cuts, ends, strict=True) if start <= end]


def in_force(day: date) -> bool:
    """Say whether an edition of the AQI rule is known for the day."""
    try:
        law.at(day)["air.aqi.primary"]
    except NotInForceError:
        return False
    return True


def daily_averaging(pollutant: str) -> str:
    """Name the averaging of a pollutant's daily limit: `mda8` for ozone, else `day`."""
    return "mda8" if pollutant == "O3" else "day"
