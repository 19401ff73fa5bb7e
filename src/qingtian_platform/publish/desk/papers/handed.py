"""Packages of alarms as evidence of a matter; the way to the alarm is for who reads that alarm."""

from __future__ import annotations

from django.http import HttpRequest

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.papers import api as papers
from qingtian_platform.people.api import may_enter
from qingtian_platform.publish.desk.alarms import rows
from qingtian_platform.publish.desk.alarms.guard import WATCHING


def handed(request: HttpRequest, matter: int) -> list[tuple[papers.Handed, bool]]:
    """List the packages of a matter that the person sees, each with whether its alarm is for the person."""
    return [(each, _reads(request, each.info.alarm_id)) for each in papers.handed(matter)]


def _reads(request: HttpRequest, alarm: int) -> bool:
    info = alarms.alarm(alarm)
    return info is not None and may_enter(request.user, WATCHING) and rows.within(request)(info)
