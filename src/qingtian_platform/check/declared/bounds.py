"""The figure that an hour of a factor is compared with: the strictest of permit and law."""

from __future__ import annotations

from collections.abc import Iterator
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


def hourly(thing: int, mn: str, code: str, day: date) -> Bound | None:
    """Give the strictest hourly figure of a factor on a day; None where its hours have none.

    Parameters
    ----------
    thing, mn, code
        Whose, and of which factor.
    day
        Of the data, Beijing.
    """
    own = [each for each in registry.datastreams(thing) if (each.mn, each.code) == (mn, code)]
    if not own or own[0].st not in HOURLY:
        return None
    found = [*_registered(thing, code, day, own[0].unit), *_lawful(thing, code, day, own[0].unit)]
    return min(found, key=lambda each: each.high, default=None)


def _registered(thing: int, code: str, day: date, unit: str) -> Iterator[Bound]:
    for each in registry.limits(thing, day):
        if (each.code, each.interval) == (code, "hour") and each.high is not None:
            yield from _bound(each.field, each.high, each.unit, unit)


def _lawful(thing: int, code: str, day: date, unit: str) -> Iterator[Bound]:
    standing = registry.things()[thing].standing(day)
    try:
        item = emissions.item_of(code).name
        plant = standing.plant if standing else None
        known = emissions.limits(plant, item, day, packs(), averaging="hour") if plant else ()
    except (LookupError, UnclearKindError):
        return
    for each in known:
        if each.high is not None and not each.unknown:
            field = "Avg" if each.reference_oxygen is None else "ZsAvg"
            yield from _bound(field, each.high, each.unit, unit)


def _bound(field: str, high: Decimal, given: str, unit: str) -> Iterator[Bound]:
    try:
        yield Bound(field, float(Quantity(high, given).to(unit).value))
    except UnitError:
        return
