"""Cut the readings of the demo and of the gallery out of the published Beijing data set.

The source is UCI "Beijing Multi-Site Air Quality" (doi 10.24432/C5RK5G, CC BY 4.0) as one Parquet
table. Kept: eight stations, six pollutants, the hours of 2015-11-01 to 2016-01-31. The span holds
the episodes of 2015-11-27 and the first red alerts (2015-12-07 and 12-19), and the first day of
GB 3095-2012 and HJ 633-2012 for the whole country (2016-01-01). The gallery has the year 2016.
Values and stamps are unchanged; stamps name the end of the hour.

    python scripts/make_demo_extract.py SOURCE.parquet
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

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
    notice = {**NOTICE, "changes": f"eight stations, six pollutants, {words}; values unchanged"}
    kept = kept.replace_schema_metadata({k.encode(): v.encode() for k, v in notice.items()})
    target.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(kept, target, compression="zstd", compression_level=19)
    print(f"{target}: {kept.num_rows} rows, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
