"""Steps of level: stretches that lie apart from what is before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qingtian.quality.detectors.rolling import centre, rolling_mean, spread, sums
from qingtian.quality.detectors.streams import Floats, Ints


@dataclass(frozen=True)
class Box:
    """A stretch [first, after) whose level differs from its surroundings.

    Attributes
    ----------
    height
        Level inside less level outside, in the unit of the series.
    z
        Height against the spread of such differences all over the series.
    begin, finish
        Step at each edge within a few samples, as part of the height; NaN at an end of the series.
    """

    first: int
    after: int
    height: float
    z: float
    begin: float
    finish: float

    @property
    def sharp(self) -> float:
        """The less sharp of the two edges; an end of the series counts as sharp."""
        return float(np.nanmin([self.begin, self.finish, 9.0]))


def widths(length: int, least: int, most: int) -> list[int]:
    """List window lengths, each half as long again as the one before."""
    found, w = [], float(least)
    while w <= min(most, 0.45 * length):
        found.append(round(w))
        w *= 1.5
    return found


def boxes(
    series: Floats,
    least: int,
    most: int,
    side: int,
    edge: int,
    threshold: float,
    sign: int = 0,
    limit: int = 12,
    settled: int = 0,
) -> list[Box]:
    """Find stretches that lie apart.

    Parameters
    ----------
    series
        Residuals; NaN where there is none.
    least, most
        Shortest and longest stretch. [samples]
    side
        Least length of the surroundings on each side. [samples]
    edge
        Samples on each side of an edge that measure its step.
    threshold
        Least |z|.
    sign
        1 for stretches above, -1 for those below their surroundings, 0 for both.
    limit
        How many to look for.
    settled
        Length of a series from which on the spread of long windows may be taken to lie below that of
        short ones; a shorter one does not tell how slowly its level wanders. [samples]

    Returns
    -------
    list of Box
        That do not overlap, the clearest first.
    """
    scale = spread(series)
    if not np.isfinite(scale) or scale <= 0 or np.isfinite(series).sum() < 4 * least:
        return []
    level = centre(series)
    low, high = np.nanquantile(series, [0.005, 0.995])
    tame = np.clip(series, min(low, level - 8 * scale), max(high, level + 8 * scale))
    candidates = []
    ceiling = np.inf
    for width in widths(len(series), least, most):
        decay = min(1.0, (len(series) / 20 / width) ** 0.25) if len(series) >= settled else 1.0
        wing = max(side, min(width, 6 * side))
        more, scale = _candidates(tame, width, wing, threshold, sign, ceiling * decay)
        candidates += more
        if width * 20 <= len(series) or not np.isfinite(ceiling):
            ceiling = 1.3 * scale
    candidates.sort(reverse=True)
    found: list[Box] = []
    for z, first, width in candidates:
        if len(found) >= limit:
            break
        if any(_same(first, first + width, box.first, box.after) for box in found):
            continue
        box = _refined(tame, first, first + width, z, edge, side)
        if _inverse(tame, box, level):
            continue
        if not any(_same(box.first, box.after, other.first, other.after) for other in found):
            found.append(box)
    return found


def _inverse(series: Floats, box: Box, level: float) -> bool:
    """Tell whether the stretch is where the series usually is, and its surroundings are not."""
    inside = centre(series[box.first : box.after]) - level
    return abs(inside) < abs(inside - box.height)


def _same(a: int, b: int, c: int, d: int) -> bool:
    """Tell whether two stretches share more than a third of what they cover together."""
    shared = min(b, d) - max(a, c)
    return 3 * shared > max(b, d) - min(a, c)


def _candidates(
    series: Floats, width: int, side: int, threshold: float, sign: int, ceiling: float
) -> tuple[list[tuple[float, int, int]], float]:
    """Rate every window of one length, and keep the best of each neighbourhood.

    Long windows are few: their spread is held below that of shorter ones, `ceiling`, or a single
    forged month would hide itself.
    """
    n = len(series)
    total, count = sums(series)
    start = np.arange(n - width + 1)
    middle = _mean(total, count, start, start + width)
    left = _mean(total, count, np.maximum(start - side, 0), start)
    right = _mean(total, count, start + width, np.minimum(start + width + side, n))
    down, up = middle - left, middle - right
    down, up = np.where(np.isfinite(down), down, up), np.where(np.isfinite(up), up, down)
    contrast = 0.5 * (down + up)
    scale = min(_usual(contrast), ceiling)
    if not np.isfinite(scale) or scale <= 0:
        return [], ceiling
    agreed = np.where(down * up > 0, np.minimum(np.abs(down), np.abs(up)), 0.0) / scale
    wanted = np.isfinite(agreed) & ((sign == 0) | (contrast * sign > 0))
    agreed = np.where(wanted, agreed, 0.0)
    found: list[tuple[float, int, int]] = []
    while True:
        i = int(np.argmax(agreed))
        if agreed[i] < threshold or len(found) >= 12:
            return found, scale
        found.append((float(agreed[i]), i, width))
        agreed[max(0, i - width) : i + width] = 0.0


def _mean(total: Floats, count: Ints, a: Ints, b: Ints) -> Floats:
    """Average [a, b); NaN where less than a third is there."""
    n = count[b] - count[a]
    return np.where(
        n >= np.maximum(2, (b - a) / 3), (total[b] - total[a]) / np.maximum(n, 1), np.nan
    )


def _refined(series: Floats, first: int, after: int, z: float, edge: int, side: int) -> Box:
    """Move the edges to the largest steps nearby, and measure them."""
    inside = centre(series[first:after])
    outside = centre(
        np.concatenate([series[max(0, first - side) : first], series[after : after + side]])
    )
    sign = 1.0 if inside >= outside else -1.0
    reach = max(2, (after - first) // 3)
    k = max(2, min(max(edge, (after - first) // 8), 6 * edge, (after - first) // 2))
    ahead = rolling_mean(series, k, 0.5)
    step = np.full(len(series) + 1, np.nan)
    step[k : len(series) - k + 1] = ahead[k:] - ahead[: len(ahead) - k]
    a, begin = _edge(step, first, reach, sign)
    b, finish = _edge(step, after, reach, -sign)
    if b - a < 2:
        a, b = first, after
    inside = centre(series[a:b])
    around = np.concatenate([series[max(0, a - side) : a], series[b : b + side]])
    height = inside - centre(around)
    size = max(abs(height), 1e-12)
    return Box(a, b, float(height), z, begin / size, finish / size)


def _edge(step: Floats, at: int, reach: int, sign: float) -> tuple[int, float]:
    """Find the largest step of a sign near a place; the end of the series has none."""
    low, high = max(0, at - reach), min(len(step), at + reach + 1)
    part = sign * step[low:high]
    if not np.isfinite(part).any():
        return at, float("nan")
    best = int(np.nanargmax(part))
    if low + best <= 3 or low + best >= len(step) - 4:
        return at, float("nan")
    return low + best, float(part[best])


def _usual(contrast: Floats) -> float:
    """Take the spread of contrasts, untouched by up to half of them that are no chance."""
    size = np.abs(contrast[np.isfinite(contrast)])
    return float(np.quantile(size, 0.35)) / 0.4538 if len(size) else float("nan")
