"""Numbers that were multiplied and rounded again: teeth that no display makes, where the level falls as much.

A number shown to a step q, times a factor k below one, and shown to q again, falls on some steps more often
than on others: several numbers become one. The counts then wave with a period of 1/k steps, however restless
the level is. A wave alone may be an archive's; a wave together with a fall by the factor that it tells is a slope.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qingtian.quality.detectors.digits import teeth
from qingtian.quality.detectors.kinds import CHEMISTRY, DUST, GASES, STACK
from qingtian.quality.detectors.profile import Profile
from qingtian.quality.detectors.rolling import spread
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import Floats, Ints, Stream
from qingtian.quality.detectors.suspicion import Suspicion, innocent

DAYS = (10, 20, 30)
BAND = (0.125, 0.485)
"""Waves in a display step that are looked at: slower ones are the density's, one of two steps is common. [1]"""
COARSE = 9
"""Display steps over which counts are averaged, twice, to leave what is finer. [1]"""
COMB = 0.4
"""Waves that are stronger are the teeth of another display: multiplying makes none beyond 0.22. [1]"""
MOST = 2.0
"""Strength that a wave has at most: a comb of another range is one too, and names the deed more nearly. [1]"""
LOWEST = 10
"""Display steps below which numbers are too few to tell a wave. [1]"""


@dataclass(frozen=True)
class Wave:
    """A wave in the counts of a stretch [first, after): waves a display step, power beyond the usual."""

    first: int
    after: int
    pace: float
    power: float
    usual: float
    n: int

    @property
    def factors(self) -> tuple[float, float]:
        """Factors below one, and not below a half, that make such a wave. [1]."""
        return 1 / (1 + self.pace), 1 / (2 - self.pace)


def multiplied(shape: Profile, settings: Settings) -> list[Suspicion]:
    """Find stretches that were multiplied by a factor and rounded again.

    Parameters
    ----------
    shape
        A site.
    settings
        Part `lattice`.

    Returns
    -------
    list of Suspicion
        `scaling`: the level falls by the factor that the numbers tell.
    """
    found = []
    for prop in sorted(set(shape.rests) & (DUST | GASES | STACK | CHEMISTRY)):
        stream = shape.streams[prop]
        if stream.role != "measured" or not shape.rests[prop].logged:
            continue
        mine: list[Suspicion] = []
        for wave in _waves(stream, settings):
            one = _judged(shape, prop, wave, settings)
            if one is not None and not any(one.start < o.end and o.start < one.end for o in mine):
                mine.append(one)
        found += mine
    return found


def _judged(shape: Profile, prop: str, wave: Wave, settings: Settings) -> Suspicion | None:
    """Ask whether the level falls by the factor of a wave."""
    stream = shape.streams[prop]
    long = wave.after - wave.first > stream.samples(24 * settings["lattice.days"])
    if long or (wave.power + wave.usual) / wave.n > COMB**2:
        return None
    fall = shape.contrast(prop, stream.at(wave.first), stream.at(wave.after))
    factor = min(wave.factors, key=lambda k: abs(fall - math.log(k)))
    off = abs(fall - math.log(factor))
    strength = min(wave.power / settings["lattice.beyond"], MOST)
    small = not (fall < -settings["lattice.fall"] and off < settings["lattice.tolerance"])
    if small or strength < 1:
        return None
    return Suspicion.on(
        stream,
        wave.first,
        wave.after,
        "scaling",
        strength,
        statistic="numbers multiplied and rounded again, and a fall by that factor",
        observed=round(fall, 4),
        factor=round(factor, 4),
        expected=0.0,
        power=round(wave.power + wave.usual, 1),
        power_usual=round(wave.usual, 1),
        n=wave.n,
        compared=list(shape.rests[prop].compared),
        **innocent(
            {
                "display and unit: its own numbers are the measure": True,
                "weather, load, treatment: they move levels and make no teeth": True,
            }
        ),
    )


def _waves(stream: Stream, settings: Settings) -> Iterator[Wave]:
    """List the clearest waves of a stream, the clearest first."""
    good, whole = _shown(stream)
    least = int(settings["lattice.samples"])
    if len(good) < 3 * least:
        return
    size = _circle(whole)
    found = []
    for days in DAYS:
        width = max(stream.samples(24 * days), 60)
        starts = np.arange(0, max(1, len(stream) - width // 2), max(1, width // 4))
        edges = np.searchsorted(good, [starts, starts + width]).T
        edges = edges[edges[:, 1] - edges[:, 0] >= least]
        if len(edges) >= 4:
            found += _clearest(good, whole, edges, size)
    yield from sorted(found, key=lambda w: (-w.power, w.first, w.after))


def _shown(stream: Stream) -> tuple[Ints, Ints]:
    """Give places and display steps of numbers on the display that are neither held nor near zero."""
    good = np.flatnonzero(stream.good & (stream.value > 0))
    steps = stream.value[good] / stream.quantum
    if len(good) < 2 or spread(steps) < LOWEST / 2:
        return good[:0], good[:0]
    moved = np.concatenate([[True], np.abs(np.diff(steps)) >= 0.5])
    use = moved & (steps >= LOWEST) & (steps < 2**31) & (np.abs(steps - np.rint(steps)) < 1e-3)
    return good[use], np.rint(steps[use]).astype(np.int64)


def _circle(whole: Ints) -> int:
    """Take a circle that most numbers fit on: two to the some, 512 to 8192 display steps."""
    wide = max(2.0 * float(np.quantile(whole, 0.98)), 512.0)
    return min(1 << math.ceil(math.log2(wide)), 8192)


def _clearest(good: Ints, whole: Ints, edges: Ints, size: int) -> list[Wave]:
    """Find the windows of one length whose counts wave most beyond what is usual there."""
    low, high = (int(part * size) for part in BAND)
    n = (edges[:, 1] - edges[:, 0]).astype(np.float64)
    lines = np.array([_lines(whole[a:b], size)[low:high] for a, b in edges]) / n[:, None]
    usual = np.maximum(np.median(lines, axis=0) - 0.9 / np.sqrt(np.median(n)), 0.0)
    power = np.maximum(lines - usual, 0.0) ** 2 * n[:, None]
    top = power.max(axis=1)
    middle, scatter = float(np.median(top)), max(1.0, spread(top) / 1.9)
    found = []
    for i in np.argsort(-top, kind="stable")[:6].tolist():
        pace = (low + int(np.argmax(power[i]))) / size
        first, after = teeth(good, whole, edges[i], pace)
        beyond = (float(top[i]) - middle) / scatter
        if after - first > 2:
            found.append(Wave(first, after, pace, beyond, middle, int(n[i])))
    return found


def _lines(whole: Ints, size: int) -> Floats:
    """Transform the counts round a circle less their averages over several steps."""
    counts = np.bincount(whole % size, minlength=size).astype(np.float64)
    wing = COARSE // 2
    smooth = counts
    for _ in range(2):
        around = np.concatenate([smooth[-wing:], smooth, smooth[:wing]])
        total = np.concatenate([[0.0], np.cumsum(around)])
        smooth = (total[COARSE:] - total[:-COARSE]) / COARSE
    lines: Floats = np.abs(np.fft.rfft(counts - smooth))
    return lines
