"""Duties: what each unit owes by which day, and on which days it is reminded.

A clock that each district or department owes becomes one duty for each of them; every other task of
the ledger with a day is one for each of its owners. A stretch of days gives each duty once, however
it is cut into pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qingtian.policy.clocks import Clock
from qingtian.policy.policy import Policy
from qingtian.policy.tasks import Task, named_in, tasks
from qingtian.policy.workdays import DAY

FURTHEST = timedelta(days=15)
"""How far a last day moves at most; no row of holidays is longer. [d]"""
WEEKLY = 7
OFFSETS, OFFSETS_WEEK = "reminder.offsets", "reminder.offsets.week"
Stage = Literal["before", "day", "after"]
STAGES: tuple[Stage, ...] = ("before", "day", "after")


@dataclass(frozen=True)
class Duty:
    """What one unit owes by a day.

    Attributes
    ----------
    kind, subject, turn
        `clock` with the key of the clock, or `task` with the clause; which turn, None where it is
        owed once.
    unit
        Key of an organisation, or code of a place; empty where nobody is named.
    first, due
        First day that it is about, None where the text names none; the last day in time.
    clauses
        Where it stands.
    """

    kind: Literal["clock", "task"]
    subject: str
    turn: int | None
    unit: str
    first: date | None
    due: date
    clauses: tuple[str, ...]

    @property
    def key(self) -> str:
        """Name it, as `clock:annual-plan.7@110101000`."""
        turn = "" if self.turn is None else f".{self.turn}"
        return f"{self.kind}:{self.subject}{turn}@{self.unit}"


def duties(
    policy: Policy, start: date, end: date, assigned: Mapping[str, tuple[str, ...]]
) -> Iterator[Duty]:
    """List what falls due in a stretch of days.

    Parameters
    ----------
    policy
        Whose clocks and clauses.
    start, end
        First and last day on which a duty may fall due.
    assigned
        Owners by clause, where somebody assigned them.

    Yields
    ------
    Duty
        Clocks first, then the other tasks in the order of the gazette.

    Raises
    ------
    NotThereError
        If a setting is missing that decides of rest days or of who owes.
    """
    told: set[str] = set()
    for clock in policy.clocks.values():
        if clock.cycle is not None:
            told.update(clock.clauses)
            yield from _turns(policy, clock, start, end)
    for each in _tasks(policy, end + FURTHEST, start - FURTHEST, assigned):
        if each.clause not in told:
            yield from _owners(policy, each, start, end)


def once(
    policy: Policy, start: date, end: date, assigned: Mapping[str, tuple[str, ...]]
) -> Iterator[Duty]:
    """List what is owed once and falls due in a stretch of days; as of `duties`."""
    for each in _tasks(policy, end + FURTHEST, end + 2 * FURTHEST, assigned):
        if each.turn is None:
            yield from _owners(policy, each, start, end)


def _tasks(
    policy: Policy, today: date, began: date, assigned: Mapping[str, tuple[str, ...]]
) -> list[Task]:
    """List the tasks of the ledger that have a day, as if nothing had been done."""
    found = tasks(
        policy, today=today, began=began, assigned=assigned, done=(), horizon=timedelta(0)
    )
    return [each for each in found if each.due is not None and each.state != "in force"]


def _owners(policy: Policy, each: Task, start: date, end: date) -> Iterator[Duty]:
    assert each.due is not None, "asked for"
    due = policy.last_day(each.due)
    if start <= due <= end:
        for unit in each.owners or ("",):
            yield Duty("task", each.clause, each.turn, unit, each.first, due, (each.clause,))


def _turns(policy: Policy, clock: Clock, start: date, end: date) -> Iterator[Duty]:
    for turn in clock.instances(start - FURTHEST, end):
        due = policy.last_day(turn.due)
        if start <= due <= end:
            for unit in owing(policy, clock, turn.last):
                yield Duty("clock", clock.key, turn.number, unit, turn.first, due, clock.clauses)


def owing(policy: Policy, clock: Clock, day: date) -> tuple[str, ...]:
    """List the units that owe a clock on a day: each of those it names, else who must act."""
    return units(policy, clock.each, day) or (clock.actor,)


def named(policy: Policy, clauses: Iterable[str]) -> tuple[str, ...]:
    """List whom the texts of clauses name, by keys of organisations, each once."""
    found = (key for each in clauses for key in named_in(policy, policy.clauses[each]))
    return tuple(dict.fromkeys(found))


def unnamed(policy: Policy, owners: Iterable[str], clauses: Iterable[str]) -> tuple[str, ...]:
    """List the owners whom the pack alone names: no text of the clauses does.

    Parameters
    ----------
    policy
        Whose clauses.
    owners
        Keys of those who owe it by a row of the pack: of a clock, a publication, a target.
    clauses
        Where it stands.
    """
    there = named(policy, clauses)
    return tuple(each for each in owners if each not in there)


def units(policy: Policy, words: Iterable[str], day: date) -> tuple[str, ...]:
    """List units by words: a kind of place, or a setting that lists organisations or kinds.

    Raises
    ------
    NotThereError
        If a setting was not decided yet on that day.
    """
    found: dict[str, None] = {}
    for word in words:
        value = policy.decided(word, day)
        if isinstance(value, list):
            found |= dict.fromkeys(map(str, value))
        else:
            kinds = value["kinds"] if isinstance(value, dict) else (value,)
            found |= dict.fromkeys(each.code for each in policy.divisions.on(day, kinds))
    return tuple(found)


def calls(policy: Policy, duty: Duty) -> dict[Stage, date]:
    """Say on which days who owes a duty is reminded: on working days alone.

    Returns
    -------
    dict
        Before the last day and on it: that day or the working day before; after it: the next one.

    Raises
    ------
    NotThereError
        If the settings of the offsets are missing.
    """
    clock = policy.clocks.get(duty.subject) if duty.kind == "clock" else None
    short = clock is not None and clock.cycle is not None and clock.cycle.at_most <= WEEKLY
    offsets = policy.numbers(OFFSETS_WEEK if short else OFFSETS, duty.due)
    before, after = (timedelta(days=int(offsets[key])) for key in ("before", "after"))
    known = policy.workdays
    return {
        "before": known.worked_near(duty.due - before, -DAY),
        "day": known.worked_near(duty.due, -DAY),
        "after": known.worked_near(duty.due + after, DAY),
    }
