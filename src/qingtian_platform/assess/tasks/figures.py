"""Figures of targets: computed ones and those handed in, side by side; which of them counts is a setting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from qingtian.policy.indicators import Indicator
from qingtian.policy.targets import Target
from qingtian_platform.assess.tasks.infos import BaselineInfo, Figure, Statement

Entered = Mapping[date, tuple[Decimal, Statement]]


@dataclass(frozen=True)
class Asked:
    """What is asked of whoever computes a series.

    Attributes
    ----------
    target, indicator
        What is to be reached, and what is counted.
    day
        The day as of which it is told; nothing later takes part.
    baselines
        Numbers that were handed in to count a reduction from, by year.
    baseline
        Which one counts where one was computed too: `computed` or `entered`.
    answer
        Gives what a setting of the pack says on the day.
    """

    target: Target
    indicator: Indicator
    day: date
    baselines: Mapping[int, Decimal]
    baseline: str
    answer: Callable[[str], Any]


Plain = Callable[[date], Iterable[tuple[date, Decimal]]]
Series = Callable[[Asked], Iterable[Figure]]
_COMPUTED: dict[str, Plain] = {}
_MADE: dict[str, Series] = {}
_OTHERWISE: list[Series] = []


def computed_by(indicator: str, compute: Plain) -> None:
    """Let a stage compute an indicator: a function from a day to (day, figure) up to that day."""
    _COMPUTED[indicator] = compute


def made_by(series: str, compute: Series) -> None:
    """Let a stage make a series that indicators of any pack name under `computed`."""
    _MADE[series] = compute


def made_otherwise(compute: Series) -> None:
    """Let a stage make figures of indicators that only a pack names; none where it makes none."""
    _OTHERWISE.append(compute)


def computed(asked: Asked) -> list[Figure]:
    """Give the figures that are computed; none where nobody computes the indicator."""
    key = asked.indicator.key
    if key in _COMPUTED:
        return [Figure(when, value) for when, value in _COMPUTED[key](asked.day)]
    make = _MADE.get(str(asked.indicator.computed.get("series", "")))
    if make is not None:
        return list(make(asked))
    return [each for other in _OTHERWISE for each in other(asked)]


def together(own: Iterable[Figure], entered: Entered, stands: str) -> tuple[Figure, ...]:
    """Put both kinds of figures in the order of their days.

    Parameters
    ----------
    own
        Computed ones.
    entered
        Those handed in, what was said last of each day.
    stands
        Which of one day counts: `entered` or `computed`.
    """
    found = {each.day: each for each in own}
    both = {
        day
        for day, each in found.items()
        if day in entered and each.value is not None and not each.provisional
    }
    shown = [
        replace(each, stands=day not in both or stands == "computed") for day, each in found.items()
    ]
    shown += [
        Figure(day, value, said, stands=day not in both or stands == "entered")
        for day, (value, said) in entered.items()
    ]
    return tuple(sorted(shown, key=lambda each: (each.day, each.source is not None)))


def baselines(
    figures: Iterable[Figure], entered: Mapping[int, tuple[Decimal, Statement]], stands: str
) -> tuple[BaselineInfo, ...]:
    """List what a reduction is counted from: the computed number, and the one handed in."""
    bases = dict(
        each.lineage.base for each in figures if each.lineage is not None and each.lineage.base
    )
    own = [
        BaselineInfo(year, value, None, year not in entered or stands == "computed")
        for year, value in bases.items()
    ]
    said = [
        BaselineInfo(year, value, source, year not in bases or stands == "entered")
        for year, (value, source) in entered.items()
    ]
    return tuple(sorted((*own, *said), key=lambda each: (each.year, each.source is not None)))
