"""Completeness of a datastream: what was expected, came, was valid, came late.

Slots are what a datastream owes one value for: a period each, or as many periods as its analyser
takes for a sample. Days are days of Beijing time, named by the start of the slot (HJ 212-2017
table 4, DataTime). Pure: the present is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Times = npt.NDArray[np.datetime64]
BEIJING = np.timedelta64(8, "h")


class State(IntEnum):
    """What became of one slot; six words, never a bare gap."""

    NOT_DUE = 0
    SHUTDOWN = 1
    MISSING = 2
    VALID = 3
    INVALID = 4


@dataclass(frozen=True)
class Span:
    """An interval [start, end) in UTC; `end` None is open.

    Attributes
    ----------
    start, end
        Instants of type datetime64[us]. [UTC]
    """

    start: np.datetime64
    end: np.datetime64 | None = None


@dataclass(frozen=True)
class Observed:
    """What the archive holds of one datastream, a row a slot.

    Attributes
    ----------
    start
        Start of the period, ascending, unique. [UTC]
    received_at
        When the first version of the value came. [UTC]
    number
        Whether the current version is a number.
    flag
        Data mark of the current version, as sent; empty where none was.
    """

    start: Times
    received_at: Times
    number: npt.NDArray[np.bool_]
    flag: npt.NDArray[np.str_]


@dataclass(frozen=True)
class Terms:
    """What decides over one datastream's slots; taken from dated settings and the registry.

    Attributes
    ----------
    step
        Length of a slot.
    grace
        How long after its end a value may come and still be in time.
    valid_flags
        Data marks that count as valid.
    unmarked
        Whether a value without a data mark is valid.
    timely
        False for replayed and imported series, whose time of receipt says nothing.
    cycle
        Periods that make a slot: those of one sample of the analyser. A value of any of them is
        the slot's. [1]
    """

    step: np.timedelta64
    grace: np.timedelta64
    valid_flags: frozenset[str]
    unmarked: bool = True
    timely: bool = True
    cycle: int = 1


@dataclass(frozen=True)
class Slots:
    """The slots of one datastream with what became of each; arrays of equal length.

    Attributes
    ----------
    start
        Start of each slot. [UTC]
    state
        A `State`.
    late
        Came, but after the grace: back-filled (补传).
    received_at
        First receipt; NaT = nothing came. [UTC]
    flag
        Data mark; `no number` where a value without number came with a valid mark.
    step
        Length of a slot.
    cycle
        Periods that make a slot. [1]
    """

    start: Times
    state: npt.NDArray[np.int8]
    late: npt.NDArray[np.bool_]
    received_at: Times
    flag: npt.NDArray[np.str_]
    step: np.timedelta64
    cycle: int = 1


NO_NUMBER = "no number"


@dataclass(frozen=True)
class Counts:
    """Slots of some datastreams and days, counted; adds up.

    Attributes
    ----------
    expected
        Slots owed and due: neither shut down nor in the future.
    shutdown
        Slots within a declared shutdown; not owed.
    received, valid
        Slots with a value, with a valid one; back-filled ones included.
    refilled, refilled_valid
        Of these, the ones that came after the grace.
    invalid
        By data mark, how many received slots are not valid.
    """

    expected: int = 0
    shutdown: int = 0
    received: int = 0
    valid: int = 0
    refilled: int = 0
    refilled_valid: int = 0
    invalid: Mapping[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """Slots owed for which nothing has come."""
        return self.expected - self.received

    @property
    def received_in_time(self) -> int:
        """Slots with a value that came within the grace."""
        return self.received - self.refilled

    @property
    def valid_in_time(self) -> int:
        """Slots with a valid value that came within the grace."""
        return self.valid - self.refilled_valid

    def __add__(self, other: Counts) -> Counts:
        """Count both together."""
        marks = {*self.invalid, *other.invalid}
        return Counts(
            self.expected + other.expected,
            self.shutdown + other.shutdown,
            self.received + other.received,
            self.valid + other.valid,
            self.refilled + other.refilled,
            self.refilled_valid + other.refilled_valid,
            {m: self.invalid.get(m, 0) + other.invalid.get(m, 0) for m in sorted(marks)},
        )


def total(counts: Iterable[Counts]) -> Counts:
    """Add counts up.

    Parameters
    ----------
    counts
        Any number of them, also none.

    Returns
    -------
    Counts
        Their sum.
    """
    return sum(counts, Counts())


def grid(span: Span, step: np.timedelta64, until: np.datetime64) -> Times:
    """List the starts of the slots that lie wholly within a span, on Beijing's clock.

    Parameters
    ----------
    span
        When the datastream owes values; open at the end where it still does.
    step
        Length of a slot.
    until
        Where an open span ends; a closed one that ends earlier ends there. [UTC]

    Returns
    -------
    ndarray
        Starts, ascending, shape (slots,). [datetime64[us], UTC]
    """
    end = until if span.end is None else min(span.end, until)
    step = step.astype("timedelta64[us]")
    zero = np.datetime64(0, "us") - BEIJING
    first = span.start.astype("datetime64[us]") - zero
    ceiled = zero + -(-first // step) * step
    return np.arange(ceiled, end.astype("datetime64[us]") - step + np.timedelta64(1, "us"), step)


def floored(times: Times, step: np.timedelta64) -> Times:
    """Give the start of the slot in which each time lies, on Beijing's clock. [UTC]."""
    step = step.astype("timedelta64[us]")
    zero = np.datetime64(0, "us") - BEIJING
    found: Times = zero + (times.astype("datetime64[us]") - zero) // step * step
    return found


