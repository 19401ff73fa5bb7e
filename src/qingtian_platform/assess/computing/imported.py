"""Daily values of the time before the platform: imported, and made into days of the city.

A city has years of daily means from before its hours were sealed. Imported under `interval: day` they
count where the platform has no result of its own for the day: means as `Avg`, of ozone the largest
mean of eight hours as `Mda8` and the largest hour as `Max`. What a live data logger says of a day is
not taken: the platform computes that from its hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from qingtian import law
from qingtian.quantities import UnitError, factor, natural_day
from qingtian.standards.air import tables
from qingtian.standards.air.rules import spans
from qingtian_platform.assess.computing.kept import kept
from qingtian_platform.evaluate.api import CODES
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import ThingInfo

QUANTITIES = {"Avg": "day", "Mda8": "mda8", "Max": "max_1h"}
MICRO = 10**6
LAW = ("marks", "minimum", "aqi")
DAYS = """
SELECT s.thing, CAST(make_timestamp(epoch_us(o.start) + 28800000000) AS DATE) AS day,
       s.pollutant, s.quantity, CAST(round(any_value(o.value * s.factor) * 1000000) AS BIGINT) AS micro
FROM observations AS o JOIN streams AS s USING (mn, code, field)
WHERE o.interval = 'day' AND o.value >= 0 AND list_contains(?, o.flag) AND o.start >= ? AND o.start < ?
GROUP BY s.thing, day, s.pollutant, s.quantity
"""


@dataclass(frozen=True)
class Source:
    """One imported stream: its station, and what brings a value to the unit of the law by code."""

    thing: ThingInfo
    factors: dict[str, Decimal]


def sources() -> dict[str, Source]:
    """List the data loggers that imported days came under: of stations, and owed nothing now."""
    things = registry.things()
    units = {(each.mn, each.code): each.unit for each in registry.datastreams()}
    found = {}
    for mn, info in registry.all_loggers().items():
        thing = things.get(info.thing_id)
        if thing is None or thing.kind != "station" or info.live:
            continue
        if "day" in record.streams(mn):
            found[mn] = Source(thing, {c: _factor(units.get((mn, c), ""), c) for c in CODES})
    return found


def _factor(unit: str, code: str) -> Decimal:
    lawful = "mg/m³" if CODES[code] == "CO" else "µg/m³"
    try:
        return factor(unit or lawful, lawful)
    except UnitError:
        return Decimal(1)


@dataclass(frozen=True)
class StationValue:
    """One imported value: of which station and what, the number as sent, and the frame that holds it."""

    name: str
    name_en: str
    pollutant: str
    quantity: str
    text: str
    unit: str
    flag: str
    batch: int
    frame: int


def values(day: date) -> list[StationValue]:
    """List the imported values of a day, by station and pollutant."""
    known = sources()
    if not known:
        return []
    whole = natural_day(day)
    table = record.observations(
        mn=list(known),
        code=list(CODES),
        interval="day",
        field=list(QUANTITIES),
        start=whole.start,
        end=whole.end,
        columns=["mn", "code", "field", "value", "decimals", "flag", "batch", "frame"],
    )
    units = {(each.mn, each.code): each.unit for each in registry.datastreams()}
    return [
        StationValue(
            known[row["mn"]].thing.name,
            known[row["mn"]].thing.name_en,
            CODES[row["code"]],
            QUANTITIES[row["field"]],
            "" if row["value"] is None else f"{row['value']:.{max(row['decimals'] or 0, 0)}f}",
            units.get((row["mn"], row["code"]), ""),
            row["flag"],
            row["batch"],
            row["frame"],
        )
        for row in table.to_pylist()
    ]


def prints() -> dict[int, str]:
    """Give for each year with imported days what changes when any of them does."""
    places = Places.current()
    if not record.ready(places):
        return {}
    return _known_prints(places, record.counts(places)["batches"], registry.version())


@lru_cache(maxsize=2)
def _known_prints(_places: Places, batches: int, _registry: int) -> dict[int, str]:
    known = sorted(sources())
    return kept("imported days", (batches, known), lambda: _prints(known)) if known else {}


def _prints(mns: list[str]) -> dict[int, str]:
    table = record.observations(mn=mns, interval="day", columns=["start", "batch", "act"])
    if not table.num_rows:
        return {}
    local = pc.add(table["start"].cast(pa.int64()), 8 * 3600 * MICRO).cast(pa.timestamp("us"))
    years = pc.year(local)
    summed = pa.table(
        {"year": years, "batch": table["batch"], "act": pc.fill_null(table["act"], 0)}
    ).group_by("year")
    rows = summed.aggregate([("batch", "count"), ("batch", "sum"), ("act", "sum")]).to_pylist()
    return {
        row["year"]: f"{row['batch_count']} {row['batch_sum']} {row['act_sum']}" for row in rows
    }


def days(first: date, last: date) -> list[dict[str, Any]]:
    """Compute the city's days from imported ones of its assessment stations.

    Returns
    -------
    list of dict
        By day, as `tables.daily_aqi` gives them, with `stations` and `count` of those with data.
    """
    known = sources()
    if not known:
        return []
    found: list[dict[str, Any]] = []
    for begin, end in spans(first, last, LAW):
        long = _long(known, begin, end)
        if long.num_rows:
            found += _city(long, begin, end)
    return sorted(found, key=lambda row: row["day"])


def _long(known: dict[str, Source], first: date, last: date) -> pa.Table:
    """Bring imported days into the form of `tables.daily`: one row a station, day and quantity."""
    accepted = [str(mark) for mark in law.at(first)["air.marks"].value["accepted"]]
    with record.connect() as archive:
        archive.register("streams", _streams(known))
        asked = [accepted, natural_day(first).start, natural_day(last).end]
        found: pa.Table = archive.sql(DAYS, params=asked).to_arrow_table()
    return found


def _streams(known: dict[str, Source]) -> pa.Table:
    """List which field of which stream is what of which station; of ozone there is no daily mean."""
    rows = [
        (mn, code, field, source.thing.id, pollutant, quantity, float(source.factors[code]))
        for mn, source in known.items()
        for code, pollutant in CODES.items()
        for field, quantity in QUANTITIES.items()
        if (pollutant == "O3") != (quantity == "day")
    ]
    names = ("mn", "code", "field", "thing", "pollutant", "quantity", "factor")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def _city(long: pa.Table, first: date, last: date) -> list[dict[str, Any]]:
    members = _members(long)
    mean = tables.city(long, members, first, last, keys=("day",))
    side: pa.Table = tables.daily_aqi(tables.wide(mean, ("day",)), first, last)
    found: list[dict[str, Any]] = side.to_pylist()
    counts = mean.group_by("day").aggregate([("stations", "max"), ("count", "max")]).to_pylist()
    by_day = {row["day"]: (row["stations_max"], row["count_max"]) for row in counts}
    for row in found:
        row["stations"], row["count"] = by_day[row["day"]]
    return found


def _members(long: pa.Table) -> pa.Table:
    """List who is an assessment station on which day: those with imported days in these months."""
    things = {each.id: each for each in registry.things().values()}
    days = sorted(set(long["day"].to_pylist()))
    own = sorted(set(long["thing"].to_pylist()))
    rows = []
    for day in days:
        there = [t for t in own if _assesses(things[t], day)]
        rows += [(thing, day, len(there)) for thing in there]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return pa.table(
        {
            "thing": pa.array(columns[0], pa.int64()),
            "day": pa.array(columns[1], pa.date32()),
            "stations": pa.array(columns[2], pa.int64()),
        }
    )


def _assesses(thing: ThingInfo, day: date) -> bool:
    standing = thing.standing(day)
    kind = standing.station_kind if standing else thing.station_kind
    return kind == "assessment"
