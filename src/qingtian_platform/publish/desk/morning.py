"""The morning page of the duty room: yesterday, its causes, who was told, the hand-over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qingtian_platform.check import api as check
from qingtian_platform.kit.times import BEIJING, plain_day
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.desk import export, words
from qingtian_platform.publish.desk.frame import page, seen, yesterday
from qingtian_platform.publish.desk.morning_data import HOURS, Day, Unit, day_of
from qingtian_platform.registry import api as registry

SHOWN = 100
#: A district that writes no notes: the duty room's log is not for those it watches.
NOBODY = "-"


@desk_required()
def morning(request: HttpRequest) -> HttpResponse:
    """Show a day of the duty room; yesterday unless another is asked for."""
    day = asked_day(request, "day", yesterday())
    found = day_of(day, seen(request), district(request))
    if export.asked(request):
        return export.table(request, f"qingtian-morning-{day}", columns(), lines(found))
    return page(request, "morning.html", "morning", context(request, found))


def district(request: HttpRequest) -> str | None:
    """Say whose notes the person reads: the own district's, or all; an enterprise reads none."""
    scope = people.scope(request.user)
    closed = scope.nothing or scope.bodies is not None
    return NOBODY if closed else scope.district


def context(request: HttpRequest, found: Day) -> dict[str, Any]:
    """Gather what the page shows."""
    formula = check.formula(found.day)
    notes = check.notes(found.day, district=district(request))
    return {
        "found": found,
        "day": found.day,
        "before": found.day - timedelta(days=1),
        "after": found.day + timedelta(days=1),
        "say": say(found),
        "units": found.units[:SHOWN],
        "more": max(0, len(found.units) - SHOWN),
        "rows": found.gaps[:SHOWN],
        "legend": HOURS,
        "formula": formula,
        "mark": "" if formula.pass_mark is None else words.percent(formula.pass_mark),
        "source": words.said(formula.source),
        "log": [note for note in notes if not note.thing],
        "may_write": may_write(request),
        "open": found.open,
    }


def may_write(request: HttpRequest) -> bool:
    """Tell whether the person writes the duty room's log."""
    return getattr(request.user, "role", "") in {Role.DUTY, Role.ADMINISTRATOR}


def say(found: Day) -> str:
    """Answer the page's question in a sentence or two."""
    if not found.units:
        return _("Nothing was owed on this day.")
    rates, wrong = found.rates, found.wrong
    number = len(found.units)
    first = ngettext("%(n)s unit", "%(n)s units", number) % {"n": number}
    if wrong:
        rest = ngettext("%(n)s is to be looked at", "%(n)s are to be looked at", len(wrong))
        first = _("%(first)s, %(rest)s") % {"first": first, "rest": rest % {"n": len(wrong)}}
    numbers = _("Transmission %(t)s %%, validity %(v)s %%, valid transmission %(p)s %%.") % {
        "t": words.percent(rates.transmission) or "–",
        "v": words.percent(rates.validity) or "–",
        "p": words.percent(rates.both) or "–",
    }
    return _("%(first)s. %(numbers)s") % {"first": first, "numbers": numbers}


@desk_required(Role.DUTY)
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Write a line of the log and come back to its day."""
    day = _day(request.POST.get("day", ""))
    try:
        check.add_note(
            request.user,  # type: ignore[arg-type]
            day=day,
            kind=request.POST.get("kind", ""),
            text=request.POST.get("text", ""),
            thing=_thing(request),
            told=request.POST.get("told", ""),
            due=_moment(request.POST.get("due", "")),
            answers=_note_number(request.POST.get("answers", "")),
        )
        messages.success(request, _("Written into the log."), extra_tags="desk")
    except check.NoteError as error:
        messages.error(request, str(error), extra_tags="desk")
    anchor = "#log" if not request.POST.get("thing") else ""
    return HttpResponseRedirect(f"{reverse('desk:morning')}?day={day}{anchor}")


def _thing(request: HttpRequest) -> str:
    """Read the unit that a note names: one that its author sees, or none.

    Raises
    ------
    check.NoteError
        If there is no such unit, or it is another district's.
    """
    key = request.POST.get("thing", "")
    info = registry.thing(key) if key else None
    if key and (info is None or not seen(request)(info)):
        raise check.NoteError(_("Expected a unit of your own district; nothing was written."))
    return key


def _day(text: str) -> date:
    try:
        return plain_day(text)
    except ValueError:
        return timezone.localdate()


def _note_number(text: str) -> int | None:
    """Read the number of the note that is answered; what is no number is no note."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _moment(text: str) -> datetime | None:
    """Read a time of Beijing's clock as a browser sends it."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=BEIJING)
    except ValueError:
        return None


def columns() -> list[str]:
    """Name the columns of the file."""
    return [
        _("Day"), _("Unit"), _("District"), "MN", *[f"{n:02d}" for n in range(24)],
        _("Transmission") + " %", _("Validity") + " %", _("Valid transmission") + " %",
        _("Cause"), _("Who answers"), _("Told"), _("Next"), _("By when"),
    ]  # fmt: skip


def lines(found: Day) -> list[list[Any]]:
    """Write the units as rows of the file, an hour a column."""
    return [_line(found, unit) for unit in found.units]


def _line(found: Day, unit: Unit) -> list[Any]:
    worst, rates = unit.worst, unit.rates
    told = "; ".join(note.told for note in unit.notes if note.told)
    return [
        str(found.day),
        unit.name,
        unit.district,
        "; ".join(unit.mns),
        *[str(HOURS[hour.key]) for hour in unit.hours],
        words.percent(rates.transmission),
        words.percent(rates.validity),
        words.percent(rates.both),
        "; ".join(unit.causes),
        worst.who if worst else "",
        told,
        worst.next if worst else "",
        worst.due if worst else None,
    ]
