"""Which results rest on a value that a person corrected, took back or decided on.

Each result says so among its reasons, as `corrected:PM2.5`, so that whatever shows or exports it can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from qingtian.quantities import BEIJING, natural_day
from qingtian_platform.evaluate.facts import Facts
from qingtian_platform.evaluate.rows import Result
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record

FIELDS = ("Avg", "Rtd")
REACH = timedelta(hours=23)
"""How far a moving mean of 24 hours reaches back from the start of its last hour. [h]"""

Acts = Mapping[tuple[int, str], Sequence[tuple[datetime, str]]]
"""By station and pollutant: starts of the hours with what was done to them."""


def read(places: Places, known: Facts, first: date, last: date) -> Acts:
    """Read which hours of a stretch, and of the day before it, acts say something of.

    Parameters
    ----------
    places
        Where everything lives.
    known
        Which logger sends for which station.
    first, last
        Days in Beijing, both included.
    """
    start = natural_day(first - timedelta(days=1)).start.astimezone(UTC)
    table = record.held(places, start, natural_day(last).end.astimezone(UTC))
    streams = {(one.mn, one.code): one for one in known.streams}
    found: dict[tuple[int, str], list[tuple[datetime, str]]] = defaultdict(list)
    for row in table.to_pylist():
        stream = streams.get((row["mn"], row["code"]))
        if stream and row["interval"] == "hour" and row["field"] in FIELDS:
            found[stream.thing, stream.pollutant].append((row["start"], _mark(row)))
    return found


def _mark(row: Mapping[str, Any]) -> str:
    if not row["valued"]:
        return "decided"
    return "retracted" if row["value"] is None and row["text"] is None else "corrected"


def marked(results: Iterable[Result], acts: Acts, known: Facts) -> list[Result]:
    """Let results say which of their pollutants rest on what a person did.

    Parameters
    ----------
    results
        Of stations and of the city.
    acts
        As of `read`.
    known
        Which stations make the city's value.
    """
    if not acts:
        return list(results)
    return [
        replace(one, reasons=(*one.reasons, *sorted(set(_marks(one, acts, known)))))
        for one in results
    ]


def _marks(result: Result, acts: Acts, known: Facts) -> Iterator[str]:
    day = result.start.astimezone(BEIJING).date()
    members = {result.thing_id} if result.thing_id else set(known.assessment(day))
    for (thing, pollutant), hours in acts.items():
        if thing in members:
            moving = f"{pollutant}_24h" in result.doses
            since = result.start - REACH if moving else result.start
            yield from (f"{mark}:{pollutant}" for at, mark in hours if since <= at < result.end)
