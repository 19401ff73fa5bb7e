"""The limits that an outlet is held to on a day: of the law by its kind of plant, and registered ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from qingtian.quantities import Quantity
from qingtian.standards import emissions
from qingtian.standards.emissions import Limit
from qingtian.standards.emissions.kinds import UnclearKindError
from qingtian_platform.evaluate.verdicts.facts import Source, packs
from qingtian_platform.registry.api import LimitInfo

DIGITS = 2
"""Digits of a value that a permit says nothing of. [1]"""


@dataclass(frozen=True)
class Held:
    """Limits of one item, and what keeps the law's from being found; empty = nothing does."""

    limits: tuple[Limit, ...]
    unclear: str = ""


def held(
    source: Source,
    code: str,
    item: str,
    when: date,
    as_of: date | None = None,
    *,
    water_temperature: Decimal | None = None,
) -> Held:
    """List the limits of an item on a day.

    Parameters
    ----------
    source
        Whose.
    code, item
        Observed property and the item that it carries.
    when
        Day of the data.
    as_of
        Day whose law is applied instead; what is registered stays that of the day of the data.
    water_temperature
        Of waste water. [°C]
    """
    own = list(registered(source, code, item, when, _oxygen(source, item, when)))
    try:
        lawful = of_law(source, item, as_of or when, when, water_temperature)
    except UnclearKindError as error:
        return Held(tuple(own), str(error))
    if as_of is not None:
        lawful = [replace(each, since=None, until=None) for each in lawful]
    return Held((*lawful, *own))


def of_law(
    source: Source,
    item: str,
    law_day: date,
    when: date,
    water_temperature: Decimal | None = None,
) -> list[Limit]:
    """List the limits of national and local standards for the kind of plant that is registered."""
    standing = source.standing(when)
    if standing is None or not standing.plant:
        return []
    found = emissions.limits(
        standing.plant, item, law_day, packs(), water_temperature=water_temperature
    )
    return list(found)


def _oxygen(source: Source, item: str, when: date) -> Decimal | None:
    """Give the reference oxygen that the law converts to; a permit's converted limit takes it."""
    try:
        found = of_law(source, item, when, when)
    except UnclearKindError:
        return None
    return next((each.reference_oxygen for each in found if each.reference_oxygen), None)


def registered(
    source: Source, code: str, item: str, when: date, oxygen: Decimal | None
) -> Iterator[Limit]:
    """Give the limits of the registry for a property: of the permit, or entered from a standard."""
    for each in source.limits_on(when):
        if each.code == code and each.interval in ("hour", "day"):
            yield _limit(each, item, oxygen if each.field == "ZsAvg" else None)


def _limit(each: LimitInfo, item: str, oxygen: Decimal | None) -> Limit:
    found = Limit.of_permit(
        item,
        _quantity(each.high, each.unit),
        each.interval,
        each.document,
        each.clause,
        low=_quantity(each.low, each.unit),
        since=each.valid_from,
        until=each.valid_to,
        reference_oxygen=oxygen,
        decimals=DIGITS,
    )
    return found if each.source == "permit" else replace(found, origin="standard")


def _quantity(number: Decimal | None, unit: str) -> Quantity | None:
    return None if number is None else Quantity(number.normalize() + 0, unit)
