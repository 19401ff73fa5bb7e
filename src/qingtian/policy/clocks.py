"""Clocks: limits that run from an event, and duties that come again; each instance exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources.abc import Traversable
from itertools import count

from qingtian.policy.deadlines import Period
from qingtian.policy.rows import Row, mapped

DAY = timedelta(days=1)
SAME_DAY = "same day"


@dataclass(frozen=True)
class Clock:
    """One limit or one cycle.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    actor
        Key of the organisation that must act.
    clauses
        Where it stands.
    trigger, limit
        Of a limit: the event that starts it, and how long it is; else empty and None.
    cycle, since, grace
        Of a cycle: its length, the first day of its first instance, and how long after an instance's
        end it is due; a grace of None means: on the instance's first day.
    start
        Setting that decides from when it runs or how long it is; empty where the text says it.
    each
        Who owes each turn for itself: kinds of places, and settings that list units; empty where the
        actor owes it as a whole.
    filed
        Organisations with which each turn is filed.
    """

    key: str
    name: Mapping[str, str]
    actor: str
    clauses: tuple[str, ...]
    trigger: str = ""
    limit: Period | None = None
    cycle: Period | None = None
    since: date | None = None
    grace: Period | None = None
    start: str = ""
    each: tuple[str, ...] = ()
    filed: tuple[str, ...] = ()

    def due(self, event: datetime) -> datetime:
        """Give the moment at which a limit ends that an event has started.

        A limit in hours ends to the second; one in days, weeks or months ends with its last day.

        Parameters
        ----------
        event
            When it happened, with its time zone.

        Raises
        ------
        ValueError
            If this is a cycle, or the event bears no time zone.
        """
        if self.limit is None:
            raise ValueError(f"expected a clock that an event starts; {self.key} is a cycle")
        if event.tzinfo is None:
            raise ValueError("expected an event with its time zone; got one without")
        end = self.limit.after(event)
        if self.limit.hours:
            return end
        return (end + DAY).replace(hour=0, minute=0, second=0, microsecond=0)

    def instances(self, start: date, end: date) -> Iterator[Instance]:
        """List the instances of a cycle that fall due in a stretch of days.

        Parameters
        ----------
        start, end
            First and last day on which an instance may fall due.

        Yields
        ------
        Instance
            In order. Stretches that touch give each instance once and none twice.

        Raises
        ------
        ValueError
            If this is a limit.
        """
        if self.cycle is None or self.since is None:
            raise ValueError(f"expected a clock that comes again; {self.key} waits for an event")
        for number in count(self._passed(start)):
            first = self.cycle.after(self.since, number)
            last = self.cycle.after(self.since, number + 1) - DAY
            due = first if self.grace is None else self.grace.after(last)
            if due > end:
                return
            if due >= start:
                yield Instance(self.key, number, first, last, due)

    def _passed(self, start: date) -> int:
        """Give a number of turns that are surely due before a day, so that none is looked at twice."""
        if self.cycle is None or self.since is None or start <= self.since:
            return 0
        grace = (self.grace or Period()).at_most
        return max(0, ((start - self.since).days - grace) // self.cycle.at_most - 1)


@dataclass(frozen=True)
class Instance:
    """One turn of a cycle.

    Attributes
    ----------
    clock, number
        Which clock, and the how many-th turn, from 0.
    first, last
        The days that it is about.
    due
        The last day on which it is done in time.
    """

    clock: str
    number: int
    first: date
    last: date
    due: date


def clocks(folder: Traversable) -> dict[str, Clock]:
    """Read `clocks.yaml`."""
    return {row.name: _clock(row) for row in mapped(folder, "clocks.yaml", "clocks")}


def _clock(row: Row) -> Clock:
    if "cycle" in row.values:
        return _cycle(row)
    row.only(["name", "trigger", "limit", "actor", "clauses"], ["start"])
    return Clock(
        row.name,
        row.words("name"),
        row.text("actor"),
        row.texts("clauses", empty=False),
        trigger=row.text("trigger"),
        limit=_period(row, "limit"),
        start=row.text("start", ""),
    )


def _cycle(row: Row) -> Clock:
    row.only(["name", "cycle", "since", "due", "actor", "clauses"], ["each", "filed"])
    cycle = _period(row, "cycle")
    if cycle == Period():
        raise row.error("cycle", "expected a period with a length; got none")
    return Clock(
        row.name,
        row.words("name"),
        row.text("actor"),
        row.texts("clauses", empty=False),
        cycle=cycle,
        since=row.day("since"),
        grace=None if row.text("due") == SAME_DAY else _period(row, "due"),
        each=row.texts("each"),
        filed=row.texts("filed"),
    )


def _period(row: Row, key: str) -> Period:
    try:
        return Period.read(row.text(key))
    except ValueError as problem:
        raise row.error(key, str(problem)) from None
