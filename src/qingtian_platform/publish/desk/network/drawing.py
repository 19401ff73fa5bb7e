"""Two drawings of a report: one side over the other, and their difference over their mean.

They carry their colours with them, so that the page and the print show the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qingtian_platform.publish.desk.alarms.scales import Scale, nice
from qingtian_platform.publish.desk.network import words

WIDTH, HEIGHT = 480, 400
LEFT, RIGHT, TOP, FOOT = 62, 14, 14, 54
"""Room around the field. [px]"""
ACCENT, SOFT = "#1F6FB2", "#7A8794"
MOST = 800
"""Points that a drawing shows; more would hide each other. [1]"""


def scatter(content: Mapping[str, Any]) -> SafeString:
    """Draw the second over the first: the hours, the line of equal values, the line through them."""
    points = [(a, b) for _at, a, b in _thinned(content["points"])]
    low, high = _ends([each for point in points for each in point])
    x, y = _scales((low, high), (low, high))
    parts = [_line(x(low), y(low), x(high), y(high), SOFT, dashed=True)]
    hours = content["hours"]
    if hours and hours["slope"] and hours["intercept"]:
        slope, base = hours["slope"]["value"], hours["intercept"]["value"]
        ends = [(v, base + slope * v) for v in (low, high)]
        parts.append(_clipped(ends, (low, high), x, y))
    title = _(
        "Hours of both: the dashed line is where they are equal, the firm one runs through them."
    )
    return _drawn(title, points, parts, (x, y), _axes(content))  # fmt: skip


def agreement(content: Mapping[str, Any]) -> SafeString:
    """Draw the difference over the mean (Bland and Altman): mean difference, limits, what is allowed."""
    points = [((a + b) / 2, b - a) for _at, a, b in _thinned(content["points"])]
    hours, allowed = content["hours"], content["allowed"]
    lines: list[tuple[float, bool]] = []
    if hours:
        lines = [(hours["difference"]["value"], False)]
        lines += [(hours[name]["value"], True) for name in ("lower", "upper")]
    across = _ends([p[0] for p in points])
    up = _ends([*(p[1] for p in points), *(v for v, _d in lines), -allowed, allowed], free=True)
    x, y = _scales(across, up)
    band = _band(x(across[0]), x(across[1]), y(allowed), y(-allowed))
    parts = [band, _line(x(across[0]), y(0.0), x(across[1]), y(0.0), SOFT)]
    for value, dashed in lines:
        parts.append(_line(x(across[0]), y(value), x(across[1]), y(value), ACCENT, dashed=dashed))
        parts.append(_text(x(across[1]) - 2, y(value) - 5, words.number(value), "end"))
    title = _("Difference over the mean of both: mean difference, limits of agreement (dashed), what is allowed (shaded).")  # fmt: skip
    unit = words.unit(content).strip()
    names = (_("Mean of both"), _("Second minus first"))
    return _drawn(title, points, parts, (x, y), tuple(f"{name} {unit}".strip() for name in names))


def _thinned(points: Sequence[Sequence[float]]) -> Sequence[Sequence[float]]:
    return points[:: -(-len(points) // MOST)] if points else points


def _ends(values: Iterable[float], *, free: bool = False) -> tuple[float, float]:
    """Choose both ends of an axis; from zero, unless the values lie far from it or may be below."""
    found = list(values) or [0.0, 1.0]
    low, high = min(found), max(found)
    room = (high - low) or abs(high) or 1.0
    if not free and 0 <= low < 0.5 * high:
        return 0.0, high + 0.05 * room
    return low - 0.05 * room, high + 0.05 * room


def _scales(across: tuple[float, float], up: tuple[float, float]) -> tuple[Scale, Scale]:
    return Scale(*across, LEFT, WIDTH - RIGHT), Scale(*up, HEIGHT - FOOT, TOP)


def _clipped(
    ends: list[tuple[float, float]], reach: tuple[float, float], x: Scale, y: Scale
) -> str:
    """Draw a rising line as far as the field goes."""
    (x1, y1), (x2, y2) = ends
    slope = (y2 - y1) / (x2 - x1)
    for value in (y1, y2):
        edge = min(max(value, reach[0]), reach[1])
        if edge != value:
            at = x1 + (edge - y1) / slope
            if value == y1:
                x1, y1 = at, edge
            else:
                x2, y2 = at, edge
    return _line(x(x1), y(y1), x(x2), y(y2), ACCENT)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="6 5"' if dashed else ""
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="2"{dash}/>'
    )


def _band(left: float, right: float, top: float, foot: float) -> str:
    return (
        f'<rect x="{left}" y="{top}" width="{round(right - left, 1)}" height="{round(foot - top, 1)}" '
        f'fill="{SOFT}" fill-opacity="0.18"/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "middle", turn: str = "") -> str:
    return (
        f'<text x="{round(x, 1)}" y="{round(y, 1)}" font-size="14" text-anchor="{anchor}" '
        f'fill="currentColor" font-family="Noto Sans SC, sans-serif"{turn}>{escape(text)}</text>'
    )


def _axes(content: Mapping[str, Any]) -> tuple[str, str]:
    return words.side(content, "first"), words.side(content, "second")


def _drawn(
    title: str,
    points: Sequence[tuple[float, float]],
    parts: Sequence[str],
    scales: tuple[Scale, Scale],
    names: tuple[str, ...],
) -> SafeString:
    x, y = scales
    frame = [_ticks(x, y)]
    dots = [
        f'<circle cx="{x(a)}" cy="{y(b)}" r="2.6" fill="{ACCENT}" fill-opacity="0.45"/>'
        for a, b in points
    ]
    middle = (TOP + HEIGHT - FOOT) / 2
    labels = [
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, names[0]),
        _text(16, middle, names[1], turn=f' transform="rotate(-90 16 {middle})"'),
    ]
    body = "".join([*frame, *dots, *parts, *labels])
    return mark_safe(  # noqa: S308 - every text in it is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" class="net-plot" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-label="{escape(title)}">{body}</svg>'
    )


def _ticks(x: Scale, y: Scale) -> str:
    """Draw the grid with its numbers."""
    found = []
    for value in nice(x.low, x.high, 5):
        at = x(value)
        found.append(_grid(at, TOP, at, HEIGHT - FOOT))
        found.append(_text(at, HEIGHT - FOOT + 18, f"{value:.6g}".replace("-", "−")))
    for value in nice(y.low, y.high, 5):
        at = y(value)
        found.append(_grid(LEFT, at, WIDTH - RIGHT, at))
        found.append(_text(LEFT - 6, at + 5, f"{value:.6g}".replace("-", "−"), "end"))
    return "".join(found)


def _grid(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{SOFT}" stroke-opacity="0.35"/>'
