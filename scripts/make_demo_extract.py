"""Cut the demo's readings out of the published Beijing data set.

The source is UCI "Beijing Multi-Site Air Quality" (doi 10.24432/C5RK5G, CC BY 4.0) as one Parquet
table. Kept: eight stations, six pollutants, the hours of 2015-11-01 to 2016-01-31. The span holds
the episodes of 2015-11-27 and the first red alerts (2015-12-07 and 12-19), and the first day of
GB 3095-2012 and HJ 633-2012 for the whole country (2016-01-01). Values and stamps are unchanged;
stamps name the end of the hour.

    python scripts/make_demo_extract.py SOURCE.parquet
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

FIRST, LAST = datetime(2015, 11, 1, 1), datetime(2016, 2, 1, 0)  # noqa: DTZ001 - as in the source
COLUMNS = ["station", "time", "PM2.5", "PM10", "SO2", "NO2", "CO", "O3"]
TARGET = Path(__file__).parents[1] / "src/qingtian_platform/project/demo/beijing_2015_2016.parquet"
NOTICE = {
    "title": "Beijing Multi-Site Air Quality (extract)",
    "author": "Song Chen; UCI Machine Learning Repository",
    "doi": "10.24432/C5RK5G",
    "licence": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
    "changes": "eight stations, six pollutants, 2015-11-01 to 2016-01-31; values unchanged",
}


def main(source: Path) -> None:
    """Write the extract with its attribution inside."""
    table = pq.read_table(source, columns=COLUMNS)
    time = table.column("time")
    kept = table.filter(
        pc.and_(pc.greater_equal(time, pa.scalar(FIRST)), pc.less_equal(time, pa.scalar(LAST)))
    ).sort_by([("station", "ascending"), ("time", "ascending")])
    kept = kept.replace_schema_metadata({k.encode(): v.encode() for k, v in NOTICE.items()})
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(kept, TARGET, compression="zstd", compression_level=19)
    print(f"{TARGET}: {kept.num_rows} rows, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
