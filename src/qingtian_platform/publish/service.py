"""When a station was in service: before and after, nothing was due and nothing is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qingtian_platform.kit.times import midnight
from qingtian_platform.publish.figures import Figure
from qingtian_platform.publish.names import Place


@dataclass(frozen=True)
class Service:
    """From when to when a station was to measure.

    Attributes
    ----------
    start, end
        [start, end); None = not known, not ended.
    """

    start: datetime | None = None
    end: datetime | None = None

    @classmethod
    def of(cls, place: Place) -> Service:
        """Read it from the registry's first and last day."""
        opened = midnight(date.fromisoformat(place.opened)) if place.opened else None
        closed = date.fromisoformat(place.closed) + timedelta(days=1) if place.closed else None
        return cls(opened, midnight(closed) if closed else None)

    def before(self, start: datetime) -> bool:
        """Tell whether an interval lies before the station was opened."""
        return self.start is not None and start < self.start

    def after(self, start: datetime) -> bool:
        """Tell whether an interval lies after the station was closed."""
        return self.end is not None and start >= self.end

    def covers(self, start: datetime) -> bool:
        """Tell whether the station was in service when an interval began."""
        return not (self.before(start) or self.after(start))

    def on(self, day: date) -> bool:
        """Tell whether the station was in service on a day."""
        return self.covers(midnight(day))

    def widened(self, found: Sequence[Figure]) -> Service:
        """Begin with the first figure where the registry names no day, or a later one."""
        first = min((one.start for one in found), default=None)
        if first is None or (self.start is not None and self.start <= first):
            return self
        return Service(first, self.end)


ALWAYS = Service()
"""Of a station that has no first and no last day."""
