"""Where a number comes from: the rule and its steps, down to the batch and frame of each input."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from qingtian import law
from qingtian.quantities import BEIJING, natural_day
from qingtian.standards import air
from qingtian.standards.air import COLUMNS, POLLUTANTS, Reading
from qingtian.standards.air.rules import indicators
from qingtian.standards.result import Result
from qingtian_platform.evaluate import facts, inputs
from qingtian_platform.evaluate.facts import Facts
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record

HOUR = timedelta(hours=1)
Readings = dict[str, list[Reading]]
Explained = dict[int, Result]


def _decimal(row: dict[str, Any]) -> Decimal | None:
    """Give the number with the digits that were sent."""
    if row["value"] is None:
        return None
    decimals = row["decimals"]
    return (
        Decimal(repr(row["value"]))
        if decimals is None
        else Decimal(f"{row['value']:.{max(decimals, 0)}f}")
    )


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    """Put what counts first: the mean before a real-time value, then by logger and place."""
    return row["start"], row["field"] != "Avg", row["mn"], row["place"]


def readings(
    places: Places, known: Facts, things: Iterable[int], start: datetime, end: datetime
) -> dict[int, Readings]:
    """Read the hourly values of stations that start in [start, end), accepted or not.

    Returns
    -------
    dict
        Station to pollutant to its readings in the order in which they are preferred.
    """
    streams = {(each.mn, each.code): each for each in known.streams}
    found: dict[int, Readings] = {}
    for thing, rows in inputs.read(places, known, things, start, end).items():
        own: Readings = {name: [] for name in POLLUTANTS}
        for row in sorted(rows, key=_order):
            stream = streams.get((row["mn"], row["code"]))
            if stream is not None and stream.thing == thing:
                own[stream.pollutant].append(_reading(row, stream.unit, places))
        found[thing] = own
    return found


def _reading(row: dict[str, Any], unit: str, places: Places) -> Reading:
    origin = {name: row[name] for name in ("mn", "code", "field", "place", "batch", "frame")}
    origin |= {"start": row["start"].isoformat(), "received_at": row["received_at"].isoformat()}
    origin |= {"flag": row["flag"], "text": row["text"]}
    if row["act"] is not None:
        origin |= record.act_origin(row["act"], places)
    shown = {name: value for name, value in origin.items() if value not in (None, "")}
    return Reading(row["start"].astimezone(UTC), _decimal(row), unit, row["flag"] or "", shown)


def day(found: Readings, when: date) -> Result:
    """Explain a station's day."""
    values: dict[str, air.aqi.Concentration] = {
        f"{COLUMNS[name]}_24h": air.daily_mean(name, found[name], when)
        for name in POLLUTANTS
        if name != "O3"
    }
    values |= {"o3_8h": air.mda8(found["O3"], when), "o3_1h": air.daily_maximum(found["O3"], when)}
    return air.daily_aqi(values, when)


def hour(found: Readings, start: datetime) -> Result:
    """Explain a station's hour."""
    when = start.astimezone(BEIJING).date()
    used, _ = indicators("air.aqi.realtime.practice", when)
    values: dict[str, air.aqi.Concentration] = {}
    for each in used:
        own = found[each.pollutant]
        if each.quantity == "hour":
            own = [reading for reading in own if reading.start == start]
            best = _best(own, when)
            values[each.argument] = None if best is None else air.hourly(each.pollutant, best, when)
        else:
            length = 24 if each.quantity == "moving_24h" else 8
            within = [
                reading for reading in own if start - (length - 1) * HOUR <= reading.start <= start
            ]
            values[each.argument] = air.moving_mean(each.pollutant, within, start + HOUR, length)
    return air.realtime_aqi(values, when)


def _best(own: Sequence[Reading], when: date) -> Reading | None:
    """Choose the first that takes part; else the first, so that it says why it does not."""
    accepted = law.at(when)["air.marks"].value["accepted"]
    good = [
        each for each in own if each.value is not None and each.value >= 0 and each.flag in accepted
    ]
    return next(iter(good or own), None)


def stations(places: Places, things: Iterable[int], period: str, start: datetime) -> Explained:
    """Explain the results of stations for a period that starts at a moment."""
    known = facts.read()
    when = start.astimezone(BEIJING).date()
    if period == "day":
        whole = natural_day(when)
        found = readings(places, known, things, whole.start, whole.end)
        return {thing: day(own, when) for thing, own in found.items()}
    found = readings(places, known, things, start - 23 * HOUR, start + HOUR)
    return {thing: hour(own, start) for thing, own in found.items()}


def station(places: Places, thing: int, period: str, start: datetime) -> Result:
    """Explain a station's result of a period that starts at a moment."""
    return stations(places, [thing], period, start)[thing]


def city(places: Places, period: str, start: datetime) -> Result:
    """Explain the city's result: each pollutant from the assessment stations, each of them in full."""
    known = facts.read()
    when = start.astimezone(BEIJING).date()
    members = known.assessment(when)
    own = stations(places, members, period, start)
    names = {number: known.stations[number].name for number in members}
    rule = "air.aqi.daily" if period == "day" else "air.aqi.realtime.practice"
    values = {
        each.argument: air.city_mean(
            each.pollutant,
            {names[number]: _part(result, each.argument) for number, result in own.items()},
            when,
        )
        for each in indicators(rule, when)[0]
    }
    return air.daily_aqi(values, when) if period == "day" else air.realtime_aqi(values, when)


def _part(result: Result, argument: str) -> Result | None:
    """Find the concentration that a station's index was computed from."""
    for index in result.inputs:
        if isinstance(index, Result) and index.more.get("argument") == argument:
            return next((each for each in index.inputs if isinstance(each, Result)), None)
    return None
