"""The stage: remind of what is due soon in matters."""

from __future__ import annotations

from datetime import UTC, datetime

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.notices.matters import reminding
from qingtian_platform.kit.places import Places


def step(_places: Places, now: datetime | None = None) -> bool:
    """Tell of what is due soon; True if there was anything.

    Parameters
    ----------
    now
        The present; the clock of the machine where left out.
    """
    return cases.has_procedures() and reminding.step(now or datetime.now(UTC))
