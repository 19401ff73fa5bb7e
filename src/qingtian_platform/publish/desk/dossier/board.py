"""The board of a unit's head: what runs, what is late, who has it, and what the week brings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qingtian_platform.act.cases import api as cases
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.desk import export, words
from qingtian_platform.publish.desk.cases import words as case_words
from qingtian_platform.publish.desk.dossier import guard, mapped, patrolled, urging
from qingtian_platform.publish.desk.frame import page

WEEK = timedelta(days=7)
LISTED = 8
"""Matters in a list of the page. [1]"""
MOST = 500
"""Matters of a file, the most urgent first. [1]"""


@desk_required(*guard.LEADS)
@never_cache
def board(request: HttpRequest) -> HttpResponse:
    """Show how the unit's matters stand, as a table too; take in who is to hold one."""
    if request.method == "POST":
        urging.urge(request) if "urge" in request.POST else _assign(request)
        return HttpResponseRedirect(request.get_full_path())
    now = timezone.now()
    if not cases.has_procedures():
        return page(request, "dossier/board.html", "unit_board", {"nothing": True})
    if export.asked(request):
        return _file(request, now)
    return page(request, "dossier/board.html", "unit_board", context(request, now))


def context(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """Gather what the board shows as of a moment."""
    person, year = request.user, midnight(beijing(now).date().replace(month=1, day=1))
    running = cases.counts("procedure", mapped.EVER, now, now, person=person)
    since = {each.key: each for each in cases.counts("procedure", year, now, now, person=person)}
    kinds = {one.key: one for one in cases.procedures().by_key.values()}
    due = cases.queue(person, late=False, size=MOST, now=now).rows
    mine = [m for m in cases.queue(person, mine=True, size=MOST, now=now).rows if _holds(m, person)]
    late = cases.queue(person, late=True, size=LISTED, now=now)
    return {
        "year": year.year,
        "lines": by_procedure(running, since, kinds),
        "open": sum(each.open for each in running),
        "late": sum(each.late for each in running),
        "late_rows": late.rows,
        "oldest": cases.queue(person, order="oldest", size=LISTED, now=now).rows,
        "week": [m for m in due if m.next_due is not None and m.next_due < now + WEEK][:LISTED],
        "mine": [(m, _why(m, now)) for m in mine[:LISTED]],
        "persons": _persons(person, now),
        "crew": crew(person),
        "missed": patrolled.missed(person, now, LISTED),
        "setting": patrolled.setting(now),
        "places": mapped.places(person, now),
        "drawings": mapped.drawings(person, now),
        "language": words.language(),
        "now_at": now,
    }


def _holds(matter: cases.MatterInfo, person: Any) -> bool:  # noqa: ANN401
    return bool(matter.holder == person.get_username())


def _why(matter: cases.MatterInfo, now: datetime) -> str:
    """Say how a matter came to who holds it."""
    given = [e for e in cases.timeline(matter.id, now) if e.kind in ("assigned", "raised")]
    last = next((e for e in reversed(given) if e.kind == "assigned"), None)
    return "" if last is None else last.words(words.language())


def by_procedure(
    running: list[cases.Tally], since: Mapping[str, cases.Tally], kinds: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Count by procedure: what runs, what is late, and how often this year's ended in time."""
    lines = []
    for each in sorted(running, key=lambda one: (-one.late, -one.open, one.key)):
        year = since.get(each.key)
        name = kinds[each.key].name[words.language()] if each.key in kinds else each.key
        lines.append(
            {
                "key": each.key,
                "name": name,
                "all": each,
                "year": year,
                "rate": None if year is None or not year.ended else year.on_time / year.ended,
            }
        )
    return lines


def _persons(person: Any, now: datetime) -> list[dict[str, Any]]:  # noqa: ANN401
    """Count what each person holds, and what nobody does; those with most late first."""
    found = cases.counts("holder", mapped.EVER, now, now, person=person)
    names = {each.get_username(): str(each) for each in crew(person)}
    rows = [
        {
            "login": each.key,
            "name": names.get(each.key) or case_words.person(each.key) or _("no holder yet"),
            "open": each.open,
            "late": each.late,
        }
        for each in found
        if each.open
    ]
    return sorted(rows, key=lambda row: (-int(row["late"]), -int(row["open"])))


def crew(person: Any) -> list[Any]:  # noqa: ANN401
    """List who of the unit may hold a matter."""
    own = people.scope(person).district
    roles = (Role.ENFORCEMENT, Role.LEGAL, Role.HEAD)
    return [each for role in roles for each in people.holders(role, own)]


def _assign(request: HttpRequest) -> None:
    number, login = request.POST.get("matter", ""), request.POST.get("login", "")
    try:
        made = cases.assign(urging.asked(number), request.user, login)
    except (cases.MatterError, cases.NoSuchError) as problem:
        messages.error(request, str(problem), extra_tags="desk")
        return
    told = {"matter": made.number, "login": made.holder or _("the unit")}
    messages.success(request, _("%(matter)s is now with %(login)s.") % told, extra_tags="desk")


def _file(request: HttpRequest, now: datetime) -> HttpResponse:
    columns = [
        *(
            _("Number of the matter"),
            _("Procedure"),
            _("Subject"),
            _("How it stands"),
            _("Held by"),
            _("Unit"),
        ),
        *(_("Opened"), _("Due"), _("Open duties"), _("Late duties")),
    ]
    tongue = words.language()
    rows = [
        [
            *(m.number, m.kind.name[tongue], case_words.subject(m.subject), m.state_name(tongue)),
            *(m.holder, m.unit_in(tongue), m.opened_at, m.next_due or "", m.open, m.late),
        ]
        for m in cases.queue(request.user, size=MOST, now=now).rows
    ]
    return export.table(request, f"qingtian-unit-{beijing(now):%Y-%m-%d}", columns, rows)
