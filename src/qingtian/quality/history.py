"""The history of a datastream's flags: entries are appended, none is replaced.

The current flag of a value is computed: of each rule the latest entry counts, of the rules the
worst; a ruling of a person stands above them until a rule comes to say something worse than the
person knew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from qingtian.quality.flags import RULINGS, Flag, Flags
from qingtian.quality.rules import RULES
from qingtian.quality.stream import Times

MARK = "mark"
"""Source of entries that repeat what the instrument marked."""

RULING = "ruling"
"""Source of entries in which a person keeps or rejects values; `UNKNOWN` withdraws a ruling."""


@dataclass(frozen=True)
class Entry:
    """One judgement of a stretch.

    Attributes
    ----------
    source
        Number of a rule, `MARK`, or `RULING`.
    times, flags
        What was judged, ascending and unique, and what was said of each. [UTC]
    version
        Version of the rule.
    arguments
        Thresholds and the provisions that they come from; of a ruling the reason.
    author
        Who says it: the key of a person, the logger of a mark; empty for a rule.
    evidence
        Numbers beside the flags, an array a name.
    """

    source: str
    times: Times
    flags: Flags
    version: int = 1
    arguments: Mapping[str, Any] = field(default_factory=dict)
    author: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.source not in RULES and self.source not in (MARK, RULING):
            raise ValueError(f"expected a rule's number, {MARK} or {RULING}; got {self.source!r}")
        if len(self.times) != len(self.flags) or np.any(self.times[1:] <= self.times[:-1]):
            raise ValueError("expected a flag for each time, and times that ascend without repeat")
        if self.source == RULING:
            said = {Flag(int(each)) for each in np.unique(self.flags)} - {Flag.UNKNOWN}
            if not self.author or said - RULINGS:
                raise ValueError("expected a ruling of KEPT or REJECTED by a named author")


@dataclass(frozen=True)
class History:
    """Entries in the order in which they were appended."""

    entries: tuple[Entry, ...] = ()

    def append(self, entry: Entry) -> History:
        """Append an entry.

        Returns
        -------
        History
            With the entry at its end; this one itself if the same rule of the same version and
            arguments said the same of all of it before.
        """
        return self if self._said(entry) else History((*self.entries, entry))

    def _said(self, entry: Entry) -> bool:
        if entry.source == RULING:
            return False
        known, by = self._latest(entry.source, entry.times)
        author = (entry.version, dict(entry.arguments), entry.author)
        there = {int(each) for each in np.unique(by)}
        return (
            -1 not in there
            and bool(np.array_equal(known, entry.flags))
            and all(
                (each.version, dict(each.arguments), each.author) == author
                for each in (self.entries[n] for n in there)
            )
        )

    def _latest(self, source: str, times: Times) -> tuple[Flags, np.ndarray[Any, Any]]:
        """Give what a source said last of each time, and the number of that entry; -1 = nothing."""
        flags = np.zeros(len(times), np.int8)
        by = np.full(len(times), -1, np.int64)
        for n, entry in enumerate(self.entries):
            if entry.source == source:
                here, there = _meet(times, entry.times)
                flags[here], by[here] = entry.flags[there], n
        return flags, by

    def current(self, times: Times) -> Flags:
        """Compute the flag of each time as it stands.

        Parameters
        ----------
        times : ndarray of datetime64[us]
            Any times. [UTC]

        Returns
        -------
        ndarray of int8
            `UNKNOWN` where no entry speaks.
        """
        said: dict[str, Flags] = {}
        ruled = np.zeros(len(times), np.int8)
        known = np.zeros(len(times), np.int8)
        for entry in self.entries:
            here, there = _meet(times, entry.times)
            if entry.source == RULING:
                ruled[here] = entry.flags[there]
                known[here] = _worst(said, len(times))[here]
            else:
                said.setdefault(entry.source, np.zeros(len(times), np.int8))
                said[entry.source][here] = entry.flags[there]
        worst = _worst(said, len(times))
        stands = (ruled != Flag.UNKNOWN) & (worst <= known)
        return np.where(stands, ruled, worst).astype(np.int8)

    def reopened(self, times: Times) -> Times:
        """List the times that a person ruled on and of which a rule says something worse since."""
        rulings = History(tuple(each for each in self.entries if each.source == RULING))
        ruled = rulings.current(times)
        open_again = (ruled != Flag.UNKNOWN) & (self.current(times) != ruled)
        found: Times = times[open_again]
        return found

    def of(self, time: np.datetime64) -> tuple[tuple[Entry, Flag], ...]:
        """List what was said of one time, in order, with who said it."""
        found = []
        for entry in self.entries:
            at = int(np.searchsorted(entry.times, time))
            if at < len(entry.times) and entry.times[at] == time:
                found.append((entry, Flag(int(entry.flags[at]))))
        return tuple(found)

    def as_of(self, count: int) -> History:
        """Give the history as it stood after its first entries."""
        return History(self.entries[:count])


def _worst(said: Mapping[str, Flags], length: int) -> Flags:
    found = np.zeros(length, np.int8)
    for flags in said.values():
        found = np.maximum(found, flags)
    return found


def _meet(times: Times, others: Times) -> tuple[Any, Any]:
    """Find which times stand in others, and where."""
    at = np.searchsorted(others, times)
    inside = np.flatnonzero(at < len(others))
    here = inside[others[at[inside]] == times[inside]]
    return here, at[here]
