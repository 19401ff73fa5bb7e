"""Plots of evidence, drawn on the server: they need no script, and print as they stand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from qingtian_platform.kit.times import beijing

Floats = npt.NDArray[np.float64]

WIDTH, WIDE, TALL = 720, 1100, 190
LEFT, RIGHT, TOP, FOOT = 48, 12, 20, 42
"""Room around the field of a plot. [px]"""
STEPS = tuple(
    timedelta(hours=n) for n in (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 1440, 2880, 8760)
)
"""What may lie between two ticks of the time axis."""
TICKS, SHARPEST = 7, 700
"""Most ticks of the time axis; points in a row that a line is drawn by. [1]"""


@dataclass(frozen=True)
class Trace:
    """A line of a plot.

    Attributes
    ----------
    name
        What the key says.
    times, values
        In order of time; NaN breaks the line. [s since 1970, UTC]
    look
        `own`, `other`, `grey` or `expected`.
    """

    name: str
    times: Floats
    values: Floats
    look: str = "own"


@dataclass(frozen=True)
class Shade:
    """A stretch that a finding objects to, with its number."""

    number: int
    start: datetime
    end: datetime
    title: str
    strong: bool = True


@dataclass(frozen=True)
class Ribbon:
    """A stretch under the axis: key of its pattern, its words; marks in lane 0, flags in lane 1."""

    key: str
    start: datetime
    end: datetime
    word: str
    lane: int = 0


@dataclass(frozen=True)
class Level:
    """A level line, as a limit or a ceiling, with its words."""

    value: float
    text: str


@dataclass(frozen=True)
class Tick:
    """A tick: where, what it says. [px]."""

    at: float
    text: str


@dataclass(frozen=True)
class Path:
    """A line as it is drawn, with its entry in the key."""

    name: str
    look: str
    d: str


@dataclass(frozen=True)
class Box:
    """A rectangle. [px]."""

    x: float
    y: float
    width: float
    height: float
    look: str = ""
    text: str = ""
    title: str = ""

    @property
    def mid(self) -> float:
        """Middle of its width. [px]."""
        return round(self.x + self.width / 2, 1)

    @property
    def right(self) -> float:
        """Its right end. [px]."""
        return round(self.x + self.width, 1)


@dataclass(frozen=True)
class Plot:
    """A drawing, ready for its template."""

    title: str
    unit: str
    paths: tuple[Path, ...]
    shades: tuple[Box, ...] = ()
    ribbons: tuple[Box, ...] = ()
    levels: tuple[tuple[float, str], ...] = ()
    bars: tuple[Box, ...] = ()
    marks: tuple[Box, ...] = ()
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    words: tuple[str, ...] = ()
    note: str = ""
    width: int = WIDTH
    height: int = TOP + TALL + FOOT
    left: int = LEFT
    top: int = TOP
    base: int = TOP + TALL
    ribbon_key: tuple[tuple[str, str], ...] = field(default=())

    @property
    def right(self) -> int:
        """Right end of the field. [px]."""
        return self.width - RIGHT

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see."""
        return not self.bars and not any(path.d for path in self.paths)


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


def seconds(moment: datetime) -> float:
    """Give a moment as the plots count it. [s since 1970, UTC]."""
    return moment.timestamp()


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
        y_ticks=tuple(Tick(y(v), _short(v)) for v in nice(low, high)),
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


def _short(value: float) -> str:
    return f"{value:.6g}"


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
        y_ticks=tuple(Tick(y(v), _short(v)) for v in y_steps),
        words=tuple(words),
        note=note,
    )


def _logarithm(count: float) -> float:
    return math.log10(1.0 + max(count, 0.0))


def of_moments(moments: Sequence[datetime]) -> Floats:
    """Turn moments into what a trace takes. [s since 1970, UTC]."""
    return np.array([m.timestamp() for m in moments], float)


def moment(at: float) -> datetime:
    """Turn seconds since 1970 into a moment."""
    return datetime.fromtimestamp(at, UTC)
