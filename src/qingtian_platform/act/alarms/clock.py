"""By when a cause is owed, and when to remind: rules that are given the time."""

from __future__ import annotations

from datetime import datetime, timedelta

from qingtian_platform.act.alarms import rules
from qingtian_platform.kit.times import beijing


def due_of(raised_at: datetime) -> datetime:
    """Say by when the cause of an item that was raised then is owed; an answer at that minute is in time.

    Parameters
    ----------
    raised_at
        When it was raised or opened again; aware.
    """
    day = beijing(raised_at).date()
    clock = rules.clock(day)
    return datetime.combine(day + timedelta(days=clock.days), clock.at, beijing(raised_at).tzinfo)


def remind_at(raised_at: datetime, due: datetime) -> datetime:
    """Say when a reminder goes out; never before the item was raised."""
    return max(raised_at, due - rules.clock(beijing(raised_at).date()).reminder)


def overdue(due: datetime | None, now: datetime) -> bool:
    """Say whether the time is over; the moment it is due is still in time."""
    return due is not None and now > due
