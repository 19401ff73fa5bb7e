"""What a check gives: a flag a row, and the numbers that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from qingtian.quality.flags import Flag, Flags
from qingtian.quality.stream import Floats, Integers, Series, Truths


@dataclass(frozen=True)
class Judged:
    """Flags of the rows of a series, in its sorted order.

    Attributes
    ----------
    flags
        `UNKNOWN` where the check cannot judge, `VALID` where it has no objection.
    evidence
        Numbers beside the rows by the name that the rule's message uses; NaN where it says nothing.
    words
        As `evidence`, where it is no number.
    """

    flags: Flags
    evidence: Mapping[str, Floats] = field(default_factory=dict)
    words: Mapping[str, npt.NDArray[np.object_]] = field(default_factory=dict)


def objected(
    series: Series, judged: Truths | Integers, bad: Integers, flag: Flag = Flag.SUSPECT
) -> Flags:
    """Flag the rows that a check objects to, and those that it judged without.

    Parameters
    ----------
    series
        What was checked.
    judged
        Rows that could be judged.
    bad
        Rows that it objects to.
    flag
        What they become.
    """
    flags = series.flags(judged)
    flags[bad] = flag
    return flags


def following(series: Series, gap: float) -> Truths:
    """Tell of each usable row whether it follows the one before closely.

    Parameters
    ----------
    series
        What is checked.
    gap
        Most periods between the two. [steps]

    Returns
    -------
    ndarray of bool, shape (usable,)
        False for the first.
    """
    rows = series.usable
    times = series.times if len(rows) == len(series) else series.times[rows]
    near = np.zeros(len(times), np.bool_)
    if series.step is not None and len(times) > 1:
        near[1:] = np.diff(times).astype(np.int64) <= gap * int(series.step.astype(np.int64))
    return near


def beginnings(near: Truths) -> Integers:
    """Give of each place the first of its stretch without a gap."""
    places = np.where(near, 0, np.arange(len(near)))
    return np.maximum.accumulate(places).astype(np.int64) if len(near) else places.astype(np.int64)
