"""The detection pass: which sites are due, and what the detectors say of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from qingtian.law.packs import open_packs
from qingtian.quality.detectors.standing import standing as said_at
from qingtian.quality.finding import Finding
from qingtian_platform.check.detection.site import INTERVAL, Site, gather
from qingtian_platform.check.expect import aware, micros, moment
from qingtian_platform.check.findings.reconcile import reconcile
from qingtian_platform.check.findings.rows import FindingRow, Said
from qingtian_platform.check.findings.settings import packs, setting
from qingtian_platform.check.findings.store import Asked, Store
from qingtian_platform.check.flagging.known import REPLAY, World
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.record.query import Change
from qingtian_platform.registry import api as registry

SOURCE: Final = "detection"
NIGHT: Final = "detection night"
LAST: Final = 2**61
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS due (thing INTEGER PRIMARY KEY, first INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS looked (
    thing INTEGER PRIMARY KEY, at INTEGER NOT NULL, last INTEGER NOT NULL
) WITHOUT ROWID;
"""
PUT: Final = """
INSERT INTO due VALUES (?, ?) ON CONFLICT (thing) DO UPDATE SET first = min(first, excluded.first)
"""


def make(store: Store) -> None:
    """Make the lists of sites where they are missing."""
    assert store.db is not None, "opened to read"
    store.db.execute(SCHEMA)


def step(places: Places, store: Store, world: World, now: datetime) -> bool:
    """Look at sites that are due, as many as the budget of a step allows.

    Parameters
    ----------
    places
        Where everything lives.
    store
        Open to write.
    world
        What is known of all datastreams.
    now
        The present.

    Returns
    -------
    bool
        Whether there was anything to do.
    """
    make(store)
    row = setting("detection", beijing(now).date())
    heard = _nightly(store, world, now, row["night_hour"])
    until = time.monotonic() + row["budget_s"]
    for thing, first in _due(store, now, row):
        look(places, store, world, thing, first, now)
        heard = True
        if time.monotonic() >= until:
            break
    return heard


def _judged(world: World) -> set[int]:
    """Name the things that are looked at: a replay repeats a real unit's past and accuses nobody."""
    known, found = registry.things(), {each.thing_id for each in world.streams.values()}
    return {thing for thing in found if thing in known and known[thing].origin != REPLAY}


def hear(store: Store, world: World, changes: Iterable[Change]) -> None:
    """Note which sites new values touch, and those that are compared with them; in a transaction.

    Parameters
    ----------
    store
        Open to write.
    world
        What is known of all datastreams.
    changes
        As of `record.api.changed`.
    """
    make(store)
    judged = _judged(world)
    things = {mn: each.thing_id for (mn, _), each in world.streams.items()}
    rows: dict[int, int] = {}
    lasts: dict[int, int] = {}
    for mn, interval, start, end in changes:
        thing = things.get(mn)
        if interval != INTERVAL or thing is None:
            continue
        first, last = micros(moment(start)), micros(moment(end))
        lasts[thing] = max(lasts.get(thing, last), last)
        near = {world.of(*where).thing_id for where in world.dependents.get(mn, ())}
        for each in judged.intersection({thing, *near}):
            rows[each] = min(rows.get(each, first), first)
    store.write(PUT, rows.items())
    store.write(
        "INSERT INTO looked VALUES (?, 0, ?)"
        " ON CONFLICT (thing) DO UPDATE SET last = max(last, excluded.last)",
        lasts.items(),
    )


def _nightly(store: Store, world: World, now: datetime, hour: int) -> bool:
    """Once a night, put every site on the list."""
    local = beijing(now)
    if local.hour < hour or (store.state(NIGHT) or "") >= local.date().isoformat():
        return False
    things = _judged(world)
    with store.transaction():
        store.write(PUT, [(thing, LAST) for thing in sorted(things)])
        store.remember(NIGHT, local.date().isoformat())
    return bool(things)


def _due(store: Store, now: datetime, row: Mapping[str, Any]) -> list[tuple[int, int]]:
    """List the sites that are due with the earliest change, those not looked at longest first."""

    def ago(**span: float) -> int:
        return micros(moment(now - timedelta(**span)))

    again, late = ago(minutes=row["again_minutes"]), ago(minutes=row["late_again_minutes"])
    rows = store.rows(
        "SELECT d.thing, d.first FROM due d LEFT JOIN looked l ON l.thing = d.thing"
        " WHERE coalesce(l.at, 0) <= ? OR d.first <= ? AND coalesce(l.at, 0) <= ?"
        " ORDER BY coalesce(l.at, 0), d.thing",
        (again, ago(hours=row["late_hours"]), late),
    )
    return [(int(thing), int(first)) for thing, first in rows]


