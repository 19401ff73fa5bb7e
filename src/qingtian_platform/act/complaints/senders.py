"""Who sent a complaint: opened by a named role against a reason, never without a trace."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.complaints.errors import ComplaintRefusedError
from qingtian_platform.act.complaints.filing import opened
from qingtian_platform.act.complaints.infos import SenderInfo
from qingtian_platform.act.complaints.models import Complaint, Opening
from qingtian_platform.act.complaints.scopes import PROCEDURE
from qingtian_platform.people.api import Role

PARTY: Final = "hotline"
"""The party of the procedure that alone knows senders."""
NEVER: Final = frozenset({Role.ENTERPRISE, Role.CONTRACTOR, Role.RIVER_CHIEF, Role.ADMINISTRATOR})
"""Roles that no table can make know a sender."""
LEAST, MOST = 4, 500


def may_open(person: Any, division: str, now: datetime | None = None) -> bool:  # noqa: ANN401
    """Tell whether a person may know who sent a complaint about a place.

    Parameters
    ----------
    person
        Who asks: only one who takes complaints in (the procedure's party `hotline`), and never an
        enterprise, its contractor, a township or a river chief, whatever the table says.
    division
        Of the complaint.
    now
        The present.
    """
    if not getattr(person, "is_active", False) or getattr(person, "role", "") in NEVER:
        return False
    own = getattr(person, "division", None)
    if own is not None and own.level != "district":
        return False
    return PARTY in cases.parties(person, PROCEDURE, division, now)


def open_sender(
    number: str,
    person: Any,  # noqa: ANN401 - the account's class is private to its app
    reason: str,
    *,
    now: datetime | None = None,
) -> SenderInfo:
    """Open who sent a complaint; the trace is written first, and stays.

    Parameters
    ----------
    number
        Of the complaint.
    person, reason
        Who opens it, and why.
    now
        The present.

    Raises
    ------
    ComplaintRefusedError
        If there is no such complaint, the person may not, or no reason is given.
    """
    row = Complaint.objects.select_related("sender").filter(number=number).first()
    if row is None or not may_open(person, row.division, now):
        raise ComplaintRefusedError(_("You may not know who sent this."))
    words = reason.strip()
    if not LEAST <= len(words) <= MOST:
        raise ComplaintRefusedError(
            _("Say why you have to know the sender, in %(least)s to %(most)s characters.")
            % {"least": LEAST, "most": MOST}
        )
    with transaction.atomic():
        Opening.objects.create(
            complaint=row,
            by=person.get_username(),
            name=person.get_full_name() or person.get_username(),
            at=now or datetime.now(UTC),
            reason=words,
        )
    told = opened(row.sender)
    keys = ("name", "phone", "mail", "text", "place", "about")
    return SenderInfo(*(str(told[key]) for key in keys))
