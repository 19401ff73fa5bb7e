"""Clocks: limits that run from an event, and duties that come again; each instance exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources.abc import Traversable
from itertools import count

from qingtian.policy.deadlines import Period
from qingtian.policy.rows import Row, mapped
from qingtian.policy.settings import Setting

DAY = timedelta(days=1)
SAME_DAY = "same day"


@dataclass(frozen=True)
class Grace:
    """How long after the last day of a turn it is due.

    Attributes
    ----------
    answers
        Lengths, each from its day on, in order; none: it is due on the last day itself.
    """

    answers: tuple[tuple[date, Period], ...] = ()

    def after(self, last: date) -> date:
        """Give the day on which a turn with this last day is due, by the answer of that day."""
        held = [length for since, length in self.answers if since <= last]
        first = [length for _since, length in self.answers[:1]]
        return (held or first or [Period()])[-1].after(last)

    @property
    def at_most(self) -> int:
        """How long it is at most. [d]."""
        return max((length.at_most for _since, length in self.answers), default=0)


AT_ITS_END = Grace()


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
        end it is due; None means: on the instance's first day.
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
    grace: Grace | None = None
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
            if first > end:
                return
            if start <= due <= end:
                yield Instance(self.key, number, first, last, due)

    def _passed(self, start: date) -> int:
        """Give a number of turns that are surely due before a day, so that none is looked at twice."""
        if self.cycle is None or self.since is None or start <= self.since:
            return 0
        grace = self.grace.at_most if self.grace else 0
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


def clocks(folder: Traversable, settings: Mapping[str, Setting]) -> dict[str, Clock]:
    """Read `clocks.yaml`; a setting says how long after a turn it is due where the text does not."""
    return {row.name: _clock(row, settings) for row in mapped(folder, "clocks.yaml", "clocks")}


def _clock(row: Row, settings: Mapping[str, Setting]) -> Clock:
    if "cycle" in row.values:
        return _cycle(row, settings)
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


def _cycle(row: Row, settings: Mapping[str, Setting]) -> Clock:
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
        grace=None if row.text("due") == SAME_DAY else grace(row, "due", settings),
        each=row.texts("each"),
        filed=row.texts("filed"),
    )


def grace(row: Row, key: str, settings: Mapping[str, Setting]) -> Grace:
    """Read how long after a turn it is due: a period, or a setting of `days` or `months`.

    Raises
    ------
    PackFileError
        If it is neither.
    """
    setting = settings.get(row.text(key))
    if setting is None:
        return Grace(((date.min, _period(row, key)),))
    return Grace(tuple((each.since, _length(row, key, each.value)) for each in setting.decisions))


def _length(row: Row, key: str, value: object) -> Period:
    parts = value if isinstance(value, dict) else {}
    whole = all(
        isinstance(each, int | Decimal) and each % 1 == 0 <= each for each in parts.values()
    )
    if not parts or set(parts) - {"days", "months"} or not whole:
        raise row.error(key, f"expected days or months in {row.text(key)}; got {value!r}")
    return Period(**{name: int(each) for name, each in parts.items()})


def _period(row: Row, key: str) -> Period:
    try:
        return Period.read(row.text(key))
    except ValueError as problem:
        raise row.error(key, str(problem)) from None