def look(places: Places, store: Store, world: World, thing: int, first: int, now: datetime) -> None:
    """Run the detectors over one site and write what changes, all or nothing.

    Parameters
    ----------
    places
        Where everything lives.
    store
        Open to write.
    world
        What is known of all datastreams.
    thing
        Number of the site.
    first
        The earliest value that changed since the last look. [µs UTC]
    now
        The present.
    """
    row = setting("detection", beijing(now).date())
    rows = store.rows("SELECT last FROM looked WHERE thing = ?", (thing,))
    last = int(rows[0][0]) if rows else 0
    start, middle, day = window(last, row["lookback_days"])
    site = gather(places, world, thing, start, last, day) if last else None
    found = [] if site is None else _said(site, thing, last)
    since = min(first, middle)
    with store.transaction():
        standing = _standing(store, thing, since)
        inside = [each for each in standing if micros(moment(each.start)) >= start]
        new = [_joined(each, standing, start) for each in found if _ends(each) > since]
        crossing = [each for each in standing if each not in inside and _grown(each, new)]
        reconcile(store, SOURCE, [*inside, *crossing], new, now, lambda a, b: _same(a, b, row))
        store.write("DELETE FROM due WHERE thing = ?", [(thing,)])
        store.write(
            "INSERT INTO looked VALUES (?, ?, ?) ON CONFLICT (thing) DO UPDATE SET at = excluded.at",
            [(thing, micros(moment(now)), last)],
        )


def window(last: int, days: int) -> tuple[int, int, date]:
    """Tell what the detectors see.

    Parameters
    ----------
    last
        End of the last value of the site. [µs UTC]
    days
        How far they look back. [d]

    Returns
    -------
    int, int, date
        Start of the window, a midnight in Beijing [µs UTC]; its middle, before which a finding
        stands as it was said, for what was before it is not seen any more [µs UTC]; the last day.
    """
    day = beijing(aware(last - 1)).date()
    start, middle = (midnight(day - timedelta(days=each)) for each in (days, days // 2))
    return micros(moment(start)), micros(moment(middle)), day


def _said(site: Site, thing: int, at: int) -> list[Said]:
    """Run the detectors over the streams of a site; its neighbours are only compared with."""
    if site.name not in site.grids.sites:
        return []
    found = said_at(site.grids, at // 1000, [site.name], open_packs(packs()))
    return [_finding(each, site, thing) for each in found]


def _finding(found: Finding, site: Site, thing: int) -> Said:
    mn, code, field = site.keys[found.datastream]
    compared = found.evidence.get("compared") or []
    named = [site.keys[name] for name in compared if name in site.keys]
    assert found.detected_at is not None
    return Said(
        rule=found.rule,
        mn=mn,
        code=code,
        interval=INTERVAL,
        start=aware(micros(found.start)),
        end=aware(micros(found.end)),
        evidence={**found.evidence, "field": field},
        score=found.score,
        detected_at=aware(micros(found.detected_at)),
        thing_id=thing,
        streams=((mn, code), *dict.fromkeys((m, c) for m, c, _ in named if (m, c) != (mn, code))),
    )


def _standing(store: Store, thing: int, since: int) -> list[FindingRow]:
    asked = Asked().add("f.source = ?", SOURCE).add("f.thing = ?", thing)
    return store.asked(asked.add("f.end > ?", aware(since)).standing(only=True))


def _alike(row: FindingRow, said: Said) -> bool:
    """Tell whether both speak of one event of one stream."""
    mine = (row.rule, row.mn, row.code, row.evidence.get("field"))
    theirs = (said.rule, said.mn, said.code, said.evidence.get("field"))
    return mine == theirs and row.start < said.end and said.start < row.end


def _ends(said: Said) -> int:
    return micros(moment(said.end))


def _grown(row: FindingRow, new: Iterable[Said]) -> bool:
    """Tell whether a finding that began before the window goes on in it."""
    return any(_alike(row, said) for said in new)


def _joined(said: Said, standing: Iterable[FindingRow], start: int) -> Said:
    """Keep of a finding that grows when it was first known, and its beginning if out of sight."""
    mine = [row for row in standing if _alike(row, said)]
    hidden = [row.start for row in mine if micros(moment(row.start)) < start]
    return replace(
        said,
        start=min([said.start, *hidden]),
        detected_at=min([said.known_at, *(row.detected_at for row in mine)]),
    )


def _same(row: FindingRow, said: Said, setting_row: dict[str, float]) -> bool:
    """Tell whether a finding needs no successor: its score hardly moved."""
    return abs(row.score - said.score) < setting_row["score"]
