"""The stage: evaluate what changed in the archive since the last step."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from qingtian.quantities import BEIJING, natural_day
from qingtian.standards.air.rules import in_force, indicators
from qingtian_platform.evaluate import acted, backlog, compute, facts, inputs
from qingtian_platform.evaluate.facts import CITY, Facts
from qingtian_platform.evaluate.rows import Result
from qingtian_platform.evaluate.store import Store
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record

DAY = timedelta(days=1)
Stretch = tuple[date, date]


def step(places: Places) -> bool:
    """Evaluate what came since the cursor; True if there was anything.

    Parameters
    ----------
    places
        Where everything lives.
    """
    if not record.ready(places):
        return False
    store = Store.writing(places)
    try:
        return _step(places, store)
    finally:
        store.close()


def _step(places: Places, store: Store) -> bool:
    known = facts.read()
    backlog.note(places, store, known)
    worked = _follow(places, store, known) | _catch_up(places, store, known)
    return worked or _finish_days(places, store, known)


def _follow(places: Places, store: Store, known: Facts) -> bool:
    """Evaluate what came into the archive since the cursor."""
    cursor = record.Cursor.read(store.state("cursor", ""))
    after, changes = record.changed(cursor, places)
    if after == cursor and not changes:
        return False
    touched = [
        (mn, _day(start), _day(end - timedelta(microseconds=1)) + _reach(end))
        for mn, interval, start, end in changes
        if interval == "hour" and known.things_of([mn])
    ]
    for first, last in merged([(first, last) for _, first, last in touched]):
        mns = {mn for mn, a, b in touched if a <= last and b >= first}
        evaluate(places, store, known, (first, last), known.things_of(mns))
    with store.transaction():
        store.remember("cursor", str(after))
    return True


def _catch_up(places: Places, store: Store, known: Facts) -> bool:
    """Evaluate one stretch again that a change of the registry touches."""
    job = next(iter(backlog.waiting(store)), None)
    if job is None:
        return False
    first, last, things = job
    evaluate(places, store, known, (first, last), set(things))
    backlog.done(store, job)
    return True


def _reach(end: datetime) -> timedelta:
    """Reach into the next day where a moving mean of that day still sees the change."""
    day = _day(end)
    if not in_force(day):
        return timedelta()
    used, _ = indicators("air.aqi.realtime.practice", day)
    return DAY if any(each.quantity.startswith("moving") for each in used) else timedelta()


def _day(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()


def merged(stretches: list[Stretch]) -> list[Stretch]:
    """Join stretches of days that touch or overlap.

    Parameters
    ----------
    stretches
        First and last day, both included.
    """
    found: list[Stretch] = []
    for first, last in sorted(stretches):
        if found and first <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def evaluate(places: Places, store: Store, known: Facts, stretch: Stretch, things: set[int]) -> int:
    """Evaluate stations over a stretch of days, and the city with them.

    Returns
    -------
    int
        How many results were added. [1]
    """
    added = 0
    for first, last in compute.pieces(*stretch):
        results = computed(places, store, known, (first, last), things)
        with store.transaction():
            added += store.write(results, datetime.now(UTC))
            store.count_evaluation(things, first, last)
            inputs.keep(places, store, known, things, first, last)
    return added


def computed(
    places: Places, store: Store, known: Facts, stretch: Stretch, things: set[int]
) -> list[Result]:
    """Compute what is to stand for some days under one law, and write nothing.

    Parameters
    ----------
    places, known
        As in `evaluate`.
    store
        What stands: a result that has no valid input any more is given empty.
    stretch
        First and last day, both included, one of `compute.pieces`.
    things
        Stations; the city comes with them.
    """
    first, last = stretch
    with record.connect(places) as archive:
        hours = compute.read_hours(archive, known, first, last)
    found = _found(hours, known, things)
    gone = _gone(store, found, things, first, last)
    return acted.marked([*found, *gone], acted.read(places, known, first, last), known)


def _found(hours: compute.Hours, known: Facts, things: set[int]) -> list[Result]:
    if not hours.table.num_rows:
        return []
    by_hour, by_day = compute.receipts(hours)
    found = compute.results(compute.hour_table(hours), "hour", by_hour, city=False)
    found = [each for each in found if each.thing_id in things]
    found += compute.results(compute.city_hour_table(hours, known), "hour", by_hour, city=True)
    days = compute.results(
        compute.day_table(hours), "day", by_day, city=False, counts=compute.day_counts(hours)
    )
    days = [each for each in days if each.thing_id in things]
    days += compute.results(compute.city_day_table(hours, known), "day", by_day, city=True)
    now = datetime.now(UTC)
    return found + [each for each in days if each.end <= now]


def _gone(
    store: Store, found: list[Result], things: set[int], first: date, last: date
) -> list[Result]:
    """Give an empty version to what stood and has no valid input any more."""
    there = {(each.thing_id or CITY, each.period, each.start) for each in found}
    start, end = natural_day(first).start, natural_day(last).end
    return [
        Result(
            thing_id=old.thing_id,
            period=old.period,
            start=old.start,
            end=old.end,
            aqi=None,
            primary=(),
            level=None,
            valid=False,
            edition=old.edition,
            reasons=("no-valid-input",),
        )
        for thing in (*sorted(things), CITY)
        for period in ("hour", "day")
        for old in store.current(thing, period, start, end)
        if (thing, period, old.start) not in there
    ]


def _finish_days(places: Places, store: Store, known: Facts) -> bool:
    """Evaluate yesterday, and the day on which the stage stood still before it, even without last hours.

    What came for a day between is evaluated as it comes: such a day is over then.
    """
    yesterday = datetime.now(BEIJING).date() - DAY
    finished = store.state("finished", "")
    if finished == yesterday.isoformat():
        return False
    stood = min(date.fromisoformat(finished) + DAY, yesterday) if finished else yesterday
    for day in sorted({stood, yesterday}):
        evaluate(places, store, known, (day, day), set(known.stations))
    with store.transaction():
        store.remember("finished", yesterday.isoformat())
    return True