def _gathered(observed: Observed, terms: Terms) -> Observed:
    """Take of the values that came within each slot one: a valid one first, then the first received."""
    start = floored(observed.start, terms.step)
    worse = ~(_valid(observed.flag, terms) & observed.number)
    order = np.lexsort((observed.received_at, worse, start))
    _, first = np.unique(start[order], return_index=True)
    row = order[first]
    return Observed(start[row], observed.received_at[row], observed.number[row], observed.flag[row])


def within(starts: Times, step: np.timedelta64, spans: Sequence[Span]) -> npt.NDArray[np.bool_]:
    """Tell which slots lie wholly within one of the spans (a declared shutdown).

    A slot that is shut down in part still owes its value.
    """
    inside = np.zeros(len(starts), dtype=bool)
    for span in spans:
        ends = True if span.end is None else starts + step <= span.end
        inside |= (starts >= span.start) & ends
    return inside


def classify(
    starts: Times, observed: Observed, terms: Terms, now: np.datetime64, shut: Sequence[Span] = ()
) -> Slots:
    """Say of every slot what became of it.

    Parameters
    ----------
    starts
        The slots that are owed, from `grid`. [UTC]
    observed
        What came.
    terms
        Length, grace, valid marks.
    now
        The present; slots whose end and grace lie after it are not yet due. [UTC]
    shut
        Declared shutdowns (停产, 停排, 停站).

    Returns
    -------
    Slots
        One row a slot; what came outside the slots is left out.
    """
    if terms.cycle > 1:
        observed = _gathered(observed, terms)
    came, row = _match(starts, observed.start)
    received = np.full(len(starts), np.datetime64("NaT"), dtype="datetime64[us]")
    received[came] = observed.received_at[row]
    flag = np.full(len(starts), "", dtype=object)
    flag[came] = observed.flag[row]
    valid = np.zeros(len(starts), dtype=bool)
    marked_valid = _valid(observed.flag[row], terms)
    valid[came] = marked_valid & observed.number[row]
    nameless = np.flatnonzero(came)[marked_valid & ~observed.number[row]]
    flag[nameless] = NO_NUMBER
    due = starts + terms.step + terms.grace
    late = came & (received > due) if terms.timely else np.zeros(len(starts), dtype=bool)
    state = _states(came, valid, due > now, within(starts, terms.step, shut))
    return Slots(starts, state, late, received, flag.astype(str), terms.step, terms.cycle)


def _match(starts: Times, found: Times) -> tuple[npt.NDArray[np.bool_], npt.NDArray[Any]]:
    """Find for each slot the row that came for it."""
    at = np.searchsorted(found, starts)
    clipped = np.minimum(at, max(len(found) - 1, 0))
    came = (at < len(found)) & (found[clipped] == starts) if len(found) else at < 0
    return came, clipped[came]


def _valid(flags: npt.NDArray[np.str_], terms: Terms) -> npt.NDArray[np.bool_]:
    """Judge the data marks alone."""
    marks = np.char.upper(flags.astype(str)) if len(flags) else flags
    valid = np.isin(marks, sorted(terms.valid_flags))
    return valid | (marks == "") if terms.unmarked else valid


def _states(
    came: npt.NDArray[np.bool_],
    valid: npt.NDArray[np.bool_],
    future: npt.NDArray[np.bool_],
    shut: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int8]:
    """Put the slots into states; a declared shutdown goes before what came in it."""
    state = np.where(came, np.where(valid, State.VALID, State.INVALID), State.MISSING)
    state[~came & future] = State.NOT_DUE
    state[shut] = State.SHUTDOWN
    return state.astype(np.int8)


def days_of(starts: Times) -> Times:
    """Name the Beijing day on which each slot starts, as datetime64[D]."""
    return (starts + BEIJING).astype("datetime64[D]")


def count(slots: Slots) -> dict[np.datetime64, Counts]:
    """Count the slots of one datastream by day.

    Parameters
    ----------
    slots
        What `classify` said.

    Returns
    -------
    dict
        Beijing day to counts; a day without any slot is absent.
    """
    days, first = np.unique(days_of(slots.start), return_index=True)
    after = np.append(first, len(slots.start))[1:]
    return {day: _count(slots, slice(a, b)) for day, a, b in zip(days, first, after, strict=True)}


def _count(slots: Slots, chosen: slice) -> Counts:
    """Count the chosen slots."""
    state, late = slots.state[chosen], slots.late[chosen]
    valid, invalid = state == State.VALID, state == State.INVALID
    marks, numbers = np.unique(slots.flag[chosen][invalid], return_counts=True)
    return Counts(
        expected=int((valid | invalid | (state == State.MISSING)).sum()),
        shutdown=int((state == State.SHUTDOWN).sum()),
        received=int((valid | invalid).sum()),
        valid=int(valid.sum()),
        refilled=int(((valid | invalid) & late).sum()),
        refilled_valid=int((valid & late).sum()),
        invalid={str(mark): int(number) for mark, number in zip(marks, numbers, strict=True)},
    )
