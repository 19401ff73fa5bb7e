"""A set: observations, datastreams, and what was forged in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.falsification.scoring import YEAR, Event, Score, Span, judged

ROOT = Path(__file__).parents[2]
PRACTICE = ROOT / "../shared/data/falsification_practice"


@dataclass(frozen=True)
class ForgedSet:
    """Tables of the interface, the events in them, and stretches that do not count."""

    name: str
    observations: pa.Table
    datastreams: pa.Table
    events: list[Event]
    ignore: list[Span]

    @property
    def sites(self) -> dict[str, str]:
        """Site of each stream."""
        table = self.datastreams
        return dict(
            zip(table["datastream_id"].to_pylist(), table["site_id"].to_pylist(), strict=True)
        )

    @property
    def years(self) -> float:
        """Datastream-years from the first to the last sample of each stream."""
        spans = self.observations.group_by("datastream_id").aggregate(
            [("time", "min"), ("time", "max")]
        )
        length = pc.subtract(spans["time_max"].cast(pa.int64()), spans["time_min"].cast(pa.int64()))
        return float(pc.sum(length).as_py() or 0) / YEAR

    def judge(self, findings: pa.Table) -> Score:
        """Judge a table of findings."""
        return judged(spans_of(findings), self.events, self.sites, self.years, self.ignore)


def spans_of(findings: pa.Table) -> list[Span]:
    """Read the alarms of a table of findings."""
    table = findings.filter(pc.equal(findings["category"], "falsification"))
    columns = (table[n].to_pylist() for n in ("datastream_id", "kind", "score"))
    times = (milliseconds(table[n]) for n in ("start", "end"))
    return [
        Span(key, int(start), int(end), kind, score)
        for key, kind, score, start, end in zip(*columns, *times, strict=True)
    ]


def milliseconds(column: pa.ChunkedArray) -> list[int]:
    """Turn a column of times into milliseconds since 1970."""
    times: list[int] = column.cast(pa.timestamp("ms", tz="UTC")).cast(pa.int64()).to_pylist()
    return times


def practice(folder: Path = PRACTICE) -> ForgedSet:
    """Read the practice set."""
    tables = {
        name: pq.read_table(folder / f"{name}.parquet")
        for name in ("observations", "datastreams", "labels", "cores", "ignore")
    }
    streams = {row["datastream_id"]: row for row in tables["datastreams"].to_pylist()}
    cores = defaultdict(list)
    starts, ends = (milliseconds(tables["cores"][n]) for n in ("start", "end"))
    for key, a, b in zip(tables["cores"]["event_id"].to_pylist(), starts, ends, strict=True):
        cores[key].append((a, b))
    events = _events(tables["labels"], streams, cores)
    ignore = [
        Span(key, a, b, why)
        for key, why, a, b in zip(
            tables["ignore"]["datastream_id"].to_pylist(),
            tables["ignore"]["why"].to_pylist(),
            milliseconds(tables["ignore"]["start"]),
            milliseconds(tables["ignore"]["end"]),
            strict=True,
        )
    ]
    return ForgedSet("practice", tables["observations"], tables["datastreams"], events, ignore)


def _events(
    labels: pa.Table,
    streams: dict[str, dict[str, object]],
    cores: dict[str, list[tuple[int, int]]],
) -> list[Event]:
    """Put the labels of each event together."""
    rows = defaultdict(list)
    starts, ends = milliseconds(labels["start"]), milliseconds(labels["end"])
    for row, a, b in zip(labels.to_pylist(), starts, ends, strict=True):
        rows[row["event_id"]].append((row, a, b))
    events = []
    for key, members in rows.items():
        keys = [row["datastream_id"] for row, _, _ in members]
        main = [row["datastream_id"] for row, _, _ in members if row["role"] == "primary"]
        span = (min(a for _, a, _ in members), max(b for _, _, b in members))
        events.append(
            Event(
                key,
                members[0][0]["kind"],
                str(streams[main[0]]["domain"]),
                *span,
                frozenset(keys),
                frozenset(str(streams[k]["site_id"]) for k in keys),
                tuple(cores.get(key) or [span]),
                int(np.max([streams[k]["interval_s"] for k in main])) * 1000,
            )
        )
    return events
