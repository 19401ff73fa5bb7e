"""The stage: put the letters into the outbox whose time has come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from qingtian_platform.act.feeds.letters import due
from qingtian_platform.act.notices import api as notices
from qingtian_platform.kit.places import Places

EVERY: Final = timedelta(minutes=1)
_next: dict[str, datetime] = {}
"""When this process looks again, by data directory."""


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
        Whether there was anything to tell.
    """
    present = now or datetime.now(UTC)
    key = str(places.data)
    if _next.get(key, present) > present:
        return False
    _next[key] = present + EVERY
    letters = due(present)
    notices.put(letters, present)
    return bool(letters)
