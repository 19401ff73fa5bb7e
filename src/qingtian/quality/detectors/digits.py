"""Last digits and lattices: numbers of a human, of rounding, of another range."""

from __future__ import annotations

import numpy as np

from qingtian.quality.detectors.rolling import spread
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import Floats, Ints, Stream, World
from qingtian.quality.detectors.suspicion import Suspicion, innocent

DAYS = (3, 7, 14, 28)
CIRCLE = 240
"""Display steps once around; combs of 2 to 12 steps divide it nearly. [1]"""


def fabricated(_: World, stream: Stream, settings: Settings) -> list[Suspicion]:
    """Find stretches whose last digits are not those of this instrument.

    Parameters
    ----------
    stream
        With enough scatter that its last digit is free.
    settings
        Part `digits`.

    Returns
    -------
    list of Suspicion
        `digit_fabrication`; or `range_change` where the digits are those of a coarser lattice.
    """
    if stream.role != "measured":
        return []
    good = np.flatnonzero(stream.good & (stream.value > 0))
    values = stream.value[good]
    q = stream.quantum
    if len(good) < 120 or spread(values) < 4 * q:
        return []
    shown = np.abs(values / q - np.rint(values / q)) < 1e-3
    last = np.rint(values / q).astype(np.int64) % 10
    repeated = np.concatenate([[False], np.abs(np.diff(values)) < 0.5 * q])
    low = values < 10 * q
    use = ~repeated & ~low & shown
    good, last, values = good[use], last[use], values[use]
    found: list[Suspicion] = []
    whole = np.rint(values / q).astype(np.int64)
    for days in DAYS:
        width = max(stream.samples(24 * days), 60)
        found += _windows(stream, good, last, values, width, settings)
        if spread(values) >= 10 * q:
            found += _combs(stream, good, whole, width, settings)
    return found


