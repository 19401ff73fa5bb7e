"""The month of a coarse-particle station from its hours: days first, then their mean.

HJ 663 says nothing of coarse particles from automatic monitors, and GB 3095 asks only for sampling by
hand; how many hours a day and how many days a month need is a setting of the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa

from qingtian import law
from qingtian.quantities import factor, mean_rounded, natural_day
from qingtian.standards.air.rules import digits_day
from qingtian_platform.assess.townships.reckoned import TOO_FEW, Reckoned, lacking
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

UNIT = "µg/m³"
FIELDS = ("Avg", "Rtd")
COLUMNS = ("mn", "field", "place", "start", "value", "flag")
LIKE = "PM10"
"""Whose digits a day's mean has: the law names none for coarse particles."""
FINE = 10**6
"""Parts of the unit that values are added up in, so that no sum is rounded. [1/unit]"""


@dataclass(frozen=True)
class Demand:
    """How much data counts as enough.

    Attributes
    ----------
    hours
        Of a day. [h]
    days, february
        Of a month. [d]
    """

    hours: int
    days: int
    february: int

    @classmethod
    def of(cls, numbers: Mapping[str, Decimal]) -> Demand:
        """Read the setting."""
        return cls(int(numbers["hours"]), int(numbers["days"]), int(numbers["february"]))

    def needed(self, first: date, last: date) -> int:
        """Give the days that a period needs: a month's, and of any other its share of thirty."""
        whole = first.day == 1 and (last + timedelta(days=1)) == _next_month(first)
        if whole:
            return self.february if first.month == 2 else self.days
        return -(-((last - first).days + 1) * self.days // 30)


def _next_month(first: date) -> date:
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def reckon(
    streams: Mapping[str, tuple[int, str]],
    code: str,
    first: date,
    last: date,
    demand: Demand,
    places: Places,
) -> dict[int, Reckoned]:
    """Average the hours of stations to days and those over the period.

    Parameters
    ----------
    streams
        Data logger to the number of its station and the unit that it sends in.
    code
        Observed property.
    first, last
        Days of the period, in Beijing.
    demand
        How much data a day and a period need.
    places
        Where everything lives.

    Returns
    -------
    dict
        By number of the station. [µg/m³]
    """
    need, edition = demand.needed(first, last), law.at(last)["air.limits.tsp.day"].standard
    found = {thing: lacking(edition, need) for thing, _unit in streams.values()}
    if not streams or not record.ready(places):
        return found
    start = natural_day(first).start.astimezone(UTC)
    end = natural_day(last).end.astimezone(UTC)
    table = record.observations(
        mn=sorted(streams), code=code, interval="hour", field=FIELDS, start=start, end=end,
        columns=COLUMNS, places=places,
    )  # fmt: skip
    for thing, sums in _days(_good(table, last), streams, start).items():
        good = [_rounded(total, count, last) for total, count in sums if count >= demand.hours]
        hours = sum(count for _total, count in sums if count >= demand.hours)
        if good:
            exact = Fraction(sum(good)) / len(good)
            enough = len(good) >= need
            found[thing] = Reckoned(
                exact if enough else None,
                len(good),
                need,
                hours,
                edition,
                "" if enough else TOO_FEW,
            )
    return found


def _good(table: pa.Table, day: date) -> pa.Table:
    """Keep the rows that count: a good mark, a number, not below zero."""
    accepted = set(law.at(day)["air.marks"].value["accepted"])
    values = table["value"].to_numpy(zero_copy_only=False)
    flags = np.array([(each or "").upper() in accepted for each in table["flag"].to_pylist()], bool)
    good = flags & ~np.isnan(values.astype(float)) & (values.astype(float) >= 0)
    return table.filter(pa.array(good))


def _days(
    table: pa.Table, streams: Mapping[str, tuple[int, str]], start: datetime
) -> dict[int, list[tuple[int, int]]]:
    """Add up the hours of each day of each station; of two values of one hour the first logger's counts."""
    seen: dict[tuple[int, int], tuple[str, str, int, float]] = {}
    micros = table["start"].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy()
    hour = ((micros - int(start.timestamp()) * 1_000_000) // 3_600_000_000).tolist()
    mns, fields = table["mn"].to_pylist(), table["field"].to_pylist()
    rows = zip(
        hour, mns, fields, table["place"].to_pylist(), table["value"].to_pylist(), strict=True
    )
    for at, mn, field, place, value in rows:
        key, offered = (streams[mn][0], at), (mn, field, place, value)
        if key not in seen or offered[:3] < seen[key][:3]:
            seen[key] = offered
    return _summed(seen, streams)


def _summed(
    seen: Mapping[tuple[int, int], tuple[str, str, int, float]],
    streams: Mapping[str, tuple[int, str]],
) -> dict[int, list[tuple[int, int]]]:
    scales = {mn: int(factor(unit, UNIT) * FINE) for mn, (_thing, unit) in streams.items()}
    sums: dict[int, dict[int, list[int]]] = {}
    for (thing, at), (mn, _field, _place, value) in seen.items():
        cell = sums.setdefault(thing, {}).setdefault(at // 24, [0, 0])
        cell[0] += round(value * scales[mn])
        cell[1] += 1
    return {thing: [(t, n) for t, n in days.values()] for thing, days in sums.items()}


def _rounded(total: int, count: int, day: date) -> Decimal:
    """Give a day's mean as it is reported."""
    return mean_rounded(Fraction(total, count * FINE), digits_day(day, LIKE)[0])


def streams_of(code: str, things: set[int], day: date) -> dict[str, tuple[int, str]]:
    """List the data loggers of stations that send an observed property, with the unit of a day."""
    return {
        each.mn: (each.thing_id, each.unit or UNIT)
        for each in registry.datastreams(day=day)
        if each.code == code and each.thing_id in things
    }
