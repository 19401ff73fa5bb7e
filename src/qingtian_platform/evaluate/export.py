"""Evaluated tables for export: computed from the archive by the functions from table to table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import duckdb
import pyarrow as pa

from qingtian.quantities import BEIJING
from qingtian.standards.air import COLUMNS, POLLUTANTS, categories, tables, yearly
from qingtian.standards.air.expressions import MICRO
from qingtian.standards.air.rules import digits_year
from qingtian_platform.evaluate import acted, compute, facts
from qingtian_platform.evaluate.facts import Facts
from qingtian_platform.evaluate.rows import Result
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record

Period = Literal["hour", "day", "year"]
Language = Literal["zh", "en"]
Row = dict[str, Any]
CITY = "city"


def header(period: Period) -> list[str]:
    """Name the columns of an export.

    Parameters
    ----------
    period
        `hour`, `day` or `year`.

    Returns
    -------
    list of str
        `thing`, `period`, `aqi`, `primary`, `category`, `valid`; concentration and index of each
        pollutant; `edition`. A year has the mean, percentile and single index of each, with
        `composite` and `compliant`. `acted` names what persons did to values that a row rests on:
        `PM2.5=corrected`.
    """
    short = [COLUMNS[name] for name in POLLUTANTS]
    lead = ["thing", "period", "aqi", "primary", "category", "valid"]
    if period == "year":
        parts = [f"{each}{part}" for each in short for part in ("", "_percentile", "_index")]
        return [*lead, *parts, "composite", "compliant", "edition"]
    both = [name for each in short for name in (each, f"{each}_iaqi")]
    more = ["o3_1h"] if period == "day" else ["pm10_24h", "pm25_24h"]
    return [*lead, *both, *more, "acted", "edition"]


def air_rows(
    first: date,
    last: date,
    period: Period,
    *,
    city: bool = False,
    language: Language = "zh",
    places: Places | None = None,
) -> Iterator[Row]:
    """Evaluate the air of a stretch of days, straight from the archive.

    Parameters
    ----------
    first, last
        Days in Beijing, both included; for `year`, every calendar year that they touch.
    period
        `hour`, `day` or `year`.
    city
        Also rows of the city, named `city`.
    language
        Of the category.
    places
        As elsewhere.

    Yields
    ------
    dict
        A row for each station and period with data, by `header`; None = nothing to show.
    """
    where = places or Places.current()
    known = facts.read()
    with record.connect(where) as archive:
        if period == "year":
            for year in range(first.year, last.year + 1):
                yield from _year(archive, known, year, city=city)
            return
        for start, end in compute.pieces(first, last):
            hours = compute.read_hours(archive, known, start, end)
            acts = acted.read(where, known, start, end)
            yield from _short(hours, known, acts, period, language, city=city)


def _short(
    hours: compute.Hours,
    known: Facts,
    acts: acted.Acts,
    period: str,
    language: Language,
    *,
    city: bool,
) -> Iterator[Row]:
    if not hours.table.num_rows:
        return
    by_hour = period == "hour"
    table = compute.hour_table(hours) if by_hour else compute.day_table(hours)
    found = compute.results(table, period, {}, city=False)
    if city:
        whole = compute.city_hour_table if by_hour else compute.city_day_table
        found += compute.results(whole(hours, known), period, {}, city=True)
    found = acted.marked(found, acts, known)
    for result in sorted(found, key=lambda each: (each.start, each.thing_id or 0)):
        yield _row(result, known, language)


def _row(result: Result, known: Facts, language: Language) -> Row:
    local = result.start.astimezone(BEIJING)
    day = local.date()
    row: Row = {
        "thing": CITY if result.thing_id is None else known.stations[result.thing_id].name,
        "period": local.isoformat() if result.period == "hour" else day.isoformat(),
        "aqi": result.aqi,
        "primary": ",".join(result.primary),
        "category": None
        if result.level is None
        else categories(day)[result.level - 1].name[language],
        "valid": result.valid,
        "edition": result.edition,
        "acted": ",".join(f"{name}={mark}" for name, mark in result.acted.items()),
    }
    for name, dose in result.doses.items():
        short = COLUMNS.get(name) or f"{COLUMNS[name.split('_')[0]]}_{name.split('_')[1]}"
        row[short] = dose.value
        if name in COLUMNS:
            row[f"{short}_iaqi"] = dose.iaqi
    return row


def daily_of_year(
    archive: duckdb.DuckDBPyConnection, known: Facts, year: int
) -> tuple[pa.Table, pa.Table]:
    """Compute a year's daily concentrations, of the stations and of the city."""
    own: list[pa.Table] = []
    whole: list[pa.Table] = []
    for start, end in compute.pieces(date(year, 1, 1), date(year, 12, 31)):
        hours = compute.read_hours(archive, known, start, end)
        if hours.table.num_rows:
            own.append(tables.daily(hours.table, start, end))
            whole.append(_city_days(own[-1], known, start, end))
    return (_concat(own), _concat(whole))


def _city_days(daily: pa.Table, known: Facts, start: date, end: date) -> pa.Table:
    mean = tables.city(daily, known.members(start, end), start, end, keys=("day",))
    zeros = pa.array([facts.CITY] * mean.num_rows, pa.int64())
    return mean.append_column("thing", zeros).select(
        ["thing", "day", "pollutant", "quantity", "micro", "count"]
    )


def _concat(pieces: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(pieces, promote_options="permissive") if pieces else pa.table({})


def _year(
    archive: duckdb.DuckDBPyConnection, known: Facts, year: int, *, city: bool
) -> Iterator[Row]:
    own, whole = daily_of_year(archive, known, year)
    if not own.num_rows:
        return
    daily = _concat([own, whole] if city and whole.num_rows else [own])
    # Ranks by group: PyArrow has none, so DuckDB takes the table.
    rows = yearly.annual_wide(yearly.annual(archive.from_arrow(daily), year))
    for row in sorted(rows.to_arrow_table().to_pylist(), key=lambda each: each["thing"]):
        yield _year_row(row, known, year)


def _year_row(row: Row, known: Facts, year: int) -> Row:
    last = date(year, 12, 31)
    found: Row = {
        "thing": CITY if row["thing"] == facts.CITY else known.stations[row["thing"]].name,
        "period": str(year),
        "valid": row["valid"],
        "compliant": row["compliant"],
        "composite": _scaled(row["composite"], 100, 2),
        "edition": edition_of_year(last),
    }
    for name in POLLUTANTS:
        short, digits = COLUMNS[name], digits_year(last, name)[0]
        found[short] = _scaled(row[f"mean_{short}"], MICRO, digits)
        found[f"{short}_percentile"] = _scaled(row[f"percentile_{short}"], MICRO, digits)
        found[f"{short}_index"] = _scaled(row[f"index_{short}"], yearly.RATIO, 4)
    return found


def edition_of_year(day: date) -> str:
    """Name the edition of HJ 663 that a year is evaluated by."""
    return digits_year(day, "PM2.5")[1].standard


def _scaled(number: int | None, unit: int, digits: int) -> Decimal | None:
    return None if number is None else (Decimal(number) / unit).quantize(Decimal(1).scaleb(-digits))
