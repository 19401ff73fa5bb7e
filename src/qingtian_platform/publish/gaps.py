"""Why an hour of a station has no value: from the data marks as sent and the declared stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from qingtian_platform.evaluate.api import CODES
from qingtian_platform.kit.words import FLAG_TO_NO_DATA
from qingtian_platform.publish import figures
from qingtian_platform.publish.figures import Dose, Figure
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

Marks = dict[tuple[str, datetime], str]


@lru_cache(maxsize=256)
def marks(thing_id: int, start: datetime, end: datetime, _version: int) -> Marks:
    """Read which hours of a station came with a mark that keeps the value from counting.

    Parameters
    ----------
    thing_id
        Number of the station.
    start, end
        Hours that start in [start, end).

    Returns
    -------
    dict
        (pollutant, start) to the key of the word; `invalid` where the mark has none of its own.
    """
    loggers = sorted({stream.mn for stream in registry.datastreams(thing_id)})
    table = record.observations(
        mn=loggers,
        code=list(CODES),
        interval="hour",
        start=start,
        end=end,
        columns=["code", "start", "flag"],
    )
    return {
        (CODES[row["code"]], row["start"]): FLAG_TO_NO_DATA.get(row["flag"] or "N", "invalid")
        for row in table.to_pylist()
        if row["code"] in CODES
    }


def stopped(thing_id: int, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """List the declared stops of a place that touch [start, end)."""
    return [(stop.start, stop.end or end) for stop in registry.shutdowns(thing_id, start, end)]


def cycles(thing_id: int) -> Callable[[str, date], int]:
    """Give what tells in how many hours a property of a place owes a value on a day, at the least. [h]."""
    ranges = registry.ranges()
    own: dict[str, list[Sequence[registry.RangeInfo]]] = {}
    for each in registry.datastreams(thing_id):
        if "hour" in each.intervals:
            own.setdefault(each.code, []).append(ranges.get((each.mn, each.code), ()))

    def of(code: str, day: date) -> int:
        held = [registry.holding(rows, day) for rows in own.get(code, ())]
        return min((row.cycle if row else 1 for row in held), default=1)

    return of


def with_reasons(
    thing_id: int, found: Sequence[Figure], start: datetime, end: datetime
) -> list[Figure]:
    """Say of each hour without a value why: by its mark, a declared stop, or that it is missing.

    Parameters
    ----------
    thing_id
        Number of the station.
    found
        Its hours.
    start, end
        What they cover; the marks are read only where a value lacks.
    """
    if all(dose.value is not None for one in found for dose in one.doses.values()):
        return list(found)
    known = marks(thing_id, start, end, figures.version(thing_id))
    stops = stopped(thing_id, start, end)
    return [
        replace(one, doses={n: _reasoned(d, one.start, known, stops) for n, d in one.doses.items()})
        for one in found
    ]


def _reasoned(
    dose: Dose, start: datetime, known: Marks, stops: Sequence[tuple[datetime, datetime]]
) -> Dose:
    if dose.value is not None:
        return dose
    if any(first <= start < last for first, last in stops):
        return replace(dose, why="shutdown")
    return replace(dose, why=known.get((dose.name, start), dose.why or "missing"))
