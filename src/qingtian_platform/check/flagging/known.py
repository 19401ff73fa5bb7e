"""What is known of a datastream beside its values: property, unit and range by day, what is beside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import asin, cos, radians, sin, sqrt

import numpy as np
from django.db import connection

from qingtian.law.packs import open_packs
from qingtian.quality import Datastream, property_of
from qingtian.quality.checks.settings import provisions_of
from qingtian.quality.properties import Property
from qingtian.quantities import UnitError, factor
from qingtian_platform.check.expect import micros, moment, step_of
from qingtian_platform.check.findings import port
from qingtian_platform.check.findings.port import Instrument
from qingtian_platform.check.findings.settings import packs, setting
from qingtian_platform.kit.times import midnight
from qingtian_platform.registry import api as registry

AMBIENT = ("air", "dust")
"""Domains whose streams are compared with neighbours."""
REPLAY = "replay"
"""Origin of what repeats history: its hours are those of another year."""
EARTH_KM = 6371.0
BEGINNING = -(2**62)
"""Before all data. [µs]"""
Where = tuple[str, str]
"""Data logger and code."""
Place = tuple[float, float]
"""Longitude and latitude. [degrees]"""


@dataclass(frozen=True)
class Term:
    """What holds of a datastream from a moment on.

    Attributes
    ----------
    since
        From when on. [µs UTC]
    stream
        As the checks take it, without lists.
    factor
        What a value is multiplied by to stand in the unit of the property. [1]
    """

    since: int
    stream: Datastream
    factor: float


@dataclass(frozen=True)
class Known:
    """What is known of one datastream.

    Attributes
    ----------
    mn, code, st, edition
        Data logger, code, system code, edition of HJ 212 that its marks are of.
    thing_id
        Number of the thing; None = the data logger is not registered.
    prop
        What the checks know it as; None = they have no thresholds for it.
    terms
        In order; the first holds from the beginning.
    whole
        Stream of the whole that it is a part of, at the same thing; None = there is none.
    neighbours
        Streams of the same property nearby, the nearest first.
    instrument
        What was done to the instrument.
    """

    mn: str
    code: str
    st: str
    edition: str | None
    thing_id: int | None
    prop: Property | None
    terms: tuple[Term, ...]
    whole: Where | None = None
    neighbours: tuple[Where, ...] = ()
    instrument: Instrument = field(default_factory=Instrument)

    @cached_property
    def print(self) -> str:
        """Digest what decides over its flags."""
        facts = (self.edition, self.terms, self.whole, self.neighbours, self.instrument)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:20]

    def term(self, at: int) -> Term:
        """Give what holds at a moment. [µs UTC]."""
        return next(each for each in reversed(self.terms) if each.since <= at)

    def borders(self) -> list[int]:
        """List the moments at which something else begins to hold. [µs UTC]."""
        return [each.since for each in self.terms[1:]]


@dataclass(frozen=True)
class World:
    """All datastreams of one state of the registry.

    Attributes
    ----------
    streams
        By data logger and code.
    steps
        Gives the length of a period of a data logger by interval.
    """

    streams: Mapping[Where, Known]
    steps: Callable[[str, str], np.timedelta64]

    def of(self, mn: str, code: str) -> Known:
        """Give what is known; a stream that is not registered is judged by what needs no threshold."""
        found = self.streams.get((mn, code))
        return found or Known(mn, code, "", None, None, None, (_bare(code),))

    def step_us(self, mn: str, interval: str) -> int:
        """Give the length of a period. [µs]."""
        return int(self.steps(mn, interval).astype("timedelta64[us]").astype(np.int64))

    @cached_property
    def of_things(self) -> dict[int, list[Known]]:
        """Streams of each thing, by data logger and code."""
        found: dict[int, list[Known]] = {}
        for _where, each in sorted(self.streams.items()):
            if each.thing_id is not None:
                found.setdefault(each.thing_id, []).append(each)
        return found

    @cached_property
    def loggers(self) -> dict[str, str]:
        """Digest of each data logger's streams."""
        prints: dict[str, list[str]] = {}
        for (mn, code), each in sorted(self.streams.items()):
            prints.setdefault(mn, []).append(f"{code} {each.print}")
        return {mn: digest(each) for mn, each in prints.items()}

    @cached_property
    def dependents(self) -> dict[str, set[Where]]:
        """Streams of other data loggers that are compared with a data logger's values."""
        found: dict[str, set[Where]] = {}
        for where, each in self.streams.items():
            for mn, _ in (*each.neighbours, *([each.whole] if each.whole else [])):
                if mn != where[0]:
                    found.setdefault(mn, set()).add(where)
        return found


