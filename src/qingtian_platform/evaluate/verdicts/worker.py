"""The stage: judge what changed in the archive, the registry or the law since the last step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from qingtian.quantities import BEIJING, natural_day
from qingtian_platform.evaluate.verdicts import facts, judging, reading
from qingtian_platform.evaluate.verdicts.facts import Source
from qingtian_platform.evaluate.verdicts.rows import Verdict
from qingtian_platform.evaluate.verdicts.store import Store
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PIECE = 31
"""Days of one source that are judged in one go. [d]"""

Hours = set[datetime]
Found = list[tuple[Verdict, Any]]


def step(places: Places) -> bool:
    """Judge what came since the cursor, then one piece of what changed beside it.

    Parameters
    ----------
    places
        Where everything lives.

    Returns
    -------
    bool
        Whether there was anything to do.
    """
    if not record.ready(places):
        return False
    with Store.writing(places) as store:
        known = facts.read()
        worked = _follow(places, store, known) | _catch_up(places, store, known)
        return worked or _finish_days(places, store, known)


def _follow(places: Places, store: Store, known: dict[int, Source]) -> bool:
    """Judge the hours that came into the archive since the cursor, and the days that are over."""
    cursor = record.Cursor.read(store.state("cursor", ""))
    after, changes = record.changed(cursor, places)
    if after == cursor and not changes:
        return False
    owners = {mn: number for number, source in known.items() for mn in source.mns}
    touched: dict[int, Hours] = defaultdict(set)
    now = datetime.now(UTC)
    for mn, interval, start, end in changes:
        if mn in owners and interval in ("minute", "hour"):
            touched[owners[mn]].update(at for at in hours_of(start, end) if at + HOUR <= now)
    for number, hours in touched.items():
        for days in pieces({day_of(at) for at in hours}):
            own = {at for at in hours if day_of(at) in days}
            _write(store, known[number], judged(places, known[number], own, days), days)
    with store.transaction():
        store.remember("cursor", str(after))
    return True


def _catch_up(places: Places, store: Store, known: dict[int, Source]) -> bool:
    """Judge one piece of one source again whose limits, standing, stops or law have changed."""
    state = facts.state()
    if store.state("registry", "") == state:
        return False
    for number, source in known.items():
        name, all_facts = f"facts {number}", source.all_facts()
        if store.state(name, "") == all_facts:
            continue
        stale = [day for day, old in store.facts(number).items() if source.facts(day) != old]
        if not stale:
            store.remember(name, all_facts)
            continue
        days = next(pieces(set(stale)))
        hours = {at for day in days for at in hours_of_day(day)}
        _write(store, source, judged(places, source, hours, days), days)
        return True
    store.remember("registry", state)
    return True


def _finish_days(places: Places, store: Store, known: dict[int, Source]) -> bool:
    """Judge yesterday, and the day on which the stage stood still before it, even without last hours.

    What came for a day between is judged as it comes: such a day is over then.
    """
    yesterday = datetime.now(BEIJING).date() - DAY
    finished = store.state("finished", "")
    if finished == yesterday.isoformat():
        return False
    stood = min(date.fromisoformat(finished) + DAY, yesterday) if finished else yesterday
    for source in known.values():
        for day in sorted({stood, yesterday}):
            _write(store, source, judged(places, source, set(), {day}), {day})
    with store.transaction():
        store.drop_trees(datetime.now(UTC))
        store.remember("finished", yesterday.isoformat())
    return True


def _write(store: Store, source: Source, found: Found, days: set[date]) -> None:
    with store.transaction():
        store.write(found, datetime.now(UTC))
        for day in days:
            store.remember_facts(source.thing.id, day, source.facts(day))


def judged(places: Places, source: Source, hours: Hours, days: set[date]) -> Found:
    """Judge some hours of a source and those of the days that are over.

    Parameters
    ----------
    places
        Where everything lives.
    source
        Whose.
    hours
        Starts of the hours, UTC.
    days
        Days in Beijing that the hours lie in.

    Returns
    -------
    list of (Verdict, tree)
        What has any value; a tree is what the rule's result gives as JSON.
    """
    start, end = natural_day(min(days)).start, natural_day(max(days)).end
    read = reading.read(places, source.mns, start, end)
    samples = reading.merged(read[mn] for mn in source.mns if mn in read)
    now = datetime.now(UTC)
    found = [each for at in sorted(hours) for each in judging.hour(source, samples, at)]
    for day in sorted(days):
        if natural_day(day).end <= now:
            found += judging.day(source, samples, day)
    return found


def hours_of(start: datetime, end: datetime) -> Iterator[datetime]:
    """Give the starts of the hours that [start, end) touches."""
    at = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while at < end:
        yield at
        at += HOUR


def hours_of_day(day: date) -> Iterator[datetime]:
    """Give the starts of a natural day's hours, UTC."""
    whole = natural_day(day)
    return hours_of(whole.start, whole.end)


def day_of(moment: datetime) -> date:
    """Give the day in Beijing that a moment lies in."""
    return moment.astimezone(BEIJING).date()


def pieces(days: set[date]) -> Iterator[set[date]]:
    """Cut days into pieces that are read and written in one go."""
    rest = sorted(days)
    while rest:
        last = rest[0] + PIECE * DAY
        yield {day for day in rest if day < last}
        rest = [day for day in rest if day >= last]
