"""What the limit does to a series: a cap, and numbers moved from just above to just below."""

from __future__ import annotations

import numpy as np

from qingtian.quality.detectors.rolling import runs
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import AMBIENT, Floats, Ints, Stream, World
from qingtian.quality.detectors.suspicion import Suspicion, innocent

LEAST = 2.5
"""A jump less clear than this is not looked at twice. [1]"""
FINE = 100
"""Parts into which a limit is divided. [1]"""


def truncated(world: World, stream: Stream, settings: Settings) -> list[Suspicion]:
    """Find times in which numbers pile up at a ceiling that is no end of the range.

    Parameters
    ----------
    stream
        Measured or converted pollutants.
    settings
        Part `top`.

    Returns
    -------
    list of Suspicion
        With the ceiling, how many lie in its band, and how many in the two bands below it.
    """
    if stream.role == "context" or stream.prop in ("flow", "temperature", "moisture", "ph", "o2"):
        return []
    found = []
    best: list[tuple[float, int, int, Suspicion]] = []
    for days in (5, 10, 20):
        width = max(stream.samples(24 * days), 40)
        if width > len(stream):
            continue
        for first in range(0, len(stream) - width // 2, max(1, width // 2)):
            one = _ceiling(stream, first, min(first + width, len(stream)), settings)
            if one is not None:
                best.append((one.strength, one.start, one.end, one))
    best.sort(key=lambda item: (-item[0], item[1]))
    taken: list[tuple[int, int]] = []
    for _strength, start, end, one in best:
        if not any(start < b and a < end for a, b in taken):
            taken.append((start, end))
            if not _shared(world, stream, one, settings):
                found.append(one)
    return found


def _shared(world: World, stream: Stream, one: Suspicion, settings: Settings) -> bool:
    """Tell whether two neighbours of an ambient station stop at the same ceiling: the network's, then."""
    if stream.domain not in AMBIENT:
        return False
    top = float(one.evidence["ceiling"])
    band = max(2 * settings["top.band"] * top, 1.01 * stream.quantum)
    alike = 0
    for other in world.near(stream)[:8]:
        part = other.clean[other.index(one.start) : other.index(one.end)]
        there = np.sort(part[np.isfinite(part)])
        spare = int(0.004 * len(there))
        if len(there) and abs(float(there[-1 - spare]) - top) <= band:
            alike += int(np.sum(there > top - band)) >= settings["top.samples"]
    return alike >= 2


def _ceiling(stream: Stream, first: int, after: int, settings: Settings) -> Suspicion | None:
    """Judge the top of one window."""
    part = stream.clean[first:after]
    there = part[np.isfinite(part)]
    if len(there) < 40:
        return None
    ordered = np.sort(there)
    spare = max(0, int(0.004 * len(there)))
    top = float(ordered[-1 - spare])
    q = stream.quantum
    if top <= max(8 * q, 3 * stream.lod if np.isfinite(stream.lod) else 0.0):
        return None
    band = max(settings["top.band"] * top, 1.01 * q)
    apart = min(1.0, 2 / stream.hour)
    at = int(np.sum(there > top - band) * apart)
    below = [
        int(np.sum((there > top - k * band) & (there <= top - (k - 1) * band)) * apart)
        for k in (2, 3, 4)
    ]
    beneath = max(float(np.mean(below)), 0.5)
    if at < settings["top.samples"] or np.median(there) > top - 2 * band:
        return None
    z = (at - beneath) / np.sqrt(at + beneath)
    capped = np.isfinite(part) & (part > top - band)
    pieces = runs(capped, bridge=stream.samples(1, 1))
    if len(pieces) < 3 or z < settings["top.z"] or at < 2.2 * beneath:
        return None
    if np.isfinite(stream.top) and top >= 0.985 * stream.top:
        return None
    kind = "upper_truncation"
    if (stream.mark[first:after] == ord("T")).sum() > 0.3 * at:
        return None
    a, b = first + pieces[0][0], first + pieces[-1][1]
    a, b = _grown(stream.clean, a, b, top, band)
    return Suspicion.on(
        stream,
        a,
        b,
        kind,
        float(z / settings["top.z"]),
        statistic="pile-up under a ceiling",
        ceiling=top,
        observed=at,
        expected=round(beneath, 1),
        z=round(float(z), 2),
        n=len(there),
        stretches=len(pieces),
        limit=stream.limit if np.isfinite(stream.limit) else None,
        **innocent(
            {
                "end of the range": bool(np.isfinite(stream.top)),
                "one single plateau": True,
                "control close to a set point": True,
            }
        ),
    )


def _grown(values: Floats, first: int, after: int, top: float, band: float) -> tuple[int, int]:
    """Follow the ceiling to both sides until something exceeds it."""
    over = values > top + band
    at = (values > top - band) & (values <= top + 0.5 * band)
    a, b = first, after
    i = first
    while i > 0 and not over[i - 1]:
        i -= 1
        if at[i]:
            a = i
    i = after
    while i < len(values) and not over[i]:
        if at[i]:
            b = i + 1
        i += 1
    return a, b


def bunched(_: World, stream: Stream, settings: Settings) -> list[Suspicion]:
    """Find times in which numbers are missing just above the limit and too many just below it.

    Parameters
    ----------
    stream
        With a limit on file.
    settings
        Part `bunching`.

    Returns
    -------
    list of Suspicion
        With the counts on both sides, and what a smooth density would have there.
    """
    limit = stream.limit
    if not np.isfinite(limit) or limit <= 0 or stream.role == "context" or stream.prop == "ph":
        return []
    fine = np.full(len(stream), 3 * FINE, dtype=np.int64)
    there = np.isfinite(stream.clean)
    scaled = np.ceil(stream.clean[there] / limit * FINE - 1e-9)
    fine[there] = np.clip(scaled, 0, 2 * FINE).astype(np.int64)
    best: list[tuple[float, int, int, Suspicion]] = []
    for days in (14, 28, 56):
        width = stream.samples(24 * days)
        if width > 1.5 * len(stream):
            continue
        for first in range(0, max(1, len(stream) - width // 2), max(1, width // 4)):
            after = min(first + width, len(stream))
            counts = np.bincount(fine[first:after], minlength=3 * FINE + 1)[: 2 * FINE]
            one = _edge(stream, first, after, np.cumsum(counts), settings)
            if one is not None:
                best.append((one.strength, one.start, one.end, one))
    return _shortest([item[3] for item in best])


def _shortest(candidates: list[Suspicion]) -> list[Suspicion]:
    """Of candidates that overlap keep the shortest that is nearly as strong as the strongest."""
    found: list[Suspicion] = []
    rest = sorted(candidates, key=lambda c: (-c.strength, c.start))
    while rest:
        best = rest[0]
        group = [c for c in rest if c.start < best.end and best.start < c.end]
        near = [c for c in group if c.strength >= 0.8 * best.strength]
        found.append(min(near, key=lambda c: (c.end - c.start, -c.strength)))
        rest = [
            c
            for c in rest
            if c not in group and not (c.start < found[-1].end and found[-1].start < c.end)
        ]
    return found


def _edge(
    stream: Stream, first: int, after: int, total: Ints, settings: Settings
) -> Suspicion | None:
    """Compare the counts at both sides of the limit in one window, and at limits that are none."""
    least = max(4, int(np.ceil(2 * stream.quantum / stream.limit * FINE)))
    best = None
    for wide in (0.04, 0.07, 0.11, 0.16):
        band = max(round(wide * FINE), least)
        real = _jump(total, FINE, band)
        if real is None or real[1] + real[2] < settings["bunching.samples"]:
            continue
        z, above, below, expected = real
        if z < settings["bunching.z"]:
            continue
        placebos = [_jump(total, FINE + k * band, band) for k in (-4, -3, -2, 2, 3)]
        placebo = max([p[0] for p in placebos if p is not None and p[1] + p[2] > 8], default=0.0)
        strength = min(z / settings["bunching.z"], z / max(1.6 * placebo, 1e-9))
        if strength >= 1 and (best is None or strength > best[0]):
            best = (strength, z, placebo, band, above, below, expected)
    if best is None:
        return None
    strength, z, placebo, band, above, below, expected = best
    return Suspicion.on(
        stream,
        first,
        after,
        "threshold_bunching",
        float(min(strength, z / settings["bunching.z"])),
        statistic="counts on both sides of the limit",
        limit=stream.limit,
        band=round(band / FINE * stream.limit, 4),
        observed=[int(below), int(above)],
        expected_above=round(expected, 1),
        z=round(z, 2),
        z_placebo=round(placebo, 2),
        n=int(total[-1]),
        **innocent(
            {
                "slope and bend of the density": True,
                "other limits show no jump": True,
                "coarse display": True,
            }
        ),
    )


def _jump(total: Ints, at: int, band: int) -> tuple[float, float, float, float] | None:
    """Measure what is missing above a place against a smooth curve through its surroundings.

    Returns
    -------
    z, above, below, expected
        None where there is too little to tell.
    """
    if at - 5 * band < 0 or at + 3 * band > len(total):
        return None
    edges = at + band * np.arange(-5, min(6, (len(total) - at - 1) // band) + 1)
    if len(edges) < 9:
        return None
    counts = np.diff(total[edges - 1]).astype(np.float64)
    where = np.arange(len(counts)) - 4.5
    outer = np.abs(where) > 1
    if counts[outer].sum() < 12 or outer.sum() < 5:
        return None
    straight = 0.5 * (np.sqrt(counts[2] * counts[3]) + np.sqrt(counts[6] * counts[7]))
    lean = float(np.log((counts[6] + counts[7] + 1) / (counts[2] + counts[3] + 1))) / 4.0
    lines = straight * np.exp(np.array([-0.5, 0.5]) * lean)
    simple = _missing(counts[4], counts[5], lines)
    if simple < LEAST:
        return simple, float(counts[5]), float(counts[4]), float(lines[1])
    weight = np.sqrt(counts[outer] + 0.5)
    design = np.column_stack([np.ones(outer.sum()), where[outer], where[outer] ** 2])
    beta = np.linalg.lstsq(
        design * weight[:, None], np.log(counts[outer] + 0.4) * weight, rcond=None
    )[0]
    curve = np.exp(np.clip(np.array([[1, -0.5, 0.25], [1, 0.5, 0.25]]) @ beta, -5, 12))
    z = min(simple, _missing(counts[4], counts[5], curve))
    return z, float(counts[5]), float(counts[4]), float(min(curve[1], lines[1]))


def _missing(below: float, above: float, curve: Floats) -> float:
    """Rate what is missing above a place: of what lies on both sides, and of what should be there."""
    share = max(float(curve[1] / max(curve.sum(), 1e-9)), 0.02)
    both = below + above
    z_split = (both * share - above) / np.sqrt(both * share * (1 - share) + 0.5)
    z_missing = (curve[1] - above) / np.sqrt(curve[1] + 0.5)
    return float(min(z_split, 1.7 * z_missing))
