"""Which datastreams are pairs: the same property at one place, of two owners."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from qingtian.policy import Policy
from qingtian.quality.comparison import margin
from qingtian.quality.properties import Property, property_of
from qingtian.quantities import UnitError, factor
from qingtian_platform.check.comparability.settings import KINDS, policy, setting
from qingtian_platform.check.findings.settings import packs
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import ThingInfo

INTERVAL = "hour"


@dataclass(frozen=True)
class Stream:
    """One side of a pair.

    Attributes
    ----------
    thing
        The station or section.
    mn, code, unit
        Its data logger, the observed property, and the unit that it sends in.
    scale
        What its values are multiplied by to be in the unit of the property. [1]
    """

    thing: ThingInfo
    mn: str
    code: str
    unit: str
    scale: float


@dataclass(frozen=True)
class Pair:
    """The same property at one place, of two owners.

    Attributes
    ----------
    key
        Stands in addresses: keys of both things in their order, and the code.
    first, second
        Both sides.
    known
        Domain, kind and unit of the property.
    apart
        How far both stand from each other. [km]
    """

    key: str
    first: Stream
    second: Stream
    known: Property
    apart: float

    @property
    def code(self) -> str:
        """Code of the observed property."""
        return self.first.code

    @property
    def sides(self) -> tuple[Stream, Stream]:
        """Both sides."""
        return self.first, self.second


def pairs(day: date, known: Policy | None = None) -> list[Pair]:
    """List the pairs that are open on a day.

    Parameters
    ----------
    day
        In Beijing.
    known
        The policy, whose setting says how far one place reaches; None = of this city.

    Returns
    -------
    list of Pair
        None where the city has no policy. A property without an allowed difference is not
        compared, nor is what was measured in other years with what is measured now.
    """
    known = known or policy()
    if known is None:
        return []
    reach = {kind: float(km) for kind, km in setting(known, "place", day).items()}
    places: dict[tuple[str, str], list[Stream]] = {}
    for each in streams(day):
        places.setdefault((each.thing.kind, each.code), []).append(each)
    found = [
        pair
        for (kind, _code), sides in places.items()
        for pair in _of_one_property(sides, reach.get(kind, 0.0), day)
    ]
    return sorted(found, key=lambda pair: pair.key)


def streams(day: date) -> list[Stream]:
    """List what stations and sections send by the hour on a day, one a thing and property."""
    things = registry.things(day)
    found: dict[tuple[int, str], Stream] = {}
    for each in registry.datastreams(day=day):
        thing = things.get(each.thing_id)
        if thing is None or thing.kind not in KINDS or INTERVAL not in each.intervals:
            continue
        scale = scale_of(each)
        if scale is not None and _open(thing, day) and _open(each, day):
            side = Stream(thing, each.mn, each.code, each.unit, scale)
            found.setdefault((each.thing_id, each.code), side)
    return list(found.values())


def _open(each: ThingInfo | registry.DatastreamInfo, day: date) -> bool:
    return (each.opened is None or each.opened <= day) and (
        each.closed is None or each.closed >= day.replace(day=1)
    )


def scale_of(stream: registry.DatastreamInfo) -> float | None:
    """Give the factor to the unit of the property; None where it has none."""
    known = property_of(stream.st, stream.code)
    if known is None:
        return None
    try:
        return float(factor(stream.unit, known.unit)) if stream.unit else 1.0
    except UnitError:
        return None


def _of_one_property(sides: Iterable[Stream], reach: float, day: date) -> Iterator[Pair]:
    ordered = sorted(sides, key=lambda side: side.thing.key)
    for first, second in combinations(ordered, 2):
        far = registry.distance(first.thing, second.thing)
        if far is None or far > reach or not _two_owners(first.thing, second.thing):
            continue
        known = _property(first)
        if known is not None and margin(known.domain, known.kind, day, packs()) is not None:
            key = f"{first.thing.key}__{second.thing.key}__{first.code}"
            yield Pair(key, first, second, known, far)


def _property(side: Stream) -> Property | None:
    logger = registry.all_loggers(None).get(side.mn)
    return property_of(logger.st, side.code) if logger else None


def _two_owners(first: ThingInfo, second: ThingInfo) -> bool:
    replayed = (first.origin == "replay") != (second.origin == "replay")
    return bool(first.owner and second.owner) and first.owner != second.owner and not replayed


def neighbours(pair: Pair, day: date, known: Policy) -> list[Stream]:
    """List the nearest other things that send the same, of whomever, the nearest first.

    Parameters
    ----------
    pair
        Neither of its sides is a neighbour, nor is what stands at the same place.
    day, known
        Day and policy, whose settings say how near and how many.

    Returns
    -------
    list of Stream
        Empty where there are fewer than the setting asks for.
    """
    asked = setting(known, "neighbours", day)
    reach = float(setting(known, "place", day).get(pair.first.thing.kind, 0))
    own, origin = pair.first.thing, pair.first.thing.origin
    near = []
    for each in streams(day):
        far = registry.distance(own, each.thing)
        like = each.code == pair.code and each.thing.kind == own.kind
        like &= (each.thing.origin == "replay") == (origin == "replay")
        if like and far is not None and reach < far <= float(asked["kilometres"]):
            near.append((far, each.thing.key, each))
    near.sort(key=lambda row: row[:2])
    found = [each for _far, _key, each in near[: int(asked["most"])]]
    return found if len(found) >= int(asked["least"]) else []
