"""A target drawn: the path, figures computed and handed in, what they lead to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qingtian_platform.assess.tasks.api import TargetInfo
from qingtian_platform.publish.desk.targets.words import number


@dataclass(frozen=True)
class Size:
    """How large a drawing is, and the room around its field. [px]."""

    width: int
    height: int
    left: int
    right: int
    top: int
    foot: int
    mark: float


SMALL = Size(168, 52, 4, 6, 6, 5, 2.6)
LARGE = Size(720, 280, 52, 20, 18, 30, 4.5)


@dataclass(frozen=True)
class Mark:
    """A figure: where, how it looks, what it says. [px]."""

    x: float
    y: float
    look: str
    title: str


@dataclass(frozen=True)
class Line:
    """A straight line, or a tick with its words. [px]."""

    x1: float
    y1: float
    x2: float
    y2: float
    text: str = ""


@dataclass(frozen=True)
class Plot:
    """A drawing, ready for its template."""

    size: Size
    marks: tuple[Mark, ...]
    trace: str
    path: Line | None
    goal: Line | None
    ahead: Line | None
    interval: Line | None
    x_ticks: tuple[Line, ...]
    y_ticks: tuple[Line, ...]
    title: str

    @property
    def r(self) -> float:
        """Half the width of a mark. [px]."""
        return self.size.mark

    @property
    def base(self) -> int:
        """Where the axis lies. [px]."""
        return self.size.height - self.size.foot


def look(stands: bool, entered: bool, provisional: bool) -> str:  # noqa: FBT001 - three facts of a mark
    """Name how a figure is drawn."""
    kind = "entered" if entered else "computed"
    return f"{kind}{' provisional' if provisional else ''}{'' if stands else ' beside'}"


def draw(found: TargetInfo, size: Size, title: str) -> Plot | None:
    """Draw a target; None where there is no figure.

    Parameters
    ----------
    found
        With its figures.
    size
        `SMALL` for a row, `LARGE` for its page.
    title
        What is to be seen, in a sentence.
    """
    shown = [(each, each.value) for each in found.figures if each.value is not None]
    if not shown:
        return None
    progress = found.progress
    days = [each.day for each, _value in shown]
    values = [value for _each, value in shown]
    if progress.path:
        days += [day for day, _value in progress.path]
        values += [value for _day, value in progress.path]
    if progress.forecast:
        days.append(progress.forecast.day)
        values += [progress.forecast.low, progress.forecast.high]
    if found.target.goal is not None:
        values.append(found.target.goal)
    x, y = _scales(days, values, size)
    marks = tuple(
        Mark(
            x(each.day),
            y(value),
            look(each.stands, each.source is not None, each.provisional),
            f"{each.day} · {number(value)}",
        )
        for each, value in shown
    )
    points = [(x(each.day), y(value)) for each, value in shown if each.counts]
    goal, path, ahead = found.target.goal, progress.path, progress.forecast
    right = size.width - size.right
    return Plot(
        size,
        marks,
        " ".join(f"{'L' if n else 'M'}{a} {b}" for n, (a, b) in enumerate(points)),
        path and Line(x(path[0][0]), y(path[0][1]), x(path[1][0]), y(path[1][1])),
        None if goal is None else Line(size.left, y(goal), right, y(goal), number(goal)),
        Line(*points[-1], x(ahead.day), y(ahead.value)) if ahead else None,
        Line(x(ahead.day), y(ahead.low), x(ahead.day), y(ahead.high)) if ahead else None,
        tuple(_years(days, x, size)),
        tuple(_levels(values, y, size)),
        title,
    )


class Scale:
    """From numbers to places, in tenths of a pixel."""

    def __init__(self, ends: tuple[float, float], places: tuple[float, float]) -> None:
        self._low, self._span = ends[0], (ends[1] - ends[0]) or 1.0
        self._first, self._last = places

    def __call__(self, value: date | Decimal | float) -> float:
        """Give the place of a day or number. [px]."""
        plain = float(value.toordinal()) if isinstance(value, date) else float(value)
        share = (plain - self._low) / self._span
        return round(self._first + share * (self._last - self._first), 1)


def _scales(days: list[date], values: list[Decimal], size: Size) -> tuple[Scale, Scale]:
    first, last = min(days).toordinal(), max(days).toordinal()
    if first == last:
        first, last = first - 200, last + 200
    low, high = float(min(values)), float(max(values))
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    x = Scale((first, last), (size.left + size.mark, size.width - size.right - size.mark))
    return x, Scale((low - room, high + room), (size.height - size.foot, size.top))


def _years(days: list[date], x: Scale, size: Size) -> Iterable[Line]:
    base = size.height - size.foot
    numbers = range(min(days).year, max(days).year + 1)
    step = math.ceil(len(numbers) / 12)
    for year in numbers[::step]:
        end = date(year, 12, 31)
        if min(days) <= end <= max(days):
            yield Line(x(end), base, x(end), base + 4, str(year))


def _levels(values: list[Decimal], y: Scale, size: Size) -> Iterable[Line]:
    low, high = float(min(values)), float(max(values))
    step = _round_step((high - low) / 4 or abs(high) / 2 or 1.0)
    first = math.ceil(low / step)
    for n in range(first, math.floor(high / step) + 1):
        level = round(n * step, 6)
        yield Line(size.left, y(level), size.width - size.right, y(level), f"{level:g}")


def _round_step(about: float) -> float:
    """Take a step of 1, 2 or 5 and noughts."""
    power: float = 10.0 ** math.floor(math.log10(about))
    return next((m * power for m in (1, 2, 5) if m * power >= about), 10 * power)
