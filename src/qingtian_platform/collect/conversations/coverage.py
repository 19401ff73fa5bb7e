"""The port through which the gateway asks which periods have arrived."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Coverage(Protocol):
    """Which periods of a data logger are there; the project hands in `record.api.coverage`.

    Trust
        A period that is told as missing is at most asked for once more than needed; one that is
        told as there is not asked for.

    Retries
        May raise while the archive is busy; the question is put again later.
    """

    def __call__(self, mn: str, interval: str, start: datetime, end: datetime) -> set[datetime]:
        """Give the starts (UTC) of the periods in [start, end) of which something is there."""
        ...
