"""When patrols are due: by the clocks of the pack, a week for a village and a month for a township."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from qingtian.policy import Policy
from qingtian.policy.clocks import Clock, Instance
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.patrols.infos import MissedInfo, Turn
from qingtian_platform.act.patrols.models import Chief, Missed, Patrol
from qingtian_platform.act.patrols.reaches import chiefs, reach_info
from qingtian_platform.kit.times import beijing, midnight

CLOCKS: Final = {"village": "village-patrol", "township": "township-patrol"}
SETTING: Final = "patrol.missed"
"""Setting: who is told of a missed patrol; the text is silent."""
DAY, AHEAD = timedelta(days=1), timedelta(days=62)
ALL: Final = ("chief", "township", "district")


def clock(level: str) -> Clock:
    """Give the clock of a level."""
    return _policy().clocks[CLOCKS[level]]


def _policy() -> Policy:
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


def look(*, now: datetime | None = None) -> int:
    """Write down which turns passed without a patrol, each once; give how many.

    Parameters
    ----------
    now
        The present; a turn is missed once its last day is over.
    """
    present = now or timezone.now()
    day = beijing(present).date()
    tell = list(told(day))
    made = 0
    for row in chiefs(day).values():
        known = set(
            Missed.objects.filter(reach_id=row.reach_id, level=row.level).values_list(
                "first", flat=True
            )
        )
        for one in _turns(row, row.since, day - DAY):
            if one.first in known or patrolled(row, one) is not None:
                continue
            given = {"login": row.login, "last": one.last, "tell": tell, "at": present}
            _row, new = Missed.objects.get_or_create(
                reach_id=row.reach_id, level=row.level, first=one.first, defaults=given
            )
            made += new
    return made


def told(day: date) -> tuple[str, ...]:
    """Give who is told of a missed patrol on a day: what the setting says, out of `ALL`."""
    value = _policy().settings[SETTING].on(day).value
    return tuple(each for each in ALL if each in value)


def missed(login: str = "", *, division: str = "", since: date | None = None) -> list[MissedInfo]:
    """List missed turns, the newest first.

    Parameters
    ----------
    login
        Of whom; or of a village whose township's chief this is, where the setting tells that one.
    division
        Of places within, where the setting tells the district; given, it stands in for the login.
    since
        Turns that ended on this day or later.
    """
    rows = Missed.objects.select_related("reach").order_by("-first", "-pk")
    if since is not None:
        rows = rows.filter(last__gte=since)
    if division:
        rows = rows.filter(reach__division__startswith=division)
    above = _above(login) if login else set()
    found = []
    for row in rows:
        mine = login and row.login == login and "chief" in row.tell
        below = (
            login and row.reach_id in above and row.level == "village" and "township" in row.tell
        )
        district = not login and "district" in row.tell
        if mine or below or district:
            found.append(_missed(row))
    return found


def _above(login: str) -> set[int]:
    rows = Chief.objects.filter(login=login, level="township")
    return set(rows.values_list("reach_id", flat=True))


def _missed(row: Missed) -> MissedInfo:
    info = reach_info(row.reach)
    return MissedInfo(info, row.level, row.login, row.first, row.last, tuple(row.tell), row.at)
