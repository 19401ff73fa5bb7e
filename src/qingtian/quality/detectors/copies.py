"""Stretches that repeat others: copied history, and a neighbour's numbers passed off as own."""

from __future__ import annotations

import numpy as np

from qingtian.quality.detectors.kernels import best_lags, repeats
from qingtian.quality.detectors.rolling import rolling_mean
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import Floats, Stream, World, onto
from qingtian.quality.detectors.suspicion import Suspicion, innocent

POLLUTED = frozenset(
    [
        "pm25",
        "pm10",
        "so2",
        "no2",
        "nox",
        "co",
        "o3",
        "pm",
        "o2",
        "cod",
        "nh3n",
        "tp",
        "tn",
        "hcl",
        "hf",
        "no",
        "nh3",
        "tsp",
        "vocs",
        "nmhc",
        "toc",
    ]
)
WIDE = 0.15
"""Part of a step by which a copied one may differ: for scaling and noise. [1]"""
HIT = 0.95
"""Share of matching steps that a copy is expected to have. [1]"""
SOLID = 0.4
"""Part of a stretch that must match, and say something by it. [1]"""
DULL = 0.6
"""Chance of a match from which on it says nothing. [1]"""


def copied(_: World, stream: Stream, settings: Settings) -> list[Suspicion]:
    """Find stretches whose steps repeat earlier ones of the same stream.

    Steps and not levels are compared, so an offset hides nothing; they may differ by a part of
    themselves, so a small factor does not either.

    Parameters
    ----------
    stream
        Measured pollutants; others are left alone.
    settings
        Part `copied`.

    Returns
    -------
    list of Suspicion
        Each with lag, matched steps, and the share that would match by chance.
    """
    if stream.prop not in POLLUTED or stream.role == "context":
        return []
    longest = int(min(len(stream) - 12, settings["copied.lags"]))
    shortest = max(int(settings["copied.nearest_h"] * stream.hour), 8)
    if longest <= shortest:
        return []
    lod = stream.lod if np.isfinite(stream.lod) else 0.0
    values = np.where(stream.clean > max(lod * 1.01, 0.0), stream.clean, np.nan)
    steps = np.diff(values, prepend=np.nan)
    odds = _odds(steps, stream.quantum, _by_chance(steps))
    rows = best_lags(steps, *odds, shortest, longest, 0.4 * settings["copied.nats"])
    return _surest(stream, rows, settings)


def _by_chance(steps: Floats) -> list[Floats]:
    """Pair each step with those at a few lags that no copy is likely to have."""
    n = len(steps)
    return [np.roll(steps, n * (2 * k + 1) // 23 + 1) for k in range(11)]


def _odds(steps: Floats, q: float, others: list[Floats]) -> tuple[Floats, Floats, Floats]:
    """Tell how far steps may differ, and what a match and a miss say.

    Parameters
    ----------
    steps
        Of the stream.
    q
        Display step.
    others
        Steps that are honest partners of them: they tell how often steps match by chance.

    Returns
    -------
    width, gain, loss
        As `kernels.repeats` takes them. Where a match is likely anyhow it says nothing.
    """
    half = 12
    size = np.abs(steps)
    padded = np.concatenate([np.full(half, np.nan), size, np.full(half, np.nan)])
    local = rolling_mean(padded, 2 * half + 1, 0.2)
    local = np.where(np.isfinite(local) & (local > 0), local, 1e-9)
    width = np.maximum(np.maximum(2.05 * q, WIDE * local), WIDE * np.nan_to_num(size))
    room = 2 * width + q
    tail = np.exp(np.minimum(np.nan_to_num(size) / local, 5.0))
    chance = np.clip(room / (room + 2 * local * tail), 1e-3, 0.97)
    known = [np.isfinite(o) & np.isfinite(steps) for o in others]
    matched = sum(
        int(np.sum(np.abs(steps - o)[k] <= width[k])) for o, k in zip(others, known, strict=True)
    )
    planned = sum(float(np.sum(chance[k])) for k in known)
    chance = np.clip(chance * max(1.0, matched / max(planned, 1.0)), 1e-3, 0.97)
    width = np.where(chance < DULL, width, np.nan)
    return width, np.log(HIT / chance), np.log((1 - HIT) / (1 - chance))


def _surest(stream: Stream, rows: Floats, settings: Settings) -> list[Suspicion]:
    """Keep the surest stretches that do not overlap and stand out from all other lags."""
    taken: list[tuple[int, int]] = []
    found = []
    order = np.argsort(-rows[:, 1], kind="stable")
    usual = float(rows[order[min(len(order) - 1, 40)], 1]) if len(order) > 40 else 0.0
    least = max(settings["copied.nats"], 1.5 * usual)
    for lag, total, first, after, hits in rows[order].tolist():
        first, after = int(first), int(after)
        if total < least or hits < settings["copied.samples"]:
            break
        if any(first < b and a < after for a, b in taken) or hits < SOLID * (after - first):
            continue
        taken.append((first, after))
        found.append(
            Suspicion.on(
                stream,
                first - 1,
                after,
                "copied_history",
                total / least,
                statistic="steps that repeat",
                lag=int(lag),
                lag_h=lag / stream.hour,
                observed=int(hits),
                n=after - first,
                nats=round(total, 1),
                nats_usual=round(usual, 1),
                **innocent(
                    {
                        "flat stretch": True,
                        "coarse display": True,
                        "sent again": True,
                        "detection limit": bool(np.isfinite(stream.lod)),
                    }
                ),
            )
        )
    return found


def cloned(world: World, stream: Stream, settings: Settings) -> list[Suspicion]:
    """Find stretches whose steps are those of a neighbour.

    Parameters
    ----------
    stream
        With neighbours on file.
    settings
        Part `cloned`.

    Returns
    -------
    list of Suspicion
        Each with the neighbour, and how often their steps agree otherwise.
    """
    if stream.role == "context":
        return []
    found = []
    for other in world.near(stream):
        if stream.step == other.step and stream.key != other.key:
            found += _pair(stream, other, onto(stream, other, other.clean), settings)
    return found


def _pair(stream: Stream, other: Stream, theirs: Floats, settings: Settings) -> list[Suspicion]:
    """Compare the steps of two streams at the same time."""
    steps = np.diff(stream.clean, prepend=np.nan)
    twin = np.diff(theirs, prepend=np.nan)
    near = [np.roll(twin, k) for k in (-1, 0, 1)]
    width, gain, loss = _odds(steps, stream.quantum, near)
    found: list[Suspicion] = []
    while len(found) < 4:
        total, first, after, hits = repeats(
            steps, twin, width, gain, loss, 0, settings["cloned.nats"]
        )
        if hits == 0:
            break
        steps[first:after] = np.nan
        told = np.isfinite(steps) & np.isfinite(twin) & np.isfinite(width)
        share = float(np.mean(np.abs(steps - twin)[told] <= width[told])) if told.any() else 1.0
        solid = hits >= SOLID * (after - first) and share < 0.5 * hits / (after - first)
        if solid and hits >= settings["cloned.samples"]:
            found.append(
                Suspicion.on(
                    stream,
                    first - 1,
                    after,
                    "cloned_neighbour",
                    total / settings["cloned.nats"],
                    statistic="steps equal to a neighbour's",
                    compared=[other.key],
                    observed=int(hits),
                    n=after - first,
                    nats=round(total, 1),
                    usual_share=round(share, 3),
                    **innocent(
                        {
                            "regional episode: steps and not levels agree": True,
                            "coarse display": True,
                        }
                    ),
                )
            )
    return found
