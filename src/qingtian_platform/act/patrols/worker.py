"""The stage: look once a day which patrols were missed."""

from __future__ import annotations

from datetime import UTC, datetime

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.patrols.missing import look
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
    day = beijing(present).date().isoformat()
    if _done.get(str(places.data)) == day or not cases.has_procedures():
        return False
    found = look(now=present)
    _done[str(places.data)] = day
    return found > 0
