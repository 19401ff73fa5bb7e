"""Reminders: before the last day, on it and after it, each once for each duty, by the platform itself.

A day that was looked at is written down in the same transaction as its reminders. Whatever ends the
process in between leaves neither, and the next look begins where the last one ended: a day on which
nobody looked is made up for, with one message for the newest stage of each duty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from qingtian.policy import Policy
from qingtian.policy.duties import STAGES, Duty, Stage, calls, duties
from qingtian_platform.act.notices import api as notices
from qingtian_platform.assess.duties.common import answering, assignments, the_policy
from qingtian_platform.assess.duties.doing import fulfilled
from qingtian_platform.assess.duties.infos import PersonInfo, ReminderInfo
from qingtian_platform.assess.duties.models import Looked, Reminder
from qingtian_platform.assess.duties.naming import Language, duty_name, unit_name
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.assess.tasks.elsewhere import assigned_until, done_until
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people

FURTHEST = timedelta(days=45)
"""How far a last day may lie from the day of a reminder: an offset, and the holidays beside it. [d]"""
DAY = timedelta(days=1)
PIECE = 500
MOST_LINES = 200
"""Duties that one message names; of more it says how many. [1]"""
LANGUAGES: tuple[tuple[Language, str], ...] = (("zh", "zh-hans"), ("en", "en"))


@dataclass(frozen=True)
class Call:
    """A reminder that is to be written."""

    duty: Duty
    stage: Stage
    day: date
    person: PersonInfo | None


def look(now: datetime | None = None) -> int:
    """Write the reminders of the days since the last look, up to today, and put messages on their way.

    Parameters
    ----------
    now
        The present; the clock of the machine where left out.

    Returns
    -------
    int
        How many were written. [1]

    Raises
    ------
    DutyRefusedError
        If the city has no policy.
    """
    present = now or datetime.now(UTC)
    today = beijing(present).date()
    with transaction.atomic():
        last = Looked.objects.order_by("-day").values_list("day", flat=True).first()
        if last is not None and last >= today:
            return 0
        first = ledger.began(present) if last is None else last + DAY
        made = _new(due_calls(first, today))
        rows = [_row(each, present) for each in made]
        Reminder.objects.bulk_create(rows, batch_size=PIECE)
        Looked.objects.create(day=today, at=present)
        _tell(made, today, present)
    return len(rows)


def due_calls(first: date, last: date) -> list[Call]:
    """List the reminders whose day has come in a stretch of days, of duties that were not done.

    Parameters
    ----------
    first, last
        First and last day of the stretch.
    """
    known = the_policy()
    done, said = fulfilled(last), done_until(last)
    persons = assignments(datetime.now(UTC) + DAY)
    found = []
    reach = duties(
        known, max(ledger.began(), first - FURTHEST), last + FURTHEST, assigned_until(last)
    )
    for duty in reach:
        if not duty.unit or duty.key in done or _said(duty, said):
            continue
        person = answering(persons, f"{duty.kind}:{duty.subject}", duty.unit)
        came = {stage: day for stage, day in calls(known, duty).items() if first <= day <= last}
        found += [Call(duty, stage, day, person) for stage, day in came.items()]
    return found


def _said(duty: Duty, said: Mapping[str, object]) -> bool:
    turn = "" if duty.turn is None else f".{duty.turn}"
    return any(f"{clause}{turn}" in said for clause in duty.clauses)


def _new(found: Iterable[Call]) -> list[Call]:
    """Leave out what was written before."""
    every = list(found)
    there: set[tuple[str, str]] = set()
    for part in (every[at : at + PIECE] for at in range(0, len(every), PIECE)):
        rows = Reminder.objects.filter(key__in={each.duty.key for each in part})
        there |= set(rows.values_list("key", "stage"))
    return [each for each in every if (each.duty.key, each.stage) not in there]


def _row(each: Call, now: datetime) -> Reminder:
    return Reminder(
        key=each.duty.key,
        stage=each.stage,
        unit=each.duty.unit,
        login=each.person.login if each.person else "",
        due=each.duty.due,
        day=each.day,
        at=now,
    )


def _tell(made: Iterable[Call], today: date, now: datetime) -> None:
    """Put one message for each person and one for the other systems of the desk on its way."""
    newest: dict[str, Call] = {}
    for each in made:
        before = newest.get(each.duty.key)
        if before is None or STAGES.index(before.stage) < STAGES.index(each.stage):
            newest[each.duty.key] = each
    if not newest:
        return
    known = the_policy()
    ordered = sorted(
        newest.values(), key=lambda e: (e.person.login if e.person else "", e.duty.due)
    )
    for login, part in groupby(ordered, key=lambda e: e.person.login if e.person else ""):
        account = people.account(login) if login else None
        if account is not None:
            text = _mail(known, list(part))
            notices.tell(account, notices.Notice(f"duties {today} {login}", *text, "duty"), now)
    notices.send_to_hooks(f"duties {today}", "duty", _content(known, ordered, today), now=now)


def _mail(known: Policy, part: list[Call]) -> tuple[str, str]:
    """Write subject and body, Chinese above English."""
    with override("zh-hans"):
        subject = _("[Reminder] %(n)s duties, the first due %(day)s") % {
            "n": len(part),
            "day": min(each.duty.due for each in part),
        }
    blocks = []
    for language, code in LANGUAGES:
        with override(code):
            lines = [_line(known, each, language) for each in part[:MOST_LINES]]
            if len(part) > MOST_LINES:
                lines.append(_("and %(n)s more") % {"n": len(part) - MOST_LINES})
            blocks.append("\n".join(lines))
    return subject, "\n\n".join(blocks) + "\n"


def _line(known: Policy, each: Call, language: Language) -> str:
    words = {
        "before": _("due on %(day)s"),
        "day": _("due today, %(day)s"),
        "after": _("was due on %(day)s, no record"),
    }
    said = words[each.stage] % {"day": each.duty.due}
    unit = unit_name(known, each.duty.unit, language)
    return f"{unit} · {duty_name(known, each.duty, language)} · {said} ({', '.join(each.duty.clauses)})"


def _content(known: Policy, made: list[Call], today: date) -> dict[str, object]:
    shown = [
        {
            "duty": each.duty.key,
            "stage": each.stage,
            "unit": each.duty.unit,
            "unit_name": unit_name(known, each.duty.unit, "zh"),
            "due": each.duty.due.isoformat(),
            "clauses": list(each.duty.clauses),
        }
        for each in made[:MOST_LINES]
    ]
    return {"event": "duties", "day": today.isoformat(), "count": len(made), "duties": shown}


def reminders(
    units: Iterable[str] | None = None, *, until: datetime | None = None, limit: int = 200
) -> list[ReminderInfo]:
    """List reminders, the newest first.

    Parameters
    ----------
    units
        To these; to all where left out.
    until
        Written before that moment.
    limit
        At most so many.
    """
    rows = Reminder.objects.order_by("-day", "-pk")
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    if until is not None:
        rows = rows.filter(at__lt=until)
    return [_info(row) for row in rows[:limit]]


def reminders_of(key: str) -> list[ReminderInfo]:
    """List the reminders of one duty, the newest first."""
    rows = Reminder.objects.filter(key=key).order_by("-day", "-pk")
    return [_info(row) for row in rows]


def _info(row: Reminder) -> ReminderInfo:
    return ReminderInfo(row.key, row.stage, row.unit, row.login, row.due, row.day, row.at)
