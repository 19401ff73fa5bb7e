"""Counts with what was expected: histograms of values, digits, runs and hidden levels."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from qingtian_platform.publish.desk.alarms.histograms import Bin, histogram
from qingtian_platform.publish.desk.alarms.plots import Floats, Plot
from qingtian_platform.publish.desk.alarms.readings import Course

FEW = 8
"""Fewer values than this make no histogram. [1]"""
ROLL = 24
"""Values in a row whose scatter is taken. [1]"""


def finite(values: Floats) -> Floats:
    """Leave out what is no number."""
    return values[np.isfinite(values)]


def differences(found: Floats, usual: Floats, unit: str) -> Plot:
    """Count how far two series of changes differ; what chance gives is marked.

    Parameters
    ----------
    found, usual
        Differences of the changes; those of changes that belong to other hours.
    unit
        As it is written.
    """
    found, usual = finite(found), finite(usual)
    reach = float(np.quantile(np.abs(usual), 0.9)) if len(usual) else 1.0
    edges = np.linspace(-1.0, 1.0, 22) * (reach or 1.0)
    counts = np.histogram(np.clip(found, edges[0], edges[-1]), edges)[0]
    chance = np.histogram(np.clip(usual, edges[0], edges[-1]), edges)[0]
    share = len(found) / max(1, len(usual))
    bins = [
        Bin(
            _plain(round((edges[n] + edges[n + 1]) / 2 / edges[-1], 6) * edges[-1] + 0.0),
            float(counts[n]),
            float(chance[n] * share),
            n == 10,
        )
        for n in range(21)
    ]
    return histogram(
        _("How far the changes from value to value differ, %(unit)s") % {"unit": unit},
        bins,
        words=(_("Changes of the stretch against those they repeat"), _("Expected by chance")),
    )


def _plain(value: float) -> str:
    """Write a number by its first two digits, without a power of ten."""
    return f"{float(f'{value:.2g}'):g}"


def distribution(inside: Floats, past: Floats, marks: Sequence[float], unit: str) -> list[Plot]:
    """Count the values of a stretch; what its past would have put into each bar is marked.

    Parameters
    ----------
    inside, past
        Normal values of the stretch and of the stream's past.
    marks
        Values that an edge of a bar is to lie on, as a ceiling.
    unit
        As it is written.
    """
    past = finite(past)
    if len(inside) < FEW:
        return []
    high = float(np.quantile(np.concatenate([inside, past]), 0.995))
    low = min(0.0, float(inside.min()))
    width = _width(high - low, marks)
    origin = marks[0] if marks else low
    first = origin - math.ceil((origin - low) / width) * width
    edges = np.arange(first, max(high, *marks, first) + 2 * width, width)
    counts = np.histogram(inside, edges)[0]
    share = np.histogram(past, edges)[0] / max(1, len(past))
    most = int(np.argmax(counts))
    bins = [
        Bin(
            f"{edges[n]:.4g}",
            float(counts[n]),
            float(share[n] * len(inside)) if len(past) >= 50 else None,
            n == most,
            f"{edges[n]:.4g}–{edges[n + 1]:.4g}: {counts[n]}",
        )
        for n in range(len(counts))
    ]
    return [
        histogram(
            _("How often each value comes, %(unit)s") % {"unit": unit},
            bins,
            words=(_("Values of the stretch"), _("Expected from its own past")),
        )
    ]


def _width(room: float, marks: Sequence[float]) -> float:
    """Choose the width of a bar."""
    raw = max(room, *[abs(m) for m in marks], 1e-9) / 30
    size = 10.0 ** math.floor(math.log10(raw))
    return next(m * size for m in (1, 2, 5, 10) if m * size >= raw)


def around(inside: Floats, limit: float, band: float | None, unit: str) -> list[Plot]:
    """Count the values right below and right above a limit against a smooth density."""
    if len(inside) < FEW or limit <= 0:
        return []
    width = band or limit * 0.02
    edges = limit + width * np.arange(-12, 11)
    counts = np.histogram(inside, edges)[0].astype(float)
    centres = (edges[1:] + edges[:-1]) / 2
    fit = (centres < limit - 2 * width) | (centres > limit + 2 * width)
    smooth = np.polynomial.Polynomial.fit(centres[fit], counts[fit], 2)(centres)
    bins = [
        Bin(
            f"{edges[n]:.4g}",
            float(counts[n]),
            max(0.0, float(smooth[n])),
            abs(centres[n] - limit) < 2 * width,
            f"{edges[n]:.4g}–{edges[n + 1]:.4g}: {counts[n]:.0f}",
        )
        for n in range(len(counts))
    ]
    return [
        histogram(
            _("How often values come on both sides of the limit of %(limit)s %(unit)s")
            % {"limit": f"{limit:g}", "unit": unit},
            bins,
            words=(_("Values of the stretch"), _("Expected of a smooth density")),
            note=_("Each bar begins at its number; the limit is the edge between the dark bars."),
        )
    ]


def last_digits(
    inside: Sequence[Mapping[str, Any]], past: Sequence[Mapping[str, Any]]
) -> list[Plot]:
    """Count the last digits as sent, and those of the stream's own past."""
    own = list(_digits(inside))
    if len(own) < FEW:
        return []
    before = list(_digits(past))
    bins = []
    for digit in range(10):
        count = own.count(digit)
        share = before.count(digit) / len(before) if len(before) >= 100 else 0.1
        bins.append(Bin(str(digit), count, share * len(own), count > 2 * share * len(own)))
    told = _("Expected from its own past") if len(before) >= 100 else _("Expected: one in ten")
    return [histogram(_("Last digits as sent"), bins, words=(_("Values of the stretch"), told))]


