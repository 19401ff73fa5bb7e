"""A year of hourly values to the statutory annual evaluation of HJ 663, from cold Parquet.

The table is as the archive keeps it: one row a value, sorted by datastream and time, with 0.5 % of
the rows superseded by corrections that stand behind them; a small table names the superseded rows,
and an anti-join leaves them out. Everything is exact: sums of whole millionths, rounded half to
even. The baseline does the same in pandas, with its own group-by and quantiles, in binary floats.

The functions are those of the library (`tables.daily`, `yearly.annual`), given a DuckDB relation.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.row import Row

STATIONS = 1000
POLLUTANTS = ("SO2", "NO2", "PM10", "PM2.5", "CO", "O3")
TOP = {"SO2": 60, "NO2": 160, "PM10": 300, "PM2.5": 200, "CO": 30, "O3": 240}
CORRECTED = 0.005
GROUP = 20
ROWS = 122_880
YEAR = 2025


def _one(rng: np.random.Generator, thing: int, name: str, year: int) -> pa.Table:
    hours = int((datetime(year + 1, 1, 1) - datetime(year, 1, 1)).total_seconds() // 3600)  # noqa: DTZ001
    there = np.flatnonzero(rng.random(hours) > 0.02)
    values = rng.integers(1, TOP[name] * 10, len(there)) / (100 if name == "CO" else 10)
    late = np.flatnonzero(rng.random(len(there)) < CORRECTED)
    at = np.concatenate([there, there[late]])
    both = np.concatenate([values, np.round(values[late] * 1.1, 2)])
    order = np.argsort(at, kind="stable")
    start = np.datetime64(f"{year}-01-01T00", "us") + at[order].astype("timedelta64[h]")
    # The version that came later stands second; the first is the one superseded.
    version = np.concatenate([np.zeros(len(there)), np.ones(len(late))]).astype(np.int8)[order]
    return pa.table(
        {
            "thing": pa.array(np.full(len(at), thing, np.int32)),
            "pollutant": pa.DictionaryArray.from_arrays(
                pa.array(np.full(len(at), POLLUTANTS.index(name), np.int8)), list(POLLUTANTS)
            ).cast(pa.string()),
            "start": pa.array(start),
            "value": pa.array(both[order]),
            "version": pa.array(version),
        }
    )


def _superseded(table: pa.Table) -> pa.Table:
    late = table.filter(pa.compute.equal(table["version"], 1))
    return late.select(["thing", "pollutant", "start"]).append_column(
        "version", pa.array(np.zeros(late.num_rows, np.int8))
    )


def generate(folder: Path, stations: int, year: int = YEAR) -> int:
    """Write a year below a folder, the same each time; returns the count of values. [1]."""
    done = folder / f"made-{year}-{stations}"
    if done.exists():
        return int(done.read_text())
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    gone: list[pa.Table] = []
    for first in range(0, stations, GROUP):
        rng = np.random.default_rng([year, first])
        pieces = [
            _one(rng, thing, name, year)
            for thing in range(first, min(first + GROUP, stations))
            for name in POLLUTANTS
        ]
        table = pa.concat_tables(pieces)
        gone.append(_superseded(table))
        total += table.num_rows
        pq.write_table(
            table,
            folder / f"hours-{year}-{first:04d}.parquet",
            compression="zstd",
            row_group_size=ROWS,
        )
    pq.write_table(pa.concat_tables(gone), folder / f"superseded-{year}.parquet")
    done.write_text(str(total))
    return total


def evaluate(
    folder: Path, years: tuple[int, ...], *, threads: int = 2, memory: str = "1200MB"
) -> list[tuple[object, ...]]:
    """Evaluate years from Parquet by the library's functions over DuckDB."""
    import duckdb

    from qingtian.standards.air import tables, yearly

    connection = duckdb.connect(
        config={"threads": threads, "memory_limit": memory, "temp_directory": str(folder / "spill")}
    )
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    found: list[tuple[object, ...]] = []
    for year in years:
        hours = connection.sql(
            f"SELECT thing, pollutant, start, value FROM '{folder}/hours-{year}-*.parquet' AS h "
            f"ANTI JOIN '{folder}/superseded-{year}.parquet' AS s USING (thing, pollutant, start, version)"
        )
        span = (date(year, 1, 1), date(year, 12, 31))
        daily = tables.daily(hours, *span, hourly_ozone=False).to_arrow_table()
        wide = yearly.annual_wide(yearly.annual(connection.from_arrow(daily), year))
        found += sorted(wide.fetchall())
    return found


