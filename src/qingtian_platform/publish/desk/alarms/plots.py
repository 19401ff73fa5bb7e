"""Plots of evidence, drawn on the server: they need no script, and print as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

WIDTH, WIDE, TALL = 720, 1100, 190
LEFT, RIGHT, TOP, FOOT = 48, 12, 20, 42
"""Room around the field of a plot. [px]"""


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


def seconds(moment: datetime) -> float:
    """Give a moment as the plots count it. [s since 1970, UTC]."""
    return moment.timestamp()


def of_moments(moments: Sequence[datetime]) -> Floats:
    """Turn moments into what a trace takes. [s since 1970, UTC]."""
    return np.array([m.timestamp() for m in moments], float)


def moment(at: float) -> datetime:
    """Turn seconds since 1970 into a moment."""
    return datetime.fromtimestamp(at, UTC)
