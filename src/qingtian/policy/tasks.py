"""Tasks: one for each clause, and for duties that come again one for each turn; how each stands.

A day that has passed without a record is `no record` (到期无记录), never late: the ledger knows of no
failure, only of no report. Turns are owed from the day on which the ledger is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qingtian.policy.clauses import Clause
from qingtian.policy.clocks import AT_ITS_END, Clock, Instance
from qingtian.policy.deadlines import Period
from qingtian.policy.errors import NotThereError
from qingtian.policy.policy import Policy

DAY = timedelta(days=1)
State = Literal["done", "open", "soon", "no record", "in force", "not yet", "for people"]
Named = Literal["gazette", "assigned", "nobody"]


@dataclass(frozen=True)
class Task:
    """What is owed, and how it stands on a day.

    Attributes
    ----------
    clause
        Address of the clause.
    turn
        Number of the turn of a duty that comes again; None where it is owed once.
    first, due
        First day that it is about, and the last on which it is done in time; None where the text
        names none.
    owners
        Keys of the organisations that owe it, or what was assigned; empty where nobody does.
    named
        Who says so: the gazette, an assignment, or nobody.
    state
        `done`; `open`; `soon`, near its day; `no record`, where the day has passed; `in force`, what
        holds from a day on; `not yet`, before that day; `for people`, a principle.
    """

    clause: str
    turn: int | None
    first: date | None
    due: date | None
    owners: tuple[str, ...]
    named: Named
    state: State

    @property
    def key(self) -> str:
        """Name it: the clause, and the turn where there is one, as `D3-3.1-03.4`."""
        return self.clause if self.turn is None else f"{self.clause}.{self.turn}"


def tasks(
    policy: Policy,
    *,
    today: date,
    began: date,
    assigned: Mapping[str, tuple[str, ...]],
    done: Iterable[str],
    horizon: timedelta,
) -> list[Task]:
    """List every task as it stands on a day.

    Parameters
    ----------
    policy
        Whose clauses.
    today, began
        The day as of which it is told; the first day on which the ledger was kept, from which turns
        are owed.
    assigned
        Owners by clause, where somebody assigned them.
    done
        Keys of the tasks of which a record shows that they were done.
    horizon
        How long before its day a task is near.

    Returns
    -------
    list of Task
        In the order of the gazette; the turns of a clause from the oldest.
    """
    marks = _Marks(today, began, horizon, frozenset(done))
    found: list[Task] = []
    for clause in policy.clauses.values():
        owners, named = owners_of(policy, clause, assigned)
        found += _of(policy, clause, owners, named, marks)
    return found


@dataclass(frozen=True)
class _Marks:
    today: date
    began: date
    horizon: timedelta
    done: frozenset[str]

    def state(self, key: str, due: date | None) -> State:
        if key in self.done:
            return "done"
        if due is None:
            return "open"
        if due < self.today:
            return "no record"
        return "soon" if due - self.today <= self.horizon else "open"


def owners_of(
    policy: Policy, clause: Clause, assigned: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, ...], Named]:
    """Say who owes a clause: who was assigned, else who is named, else nobody."""
    if clause.id in assigned:
        return assigned[clause.id], "assigned"
    keys = named_in(policy, clause)
    if keys:
        return keys, "gazette"
    target = policy.targets.get(clause.id)
    if target and target.reporter:
        return (target.reporter,), "assigned"
    return (), "nobody"


def named_in(policy: Policy, clause: Clause) -> tuple[str, ...]:
    """List whom the text of a clause names: keys of organisations; a word that none bears stays as it is."""
    day = policy.documents[clause.document].date
    keys = []
    for word in clause.units:
        try:
            keys.append(policy.organisations.named(word, day).key)
        except NotThereError:
            keys.append(word)
    return tuple(keys)


def _of(
    policy: Policy, clause: Clause, owners: tuple[str, ...], named: Named, marks: _Marks
) -> list[Task]:
    if clause.kind == "principle":
        return [Task(clause.id, None, None, None, owners, named, "for people")]
    clock = _clock(policy, clause)
    if clock is not None:
        return [
            _turn(policy, clause, turn, owners, named, marks)
            for turn in clock.instances(marks.began, marks.today + marks.horizon)
        ] or [Task(clause.id, None, clock.since, None, owners, named, "not yet")]
    due = clause.deadline
    if due is not None and due.kind == "from" and due.day is not None:
        state: State = "in force" if due.day <= marks.today else "not yet"
        state = "done" if clause.id in marks.done else state
        return [Task(clause.id, None, due.day, None, owners, named, state)]
    last = due.last_day if due else None
    last = policy.last_day(last) if last else None
    return [Task(clause.id, None, None, last, owners, named, marks.state(clause.id, last))]


def _turn(
    policy: Policy,
    clause: Clause,
    turn: Instance,
    owners: tuple[str, ...],
    named: Named,
    marks: _Marks,
) -> Task:
    due = policy.last_day(turn.due)
    state = marks.state(f"{clause.id}.{turn.number}", due)
    return Task(clause.id, turn.number, turn.first, due, owners, named, state)


def _clock(policy: Policy, clause: Clause) -> Clock | None:
    """Find the cycle of a clause: one of the register of clocks, else its own frequency."""
    for clock in policy.clocks.values():
        if clock.cycle is not None and clause.id in clock.clauses:
            return clock
    if not clause.frequency.startswith("P"):
        return None
    cycle, since = Period.read(clause.frequency), policy.documents[clause.document].date
    if cycle.days % 7:
        return None  # so many days from an event, as a penalty that runs day by day
    if clause.deadline is not None and clause.deadline.day is not None:
        since = clause.deadline.day
    return Clock(
        clause.id, {}, "", (clause.id,), cycle=cycle, since=_start(cycle, since), grace=AT_ITS_END
    )


def _start(cycle: Period, since: date) -> date:
    """Begin with the first whole month, quarter or year, and weeks on a Monday."""
    if not cycle.months:
        return since + DAY * (-since.weekday() % 7) if cycle.days == 7 else since
    day = since if since.day == 1 else _next_month(since)
    while (day.month - 1) % min(cycle.months, 12):
        day = _next_month(day)
    return day


def _next_month(day: date) -> date:
    return Period(months=1).after(day.replace(day=1))


def summary(found: Iterable[Task]) -> Iterator[tuple[State, int]]:
    """Count tasks by state, in the order of the states."""
    states: list[State] = ["done", "open", "soon", "no record", "in force", "not yet", "for people"]
    held = list(found)
    for state in states:
        yield state, sum(each.state == state for each in held)
