"""One site as the detectors take it: its streams on their grids, with neighbours, limits, ranges."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from qingtian.quality.detectors.streams import Stream, cadence, gridded
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
    return [each for each in world.of_things.get(thing, ()) if each.prop]


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
    if not own:
        return Site(site_of(thing), Grids({}), {}, known)
    streams: dict[str, Stream] = {}
    keys: dict[str, Key] = {}
    mns = {mn for mn, _ in known}
    rows = read(places, mns, INTERVAL, start, end, fields=FIELDS)
    limits = _limits(thing, own, day)
    for field, suffix in FIELDS.items():
        for where, each in sorted(known.items()):
            if where in rows[field] and not (suffix and where in near):
                name = name_of((*where, field))
                keys[name] = (*where, field)
                step = world.step_us(where[0], INTERVAL) // 1000
                streams[name] = replace(
                    _stream(each, rows[field][where], field, step, end),
                    limit=limits.get((*where, field), math.nan),
                    ref_o2=_reference(each, day) if suffix else math.nan,
                )
    return Site(site_of(thing), Grids(streams), keys, known)


def name_of(key: Key) -> str:
    """Name a stream, as evidence shows it."""
    mn, code, field = key
    return f"{mn}:{code}" if field == "Avg" else f"{mn}:{code}-{field}"


def site_of(thing: int | None) -> str:
    """Name a site."""
    return f"thing {thing}"


def _stream(known: Known, rows: Rows, field: str, step: int, end: int) -> Stream:
    """Put one stream on its grid, in the unit of the property."""
    prop, term = known.prop, known.term(end)
    assert prop is not None
    marks = np.array([_letter(mark) for mark in rows.marks], np.uint8)
    times = rows.times.astype("datetime64[ms]").astype(np.int64)
    step = cadence(times, step)
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


def _limits(thing: int, own: Iterable[Known], day: date) -> dict[Key, float]:
    """Give the strictest upper limits of a thing's streams on a day, where there are any."""
    hourly = bounds.hourly(thing, day)
    entered = registry.limits(thing, day)
    found: dict[Key, float] = {}
    for each in own:
        where = (each.mn, each.code)
        if each.st in bounds.HOURLY:
            if bound := hourly.get(where):
                found[*where, bound.field] = bound.high * each.terms[-1].factor
            continue
        for limit in entered:
            high = _converted(limit, each) if limit.code == each.code else math.nan
            if not math.isnan(high):
                key = (*where, limit.field)
                found[key] = min(high, found.get(key, math.inf))
    return found


def _converted(limit: registry.LimitInfo, known: Known) -> float:
    """Give a limit in the unit of the property; NaN where it has no upper one or another dimension."""
    assert known.prop is not None
    if limit.high is None:
        return math.nan
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
