"""Means with intervals that know that an hour resembles the hour before it.

The variance of the mean is taken from the slowest waves of the series: the mean of the squares of
its first cosine coefficients, against Student's distribution with as many degrees of freedom
(Lazarus, Lewis, Stock and Watson 2018, "equal-weighted cosines"). Where values are independent it
is the usual interval but for its wider quantile; where they are not, it stays honest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from qingtian.quality.stream import Floats
from qingtian.quantities.student import student

WAVES = (3, 12)
"""Fewest and most waves: more of them would see the day's course, fewer know little. [1]"""


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval.

    Attributes
    ----------
    value
        The figure. [its unit]
    error
        Its standard error. [its unit]
    freedom
        Degrees of freedom of the error. [1]
    percent
        Confidence of the interval. [%]
    """

    value: float
    error: float
    freedom: int
    percent: int

    @property
    def reach(self) -> float:
        """Half the width of the interval. [its unit]."""
        return student(self.percent, self.freedom) * self.error

    @property
    def low(self) -> float:
        """Lower end of the interval. [its unit]."""
        return self.value - self.reach

    @property
    def high(self) -> float:
        """Upper end of the interval. [its unit]."""
        return self.value + self.reach

    def at(self, percent: int) -> Estimate:
        """Give the same figure with an interval of another confidence. [%]."""
        return Estimate(self.value, self.error, self.freedom, percent)


def estimate(value: float, influences: Floats, percent: int) -> Estimate:
    """Give a figure an interval, from what each value of a series in order of time does to it.

    Parameters
    ----------
    value
        The figure. [its unit]
    influences
        Of each value, their mean near zero; of a mean the deviations from it. [its unit]
    percent
        Confidence. [%]
    """
    count = len(influences)
    waves = min(max(round(0.4 * count ** (2 / 3)), WAVES[0]), WAVES[1], max(count - 1, 1))
    places = (np.arange(count) + 0.5) * math.pi / count
    basis = np.cos(np.outer(np.arange(1, waves + 1), places))
    power = float(np.mean((basis @ influences) ** 2)) * 2 / count
    return Estimate(value, math.sqrt(power / count), waves, percent)


def mean(values: Floats, percent: int) -> Estimate:
    """Give the mean of a series in order of time, with its interval.

    Parameters
    ----------
    values
        At least two. [unit]
    percent
        Confidence. [%]
    """
    centre = float(np.mean(values))
    return estimate(centre, values - centre, percent)


def independent_mean(values: Floats, percent: int) -> Estimate:
    """Give the mean of values that do not depend on each other, with its interval.

    Parameters
    ----------
    values
        At least two. [unit]
    percent
        Confidence. [%]
    """
    count = len(values)
    error = float(np.std(values, ddof=1)) / math.sqrt(count)
    return Estimate(float(np.mean(values)), error, count - 1, percent)


def effective(values: Floats, found: Estimate) -> float:
    """Say how many independent values would know the mean as well; never more than there are. [1]."""
    variance = float(np.var(values))
    if found.error == 0 or variance == 0:
        return float(len(values))
    return min(float(len(values)), variance / found.error**2)
