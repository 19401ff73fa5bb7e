"""A value that is held: constant series."""

from __future__ import annotations

import numpy as np

from qingtian.quality.detectors.kernels import held_runs
from qingtian.quality.detectors.marks import activity
from qingtian.quality.detectors.rolling import centre
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import AMBIENT, Floats, Stream, World, onto
from qingtian.quality.detectors.suspicion import Innocent, Suspicion, innocent

LEAST, NEAREST = 20, 60
"""Samples that a chance is estimated from: at least, and where few lie near. [1]"""
UNKNOWN = 0.7
"""Chance of no change where nothing tells. [1]"""


def constant(world: World, stream: Stream, settings: Settings) -> list[Suspicion]:
    """Find runs of one value that are far too long for this stream at this level.

    Parameters
    ----------
    stream
        At the detection limit, at zero and outside good marks nothing is said. What two neighbours
        of an ambient station hold as well in the same hours is the air, or the network.
    settings
        Part `constant`.

    Returns
    -------
    list of Suspicion
        With the expected number of such runs under the chance of no change at that level.
    """
    clean = stream.clean
    q = stream.quantum
    ambient = stream.domain in AMBIENT
    faint = settings["constant.lod_air"] if ambient else settings["constant.lod"]
    floor = max(faint * stream.lod if np.isfinite(stream.lod) else 0.0, 2.5 * q, 0.0)
    values = np.where(clean > floor, clean, np.nan)
    rows = held_runs(values, 0.51 * q * 0.01, 2, 3.2 * q)
    if not len(rows):
        return []
    length = rows[:, 2]
    usual = float(np.sort(length)[-min(len(length), 4)]) if len(length) > 3 else 3.0
    least = max(settings["constant.samples"], settings["constant.hours"] * stream.hour)
    found = []
    for first, after, equal in rows[(length >= least) & (length >= 1.6 * usual)].tolist():
        if equal < 0.8 * (after - first):
            continue
        level = float(values[first])
        beside = _beside(world, stream, first, after)
        same = max(_chance(values, first, after, level, q), beside or 0.0)
        expected = np.log10(len(values) * (1 - same)) + (equal - 1) * np.log10(same)
        strength = -expected / settings["constant.surprise"]
        if strength >= 1:
            around: dict[Innocent, bool] = (
                {"neighbours change": beside is not None and beside < UNKNOWN}
                if ambient
                else {"plant stopped": _ran(world, stream, first, after, settings)}
            )
            found.append(
                Suspicion.on(
                    stream,
                    first,
                    after,
                    "constant",
                    strength,
                    statistic="run of one value",
                    observed=equal,
                    value=level,
                    expected=float(f"{10.0 ** max(float(expected), -300.0):.2g}"),
                    longest_usual=usual,
                    chance_of_no_change=round(same, 4),
                    n=after - first,
                    history=int(np.isfinite(values).sum()),
                    **innocent(
                        {
                            "coarse display": True,
                            "marked": True,
                            "detection limit": bool(np.isfinite(stream.lod)),
                            **around,
                        }
                    ),
                )
            )
    return found


def _chance(values: Floats, first: int, after: int, level: float, q: float) -> float:
    """Estimate the chance that the next sample equals this one, near a level, outside the run.

    Where the stream is seldom near that level, the samples nearest to it tell; a lower level
    wanders less by as much, so equal steps are likelier there.
    """
    a, b = values[:-1].copy(), values[1:]
    a[max(first - 1, 0) : after] = np.nan
    known = np.isfinite(b - a)
    a, same = a[known], np.abs(b - a)[known]
    if len(same) < LEAST:
        return UNKNOWN
    off = np.abs(a - level)
    near = off <= max(0.3 * abs(level), 3 * q)
    scale = 1.0
    if near.sum() < LEAST:
        near = off <= np.sort(off)[min(NEAREST, len(off) - 1)]
        scale = max(1.0, float(np.median(a[near])) / level)
    chance = (np.sum(same[near] < 0.5 * q) + 1) / (near.sum() + 2)
    return float(chance if scale == 1 else min(chance * scale, UNKNOWN))


def _beside(world: World, stream: Stream, first: int, after: int) -> float | None:
    """Take the share of steps that are none at the second stillest neighbour; None without two."""
    shares = []
    for other in world.near(stream)[:8] if stream.domain in AMBIENT else ():
        steps = np.abs(np.diff(onto(stream, other, other.clean)[first:after]))
        steps = steps[np.isfinite(steps)]
        if len(steps) >= 3:
            shares.append(float(np.mean(steps < 0.5 * other.quantum)))
    return min(sorted(shares)[-2], 0.999) if len(shares) > 1 else None


def _ran(world: World, stream: Stream, first: int, after: int, settings: Settings) -> bool:
    """Tell whether other meters say that the plant ran meanwhile; no, where there is none."""
    load, meters = activity(world, stream)
    if load is None or meters == [stream.key]:
        return False
    return centre(load[first:after]) > settings["stopped.load"]
