"""The statistics of a comparison: difference, limits of agreement, line, uncertainty."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from qingtian.quality.comparison.intervals import Estimate, effective, estimate, mean
from qingtian.quality.comparison.pairs import Pairs
from qingtian.quality.comparison.settings import Rules
from qingtian.quality.stream import Floats

FEWEST = 8
"""Pairs from which a spread and a line can be told. [1]"""


@dataclass(frozen=True)
class Statistics:
    """How the second series differs from the first.

    Attributes
    ----------
    count, effective
        Pairs, and how many independent ones would know the mean difference as well. [1]
    first, second
        Means. [unit of both]
    difference
        Mean of second minus first. [unit of both]
    spread
        Standard deviation of the differences. [unit of both]
    lower, upper
        Limits of agreement (Bland and Altman 1986). [unit of both]
    slope, intercept
        Of the line of second over first that allows both an equal error (Deming); None where the
        two do not rise together. [1], [unit of both]
    correlation
        None where one of them does not move. [1]
    uncertainty
        Relative expanded uncertainty of one of two like instruments, k·sqrt(mean of d²/2)/level;
        None where the level is not above zero. [%]
    """

    count: int
    effective: float
    first: float
    second: float
    difference: Estimate
    spread: float
    lower: Estimate
    upper: Estimate
    slope: Estimate | None
    intercept: Estimate | None
    correlation: float | None
    uncertainty: float | None

    @property
    def level(self) -> float:
        """Mean of both. [unit of both]."""
        return (self.first + self.second) / 2

    @property
    def relative(self) -> float | None:
        """Mean difference over the level; None where the level is not above zero. [%]."""
        return 100 * self.difference.value / self.level if self.level > 0 else None


def statistics(pairs: Pairs, rules: Rules) -> Statistics | None:
    """Compute the statistics of pairs.

    Parameters
    ----------
    pairs
        In order of time. [unit of both]
    rules
        Confidence, share within the limits of agreement, coverage factor.

    Returns
    -------
    Statistics or None
        None of fewer pairs than a spread and a line need.
    """
    if len(pairs) < FEWEST:
        return None
    apart = pairs.difference
    found = mean(apart, rules.confidence)
    first, second = float(np.mean(pairs.first)), float(np.mean(pairs.second))
    lower, upper = _limits(apart, found.value, rules)
    slope, intercept = deming(pairs, rules.confidence) or (None, None)
    return Statistics(
        count=len(pairs),
        effective=effective(apart, found),
        first=first,
        second=second,
        difference=found,
        spread=float(np.std(apart, ddof=1)),
        lower=lower,
        upper=upper,
        slope=slope,
        intercept=intercept,
        correlation=_correlation(pairs),
        uncertainty=_uncertainty(apart, (first + second) / 2, rules.coverage),
    )


def _limits(apart: Floats, centre: float, rules: Rules) -> tuple[Estimate, Estimate]:
    """Give the limits between which the share of differences lies that the rules name."""
    wide = NormalDist().inv_cdf(0.5 + rules.agreement / 200)
    spread, off = float(np.std(apart, ddof=1)), apart - centre
    reach = (off**2 - np.mean(off**2)) / (2 * spread) if spread > 0 else np.zeros_like(off)
    return (
        estimate(centre - wide * spread, off - wide * reach, rules.confidence),
        estimate(centre + wide * spread, off + wide * reach, rules.confidence),
    )


def deming(pairs: Pairs, percent: int) -> tuple[Estimate, Estimate] | None:
    """Draw the line of second over first that allows both an equal error.

    Parameters
    ----------
    pairs
        In order of time. [unit of both]
    percent
        Confidence of the intervals. [%]

    Returns
    -------
    tuple of Estimate or None
        Slope and intercept [1], [unit of both]; None where the two do not rise together.
    """
    middle = float(np.mean(pairs.first)), float(np.mean(pairs.second))
    u, v = pairs.first - middle[0], pairs.second - middle[1]
    uu, vv, uv = float(np.mean(u * u)), float(np.mean(v * v)), float(np.mean(u * v))
    if not uv > 1e-12 * math.sqrt(uu * vv):
        return None
    root = math.hypot(vv - uu, 2 * uv)
    # Both forms are equal; the one without a difference of like numbers keeps its digits.
    slope = (vv - uu + root) / (2 * uv) if vv >= uu else 2 * uv / (uu - vv + root)
    moved = -(u * v * (slope**2 - 1) + slope * (u * u - v * v)) / root
    shifted = v - slope * u - middle[0] * moved
    return (
        estimate(slope, moved, percent),
        estimate(middle[1] - slope * middle[0], shifted, percent),
    )


def _correlation(pairs: Pairs) -> float | None:
    u, v = pairs.first - np.mean(pairs.first), pairs.second - np.mean(pairs.second)
    both = math.sqrt(float(np.sum(u * u))) * math.sqrt(float(np.sum(v * v)))
    return min(1.0, max(-1.0, float(np.sum(u * v)) / both)) if both > 0 else None


def _uncertainty(apart: Floats, level: float, coverage: float) -> float | None:
    """Spread the differences over two like instruments (JJF 1059.1: expanded by a factor)."""
    if level <= 0:
        return None
    return 100 * coverage * math.sqrt(float(np.mean(apart**2)) / 2) / level
