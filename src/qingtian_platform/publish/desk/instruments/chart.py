"""A control chart as a drawing: centre, warning and rejection lines, results in order of time."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.times import beijing, moment_text

WIDTH, TALL, LEFT, TOP, FOOT = 690, 180, 64, 12, 24
REACH = 4.5
"""Deviations from the centre to either edge; what lies beyond is drawn on the edge. [1]"""
SHOWN = 60
"""Results that one drawing shows, the latest."""


@dataclass(frozen=True)
class Line:
    """A line of the chart: its height, how it looks, what stands beside it."""

    y: float
    look: str
    label: str


@dataclass(frozen=True)
class Dot:
    """A result at its place; a rejected one is a square with its rules above."""

    x: float
    y: float
    look: str
    title: str
    rules: str
    record: int

    @property
    def corner(self) -> str:
        """Where the square of a rejected one begins."""
        return f'x="{self.x - 4:.1f}" y="{self.y - 4:.1f}"'

    @property
    def rule_y(self) -> float:
        """Base line of its rules: above it, or below where it stands at the top."""
        return round(self.y + (20 if self.y < TOP + 14 else -8), 1)


@dataclass(frozen=True)
class Drawing:
    """The drawing of one chart."""

    chart: instruments.Chart
    title: str
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    path: str
    first: str
    last: str
    width: int = WIDTH
    height: int = TOP + TALL + FOOT
    left: int = LEFT
    foot: int = TOP + TALL + 16


def drawing(chart: instruments.Chart) -> Drawing | None:
    """Draw a chart; None while too few results set it up."""
    if chart.centre is None or chart.deviation is None:
        return None
    points = chart.points[-SHOWN:]
    dots = tuple(_dot(chart, point, n, len(points)) for n, point in enumerate(points))
    title = _("Control chart of %(sample)s: %(n)s results, the last %(state)s") % {
        "sample": chart.sample,
        "n": len(chart.points),
        "state": _("out of control") if chart.rejected else _("in control"),
    }
    path = " ".join(f"{'L' if n else 'M'}{dot.x} {dot.y}" for n, dot in enumerate(dots))
    first, last = (f"{beijing(p.time):%Y-%m-%d}" for p in (points[0], points[-1]))
    return Drawing(chart, title, tuple(_lines(chart)), dots, path, first, last)


def _height(score: float) -> float:
    clipped = max(-REACH, min(REACH, score))
    return round(TOP + TALL * (0.5 - clipped / (2 * REACH)), 1)


def _lines(chart: instruments.Chart) -> list[Line]:
    assert chart.centre is not None
    assert chart.deviation is not None
    looks = {0: "centre", 2: "warn", -2: "warn", 3: "reject", -3: "reject"}
    return [
        Line(_height(n), look, f"{chart.centre + n * chart.deviation:.4g}")
        for n, look in looks.items()
    ]


def _dot(chart: instruments.Chart, point: instruments.Point, n: int, count: int) -> Dot:
    assert chart.centre is not None
    assert chart.deviation is not None
    score = (point.value - chart.centre) / chart.deviation
    x = round(LEFT + 10 + n * (WIDTH - LEFT - 24) / max(1, count - 1), 1)
    look = "reject" if point.rejects else "setup" if point.score is None else "in"
    rules = ", ".join(point.rules) if point.rejects else ""
    title = f"{moment_text(point.time)}: {point.value:g} {chart.unit}"
    return Dot(
        x, _height(score), look, f"{title} {', '.join(point.rules)}".strip(), rules, point.record
    )
