"""Put the salted hashes of papers and exhibits into the list of acts, and by that into the evidence log."""

from __future__ import annotations

from qingtian_platform.act.papers.models import Exhibit, Finished, Sealed
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts

WHAT = "papers and exhibits of matters"
AT_ONCE = 500


def seal_waiting(places: Places | None = None) -> bool:
    """Seal what waits, each once; what is lost between a crash and its seal is taken up here again.

    Parameters
    ----------
    places
        Where everything lives; None = of this process.

    Returns
    -------
    bool
        Whether anything waited.
    """
    here = places or Places.current()
    waiting = [*_waiting(Exhibit), *_waiting(Finished)]
    for digest in waiting:
        number = acts.enter_paper(digest, (here.papers_key, WHAT), here)
        Sealed.objects.get_or_create(digest=digest, defaults={"act": number})
    return bool(waiting)


def _waiting(model: type[Exhibit | Finished]) -> list[str]:
    held = Sealed.objects.values("digest")
    rows = model.objects.exclude(digest__in=held).order_by("pk").values_list("digest", flat=True)
    return list(rows[:AT_ONCE])
