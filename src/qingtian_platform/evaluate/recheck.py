"""Compute results anew from the archive, and name those that stand otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from qingtian.quantities import BEIJING, natural_day
from qingtian_platform.evaluate import backlog, compute, facts, inputs, worker
from qingtian_platform.evaluate.facts import CITY, Facts
from qingtian_platform.evaluate.rows import Result, write_doses
from qingtian_platform.evaluate.store import Store
from qingtian_platform.kit.differences import Difference
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

DAY = timedelta(days=1)
FIELDS = (
    "aqi",
    "primary",
    "level",
    "valid",
    "edition",
    "doses",
    "reasons",
    "stations",
    "with_data",
)
_INPUT = ("value", "decimals", "text", "flag", "batch", "frame")


def days(places: Places) -> list[date]:
    """List the days that were evaluated, or have a result, the oldest first."""
    with Store.reading(places) as store:
        return [] if store is None else store.days()


def results(places: Places, first: date, last: date) -> list[Difference] | None:
    """Check the hours and days of all stations and of the city, and the inputs kept beside them.

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
    found: list[Difference] = []
    with Store.reading(places) as store:
        if store is None:
            return found
        for stretch in compute.pieces(first, last):
            found += _results(places, store, known, stretch)
        found += _inputs(places, store, known, first, last)
        found += _latest(store)
        if found and not _settled(places, store, known, first, last):
            return None
    return found


def _settled(places: Places, store: Store, known: Facts, first: date, last: date) -> bool:
    """Say whether the stage has evaluated all that touches these days."""
    if backlog.waiting(store) or store.state("registry", "") != str(registry.version()):
        return False
    _, changes = record.changed(record.Cursor.read(store.state("cursor", "")), places)
    start, end = natural_day(first - DAY).start, natural_day(last).end
    return not any(
        interval == "hour" and begin < end and over > start and known.things_of([mn])
        for mn, interval, begin, over in changes
    )


def _results(
    places: Places, store: Store, known: Facts, stretch: tuple[date, date]
) -> Iterator[Difference]:
    things = set(known.stations)
    said = {_place(each): each for each in worker.computed(places, store, known, stretch, things)}
    start, end = natural_day(stretch[0]).start, natural_day(stretch[1]).end
    for thing in (*sorted(things), CITY):
        for period in ("hour", "day"):
            for stands in store.current(thing, period, start, end):
                yield from _compared(said.pop(_place(stands), None), stands)
    for missing in said.values():
        yield Difference("results", _key(missing), "", _cell(missing, "aqi"), "")


def _place(result: Result) -> tuple[int, str, datetime]:
    return result.thing_id or CITY, result.period, result.start


def _compared(said: Result | None, stands: Result) -> Iterator[Difference]:
    if said is None:
        yield Difference("results", _key(stands), "", "", f"AQI {_cell(stands, 'aqi')}")
        return
    for name in FIELDS:
        cells = _cell(said, name), _cell(stands, name)
        if cells[0] != cells[1]:
            yield Difference("results", _key(stands), name, *cells)


def _cell(result: Result, name: str) -> str:
    value: Any = getattr(result, name)
    return write_doses(value) if name == "doses" else str(value)


def _key(result: Result) -> str:
    who = "city" if result.thing_id is None else f"thing {result.thing_id}"
    return f"{who}, {result.period} {result.start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _inputs(
    places: Places, store: Store, known: Facts, first: date, last: date
) -> Iterator[Difference]:
    """Compare the kept inputs, which pages explain a figure by, with the archive."""
    start, end = natural_day(first).start, natural_day(last).end
    kept = {
        (thing, day): body
        for thing in known.stations
        for day in inputs.days(start, end)
        if (body := store.inputs(thing, day)) is not None
    }
    things = sorted({thing for thing, _day in kept})
    rows = inputs.archived(places, known, things, start, end) if things else {}
    for (thing, day), body in sorted(kept.items()):
        own = [row for row in rows[thing] if row["start"].astimezone(BEIJING).date() == day]
        try:
            stands = inputs.unpack(body)
        except Exception as error:  # whatever a changed byte makes of it
            yield Difference("inputs", f"thing {thing}, {day}", "body", "rows", str(error))
            continue
        yield from _rows_compared(f"thing {thing}", own, stands)


def _rows_compared(
    who: str, said: list[inputs.Row], stands: list[inputs.Row]
) -> Iterator[Difference]:
    there = {_row_key(row): row for row in stands}
    for row in said:
        key = _row_key(row)
        found = there.pop(key, None)
        if found is None:
            yield Difference("inputs", f"{who}, {key}", "", str(row["value"]), "")
            continue
        for name in _INPUT:
            if row[name] != found[name]:
                yield Difference(
                    "inputs", f"{who}, {key}", name, repr(row[name]), repr(found[name])
                )
    for key, row in there.items():
        yield Difference("inputs", f"{who}, {key}", "", "", str(row["value"]))


def _row_key(row: inputs.Row) -> str:
    return (
        f"{row['mn']} {row['code']}-{row['field']} {row['start']:%Y-%m-%dT%H:%M:%SZ} {row['place']}"
    )


def _latest(store: Store) -> Iterator[Difference]:
    """Compare the hour that stands for now with the last one that has a value."""
    stands = {each.thing_id or CITY: each.start for each in store.latest()}
    for thing in store.things():
        last = store.last(thing, "hour")
        if last is not None and stands.get(thing) != last.start:
            yield Difference(
                "latest", f"thing {thing}", "start", str(last.start), str(stands.get(thing, ""))
            )
