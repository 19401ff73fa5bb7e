"""Thresholds of the detectors: dated, with a reason each, in the law's area `quality`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from qingtian import law

Settings = Mapping[str, float]
PREFIX = "quality.detectors."


@cache
def settings(day: date | None = None) -> Settings:
    """Read the thresholds of a day.

    Parameters
    ----------
    day
        Of the data; None for the latest thresholds. Data older than all of them take the oldest.

    Returns
    -------
    mapping
        Number by part and name, as `constant.hours`.
    """
    found = {}
    for path, stages in law.provisions().items():
        if path.startswith(PREFIX):
            known = [s for s in stages if day is None or s.since <= day]
            stage = known[-1] if known else stages[0]
            for name, value in stage.value.items():
                found[f"{path.removeprefix(PREFIX)}.{name}"] = float(value)
    return found
