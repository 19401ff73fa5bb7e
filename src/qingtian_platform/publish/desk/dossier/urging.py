"""The head presses for what is late: it stands in the time line, and who owes it is told at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.notices import api as notices
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.dossier import guard

TOPIC = "case"


def urge(request: HttpRequest, now: datetime | None = None) -> None:
    """Urge the matter that a form names, and say whom, or why not.

    Parameters
    ----------
    request
        Its `urge` is the number of a matter.
    now
        The present.
    """
    try:
        matter, told = urged(request.POST.get("urge", ""), request.user, now or timezone.now())
    except (cases.MatterError, cases.NoSuchError) as problem:
        messages.error(request, str(problem), extra_tags="desk")
        return
    names = {"matter": matter.number, "names": _(", ").join(map(str, told)) or _("nobody")}
    messages.success(request, _("%(matter)s: urged %(names)s.") % names, extra_tags="desk")


def asked(number: str) -> int:
    """Read which matter a form means.

    Raises
    ------
    NoSuchError
        It is no number of one.
    """
    if not number.isdecimal() or len(number) > 15:
        raise cases.NoSuchError(_("Expected the number of a matter."))
    return int(number)


def urged(number: str, person: Any, now: datetime) -> tuple[cases.MatterInfo, list[Any]]:  # noqa: ANN401
    """Write it into the time line, and tell who owes it.

    Raises
    ------
    MatterError
        There is no such matter for the person, or nothing of it is late.
    """
    matter = cases.matter(asked(number), person, now)
    due = matter.next_due
    if due is None or due > now:
        raise cases.MatterError(_("%(matter)s is not late.") % {"matter": matter.number})
    found = owing(matter)
    with transaction.atomic():
        cases.note(matter.id, person, _said(due, now), now)
        _tell(matter, found, due, now)
    return matter, found


def owing(matter: cases.MatterInfo) -> list[Any]:
    """Give who holds a matter; the officers of its place where nobody does, or where it was sent up."""
    holder = people.account(matter.holder) if matter.holder else None
    if holder is not None and holder.role not in guard.LEADS:
        return [holder]
    return people.holders(Role.ENFORCEMENT, matter.division[:6] or None)


def _said(due: datetime, now: datetime) -> str:
    return _("Urged: overdue by %(time)s") % {"time": words.lasting(due, now)}


def _tell(matter: cases.MatterInfo, found: list[Any], due: datetime, now: datetime) -> None:
    blocks: list[str] = []
    for code, tongue in (("en", "en"), ("zh-hans", "zh")):
        with override(code):
            subject = f"[{_('Urged')}] {matter.number} {matter.subject.name}"
            blocks.insert(0, "\n".join([subject, _said(due, now), matter.title(tongue)]))
    name = f"{matter.id} urged {now.isoformat()}"
    notice = notices.Notice(name, subject, "\n\n".join(blocks) + "\n", TOPIC, matter.id)
    for each in found:
        notices.tell(each, notice, now, pressing=True)
