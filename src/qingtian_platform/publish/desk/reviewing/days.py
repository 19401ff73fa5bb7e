"""A day by station: how its review stands, what is to be looked at, who has done what, until when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.deeds.terms import STEPS
from qingtian_platform.publish.desk import words as said
from qingtian_platform.publish.desk.frame import page, yesterday
from qingtian_platform.publish.desk.reviewing import words


@dataclass(frozen=True)
class Row:
    """A station on the day.

    Attributes
    ----------
    readings, to_see
        Hourly values, and those with a mark or a finding. [1]
    steps
        Who signed what of the round that stands, when.
    """

    now: reviews.DayState
    readings: int
    to_see: int
    steps: tuple[tuple[str, str, datetime], ...]

    @property
    def name(self) -> str:
        """Name of the station."""
        return said.name(self.now.thing)

    @property
    def kind(self) -> str:
        """What it is."""
        return str(said.KINDS[self.now.thing.kind])

    @property
    def href(self) -> str:
        """Where the day is reviewed."""
        return reverse("desk:review_day", args=[self.now.thing.key, self.now.day.isoformat()])

    @property
    def state(self) -> str:
        """How it stands, in words."""
        return words.state(self.now)

    @property
    def look(self) -> str:
        """How the state looks."""
        return words.LOOKS[self.now.state]

    @property
    def owed(self) -> str:
        """The step that is to come."""
        return words.owed(self.now)

    @property
    def late(self) -> str:
        """How late it is or was issued; empty = in time."""
        by = self.now.late(datetime.now(UTC))
        return words.late(by) if by is not None else ""


@desk_required(Role.REVIEWER)
def days(request: HttpRequest) -> HttpResponse:
    """Show a day by station; yesterday where none is asked for."""
    day = asked(request.GET.get("day", ""))
    rows = rows_of(request.user, day)
    states = Counter(row.now.state for row in rows)
    context: dict[str, Any] = {
        "day": day,
        "english": said.english(),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if reviews.over(day + timedelta(days=1)) else None,
        "rows": rows,
        "states": [(str(words.STATES[key]), states[key]) for key in words.STATES if states[key]],
        "issued": states["issued"],
        "due": rows[0].now.due if rows else None,
        "source": reviews.source("due", day),
    }
    return page(request, "reviewing_days.html", "review", context)


def asked(text: str) -> date:
    """Read the day that is asked for: one that is over; yesterday where none is named."""
    try:
        day = plain_day(text) if text else yesterday()
    except ValueError as error:
        raise Http404(_("No such day.")) from error
    if not reviews.over(day):
        raise Http404(_("The day is not over."))
    return day


def rows_of(person: Any, day: date) -> list[Row]:  # noqa: ANN401 - private to its app
    """List the own stations that a person may see, those that wait longest first."""
    things = reviews.stations(person, day)
    counts = reviews.count(things, day)
    rows = []
    for thing in things:
        now = reviews.state(thing, day)
        signed = tuple((str(STEPS[e.act.body["step"]]), e.name, e.recorded_at) for e in now.round)
        rows.append(Row(now, *counts[thing.id], signed))
    order = ("reopened", "returned", "waiting", "first", "second", "issued")
    return sorted(rows, key=lambda row: (order.index(row.now.state), -row.to_see))
