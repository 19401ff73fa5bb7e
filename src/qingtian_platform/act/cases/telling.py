"""The alarms from which a matter came: what they handed over, and how it ended, told to them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.cases import pack
from qingtian_platform.act.cases.models import Deed, Matter, Pending, Report, Standing

HANDOVER: Final = "handover-"
"""With its number behind it, the reference of an origin that an officer handed over."""


def handed_over(matter: Matter) -> QuerySet[Report]:
    """Ask for the reports of a matter that came from alarms."""
    return matter.reports.filter(kind__in=("alarm", "exceedance"), ref__startswith=HANDOVER)


def handovers(matter: int) -> list[alarms.HandoverInfo]:
    """List what alarms handed over to a matter, also what came when it ran already, the oldest first.

    The evidence stays in the packages of these; nothing of it is copied into the matter.
    """
    refs = handed_over(Matter(pk=matter)).values_list("ref", flat=True)
    numbers = [int(ref.removeprefix(HANDOVER)) for ref in refs]
    return alarms.handovers(numbers=numbers) if numbers else []


def tell_alarm(owed: Pending, now: datetime) -> None:
    """Tell each alarm of a matter how it ended."""
    row = Standing.objects.select_related("matter").get(pk=owed.matter_id)
    last = Deed.objects.get(matter_id=row.pk, seq=owed.seq)
    falls = {(each.procedure, state) for each in pack.intake().alarms for state in each.falls}
    right = (row.key, row.state) not in falls
    for report in handed_over(row.matter):
        handover = int(report.ref.removeprefix(HANDOVER))
        alarms.followed_up(handover, right=right, login=last.login, reason=last.reason, now=now)
