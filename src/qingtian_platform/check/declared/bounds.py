"""The figure that an hour of a factor is compared with: the strictest of permit and law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qingtian.quantities import Quantity, UnitError
from qingtian.standards import emissions
from qingtian.standards.emissions.kinds import UnclearKindError
from qingtian_platform.check.findings.settings import packs
from qingtian_platform.registry import api as registry

HOURLY = ("31",)
"""Systems whose hours the law judges; waste water is judged by the day."""


@dataclass(frozen=True)
class Bound:
    """A figure.

    Attributes
    ----------
    field
        Field of HJ 212 that is compared: `ZsAvg` where the figure is of converted values.
    high
        In the unit of the datastream.
    """

    field: str
    high: float


def hourly(thing: int, day: date) -> dict[tuple[str, str], Bound]:
    """Give the strictest hourly figures of an outlet by data logger and code, where there are any.

    Parameters
    ----------
    thing
        Whose.
    day
        Of the data, Beijing.
    """
    limits = registry.limits(thing, day)
    found: dict[tuple[str, str], Bound] = {}
    for each in registry.datastreams(thing):
        if each.st in HOURLY:
            known = [*_registered(limits, each), *_lawful(thing, each, day)]
            if known:
                found[each.mn, each.code] = min(known, key=lambda one: one.high)
    return found


def _registered(
    limits: Iterable[registry.LimitInfo], stream: registry.DatastreamInfo
) -> Iterator[Bound]:
    for each in limits:
        if (each.code, each.interval) == (stream.code, "hour") and each.high is not None:
            yield from _bound(each.field, each.high, each.unit, stream.unit)


def _lawful(thing: int, stream: registry.DatastreamInfo, day: date) -> Iterator[Bound]:
    standing = registry.things()[thing].standing(day)
    try:
        item = emissions.item_of(stream.code).name
        plant = standing.plant if standing else None
        known = emissions.limits(plant, item, day, packs(), averaging="hour") if plant else ()
    except (LookupError, UnclearKindError):
        return
    for each in known:
        if each.high is not None and not each.unknown:
            field = "Avg" if each.reference_oxygen is None else "ZsAvg"
            yield from _bound(field, each.high, each.unit, stream.unit)


def _bound(field: str, high: Decimal, given: str, unit: str) -> Iterator[Bound]:
    try:
        yield Bound(field, float(Quantity(high, given).to(unit).value))
    except UnitError:
        return
