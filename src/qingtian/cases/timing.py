"""When a duty is due: limits in hours end to the second, those in days at the end of their last day.

The day on which a limit begins does not count. A last day that is no working day gives way to the next
that is, where the law says so.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from qingtian.cases.procedure import Limit
from qingtian.policy.deadlines import Period
from qingtian.policy.workdays import Workdays
from qingtian.quantities import BEIJING

DAY = timedelta(days=1)


def due(limit: Limit, begin: date | datetime, days: Workdays) -> datetime:
    """Give the first moment at which a duty is late.

    Parameters
    ----------
    limit
        How long it may take.
    begin
        The day, or the moment with its time zone, from which it runs.
    days
        Working days of the place.

    Raises
    ------
    ValueError
        If a limit in hours begins on a day without a time, or a moment bears no time zone.
    """
    moment = _moment(begin)
    day = moment.date()
    if limit.workdays:
        return _end(days.after(day, limit.workdays))
    length = limit.on(day)
    if length.hours:
        if not isinstance(begin, datetime):
            raise ValueError(f"expected a moment from which {length.hours} hours run; got a day")
        return length.after(moment)
    return _end(_worked(length.after(day), limit, days))


def longer(until: datetime, by: Period, limit: Limit, days: Workdays) -> datetime:
    """Give when a duty is late whose limit was made longer.

    Parameters
    ----------
    until
        When it was late so far.
    by
        By how much.
    limit, days
        As above.
    """
    if by.hours:
        return by.after(until)
    last = until.astimezone(BEIJING).date() - DAY
    return _end(_worked(by.after(last), limit, days))


def resumed(
    until: datetime, stopped: datetime, again: datetime, limit: Limit, days: Workdays
) -> datetime:
    """Give when a duty is late whose clock stood still from one moment to another.

    A limit in hours loses no second; one in days gets the days back on which the clock stood, one in
    working days those of them that are worked.
    """
    first, last = stopped.astimezone(BEIJING).date(), again.astimezone(BEIJING).date()
    if limit.workdays:
        stood = sum(days.is_worked(first + DAY * (n + 1)) for n in range((last - first).days))
        return _end(days.after(until.astimezone(BEIJING).date() - DAY, stood))
    if limit.on(first).hours:
        return until + (again - stopped)
    ending = until.astimezone(BEIJING).date() - DAY + (last - first)
    return _end(_worked(ending, limit, days))


def _worked(day: date, limit: Limit, days: Workdays) -> date:
    """Give the day, or the next that is worked where the limit gives way."""
    while limit.rolls and not days.is_worked(day):
        day += DAY
    return day


def _moment(begin: date | datetime) -> datetime:
    if not isinstance(begin, datetime):
        return datetime(begin.year, begin.month, begin.day, tzinfo=BEIJING)
    if begin.tzinfo is None:
        raise ValueError("expected a moment with its time zone; got one without")
    return begin.astimezone(BEIJING)


def _end(day: date) -> datetime:
    after = day + DAY
    return datetime(after.year, after.month, after.day, tzinfo=BEIJING)
