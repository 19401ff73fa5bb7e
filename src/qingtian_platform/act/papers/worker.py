"""The stage: seal what a crash kept from being sealed."""

from __future__ import annotations

from datetime import datetime

from qingtian_platform.act.papers import sealing
from qingtian_platform.kit.places import Places


def step(places: Places, now: datetime | None = None) -> bool:
    """Do what there is to do once; `now` is the stage's and plays no part.

    Returns
    -------
    bool
        Whether there was anything to do.
    """
    del now
    return sealing.seal_waiting(places)
