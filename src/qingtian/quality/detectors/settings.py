"""Thresholds of the detectors: dated, with a reason each, in the law's area `quality`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from qingtian import law
from qingtian.law import Pack, Provision
from qingtian.quality.checks.settings import paths_of

Settings = Mapping[str, float]
PREFIX = "quality.detectors."


@cache
def settings(day: date | None = None, packs: tuple[Pack, ...] = ()) -> Settings:
    """Read the thresholds of a day.

    Parameters
    ----------
    day
        Of the data; None for the latest thresholds. Data older than all of them take the oldest.
    packs
        Open ones, whose thresholds go before from their day on; a pack may name some of them alone.

    Returns
    -------
    mapping
        Number by part and name, as `constant.hours`.
    """
    found: dict[str, float] = {}
    every = law.provisions(packs)
    for path in law.provisions():
        if path.startswith(PREFIX):
            for own in reversed(paths_of(path, packs)):
                stage = _stage(every[own], day, oldest=own == path)
                for name, value in stage.value.items() if stage else ():
                    found[f"{path.removeprefix(PREFIX)}.{name}"] = float(value)
    return found


def _stage(stages: Sequence[Provision], day: date | None, *, oldest: bool) -> Provision | None:
    """Choose what holds on a day; before all of them the oldest, or nothing."""
    known = [s for s in stages if day is None or s.since <= day]
    if not known:
        return stages[0] if oldest else None
    ended = day is not None and known[-1].until is not None and known[-1].until < day
    return None if ended and not oldest else known[-1]
