"""Too little life: the output of a generator, or of another sample, instead of the process."""

from __future__ import annotations

import numpy as np

from qingtian.quality.detectors.kinds import CHEMISTRY
from qingtian.quality.detectors.residuals import logarithm
from qingtian.quality.detectors.rolling import centre, rolling_mean, rolling_sd, runs, spread
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import AMBIENT, Floats, Stream, World, onto
from qingtian.quality.detectors.suspicion import Suspicion, innocent

FAST = 12
"""Samples an hour from which on a process has a memory of many samples. [1]"""
WINDOWS = (16, 24, 36, 72, 144, 288)


def simulated(world: World, stream: Stream, settings: Settings) -> list[Suspicion]:
    """Find stretches that scatter far less than this stream ever does.

    Parameters
    ----------
    stream
        Measured streams; its own past at all levels is the measure, so a process that is honestly
        steady is not found.
    settings
        Part `narrow`.

    Returns
    -------
    list of Suspicion
        With the scatter in the window and the usual one.
    """
    if stream.role != "measured" or stream.prop in ("flow", "temperature", "moisture"):
        return []
    lod = stream.lod if np.isfinite(stream.lod) else 0.0
    logs = logarithm(stream.positive)
    if logs is None:
        return []
    if stream.prop in ("ph", "o2"):
        logs = stream.clean / max(abs(centre(stream.clean)), 1e-9)
    blurred = stream.positive < max(4 * stream.quantum, 2 * lod)
    logs = np.where(blurred, np.nan, logs)
    floor = stream.quantum / np.sqrt(12) / np.maximum(stream.positive, 1e-9)
    found: list[Suspicion] = []
    for width in WINDOWS:
        if width * 8 < len(stream) and width <= stream.samples(24 * 12):
            found += _windows(stream, logs, floor, width, settings, _near(world, stream, width))
    return found


def _near(world: World, stream: Stream, width: int) -> tuple[Floats, Floats] | None:
    """Measure the scatter of the neighbours of an ambient station in the same windows.

    Their middle comes back, and how far below its usual one the second stillest of them lies: infinitely
    far where too few of them tell.
    """
    if stream.domain not in AMBIENT:
        return None
    sizes = []
    for other in world.near(stream)[:6]:
        logs = logarithm(onto(stream, other, other.positive))
        if logs is not None:
            sizes.append(np.log(rolling_sd(logs, width, 0.7) + 0.02))
    if not sizes:
        return None
    peers = np.sort(np.vstack([np.nan_to_num(_lowness(size)[0]) for size in sizes]), axis=0)
    second = peers[-2] if len(sizes) > 1 else np.zeros(peers.shape[1])
    known = np.isfinite(sizes).sum(axis=0)
    middle = np.nanmedian(np.vstack(sizes), axis=0)
    return middle, np.where(known < min(3, len(sizes)), np.inf, second)


