"""What check hears of a data logger beside its values: connection, starts, refusals, clock."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np

from qingtian.quality.completeness import Span
from qingtian_platform.check import archive
from qingtian_platform.check.diagnosis import Heard
from qingtian_platform.registry import api as registry

#: A data logger that sends at least as often as this is heard between its values. [min]
OFTEN = 10


@dataclass(frozen=True)
class Line:
    """What the gateway knows of one data logger.

    Attributes
    ----------
    connected
        Whether it holds a connection now; None = not known.
    clock_seconds
        How far its clock is ahead; None = not known. [s]
    restarts, refused
        When it started anew, and when frames that name it were refused. [µs UTC]
    """

    connected: bool | None = None
    clock_seconds: float | None = None
    restarts: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()


def _times(moments: tuple[int, ...]) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    return np.array(sorted(moments), dtype="datetime64[us]")


@dataclass(frozen=True)
class Ear:
    """Listens to the archive and to what the gateway noted.

    Attributes
    ----------
    lines
        By MN; one that the gateway never saw is absent.
    """

    lines: dict[str, Line] = field(default_factory=dict)

    def heard(
        self, db: duckdb.DuckDBPyConnection, logger: registry.LoggerInfo, window: Span
    ) -> Heard:
        """Gather what is known of a data logger over a stretch of time.

        Parameters
        ----------
        db
            The archive.
        logger
            The data logger; one that sends neither real-time values nor short minutes cannot be
            heard between its hours, and says `unknown`.
        window
            The stretch. [UTC]
        """
        often = "realtime" in logger.intervals or (
            "minute" in logger.intervals and logger.minute_step <= OFTEN
        )
        frames = archive.heard(db, logger.mn, window) if often else None
        line = self.lines.get(logger.mn, Line())
        return Heard(
            frames=frames,
            restarts=_times(line.restarts),
            refused=_times(line.refused),
            connected=line.connected,
            clock_seconds=line.clock_seconds,
        )
