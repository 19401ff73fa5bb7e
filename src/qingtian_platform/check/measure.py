"""Counts and blocks of a data logger's days, from what the archive holds and what it owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from qingtian.quality.blocks import Block, blocks, joined
from qingtian.quality.completeness import (
    Counts,
    Observed,
    Slots,
    Span,
    classify,
    count,
    grid,
)
from qingtian.quality.letters import letters
from qingtian_platform.check.expect import Owed


@dataclass(frozen=True)
class Measured:
    """What became of the days of one data logger at one interval.

    Attributes
    ----------
    counts
        By observed property and Beijing day.
    letters
        The same days as a letter a period.
    blocks
        Runs that were silent or marked, equal ones of several properties as one.
    slots
        The slots of each observed property; several of one whose cycle changed.
    """

    counts: dict[tuple[str, date], Counts]
    letters: dict[tuple[str, date], str]
    blocks: list[Block]
    slots: dict[str, list[Slots]]


_NOTHING = Observed(
    np.array([], dtype="datetime64[us]"),
    np.array([], dtype="datetime64[us]"),
    np.array([], dtype=bool),
    np.array([], dtype=str),
)


def measure(
    owed: Sequence[Owed],
    came: dict[str, Observed],
    window: Span,
    shut: Sequence[Span],
    now: np.datetime64,
) -> Measured:
    """Say what became of every slot of a window of days.

    Parameters
    ----------
    owed
        What the data logger owes at one interval.
    came
        What the archive holds, by observed property.
    window
        The days that are counted. [UTC]
    shut
        Declared shutdowns.
    now
        The present. [UTC]

    Returns
    -------
    Measured
        Counts by property and day; blocks; slots.
    """
    slots: dict[str, list[Slots]] = {}
    for item in owed:
        rows = classify(
            _starts(item, window, now), came.get(item.code, _NOTHING), item.terms, now, shut
        )
        slots.setdefault(item.code, []).append(rows)
    counts = {
        (code, day.astype(object)): counted
        for code, parts in slots.items()
        for rows in parts
        for day, counted in count(rows).items()
    }
    texts = {
        (code, day.astype(object)): text
        for code, parts in slots.items()
        for rows in parts
        for day, text in letters(rows).items()
    }
    runs = {code: [run for rows in parts for run in blocks(rows)] for code, parts in slots.items()}
    return Measured(counts, texts, joined(runs), slots)


def _starts(
    item: Owed, window: Span, now: np.datetime64
) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """List the slots that a datastream owes within the window and up to the present."""
    until = now + item.terms.step if window.end is None else window.end
    starts = grid(item.span, item.terms.step, until)
    return starts[starts >= window.start]
