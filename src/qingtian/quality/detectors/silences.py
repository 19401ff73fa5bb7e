"""Silences of a stream: how many there are, and how high the level was that they hide."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import AMBIENT, Bools, Floats, Stream, World, onto

SURPRISE = 4.2
"""Least −log10 of the chance of so many silences. [1]"""
LEVEL = 1.8
"""Least z of the levels that they hide. [1]"""


@dataclass(frozen=True)
class Silence:
    """A run [first, after) without a number that counts; `rank` of what it hides, 0 to 1."""

    first: int
    after: int
    rank: float


@dataclass(frozen=True)
class Cluster:
    """Silences that come too often and hide too much."""

    first: int
    after: int
    count: int
    expected: float
    rank: float
    z_level: float
    log_p: float
    strength: float


def levels(world: World, stream: Stream, silent: Bools) -> Floats:
    """Rank the level of each interval, 0 lowest and 1 highest, also where nothing counts.

    What was sent with a mark tells itself; else neighbours do, else the numbers right before and
    after. Ranks are taken within two weeks, so a bad month makes no suspect of its own gaps.
    """
    value = np.where(np.isfinite(stream.value) & (stream.value > 0), stream.value, np.nan)
    near = [onto(stream, other, other.clean) for other in world.near(stream)[:6]]
    own = np.where(silent, np.nan, value)
    edge = _edges(own)
    parts = [_ranked(edge, own, stream)]
    if stream.domain in AMBIENT and near:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            middle = np.nanmedian(np.vstack(near), axis=0)
        parts.append(_ranked(middle, middle, stream))
    marked = silent & np.isfinite(value)
    if marked.sum() > 0.5 * silent.sum():
        parts.append(_ranked(np.where(silent, value, np.nan), own, stream))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        ranks: Floats = np.nanmean(np.vstack(parts), axis=0)
    return ranks


def _edges(own: Floats) -> Floats:
    """Fill each gap with the larger of the numbers beside it."""
    index = np.arange(len(own))
    there = np.isfinite(own)
    if not there.any():
        return own
    before = np.maximum.accumulate(np.where(there, index, -1))
    after = np.minimum.accumulate(np.where(there, index, len(own))[::-1])[::-1]
    left = np.where(before >= 0, own[np.maximum(before, 0)], np.nan)
    right = np.where(after < len(own), own[np.minimum(after, len(own) - 1)], np.nan)
    return np.where(there, own, np.fmax(left, right))


def _ranked(values: Floats, own: Floats, stream: Stream) -> Floats:
    """Rank values among the stream's numbers of the 15 days around."""
    half = stream.samples(24 * 15, 20)
    result = np.full(len(values), np.nan)
    for first in range(0, len(values), half):
        around = own[max(0, first - half // 2) : first + half + half // 2]
        around = np.sort(around[np.isfinite(around)])
        if len(around) < 20:
            around = np.sort(own[np.isfinite(own)])
        part = values[first : first + half]
        if len(around):
            low = np.searchsorted(around, part, "left")
            high = np.searchsorted(around, part, "right")
            rank = 0.5 * (low + high) / len(around)
            result[first : first + half] = np.where(np.isfinite(part), rank, np.nan)
    return result


def clusters(
    silences: Sequence[Silence], length: int, day: int, settings: Settings
) -> list[Cluster]:
    """Find spans in which silences are too many and too well placed.

    Parameters
    ----------
    silences
        In order.
    length, day
        Samples of the stream, and of a day.
    settings
        Part `silence`.

    Returns
    -------
    list of Cluster
        That do not overlap, the strongest first.
    """
    found: list[Cluster] = []
    # What fills more than half of the record has nothing outside to be measured by.
    longest = min(settings["silence.longest_d"] * day, length / 2)
    for i in range(len(silences)):
        for j in range(i + 2, min(len(silences), i + 160)):
            span = silences[j].after - silences[i].first
            if span > longest:
                break
            found.append(_judge(silences, i, j, length, span))
    found = [c for c in found if c.strength >= 1 and c.count >= settings["silence.count"]]
    found.sort(key=lambda c: (-c.strength, c.first))
    kept: list[Cluster] = []
    for cluster in found:
        if all(cluster.after <= k.first or cluster.first >= k.after for k in kept):
            kept.append(cluster)
    return kept


def _judge(silences: Sequence[Silence], i: int, j: int, length: int, span: int) -> Cluster:
    """Weigh number and level of the silences i to j."""
    group = silences[i : j + 1]
    count = len(group)
    outside = len(silences) - count
    expected = (outside + 0.5) * span / max(length - span, span)
    log_p = _poisson(count, expected)
    ranks = np.array([s.rank for s in group])
    ranks = ranks[np.isfinite(ranks)]
    mean = float(np.mean(ranks)) if len(ranks) else 0.5
    z = (mean - 0.5) * math.sqrt(12 * len(ranks)) if len(ranks) else 0.0
    clear = -log_p >= SURPRISE and z >= LEVEL
    strength = (min(-log_p, 8.0) / 5.0 + min(z, 6.0) / 2.7) / 2 if clear else 0.0
    return Cluster(group[0].first, group[-1].after, count, expected, mean, z, log_p, strength)


def _poisson(count: int, expected: float) -> float:
    """Give the log10 of the chance of `count` or more where `expected` are usual."""
    if count <= expected:
        return 0.0
    term = count * math.log(expected) - expected - math.lgamma(count + 1)
    return (term - math.log(1 - expected / (count + 1))) / math.log(10)


def dense(
    spans: Sequence[tuple[int, int]], length: int, most: int
) -> list[tuple[int, int, int, float]]:
    """Find where runs are far denser than elsewhere.

    Parameters
    ----------
    spans
        Runs [first, after), in order.
    length
        Samples of the stream.
    most
        Longest cluster. [samples]

    Returns
    -------
    list of (first, after, count, log10 of chance)
        That do not overlap, the least likely first.
    """
    rated = []
    for i in range(len(spans)):
        for j in range(i + 1, len(spans)):
            span = spans[j][1] - spans[i][0]
            if span > most:
                break
            expected = (len(spans) - (j - i + 1) + 0.5) * span / max(length - span, span)
            rated.append((_poisson(j - i + 1, expected), spans[i][0], spans[j][1], j - i + 1))
    kept: list[tuple[int, int, int, float]] = []
    for log_p, first, after, count in sorted(rated):
        if all(after <= k[0] or first >= k[1] for k in kept):
            kept.append((first, after, count, log_p))
    return kept
