"""What the record offers to a self-check: hold rows and acts against the entries of the log."""

from __future__ import annotations

from qingtian.ledger.batch import BatchRecord
from qingtian_platform.kit.differences import Difference
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts.meanings import differences as registered
from qingtian_platform.record.archive import EPOCH, MICRO
from qingtian_platform.record.forms import Source
from qingtian_platform.record.manifest import Manifest, is_there
from qingtian_platform.record.recheck import batches as _batches
from qingtian_platform.record.recheck.acts import acts, acts_count
from qingtian_platform.record.recheck.store import Checks, Piece, Run
from qingtian_platform.record.sealer import sources_of
from qingtian_platform.registry import api as registry

__all__ = [
    "Checks",
    "Difference",
    "Piece",
    "Run",
    "acts",
    "acts_count",
    "found_by",
    "last_run",
    "observations",
    "pieces",
    "registered",
    "runs",
]


def observations(first: int, last: int, places: Places | None = None) -> list[Difference]:
    """Check sealed batches and the observations that came from them.

    Parameters
    ----------
    first, last
        Numbers of the batches, both included.
    places
        Where the data lives; None = of this process.
    """
    return _batches.batches(
        places or Places.current(), first, last, _known, lambda: sources_of(registry.all_loggers())
    )


def _known(received: int) -> dict[str, Source]:
    """Give what was known of data loggers at a receipt. [µs UTC]."""
    return sources_of(registry.loggers_known(EPOCH + MICRO * received))


def pieces(first: int, frames: int, places: Places | None = None) -> list[tuple[int, int]]:
    """Cut the sealed batches into pieces that are checked in one go.

    Parameters
    ----------
    first
        Number of the first batch.
    frames
        Frames of a piece at most, unless one batch has more. [1]
    places
        Where the data lives; None = of this process.

    Returns
    -------
    list of (int, int)
        First and last batch of each, up to the newest.
    """
    places = places or Places.current()
    found: list[tuple[int, int]] = []
    count = 0
    if not is_there(places.manifest):
        return found
    with Manifest(places.manifest) as manifest:
        for number, data, _hash in manifest.records(first):
            size = BatchRecord.from_bytes(bytes(data)).frames
            count += size
            if found and count <= frames:
                found[-1] = (found[-1][0], number)
            else:
                found.append((number, number))
                count = size
    return found


def last_run(places: Places | None = None) -> Run | None:
    """Give the newest self-check that is over; None before the first."""
    with Checks.reading(places or Places.current()) as checks:
        return None if checks is None else checks.last(finished=True)


def runs(limit: int, places: Places | None = None) -> list[Run]:
    """List self-checks, the newest first, also one that is not over."""
    with Checks.reading(places or Places.current()) as checks:
        return [] if checks is None else checks.runs(limit)


def found_by(run: int, limit: int, places: Places | None = None) -> list[Difference]:
    """List what a self-check found."""
    with Checks.reading(places or Places.current()) as checks:
        return [] if checks is None else checks.differences(run, limit)
