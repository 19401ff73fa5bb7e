"""Reminders: what is due soon is told once, some time before; how long before is a setting of the pack.

Each running limit has one row until it is met, falls away, is prolonged or told. The rows are written in
the transaction of the deed that touches them, so that no look at all matters is ever needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from qingtian.cases import Case
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases.api import MatterInfo
from qingtian_platform.act.notices.matters import letters, recipients, words
from qingtian_platform.act.notices.models import Reminder
from qingtian_platform.kit.times import beijing
from qingtian_platform.kit.together import at_end

SETTING = "reminder.matter"
PIECE = 200
"""Most reminders of one transaction. [1]"""


def follow(matter: MatterInfo, case: Case) -> None:
    """Keep the reminders of a matter as its open limits are now.

    Parameters
    ----------
    matter, case
        The matter.
    """
    at_end(_follow, [(matter.id, case)])


def _follow(told: Sequence[tuple[int, Case]]) -> None:
    """Keep the reminders of matters as the last that was told of each says."""
    cases_of = dict(told)
    wanted = {
        (matter, *limit): at
        for matter, case in cases_of.items()
        if not case.ended
        for limit, at in _wanted(case)
    }
    kept = Reminder.objects.filter(matter__in=list(cases_of))
    there = {tuple(key): pk for pk, *key in kept.values_list("pk", "matter", "duty", "due")}
    gone = [pk for key, pk in there.items() if key not in wanted]
    if gone:
        Reminder.objects.filter(pk__in=gone).delete()
    new = [
        Reminder(matter=matter, duty=duty, due=due, at=at)
        for (matter, duty, due), at in wanted.items()
        if (matter, duty, due) not in there
    ]
    Reminder.objects.bulk_create(new)


def _wanted(case: Case) -> Iterator[tuple[tuple[str, datetime], datetime]]:
    for duty in case.open_duties:
        due = duty.runs_until
        if due is not None and not case.procedure.duties[duty.kind].waits:
            yield (duty.kind, due), due - _before(due, due - duty.since)


def _before(due: datetime, limit: timedelta) -> timedelta:
    """Say how long before it is due one is reminded: a share of the limit, between least and most."""
    policy = cases.procedures().policy
    assert policy is not None, "a pack with procedures has a policy"
    value = policy.decided_setting(SETTING, beijing(due).date())
    least, most = (timedelta(hours=int(value[name])) for name in ("least", "most"))
    return min(limit, most, max(least, limit / int(value["share"])))


def step(now: datetime) -> bool:
    """Tell of what is due soon; True if there was anything."""
    worked = False
    while _piece(now):
        worked = True
    return worked


def _piece(now: datetime) -> int:
    """Tell some reminders and take them away, in one transaction."""
    with transaction.atomic():
        rows = list(Reminder.objects.filter(at__lte=now, told=False).order_by("at", "pk")[:PIECE])
        for row in rows:
            if row.due > now:
                _tell(row, now)
        Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(told=True)
    return len(rows)


def _tell(row: Reminder, now: datetime) -> None:
    matter = cases.matter(row.matter)
    duty = matter.kind.duties.get(row.duty)
    if duty is None or matter.ended_at is not None:
        return
    name = f"soon {row.duty} {row.due.isoformat()}"
    said = words.soon(matter, duty, row.due)
    letters.send(recipients.holder(matter), matter, name, said, now, what="soon")
    if duty.owed_by in recipients.subject_parties(matter):
        said = words.to_party(matter, duty, row.due)
        letters.send(recipients.concerned(matter), matter, name, said, now, what="soon")
