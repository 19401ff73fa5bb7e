"""Write the examples that the desk shows beside each rule: a wrong and an honest stretch.

python scripts/make_twins.py [--check]

They are the twins of `tests/forgeries`: series written out there, or sites made from a seed, of which
the forged stretch is cut out with what lies around it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml

ROOT = Path(__file__).parents[1]
TWINS = ROOT / "tests" / "forgeries"
FILE = ROOT / "src/qingtian_platform/publish/desk/alarms/twins.json"
POINTS = 240
"""Most points of a line. [1]"""
BESIDE = ("neighbours", "whole", "load")
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


def example(number: str, which: str) -> dict[str, Any]:
    """Give one twin as the page draws it; one that is no series has its words alone."""
    given = yaml.safe_load((TWINS / number / f"{which}.yaml").read_text(encoding="utf-8"))
    if "made" in given:
        return made(number, which)
    series = {"values", "step", "stream", "flagged"} <= set(given)
    return written(given) if series else {"what": given["what"]}


def written(given: dict[str, Any]) -> dict[str, Any]:
    """Give a series that is written out; what lies beside it comes with it."""
    hours = given.get("hours") or [
        n * float(given["step"].removesuffix("h")) for n in range(len(given["values"]))
    ]
    rows = sorted({row for rows in given["flagged"].values() for row in rows})
    beside = []
    for key in BESIDE:
        lines = given.get(key, [])
        lines = lines if lines and isinstance(lines[0], list) else [lines] if lines else []
        beside += [{"name": key, "values": line} for line in lines]
    return {
        "what": given["what"],
        "prop": given["stream"]["kind"],
        "hours": hours,
        "values": given["values"],
        "beside": beside,
        "spans": list(_runs(rows, hours)),
    }


def _runs(rows: list[int], hours: list[float]) -> Iterator[list[float]]:
    step = min((b - a for a, b in pairwise(hours) if b > a), default=1.0)
    for n, row in enumerate(rows):
        if n and row == rows[n - 1] + 1:
            continue
        last = row
        while last + 1 in rows:
            last += 1
        yield [hours[row], hours[last] + step]


def made(number: str, which: str) -> dict[str, Any]:
    """Cut the forged stretch out of a made site, or the same hours out of its honest twin."""
    twin = import_module("support.forged").twin
    forged = twin(number, "forged")
    event = forged.events[0]
    one = forged if which == "forged" else twin(number, which)
    streams = {row["datastream_id"]: row for row in one.datastreams.to_pylist()}
    words = yaml.safe_load((TWINS / number / f"{which}.yaml").read_text("utf-8"))
    key = min(event.streams, key=lambda k: _rank(streams[k], k, words.get("shown")))
    length = event.end - event.start
    room = max(length // 2, 24 * 3_600_000)
    times, values = _rows(one, key, event.start - room, event.end + room)
    start = int(times[0]) if len(times) else event.start
    thin = max(1, -(-len(times) // POINTS))
    return {
        "what": words["what"],
        "prop": streams[key]["property"],
        "limit": streams[key]["limit"],
        "hours": [round((t - start) / 3_600_000, 2) for t in times[::thin].tolist()],
        "values": [None if np.isnan(v) else float(f"{v:.5g}") for v in values[::thin]],
        "beside": [],
        "spans": [[round((t - start) / 3_600_000, 2) for t in (event.start, event.end)]]
        if which == "forged"
        else [],
    }


def _rank(stream: dict[str, Any], key: str, shown: str | None) -> tuple[bool, bool, str]:
    """Order the forged streams: what the twin says is shown, else one that has a limit."""
    return (shown not in (None, stream["property"]), stream["limit"] is None, key)


def _rows(one: Any, key: str, start: int, end: int) -> tuple[Any, Any]:  # noqa: ANN401 - a made set
    import pyarrow as pa
    import pyarrow.compute as pc

    mine = one.observations.filter(pc.equal(one.observations["datastream_id"], key))
    times = mine["time"].cast(pa.timestamp("ms", tz="UTC")).cast(pa.int64()).to_numpy()
    values = mine["value"].to_numpy(zero_copy_only=False).astype(float)
    inside = (times >= start) & (times < end)
    return times[inside], values[inside]


def text() -> str:
    """Write all of them."""
    found = {
        folder.name: {which: example(folder.name, which) for which in ("forged", "honest")}
        for folder in sorted(TWINS.iterdir())
        if folder.is_dir()
    }
    lines = (f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in found.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> int:
    """Write the file, or compare it."""
    if "--check" in sys.argv:
        return int(FILE.read_text(encoding="utf-8") != text())
    FILE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
