"""What a change of the registry makes evaluate again.

A station's kind, its days of service, its loggers and their units enter results, the city's above
all. When any of these changes, also for days that are past, what rests on it is evaluated again:
the corrected figure is a new version, and the old one stays behind it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from qingtian.quantities import BEIJING
from qingtian_platform.evaluate import compute
from qingtian_platform.evaluate.facts import Facts
from qingtian_platform.evaluate.store import Store
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

SPAN = """
SELECT min(start) AS first, max(start) AS last FROM observations
WHERE interval = 'hour' AND list_contains(?, mn)
"""
Job = tuple[date, date, tuple[int, ...]]
Outline = dict[str, list[object]]


def outline(known: Facts) -> Outline:
    """Write down of each station what enters results; names and addresses do not."""
    found: Outline = {}
    for number, info in known.stations.items():
        standings = [[one.valid_from.isoformat(), one.station_kind] for one in info.standings]
        service = [day and day.isoformat() for day in (info.opened, info.closed)]
        streams = [[s.mn, s.code, s.unit] for s in known.streams if s.thing == number]
        found[str(number)] = [standings, service, streams]
    return found


def note(places: Places, store: Store, known: Facts) -> None:
    """Compare the registry with what was evaluated by; put what must be done again on the list.

    Parameters
    ----------
    places
        Where everything lives.
    store
        Open to write.
    known
        The registry as it is now.
    """
    version = str(registry.version())
    if store.state("registry", "") == version:
        return
    now = outline(known)
    before: Outline | None = json.loads(store.state("outline", "null"))
    changed = [] if before is None else [n for n, facts in now.items() if before.get(n) != facts]
    jobs = [*waiting(store), *_jobs(places, known, sorted(map(int, changed)))]
    with store.transaction():
        store.remember("registry", version)
        store.remember("outline", json.dumps(now))
        _write(store, jobs)


def _jobs(places: Places, known: Facts, things: Iterable[int]) -> list[Job]:
    found: list[Job] = []
    for thing in things:
        mns = sorted({stream.mn for stream in known.streams if stream.thing == thing})
        with record.connect(places) as archive:
            first, last = archive.execute(SPAN, [mns]).fetchone() or (None, None)
        if first is not None and last is not None:
            days = (moment.astimezone(BEIJING).date() for moment in (first, last))
            found += [(a, b, (thing,)) for a, b in compute.pieces(*days)]
    return found


def waiting(store: Store) -> list[Job]:
    """List what is still to be evaluated again."""
    return [
        (date.fromisoformat(first), date.fromisoformat(last), tuple(things))
        for first, last, things in json.loads(store.state("backlog", "[]"))
    ]


def done(store: Store, job: Job) -> None:
    """Take one off the list."""
    left = waiting(store)
    left.remove(job)
    with store.transaction():
        _write(store, left)


def _write(store: Store, jobs: Iterable[Job]) -> None:
    plain = [[first.isoformat(), last.isoformat(), things] for first, last, things in jobs]
    store.remember("backlog", json.dumps(plain))
