"""The stage: look once a day whether anybody has to be reminded."""

from __future__ import annotations

from datetime import UTC, datetime

from qingtian_platform.assess.duties.models import Looked
from qingtian_platform.assess.duties.reminding import look
from qingtian_platform.assess.policies import policy
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing

_done: dict[str, str] = {}
"""Day on which this process looked last, by data directory."""


def step(places: Places, now: datetime | None = None) -> bool:
    """Do what there is to do once.

    Parameters
    ----------
    places
        Where everything lives.
    now
        The present; the clock of the machine where left out.

    Returns
    -------
    bool
        Whether there was anything to do; a caller may rest if not.
    """
    present = now or datetime.now(UTC)
    day = beijing(present).date()
    if _done.get(str(places.data)) == day.isoformat():
        return False
    worked = False
    if policy() is not None and not Looked.objects.filter(day__gte=day).exists():
        worked = look(present) > 0
    _done[str(places.data)] = day.isoformat()
    return worked
