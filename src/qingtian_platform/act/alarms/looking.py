"""Whether the authority looked at an item since it last stirred, and what changes when anything does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from qingtian_platform.act.alarms.models import Event
from qingtian_platform.people.api import Role

STIRS = (
    Event.What.RAISED,
    Event.What.REOPENED,
    Event.What.ANSWERED,
    Event.What.ESCALATED,
)
"""What asks for another look; that an item grows by the hour does not."""


@dataclass(frozen=True)
class Looked:
    """When the authority's own people looked at an item last, and when it stirred last.

    Attributes
    ----------
    seen_at
        None where nobody did.
    stirred_at
        When it was raised, opened again, answered, or its answer became overdue.
    """

    seen_at: datetime | None
    stirred_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody to look at it."""
        if self.seen_at is None:
            return True
        return self.stirred_at is not None and self.seen_at < self.stirred_at


def looked(numbers: Iterable[int]) -> dict[int, Looked]:
    """Say when the authority's own people looked at items last, and when these stirred last."""
    wanted = list(numbers)
    found: dict[int, Looked] = {}
    seen = Max("at", filter=Q(what=Event.What.SEEN) & ~Q(person__role=Role.ENTERPRISE))
    stirred = Max("at", filter=Q(what__in=STIRS))
    for part in (wanted[at : at + 400] for at in range(0, len(wanted), 400)):
        rows = Event.objects.filter(alarm__in=part).order_by().values("alarm")
        for row in rows.annotate(seen=seen, stirred=stirred):
            found[row["alarm"]] = Looked(row["seen"], row["stirred"])
    return found


def last_stir(number: int) -> int:
    """Give the number of the event that stirred an item last; 0 where none did."""
    rows = Event.objects.filter(alarm=number, what__in=STIRS).order_by()
    return int(rows.aggregate(last=Max("pk"))["last"] or 0)


def stamp() -> str:
    """Give a text that changes whenever anything happens to an item; for ETag."""
    return str(Event.objects.order_by().aggregate(last=Max("pk"))["last"] or 0)
