"""The stage: each draw that is under way does what its clock says, each step once, also after a crash."""

from __future__ import annotations

from datetime import UTC, datetime

from qingtian.draw import papers
from qingtian_platform.act.draws import infos, running
from qingtian_platform.act.draws.models import Paper
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
    present = now or datetime.now(UTC)
    done = [running.run(infos.info(name), places, present) for name in under_way()]
    return any(done)


def under_way() -> list[str]:
    """List the draws that have not ended, the oldest first."""
    signed = Paper.objects.filter(signature__isnull=False)
    ended = signed.filter(step__in=(papers.RESULT, papers.VOID)).values("draw")
    begun = signed.filter(step=papers.ANNOUNCEMENT).exclude(hash__in=ended)
    return list(begun.order_by("pk").values_list("hash", flat=True))
