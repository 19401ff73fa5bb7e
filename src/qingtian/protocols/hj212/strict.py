"""Strict reading: name the first clause that a frame breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qingtian.protocols.hj212.deviations import DEVIATIONS
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.errors import BreachError
from qingtian.protocols.hj212.frame import Frame


def judged(frame: Frame, dialect: Dialect) -> Frame:
    """Return the frame with `breach` set where it breaks the edition's text.

    Parameters
    ----------
    frame
        A frame as read.
    dialect
        Names the edition.
    """
    return replace(frame, breach=next(breaches(frame, dialect), None))


def breaches(frame: Frame, dialect: Dialect) -> Iterator[BreachError]:  # noqa: ARG001
    """Yield every clause that a frame breaks.

    Parameters
    ----------
    frame
        A frame as read.
    dialect
        Names the edition.
    """
    for name in frame.all_deviations:
        if name in DEVIATIONS:
            deviation = DEVIATIONS[name]
            yield BreachError(deviation.id, deviation.clause, f"expected: {deviation.message}")
