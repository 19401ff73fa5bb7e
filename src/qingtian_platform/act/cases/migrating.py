"""Another version of its procedure for a running matter: an explicit act that says what does not fit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.cases import CasesError, Procedure
from qingtian_platform.act.cases import access, following, keeping, pack, port, reading
from qingtian_platform.act.cases.errors import ForbiddenError, MatterError, MisfitError
from qingtian_platform.act.cases.infos import MatterInfo
from qingtian_platform.act.cases.models import Moved, Standing
from qingtian_platform.act.cases.port import Told
from qingtian_platform.people.api import Role

MAY = frozenset({Role.HEAD, Role.ADMINISTRATOR})
"""Who moves a matter to another version."""


def migrate(
    number: int,
    person: Any,  # noqa: ANN401
    procedure: str,
    reason: str,
    now: datetime | None = None,
) -> MatterInfo:
    """Let a matter run on under another version; see `act.cases.api.migrate`."""
    present, why = now or timezone.now(), reason.strip()
    if not 0 < len(why) <= 1000:
        raise MatterError(_("Give the reason in 1 to %(n)s characters.") % {"n": 1000})
    with transaction.atomic():
        row = reading.row_of(number)
        access.demand_sight(person, row, present)
        if person.role not in MAY:
            raise ForbiddenError(_("Only the head of the unit moves a matter to another version."))
        after = pack.version(procedure)
        if after.key != row.key or row.procedure == procedure or row.ended_at is not None:
            raise MatterError(_("Expected another version of the procedure of a running matter."))
        return _moved(row, after, person, why, present)


def _moved(
    row: Standing,
    after: Procedure,
    person: Any,  # noqa: ANN401
    why: str,
    now: datetime,
) -> MatterInfo:
    before, unbound = row.procedure, keeping.unbound(after)
    try:
        case = keeping.replayed(unbound, row.matter.deeds.order_by("seq"))
    except CasesError as refusal:
        raise MisfitError(getattr(refusal, "reasons", (str(refusal),))) from refusal
    Moved.objects.create(
        matter=row.matter,
        before=before,
        after=pack.name_of(after),
        reason=why,
        login=person.username,
        name=str(person),
        at=now,
    )
    following.finish([keeping.Step(row, case, now)], now)
    port.tell(Told("moved", reading.info(row), now, words=why))
    return reading.info(row)
