"""One day of one station twice: of the values as received, and of what persons say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingtian.quantities import natural_day
from qingtian_platform.evaluate import acted, compute, facts
from qingtian_platform.evaluate.rows import Result
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record


@dataclass(frozen=True)
class Apart:
    """A day of a station, computed now and kept nowhere.

    Attributes
    ----------
    day
        None where no hour of it counts.
    hours
        Those with a value, by time.
    """

    day: Result | None
    hours: tuple[Result, ...]


def apart(thing_id: int, day: date, *, received: bool, places: Places | None = None) -> Apart:
    """Compute a day of a station, with or without what acts of persons say.

    Parameters
    ----------
    thing_id
        Number of the station.
    day
        In Beijing.
    received
        True: of the values as they were received; False: of those that hold.
    places
        Where the data lives; None = of this process.
    """
    places = places or Places.current()
    known = facts.read()
    with record.connect(places, acted=not received) as archive:
        hours = compute.read_hours(archive, known, day, day, [thing_id])
    if not hours.table.num_rows:
        return Apart(None, ())
    found = _results(hours)
    if not received:
        found = acted.marked(found, acted.read(places, known, day, day), known)
    own = sorted((one for one in found if _within(one, day)), key=lambda one: one.start)
    days = [one for one in own if one.period == "day"]
    return Apart(days[0] if days else None, tuple(one for one in own if one.period == "hour"))


def _results(hours: compute.Hours) -> list[Result]:
    by_hour, by_day = compute.receipts(hours)
    found = compute.results(compute.hour_table(hours), "hour", by_hour, city=False)
    counts = compute.day_counts(hours)
    table = compute.day_table(hours)
    return found + compute.results(table, "day", by_day, city=False, counts=counts)


def _within(one: Result, day: date) -> bool:
    span = natural_day(day)
    return span.start <= one.start < span.end