def digest(parts: Iterable[str]) -> str:
    """Hash some texts in their order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def _bare(code: str) -> Term:
    return Term(BEGINNING, Datastream("", code), 1.0)


_kept: dict[object, World] = {}


def current(day: date) -> World:
    """Give what is known now; what was read last where nothing has changed since."""
    state = (registry.version(), day, packs(), _records())
    if state not in _kept:
        _kept.clear()
        _kept[state] = read(day)
    return _kept[state]


def _records() -> tuple[int, int]:
    """Tell a state of the records: other parts keep there what they know of instruments."""
    connection.ensure_connection()
    row = connection.connection.execute("PRAGMA data_version").fetchone()
    return int(row[0]), int(connection.connection.total_changes)


def read(day: date) -> World:
    """Read the registry as it is now.

    Parameters
    ----------
    day
        Today in Beijing, for the settings.
    """
    loggers, things, ranges = registry.all_loggers(None), registry.things(), registry.ranges()
    done = port.instruments()
    kept = {(d.mn, d.code): d for d in registry.datastreams() if d.mn in loggers}
    props = {where: property_of(d.st, d.code) for where, d in kept.items()}
    wholes = _wholes(kept, props, day)
    near = _neighbours(kept, props, things, day)
    streams = {
        where: Known(
            *(*where, d.st, loggers[d.mn].edition, d.thing_id, props[where]),
            _terms(d, props[where], ranges.get(where, ()), wholes.get(where), done.get(where)),
            _stream_of(wholes.get(where)),
            near.get(where, ()),
            done.get(where, Instrument()),
        )
        for where, d in kept.items()
    }
    return World(streams, lambda mn, interval: _step(loggers.get(mn), interval, day))


def _step(logger: registry.LoggerInfo | None, interval: str, day: date) -> np.timedelta64:
    minutes = {"minute": 10, "hour": 60, "day": 1440}[interval]
    length = np.timedelta64(minutes, "m") if logger is None else step_of(logger, interval, day)
    return np.timedelta64(length, "us")


Whole = tuple[str, Where]
"""Name of the property, and the stream."""


def _stream_of(whole: Whole | None) -> Where | None:
    return None if whole is None else whole[1]


def _terms(
    info: registry.DatastreamInfo,
    prop: Property | None,
    ranges: tuple[registry.RangeInfo, ...],
    whole: Whole | None,
    instrument: Instrument | None,
) -> tuple[Term, ...]:
    if prop is None:
        return (_bare(info.code),)
    found: list[Term] = []
    rows = ranges or (registry.RangeInfo(date(1970, 1, 1), info.unit, info.low, info.high),)
    for n, row in enumerate(rows):
        since = BEGINNING if n == 0 else micros(moment(midnight(row.valid_from)))
        term = _term(since, info.code, prop, row, whole, instrument)
        found = [each for each in found if each.since != since] + [term]
    return tuple(found)


def _term(
    since: int,
    code: str,
    prop: Property,
    row: registry.RangeInfo,
    whole: Whole | None,
    instrument: Instrument | None,
) -> Term:
    """Put a range into the unit of the thresholds; a unit that does not fit leaves them aside."""
    try:
        by = float(factor(row.unit or prop.unit, prop.unit))
    except UnitError:
        return Term(since, Datastream("", code, row.low, row.high), 1.0)
    lod = instrument.lod if instrument else None
    low, high, least = (None if each is None else each * by for each in (row.low, row.high, lod))
    name = None if whole is None else whole[0]
    stream = Datastream(prop.domain, prop.kind, low, high, least, name, row.cycle)
    return Term(since, stream, by)


Kept = Mapping[Where, registry.DatastreamInfo]
Props = Mapping[Where, Property | None]


def _wholes(kept: Kept, props: Props, day: date) -> dict[Where, Whole]:
    """Find of each part the stream of its whole at the same thing."""
    parts: dict[tuple[str, str], str] = {}
    for provision in reversed(provisions_of("quality.checks.parts", day, open_packs(packs()))):
        for row in provision.rows():
            parts[row["domain"], row["property"]] = row["whole"]
    at: dict[tuple[int, str, str], Where] = {}
    for where, d in sorted(kept.items(), reverse=True):
        if (prop := props[where]) is not None:
            at[d.thing_id, prop.domain, prop.kind] = where
    found = {}
    for where, d in kept.items():
        prop = props[where]
        name = parts.get((prop.domain, prop.kind)) if prop else None
        if prop and name and (other := at.get((d.thing_id, prop.domain, name))):
            found[where] = (name, other)
    return found


def _neighbours(
    kept: Kept, props: Props, things: Mapping[int, registry.ThingInfo], day: date
) -> dict[Where, tuple[Where, ...]]:
    """Find the nearest streams of the same property, by distance; a replay has replays beside it."""
    row = setting("neighbours", day)
    alike: dict[tuple[str, str, bool], list[tuple[Where, Place]]] = {}
    for where, d in sorted(kept.items()):
        prop, thing = props[where], things.get(d.thing_id)
        place = _place(thing)
        if prop is not None and prop.domain in AMBIENT and thing is not None and place is not None:
            key = (prop.domain, prop.kind, thing.origin == REPLAY)
            alike.setdefault(key, []).append((where, place))
    found: dict[Where, tuple[Where, ...]] = {}
    for members in alike.values():
        for where, place in members:
            mine = kept[where].thing_id
            others = (each for each in members if kept[each[0]].thing_id != mine)
            near = sorted((distance_km(place, there), other) for other, there in others)
            found[where] = tuple(
                other for km, other in near[: row["most"]] if km <= row["within_km"]
            )
    return found


def _place(thing: registry.ThingInfo | None) -> Place | None:
    if thing is None or thing.lon is None or thing.lat is None:
        return None
    return thing.lon, thing.lat


def distance_km(one: Place, other: Place) -> float:
    """Give the distance of two places along the earth; longitude and latitude each. [km]."""
    east, north = radians(other[0] - one[0]) / 2, radians(other[1] - one[1]) / 2
    a = sin(north) ** 2 + cos(radians(one[1])) * cos(radians(other[1])) * sin(east) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(a, 1.0)))
