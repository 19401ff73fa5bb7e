"""One site as the detectors take it: its streams on their grids, with neighbours, limits, ranges."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from qingtian.quality.detectors.streams import Stream, gridded
from qingtian.quality.detectors.streams import World as Grids
from qingtian.quantities import UnitError, factor
from qingtian.standards import emissions
from qingtian.standards.emissions.kinds import UnclearKindError
from qingtian_platform.check.declared import bounds
from qingtian_platform.check.findings.settings import packs
from qingtian_platform.check.flagging.known import Known, Where, World
from qingtian_platform.check.flagging.reading import Rows, read, scaled
from qingtian_platform.kit.places import Places
from qingtian_platform.registry import api as registry

INTERVAL = "hour"
FIELDS = {"Avg": "", "ZsAvg": "_zs"}
"""Field of the archive, and what a property is called by it: measured, or at reference oxygen."""
CONTEXT = frozenset(("air_temperature", "humidity", "pressure", "wind_speed"))
"""Properties that nobody has a reason to falsify."""
Key = tuple[str, str, str]
"""Data logger, code, field."""


@dataclass(frozen=True)
class Site:
    """Streams of one thing, and of what it is compared with.

    Attributes
    ----------
    name
        What its streams name as their site.
    grids
        As the detectors take them.
    keys
        Data logger, code and field by the name of a stream.
    known
        What is known of each, by data logger and code.
    """

    name: str
    grids: Grids
    keys: Mapping[str, Key]
    known: Mapping[Where, Known]


def own_streams(world: World, thing: int) -> list[Known]:
    """List the streams of a thing that detectors know."""
    found = (each for each in world.streams.values() if each.thing_id == thing)
    return sorted((each for each in found if each.prop), key=lambda each: (each.mn, each.code))


def gather(places: Places, world: World, thing: int, start: int, end: int, day: date) -> Site:
    """Read a site and what it is compared with.

    Parameters
    ----------
    places
        Where everything lives.
    world
        What is known of all datastreams.
    thing
        Number of the thing.
    start, end
        Values whose period begins in [start, end). [µs UTC]
    day
        Whose limits and ranges hold.
    """
    own = own_streams(world, thing)
    near = {where for each in own for where in each.neighbours}
    known = {(each.mn, each.code): each for each in own}
    known |= {where: world.of(*where) for where in near}
    streams: dict[str, Stream] = {}
    keys: dict[str, Key] = {}
    for field, suffix in FIELDS.items():
        mns = {mn for mn, _ in known} if not suffix else {each.mn for each in own}
        rows = read(places, mns, INTERVAL, start, end, field=field) if mns else {}
        for where, each in sorted(known.items()):
            if where in rows and not (suffix and where in near):
                name = name_of((*where, field))
                keys[name] = (*where, field)
                step = world.step_us(where[0], INTERVAL) // 1000
                streams[name] = _stream(each, rows[where], field, step, end)
                if each.thing_id == thing:
                    streams[name] = _judged(streams[name], each, field, day)
    return Site(site_of(thing), Grids(streams), keys, known)


def name_of(key: Key) -> str:
    """Name a stream, as evidence shows it."""
    mn, code, field = key
    return f"{mn}:{code}" if field == "Avg" else f"{mn}:{code}-{field}"


def site_of(thing: int | None) -> str:
    """Name a site."""
    return f"thing {thing}"


def _judged(stream: Stream, known: Known, field: str, day: date) -> Stream:
    """Add what the law says of a stream: its limit, and the oxygen that it is converted to."""
    reference = _reference(known, day) if FIELDS[field] else math.nan
    return replace(stream, limit=_limit(known, field, day), ref_o2=reference)


def _stream(known: Known, rows: Rows, field: str, step: int, end: int) -> Stream:
    """Put one stream on its grid, in the unit of the property."""
    prop, term = known.prop, known.term(end)
    assert prop is not None
    marks = np.array([_letter(mark) for mark in rows.marks], np.uint8)
    times = rows.times.astype("datetime64[ms]").astype(np.int64)
    start, value, mark = gridded(times, scaled(known, rows), marks, step)
    suffix = FIELDS[field]
    context = prop.kind in CONTEXT
    return Stream(
        key=name_of((known.mn, known.code, field)),
        site=site_of(known.thing_id),
        domain=prop.domain,
        prop=prop.kind + suffix,
        role="converted" if suffix else "context" if context else "measured",
        unit=prop.unit,
        step=step,
        limit=math.nan,
        top=math.nan if suffix else _or_nan(term.stream.top),
        lod=math.nan if suffix else _or_nan(term.stream.lod),
        ref_o2=math.nan,
        neighbours=tuple(name_of((*where, field)) for where in known.neighbours),
        start=start,
        value=value,
        mark=mark,
    )


def _letter(mark: Any) -> int:  # noqa: ANN401 - a cell
    """Give the first letter of a mark; none counts as normal."""
    text = str(mark or "N")
    return ord(text[0].upper()) if text[0].isascii() else ord("N")


def _or_nan(number: float | None) -> float:
    return math.nan if number is None else number


def _limit(known: Known, field: str, day: date) -> float:
    """Give the strictest upper limit of a stream's values on a day; NaN where there is none."""
    assert known.thing_id is not None
    if known.st in bounds.HOURLY:
        bound = bounds.hourly(known.thing_id, known.mn, known.code, day)
        fits = bound is not None and bound.field == field
        return bound.high * known.terms[-1].factor if bound and fits else math.nan
    found = [
        _converted(each, known)
        for each in registry.limits(known.thing_id, day)
        if (each.code, each.field) == (known.code, field) and each.high is not None
    ]
    return min((each for each in found if not math.isnan(each)), default=math.nan)


def _converted(limit: registry.LimitInfo, known: Known) -> float:
    """Give a limit in the unit of the property; NaN where it cannot be converted."""
    assert limit.high is not None
    assert known.prop is not None
    try:
        return float(limit.high * factor(limit.unit, known.prop.unit))
    except UnitError:
        return math.nan


def _reference(known: Known, day: date) -> float:
    """Give the reference oxygen that the law converts to for the kind of plant; NaN = not known. [%]."""
    assert known.thing_id is not None
    thing = registry.things().get(known.thing_id)
    standing = thing.standing(day) if thing else None
    if standing is None or not standing.plant:
        return math.nan
    try:
        item = emissions.item_of(known.code).name
        found = emissions.limits(standing.plant, item, day, packs(), averaging="hour")
    except (LookupError, UnclearKindError):
        return math.nan
    return next((float(x.reference_oxygen) for x in found if x.reference_oxygen), math.nan)
