"""What the portal says of reviewed days: of the authority's own stations and sections, and of no source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.kit.categories import category
from qingtian_platform.record.acts import api as acts

DAYS = 14
"""Days of a station's page. [d]"""


@dataclass(frozen=True)
class Standing:
    """A day that was issued.

    Attributes
    ----------
    found
        Both sides as they were issued.
    at
        When it was issued.
    act
        Number of the act.
    open_again
        True where something came later: then the figures of now are those of real time again, until
        the day is issued anew.
    """

    found: reviews.Issued
    at: datetime
    act: int
    open_again: bool

    @property
    def day(self) -> date:
        """The day."""
        return self.found.day

    @property
    def href(self) -> str:
        """Address of the act."""
        return reverse("portal:act", args=[self.act])

    @property
    def colours(self) -> tuple[str, str]:
        """Colour of the index, reviewed and in real time."""
        sides = (self.found.reviewed, self.found.received)
        steps = [category(side.aqi, self.day) for side in sides]
        return tuple(step.colour if step else "" for step in steps)  # type: ignore[return-value]


def standing(key: str, first: date, last: date) -> dict[date, Standing]:
    """Give the issued days of a station or section, by day.

    Parameters
    ----------
    key
        Of the thing.
    first, last
        Days in Beijing, both included.
    """
    roll, found = acts.roll(), {}
    for day, (name, issued) in reviews.issues(key, first, last).items():
        number = acts.number_of(name)
        info = None if number is None else acts.act(number)
        if info is not None:
            again = roll.reviews(key, day.isoformat())[-1].hash() != name
            found[day] = Standing(issued, info.recorded_at, info.number, again)
    return found


def recent(key: str, last: date) -> list[Standing]:
    """List the issued days of two weeks, the newest first."""
    found = standing(key, last - timedelta(days=DAYS - 1), last)
    return [found[day] for day in sorted(found, reverse=True)]


def version(key: str = "") -> int:
    """Count the steps of all reviews of a thing: what is the same has the same number. [1].

    Parameters
    ----------
    key
        Of the thing; empty = of all.
    """
    roll = acts.roll()
    found = (pair for pair in roll.reviewed() if not key or pair[0] == key)
    return sum(len(roll.reviews(thing, day)) for thing, day in found)
