"""Cut the readings of the demo and of the gallery out of the published Beijing data set.

The source is UCI "Beijing Multi-Site Air Quality" (doi 10.24432/C5RK5G, CC BY 4.0) as one Parquet
table. Kept: eight stations, six pollutants, the hours of 2015-11-01 to 2016-01-31. The span holds
the episodes of 2015-11-27 and the first red alerts (2015-12-07 and 12-19), and the first day of
GB 3095-2012 and HJ 633-2012 for the whole country (2016-01-01). The gallery has the year 2016.
Values and stamps are unchanged; stamps name the end of the hour.

The third extract is an adaptation: the daily values of all four years, as HJ 663 makes them from the
hours (`qingtian.standards.air.tables.daily`); a day with too few hours has none.

    python scripts/make_demo_extract.py SOURCE.parquet
"""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qingtian.standards.air import tables

ROOT = Path(__file__).parents[1]
COLUMNS = ["station", "time", "PM2.5", "PM10", "SO2", "NO2", "CO", "O3"]
# ruff: noqa: DTZ001 - stamps as in the source
EXTRACTS = (
    (
        ROOT / "src/qingtian_platform/project/demo/beijing_2015_2016.parquet",
        (datetime(2015, 11, 1, 1), datetime(2016, 2, 1, 0)),
        "2015-11-01 to 2016-01-31",
    ),
    (
        ROOT / "docs/gallery/data/beijing_2016.parquet",
        (datetime(2016, 1, 1, 1), datetime(2017, 1, 1, 0)),
        "the year 2016",
    ),
)
"""File, first and last stamp, and the same in words."""

DAYS = ROOT / "src/qingtian_platform/project/demo/beijing_days_2013_2017.parquet"
FIRST, LAST = date(2013, 3, 1), date(2017, 2, 28)
MICRO = 10**6

NOTICE = {
    "title": "Beijing Multi-Site Air Quality (extract)",
    "author": "Song Chen; UCI Machine Learning Repository",
    "doi": "10.24432/C5RK5G",
    "licence": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
}


def main(source: Path) -> None:
    """Write the extracts with their attribution inside."""
    table = pq.read_table(source, columns=COLUMNS)
    for target, span, words in EXTRACTS:
        extract(table, target, span, words)
    write(
        DAYS,
        daily(table),
        "eight stations, daily values by HJ 663 from the hours, 2013-03 to 2017-02",
    )


def daily(table: pa.Table) -> pa.Table:
    """Make the daily values: whole micrograms, of carbon monoxide tenths of a milligram."""
    found = tables.daily(pa.concat_tables(map(hours, [table] * 6, COLUMNS[2:])), FIRST, LAST)
    items = [(name, "day", name) for name in COLUMNS[2:7]]
    items += [("O3", "mda8", "O3_8h"), ("O3", "max_1h", "O3_1h")]
    side = tables.wide(found, ("thing", "day"), items)
    columns = {"station": side["thing"].cast(pa.string()), "day": side["day"]}
    for _pollutant, _quantity, name in items:
        value = pc.divide(side[name].cast(pa.float64()), MICRO)
        columns[name] = pc.round(value, 1) if name == "CO" else value.cast(pa.int16())
    return pa.table(columns).sort_by([("station", "ascending"), ("day", "ascending")])


def hours(table: pa.Table, name: str) -> pa.Table:
    """Give the hours of a pollutant as the rules take them: by their start, CO in mg/m³."""
    own = table.filter(pc.is_valid(table[name]))
    start = pc.subtract(own["time"], pa.scalar(timedelta(hours=1)))
    value = pc.divide(own[name], 1000.0 if name == "CO" else 1.0)
    names = pa.array([name] * own.num_rows)
    return pa.table({"thing": own["station"], "pollutant": names, "start": start, "value": value})


def extract(table: pa.Table, target: Path, span: tuple[datetime, datetime], words: str) -> None:
    """Write the hours of a span of stamps, both included."""
    time = table.column("time")
    kept = table.filter(
        pc.and_(
            *(
                f(time, pa.scalar(t))
                for f, t in zip((pc.greater_equal, pc.less_equal), span, strict=True)
            )
        )
    ).sort_by([("station", "ascending"), ("time", "ascending")])
    write(target, kept, f"eight stations, six pollutants, {words}; values unchanged")


def write(target: Path, kept: pa.Table, changes: str) -> None:
    """Write a table with its attribution and what was changed."""
    notice = {**NOTICE, "changes": changes}
    kept = kept.replace_schema_metadata({k.encode(): v.encode() for k, v in notice.items()})
    target.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(kept, target, compression="zstd", compression_level=19)
    print(f"{target}: {kept.num_rows} rows, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