def baseline(folder: Path, year: int) -> int:
    """Do the same with pandas: means, 8-hour maxima, counts, percentiles, in binary floats."""
    import pandas as pd

    frame = pd.concat(map(pd.read_parquet, sorted(folder.glob(f"hours-{year}-*.parquet"))))
    gone = pd.read_parquet(folder / f"superseded-{year}.parquet").assign(gone=True)
    frame = frame.merge(gone, how="left", on=["thing", "pollutant", "start", "version"])
    frame = frame[frame["gone"].isna()]
    frame["day"] = frame["start"].dt.floor("D")
    daily = (
        frame[frame["pollutant"] != "O3"]
        .groupby(["thing", "pollutant", "day"])["value"]
        .agg(["mean", "count"])
    )
    daily = daily[daily["count"] >= 20]["mean"].round(1).reset_index(name="value")
    ozone = frame[frame["pollutant"] == "O3"].set_index("start").sort_values(["thing", "start"])
    eight = ozone.groupby("thing")["value"].rolling("8h", min_periods=6).mean().reset_index()
    eight = eight[(eight["start"].dt.hour >= 7)]
    eight["day"] = eight["start"].dt.floor("D")
    best = eight.groupby(["thing", "day"])["value"].max().reset_index().assign(pollutant="O3")
    whole = pd.concat([daily, best])
    grouped = whole.groupby(["thing", "pollutant"])["value"]
    return len(grouped.mean()) + len(grouped.quantile(0.95)) + len(grouped.count())


def _cold(folder: Path) -> None:
    """Ask the kernel to forget the files, where it listens."""
    import os

    for file in folder.glob("*.parquet"):
        with file.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _apart(call: str, folder: Path) -> tuple[float, float, str]:
    """Run in a process of its own; gives seconds, peak memory and what it printed. [s], [MiB]."""
    _cold(folder)
    text = f"import sys; sys.path[:0] = {sys.path!r}; from pathlib import Path; from benchmarks import yearly; print({call})"
    began = time.perf_counter()
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import resource; exec({text!r}); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    *printed, peak = done.stdout.strip().splitlines()
    return time.perf_counter() - began, int(peak) / 1024, "\n".join(printed)


def run(scale: float = 1.0, folder: Path | None = None) -> list[Row]:
    """Measure a year and five years against pandas.

    Parameters
    ----------
    scale
        Share of the thousand stations. [1]
    folder
        Where the made-up tables are kept; a folder of the machine's own for temporary files if
        left out.

    Returns
    -------
    list of Row
    """
    stations = max(GROUP, round(STATIONS * scale))
    where = folder or Path(tempfile.gettempdir()) / f"qingtian-yearly-{stations}"
    values = sum(generate(where, stations, year) for year in range(YEAR - 4, YEAR + 1)) // 5
    one = f"len(yearly.evaluate(Path({str(where)!r}), ({YEAR},)))"
    five = f"len(yearly.evaluate(Path({str(where)!r}), tuple(range({YEAR - 4}, {YEAR + 1}))))"
    mine, peak, printed = _apart(one, where)
    assert printed == str(stations), printed
    long, long_peak, _ = _apart(five, where)
    theirs, their_peak, _ = _apart(f"yearly.baseline(Path({str(where)!r}), {YEAR})", where)
    full = scale >= 1
    size = f"{values / 1e6:.1f} million values"
    base = f"the same in pandas: {theirs:.1f} s, {their_peak / 1024:.1f} GiB"
    return [
        Row(
            f"a year, {size}, to annual evaluation",
            round(mine, 1),
            "s",
            round(theirs / mine, 1),
            base,
            "≤ 15 s on two cores, ≥ 3 × pandas",
            (mine <= 15 and theirs / mine >= 3) if full else None,
        ),
        Row(
            "memory of that, at its peak",
            round(peak),
            "MiB",
            None,
            "",
            "≤ 2 GB",
            peak <= 2048 if full else None,
        ),
        Row(f"five years, {size} each", round(long, 1), "s"),
        Row(
            "memory of five years, at its peak",
            round(long_peak),
            "MiB",
            None,
            "",
            "≤ 2 GB",
            long_peak <= 2048 if full else None,
        ),
    ]


if __name__ == "__main__":
    print(*run(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0), sep="\n")
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, "MiB at most")
