"""Remind of calibrations that fall due: once a week, who keeps the instrument and the duty room.

The outbox sends a message of one name once; so a week in which the platform stood still is made up for
at the next look, and a look after a crash tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from qingtian import law
from qingtian_platform.act.notices import api as notices
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role

MOST = 100
"""Lines of one message; of more it says how many. [1]"""
AHEAD = "quality.traceability.reminder"
_done: dict[str, str] = {}
"""Day on which this process looked last, by data directory."""


def step(places: Places, now: datetime | None = None) -> bool:
    """Look once a day, and put the messages of the week on their way.

    Parameters
    ----------
    places
        Where everything lives.
    now
        The present; the clock of the machine where left out.

    Returns
    -------
    bool
        Whether anybody was told anything.
    """
    present = now or datetime.now(UTC)
    today = beijing(present).date()
    if _done.get(str(places.data)) == today.isoformat():
        return False
    told = remind(today, present)
    _done[str(places.data)] = today.isoformat()
    return told > 0


def remind(today: date, now: datetime) -> int:
    """Tell everybody concerned what is overdue or falls due soon.

    Parameters
    ----------
    today, now
        Day and moment.

    Returns
    -------
    int
        How many messages were made at most. [1]
    """
    ahead = timedelta(days=int(law.at(today)[AHEAD].number()))
    owed = instruments.calendar(None, today + ahead + timedelta(days=1), today)
    if not owed:
        return 0
    year, week, _day = today.isocalendar()
    with transaction.atomic():
        return sum(
            notices.tell(
                person,
                notices.Notice(f"calibrations {year}-W{week:02}", *_said(mine, today), "duty"),
                now,
            )
            for person, mine in _concerned(owed)
        )


def _concerned(
    owed: Sequence[instruments.Owed],
) -> Iterator[tuple[Any, list[instruments.Owed]]]:
    """Give the city's duty officers with everything, and technicians with what their firm keeps."""
    for person in people.holders(Role.DUTY, None):
        if person.organisation is None:
            yield person, list(owed)
    for person in people.holders(Role.CONTRACTOR, None):
        firm = person.organisation.name if person.organisation else ""
        mine = [each for each in owed if firm and each.standard.keeper == firm]
        if mine:
            yield person, mine


def _said(owed: Sequence[instruments.Owed], today: date) -> tuple[str, str]:
    """Write subject and body, Chinese above English."""
    late = sum(each.due < today for each in owed)
    with override("zh-hans"):
        subject = _("[Calibrations] %(late)s overdue, %(soon)s due soon") % {
            "late": late,
            "soon": len(owed) - late,
        }
    blocks = []
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with override(code):
            lines = [_line(each, today, language) for each in owed[:MOST]]
            if len(owed) > MOST:
                lines.append(_("and %(n)s more") % {"n": len(owed) - MOST})
            blocks.append("\n".join(lines))
    return subject, "\n\n".join(blocks) + "\n"


def _line(each: instruments.Owed, today: date, language: str) -> str:
    words = _("overdue since %(day)s") if each.due < today else _("due on %(day)s")
    return f"{each.standard.name(language)} ({each.standard.node.key}, {each.quantity}) · " + (
        words % {"day": each.due}
    )
