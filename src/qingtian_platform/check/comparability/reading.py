"""What both sides and their references measured, as arrays in one unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from qingtian.quality.comparison import Pairs
from qingtian.quality.properties import Property, property_of
from qingtian.quality.stream import HOUR, Series, series
from qingtian_platform.check import rules
from qingtian_platform.check.archive import FIELDS
from qingtian_platform.check.comparability.pairs import INTERVAL, Stream, scale_of
from qingtian_platform.check.expect import moment
from qingtian_platform.check.instruments.records import RecordInfo, records
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

COLUMNS = ("mn", "code", "field", "place", "start", "value", "flag")
RANK = {name: n for n, name in enumerate(FIELDS)}


@dataclass(frozen=True)
class Read:
    """Hours of one side.

    Attributes
    ----------
    came
        Hours for which anything came. [1]
    series
        Those with a valid mark and a number. [unit of the property]
    """

    came: int
    series: Series

    @property
    def valid(self) -> int:
        """Hours that count. [1]."""
        return len(self.series.usable)


def read(
    sides: Sequence[Stream], start: datetime, end: datetime, places: Places
) -> dict[str, Read]:
    """Read the hours of some streams of one property, by the key of the thing.

    Parameters
    ----------
    sides
        The streams.
    start, end
        Hours that begin in [start, end).
    places
        Where the data lives.

    Returns
    -------
    dict
        What acts of persons say of readings holds; of several fields the one that stands for the
        hour counts (HJ 212-2017 table 4).
    """
    best: dict[str, dict[datetime, tuple[int, float | None, str]]] = {s.mn: {} for s in sides}
    if sides and record.ready(places):
        table = record.observations(
            mn=sorted(best), code=sides[0].code, interval=INTERVAL, start=start, end=end,
            columns=COLUMNS, places=places,
        )  # fmt: skip
        for row in table.to_pylist():
            rank = RANK.get(row["field"], len(RANK))
            held = best[row["mn"]]
            if row["place"] == 0 and rank < held.get(row["start"], (len(RANK) + 1,))[0]:
                held[row["start"]] = (rank, row["value"], row["flag"] or "")
    return {side.thing.key: _series(side, best[side.mn]) for side in sides}


def hours(
    mn: str, code: str, start: datetime, end: datetime, places: Places
) -> tuple[Property, Series]:
    """Read the valid hours of any datastream of the registry, in the unit of its property.

    Parameters
    ----------
    mn, code
        Its data logger and factor.
    start, end
        Hours that begin in [start, end); with their zone.
    places
        Where the data lives.

    Raises
    ------
    LookupError
        If no such datastream sends hours, or its property or unit is none that the checks know.
    """
    known = {(each.mn, each.code): each for each in registry.datastreams()}
    found = known.get((mn, code))
    if found is None or INTERVAL not in found.intervals:
        raise LookupError(f"expected a datastream that sends hours; there is none {mn}:{code}")
    property_, scale = property_of(found.st, code), scale_of(found)
    if property_ is None or scale is None:
        raise LookupError(f"expected a property that the checks know; {mn}:{code} has none")
    side = Stream(registry.things()[found.thing_id], mn, code, found.unit, scale)
    return property_, read([side], start, end, places)[side.thing.key].series


def _series(side: Stream, held: Mapping[datetime, tuple[int, float | None, str]]) -> Read:
    logger = registry.all_loggers(None).get(side.mn)
    marks = rules.marks(logger.edition if logger else "2017")
    times = [moment(at) if at.tzinfo else np.datetime64(at, "us") for at in held]
    values = [
        value * side.scale
        if value is not None and (flag in marks.valid or (not flag and marks.unmarked_valid))
        else np.nan
        for _rank, value, flag in held.values()
    ]
    return Read(len(times), series(np.array(times, "datetime64[us]"), values, step=HOUR))


def consensus(around: Mapping[str, Read], least: int) -> Series:
    """Give the median of what neighbours measured, of each hour that enough of them have.

    Parameters
    ----------
    around
        Hours of each neighbour.
    least
        How many an hour needs. [1]
    """
    usable = [each.series for each in around.values()]
    times = [one.times[one.usable] for one in usable]
    every = np.unique(np.concatenate(times)) if times else np.array([], "datetime64[us]")
    table = np.full((len(usable), len(every)), np.nan)
    for row, one, when in zip(table, usable, times, strict=True):
        row[np.searchsorted(every, when)] = one.values[one.usable]
    enough = np.sum(~np.isnan(table), axis=0) >= least
    medians = np.nanmedian(table[:, enough], axis=0) if enough.any() else np.empty(0)
    return series(every[enough], medians, step=HOUR)


def by_hand(side: Stream, start: datetime, end: datetime) -> Pairs:
    """Read the comparisons with a reference method on record: reference and reading of each pair."""
    return _pairs(side, _records(side, ("comparison",), start, end))


def with_standards(side: Stream, start: datetime, end: datetime) -> Pairs:
    """Read the checks with a standard on record, zero checks left out: standard and reading."""
    found = _records(side, ("zero_span", "standard_sample"), start, end)
    return _pairs(side, [each for each in found if each.content.get("check") != "zero"])


def _records(
    side: Stream, kinds: tuple[str, ...], start: datetime, end: datetime
) -> list[RecordInfo]:
    """List the records of a side in its unit; one in another unit says nothing of its values."""
    found = records(mn=side.mn, code=side.code, kinds=kinds, start=start, end=end)
    return [
        each
        for each in found
        if each.code == side.code and each.content.get("unit", side.unit) == side.unit
    ]


def _pairs(side: Stream, found: Sequence[RecordInfo]) -> Pairs:
    rows = [
        (moment(each.start.astimezone(UTC)), float(reference), float(reading))
        for each in found
        for reference, reading in each.content.get(
            "pairs", [(each.content.get("standard"), each.content.get("before"))]
        )
    ]
    times = np.array([row[0] for row in rows], "datetime64[us]")
    reference, reading = (np.array([row[n] for row in rows], float) for n in (1, 2))
    return Pairs(times, reference * side.scale, reading * side.scale)
