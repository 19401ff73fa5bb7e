"""Judge sources and sections anew from the archive, and name verdicts that stand otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import Any

from qingtian.quantities import natural_day
from qingtian_platform.evaluate.verdicts import facts, worker
from qingtian_platform.evaluate.verdicts.facts import Source
from qingtian_platform.evaluate.verdicts.rows import Verdict, write
from qingtian_platform.evaluate.verdicts.store import Store
from qingtian_platform.kit.differences import Difference
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record

DAY = timedelta(days=1)
PERIODS = ("hour", "day")


def days(places: Places) -> list[date]:
    """List the days that anything was judged of, or stands for, the oldest first."""
    with Store.reading(places) as store:
        return [] if store is None else store.judged_days()


def verdicts(places: Places, first: date, last: date) -> list[Difference] | None:
    """Check the verdicts on all outlets, sites and sections.

    Parameters
    ----------
    places
        Where everything lives.
    first, last
        Days in Beijing, both included.

    Returns
    -------
    list of Difference or None
        None where something differs and the stage has not followed yet: ask again later.
    """
    known = facts.read()
    days = {first + n * DAY for n in range((last - first).days + 1)}
    with Store.reading(places) as store:
        if store is None:
            return []
        found = [
            each for source in known.values() for each in _of(places, store, source, sorted(days))
        ]
        if found and not _settled(places, store, known, first, last):
            return None
    return found


def _settled(
    places: Places, store: Store, known: dict[int, Source], first: date, last: date
) -> bool:
    """Say whether the stage has judged all that touches these days."""
    if store.state("registry", "") != facts.state():
        return False
    _, changes = record.changed(record.Cursor.read(store.state("cursor", "")), places)
    start, end = natural_day(first).start, natural_day(last).end
    own = {mn for source in known.values() for mn in source.mns}
    return not any(mn in own and begin < end and over > start for mn, _, begin, over in changes)


def _of(places: Places, store: Store, source: Source, days: list[date]) -> Iterator[Difference]:
    hours = {at for day in days for at in worker.hours_of_day(day)}
    judged = worker.judged(places, source, hours, set(days))
    said = {_place(verdict): verdict for verdict, _tree in judged}
    start, end = natural_day(days[0]).start, natural_day(days[-1]).end
    for period in PERIODS:
        for stands in store.current(source.thing.id, period, start, end):
            yield from _compared(said.pop(_place(stands), None), stands)
    for missing in said.values():
        if missing.received_at is not None:  # what rests on nothing is written at the day's end
            yield Difference("verdicts", _key(missing), "", missing.word, "")


def _place(verdict: Verdict) -> tuple[Any, ...]:
    return verdict.period, verdict.start, verdict.code


def _compared(said: Verdict | None, stands: Verdict) -> Iterator[Difference]:
    if said is None:
        yield Difference("verdicts", _key(stands), "", "", stands.word)
        return
    now, there = json.loads(write(said)), json.loads(write(stands))
    for name in sorted(now):
        if now[name] != there[name]:
            cells = (json.dumps(each[name], ensure_ascii=False) for each in (now, there))
            yield Difference("verdicts", _key(stands), name, *cells)


def _key(verdict: Verdict) -> str:
    start = verdict.start.astimezone(UTC)
    return f"thing {verdict.thing_id}, {verdict.period} {start:%Y-%m-%dT%H:%M:%SZ}, {verdict.code}"
