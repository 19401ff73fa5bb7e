"""Scales of plots: from numbers to places, and the ticks of their axes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from qingtian_platform.kit.times import beijing
from qingtian_platform.publish.desk.alarms.plots import Tick, seconds

STEPS = tuple(
    timedelta(hours=n) for n in (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 1440, 2880, 8760)
)
"""What may lie between two ticks of the time axis."""
TICKS = 7
"""Most ticks of the time axis. [1]"""


@dataclass(frozen=True)
class Scale:
    """From numbers to places."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        """Give the place of a number. [px]."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return round(self.first + share * (self.last - self.first), 1)


def time_ticks(span: tuple[datetime, datetime], x: Scale) -> Iterator[Tick]:
    """Place ticks at round hours or days of Beijing."""
    length = span[1] - span[0]
    step = next((s for s in STEPS if length / s <= TICKS), STEPS[-1])
    start = beijing(span[0]).replace(minute=0, second=0, microsecond=0)
    if step >= timedelta(days=1):
        start = start.replace(hour=0)
    else:
        start = start.replace(hour=start.hour - start.hour % (int(step.total_seconds()) // 3600))
    at = start
    while at <= span[1]:
        if at >= span[0]:
            day = step >= timedelta(days=1) or at.hour == 0
            yield Tick(x(seconds(at)), f"{at:%m-%d}" if day else f"{at:%H:%M}")
        at += step


def hour_ticks(span: tuple[datetime, datetime], x: Scale) -> Iterator[Tick]:
    """Place ticks at round numbers of hours since the start."""
    step = next((s for s in STEPS if (span[1] - span[0]) / s <= TICKS), STEPS[-1])
    at = span[0]
    while at <= span[1]:
        yield Tick(x(seconds(at)), f"{(at - span[0]) / timedelta(hours=1):g} h")
        at += step


def nice(low: float, high: float, count: int = 4) -> list[float]:
    """List round numbers from low to high."""
    raw = (high - low) / count
    if raw <= 0 or not math.isfinite(raw):
        return [low]
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(m * size for m in (1, 2, 2.5, 5, 10) if m * size >= raw)
    first = math.ceil(low / step - 1e-9)
    return [n * step for n in range(first, math.floor(high / step + 1e-9) + 1)]


def short(value: float) -> str:
    """Write a number of an axis."""
    return f"{value:.6g}"
