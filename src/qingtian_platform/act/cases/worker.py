"""The stage: take in what was handed over, let limits expire, bring endings back, seal what was done."""

from __future__ import annotations

from datetime import UTC, datetime

from qingtian_platform.act.cases import calling, intake, leaving, pack, sealing, timers
from qingtian_platform.kit.places import Places


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
    if not pack.has_procedures():
        return False
    present = now or datetime.now(UTC)
    worked = intake.take(present)
    worked |= timers.ring(present) > 0
    worked |= calling.again(present)
    worked |= leaving.give_back(present)
    return sealing.seal(places, present) or worked
