"""Plots of values in time: lines, what findings object to, marks under the axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import numpy as np

from qingtian_platform.publish.desk.alarms.plots import (
    LEFT,
    RIGHT,
    TALL,
    TOP,
    WIDTH,
    Box,
    Floats,
    Level,
    Path,
    Plot,
    Ribbon,
    Shade,
    Tick,
    Trace,
    seconds,
)
from qingtian_platform.publish.desk.alarms.scales import Scale, hour_ticks, nice, short, time_ticks

SHARPEST = 700
"""Points in a row that a line is drawn by. [1]"""


def course(
    title: str,
    traces: Sequence[Trace],
    span: tuple[datetime, datetime],
    *,
    unit: str = "",
    levels: Sequence[Level] = (),
    shades: Sequence[Shade] = (),
    ribbons: Sequence[Ribbon] = (),
    note: str = "",
    dated: bool = True,
    width: int = WIDTH,
) -> Plot:
    """Draw values in time.

    Parameters
    ----------
    title
        What is to be seen.
    traces
        Lines; those that matter most come last and lie on top.
    span
        Both ends of the time axis; what lies outside is not drawn.
    unit
        Of the values, as it is written.
    levels
        Limits and ceilings; one far above the values is named and not drawn to scale.
    shades, ribbons
        Stretches of findings with their numbers; marks under the axis.
    note
        What else a reader must know.
    dated
        Whether the axis shows moments of Beijing; else the hours since its start.
    width
        Of the drawing. [px]
    """
    first, last = map(seconds, span)
    cut = [_cut(trace, first, last) for trace in traces]
    low, high = _ends(cut, levels)
    x = Scale(first, last, LEFT, width - RIGHT)
    y = Scale(low, high, TOP + TALL, TOP)
    shown = [level for level in levels if low <= level.value <= high]
    far = [level for level in levels if level not in shown]
    return Plot(
        title=title,
        unit=unit,
        paths=tuple(Path(t.name, t.look, _line(t, x, y)) for t in cut),
        shades=tuple(_shades(shades, span, x)),
        ribbons=tuple(_ribbons(ribbons, span, x)),
        levels=tuple((y(level.value), level.text) for level in shown),
        x_ticks=tuple(time_ticks(span, x) if dated else hour_ticks(span, x)),
        y_ticks=tuple(Tick(y(v), short(v)) for v in nice(low, high)),
        words=tuple(level.text for level in far),
        note=note,
        ribbon_key=tuple(dict.fromkeys((r.key, r.word) for r in ribbons)),
        width=width,
    )


def _cut(trace: Trace, first: float, last: float) -> Trace:
    inside = (trace.times >= first) & (trace.times <= last)
    return Trace(trace.name, trace.times[inside], trace.values[inside], trace.look)


def _ends(traces: Iterable[Trace], levels: Sequence[Level]) -> tuple[float, float]:
    """Choose both ends of the axis of values: from zero, unless all lie far from it."""
    values = np.concatenate([np.empty(0), *(t.values for t in traces)])
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    near = [level.value for level in levels if level.value <= 2.5 * max(high, 1e-9)]
    high = max([high, *near])
    low = low if low < 0 or low > 0.7 * high else 0.0
    room = (high - low) or abs(high) or 1.0
    return (low - 0.05 * room if low else 0.0), high + 0.08 * room


def _line(trace: Trace, x: Scale, y: Scale) -> str:
    """Write a line as a path; it is broken where a value lacks or a gap is wide."""
    times, values = _thinned(trace.times, trace.values)
    if not len(times):
        return ""
    gaps = np.diff(times)
    usual = float(np.median(gaps)) if len(gaps) else 0.0
    parts: list[str] = []
    pen = False
    for n, (at, value) in enumerate(zip(times.tolist(), values.tolist(), strict=True)):
        if math.isnan(value):
            pen = False
            continue
        wide = trace.look != "expected" and n > 0 and 0 < 3 * usual < at - times[n - 1]
        parts.append(f"{'L' if pen and not wide else 'M'}{x(at)} {y(value)}")
        pen = True
    return "".join(_dotted(parts))


def _dotted(parts: Sequence[str]) -> Iterator[str]:
    """Make a value that stands alone visible: a line of no length with round ends."""
    for n, part in enumerate(parts):
        yield part
        alone = part[0] == "M" and (n + 1 == len(parts) or parts[n + 1][0] == "M")
        if alone:
            yield "h.1"


def _thinned(times: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Keep the lowest and the highest value of each stretch, where there are too many."""
    if len(times) <= 2 * SHARPEST:
        return times, values
    keep: set[int] = set()
    for rows in np.array_split(np.arange(len(times)), SHARPEST):
        part = values[rows]
        if np.isnan(part).all():
            keep.add(int(rows[0]))
        else:
            keep |= {int(rows[np.nanargmin(part)]), int(rows[np.nanargmax(part)])}
    chosen = np.array(sorted(keep))
    return times[chosen], values[chosen]


def _shades(shades: Sequence[Shade], span: tuple[datetime, datetime], x: Scale) -> Iterator[Box]:
    for one in shades:
        start, end = max(one.start, span[0]), min(one.end, span[1])
        if start < end:
            left, right = x(seconds(start)), x(seconds(end))
            look = "strong" if one.strong else "weak"
            width = max(2.0, round(right - left, 1))
            yield Box(left, TOP, width, TALL, look, str(one.number), one.title)


def _ribbons(ribbons: Sequence[Ribbon], span: tuple[datetime, datetime], x: Scale) -> Iterator[Box]:
    for one in ribbons:
        start, end = max(one.start, span[0]), min(one.end, span[1])
        if start < end:
            left = x(seconds(start))
            width = max(1.5, round(x(seconds(end)) - left, 1))
            yield Box(left, TOP + TALL + 3 + 9 * one.lane, width, 7, one.key, "", one.word)
