"""Hours above an outlet's limit, as sent: a hint for the duty room, no verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone

from qingtian_platform.check import api as check
from qingtian_platform.kit.times import midnight
from qingtian_platform.publish.desk import words
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

HOURS = """
SELECT mn, code, field, start, value, upper(coalesce(flag, '')) AS flag FROM observations
WHERE "interval" = 'hour' AND place = 0 AND start >= $start AND start < $end
    AND list_contains($mns, mn) AND list_contains($codes, code) AND value IS NOT NULL
ORDER BY start, mn, code
"""


@dataclass(frozen=True)
class Over:
    """One hour above (or below) a limit.

    Attributes
    ----------
    value
        As sent. [unit of the limit]
    limit
        What it is compared with, and where that is written.
    """

    mn: str
    code: str
    name: str
    start: datetime
    value: Decimal
    limit: registry.LimitInfo


def over(start: datetime, end: datetime) -> list[Over]:
    """List the valid hours of outlets that lie outside their limits.

    Parameters
    ----------
    start, end
        Starts of the hours, [start, end).

    Returns
    -------
    list of Over
        In order of time. Hours whose mark is not valid are left out.
    """
    found = _limits(start)
    if not found:
        return []
    names = {(d.mn, d.code): words.stream_name(d) for d in registry.datastreams()}
    valid = {mn: check.marks(info.edition).valid for mn, info in registry.loggers().items()}
    rows: list[Over] = []
    for mn, code, field, begin, value, flag in _hours(found, start, end):
        limit = found.get((mn, code, field))
        if limit is None or (flag and flag not in valid.get(mn, frozenset())):
            continue
        number = Decimal(str(value))
        if _outside(number, limit):
            rows.append(Over(mn, code, names.get((mn, code), code), begin, number, limit))
    return rows


def _limits(start: datetime) -> dict[tuple[str, str, str], registry.LimitInfo]:
    """Gather the hourly limits of the day; of standard and permit the stricter."""
    return _limits_of(registry.version(), timezone.localdate(start))


@lru_cache(maxsize=4)
def _limits_of(_version: int, day: date) -> dict[tuple[str, str, str], registry.LimitInfo]:
    things = registry.things()
    found: dict[tuple[str, str, str], registry.LimitInfo] = {}
    for mn, logger in registry.loggers().items():
        if things[logger.thing_id].kind == "station":
            continue
        for limit in registry.limits(logger.thing_id, day):
            key = (mn, limit.code, limit.field)
            if limit.interval == "hour" and _stricter(limit, found.get(key)):
                found[key] = limit
    return found


def _stricter(limit: registry.LimitInfo, other: registry.LimitInfo | None) -> bool:
    if other is None or other.high is None:
        return True
    return limit.high is not None and limit.high < other.high


def _hours(
    keys: Iterable[tuple[str, str, str]], start: datetime, end: datetime
) -> list[tuple[str, str, str, datetime, float, str]]:
    wanted = list(keys)
    values = {
        "start": start,
        "end": end,
        "mns": sorted({mn for mn, _, _ in wanted}),
        "codes": sorted({code for _, code, _ in wanted}),
    }
    with record.connect() as db:
        return list(db.execute(HOURS, values).fetchall())


def _outside(value: Decimal, limit: registry.LimitInfo) -> bool:
    above = limit.high is not None and value > limit.high
    return above or (limit.low is not None and value < limit.low)


def over_now() -> dict[str, tuple[str, ...]]:
    """Give the properties over their limit in the last whole hour that could have come, by MN."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    return _over_in(f"{check.stamp()}-{registry.version()}", hour)


@lru_cache(maxsize=2)
def _over_in(_stamp: str, hour: datetime) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in over(hour - timedelta(hours=1), hour):
        found[one.mn] = (*found.get(one.mn, ()), one.name)
    return found


def over_on(day: date) -> list[Over]:
    """List the hours of a Beijing day that lie outside their limits."""
    return over(midnight(day), midnight(day + timedelta(days=1)))
