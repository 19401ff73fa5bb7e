"""Detect falsification in tables: three lines in a notebook."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from qingtian.quality.detectors.passing import looked_at
from qingtian.quality.detectors.settings import settings
from qingtian.quality.detectors.streams import World
from qingtian.quality.detectors.suspicion import Suspicion
from qingtian.quality.detectors.tables import read, written

if TYPE_CHECKING:
    import pyarrow as pa


def detect(observations: Any, datastreams: Any) -> pa.Table:
    """Look for falsified stretches.

    Parameters
    ----------
    observations
        One row a sample: datastream_id, time (start of the interval), value, flag.
    datastreams
        One row a stream: datastream_id, site_id, domain, property, role, unit, interval_s, limit,
        range_max, lod, ref_o2, neighbours; what is unknown may be missing or null.

    Returns
    -------
    pyarrow.Table
        One row a finding: datastream_id, start, end, kind, score, evidence, category, detected_at.

    Raises
    ------
    TableError
        If a table lacks what is needed.

    Examples
    --------
    >>> import pyarrow as pa
    >>> detect(
    ...     pa.table({"datastream_id": ["a"], "time": pa.array([0], pa.timestamp("ms", "UTC")),
    ...               "value": [1.0]}),
    ...     pa.table({"datastream_id": ["a"], "property": ["so2"]}),
    ... ).num_rows
    0
    """
    world = read(observations, datastreams)
    found = looked_at(world, settings())
    return written([_row(one, _end(world)) for one in found])


def _end(world: World) -> int:
    """Tell when the last observation of all was stamped. [ms]"""
    return max((s.at(len(s) - 1) for s in world.streams.values() if len(s)), default=0)


def _row(one: Suspicion, detected_at: int) -> dict[str, Any]:
    """Write a suspicion as a row."""
    return {
        "datastream_id": one.stream,
        "start": one.start,
        "end": one.end,
        "kind": one.kind,
        "score": score(one),
        "evidence": one.evidence,
        "category": one.category,
        "detected_at": detected_at,
    }


def score(one: Suspicion) -> float:
    """Turn strength into a probability."""
    return 1 / (1 + math.exp(-(0.2 + 2.2 * math.log(max(float(one.strength), 1e-3)))))
