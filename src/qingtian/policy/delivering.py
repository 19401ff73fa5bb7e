"""Deliveries against what was agreed: turns, what each holds, and how an agreement stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from qingtian.policy.feeds import Agreement, Terms

Light = Literal["green", "amber", "red", "grey"]
State = Literal["on time", "came late", "late", "not due"]


@dataclass(frozen=True)
class Turn:
    """A stretch of time whose data is due once.

    Attributes
    ----------
    start, end, due
        From when to when, and until when its batch is in time.
    expected
        Agreed values. [1]
    terms
        What holds for it.
    """

    start: datetime
    end: datetime
    due: datetime
    expected: int
    terms: Terms

    def place(self, thing: int, column: int, start: datetime) -> int:
        """Give the place of a value among those agreed, by its thing, property and interval."""
        slots = _slots(self)
        slot = int((start - self.start) / timedelta(minutes=self.terms.minutes))
        return (thing * len(self.terms.columns) + column) * slots + slot


def _slots(turn: Turn) -> int:
    return max(1, int((turn.end - turn.start) / timedelta(minutes=turn.terms.minutes)))


@dataclass(frozen=True)
class Part:
    """What one batch brought of a turn.

    Attributes
    ----------
    turn
        Start of the turn.
    at
        When the batch came.
    held, marked
        Places of its values, and of those with a mark other than normal, as bits.
    """

    turn: datetime
    at: datetime
    held: int
    marked: int


@dataclass(frozen=True)
class Fulfilled:
    """How a turn was delivered.

    Attributes
    ----------
    turn
        Which.
    held, marked
        Values that are there, and those of them with a mark other than normal. [1]
    at
        When it had its share of the agreed values; None: it has not.
    """

    turn: Turn
    held: int
    marked: int
    at: datetime | None

    @property
    def complete(self) -> float:
        """How much of what was agreed is there. [1]."""
        return min(1.0, self.held / self.turn.expected)

    def state(self, now: datetime) -> State:
        """Say how it stands: a turn that is delivered is never late again."""
        if self.at is not None:
            return "on time" if self.at <= self.turn.due else "came late"
        return "late" if now > self.turn.due else "not due"


def turns(agreement: Agreement, begun: datetime, until: datetime) -> Iterator[Turn]:
    """List the turns that end by a moment, the oldest first.

    Parameters
    ----------
    agreement
        Of which.
    begun
        What was over before is owed by nobody: the platform did not know of the agreement yet.
    until
        The moment; zoned like `begun`, in whose zone days begin.

    Yields
    ------
    Turn
        An amendment begins a turn on its day; the turn before it ends there.
    """
    starts = [_midnight(each, begun) for each in agreement.terms]
    for terms, (start, after) in zip(agreement.terms, pairwise([*starts, None]), strict=True):
        assert start is not None, "only the end is open"
        for turn in _stretch(terms, start, after, begun, until):
            if turn.end > begun:
                yield turn


def _midnight(terms: Terms, like: datetime) -> datetime:
    return datetime(terms.since.year, terms.since.month, terms.since.day, tzinfo=like.tzinfo)


def _stretch(
    terms: Terms, start: datetime, after: datetime | None, begun: datetime, until: datetime
) -> Iterator[Turn]:
    """Give the turns of one row of terms, from the one that holds `begun` on."""
    number = max(0, int((begun - start) / _longest(terms)))
    while True:
        first, end = terms.period.after(start, number), terms.period.after(start, number + 1)
        if after is not None and first >= after:
            return
        last = end if after is None else min(end, after)
        if last > until:
            return
        number += 1
        yield _turn(terms, first, last)


def _longest(terms: Terms) -> timedelta:
    """Give what no period is longer than, so that none of those asked for is left out."""
    period = terms.period
    return timedelta(days=31 * period.months + period.days, hours=period.hours)


def _turn(terms: Terms, first: datetime, last: datetime) -> Turn:
    turn = Turn(first, last, terms.grace.after(last), 0, terms)
    each = terms.values or _slots(turn)
    return replace(turn, expected=len(terms.things) * len(terms.columns) * each)


def fulfilled(turn: Turn, parts: Iterable[Part]) -> Fulfilled:
    """Put together what came of a turn; a value that came twice counts once.

    Parameters
    ----------
    turn
        Which.
    parts
        What came of it, in any order.
    """
    held = marked = 0
    at: datetime | None = None
    least = -(-turn.expected * turn.terms.least // 100)
    for part in sorted(parts, key=lambda one: one.at):
        held |= part.held
        marked = (marked & ~part.held) | part.marked
        if at is None and held.bit_count() >= least:
            at = part.at
    return Fulfilled(turn, held.bit_count(), marked.bit_count(), at)


@dataclass(frozen=True)
class Standing:
    """How an agreement stands.

    Attributes
    ----------
    light, state
        As a colour, and of the last turn that was due.
    late_since
        When the first of the turns was due that are missing up to now; None: none is.
    missing
        How many these are. [1]
    due
        When the next turn is due.
    last
        The last turn that was delivered.
    complete, marked
        Of the turns that were due: values there of those agreed; marked of those there; None: none
        was due, none is there. [1]
    turns
        All that ended, the newest first.
    """

    light: Light
    state: State
    late_since: datetime | None
    missing: int
    due: datetime | None
    last: Fulfilled | None
    complete: float | None
    marked: float | None
    turns: tuple[Fulfilled, ...]


def standing(found: Sequence[Fulfilled], now: datetime) -> Standing:
    """Say how an agreement stands.

    Parameters
    ----------
    found
        Its turns, the oldest first; the last may be running.
    now
        The present.
    """
    over = [each for each in found if each.turn.due < now or each.at is not None]
    missing = 0
    while missing < len(over) and over[-1 - missing].at is None:
        missing += 1
    state: State = over[-1].state(now) if over else "not due"
    ahead = [each.turn.due for each in found if each.at is None and each.turn.due >= now]
    held, expected = sum(e.held for e in over), sum(e.turn.expected for e in over)
    return Standing(
        _light(state),
        state,
        over[-missing].turn.due if missing else None,
        missing,
        ahead[0] if ahead else None,
        next((each for each in reversed(over) if each.at is not None), None),
        sum(e.complete * e.turn.expected for e in over) / expected if over else None,
        sum(e.marked for e in over) / held if held else None,
        tuple(reversed(found)),
    )


def _light(state: State) -> Light:
    lights: dict[State, Light] = {
        "on time": "green",
        "came late": "amber",
        "late": "red",
        "not due": "grey",
    }
    return lights[state]
