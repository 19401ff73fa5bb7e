"""Where a number comes from: the rule and its steps, down to the batch and frame of each input."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from qingtian import law
from qingtian.quantities import BEIJING, natural_day
from qingtian.standards import air
from qingtian.standards.air import COLUMNS, POLLUTANTS, Reading
from qingtian.standards.air.rules import indicators
from qingtian.standards.result import Result
from qingtian_platform.evaluate import facts
from qingtian_platform.evaluate.facts import Facts
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record

HOUR = timedelta(hours=1)
FIELDS = ("Avg", "Rtd")
Readings = dict[str, list[Reading]]


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


def readings(places: Places, known: Facts, thing: int, start: datetime, end: datetime) -> Readings:
    """Read the hourly values of a station that start in [start, end), accepted or not.

    Returns
    -------
    dict
        Pollutant to its readings in the order in which they are preferred.
    """
    streams = {(each.mn, each.code): each for each in known.streams if each.thing == thing}
    found: Readings = {name: [] for name in POLLUTANTS}
    if not streams:
        return found
    table = record.observations(
        mn=sorted({mn for mn, _ in streams}),
        code=sorted({code for _, code in streams}),
        interval="hour",
        field=list(FIELDS),
        start=start,
        end=end,
        places=places,
    )
    for row in sorted(table.to_pylist(), key=_order):
        stream = streams.get((row["mn"], row["code"]))
        if stream is not None:
            found[stream.pollutant].append(_reading(row, stream.unit))
    return found


def _reading(row: dict[str, Any], unit: str) -> Reading:
    origin = {name: row[name] for name in ("mn", "code", "field", "batch", "frame")}
    origin |= {"start": row["start"].isoformat(), "received_at": row["received_at"].isoformat()}
    origin |= {"flag": row["flag"], "text": row["text"]}
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


def station(places: Places, thing: int, period: str, start: datetime) -> Result:
    """Explain a station's result of a period that starts at a moment."""
    known = facts.read()
    if period == "day":
        when = start.astimezone(BEIJING).date()
        whole = natural_day(when)
        return day(readings(places, known, thing, whole.start, whole.end), when)
    return hour(readings(places, known, thing, start - 23 * HOUR, start + HOUR), start)


def city(places: Places, period: str, start: datetime) -> Result:
    """Explain the city's result: each pollutant from the assessment stations, each of them in full."""
    known = facts.read()
    when = start.astimezone(BEIJING).date()
    members = known.assessment(when)
    own = {number: station(places, number, period, start) for number in members}
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
