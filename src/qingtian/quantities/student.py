"""Student's distribution: how far from the middle its shares lie."""

from __future__ import annotations

import math
from functools import cache


@cache
def student(percent: int, freedom: int) -> float:
    """Give the t within which Student's distribution holds a share around zero.

    Parameters
    ----------
    percent
        The share. [%]
    freedom
        Degrees of freedom, at least one. [1]
    """
    low, high = 0.0, 1.0
    while _held(high, freedom) < percent / 100:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _held(middle, freedom) < percent / 100 else (low, middle)
    return (low + high) / 2


def _held(t: float, freedom: int) -> float:
    """Give how much of Student's distribution lies between -t and t (Abramowitz and Stegun 26.7)."""
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    term, total = (cosine, 0.0) if freedom % 2 else (1.0, 0.0)
    for n in range(2 + freedom % 2, freedom + 1, 2):
        total += term
        term *= cosine**2 * (n - 1) / n
    return 2 / math.pi * (angle + sine * total) if freedom % 2 else sine * total
