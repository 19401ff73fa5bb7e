"""When a logger's clock counts as wrong: several looks that agree, under the dated rule."""

from __future__ import annotations

from collections import deque
from typing import Any

SECOND = 1_000_000  # µs


class ClockWatch:
    """The last looks at the clock of one logger."""

    def __init__(self) -> None:
        self._looks: deque[tuple[int, int]] = deque(maxlen=16)
        self._set_at = 0

    def look(self, received_at: int, offset: int) -> None:
        """Take the offset of the latest frame; the same frame twice counts once.

        Parameters
        ----------
        received_at
            Receipt of the frame. [µs UTC]
        offset
            Its request number less its receipt; positive: the clock is ahead. [ms]
        """
        if not self._looks or received_at > self._looks[-1][0]:
            self._looks.append((received_at, offset))

    def wrong(self, now: int, rule: dict[str, Any]) -> int | None:
        """Give the offset by which the clock is wrong, in milliseconds, if it is.

        Parameters
        ----------
        now
            The moment. [µs UTC]
        rule
            The clock rule of the day.

        Returns
        -------
        int or None
            None where the rule is off, too few looks agree, the offset is small or no drift, or
            the clock was set not long ago.
        """
        looks = list(self._looks)[-rule["looks"] :]
        if not rule["active"] or len(looks) < rule["looks"]:
            return None
        if self._set_at and now - self._set_at < rule["pause_seconds"] * SECOND:
            return None
        offsets = [offset for _, offset in looks]
        if max(offsets) - min(offsets) > rule["agree_seconds"] * 1000:
            return None
        least = min(offsets, key=abs)
        if not rule["threshold_seconds"] * 1000 <= abs(least) <= rule["implausible_seconds"] * 1000:
            return None
        return least

    def was_set(self, now: int) -> None:
        """Begin anew, since the clock was set at that time, µs UTC."""
        self._set_at = now
        self._looks.clear()
