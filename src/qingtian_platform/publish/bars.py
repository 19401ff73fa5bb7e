"""Bars of an index by hour, drawn on the server so that they need no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, TALL, TOP, FOOT = 690, 84, 18, 22


@dataclass(frozen=True)
class Value:
    """One bar: an index or none, its colour, the sentence behind it, the tick below it."""

    aqi: int | None
    colour: str
    title: str
    tick: str = ""


@dataclass(frozen=True)
class Bar:
    """A value at its place. [px]."""

    value: Value
    x: float
    y: float
    tall: float
    mid: float

    @property
    def worth_y(self) -> float:
        """Base line of the number above the bar."""
        return round(self.y - 4, 1)


@dataclass(frozen=True)
class Bars:
    """The drawing."""

    title: str
    bar: float
    items: tuple[Bar, ...]
    width: int = WIDTH
    height: int = TOP + TALL + FOOT
    base: int = TOP + TALL
    tick_y: int = TOP + TALL + 16
    gap_y: int = TOP + TALL - 11


def bars(values: Sequence[Value], title: str) -> Bars:
    """Draw bars from zero; the tallest is the highest index, but never less than 100.

    Parameters
    ----------
    values
        In order of time.
    title
        What a reader who cannot see the drawing is told.
    """
    step = WIDTH / max(1, len(values))
    top = max([100, *(v.aqi for v in values if v.aqi is not None)])
    items = []
    for at, value in enumerate(values):
        tall = round((value.aqi or 0) / top * TALL, 1)
        x = round(at * step + step * 0.27, 1)
        items.append(Bar(value, x, round(TOP + TALL - tall, 1), tall, round((at + 0.5) * step, 1)))
    return Bars(title, round(step * 0.46, 1), tuple(items))
