"""All outlets with their last verdicts, and all water sections with their classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.evaluate.api import Verdict
from qingtian_platform.kit.categories import english
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.names import Place, places
from qingtian_platform.publish.verdicts import classes, shapes
from qingtian_platform.publish.verdicts.classes import Classed
from qingtian_platform.publish.verdicts.shapes import Judged

PERIODS = ("hour", "day")


@dataclass(frozen=True)
class OutletRow:
    """An outlet with its last hour and its last whole day."""

    place: Place
    hour: tuple[Judged, ...]
    day: tuple[Judged, ...]

    @property
    def periods(self) -> tuple[tuple[Judged, ...], ...]:
        """Both, in the order of the columns."""
        return self.hour, self.day

    @property
    def over(self) -> bool:
        """Whether any value is over a limit."""
        return any(each.over for each in (*self.hour, *self.day))


@dataclass(frozen=True)
class SectionRow:
    """A section with the class of its last hour and its last whole day."""

    place: Place
    hour: Classed | None
    day: Classed | None


def state(*_args: object, **_kwargs: object) -> object:
    """Give the state of all verdicts."""
    return evaluate.verdict_state()


@remembered(seconds=0, of=state)
def outlets(request: HttpRequest) -> HttpResponse:
    """List the outlets and building sites; in the order of the register, never as a ranking."""
    found = places(("outlet", "site"))
    hours, days = (evaluate.latest_of([one.id for one in found], each) for each in PERIODS)
    known = shapes.all_names()
    rows = [_outlet(one, (hours[one.id], days[one.id]), known.get(one.id, {})) for one in found]
    context = {"rows": rows, "firm": True, "say": _outlets_say(rows), "section": "outlets"}
    return render(request, "portal/outlets.html", context)


def _outlet(
    one: Place, found: tuple[Sequence[Verdict], Sequence[Verdict]], known: dict[str, str]
) -> OutletRow:
    hour, day = (tuple(shapes.judged(each, one.key, known) for each in own) for own in found)
    return OutletRow(one, hour, day)


def _outlets_say(rows: Sequence[OutletRow]) -> str:
    first = ngettext(
        "%(n)s outlet or building site reports here.",
        "%(n)s outlets and building sites report here.",
        len(rows),
    ) % {"n": len(rows)}
    over = sum(row.over for row in rows)
    if over:
        second = ngettext(
            "%(n)s has a value over its limit in its last hour or day.",
            "%(n)s have a value over their limit in their last hour or day.",
            over,
        ) % {"n": over}
    else:
        second = _("In their last hour and day no value is over its limit.")
    return f"{first}{' ' if english() else ''}{second}"


@remembered(seconds=0, of=state)
def sections(request: HttpRequest) -> HttpResponse:
    """List the water sections with their classes."""
    found = places(("section",))
    hours, days = (evaluate.latest_of([one.id for one in found], each) for each in PERIODS)
    rows = [SectionRow(one, _class(one, hours[one.id]), _class(one, days[one.id])) for one in found]
    classed = sum(row.hour is not None and bool(row.hour.label) for row in rows)
    say = ngettext(
        "%(n)s section reports here; %(m)s has a class in its last hour.",
        "%(n)s sections report here; %(m)s have a class in their last hour.",
        len(rows),
    ) % {"n": len(rows), "m": classed}
    context = {"rows": rows, "firm": False, "say": say, "section": "water"}
    return render(request, "portal/sections.html", context)


def _class(one: Place, found: Sequence[Verdict]) -> Classed | None:
    return next((classes.classed(each, one) for each in found), None)
