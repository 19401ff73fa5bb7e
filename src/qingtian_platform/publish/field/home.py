"""The first page in the field: what waits for me, the most urgent first; a chief's reaches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.patrols import api as patrols
from qingtian_platform.kit.times import midnight
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.desk.cases.words import person
from qingtian_platform.publish.desk.dossier import patrolled
from qingtian_platform.publish.desk.words import english, language
from qingtian_platform.publish.field.around import CREW, deadline, page

MOST = 60
"""Matters shown on the phone; the desk has them all. [1]"""
BACK = timedelta(days=62)


@desk_required(*CREW)
def home(request: HttpRequest) -> HttpResponse:
    """Show what is owed."""
    now = datetime.now(UTC)
    shown = cases.queue(request.user, mine=True, size=MOST, now=now)
    rows = [
        {
            "matter": each,
            "title": each.title(language()),
            "state": each.state_name(language()),
            "deadline": deadline(each.opened_at, each.next_due, now),
            "owes": person(each.holder) or each.unit_in(language()),
        }
        for each in shown.rows
    ]
    turns = _turns(request, now)
    chief = getattr(request.user, "role", "") == Role.RIVER_CHIEF or bool(turns)
    context: dict[str, Any] = {
        "rows": rows,
        "total": shown.total,
        "turns": turns,
        "chief": chief,
        "setting": patrolled.setting(now) if chief and cases.has_procedures() else None,
        "missed": _missed(request),
        "say": says(shown.total, sum(each.late > 0 for each in shown.rows), len(turns)),
    }
    return page(request, "home.html", context)


def _turns(request: HttpRequest, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "turn": each,
            "name": _name(each.reach),
            "deadline": deadline(midnight(each.first), midnight(each.due + timedelta(days=1)), now),
            "early": midnight(each.first) > now,
        }
        for each in patrols.due(request.user.get_username(), now=now)
    ]


def _missed(request: HttpRequest) -> list[dict[str, Any]]:
    since = timezone.localdate() - BACK
    found = patrols.missed(request.user.get_username(), since=since)
    return [{"missed": each, "name": _name(each.reach)} for each in found]


def _name(reach: patrols.ReachInfo) -> str:
    return reach.name_en if english() and reach.name_en else reach.name


def says(matters: int, late: int, turns: int) -> str:
    """Say in one sentence what waits."""
    dot, comma = (". ", ", ") if english() else ("。", "，")
    said = []
    if matters:
        text = ngettext("%(n)s matter waits for you", "%(n)s matters wait for you", matters)
        over = ngettext("%(n)s overdue", "%(n)s overdue", late) % {"n": late} if late else ""
        said.append(comma.join(filter(None, [text % {"n": matters}, over])))
    if turns:
        text = ngettext("%(n)s reach to patrol", "%(n)s reaches to patrol", turns)
        said.append(text % {"n": turns})
    return dot.join(said) + dot.strip() if said else _("Nothing waits for you.")
