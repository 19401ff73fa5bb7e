"""Which datastreams a change touches, and their values, read wide enough to judge them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from qingtian.law.packs import open_packs
from qingtian_platform.check.expect import aware, micros, moment
from qingtian_platform.check.findings.rows import FindingRow
from qingtian_platform.check.findings.settings import packs, setting
from qingtian_platform.check.findings.store import Asked, Store
from qingtian_platform.check.flagging.judging import Case, Window, reach
from qingtian_platform.check.flagging.known import Known, Where, World
from qingtian_platform.check.flagging.queue import Piece, Queue
from qingtian_platform.check.flagging.reading import Rows, Values, series_of

SOURCE = "flagging"
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
WIDE_US = 12 * DAY_US
"""From here on what is read around a change is read apart from the rest. [µs]"""
PARTS = frozenset(("QC-141", "QC-142", "QC-143", "QC-144"))
NEAR = frozenset(("QC-151",))


@dataclass(frozen=True)
class Work:
    """A datastream and what of it is to be judged.

    Attributes
    ----------
    known
        The datastream.
    windows
        What changed.
    rules
        Rules that are asked; None = all: the values themselves changed.
    """

    known: Known
    windows: tuple[Window, ...]
    rules: frozenset[str] | None = None

    @property
    def where(self) -> Where:
        """Data logger and code."""
        return self.known.mn, self.known.code

    @property
    def since(self) -> int:
        """Where the first window begins. [µs UTC]."""
        return self.windows[0][0]

    @property
    def until(self) -> int:
        """Where the last window ends. [µs UTC]."""
        return max(window[1] for window in self.windows)

    def mns(self) -> set[str]:
        """List the data loggers whose values are needed."""
        beside = [*self.known.neighbours, *([self.known.whole] if self.known.whole else [])]
        return {self.known.mn, *(mn for mn, _ in beside)}


def windows_of(pieces: Iterable[Piece]) -> dict[str, tuple[Window, ...]]:
    """Join the stretches of each data logger."""
    found: dict[str, list[Window]] = {}
    for mn, first, last in sorted(pieces):
        _join(found.setdefault(mn, []), first, last)
    return {mn: tuple(each) for mn, each in found.items()}


def _join(windows: list[Window], first: int, last: int) -> None:
    if windows and first <= windows[-1][1]:
        windows[-1] = (windows[-1][0], max(windows[-1][1], last))
    else:
        windows.append((first, last))


def in_turns(works: Iterable[Work]) -> list[list[Work]]:
    """Part what is to be judged so that each datastream comes once in a turn.

    A datastream may come twice, for its own values and for those beside it: what the first turn
    writes of it is what stands when the second one looks.
    """
    turns: list[list[Work]] = []
    seen: Counter[Where] = Counter()
    for work in works:
        if seen[work.where] == len(turns):
            turns.append([])
        turns[seen[work.where]].append(work)
        seen[work.where] += 1
    return turns


Gathered = tuple[Case, Work, list[FindingRow]]
"""A datastream with its values, what of it is to be judged, and its findings that stand."""


@dataclass
class Gathering:
    """Reads what some changes touch.

    Attributes
    ----------
    values, store, queue, world
        Where values come from, what stands, what came, what is known.
    interval
        Which values.
    today
        Day in Beijing, for the settings.
    """

    values: Values
    store: Store
    queue: Queue
    world: World
    interval: str
    today: date
    _reaches: dict[object, tuple[int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        row = setting("flagging", self.today)
        self.evidence_us = row["evidence_days"] * DAY_US
        self.most_us = row["context_days"] * DAY_US
        self.packs = open_packs(packs())

    def works(self, windows: Mapping[str, tuple[Window, ...]]) -> list[Work]:
        """List the datastreams that changes of data loggers touch: their own, and those beside."""
        low = min(each[0][0] for each in windows.values())
        high = max(each[-1][1] for each in windows.values())
        present = self.values.read(windows, self.interval, low, high)
        works = [
            Work(self.world.of(mn, code), windows[mn])
            for mn, code in sorted(present)
            if _any(present[mn, code], windows[mn])
        ]
        beside: dict[tuple[Where, frozenset[str]], list[Window]] = {}
        for mn, mine in windows.items():
            for where in sorted(self.world.dependents.get(mn, ())):
                # What is on the list itself is judged by every rule, with these values beside it.
                own = self.queue.pending(where[0], self.interval)
                left = [window for window in mine if not _covered(window, own)]
                whole = self.world.of(*where).whole
                rules = PARTS if whole is not None and whole[0] == mn else NEAR
                beside.setdefault((where, rules), []).extend(left)
        for (where, rules), spans in sorted(beside.items(), key=lambda each: each[0][0]):
            joined = windows_of(("", *span) for span in spans).get("")
            if joined:
                works.append(Work(self.world.of(*where), joined, rules))
        return works

    def cases(self, works: list[Work]) -> list[Gathered]:
        """Read the values of datastreams with what stands around them; gaps ask for more."""
        done: list[Gathered] = []
        pending, times = works, 1
        while pending:
            lacking: list[Work] = []
            for group in self._groups(pending, times):
                for case, work, standing, enough in self._read(group, times):
                    if enough:
                        done.append((case, work, standing))
                    else:
                        lacking.append(work)
            pending, times = lacking, times * 4
        return done

    def _reach(self, work: Work) -> tuple[int, float]:
        at = np.datetime64(work.since, "us")
        key = (work.known.terms, bool(work.known.neighbours), at.astype("datetime64[D]"))
        if key not in self._reaches:
            self._reaches[key] = reach(work.known, at, self.packs)
        return self._reaches[key]

    def _context(self, work: Work, times: int) -> int:
        """Tell how far around a change to read. [µs].

        A change decides over flags as far as rules look, each of which rests on values as far again.
        """
        count, hours = self._reach(work)
        step = self.world.step_us(work.known.mn, self.interval)
        near = int(2 * count * step * 1.2) + int(2 * hours * HOUR_US) + 2 * DAY_US
        return int(min(near * times, self.most_us))

    def _groups(self, works: list[Work], times: int) -> list[list[Work]]:
        narrow = [each for each in works if self._context(each, times) <= WIDE_US]
        wide = [each for each in works if self._context(each, times) > WIDE_US]
        return [group for group in (narrow, wide) if group]

    def _read(
        self, works: list[Work], times: int
    ) -> Iterable[tuple[Case, Work, list[FindingRow], bool]]:
        """Read one group, and tell of each whether what was read is enough."""
        around = max(self._context(each, times) for each in works)
        standing = self._standing(works, around)
        spans = [self._span(each, standing.get(each.where, [])) for each in works]
        low, high = min(s for s, _ in spans) - around, max(e for _, e in spans) + around
        mns = {mn for each in works for mn in each.mns()}
        rows = self.values.read(mns, self.interval, low, high)
        for work, span in zip(works, spans, strict=True):
            case = self._case(work, rows)
            if case is not None:
                enough = around >= self.most_us or self._enough(case, work, span, (low, high))
                yield case, work, standing.get(work.where, []), enough

    def _standing(self, works: list[Work], around: int) -> dict[Where, list[FindingRow]]:
        """List the findings that stand near what is judged."""
        low = min(each.since for each in works) - around
        high = max(each.until for each in works) + around
        asked = Asked().add("f.source = ?", SOURCE).add("f.interval = ?", self.interval)
        asked.add("f.end >= ?", aware(low)).add("f.start <= ?", aware(high)).standing(only=True)
        found: dict[Where, list[FindingRow]] = {}
        for row in self.store.asked(asked):
            found.setdefault((row.mn, row.code), []).append(row)
        return found

    def _span(self, work: Work, standing: list[FindingRow]) -> Window:
        """Tell from where to where may be judged, findings included that go on beyond."""
        starts = [max(micros(moment(f.start)), work.since - self.evidence_us) for f in standing]
        ends = [min(micros(moment(f.end)), work.until + self.evidence_us) for f in standing]
        return min([work.since, *starts]), max([work.until, *ends])

    def _case(self, work: Work, rows: Mapping[Where, Rows]) -> Case | None:
        step = self.world.steps(work.known.mn, self.interval)
        series = series_of(work.known, rows, step, self.world.of)
        return None if series is None else Case(work.known, self.interval, series, self.packs)

    def _enough(self, case: Case, work: Work, judged: Window, was_read: Window) -> bool:
        """Tell whether there are as many usable values on either side as rules look at, or all."""
        count, _ = self._reach(work)
        times = case.series.times[case.series.usable].astype(np.int64)
        span = self.queue.span(work.known.mn, self.interval)
        before = int((times < judged[0]).sum()) >= 2 * count or span[0] >= was_read[0]
        after = int((times >= judged[1]).sum()) >= 2 * count or span[1] <= was_read[1]
        return before and after


def _any(rows: Rows, windows: Iterable[Window]) -> bool:
    """Tell whether there is a value in some stretches."""
    times = rows.times.astype(np.int64)
    return any(bool(((times >= since) & (times < until)).any()) for since, until in windows)


def _covered(window: Window, others: Iterable[Window]) -> bool:
    return any(since <= window[0] and window[1] <= until for since, until in others)
