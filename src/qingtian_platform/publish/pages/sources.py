"""All outlets with their last verdicts, and all water sections with their classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.categories import english
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.names import Place, places
from qingtian_platform.publish.verdicts import classes, shapes
from qingtian_platform.publish.verdicts.classes import Classed
from qingtian_platform.publish.verdicts.shapes import Judged


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
    rows = [_outlet(one) for one in places(("outlet", "site"))]
    context = {"rows": rows, "firm": True, "say": _outlets_say(rows), "section": "outlets"}
    return render(request, "portal/outlets.html", context)


def _outlet(one: Place) -> OutletRow:
    known = shapes.names(one.id)
    parts = [
        tuple(
            shapes.judged(each, one.key, known) for each in evaluate.latest_verdicts(one.id, period)
        )
        for period in ("hour", "day")
    ]
    return OutletRow(one, *parts)


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
    rows = [_section(one) for one in places(("section",))]
    classed = sum(row.hour is not None and bool(row.hour.label) for row in rows)
    say = ngettext(
        "%(n)s section reports here; %(m)s has a class in its last hour.",
        "%(n)s sections report here; %(m)s have a class in their last hour.",
        len(rows),
    ) % {"n": len(rows), "m": classed}
    context = {"rows": rows, "firm": False, "say": say, "section": "water"}
    return render(request, "portal/sections.html", context)


def _section(one: Place) -> SectionRow:
    parts = [
        next((classes.classed(e, one) for e in evaluate.latest_verdicts(one.id, period)), None)
        for period in ("hour", "day")
    ]
    return SectionRow(one, *parts)
