"""Daily values of the time before the platform: imported, and made into days of the city.

A city has years of daily means from before its hours were sealed. Imported under `interval: day` they
count where the platform has no result of its own for the day: means as `Avg`, of ozone the largest
mean of eight hours as `Mda8` and the largest hour as `Max`. What a live data logger says of a day is
not taken: the platform computes that from its hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from qingtian import law
from qingtian.quantities import BEIJING, UnitError, factor, natural_day
from qingtian.standards.air import tables
from qingtian.standards.air.rules import spans
from qingtian_platform.assess.computing.kept import kept
from qingtian_platform.evaluate.api import CODES
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import ThingInfo

QUANTITIES = {"Avg": "day", "Mda8": "mda8", "Max": "max_1h"}
MICRO = 10**6
LAW = ("marks", "minimum", "aqi")


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


def prints() -> dict[int, str]:
    """Give for each year with imported days what changes when any of them does."""
    known = sources()
    if not known:
        return {}
    state = (record.counts()["batches"], sorted(known))
    return kept("imported days", state, lambda: _prints(list(known)))


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
    accepted = {str(mark) for mark in law.at(first)["air.marks"].value["accepted"]}
    table = record.observations(
        mn=list(known),
        code=list(CODES),
        interval="day",
        field=list(QUANTITIES),
        start=natural_day(first).start,
        end=natural_day(last).end,
        columns=["mn", "code", "field", "start", "value", "decimals", "flag"],
    )
    rows: dict[tuple[int, date, str, str], int] = {}
    for row in table.to_pylist():
        source, pollutant = known[row["mn"]], CODES[row["code"]]
        quantity = QUANTITIES[row["field"]]
        if row["value"] is None or row["value"] < 0 or row["flag"] not in accepted:
            continue
        if (pollutant == "O3") == (quantity == "day"):
            continue  # of ozone there is no daily mean, of the others nothing else
        day = row["start"].astimezone(BEIJING).date()
        value = Decimal(repr(row["value"])) * source.factors[row["code"]]
        rows.setdefault((source.thing.id, day, pollutant, quantity), round(value * MICRO))
    return _table([(*key, micro) for key, micro in rows.items()])


def _table(rows: Iterable[tuple[int, date, str, str, int]]) -> pa.Table:
    names = ("thing", "day", "pollutant", "quantity", "micro")
    kinds = (pa.int64(), pa.date32(), pa.string(), pa.string(), pa.int64())
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table({n: pa.array(c, k) for n, c, k in zip(names, columns, kinds, strict=True)})


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