def _digits(rows: Sequence[Mapping[str, Any]]) -> Iterator[int]:
    for row in rows:
        if row["value"] is not None and row["decimals"] is not None:
            yield round(abs(row["value"]) * 10 ** row["decimals"]) % 10


def teeth(inside: Floats, past: Floats, tooth: float) -> list[Plot]:
    """Count where values lie between two teeth of a comb; without one they lie anywhere."""
    if len(inside) < FEW or tooth <= 0:
        return []
    past = finite(past)
    edges = np.linspace(-0.05, 0.95, 11)
    counts = np.histogram((inside / tooth + 0.05) % 1.0 - 0.05, edges)[0]
    usual = np.histogram((past / tooth + 0.05) % 1.0 - 0.05, edges)[0] / max(1, len(past))
    bins = [
        Bin(
            f"{n / 10:.1f}",
            float(counts[n]),
            float(usual[n] * len(inside)) if len(past) >= 50 else len(inside) / 10,
            n == 0,
        )
        for n in range(10)
    ]
    return [
        histogram(
            _("Where values lie between two steps of %(tooth)s") % {"tooth": f"{tooth:g}"},
            bins,
            words=(_("Values of the stretch"), _("Expected from its own past")),
        )
    ]


def runs(past: Floats, inside: Floats) -> list[Plot]:
    """Count how long one value stands in the stream's past, beside the run that is told."""
    lengths = run_lengths(finite(past))
    told = run_lengths(inside)
    if not len(told):
        return []
    longest = int(told.max())
    edges = [1, 2, 3, 4, 6, 9, 13, 25, 49, 97, 10**9]
    names = ["1", "2", "3", "4–5", "6–8", "9–12", "13–24", "25–48", "49–96", "97–"]
    counts = np.histogram(lengths, edges)[0]
    own = int(np.searchsorted(edges, longest, side="right")) - 1
    bins = [
        Bin(name, float(counts[n]) + (n == own), None, n == own) for n, name in enumerate(names)
    ]
    return [
        histogram(
            _("How many values in a row are equal"),
            bins,
            words=(
                _("Runs of its past; dark: with the run of this stretch, %(n)s long")
                % {"n": longest},
            ),
            logarithmic=True,
        )
    ]


def run_lengths(values: Floats) -> Floats:
    """Give the lengths of all runs of equal values. [1]."""
    if not len(values):
        return np.empty(0)
    edges = np.flatnonzero(np.append(True, np.diff(values) != 0))
    return np.diff(np.append(edges, len(values))).astype(float)


def rolling_scatter(times: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Give the scatter of `ROLL` values in a row against their middle, at the last of them. [1]."""
    if len(values) < ROLL:
        return np.empty(0), np.empty(0)
    windows = np.lib.stride_tricks.sliding_window_view(values, ROLL)
    enough = np.isfinite(windows).sum(axis=1) >= ROLL // 2
    scatter = np.full(len(windows), np.nan)
    part = windows[enough]
    middle = np.nanmedian(part, axis=1) if len(part) else np.empty(0)
    spread = np.nanmedian(np.abs(part - middle[:, None]), axis=1) if len(part) else np.empty(0)
    scatter[enough] = 1.4826 * spread / np.maximum(np.abs(middle), 1e-9)
    return times[ROLL - 1 :], scatter


def hidden(course: Course, start: datetime, end: datetime) -> list[Plot]:
    """Count the level right before each silence by tenths of all values of the stream."""
    usual = np.sort(finite(course.good))
    levels = list(_before_silences(course, start.timestamp(), end.timestamp()))
    if len(levels) < 3 or len(usual) < 20:
        return []
    ranks = np.searchsorted(usual, levels) / len(usual)
    counts = np.histogram(ranks, np.linspace(0, 1.0001, 11))[0]
    bins = [
        Bin(f"{n * 10}–{n * 10 + 10} %", float(counts[n]), len(levels) / 10, n >= 8)
        for n in range(10)
    ]
    return [
        histogram(
            _("Level right before a silence, as a rank among all values"),
            bins,
            words=(_("Silences"), _("Expected of silences without regard to level")),
        )
    ]


def _before_silences(course: Course, start: float, end: float) -> Iterator[float]:
    """Give the last good value before each mark or gap."""
    times, good = course.times, course.good
    usual = float(np.median(np.diff(times))) if len(times) > 2 else 3600.0
    for n in range(1, len(times)):
        if not start <= times[n] < end or not np.isfinite(good[n - 1]):
            continue
        if not np.isfinite(good[n]) or times[n] - times[n - 1] > 1.5 * usual:
            yield float(good[n - 1])
