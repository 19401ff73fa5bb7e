"""The clock: what is due and what passed without a record, by clock, unit, person and day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian.policy import Policy
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import as_of
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.duties import words
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import said

WEEKS = 5
SHOWN = 50
MANY = 10
"""From more units on a turn is one line. [1]"""
NAMED = 3
"""Duties that a day of the calendar names. [1]"""
COLUMNS = (
    "duty",
    "what",
    "unit",
    "due",
    "state",
    "person",
    "done on",
    "what shows it",
    "clauses",
    "by the pack",
)


@desk_required(*words.READERS)
def clock(request: HttpRequest) -> HttpResponse:
    """Show what is owed as of a day; hand the list out as a file."""
    known = policy()
    if known is None:
        return page(request, "duties/clock.html", "clock", {})
    today = timezone.localdate()
    day = as_of(request, known)
    every = _seen(request, known, duties.owed(day, ahead=timedelta(weeks=WEEKS)))
    found = sorted((e for e in every if _asked(request, known, e)), key=lambda e: _nearest(e, day))
    if export.asked(request):
        lines = [_line(words.row(known, each, day)) for each in found]
        return export.table(request, f"qingtian-duties-{day}", list(COLUMNS), lines)
    shown = Paginator(_lines(request, known, found, day), SHOWN).get_page(request.GET.get("page"))
    total: Counter[str] = Counter(each.state for each in every)
    context: dict[str, Any] = {
        "day": day,
        "today": today,
        "rows": list(shown),
        "shown": shown,
        "total": len(found),
        "states": [
            (words.slug(key), words.SIGNS[key], word, total[key])
            for key, word in words.STATES.items()
        ],
        "weeks": _calendar(known, every, day),
        "known_year": known.workdays.known(day + timedelta(weeks=WEEKS)),
        "clocks": _clocks(known, every, day),
        "units": _units(known, every),
        "persons": _persons(every),
        "limits": _limits(request, known, day),
        "may": words.written(request, known) != [],
        "asked": {k: request.GET.get(k, "") for k in ("unit", "person", "state", "what", "due")},
    }
    return page(request, "duties/clock.html", "clock", context)


def _seen(
    request: HttpRequest, known: Policy, every: Iterable[duties.DutyInfo]
) -> list[duties.DutyInfo]:
    shown = words.seen_units(request, known)
    return [each for each in every if shown is None or each.duty.unit in shown]


def _asked(request: HttpRequest, known: Policy, each: duties.DutyInfo) -> bool:
    asked, duty = request.GET, each.duty
    person = each.person.login or each.person.person if each.person else "-"
    return (
        asked.get("unit", "") in ("", duty.unit or "-", _group(known, duty.unit))
        and asked.get("state", "") in ("", words.slug(each.state))
        and asked.get("person", "") in ("", person)
        and asked.get("what", "") in ("", duty.subject)
        and asked.get("due", "") in ("", duty.due.isoformat())
    )


def _lines(
    request: HttpRequest, known: Policy, found: list[duties.DutyInfo], day: date
) -> list[words.Row]:
    """Put a turn that many units owe in the same state on one line, unless it is asked for."""
    if any(request.GET.get(key) for key in ("what", "unit", "person")):
        return [words.row(known, each, day) for each in found]
    turns: dict[tuple[str, str, int | None, str], list[duties.DutyInfo]] = {}
    for each in found:
        duty = each.duty
        turns.setdefault((duty.kind, duty.subject, duty.turn, each.state), []).append(each)
    lines = []
    for same in turns.values():
        rows = [words.row(known, each, day) for each in (same[:1] if len(same) > MANY else same)]
        if len(same) > MANY:
            asked = {"what": same[0].duty.subject, "due": same[0].duty.due, "state": rows[0].slug}
            units = ngettext("%(n)s unit", "%(n)s units", len(same)) % {"n": len(same)}
            rows = [replace(rows[0], unit_name=units, many=f"?day={day}&{urlencode(asked)}#list")]
        lines += rows
    return lines


def _nearest(each: duties.DutyInfo, day: date) -> tuple[bool, int]:
    """Put what lies ahead first, the nearest at the head; then what has passed, the newest first."""
    due = each.duty.due
    return due < day, abs((due - day).days)


def _group(known: Policy, unit: str) -> str:
    """Give the row of the table of units that a unit counts in: a township in its district's."""
    place = known.divisions.by_code.get(unit)
    if place is None or place.kind in ("city", "district"):
        return unit or "-"
    return f"{place.parent}+"


