"""What the ledger offers: tasks and targets as of a day, and what people say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.targets import Target, progress
from qingtian.policy.tasks import owners_of, tasks
from qingtian_platform.assess.policies import policy
from qingtian_platform.assess.signed import Person, signed
from qingtian_platform.assess.tasks.errors import TaskRefusedError
from qingtian_platform.assess.tasks.infos import Figure, Statement, TargetInfo, TaskInfo
from qingtian_platform.assess.tasks.models import Assignment, Done, Kept, Reminder, Reported, Said
from qingtian_platform.kit.times import beijing, midnight

__all__ = [
    "Figure",
    "Statement",
    "TargetInfo",
    "TaskInfo",
    "TaskRefusedError",
    "assign",
    "began",
    "computed_by",
    "record_done",
    "remind",
    "report",
    "targets",
    "tasks_on",
]

HORIZON = "task.horizon"
AMBER = "target.amber"
LONGEST = 2000
S = TypeVar("S", bound=Said)
Computing = Callable[[date], Iterable[tuple[date, Decimal]]]
_COMPUTED: dict[str, Computing] = {}


def computed_by(indicator: str, compute: Computing) -> None:
    """Let a stage compute an indicator: a function from a day to (day, figure) up to that day."""
    _COMPUTED[indicator] = compute


def began(now: datetime | None = None) -> date:
    """Give the first day on which the ledger was kept; the first that asks makes it today."""
    first = Kept.objects.order_by("day").values_list("day", flat=True).first()
    if first is not None:
        return first
    day = beijing(now or datetime.now(UTC)).date()
    return Kept.objects.get_or_create(day=day)[0].day


def tasks_on(day: date) -> list[TaskInfo]:
    """List every task as it stood on a day, by what had been said until its end.

    Parameters
    ----------
    day
        The day as of which it is told. [Beijing]
    """
    known = _policy()
    until = _end(day)
    done = _last(Done.objects.filter(at__lt=until), "task")
    assigned = _last(Assignment.objects.filter(at__lt=until), "clause")
    reminded = _last(Reminder.objects.filter(at__lt=until), "task")
    horizon = timedelta(days=int(known.numbers(HORIZON, day)["days"]))
    found = tasks(
        known,
        today=day,
        began=began(),
        assigned={key: (row.owner,) for key, row in assigned.items()},
        done=done,
        horizon=horizon,
    )
    return [
        TaskInfo(
            each,
            _statement(done[each.key], "words") if each.key in done else None,
            _statement(assigned[each.clause], "reason") if each.clause in assigned else None,
            reminded[each.key].at if each.key in reminded else None,
        )
        for each in found
    ]


def targets(day: date) -> list[TargetInfo]:
    """List every target with its figures as they were known at the end of a day."""
    known = _policy()
    until = _end(day)
    rows: dict[str, list[Reported]] = {}
    for row in Reported.objects.filter(at__lt=until).order_by("at", "id"):
        rows.setdefault(row.clause, []).append(row)
    reminded = _last(Reminder.objects.filter(at__lt=until), "task")
    assigned = _last(Assignment.objects.filter(at__lt=until), "clause")
    amber = known.numbers(AMBER, day)["percent"]
    owners = {key: (row.owner,) for key, row in assigned.items()}
    found = []
    for key, target in known.targets.items():
        figures = _figures(target, rows.get(key, ()), day)
        how = progress(target, [(f.day, f.value) for f in figures], day, amber=amber)
        who, _named = owners_of(known, target.clause, owners)
        last = reminded[key].at if key in reminded else None
        found.append(TargetInfo(target, how, figures, who, last))
    return found


def _figures(target: Target, rows: Iterable[Reported], day: date) -> tuple[Figure, ...]:
    """Put computed figures and those handed in together; the latter stand where both are."""
    found: dict[date, Figure] = {}
    if target.indicator in _COMPUTED:
        for when, value in _COMPUTED[target.indicator](day):
            found[when] = Figure(when, value, None)
    for row in rows:
        found[row.day] = Figure(row.day, Decimal(row.value), _statement(row, "source"))
    return tuple(found[when] for when in sorted(found))


def assign(
    clause: str, owner: str, reason: str, person: Person, *, now: datetime | None = None
) -> None:
    """Say who owes a clause.

    Raises
    ------
    TaskRefusedError
        If there is no such clause or organisation, or no reason is given.
    """
    known = _policy()
    if clause not in known.clauses:
        raise TaskRefusedError(_("Expected a clause of the gazette; got %(x)s.") % {"x": clause})
    if owner not in known.organisations.by_key:
        raise TaskRefusedError(_("Expected an organisation of the pack; got %(x)s.") % {"x": owner})
    Assignment(clause=clause, owner=owner, reason=_words(reason), **signed(person, now)).save()


def record_done(
    task: str,
    day: date,
    words: str,
    person: Person,
    *,
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> None:
    """Take down that a task was done, and what shows it.

    Raises
    ------
    TaskRefusedError
        If there is no such task, the day lies ahead, or nothing is said of it.
    """
    present = now or datetime.now(UTC)
    if day > beijing(present).date():
        raise TaskRefusedError(_("Expected a day that has come; got %(x)s.") % {"x": day})
    if task not in {each.task.key for each in tasks_on(beijing(present).date())}:
        raise TaskRefusedError(_("Expected a task of the ledger; got %(x)s.") % {"x": task})
    Done(task=task, day=day, words=_words(words), files=list(files), **signed(person, now)).save()


def report(
    clause: str,
    day: date,
    value: str,
    source: str,
    person: Person,
    *,
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> None:
    """Hand in a figure of a target with its source.

    Raises
    ------
    TaskRefusedError
        If there is no such target, the figure is no number, the day lies ahead, or no source is named.
    """
    if clause not in _policy().targets:
        raise TaskRefusedError(_("Expected a target of the gazette; got %(x)s.") % {"x": clause})
    if day > beijing(now or datetime.now(UTC)).date():
        raise TaskRefusedError(_("Expected a day that has come; got %(x)s.") % {"x": day})
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        raise TaskRefusedError(_("Expected a number; got %(x)s.") % {"x": value}) from None
    if not number.is_finite() or len(str(number)) > 40:
        raise TaskRefusedError(_("Expected a number; got %(x)s.") % {"x": value})
    words = _words(source)
    Reported(
        clause=clause,
        day=day,
        value=str(number),
        source=words,
        files=list(files),
        **signed(person, now),
    ).save()


def remind(task: str, to: Iterable[str], person: Person, *, now: datetime | None = None) -> None:
    """Take down that who owes a task was reminded."""
    with transaction.atomic():
        for one in to:
            Reminder(task=task, to=one, **signed(person, now)).save()


def _policy() -> Policy:
    known = policy()
    if known is None:
        raise TaskRefusedError(_("This city has no policy pack."))
    return known


def _words(text: str) -> str:
    found = text.strip()
    if not found or len(found) > LONGEST:
        raise TaskRefusedError(
            _("Expected words, at most %(n)s characters; got %(x)s.")
            % {"n": LONGEST, "x": len(found)}
        )
    return found


def _last(rows: Iterable[S], key: str) -> Mapping[str, S]:
    return {getattr(row, key): row for row in sorted(rows, key=lambda row: (row.at, row.pk))}


def _statement(row: Said, words: str) -> Statement:
    files = tuple(getattr(row, "files", ()))
    return Statement(row.by, row.name, row.at, getattr(row, words), files)


def _end(day: date) -> datetime:
    return midnight(day + timedelta(days=1))
