"""Calendar years, the last one cut at the day as of which something is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Year:
    """A year, or as much of it as there is.

    Attributes
    ----------
    number
        Which.
    last
        Its last day, or the day as of which it is told.
    """

    number: int
    last: date

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.number, 1, 1)

    @property
    def over(self) -> bool:
        """Whether all of it lies behind."""
        return (self.last.month, self.last.day) == (12, 31)

    @property
    def days(self) -> int:
        """How many days it has so far. [d]."""
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        """List its days."""
        return (self.first + timedelta(days=n) for n in range(self.days))


def years(first: date | None, day: date) -> list[Year]:
    """List the years from a first day to the day as of which it is told; that day itself is not over.

    Parameters
    ----------
    first
        Day of the first value; None = there is none.
    day
        As of which.
    """
    if first is None or first > day:
        return []
    whole = [Year(number, date(number, 12, 31)) for number in range(first.year, day.year)]
    yesterday = day - timedelta(days=1)
    return [*whole, Year(day.year, yesterday)] if yesterday.year == day.year else whole
