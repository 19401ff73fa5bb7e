"""When faults happen: once in each stretch of time, at a place in it that the seed chooses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache

from qingtian_platform.collect.simulator.chance import chance
from qingtian_platform.collect.simulator.fleet import Fault, Kind, Unit

_HOUR = 3600


def holds(fault: Fault, unit: Unit, seed: int, at: datetime) -> bool:
    """Say whether a fault holds at that time.

    Parameters
    ----------
    fault, unit, seed
        Which one.
    at
        The true time.
    """
    if not _within(fault, at):
        return False
    if not fault.every:
        return True
    every, length = fault.every * _HOUR, fault.hours * _HOUR
    block, inside = divmod(at.timestamp(), every)
    begin = chance(seed, unit.mn, fault.kind, fault.mark, int(block)) * max(every - length, 0)
    return begin <= inside < begin + length


def _within(fault: Fault, at: datetime) -> bool:
    since, until = fault.since, fault.until
    return not (since and at < _moment(since)) and not (until and at >= _moment(until))


@cache
def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def active(unit: Unit, seed: int, at: datetime, kind: Kind) -> Iterator[Fault]:
    """Yield the faults of a kind that hold at that time."""
    for fault in unit.faults:
        if fault.kind == kind and holds(fault, unit, seed, at):
            yield fault


def any_active(unit: Unit, seed: int, at: datetime, kind: Kind) -> bool:
    """Say whether a fault of that kind holds."""
    return next(active(unit, seed, at, kind), None) is not None
