"""Frequencies of a monitoring plan: which turns are owed, and which samplings meet them (HJ 819-2017).

A frequency is so many samplings in each calendar period, as `1/month`. A turn is one period. What is
taken in a turn meets it; what is then missing may be made up in the next turn by what that one does not
need, and is late; what no turn needs is extra. A period that the plan does not cover whole owes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

UNITS: Final = {"week": 0, "month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""Periods of the calendar, by their months; a week begins on Monday."""
MOST: Final = 31
"""Samplings in one period. [1]"""
DAY: Final = timedelta(days=1)
_FORM: Final = re.compile(r"([1-9]\d?)/([a-z-]+)")


@dataclass(frozen=True)
class Frequency:
    """So many samplings in each period.

    Attributes
    ----------
    times
        In one period. [1]
    unit
        One of `UNITS`.
    """

    times: int
    unit: str

    def __str__(self) -> str:
        return f"{self.times}/{self.unit}"


@dataclass(frozen=True)
class Turn:
    """One period of a plan, and what was done of it.

    Attributes
    ----------
    first, last
        Its days.
    owed
        Samplings that it asks for; 0 where the plan does not cover it whole. [1]
    done
        Days of samplings in it that meet it.
    late
        Days in the next turn on which the rest was made up.
    """

    first: date
    last: date
    owed: int
    done: tuple[date, ...] = ()
    late: tuple[date, ...] = ()

    @property
    def lacking(self) -> int:
        """Samplings that are still not there. [1]."""
        return self.owed - len(self.done) - len(self.late)

    def state(self, today: date) -> str:
        """Say how it stands.

        Parameters
        ----------
        today
            The present day; a turn ends with its last day.

        Returns
        -------
        str
            `done`, `late` (made up afterwards), `missed`, `waiting`, or `free` where nothing is owed.
        """
        if not self.owed:
            return "free"
        if self.lacking:
            return "missed" if today > self.last else "waiting"
        return "late" if self.late else "done"


@dataclass(frozen=True)
class Calendar:
    """The turns of one item of a plan.

    Attributes
    ----------
    turns
        In order of time.
    extra
        Days of samplings that no turn needs.
    """

    turns: tuple[Turn, ...]
    extra: tuple[date, ...]


def frequency(text: str) -> Frequency:
    """Read a frequency.

    Parameters
    ----------
    text
        As `1/month`.

    Raises
    ------
    ValueError
        It has another form, or its period is none of `UNITS`.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None or found[2] not in UNITS or int(found[1]) > MOST:
        known = ", ".join(UNITS)
        raise ValueError(
            f"expected a frequency as 1/month, its period one of {known}; got {text!r}"
        )
    return Frequency(int(found[1]), found[2])


def period(unit: str, day: date) -> tuple[date, date]:
    """Give first and last day of the calendar period of a day."""
    months = UNITS[unit]
    if not months:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    start = (day.month - 1) // months * months
    over = day.year * 12 + start + months
    return date(day.year, start + 1, 1), date(over // 12, over % 12 + 1, 1) - DAY


def calendar(
    how: Frequency, since: date, until: date | None, days: Iterable[date], today: date
) -> Calendar:
    """Hold samplings against a frequency.

    Parameters
    ----------
    how
        How often.
    since, until
        First and last day on which the plan holds; no last day = still.
    days
        On which samples were taken, in any order; those outside the plan's days are extra.
    today
        The present day; the turn in which it lies is the last.

    Returns
    -------
    Calendar
        Each sampling stands in it once.
    """
    end = min(today, until or today)
    taken = sorted(days)
    turns = _turns(how, since, until, end)
    rest: list[Turn] = []
    spare: list[list[date]] = []
    for turn in turns:
        mine = [each for each in taken if turn.first <= each <= turn.last]
        rest.append(replace(turn, done=tuple(mine[: turn.owed])))
        spare.append(mine[turn.owed :])
    for n, turn in enumerate(rest[:-1]):
        made = spare[n + 1][: turn.lacking] if turn.lacking else []
        rest[n] = replace(turn, late=tuple(made))
        spare[n + 1] = spare[n + 1][len(made) :]
    outside = [each for each in taken if not any(t.first <= each <= t.last for t in turns)]
    return Calendar(tuple(rest), tuple(sorted([*outside, *(d for days in spare for d in days)])))


def _turns(how: Frequency, since: date, until: date | None, end: date) -> list[Turn]:
    found: list[Turn] = []
    at = since
    while at <= end:
        first, last = period(how.unit, at)
        whole = since <= first and (until is None or last <= until)
        found.append(Turn(first, last, how.times if whole else 0))
        at = last + DAY
    return found
