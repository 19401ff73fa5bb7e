"""Evaluate a stretch of days: from the archive, through functions from table to table, to results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa

from qingtian import law
from qingtian.quantities import gbt8170, natural_day
from qingtian.standards.air import COLUMNS, POLLUTANTS, tables
from qingtian.standards.air.expressions import MICRO
from qingtian.standards.air.moving import moving
from qingtian.standards.air.rules import digits_day, indicators, spans
from qingtian_platform.evaluate.facts import Facts, unit_of
from qingtian_platform.evaluate.rows import Dose, Result

PIECE = 92
"""Days that are evaluated in one go. [d]"""

LAW = ("marks", "minimum", "aqi.realtime", "aqi.digits")
EIGHT = timedelta(hours=8)

HOURS = """
WITH good AS (
    SELECT s.thing, s.pollutant, make_timestamp(epoch_us(o.start) + 28800000000) AS start,
           o.value * s.factor AS value, epoch_us(o.received_at) AS received_at,
           row_number() OVER (PARTITION BY s.thing, s.pollutant, o.start
                              ORDER BY o.field <> 'Avg', o.mn, o.place) AS rank
    FROM observations AS o JOIN streams AS s USING (mn, code)
    WHERE o.interval = 'hour' AND o.field IN ('Avg', 'Rtd') AND o.value >= 0
      AND list_contains(?, o.flag) AND o.start >= ? AND o.start < ?
)
SELECT thing, pollutant, start, value, received_at FROM good WHERE rank = 1
"""


@dataclass(frozen=True)
class Hours:
    """Valid hourly values of a stretch, and when the last of each hour came in."""

    table: pa.Table
    first: date
    last: date

    @cached_property
    def hourly(self) -> pa.Table:
        """Concentrations of the stations' hours; the city's are of the same."""
        return _together([tables.hourly(self.table, self.first, self.last), *_moving(self)])

    @cached_property
    def daily(self) -> pa.Table:
        """Concentrations of the stations' days; the city's are of the same."""
        found: pa.Table = tables.daily(self.table, self.first, self.last)
        return found


def pieces(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Cut a stretch of days where the law changes, and where it gets too long for one go."""
    for start, end in spans(first, last, LAW):
        while start <= end:
            cut = min(end, start + timedelta(days=PIECE - 1))
            yield start, cut
            start = cut + timedelta(days=1)


def read_hours(
    archive: duckdb.DuckDBPyConnection,
    facts: Facts,
    first: date,
    last: date,
    things: Iterable[int] | None = None,
) -> Hours:
    """Read the valid hourly values of a stretch, with the day before it for moving means.

    Parameters
    ----------
    archive
        As `record.api.connect` opens it.
    facts
        Of the registry.
    first, last
        Days in Beijing, both included, under one law.
    things
        Stations to read; None = all.
    """
    archive.register("streams", facts.table(things))
    accepted = [str(mark) for mark in law.at(first)["air.marks"].value["accepted"]]
    begin = natural_day(first - timedelta(days=1)).start
    asked = [accepted, begin.astimezone(UTC), natural_day(last).end.astimezone(UTC)]
    table = archive.sql(HOURS, params=asked).to_arrow_table()
    return Hours(table, first, last)


def _moving(hours: Hours) -> list[pa.Table]:
    """Average particulates over 24 hours where the rule of the day takes that."""
    used, _ = indicators("air.aqi.realtime.practice", hours.first)
    names = tuple(each.pollutant for each in used if each.quantity == "moving_24h")
    if not names or not hours.table.num_rows:
        return []
    required = int(law.at(hours.first)["air.minimum.moving_24h"].number())
    valid = nw.to_native(tables.valid_hours(tables.opened(hours.table)))
    found = tables.opened(moving(valid, names, 24, required, 0))
    dated = tables.with_beijing(found)
    order = ("thing", "day", "start", "pollutant", "quantity", "micro")
    return [nw.to_native(_within(dated.select(*order), hours))]


def _within(frame: Any, hours: Hours) -> Any:  # noqa: ANN401 - a narwhals frame
    return frame.filter(nw.col("day") >= nw.lit(hours.first), nw.col("day") <= nw.lit(hours.last))


def _together(parts: list[pa.Table]) -> pa.Table:
    columns = parts[0].column_names
    return pa.concat_tables([part.select(columns) for part in parts], promote_options="permissive")


def hour_table(hours: Hours) -> pa.Table:
    """Compute the stations' hours: concentrations side by side, indices, AQI."""
    side = tables.wide(hours.hourly, ("thing", "day", "start"), tables.HOUR_ITEMS)
    return tables.realtime_aqi(side, hours.first, hours.last)


def day_table(hours: Hours) -> pa.Table:
    """Compute the stations' days: concentrations side by side, indices, AQI."""
    side = tables.wide(hours.daily)
    return tables.daily_aqi(side, hours.first, hours.last)


def city_hour_table(hours: Hours, facts: Facts) -> pa.Table:
    """Compute the city's hours from its assessment stations."""
    keys = ("day", "start")
    mean = _city(hours.hourly, facts, hours, keys)
    side = tables.wide(mean, keys, tables.HOUR_ITEMS)
    return _with_counts(tables.realtime_aqi(side, hours.first, hours.last), mean, keys)


def city_day_table(hours: Hours, facts: Facts) -> pa.Table:
    """Compute the city's days from its assessment stations' days."""
    mean = _city(hours.daily, facts, hours, ("day",))
    side = tables.wide(mean, ("day",))
    return _with_counts(tables.daily_aqi(side, hours.first, hours.last), mean, ("day",))


