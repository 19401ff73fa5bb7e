"""Hold what was done against what was planned, by item, month and quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from qingtian.quality.completeness import Counts
from qingtian.quality.frequency import Calendar, Turn, calendar, frequency, period
from qingtian_platform.check import api as check
from qingtian_platform.check.plans import reading
from qingtian_platform.check.plans.infos import (
    AUTOMATIC,
    CONTINUOUS,
    MANUAL,
    Item,
    PlanInfo,
    ResultInfo,
    same,
)
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.registry import api as registry

DAY = timedelta(days=1)
OBJECTIONS = ("wrong-method", "out-of-scope", "expired", "late")
"""What can speak against a result; all but a late hand-in keep it from meeting the plan."""


@dataclass(frozen=True)
class Judged:
    """A result with what speaks against it: some of `OBJECTIONS`."""

    result: ResultInfo
    objections: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether it meets the plan."""
        return not set(self.objections) - {"late"}


@dataclass(frozen=True)
class Received:
    """Hours of an automatic item that were owed, received and valid. [1]."""

    expected: int
    received: int
    valid: int

    @property
    def share(self) -> Fraction | None:
        """Received of expected; None where none was owed."""
        return Fraction(self.received, self.expected) if self.expected else None


Hours = Mapping[str, Mapping[date, Received]]
"""By property and first day of the month."""


@dataclass(frozen=True)
class ItemDone:
    """What was done of one item.

    Attributes
    ----------
    item
        As the version says it that holds last.
    since, until
        Days over which some version has promised it; no last day = still.
    calendar
        Its turns that touch the days asked for; None of an automatic one, or without a frequency.
    results
        Of those days, with what speaks against each.
    months
        Of an automatic one: hours by first day of the month.
    """

    item: Item
    since: date
    until: date | None
    calendar: Calendar | None = None
    results: tuple[Judged, ...] = ()
    months: Mapping[date, Received] = field(default_factory=dict)

    def count(self, state: str, today: date) -> int:
        """Count its turns in a state. [1]."""
        turns = self.calendar.turns if self.calendar else ()
        return sum(turn.state(today) == state for turn in turns)


@dataclass(frozen=True)
class Tally:
    """Samplings of manual items in a month or quarter, by the period that ends in it.

    Attributes
    ----------
    first, last
        Its days.
    owed, done, late, missed, waiting
        Samplings. [1]
    """

    first: date
    last: date
    owed: int = 0
    done: int = 0
    late: int = 0
    missed: int = 0
    waiting: int = 0

    @property
    def rate(self) -> Fraction | None:
        """Done or made up, of those that are due; None where none is."""
        due = self.owed - self.waiting
        return Fraction(self.done + self.late, due) if due else None


@dataclass(frozen=True)
class _Span:
    item: Item
    since: date
    until: date | None


def _spans(versions: Sequence[PlanInfo]) -> list[_Span]:
    """Merge versions: an item that goes on with the same frequency is one, whatever else changed."""
    found: list[_Span] = []
    for plan in versions:
        for item in plan.items:
            before = _before(found, plan, item)
            if before is None:
                found.append(_Span(item, plan.valid_from, plan.valid_until))
            else:
                found[before] = replace(found[before], item=item, until=plan.valid_until)
    return found


def _before(found: Sequence[_Span], plan: PlanInfo, item: Item) -> int | None:
    for n, span in enumerate(found):
        goes_on = span.until is not None and span.until + DAY == plan.valid_from
        if goes_on and span.item.key == item.key and span.item.frequency == item.frequency:
            return n
    return None


def done_against_planned(
    organisation: int,
    start: date,
    end: date,
    today: date,
    *,
    hand_in: timedelta | None = None,
    places: Places | None = None,
) -> list[ItemDone]:
    """Hold what was done against what was planned.

    Parameters
    ----------
    organisation
        Number of the enterprise.
    start, end
        Days, both included; turns that touch them are given whole.
    today
        The present Beijing day.
    hand_in
        Within what time of its sample a result is handed in; None = no such limit.
    places
        Where the archive lies.

    Returns
    -------
    list of ItemDone
        By outlet and property; items of which no version holds in those days are left out.
    """
    versions = reading.plans_of(organisation)
    back, ahead = timedelta(days=366), timedelta(days=366)
    given = reading.results(organisation, start - back, end + ahead)
    found = []
    hours: dict[str, Hours] = {}
    for span in _spans(versions):
        if span.since <= end and (span.until is None or start <= span.until):
            own = _own(span, given, versions, hand_in)
            if _by_hours(span.item) and span.item.thing not in hours:
                hours[span.item.thing] = _hours(span.item.thing, start, min(end, today), places)
            found.append(_done(span, own, start, end, today, hours))
    return sorted(found, key=lambda each: (*each.item.key, each.since))


