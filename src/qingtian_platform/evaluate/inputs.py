"""What the last days' results rest on, kept beside them: so that a page explains a figure at once.

The stage writes the hourly rows of each station and day that it evaluates; only the last days of a
station are kept. For what is older the archive is asked, and gives the same rows.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from qingtian.quantities import BEIJING, natural_day
from qingtian_platform.evaluate.facts import Facts
from qingtian_platform.evaluate.store import Store
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record

KEPT = timedelta(days=8)
"""Days of a station's inputs that are kept, up to its last: what its page shows. [d]"""

DAY = timedelta(days=1)
MICRO = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIELDS = ("Avg", "Rtd")
PLAIN = ("mn", "code", "field", "place", "value", "decimals", "text", "flag", "batch", "frame")
LATER = ("act",)
"""What rows that an earlier version kept do not have."""
Row = dict[str, Any]
Rows = dict[int, list[Row]]


def pack(rows: Iterable[Row]) -> bytes:
    """Write rows of the archive small; numbers keep every digit, times every microsecond."""
    plain = [
        [
            *(row[name] for name in PLAIN),
            *(_micros(row[name]) for name in ("start", "received_at")),
            *(row[name] for name in LATER),
        ]
        for row in rows
    ]
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), 1)


def unpack(body: bytes) -> list[Row]:
    """Read what `pack` wrote."""
    found = []
    for cells in json.loads(zlib.decompress(body)):
        row: Row = dict(zip(PLAIN, cells, strict=False))
        start, received, *later = cells[len(PLAIN) :]
        row["start"], row["received_at"] = EPOCH + start * MICRO, EPOCH + received * MICRO
        row |= dict(zip(LATER, later or [None], strict=True))
        found.append(row)
    return found


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICRO


def read(
    places: Places, known: Facts, things: Iterable[int], start: datetime, end: datetime
) -> Rows:
    """Read the hourly rows of stations that start in [start, end), from where they are nearest.

    Parameters
    ----------
    places
        Where everything lives.
    known
        Which logger sends for which station.
    things
        Numbers of the stations.
    start, end
        With a zone.

    Returns
    -------
    dict
        Every station asked for, to its rows in no order.
    """
    found: Rows = {}
    with Store.reading(places) as store:
        for thing in things:
            kept = None if store is None else _kept(store, thing, start, end)
            if kept is not None:
                found[thing] = kept
    missing = [thing for thing in things if thing not in found]
    return found | (archived(places, known, missing, start, end) if missing else {})


def _kept(store: Store, thing: int, start: datetime, end: datetime) -> list[Row] | None:
    """Give what is kept of all the days; None where any of them is not."""
    rows: list[Row] = []
    for day in days(start, end):
        body = store.inputs(thing, day)
        if body is None:
            return None
        rows += unpack(body)
    return [row for row in rows if start <= row["start"] < end]


def days(start: datetime, end: datetime) -> Iterator[date]:
    """List the days of Beijing that [start, end) touches."""
    day, last = start.astimezone(BEIJING).date(), (end - MICRO).astimezone(BEIJING).date()
    while day <= last:
        yield day
        day += DAY


def archived(
    places: Places, known: Facts, things: Collection[int], start: datetime, end: datetime
) -> Rows:
    """Read the same from the archive, all stations in one question."""
    streams = {(each.mn, each.code): each.thing for each in known.streams if each.thing in things}
    found: Rows = {thing: [] for thing in things}
    if not streams:
        return found
    table = record.observations(
        mn=sorted({mn for mn, _ in streams}),
        code=sorted({code for _, code in streams}),
        interval="hour",
        field=list(FIELDS),
        start=start,
        end=end,
        columns=[*PLAIN, "start", "received_at", *LATER],
        places=places,
    )
    for row in table.to_pylist():
        thing = streams.get((row["mn"], row["code"]))
        if thing is not None:
            found[thing].append(row)
    return found


def keep(
    places: Places, store: Store, known: Facts, things: Collection[int], first: date, last: date
) -> None:
    """Keep the inputs of an evaluated stretch as far as it lies in the last days of a station.

    Parameters
    ----------
    places, store, known
        As in `evaluate`; within the transaction that writes the results.
    things
        Stations that were evaluated.
    first, last
        The stretch, both days included.
    """
    since = max(first, last - KEPT + DAY)
    asked = [
        t for t in things if (newest := store.newest_inputs(t)) is None or last > newest - KEPT
    ]
    if not asked:
        return
    span = natural_day(since).start, natural_day(last).end
    for thing, rows in archived(places, known, asked, *span).items():
        by_day = _by_day(rows, since)
        for day, own in by_day.items():
            store.keep_inputs(thing, day, pack(own))
        if by_day:
            store.drop_inputs(thing, KEPT)


def _by_day(rows: Iterable[Row], since: date) -> dict[date, list[Row]]:
    """Part rows by the day of Beijing, from a day to their last; a day between may have none."""
    found: dict[date, list[Row]] = {}
    for row in rows:
        found.setdefault(row["start"].astimezone(BEIJING).date(), []).append(row)
    last = max(found, default=since - DAY)
    between = (since + n * DAY for n in range((last - since).days + 1))
    return {day: found.get(day, []) for day in between}
