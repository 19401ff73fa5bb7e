"""The clock of a data logger: wrong, drifting, and set by command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from qingtian.protocols.hj212.moments import BEIJING


class Clock:
    """A clock that may be wrong.

    Parameters
    ----------
    true
        Gives the true time.
    error
        By how much it is fast. [s]
    drift
        What it gains. [s/day]
    """

    def __init__(self, true: Callable[[], datetime], error: float = 0, drift: float = 0) -> None:
        self._true, self._drift = true, drift
        self._error = error
        self._since = true()

    def now(self) -> datetime:
        """Return the time it shows, Beijing."""
        true = self._true()
        gained = (true - self._since) / timedelta(days=1) * self._drift
        return (true + timedelta(seconds=self._error + gained)).astimezone(BEIJING)

    def set(self, to: datetime) -> None:
        """Set it."""
        self._since = self._true()
        self._error = (to - self._since).total_seconds()
