"""What enters the log: lists that only grow, each with numbers of its own from 0."""

from __future__ import annotations

from itertools import islice
from typing import Final, Protocol

from qingtian_platform.kit.places import Places
from qingtian_platform.record.manifest import Manifest, is_there

BATCHES: Final = "batch"


class Source(Protocol):
    """A list of entries that only grows.

    Order
        Numbers are dense from 0; an entry under a number never changes.
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
            return [bytes(data) for _, data, _ in islice(manifest.records(taken), limit)]