def _windows(
    stream: Stream,
    logs: Floats,
    floor: Floats,
    width: int,
    settings: Settings,
    near: tuple[Floats, Floats] | None,
) -> list[Suspicion]:
    """Rate windows of one length by the logarithm of their scatter."""
    sd = rolling_sd(logs, width, 0.7)
    display = rolling_mean(floor, width, 0.7)
    size = np.log(np.maximum(sd, 1e-5) + 2 * np.nan_to_num(display, nan=0.0))
    z, usual = _lowness(size)
    if stream.hour >= FAST:
        rough = _roughness(logs, width)
        z = np.where(z >= 1.5, z + 0.6 * np.clip(np.nan_to_num(rough), 0.0, 5.0), z)
    if near is not None:
        middle, second = near
        beside, _ = _lowness(size - middle)
        together = _around(second, width // 4) > settings["narrow.peers"] * z
        z = np.where(np.isfinite(beside), np.minimum(1.5 * z, beside), z)
        z = np.where(together, 0.0, z)
    least = settings["narrow.z" if near is None else "narrow.z_air"]
    found = []
    for first, after in runs(np.nan_to_num(z) >= least, bridge=width // 2):
        a, b = first, after + width - 1
        best = float(np.nanmax(z[first:after]))
        where = first + int(np.nanargmax(z[first:after]))
        if _held(stream, a, b):
            continue
        found.append(
            Suspicion.on(
                stream,
                *_tight(logs, a, b, where, width),
                "simulated_signal",
                best / least,
                statistic="scatter of the logarithm",
                observed=round(float(np.exp(size[where])), 4),
                expected=round(float(np.exp(usual)), 4),
                z=round(best, 2),
                n=width,
                **innocent(
                    {"steady control: its own past is the measure": True, "coarse display": True}
                ),
            )
        )
    return found


def _around(low: Floats, apart: int) -> Floats:
    """Take the largest of each window and of those up to two steps away: still air begins when it will."""
    n, reach = len(low), 2 * apart
    padded = np.concatenate([np.zeros(reach), low, np.zeros(reach)])
    most: Floats = np.max([padded[k * apart : k * apart + n] for k in range(5)], axis=0)
    return most


def _lowness(size: Floats) -> tuple[Floats, float]:
    """Tell by how many spreads each window lies below the usual one."""
    usual, scale = centre(size), spread(size)
    if not np.isfinite(scale):
        return np.zeros(len(size)), usual
    low = float(np.nanquantile(size, 0.35))
    scale = max(scale, (usual - low) / 0.3853, 0.12)
    return np.maximum((usual - size) / scale, 0.0), usual


def _roughness(logs: Floats, width: int) -> Floats:
    """Tell by how many spreads each window has less memory than usual: noise has none."""
    steps = np.diff(logs, prepend=np.nan)
    mean = rolling_mean(steps**2, width, 0.7)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(mean / (2 * rolling_sd(logs, width, 0.7) ** 2))
    ratio = np.where(np.isfinite(ratio), ratio, np.nan)
    return (ratio - centre(ratio)) / max(spread(ratio), 0.15)


def _held(stream: Stream, first: int, after: int) -> bool:
    """Tell whether most samples just repeat the one before."""
    steps = np.diff(stream.clean[first:after])
    return bool(np.mean(np.abs(steps) < 0.5 * stream.quantum) > 0.6) if len(steps) else True


def _tight(logs: Floats, first: int, after: int, where: int, width: int) -> tuple[int, int]:
    """Keep what stays near the level of the narrowest window."""
    core = logs[where : where + width]
    level, scale = centre(core), max(spread(core), 1e-4)
    reach = max(3.5 * scale, 1.2 * float(np.nanmax(np.abs(core - level))))
    near = np.abs(logs - level) <= reach
    near |= ~np.isfinite(logs)
    a, b = where, where + width
    while a > max(0, first - width) and near[a - 1]:
        a -= 1
    while b < min(len(logs), after + width) and near[b]:
        b += 1
    return a, b


def swapped(world: World, site: str, narrow: list[Suspicion]) -> list[Suspicion]:
    """Say that a sample was swapped where three or more wet-chemistry streams go still together.

    Parameters
    ----------
    site
        The outfall.
    narrow
        What `simulated` and `constant` said about its streams.
    """
    members = {s.key: s for p, s in world.sites[site].items() if p in CHEMISTRY}
    mine = [s for s in narrow if s.stream in members]
    found = []
    for one in mine:
        partners = {
            other.stream
            for other in mine
            if min(one.end, other.end) - max(one.start, other.start) > 0.4 * (one.end - one.start)
        }
        if len(partners) >= min(3, len(members)) and len(members) >= 2:
            evidence = dict(one.evidence) | {"together": sorted(partners)}
            found.append(
                Suspicion(
                    one.stream, one.start, one.end, "sample_swap", one.strength * 1.2, evidence
                )
            )
    return found
