"""What the ledger offers: tasks and targets as of a day, and what people say of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.policy.tasks import tasks
from qingtian_platform.assess.tasks.elsewhere import done_until, elsewhere
from qingtian_platform.assess.tasks.errors import TaskRefusedError
from qingtian_platform.assess.tasks.figures import Asked, computed_by, made_by
from qingtian_platform.assess.tasks.infos import (
    BaselineInfo,
    Figure,
    Lineage,
    Statement,
    TargetInfo,
    TaskInfo,
)
from qingtian_platform.assess.tasks.models import (
    Assignment,
    Baseline,
    Done,
    Kept,
    Reminder,
    Reported,
)
from qingtian_platform.assess.tasks.reading import end, last, statement, the_policy
from qingtian_platform.assess.tasks.targeting import reminders, reported, target, targets
from qingtian_platform.kit.numbers import plain_number
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.kit.signed import words_of as signed_words
from qingtian_platform.kit.times import beijing

_words = partial(signed_words, refused=TaskRefusedError)

__all__ = [
    "Asked",
    "BaselineInfo",
    "Figure",
    "Lineage",
    "Statement",
    "TargetInfo",
    "TaskInfo",
    "TaskRefusedError",
    "assign",
    "began",
    "computed_by",
    "made_by",
    "record_done",
    "remind",
    "reminders",
    "report",
    "report_baseline",
    "reported",
    "target",
    "targets",
    "tasks_on",
]

HORIZON = "task.horizon"
MONITORING = "monitoring"
DIGITS = 40


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
    known = the_policy()
    until = end(day)
    done = {**elsewhere(day), **done_until(day)}
    assigned = last(Assignment.objects.filter(at__lt=until), "clause")
    reminded = last(Reminder.objects.filter(at__lt=until), "task")
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
            done.get(each.key),
            statement(assigned[each.clause], "reason") if each.clause in assigned else None,
            reminded[each.key].at if each.key in reminded else None,
        )
        for each in found
    ]


def assign(
    clause: str, owner: str, reason: str, person: Person, *, now: datetime | None = None
) -> None:
    """Say who owes a clause.

    Raises
    ------
    TaskRefusedError
        If there is no such clause or organisation, a target would be given to a monitoring body
        (D7-2.6-02), or no reason is given.
    """
    known = the_policy()
    if clause not in known.clauses:
        raise TaskRefusedError(_("Expected a clause of the gazette; got %(x)s.") % {"x": clause})
    if owner not in known.organisations.by_key:
        raise TaskRefusedError(_("Expected an organisation of the pack; got %(x)s.") % {"x": owner})
    if clause in known.targets and known.organisations.by_key[owner].kind == MONITORING:
        raise TaskRefusedError(
            _("No target may be given to a monitoring body; name who must reach it.")
        )
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
    if clause not in the_policy().targets:
        raise TaskRefusedError(_("Expected a target of the gazette; got %(x)s.") % {"x": clause})
    if day > beijing(now or datetime.now(UTC)).date():
        raise TaskRefusedError(_("Expected a day that has come; got %(x)s.") % {"x": day})
    number, words = _number(value), _words(source)
    handed = {"value": number, "source": words, "files": list(files), **signed(person, now)}
    Reported(clause=clause, day=day, **handed).save()


def report_baseline(
    clause: str,
    value: str,
    source: str,
    person: Person,
    *,
    files: Sequence[str] = (),
    now: datetime | None = None,
) -> None:
    """Hand in the number of the base year from which a reduction is counted.

    Raises
    ------
    TaskRefusedError
        If the target counts from no year, the figure is no number, or no source is named.
    """
    found = the_policy().targets.get(clause)
    if found is None or found.baseline is None:
        raise TaskRefusedError(
            _("Expected a target that is counted against a year; got %(x)s.") % {"x": clause}
        )
    number, words = _number(value), _words(source)
    handed = {"value": number, "source": words, "files": list(files), **signed(person, now)}
    Baseline(clause=clause, year=found.baseline[0].year, **handed).save()


def remind(task: str, to: Iterable[str], person: Person, *, now: datetime | None = None) -> None:
    """Take down that who owes a task was reminded."""
    with transaction.atomic():
        for one in to:
            Reminder(task=task, to=one, **signed(person, now)).save()


def _number(text: str) -> str:
    try:
        number = str(plain_number(text))
    except ValueError:
        number = ""
    if not 0 < len(number) <= DIGITS:
        raise TaskRefusedError(_("Expected a number; got %(x)s.") % {"x": text[:DIGITS]})
    return number
