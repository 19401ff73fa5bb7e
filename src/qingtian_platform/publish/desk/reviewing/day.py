"""One day of one own station: checks first, neighbours beside; decide, ask for a visit, sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy as np
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qingtian.ledger import kinds
from qingtian.quantities import natural_day
from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.kit.words import unit_text
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.deeds.terms import CAUSES, STEPS
from qingtian_platform.publish.deeds.words import under
from qingtian_platform.publish.desk import words as said
from qingtian_platform.publish.desk.alarms import courses, plots
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.reviewing import sides, words
from qingtian_platform.publish.desk.reviewing.days import asked
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.api import ActInfo
from qingtian_platform.registry import api as registry

_HOUR: Final = timedelta(hours=1)
SHOWN: Final = 200
"""Most hours in the list of what is looked at first."""


@dataclass(frozen=True)
class Cell:
    """A reading in a table, the address of the frame that brought it, whether it is looked at first."""

    reading: reviews.Reading
    href: str
    to_see: bool = False

    @property
    def before(self) -> str:
        """What was received, where something else holds; empty = the same."""
        value, mark = self.reading.received
        now = (self.reading.value, self.reading.mark)
        return "" if (value, mark) == now else f"{value} {mark}"


@dataclass(frozen=True)
class Line:
    """A reading that is looked at first, with the same hour at the neighbours.

    Attributes
    ----------
    decided
        The last act of a person about it; None = nobody did anything.
    reason
        What it names as reason, in words.
    """

    cell: Cell
    name: str
    unit: str
    notes: tuple[reviews.Note, ...]
    beside: tuple[tuple[str, str], ...]
    decided: ActInfo | None
    reason: str


@dataclass(frozen=True)
class Step:
    """What somebody signed about the day."""

    info: ActInfo
    word: str
    cause: str


def find(request: HttpRequest, key: str, text: str) -> reviews.DayState:
    """Give the day of an own station that the person may see.

    Raises
    ------
    Http404
        There is none: a source, another authority's, another district's, or a day to come.
    """
    day, thing = asked(text), registry.thing(key)
    if thing is None or not reviews.own(thing, day) or not people.may_see(request.user, thing):
        raise Http404(_("No station or section of the authority's own has that name."))
    return reviews.state(thing, day)


@desk_required(Role.REVIEWER)
def review_day(request: HttpRequest, key: str, day: str) -> HttpResponse:
    """Show the day; take what is asked for or found on site."""
    now = find(request, key, day)
    if request.method == "POST":
        return _visit(request, now)
    table = reviews.table(now.thing, now.day)
    checked = reviews.checked(table, said.language())
    beside = reviews.neighbours(now.thing, now.day)
    context: dict[str, Any] = {
        "review": now,
        "name": said.name(now.thing),
        "english": said.english(),
        "state": words.state(now),
        "look": words.LOOKS[now.state],
        "owed": words.owed(now),
        "late": _late(now),
        "source": reviews.source("due", now.day),
        "reasons_source": reviews.source("reject", now.day),
        "lines": [_line(each, now, beside) for each in checked[:SHOWN]],
        "more": max(0, len(checked) - SHOWN),
        "beside": [(said.name(one.thing), one.distance) for one in beside],
        "columns": _columns(now.thing, table),
        "hours": _hours(now, table, {each.reading.key for each in checked}),
        "plots": _plots(now, table, checked, beside),
        "steps": _steps(now),
        "visits": [(each, _visit_reason(each, now.day)) for each in reviews.visits(now)],
        "sides": sides.of(now),
        "choices": {name: words.choices(name, now.day) for name in ("reject", "keep", "visit")},
        **_signing(request, now, table),
    }
    return page(request, "reviewing_day.html", "review", context)


def _late(now: reviews.DayState) -> str:
    by = now.late(datetime.now(UTC))
    return words.late(by) if by is not None else ""


def _visit_reason(one: reviews.VisitInfo, day: date) -> str:
    return dict(words.choices("visit", day)).get(one.reason, one.reason)


def _href(reading: reviews.Reading) -> str:
    return reverse("portal:frame", args=[reading.row["batch"], reading.row["frame"]])


def _names(thing: registry.ThingInfo) -> dict[str, registry.DatastreamInfo]:
    return {one.code: one for one in registry.datastreams(thing.id)}


def _name(streams: dict[str, registry.DatastreamInfo], code: str) -> str:
    return said.stream_name(streams[code]) if code in streams else said.factor_name(code)


def _unit(streams: dict[str, registry.DatastreamInfo], code: str) -> str:
    return unit_text(streams[code].unit) if code in streams else ""


def _line(one: reviews.Checked, now: reviews.DayState, beside: Sequence[reviews.Beside]) -> Line:
    streams, reading = _names(now.thing), one.reading
    others = tuple((said.name(each.thing), _other(each, reading)) for each in beside)
    cell = Cell(reading, _href(reading), to_see=True)
    info = acts.act(reading.row["act"]) if reading.acted else None
    why = "" if info is None else under(info.act.body)
    named = (_name(streams, reading.code), _unit(streams, reading.code))
    return Line(cell, *named, one.notes, others, info, why)


def _other(beside: reviews.Beside, reading: reviews.Reading) -> str:
    """Write what a neighbour has for the same hour: the value, and its mark where it is not good."""
    value, mark = beside.values.get((reading.code, reading.start), ("–", ""))
    return value if mark in acts.GOOD else f"{value} {mark}"


def _columns(thing: registry.ThingInfo, table: reviews.Table) -> list[tuple[str, str, str]]:
    streams = _names(thing)
    codes = sorted({each.code for each in table.readings})
    return [(code, _name(streams, code), _unit(streams, code)) for code in codes]


def _hours(
    now: reviews.DayState, table: reviews.Table, to_see: set[str]
) -> list[tuple[datetime, datetime, list[list[Cell]]]]:
    """Lay the day out: an hour a row, a factor a column; a cell may hold none or several."""
    codes = [code for code, _name, _unit in _columns(now.thing, table)]
    cells: dict[tuple[datetime, str], list[Cell]] = {}
    for each in table.readings:
        cell = Cell(each, _href(each), each.key in to_see)
        cells.setdefault((each.start, each.code), []).append(cell)
    start = natural_day(now.day).start.astimezone(UTC)
    hours = [start + _HOUR * n for n in range(24)]
    return [(at, at + _HOUR, [cells.get((at, code), []) for code in codes]) for at in hours]


def _plots(
    now: reviews.DayState,
    table: reviews.Table,
    checked: Sequence[reviews.Checked],
    beside: Sequence[reviews.Beside],
) -> list[tuple[plots.Plot, bool]]:
    """Draw each factor with its neighbours greyed; those with something to see stand open."""
    span = natural_day(now.day)
    to_see = {each.reading.code for each in checked}
    found = []
    for code, name, unit in _columns(now.thing, table):
        traces = [_grey(one, code, now.day) for one in beside]
        own = [each for each in table.readings if each.code == code]
        traces.append(_own(own, said.name(now.thing)))
        rejected = [each for each in own if not each.counts]
        ribbons = [
            plots.Ribbon("invalid", e.start, e.start + _HOUR, _("does not count")) for e in rejected
        ]
        drawn = courses.course(name, traces, (span.start, span.end), unit=unit, ribbons=ribbons)
        found.append((drawn, code in to_see))
    return sorted(found, key=lambda each: not each[1])


def _own(readings: Sequence[reviews.Reading], name: str) -> plots.Trace:
    times = plots.of_moments([each.start for each in readings])
    return plots.Trace(name, times, np.array([_number(each.value) for each in readings]), "own")


def _grey(one: reviews.Beside, code: str, day: date) -> plots.Trace:
    start = natural_day(day).start.astimezone(UTC)
    hours = [start + _HOUR * n for n in range(24)]
    values = [_number(one.values.get((code, at), ("", ""))[0]) for at in hours]
    return plots.Trace(said.name(one.thing), plots.of_moments(hours), np.array(values), "grey")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _steps(now: reviews.DayState) -> list[Step]:
    return [
        Step(
            each,
            str(STEPS[each.act.body["step"]]),
            str(CAUSES.get(each.act.body["cause"] or "", "")),
        )
        for each in now.steps
    ]


def _signing(request: HttpRequest, now: reviews.DayState, table: reviews.Table) -> dict[str, Any]:
    """Gather what the forms sign."""
    stands = now.last.act.body["table"] if now.last is not None else table.digest
    stale = now.state in {"first", "second", "issued"} and stands != table.digest
    reviewer = acts.may_sign(request.user, kinds.REVIEW)
    return {
        "schema": kinds.REVIEW,
        "decision": kinds.DECISION,
        "log": acts.origin(),
        "login": request.user.get_username(),
        "reviewer": reviewer,
        "may_sign": reviewer and now.may_sign(request.user) and not stale,
        "stale": stale,
        "signing": reviews.body(now, now.owed, table.digest) if now.owed else None,
        "returning": reviews.body(now, "returned", stands),
        "reopening": reviews.body(now, "reopened", stands, "request"),
        "may_return": reviewer and now.state in {"first", "second"} and now.may_sign(request.user),
        "digest": table.digest,
    }


def _visit(request: HttpRequest, now: reviews.DayState) -> HttpResponse:
    said_words = request.POST.get("words", "")
    try:
        if "visit" in request.POST:
            reviews.visit_found(int(request.POST["visit"]), now, said_words, request.user)
        else:
            table = reviews.table(now.thing, now.day)
            chosen = table.find(request.POST.getlist("reading"))
            reason = request.POST.get("reason", "")
            reviews.ask_visit(now, chosen, reason, said_words, request.user)
    except ValueError:
        text = _("Choose the hours that it is about, give a reason, and say it in words.")
        messages.error(request, text, extra_tags="desk")
    return HttpResponseRedirect(request.path)


@desk_required(Role.REVIEWER)
@require_POST
def bodies(request: HttpRequest, key: str, day: str) -> HttpResponse:
    """Write the decisions on the chosen hours, for the person's browser to sign."""
    now = find(request, key, day)
    outcome = request.POST.get("outcome", "")
    listed = reviews.reasons(outcome, now.day) if outcome in {"keep", "reject"} else ()
    reason = next((each for each in listed if each.key == request.POST.get("reason")), None)
    table = reviews.table(now.thing, now.day)
    chosen = table.find(request.POST.getlist("reading"))
    if reason is None or not chosen:
        return JsonResponse({"error": _("Choose hours, and a reason of the list.")}, status=400)
    checked = {
        each.reading.key: each.notes[0].rule
        for each in reviews.checked(table, said.language())
        if each.notes
    }
    made = [
        reviews.decision(each, outcome, reason, now.day, checked.get(each.key, ""))
        for each in chosen
    ]
    return JsonResponse({"bodies": made})
