"""Flags as runs: what a statement says of times that follow each other, and what stands of it.

A *statement* is one rule with its version and arguments, a mark, or a person's ruling. Most values
have nothing the matter; so that a set of statements has no objection is one run for all of them, and
only what one of them remarks has runs of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from qingtian.quality import RULING, Entry, Flag, History
from qingtian.quality.flags import Flags
from qingtian.quality.stream import Times

Integers = npt.NDArray[np.int64]
US = "datetime64[us]"


@dataclass(frozen=True)
class Statement:
    """Who says something.

    Attributes
    ----------
    source
        Number of a rule, `MARK` or `RULING`.
    version
        Version of the rule.
    arguments
        Thresholds and where they stand; of a ruling the act.
    author
        Of a ruling, the person's role; of a mark, the data logger; empty for a rule.
    """

    source: str
    version: int = 1
    arguments: Mapping[str, Any] = field(default_factory=dict)
    author: str = ""


@dataclass(frozen=True)
class Run:
    """What some statements say of times at even distance.

    Attributes
    ----------
    number
        Place in the order of saying; 0 before it is written.
    statements
        Who says it; several where none of them objects.
    first, last, step
        Times, both included. [µs UTC], [µs]
    flag
        As `Flag` numbers them.
    said_at
        When. [µs UTC]
    """

    number: int
    statements: tuple[Statement, ...]
    first: int
    last: int
    step: int
    flag: int
    said_at: int = 0

    @property
    def whole(self) -> bool:
        """Whether it says that nothing is the matter, for all rules that were asked."""
        return self.flag == Flag.VALID and len(self.statements) > 1

    @property
    def times(self) -> Times:
        """The times that it speaks of."""
        micros = np.arange(self.first, self.last + 1, max(self.step, 1), dtype=np.int64)
        found: Times = micros.astype(US)
        return found


def cut(times: Times, flags: Flags, step: np.timedelta64 | None) -> list[tuple[int, int, int, int]]:
    """Cut flags into runs.

    Parameters
    ----------
    times, flags
        Ascending and unique; one flag a time. [UTC]
    step
        Distance within a run; None = each time is a run.

    Returns
    -------
    list of (int, int, int, int)
        First, last, step and flag of each. [µs UTC], [µs UTC], [µs], [1]
    """
    if not len(times):
        return []
    at = times.astype(US).astype(np.int64)
    width = 1 if step is None else int(step.astype("timedelta64[us]").astype(np.int64))
    breaks = (np.diff(at) != width) | (flags[1:] != flags[:-1])
    bounds = [0, *(np.flatnonzero(breaks) + 1).tolist(), len(at)]
    return [
        (int(at[first]), int(at[after - 1]), width, int(flags[first]))
        for first, after in pairwise(bounds)
    ]


@dataclass
class Standing:
    """What stands of some times, by source; built of runs in the order in which they were said.

    Attributes
    ----------
    times
        Ascending and unique. [UTC]
    runs
        That touch them.
    """

    times: Times
    runs: Sequence[Run]

    def __post_init__(self) -> None:
        n = len(self.times)
        self.sets: list[tuple[Statement, ...]] = []
        self.asked = np.full(n, -1, np.int64)
        self._covered = np.full(n, -1, np.int64)
        self._flags: dict[str, Flags] = {}
        self._by: dict[str, Integers] = {}
        for number, run in enumerate(self.runs):
            here = self._places(run)
            if run.whole:
                self._covered[here], self.asked[here] = number, self.set_of(run.statements)
            for each in () if run.whole else run.statements:
                flags = self._flags.setdefault(each.source, np.zeros(n, np.int8))
                by = self._by.setdefault(each.source, np.full(n, -1, np.int64))
                flags[here], by[here] = run.flag, number

    def set_of(self, statements: tuple[Statement, ...]) -> int:
        """Give the number of a set of statements, as `asked` names it for each time; -1 = none."""
        for number, each in enumerate(self.sets):
            if each is statements or each == statements:
                return number
        self.sets.append(statements)
        return len(self.sets) - 1

    def _places(self, run: Run) -> Integers:
        """Find the times of a run among these."""
        low, high = np.searchsorted(
            self.times, np.array([run.first, run.last + 1], np.int64).astype(US)
        )
        places = np.arange(low, high, dtype=np.int64)
        at = self.times[low:high].astype(np.int64)
        found: Integers = places[(at - run.first) % max(run.step, 1) == 0]
        return found

    @property
    def sources(self) -> list[str]:
        """List who remarked something, or took a remark back."""
        return sorted(self._flags)  # a handful at most

    def says(self, source: str) -> Flags:
        """Give what a source says of each time; `UNKNOWN` where it says nothing."""
        n = len(self.times)
        flags = self._flags.get(source, np.zeros(n, np.int8)).copy()
        by = self._by.get(source, np.full(n, -1, np.int64))
        for number, statements in enumerate(self.sets):
            if any(each.source == source for each in statements):
                flags[(self.asked == number) & (by < self._covered)] = Flag.VALID
        return flags

    def worst(self) -> Flags:
        """Give the worst of rules and marks of each time, rulings aside."""
        found = np.where(self.asked >= 0, np.int8(Flag.VALID), np.int8(0)).astype(np.int8)
        for source in self.sources:
            if source != RULING:
                found = np.maximum(found, self.says(source))
        return found

    def remarks(self) -> list[tuple[str, ...]]:
        """List of each time the sources that say more than that it is valid."""
        found: list[list[str]] = [[] for _ in range(len(self.times))]
        for source in self.sources:
            for place in np.flatnonzero(self.says(source) > Flag.VALID):
                found[place].append(source)
        return [tuple(each) for each in found]

    def current(self) -> Flags:
        """Compute the flag of each time as it stands, rulings above rules as `History` has them."""
        if RULING not in self._flags:
            return self.worst()
        return history(self.runs).current(self.times)


def spoken(runs: Sequence[Run]) -> Times:
    """List the times of which any run speaks, ascending."""
    if not runs:
        return np.zeros(0, US)
    found: Times = np.unique(np.concatenate([run.times for run in runs]))
    return found


def history(runs: Sequence[Run]) -> History:
    """Give runs as the entries of a history, in the order in which they were said."""
    entries: list[Entry] = []
    for run in runs:
        times = run.times
        flags = np.full(len(times), run.flag, np.int8)
        entries += [
            Entry(each.source, times, flags, each.version, each.arguments, each.author)
            for each in run.statements
        ]
    return History(tuple(entries))