def _city(long: pa.Table, facts: Facts, hours: Hours, keys: tuple[str, ...]) -> pa.Table:
    members = facts.members(hours.first, hours.last)
    return tables.city(long, members, hours.first, hours.last, keys=keys)


def _with_counts(table: pa.Table, mean: pa.Table, keys: tuple[str, ...]) -> pa.Table:
    counted = (
        nw.from_native(mean)
        .group_by(*keys)
        .agg(nw.col("stations").max(), nw.col("count").max().alias("with_data"))
    )
    joined: pa.Table = nw.to_native(nw.from_native(table).join(counted, on=list(keys), how="left"))
    return joined


def number(micro: int | None, pollutant: str, day: date) -> Decimal | None:
    """Write millionths with the digits of a reported concentration. [µg/m³, CO mg/m³]."""
    if micro is None:
        return None
    return gbt8170(Decimal(micro) / MICRO, digits_day(day, pollutant)[0])


_HOUR = {
    **{name: f"{COLUMNS[name]}_1h" for name in POLLUTANTS},
    "PM10_24h": "pm10_24h",
    "PM2.5_24h": "pm25_24h",
}
_DAY = {
    **{name: f"{COLUMNS[name]}_24h" for name in POLLUTANTS if name != "O3"},
    "O3": "o3_8h",
    "O3_1h": "o3_1h",
}


Counts = Mapping[tuple[Any, ...], int]


def day_counts(hours: Hours) -> dict[tuple[Any, ...], int]:
    """Count the valid hours of each day: by thing, day and pollutant. [1]."""
    valid = tables.valid_hours(tables.opened(hours.table)).lazy().collect()
    grouped = valid.group_by("thing", "day", "pollutant").agg(nw.len().alias("count"))
    return {
        (row["thing"], row["day"], row["pollutant"]): row["count"]
        for row in grouped.rows(named=True)
    }


def _doses(row: Mapping[str, Any], period: str, counts: Counts) -> dict[str, Dose]:
    found = {}
    required = int(law.at(row["day"])["air.minimum.day"].number())
    for name, column in (_HOUR if period == "hour" else _DAY).items():
        pollutant = name.split("_", maxsplit=1)[0]
        value = number(row.get(column), pollutant, row["day"])
        if value is None and name not in POLLUTANTS:
            continue
        iaqi = row.get(f"iaqi_{COLUMNS[pollutant]}") if name in POLLUTANTS else None
        count = counts.get((row.get("thing"), row["day"], pollutant), 0) if counts else None
        why = "" if value is not None else "not-valid" if count else "missing"
        needed = None if count is None else required
        found[name] = Dose(value, unit_of(pollutant), iaqi, count, needed, why)
    return found


def _reasons(row: Mapping[str, Any]) -> tuple[str, ...]:
    missing = [name for name in POLLUTANTS if row[f"iaqi_{COLUMNS[name]}"] is None]
    reasons = [f"missing:{name}" for name in missing]
    if row["aqi"] is None and len(missing) < len(POLLUTANTS):
        reasons.append("not-published")
    return tuple(reasons)


def results(
    table: pa.Table,
    period: str,
    received: Mapping[tuple[Any, ...], datetime],
    *,
    city: bool,
    counts: Counts | None = None,
) -> list[Result]:
    """Turn rows of a table into results.

    Parameters
    ----------
    table
        As of `hour_table` and the others.
    period
        `hour` or `day`.
    received
        Last receipt by (thing, start) in Beijing time without zone; of the city by (None, start).
    city
        Whether it is the city's table.
    counts
        Of valid hours, as of `day_counts`; None = not counted.
    """
    return [_one(row, period, received, counts or {}, city=city) for row in table.to_pylist()]


def _one(
    row: dict[str, Any],
    period: str,
    received: Mapping[tuple[Any, ...], datetime],
    counts: Counts,
    *,
    city: bool,
) -> Result:
    local = row["start"] if period == "hour" else datetime.combine(row["day"], datetime.min.time())
    start = (local - EIGHT).replace(tzinfo=UTC)
    thing = None if city else row["thing"]
    return Result(
        thing_id=thing,
        period=period,
        start=start,
        end=start + timedelta(hours=1 if period == "hour" else 24),
        aqi=row["aqi"],
        primary=tuple(row["primary"].split(",")) if row["primary"] else (),
        level=row["level"],
        valid=bool(row["valid"]),
        edition=row["edition"],
        doses=_doses(row, period, counts),
        reasons=_reasons(row),
        stations=row.get("stations") or 0,
        with_data=row.get("with_data") or 0,
        received_at=received.get((thing, local)),
    )


def receipts(
    hours: Hours,
) -> tuple[dict[tuple[Any, ...], datetime], dict[tuple[Any, ...], datetime]]:
    """Say when the last value of each hour, and of each day, came in; by thing, and of the city."""
    by_hour: dict[tuple[Any, ...], datetime] = {}
    by_day: dict[tuple[Any, ...], datetime] = {}
    if not hours.table.num_rows:
        return by_hour, by_day
    grouped = hours.table.group_by(["thing", "start"]).aggregate([("received_at", "max")])
    for row in grouped.to_pylist():
        moment = datetime.fromtimestamp(row["received_at_max"] / 1_000_000, UTC)
        midnight = datetime.combine(row["start"].date(), datetime.min.time())
        for thing in (row["thing"], None):
            _latest(by_hour, (thing, row["start"]), moment)
            _latest(by_day, (thing, midnight), moment)
    return by_hour, by_day


def _latest(into: dict[tuple[Any, ...], datetime], key: tuple[Any, ...], moment: datetime) -> None:
    if key not in into or into[key] < moment:
        into[key] = moment
