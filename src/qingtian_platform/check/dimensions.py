"""Rates by factor, outlet, enterprise or district; by day, month or the whole range."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from qingtian.quality.completeness import Counts
from qingtian.quality.rates import Formula, Rates, connection, rates
from qingtian_platform.check import rules
from qingtian_platform.check.rows import CountRow
from qingtian_platform.registry import api as registry

BY = ("factor", "outlet", "enterprise", "district", "all")
PERIODS = ("day", "month", "range")


@dataclass(frozen=True)
class Group:
    """What a row of rates stands for.

    Attributes
    ----------
    key
        Code, key of the outlet, name of the enterprise, code of the district; empty = all.
    name, name_en
        What a reader sees.
    """

    key: str
    name: str
    name_en: str


@dataclass
class RateRow:
    """Rates of one group in one period.

    Attributes
    ----------
    group
        What it stands for.
    first, last
        The days, both included.
    counts
        What was counted.
    connected, registered
        Outlets that sent anything, outlets that owed data in the period.
    formula
        The one in force on the last day.
    """

    group: Group
    first: date
    last: date
    formula: Formula
    counts: Counts = field(default_factory=Counts)
    connected: int = 0
    registered: int = 0

    @property
    def rates(self) -> Rates:
        """传输率, 有效率, 传输有效率."""
        return rates(self.counts, self.formula)

    @property
    def connection(self) -> Fraction | None:
        """联网率."""
        return connection(self.connected, self.registered)


@dataclass(frozen=True)
class Unit:
    """What is needed of the registry to sort a count.

    Attributes
    ----------
    thing
        The outlet.
    names
        Code to names of the observed property at this data logger.
    """

    thing: registry.ThingInfo
    names: dict[str, tuple[str, str]]


def units() -> dict[str, Unit]:
    """Give for each data logger, by MN, its outlet and the names of its properties."""
    things = registry.things()
    names: dict[str, dict[str, tuple[str, str]]] = {}
    for stream in registry.datastreams():
        names.setdefault(stream.mn, {})[stream.code] = (stream.name, stream.name_en)
    return {
        mn: Unit(things[logger.thing_id], names.get(mn, {}))
        for mn, logger in registry.all_loggers(None).items()
        if logger.thing_id in things
    }


def group_of(by: str, unit: Unit, code: str) -> Group:
    """Say which group a count belongs to.

    Raises
    ------
    ValueError
        If `by` is none of `BY`.
    """
    thing = unit.thing
    if by == "factor":
        return Group(code, *unit.names.get(code, (code, code)))
    if by == "outlet":
        return Group(thing.key, thing.name, thing.name_en)
    if by == "enterprise":
        return Group(thing.owner, thing.owner or "—", thing.owner_en or thing.owner or "—")
    if by == "district":
        return Group(thing.district or "", thing.district_name, thing.district_name_en)
    if by == "all":
        return Group("", "", "")
    raise ValueError(f"rates by {by!r}; expected one of {', '.join(BY)}")


def period_of(period: str, day: date, first: date, last: date) -> tuple[date, date]:
    """Give the period, within [first, last], that a day belongs to.

    Raises
    ------
    ValueError
        If `period` is none of `PERIODS`.
    """
    if period == "day":
        return day, day
    if period == "range":
        return first, last
    if period == "month":
        begin = day.replace(day=1)
        end = (begin + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return max(begin, first), min(end, last)
    raise ValueError(f"rates per {period!r}; expected one of {', '.join(PERIODS)}")


def table(
    rows: Iterable[CountRow],
    *,
    by: str,
    period: str,
    first: date,
    last: date,
    seen: Callable[[registry.ThingInfo], bool],
) -> list[RateRow]:
    """Add counts up to a table of rates.

    Parameters
    ----------
    rows
        Counts of one interval.
    by, period
        One of `BY`, one of `PERIODS`.
    first, last
        The days, both included.
    seen
        Which outlets the reader may see.

    Returns
    -------
    list of RateRow
        In order of period and name. Data loggers that the registry no longer knows are left out.
    """
    known = units()
    found: dict[tuple[str, date], RateRow] = {}
    owing: dict[tuple[str, date], dict[int, bool]] = {}
    for row in rows:
        unit = known.get(row.mn)
        if unit is None or not seen(unit.thing):
            continue
        group = group_of(by, unit, row.code)
        begin, end = period_of(period, row.day, first, last)
        at = (group.key, begin)
        target = found.setdefault(at, RateRow(group, begin, end, rules.formula(end)))
        target.counts += row.counts
        if row.counts.expected:
            sent = owing.setdefault(at, {})
            sent[unit.thing.id] = sent.get(unit.thing.id, False) or row.counts.received > 0
    for at, sent in owing.items():
        found[at].registered, found[at].connected = len(sent), sum(sent.values())
    return sorted(found.values(), key=lambda row: (row.first, row.group.name, row.group.key))
