"""How long alarms waited for the cause that their enterprise owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from qingtian_platform.act.alarms import clock
from qingtian_platform.act.alarms.models import Alarm


@dataclass(frozen=True)
class Wait:
    """One alarm that asked for an answer.

    Attributes
    ----------
    thing_id
        The unit.
    raised_at, due
        When it was raised, and by when the answer was owed.
    answered_at
        When the first answer came; None = none has.
    closed
        Whether the desk closed it without one.
    """

    thing_id: int
    raised_at: datetime
    due: datetime
    answered_at: datetime | None
    closed: bool

    def overdue(self, now: datetime) -> bool:
        """Say whether an answer is still owed and its time is over."""
        owed = self.answered_at is None and not self.closed
        return owed and clock.overdue(self.due, now)


def waits(start: datetime, end: datetime) -> list[Wait]:
    """List the alarms that asked for an answer and were raised in [start, end), in one question.

    What was answered, handed over or closed since is among them; what was withdrawn is not.

    Parameters
    ----------
    start, end
        Aware moments.
    """
    rows = (
        Alarm.objects.filter(
            raised_at__gte=start,
            raised_at__lt=end,
            into__isnull=True,
        )
        .annotate(first=Min("answers__at"))
        .values_list("thing_id", "raised_at", "was_due", "first", "state")
    )
    closed = Alarm.State.CLOSED
    return [
        Wait(thing, raised_at, due, first, state == closed)
        for thing, raised_at, due, first, state in rows
        if thing is not None and due is not None
    ]