def _units(known: Policy, every: Iterable[duties.DutyInfo]) -> list[dict[str, Any]]:
    by_group: dict[str, list[duties.DutyInfo]] = defaultdict(list)
    for each in every:
        by_group[_group(known, each.duty.unit)].append(each)
    return [
        {"key": key, "name": _group_name(known, key), "page": not key.endswith(("+", "-"))}
        | words.counts(found)
        for key, found in sorted(by_group.items())
    ]


def _group_name(known: Policy, key: str) -> str:
    if key.endswith("+"):
        return _("%(name)s: its townships") % {"name": words.unit(known, key[:-1])}
    return words.unit(known, "" if key == "-" else key)


def _persons(every: Iterable[duties.DutyInfo]) -> list[dict[str, Any]]:
    by_person: dict[tuple[str, str], list[duties.DutyInfo]] = defaultdict(list)
    for each in every:
        one = each.person
        by_person[(one.login or one.person, one.person) if one else ("-", "")].append(each)
    rows = [
        {"key": key, "name": name or _("nobody assigned")} | words.counts(found)
        for (key, name), found in by_person.items()
    ]
    return sorted(rows, key=lambda row: (row["key"] == "-", row["name"]))


def _clocks(known: Policy, every: Iterable[duties.DutyInfo], day: date) -> list[dict[str, Any]]:
    by_clock: dict[str, list[duties.DutyInfo]] = defaultdict(list)
    for each in every:
        by_clock[each.duty.subject].append(each)
    return [
        {
            "key": key,
            "name": said(one.name),
            "who": words.who_owes(known, key, day),
            "by_pack": words.by_pack(known, (one.actor,), one.clauses),
            "when": words.when(known, key),
            "next": min((e.duty.due for e in by_clock[key] if e.duty.due >= day), default=None),
            "clauses": one.clauses,
            "cycle": one.cycle is not None,
        }
        | words.counts(by_clock[key])
        for key, one in known.clocks.items()
    ]


def _calendar(
    known: Policy, every: Iterable[duties.DutyInfo], day: date
) -> list[list[dict[str, Any]]]:
    """List the next weeks from Monday on: each day with what falls due, worked or not."""
    by_day: dict[date, Counter[str]] = defaultdict(Counter)
    for each in every:
        by_day[each.duty.due][words.row(known, each, day).name] += 1
    monday = day - timedelta(days=day.weekday())
    days = [monday + timedelta(days=n) for n in range(7 * WEEKS)]
    cells = [
        {
            "day": each,
            "worked": known.workdays.is_worked(each),
            "holiday": each in known.workdays.holidays,
            "moved": each in known.workdays.worked,
            "here": each == day,
            "past": each < day,
            "count": by_day[each].total(),
            "names": by_day[each].most_common(NAMED),
            "more": max(0, len(by_day[each]) - NAMED),
        }
        for each in days
    ]
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def _limits(request: HttpRequest, known: Policy, day: date) -> list[dict[str, Any]]:
    shown, units = words.seen_units(request, known), words.written(request, known)
    return [
        {
            "limit": each,
            "name": said(known.clocks[each.clock].name),
            "unit": words.unit(known, each.unit),
            "clauses": known.clocks[each.clock].clauses,
            "may": units is None or each.unit in units,
        }
        for each in duties.limits(day)
        if shown is None or each.unit in shown
    ]


def _line(row: words.Row) -> list[str | None]:
    return [
        row.key,
        row.name,
        row.unit_name,
        row.due.isoformat(),
        row.word,
        row.person,
        row.done.day.isoformat() if row.done else None,
        row.done.words if row.done else "",
        " ".join(row.clauses),
        row.by_pack,
    ]
