"""When patrols are due: by the clocks of the pack, a week for a village and a month for a township."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from qingtian.policy import Policy
from qingtian.policy.clocks import Clock, Instance
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.patrols.infos import Turn
from qingtian_platform.act.patrols.models import Chief, Patrol
from qingtian_platform.act.patrols.reaches import chiefs, reach_info
from qingtian_platform.kit.times import beijing, midnight

CLOCKS: Final = {"village": "village-patrol", "township": "township-patrol"}
DAY, AHEAD = timedelta(days=1), timedelta(days=62)


def clock(level: str) -> Clock:
    """Give the clock of a level."""
    return policy().clocks[CLOCKS[level]]


def policy() -> Policy:
    """Give the policy of the city's pack."""
    found = cases.procedures().policy
    assert found is not None, "a pack with procedures has a policy"
    return found


def turn(row: Chief, day: date) -> Turn | None:
    """Give the turn that a chief owes on a day: this one, or the next where this one is done."""
    for one in _turns(row, day, day + AHEAD):
        if patrolled(row, one) is None:
            return _turn(row, one)
    return None


def _turns(row: Chief, start: date, end: date) -> Iterator[Instance]:
    """Yield the turns that fall due in a stretch of days and end after the chief has begun."""
    yield from clock(row.level).instances(max(start, row.since), end)


def patrolled(row: Chief, one: Instance) -> datetime | None:
    """Tell when a reach was patrolled in a turn; None where it was not."""
    found = Patrol.objects.filter(
        reach_id=row.reach_id,
        level=row.level,
        begin__gte=midnight(one.first),
        begin__lt=midnight(one.last + DAY),
    )
    first = found.order_by("begin").first()
    return None if first is None else first.begin


def _turn(row: Chief, one: Instance) -> Turn:
    found = Patrol.objects.filter(reach_id=row.reach_id, level=row.level).order_by("-begin").first()
    last = None if found is None else found.begin
    info = reach_info(row.reach)
    return Turn(info, row.level, row.login, one.first, one.due, last, clock(row.level).clauses)


def due(login: str, *, now: datetime | None = None) -> list[Turn]:
    """List what a chief owes next, reach by reach, the most urgent first."""
    day = beijing(now or timezone.now()).date()
    mine = [row for row in chiefs(day).values() if row.login == login]
    found = [one for one in (turn(row, day) for row in mine) if one is not None]
    return sorted(found, key=lambda one: (one.due, one.reach.name))


def passed(row: Chief, day: date) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each turn of a chief that was over before a day without a patrol."""
    made = Patrol.objects.filter(reach_id=row.reach_id, level=row.level)
    days = sorted(beijing(begin).date() for begin in made.values_list("begin", flat=True))
    for one in _turns(row, row.since, day - DAY):
        at = bisect_left(days, one.first)
        if at == len(days) or days[at] > one.last:
            yield one.first, one.last
