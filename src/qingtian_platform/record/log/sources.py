"""What enters the log: lists that only grow, each with numbers of its own from 0."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import Final, Protocol

from qingtian.ledger.batch import BatchRecord, check_chain
from qingtian.ledger.errors import LedgerError
from qingtian_platform.kit.places import Places
from qingtian_platform.record.errors import DamagedError
from qingtian_platform.record.manifest import Manifest, is_there

BATCHES: Final = "batch"
ACTS: Final = "act"


class Source(Protocol):
    """A list of entries that only grows.

    Order
        Numbers are dense from 0; an entry under a number never changes. The keeper asks again
        for the last entry that it has, and stops where that is another or gone.
    Duty
        What is given holds: whoever audits the log refuses all of it for one entry that does not,
        and none is ever taken out. `DamagedError` where what is kept is not what was taken in.
    """

    name: str

    def after(self, taken: int, limit: int) -> list[bytes]:
        """Read at most `limit` entries from number `taken` on; empty where there are none yet."""
        ...


class Batches:
    """The records of the sealed batches.

    Parameters
    ----------
    places
        Where the data lives.
    """

    name = BATCHES

    def __init__(self, places: Places) -> None:
        self._places = places

    def after(self, taken: int, limit: int) -> list[bytes]:
        """Read records; see `Source`."""
        if not is_there(self._places.manifest):
            return []
        with Manifest(self._places.manifest) as manifest:
            found = [bytes(data) for _, data, _ in islice(manifest.records(taken), limit)]
        _check(taken, found)
        return found


def _check(taken: int, found: list[bytes]) -> None:
    """Refuse records that do not follow each other: they were changed since they were sealed."""
    try:
        records = [BatchRecord.from_bytes(data) for data in found]
        if records and records[0].number != taken:
            raise DamagedError(f"expected batch {taken} in the manifest, got {records[0].number}")
        for before, record in pairwise([*([None] if taken == 0 else []), *records]):
            if record is not None:
                check_chain(before, record)
    except LedgerError as error:
        raise DamagedError(
            f"the manifest's records from {taken} on do not hold: {error}"
        ) from error
