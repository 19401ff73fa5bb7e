"""Detect falsification in tables: three lines in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import numpy as np

from qingtian.law import Pack
from qingtian.quality.detectors.calibration import score
from qingtian.quality.detectors.passing import looked_at
from qingtian.quality.detectors.settings import Settings, settings
from qingtian.quality.detectors.streams import BEIJING, DAY, World
from qingtian.quality.detectors.suspicion import Suspicion
from qingtian.quality.detectors.tables import read, written
from qingtian.quality.detectors.timing import detected
from qingtian.quality.finding import Finding
from qingtian.quality.rules import RULES

if TYPE_CHECKING:
    import pyarrow as pa

NUMBERS = {r.kind: r.number for r in RULES.values() if r.family == "falsification"}
"""Number of the rule of each kind; what rests on records or statements has rules elsewhere."""


def detect(observations: Any, datastreams: Any, *, workers: int = 1) -> pa.Table:  # noqa: ANN401
    """Look for falsified stretches.

    Parameters
    ----------
    observations
        One row a sample: datastream_id, time (start of the interval), value, flag.
    datastreams
        One row a stream: datastream_id, site_id, domain, property, role, unit, interval_s, limit,
        range_max, lod, ref_o2, neighbours; what is unknown may be missing or null.
    workers
        Processes that share the sites; more than one asks for a script that can be imported.

    Returns
    -------
    pyarrow.Table
        One row a finding: datastream_id, start, end, kind, score, evidence, category, detected_at.
        The same whatever the order of rows and the number of workers.

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
    return written([_row(one, moment) for one, moment in dated(world, workers=workers)])


def findings(world: World, *, workers: int = 1) -> list[Finding]:
    """Look for falsified stretches of streams that are on their grids.

    Parameters
    ----------
    world
        All streams that are compared.
    workers
        Processes that share the sites.

    Returns
    -------
    list of Finding
        With the number of the rule, so that each says itself in Chinese and English.
    """
    return [
        finding_of(one, moment)
        for one, moment in dated(world, workers=workers)
        if one.category == "falsification"
    ]


def finding_of(one: Suspicion, moment: int) -> Finding:
    """Put a suspicion under the number of its rule.

    Parameters
    ----------
    one
        Of a kind that has a rule.
    moment
        When it could be said. [ms since 1970, UTC]
    """
    return Finding(
        NUMBERS[one.kind],
        one.stream,
        np.datetime64(one.start, "ms"),
        np.datetime64(one.end, "ms"),
        one.evidence,
        score(one),
        np.datetime64(moment, "ms"),
        RULES[NUMBERS[one.kind]].version,
    )


def dated(world: World, *, workers: int = 1) -> list[tuple[Suspicion, int]]:
    """Give each suspicion with the time of the last observation that it needed. [ms]."""
    thresholds = thresholds_of(world)
    parts = _parts(world, workers)
    work = partial(_part, world, thresholds)
    if len(parts) < 2:
        done: Iterable[list[tuple[Suspicion, int]]] = [work(part) for part in parts]
    else:
        # A forked process would hang in the threads of numba and BLAS.
        with ProcessPoolExecutor(len(parts), mp_context=get_context("spawn")) as pool:
            done = list(pool.map(work, parts))
    rows = [row for part in done for row in part]
    return sorted(rows, key=lambda row: (row[0].stream, row[0].start, row[0].end, row[0].kind))


def _part(world: World, thresholds: Settings, sites: list[str]) -> list[tuple[Suspicion, int]]:
    """Look at some sites."""
    found = looked_at(world, thresholds, sites)
    return list(zip(found, detected(world, found, thresholds), strict=True))


def _parts(world: World, workers: int) -> list[list[str]]:
    """Share the sites so that each worker has about as many samples."""
    parts: list[list[str]] = [[] for _ in range(max(1, min(workers, len(world.sites))))]
    loads = [0] * len(parts)
    size = {site: sum(map(len, streams.values())) for site, streams in world.sites.items()}
    for site in sorted(size, key=lambda s: (-size[s], s)):
        least = loads.index(min(loads))
        parts[least].append(site)
        loads[least] += size[site]
    return [part for part in parts if part]


def thresholds_of(world: World, packs: tuple[Pack, ...] = ()) -> Settings:
    """Read the thresholds of the day of the last observation, in Beijing; the latest without one."""
    last = max((s.at(len(s) - 1) for s in world.streams.values() if len(s)), default=None)
    if last is None:
        return settings(None, packs)
    days = min(max((last + BEIJING) // DAY, 7305), 365_000)
    return settings(date(1970, 1, 1) + timedelta(days=days), packs)


def _row(one: Suspicion, moment: int) -> dict[str, Any]:
    """Write a suspicion as a row."""
    return {
        "datastream_id": one.stream,
        "start": one.start,
        "end": one.end,
        "kind": one.kind,
        "score": score(one),
        "evidence": {"rule": NUMBERS.get(one.kind, ""), **one.evidence},
        "category": one.category,
        "detected_at": moment,
    }