def _combs(
    stream: Stream, good: Ints, whole: Ints, width: int, settings: Settings
) -> list[Suspicion]:
    """Find windows whose numbers stand on a comb of wider teeth than the display's.

    Numbers are counted round a circle of CIRCLE display steps; a comb shows as a line in the
    Fourier transform of the counts, whatever its width and wherever it begins.
    """
    starts = np.arange(0, max(1, len(stream) - width // 2), max(1, width // 4))
    edges = np.searchsorted(good, [starts, starts + width]).T
    n = np.array([b - a for a, b in edges], dtype=np.float64)
    enough = n >= settings["digits.samples"]
    if enough.sum() < 3:
        return []
    lines = (
        np.array(
            [
                np.abs(np.fft.rfft(np.bincount(whole[a:b] % CIRCLE, minlength=CIRCLE)))
                for a, b in edges
            ]
        )[:, CIRCLE // 12 :]
        / np.maximum(n, 1)[:, None]
    )
    usual = np.median(lines[enough], axis=0)
    z = np.where(enough[:, None], np.maximum(lines - usual, 0.0) * np.sqrt(n)[:, None], 0.0)
    top = z.max(axis=1)
    floor = max(1.0, float(np.median(top[enough])) / 2.4, spread(top[enough]) / 0.7)
    found: list[Suspicion] = []
    for i in np.argsort(-top, kind="stable").tolist():
        strength = float(top[i] / floor / settings["digits.comb"])
        if strength < 1:
            break
        line = int(np.argmax(z[i])) + CIRCLE // 12
        a, b = teeth(good, whole, edges[i], line / CIRCLE)
        if any(stream.at(a) < f.end and f.start < stream.at(b) for f in found):
            continue
        if _exchanged(stream, a, b):
            continue
        share = float(lines[i].max())
        found.append(
            Suspicion.on(
                stream,
                a,
                b,
                "range_change" if share > 0.6 else "digit_fabrication",
                strength,
                statistic="comb of the numbers",
                observed=round(share, 3),
                expected=round(float(usual[line - CIRCLE // 12]), 3),
                n=int(n[i]),
                tooth=round(CIRCLE / line * stream.quantum, 6),
                z=round(float(top[i]), 2),
                **innocent(
                    {
                        "display and unit: its own numbers are the measure": True,
                        "another analyser": True,
                    }
                ),
            )
        )
    return found


def teeth(good: Ints, whole: Ints, edges: Ints, pace: float) -> tuple[int, int]:
    """Find the stretch around a window that lies on a comb.

    Parameters
    ----------
    good, whole
        Places of the numbers, and these in display steps.
    edges
        First number of the window and the one after it.
    pace
        Teeth in a display step. [1]

    Returns
    -------
    first, after
        Places.
    """
    turn = np.exp(2j * np.pi * pace * whole)
    mean = turn[edges[0] : edges[1]].mean()
    size = max(abs(mean), 1e-9)
    gain = (turn * np.conj(mean / size)).real - 0.45 * size
    middle = int(edges.sum()) // 2
    b = middle + int(np.argmax(np.cumsum(gain[middle:])))
    a = middle - int(np.argmax(np.cumsum(gain[:middle][::-1])))
    return int(good[max(a - 1, 0)]), int(good[min(b, len(good) - 1)]) + 1


def _windows(
    stream: Stream, good: Ints, last: Ints, values: Floats, width: int, settings: Settings
) -> list[Suspicion]:
    """Compare the digits of windows with those of all the stream."""
    step = max(1, width // 4)
    starts = np.arange(0, max(1, len(stream) - width // 2), step)
    table = np.zeros((len(starts), 10))
    edges = np.searchsorted(good, [starts, starts + width])
    for i, (a, b) in enumerate(edges.T):
        table[i] = np.bincount(last[a:b], minlength=10)
    n = table.sum(axis=1)
    enough = n >= settings["digits.samples"]
    if enough.sum() < 3:
        return []
    usual = np.median(table[enough] / n[enough][:, None], axis=0) + 0.004
    usual /= usual.sum()
    chi = ((table - n[:, None] * usual) ** 2 / np.maximum(n[:, None] * usual, 1e-9)).sum(axis=1)
    z = (np.cbrt(chi / 9) - (1 - 2 / 81)) / np.sqrt(2 / 81)
    z = np.where(enough, z, 0.0)
    floor = max(1.0, float(np.median(z[enough])) + 1.0, spread(z[enough]))
    found = []
    order = np.argsort(-z, kind="stable")
    taken: list[tuple[int, int]] = []
    for i in order.tolist():
        if z[i] / floor < settings["digits.z"] or z[i] < settings["digits.z"]:
            break
        a, b = int(starts[i]), int(starts[i] + width)
        if any(a < d and c < b for c, d in taken):
            continue
        odd = np.flatnonzero(table[i] / n[i] > 1.35 * usual).tolist()
        missing = np.flatnonzero(table[i] / n[i] < 0.35 * usual).tolist()
        a, b = _extent(good, last, usual, table[i] / n[i], a, b)
        taken.append((a, b))
        if _exchanged(stream, a, b):
            continue
        lattice = _lattice(values, good, a, b, stream.quantum)
        kind = "range_change" if lattice else "digit_fabrication"
        found.append(
            Suspicion.on(
                stream,
                a,
                b,
                kind,
                float(z[i] / floor / settings["digits.z"]),
                statistic="last digits, chi-squared of 9",
                observed=round(float(chi[i]), 1),
                expected=9,
                z=round(float(z[i]), 2),
                n=int(n[i]),
                preferred=odd,
                avoided=missing,
                share=[round(float(x), 3) for x in table[i] / n[i]],
                lattice=lattice,
                **innocent(
                    {
                        "display and unit: its own digits are the measure": True,
                        "held values": True,
                        "another analyser": True,
                    }
                ),
            )
        )
    return found


def _extent(
    good: Ints, last: Ints, usual: Floats, share: Floats, first: int, after: int
) -> tuple[int, int]:
    """Find the stretch around a window that its digits explain better than the usual ones do."""
    ratio = np.log((share + 0.02) / (usual + 0.02))
    gain = ratio[last] - 0.25 * float(np.sum(ratio * share))
    a, b = np.searchsorted(good, [first, after]).tolist()
    middle = (a + b) // 2
    ahead = np.cumsum(gain[middle:])
    behind = np.cumsum(gain[:middle][::-1])
    b = middle + int(np.argmax(ahead)) if len(ahead) else middle
    a = middle - 1 - int(np.argmax(behind)) if len(behind) else middle
    return int(good[max(a, 0)]), int(good[min(b, len(good) - 1)]) + 1


def _exchanged(stream: Stream, first: int, after: int) -> bool:
    """Tell whether digits change for good at a mark of maintenance: another analyser."""
    day = stream.samples(24)
    if after < len(stream) - 3 * day:
        return False
    around = stream.mark[max(0, first - 3 * day) : first + 3 * day]
    return bool(np.isin(around, [ord(c) for c in "MD"]).sum() >= max(2, stream.samples(2)))


def _lattice(values: Floats, good: Ints, first: int, after: int, q: float) -> float:
    """Find a coarser step on which the stretch lies while the rest does not; 0 where none."""
    inside = (good >= first + (after - first) // 4) & (good < after - (after - first) // 4)
    outside = (good < first) | (good >= after)
    if inside.sum() < 20 or outside.sum() < 20:
        return 0.0
    for factor in (5.0, 4.0, 3.0, 2.5, 2.0, 1.5):
        g = q * factor
        fits = [np.mean(_on(values[part], g, q)) for part in (inside, outside)]
        chance = min(1.0, 1.02 / factor + 0.02)
        if fits[0] > 0.95 and fits[1] < 0.5 + 0.5 * chance:
            return float(g)
    return 0.0


def _on(values: Floats, g: float, q: float) -> np.ndarray:
    """Tell which numbers are a multiple of g, rounded to q."""
    return np.abs(values - np.rint(values / g) * g) < 0.51 * q * (g / q % 1 != 0) + 0.01 * q
