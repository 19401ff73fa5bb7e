"""Put the salted hashes of what was handed in into the list of acts, and by that into the evidence log."""

from __future__ import annotations

from qingtian_platform.check.plans.models import (
    Absence,
    Agency,
    Plan,
    Pledge,
    Report,
    Result,
    Sealed,
)
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts

WHAT = "papers and exhibits of matters"
"""What the key of papers is appointed for; the same key seals both."""
ROWS = (Plan, Agency, Pledge, Result, Report, Absence)
AT_ONCE = 500


def seal_waiting(places: Places | None = None) -> bool:
    """Seal what waits, each once; what a crash left out is taken up by the next hand-in.

    Returns
    -------
    bool
        Whether anything waited.
    """
    here = places or Places.current()
    held = Sealed.objects.values("digest")
    waiting = [
        digest
        for model in ROWS
        for digest in model.objects.exclude(digest__in=held)
        .order_by("pk")
        .values_list("digest", flat=True)[:AT_ONCE]
    ]
    for digest in waiting:
        number = acts.enter_paper(digest, (here.papers_key, WHAT), here)
        Sealed.objects.get_or_create(digest=digest, defaults={"act": number})
    return bool(waiting)
