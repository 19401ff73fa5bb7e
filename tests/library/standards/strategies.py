"""Hourly tables for property tests, and the same hours as readings."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from qingtian.quantities import BEIJING
from qingtian.standards.air import POLLUTANTS, Reading

Row = tuple[str, str, datetime, Decimal]


def hours(
    seed: int, first: date, days: int, *, missing: float = 0.12, things: str = "ab"
) -> list[Row]:
    """Draw hours that meet ties, limits and gaps: small whole and tenth values, some at a limit."""
    rng = np.random.default_rng(seed)
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - plain Beijing time
    rows: list[Row] = []
    for thing in things:
        for pollutant in POLLUTANTS:
            level = int(rng.integers(5, 900))
            gappy = missing if rng.random() < 0.8 else 0.45
            for n in range(24 * days):
                if rng.random() > gappy:
                    tenths = int(rng.integers(0, level * 2) if rng.random() < 0.9 else level)
                    value = Decimal(tenths) / (100 if pollutant == "CO" else 10)
                    rows.append((thing, pollutant, start + timedelta(hours=n), value))
    return rows


def table(rows: list[Row]) -> pa.Table:
    things, pollutants, starts, values = zip(*rows, strict=True)
    return pa.table(
        {
            "thing": pa.array(things),
            "pollutant": pa.array(pollutants),
            "start": pa.array(starts, pa.timestamp("us")),
            "value": pa.array([float(value) for value in values]),
        }
    )


def readings(rows: list[Row]) -> dict[tuple[str, str], list[Reading]]:
    found: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for thing, pollutant, start, value in rows:
        unit = "mg/m³" if pollutant == "CO" else "µg/m³"
        found[thing, pollutant].append(Reading(start.replace(tzinfo=BEIJING), value, unit))
    return found


def by(table: Any, *keys: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows of a table by their keys, whatever the engine."""
    native = table.to_arrow_table() if hasattr(table, "to_arrow_table") else table
    native = native.collect() if hasattr(native, "collect") else native
    if hasattr(native, "to_arrow"):
        native = native.to_arrow()
    if hasattr(native, "to_pylist"):
        rows = native.to_pylist()
    else:
        rows = [
            {
                name: None if value is None or value != value else value
                for name, value in row.items()
            }
            for row in native.astype(object).where(native.notna(), None).to_dict("records")
        ]
    return {
        tuple(plain(row[key]) for key in keys): {k: plain(v) for k, v in row.items()}
        for row in rows
    }


def plain(value: Any) -> Any:
    return (
        value.date()
        if isinstance(value, datetime) and value.time() == datetime.min.time()
        else value
    )
