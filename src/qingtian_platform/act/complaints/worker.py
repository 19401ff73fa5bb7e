"""The stage: make matters of the complaints that wait, and tell senders by mail that there is an answer."""

from __future__ import annotations

from datetime import UTC, datetime

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.complaints.mailing import send
from qingtian_platform.act.complaints.taking import take_all
from qingtian_platform.kit.places import Places


def step(places: Places, now: datetime | None = None) -> bool:  # noqa: ARG001 - as every stage
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
    if not cases.has_procedures():
        return False
    present = now or datetime.now(UTC)
    taken = take_all(now=present)
    return send(now=present) > 0 or taken > 0