def _own(
    span: _Span,
    given: Iterable[ResultInfo],
    versions: Sequence[PlanInfo],
    hand_in: timedelta | None,
) -> list[Judged]:
    manual = span.item.way == MANUAL and span.item.thing
    thing = registry.thing(span.item.thing) if manual else None
    mine = [e for e in given if thing and (e.thing_id, e.code) == (thing.id, span.item.code)]
    mine = [e for e in mine if e.sampled >= span.since and e.sampled <= (span.until or e.sampled)]
    return [Judged(each, objections(each, _on(versions, span, each), hand_in)) for each in mine]


def _on(versions: Sequence[PlanInfo], span: _Span, result: ResultInfo) -> Item:
    """Give the item as the version says it that held when the sample was taken."""
    held = (each for each in versions if each.holds(result.sampled))
    rows = (item for plan in held for item in plan.items if item.key == span.item.key)
    return next(rows, span.item)


def objections(result: ResultInfo, item: Item, hand_in: timedelta | None = None) -> tuple[str, ...]:
    """Say what speaks against a result.

    Parameters
    ----------
    result, item
        What was handed in, and what the plan said on that day.
    hand_in
        As of `done_against_planned`.

    Returns
    -------
    tuple of str
        `wrong-method`: another than the plan names; `out-of-scope`: the monitoring body's certificate
        does not cover it; `expired`: that certificate had ended; `late`: handed in too late.
    """
    body, found = result.agency, []
    if item.method and not same(result.method, item.method):
        found.append("wrong-method")
    if body is not None and not body.covers(result.method):
        found.append("out-of-scope")
    if body is not None and body.valid_until < result.sampled:
        found.append("expired")
    if hand_in is not None and beijing(result.who.at).date() > result.sampled + hand_in:
        found.append("late")
    return tuple(found)


def _by_hours(item: Item) -> bool:
    """Tell whether the hours that came say how much of an item was done."""
    return item.way == AUTOMATIC and item.frequency in ("", CONTINUOUS)


def _done(
    span: _Span,
    own: list[Judged],
    start: date,
    end: date,
    today: date,
    hours: Mapping[str, Hours],
) -> ItemDone:
    shown = tuple(each for each in own if start <= each.result.sampled <= end)
    whole = ItemDone(span.item, span.since, span.until, results=shown)
    if _by_hours(span.item):
        return replace(whole, months=hours[span.item.thing].get(span.item.code, {}))
    if not span.item.frequency:
        return whole
    days = [each.result.sampled for each in own if each.counts]
    every = calendar(frequency(span.item.frequency), span.since, span.until, days, today)
    turns = tuple(each for each in every.turns if each.first <= end and start <= each.last)
    extra = tuple(day for day in every.extra if start <= day <= end)
    return replace(whole, calendar=Calendar(turns, extra))


def _hours(key: str, start: date, end: date, places: Places | None) -> Hours:
    """Count the hours of an outlet by property and month, from what its own data loggers sent."""
    thing = registry.thing(key) if key else None
    if thing is None or end < start:
        return {}
    found: dict[str, dict[date, Counts]] = {}
    for mn, logger in registry.all_loggers(None).items():
        if logger.thing_id == thing.id:
            rows = check.rates(
                by="factor", period="month", start=start, end=end, interval="hour", mn=mn,
                places=places,
            )  # fmt: skip
            for row in rows:
                months = found.setdefault(row.group.key, {})
                month = row.first.replace(day=1)
                months[month] = months.get(month, Counts()) + row.counts
    return {
        code: {
            month: Received(each.expected, each.received, each.valid)
            for month, each in months.items()
        }
        for code, months in found.items()
    }


def tallies(
    done: Iterable[ItemDone], unit: str, start: date, end: date, today: date
) -> list[Tally]:
    """Count the samplings of manual items by month or quarter.

    Parameters
    ----------
    done
        Of `done_against_planned`.
    unit
        `month` or `quarter`.
    start, end
        Days; each month or quarter that touches them stands, also one in which nothing is due.
    today
        The present Beijing day.

    Returns
    -------
    list of Tally
        In order of time; a turn counts where its last day lies.
    """
    found: dict[tuple[date, date], Tally] = {}
    at = start
    while at <= end:
        span = period(unit, at)
        found[span] = Tally(*span)
        at = span[1] + DAY
    for each in done:
        for turn in each.calendar.turns if each.calendar else ():
            span = period(unit, turn.last)
            if span in found:
                found[span] = _with(found[span], turn, today)
    return list(found.values())


def _with(tally: Tally, turn: Turn, today: date) -> Tally:
    over = today > turn.last
    return replace(
        tally,
        owed=tally.owed + turn.owed,
        done=tally.done + len(turn.done),
        late=tally.late + len(turn.late),
        missed=tally.missed + (turn.lacking if over else 0),
        waiting=tally.waiting + (0 if over else turn.lacking),
    )
