"""How a day stands: what was signed, by whom, what is owed, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from qingtian.ledger.reviewing import signed_round
from qingtian.quantities import natural_day
from qingtian_platform.act.reviews import settings
from qingtian_platform.act.reviews.models import Visit
from qingtian_platform.collect.feeds import api as feeds
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.api import ActInfo
from qingtian_platform.registry import api as registry

OWED: Final = {
    "waiting": "first",
    "returned": "first",
    "reopened": "first",
    "first": "second",
    "second": "issued",
}
"""By state, the step that is to come."""


@dataclass(frozen=True)
class DayState:
    """The review of a day of a station.

    Attributes
    ----------
    thing, day
        What is reviewed.
    steps
        Everything that was signed about it, in order.
    due
        Before which it is to be issued.
    visits
        Site visits that were asked for and are not answered yet. [1]
    """

    thing: registry.ThingInfo
    day: date
    steps: tuple[ActInfo, ...]
    due: datetime
    visits: int = 0

    @property
    def last(self) -> ActInfo | None:
        """The newest step."""
        return self.steps[-1] if self.steps else None

    @property
    def state(self) -> str:
        """One of waiting, first, second, issued, returned, reopened."""
        return "waiting" if self.last is None else str(self.last.act.body["step"])

    @property
    def round(self) -> tuple[ActInfo, ...]:
        """The signatures under the table that stands: first, second, issued."""
        names = {act.hash() for act in signed_round([each.act for each in self.steps])}
        return tuple(each for each in self.steps if each.hash in names)

    @property
    def owed(self) -> str:
        """The step that is to come; empty = none."""
        return OWED.get(self.state, "")

    @property
    def issued(self) -> ActInfo | None:
        """The newest issue, also where the day was opened again since."""
        found = [each for each in self.steps if each.act.body["step"] == "issued"]
        return found[-1] if found else None

    @property
    def cause(self) -> str:
        """Why it is open again; empty where it is not."""
        return str(self.last.act.body["cause"] or "") if self.last is not None else ""

    def late(self, now: datetime) -> timedelta | None:
        """Tell how late it is at a moment, or how late it was first issued; None = in time."""
        issues = [each for each in self.steps if each.act.body["step"] == "issued"]
        when = issues[0].recorded_at if issues else now
        return when - self.due if when > self.due else None

    def may_sign(self, person: Any) -> bool:  # noqa: ANN401 - the account model is private to its app
        """Tell whether a person may sign what is owed: he has signed nothing of this round."""
        if self.owed == "first":
            return True
        return (
            person.pk not in acts.persons_behind(e.act for e in self.round) if self.owed else False
        )


def own(thing: registry.ThingInfo | None, day: date) -> bool:
    """Tell whether the authority runs a thing itself, and it was in service on a day.

    What another department shares by agreement is not: that one answers for it (D7-2.5-03).
    """
    if thing is None:
        return False
    kinds, levels = settings.reviewed(day)
    open_then = (thing.opened is None or thing.opened <= day) and (
        thing.closed is None or day <= thing.closed
    )
    level = thing.level or "city"
    meant = thing.kind in kinds and level in levels and thing.origin != "replay"
    return meant and open_then and feeds.shared(thing) in ("", settings.authority(day))


def stations(person: Any, day: date) -> list[registry.ThingInfo]:  # noqa: ANN401
    """List the own stations and sections that a person may see, by name."""
    scope = people.scope(person)
    found = [one for one in registry.things().values() if own(one, day) and scope.holds(one)]
    return sorted(found, key=lambda one: (one.kind != "station", one.name))


def state(thing: registry.ThingInfo, day: date, places: Places | None = None) -> DayState:
    """Tell how a day stands.

    Parameters
    ----------
    thing
        The station or section.
    day
        In Beijing.
    places
        Where the data lives; None = of this process.
    """
    steps = tuple(acts.about_review(thing.key, day.isoformat(), places))
    waiting = Visit.objects.filter(thing=thing.key, day=day, found=None).count()
    return DayState(thing, day, steps, settings.due(day), waiting)


def over(day: date, now: datetime | None = None) -> bool:
    """Tell whether a day has ended."""
    return natural_day(day).end <= (now or datetime.now(UTC))
