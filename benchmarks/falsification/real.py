"""Years of real stations of Beijing that nobody is known to have forged, as sets of the interface."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.falsification.honest import LIMITS, LODS, NAMES, PRSA
from benchmarks.falsification.making import SCHEMA
from benchmarks.falsification.sets import ForgedSet

YEARS = (2013, 2014, 2015, 2016)
"""A year begins in March, as the set does."""
BEIJING = np.timedelta64(8, "h")


def year(first: int) -> ForgedSet:
    """Take a year from March, eight stations, six pollutants, the numbers as they stand.

    Parameters
    ----------
    first
        Calendar year of its March.

    Returns
    -------
    ForgedSet
        Without events; carbon monoxide in mg/m³, all stations neighbours of one another.
    """
    table = pq.read_table(PRSA)
    times = table["time"].to_numpy().astype("datetime64[h]")
    inside = (times >= np.datetime64(f"{first}-03-01")) & (
        times < np.datetime64(f"{first + 1}-03-01")
    )
    times = (times[inside] - BEIJING).astype("datetime64[ms]")
    stations = np.array(table["station"].to_pylist())[inside]
    rows: dict[str, list[np.ndarray]] = {"id": [], "time": [], "value": []}
    for name, prop in NAMES.items():
        value = table[name].to_numpy().astype(np.float64)[inside] / (1000 if prop == "co" else 1)
        there = np.isfinite(value)
        rows["id"].append(np.char.add(stations[there].astype("U20"), f"-{prop}"))
        rows["time"].append(times[there])
        rows["value"].append(value[there])
    ids, moments, values = (np.concatenate(rows[k]) for k in ("id", "time", "value"))
    observations = pa.table(
        {
            "datastream_id": pa.array(ids.tolist()).dictionary_encode(),
            "time": pa.array(moments, pa.timestamp("ms", "UTC")),
            "value": values,
            "flag": pa.array(["N"] * len(values)).dictionary_encode(),
        }
    )
    return ForgedSet(f"Beijing {first}", observations, _streams(sorted(set(stations))), [], [])


def _streams(stations: list[str]) -> pa.Table:
    """Write the table of datastreams."""
    entries = [
        {
            "datastream_id": f"{station}-{prop}",
            "site_id": station,
            "domain": "air",
            "property": prop,
            "role": "measured",
            "unit": "mg/m3" if prop == "co" else "ug/m3",
            "interval_s": 3600,
            "limit": float(LIMITS[prop]),
            "range_max": None,
            "lod": float(LODS[prop]),
            "ref_o2": None,
            "lat": None,
            "lon": None,
            "neighbours": json.dumps([f"{s}-{prop}" for s in stations if s != station]),
        }
        for station in stations
        for prop in NAMES.values()
    ]
    return pa.Table.from_pylist(entries, schema=SCHEMA)
