"""What is owed as of a day, and that it was done: filed with a receipt where a clause asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.duties import Duty, duties, once
from qingtian_platform.assess.duties.common import (
    answering,
    assignments,
    day_that_came,
    done_info,
    end_of,
    keep_papers,
    the_policy,
    words_of,
)
from qingtian_platform.assess.duties.errors import DutyRefusedError
from qingtian_platform.assess.duties.infos import DoneInfo, DutyInfo, State
from qingtian_platform.assess.duties.models import Fulfilled, Receipt
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.assess.tasks.elsewhere import assigned_until, done_until
from qingtian_platform.assess.tasks.infos import Statement
from qingtian_platform.kit.attachments import Upload
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.kit.times import beijing

HORIZON = "task.horizon"


def owed(day: date, *, ahead: timedelta | None = None) -> list[DutyInfo]:
    """List what is owed since the ledger began, as it stood at the end of a day.

    Parameters
    ----------
    day
        The day as of which it is told. [Beijing]
    ahead
        How far beyond the day; as far as the ledger calls near where left out.

    Returns
    -------
    list of DutyInfo
        The earliest first; what is owed once is listed also where its day passed before.
    """
    known = the_policy()
    near = timedelta(days=int(known.numbers(HORIZON, day)["days"]))
    reach = day + (near if ahead is None else ahead)
    every = [*_passed(known, day), *duties(known, ledger.began(), reach, assigned_until(day))]
    return sorted(_standing(every, day, near), key=lambda each: (each.duty.due, each.duty.key))


def _passed(known: Policy, day: date) -> list[Duty]:
    """List what was owed once before the ledger began: its day passed with no record here."""
    began = ledger.began()
    first = min(each.date for each in known.documents.values())
    return list(once(known, first, began - timedelta(days=1), assigned_until(day)))


def _standing(every: Iterable[Duty], day: date, near: timedelta) -> list[DutyInfo]:
    done, persons = fulfilled(day), assignments(end_of(day))
    said = done_until(day)
    found = []
    for duty in every:
        info = done.get(duty.key) or _from_ledger(duty, said)
        person = answering(persons, f"{duty.kind}:{duty.subject}", duty.unit)
        found.append(DutyInfo(duty, _state(duty, info, day, near), info, person))
    return found


def _state(duty: Duty, done: DoneInfo | None, day: date, near: timedelta) -> State:
    if done is not None:
        return "late" if done.day > duty.due else "done"
    if duty.due < day:
        return "no record"
    return "soon" if duty.due - day <= near else "open"


def _from_ledger(duty: Duty, said: Mapping[str, ledger.Statement]) -> DoneInfo | None:
    """Find what the ledger of tasks says of the turn as a whole."""
    turn = "" if duty.turn is None else f".{duty.turn}"
    for clause in duty.clauses:
        one = said.get(f"{clause}{turn}")
        if one is not None:
            return DoneInfo(beijing(one.at).date(), one.words, one.name, one.at, one.files, {})
    return None


def one(key: str, now: datetime | None = None) -> DutyInfo:
    """Give one duty as it stands now.

    Raises
    ------
    DutyRefusedError
        If nobody owes it.
    """
    day = beijing(now or datetime.now(UTC)).date()
    near = timedelta(days=int(the_policy().numbers(HORIZON, day)["days"]))
    return _standing([find(key, day)], day, near)[0]


def fulfilled(day: date) -> dict[str, DoneInfo]:
    """Give what was said until the end of a day of duties that were done, by key."""
    until = end_of(day)
    receipts: dict[int, dict[str, int]] = {}
    for row in Receipt.objects.filter(at__lt=until):
        receipts.setdefault(row.fulfilled_id, {})[row.register] = row.number
    rows = Fulfilled.objects.filter(at__lt=until).order_by("at", "pk")
    return {row.key: done_info(row, receipts.get(row.pk, {})) for row in rows}


def clauses_done(day: date) -> dict[str, Statement]:
    """Tell the ledger which turns are done: those that each unit that owes them has done."""
    done = fulfilled(day)
    if not done:
        return {}
    known = the_policy()
    found: dict[str, Statement] = {}
    turns: dict[tuple[str, int | None], list[Duty]] = {}
    for duty in duties(known, ledger.began(), day + timedelta(days=370), {}):
        if duty.kind == "clock":
            turns.setdefault((duty.subject, duty.turn), []).append(duty)
    for (_clock, turn), each in turns.items():
        rows = [done[duty.key] for duty in each if duty.key in done]
        if len(rows) == len(each):
            last = max(rows, key=lambda row: row.at)
            words = Statement("", last.name, last.at, last.words, last.files)
            found |= {f"{clause}.{turn}": words for clause in each[0].clauses}
    return found


def fulfil(
    key: str,
    day: date,
    words: str,
    person: Person,
    *,
    files: Sequence[Upload] = (),
    now: datetime | None = None,
) -> DoneInfo:
    """Take down that a duty was done; where it is filed, each receiver gives the next number.

    Parameters
    ----------
    key
        Of the duty.
    day
        On which it was done.
    words
        What shows it.
    person
        Who says so.
    files
        Papers that show it: minutes, the plan, the report.
    now
        The present.

    Raises
    ------
    DutyRefusedError
        If nobody owes it, the day lies ahead, nothing is said, or a paper cannot be taken.
    """
    present = now or datetime.now(UTC)
    said, done_on = words_of(words), day_that_came(day, present)
    duty = find(key, beijing(present).date())
    hashes = keep_papers(files, present)
    if duty.kind == "task":
        turn = "" if duty.turn is None else f".{duty.turn}"
        task = f"{duty.subject}{turn}"
        try:
            ledger.record_done(task, done_on, said, person, files=hashes, now=present)
        except ledger.TaskRefusedError as error:
            raise DutyRefusedError(str(error)) from error
        return DoneInfo(done_on, said, signed(person, present)["name"], present, tuple(hashes), {})
    with transaction.atomic():
        row = Fulfilled(key=key, day=done_on, words=said, files=hashes, **signed(person, present))
        row.save(force_insert=True)
        return done_info(row, _receipts(row, the_policy().clocks[duty.subject].filed, present))


def _receipts(row: Fulfilled, registers: Iterable[str], now: datetime) -> dict[str, int]:
    """Write a receipt of each receiver; the records are locked, so the number is the next."""
    found = {}
    for register in registers:
        last = Receipt.objects.filter(register=register).aggregate(last=Max("number"))["last"] or 0
        Receipt.objects.create(fulfilled=row, register=register, number=last + 1, at=now)
        found[register] = last + 1
    return found


def find(key: str, day: date) -> Duty:
    """Find a duty that is owed by its key.

    Raises
    ------
    DutyRefusedError
        If nobody owes it, or it lies more than a year ahead.
    """
    known = the_policy()
    reach = day + timedelta(days=370)
    for duty in (*_passed(known, day), *duties(known, ledger.began(), reach, assigned_until(day))):
        if duty.key == key:
            return duty
    raise DutyRefusedError(_("Expected a duty that is owed; got %(x)s.") % {"x": key})
