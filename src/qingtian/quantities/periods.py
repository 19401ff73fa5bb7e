"""Periods as half-open intervals, and the labels that name them.

Ambient-air bulletins name an hour by its end: 14时 is 13:00 to 14:00, and a day runs from 1时 to
24时. HJ 212, stacks and on-line water name it by its start. Here an hour is always an interval
[start, end), and a label becomes one only together with the side that it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Beijing time; without summer time since 1992, so a fixed offset for all our data."""

Side = Literal["start", "end"]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Interval:
    """A stretch of time, start included, end not; both with a zone.

    Raises
    ------
    ValueError
        If a side has no zone, or the end is not after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("expected times with a zone; say which zone they are in")
        if self.end <= self.start:
            raise ValueError(f"expected an end after the start; got {self.start} to {self.end}")

    def label(self, side: Side) -> datetime:
        """Name the interval by one of its sides."""
        return self.start if side == "start" else self.end


def one_hour(stamp: datetime, side: Side) -> Interval:
    """Read the stamp of an hourly value.

    Parameters
    ----------
    stamp
        A full hour, with a zone.
    side
        Whether the stamp names the start or the end of the hour.

    Returns
    -------
    Interval
        The hour.

    Raises
    ------
    ValueError
        If the stamp is not on the hour.
    """
    if stamp.minute or stamp.second or stamp.microsecond:
        raise ValueError(f"expected a stamp on the full hour; got {stamp.isoformat()}")
    start = stamp if side == "start" else stamp - HOUR
    return Interval(start, start + HOUR)


def natural_day(day: date) -> Interval:
    """Give the natural day in Beijing time: 1时 to 24时 of ambient bulletins."""
    start = datetime.combine(day, time(), BEIJING)
    return Interval(start, start + DAY)


def day_of(interval: Interval) -> date:
    """Name the natural day in Beijing that an interval starts in."""
    return interval.start.astimezone(BEIJING).date()


def hours_of_day(day: date) -> tuple[Interval, ...]:
    """List the 24 hours of a natural day, from 1时 to 24时."""
    first = natural_day(day).start
    return tuple(Interval(first + n * HOUR, first + (n + 1) * HOUR) for n in range(24))
