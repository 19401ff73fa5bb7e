"""Plots of counts: bars, and what was expected of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qingtian_platform.publish.desk.alarms.plots import (
    LEFT,
    RIGHT,
    TALL,
    TOP,
    WIDTH,
    Box,
    Plot,
    Tick,
)
from qingtian_platform.publish.desk.alarms.scales import Scale, nice, short


@dataclass(frozen=True)
class Bin:
    """A bar of a histogram, with what was expected of it; None where nothing was."""

    text: str
    count: float
    expected: float | None = None
    strong: bool = False
    title: str = ""


def histogram(
    title: str,
    bins: Sequence[Bin],
    *,
    words: Sequence[str] = (),
    note: str = "",
    ticks: int = 12,
    logarithmic: bool = False,
) -> Plot:
    """Draw counts as bars, and what was expected as a mark on each.

    Parameters
    ----------
    title
        What is to be seen.
    bins
        From left to right.
    words
        Entries of the key: what the bars are, what the marks are.
    note
        What else a reader must know.
    ticks
        Most bins that are named.
    logarithmic
        Whether a bar grows with the digits of its count, so that one beside thousands is seen.
    """
    most = max([1e-9, *(b.count for b in bins), *(b.expected or 0.0 for b in bins)])
    shown = _logarithm if logarithmic else float
    level = Scale(0.0, shown(most) * 1.1, TOP + TALL, TOP)
    steps = (1.0, 10.0, 100.0, 1e3, 1e4, 1e5)
    y_steps = [s for s in steps if s <= most] if logarithmic else nice(0.0, most * 1.1)

    def y(count: float) -> float:
        return level(shown(count))

    step = (WIDTH - LEFT - RIGHT) / max(1, len(bins))
    bars, marks, names = [], [], []
    every = max(1, math.ceil(len(bins) / ticks))
    for n, one in enumerate(bins):
        x, top = round(LEFT + n * step + step * 0.1, 1), y(one.count)
        wide = round(step * 0.8, 1)
        look = "strong" if one.strong else ""
        bars.append(Box(x, top, wide, round(TOP + TALL - top, 1), look, "", one.title))
        if one.expected is not None:
            marks.append(Box(round(x - step * 0.06, 1), y(one.expected), round(step * 0.92, 1), 0))
        if n % every == 0:
            names.append(Tick(round(LEFT + (n + 0.5) * step, 1), one.text))
    return Plot(
        title=title,
        unit="",
        paths=(),
        bars=tuple(bars),
        marks=tuple(marks),
        x_ticks=tuple(names),
        y_ticks=tuple(Tick(y(v), short(v)) for v in y_steps),
        words=tuple(words),
        note=note,
    )


def _logarithm(count: float) -> float:
    return math.log10(1.0 + max(count, 0.0))
