"""A day of one station twice: of the values as received, and of what persons say of them."""

from __future__ import annotations

from datetime import date

from qingtian_platform.evaluate import acted, compute, facts
from qingtian_platform.evaluate.rows import Result
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record


def apart(
    thing_id: int, day: date, *, received: bool, places: Places | None = None
) -> Result | None:
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

    Returns
    -------
    Result or None
        Computed now and kept nowhere; None where no hour of it counts.
    """
    places = places or Places.current()
    known = facts.read()
    with record.connect(places, acted=not received) as archive:
        hours = compute.read_hours(archive, known, day, day, [thing_id])
    if not hours.table.num_rows:
        return None
    _, by_day = compute.receipts(hours)
    counts = compute.day_counts(hours)
    table = compute.day_table(hours)
    found = compute.results(table, "day", by_day, city=False, counts=counts)
    if not received:
        found = acted.marked(found, acted.read(places, known, day, day), known)
    return found[0] if found else None
