"""Make a matter of a complaint: in the same moment, or later where that failed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qingtian.cases import CasesError, Handed
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.complaints.models import Complaint, Taken
from qingtian_platform.act.complaints.scopes import PROCEDURE
from qingtian_platform.registry import api as registry

ACT, PAPER, PARTY = "receive", "record", "hotline"
SIGNED = "网上举报平台"
"""Who signs the record of a complaint that came through a page: the page."""
_log = structlog.get_logger(__name__)


def take(number: str, *, now: datetime | None = None) -> int | None:
    """Open the matter of a complaint that has none.

    Parameters
    ----------
    number
        Of the complaint.
    now
        The present.

    Returns
    -------
    int or None
        The matter; one about the same unit that is still open takes the complaint in. None where the
        procedure refuses it now: the complaint waits, and is tried again.
    """
    row = Complaint.objects.filter(number=number, taken=None).first()
    if row is None:
        return _taken(number)
    try:
        with transaction.atomic():
            matter = _opened(row, now)
            Taken.objects.create(complaint=row, matter=matter, at=now or datetime.now(UTC))
    except (CasesError, cases.MatterError) as problem:
        _log.warning("complaint-waits", number=number, why=str(problem))
        return None
    except IntegrityError:  # taken at this moment by the stage, or by the same form sent twice
        taken = _taken(number)
        if taken is None:
            raise
        return taken
    return matter


def _taken(number: str) -> int | None:
    found = Taken.objects.filter(complaint__number=number).first()
    return None if found is None else found.matter


def take_all(*, now: datetime | None = None) -> int:
    """Open the matters of all complaints that have none; give how many were opened."""
    numbers = Complaint.objects.filter(taken=None).order_by("pk").values_list("number", flat=True)
    return sum(take(number, now=now) is not None for number in list(numbers[:200]))


def _opened(row: Complaint, now: datetime | None) -> int:
    paper = Handed(PAPER, signature=SIGNED, number=row.number, digest=_digest(row))
    info = cases.open_matter(
        PROCEDURE,
        ACT,
        subject=subject(row),
        division=row.division,
        origin=cases.Origin("complaint", row.number),
        party=PARTY,
        facts={"scope": row.scope, "reachable": row.reachable},
        papers=(paper,),
        now=now,
    )
    return info.id


def subject(row: Complaint) -> cases.Subject:
    """Say what a complaint is about: the unit, else what it is called, else the place."""
    thing = registry.things().get(row.thing_id) if row.thing_id else None
    if thing is not None:
        return cases.Subject(
            thing.kind if thing.kind in ("outlet", "site") else "unit",
            thing.key,
            thing.name,
            thing.id,
        )
    if row.about:
        return cases.Subject("firm", row.about, row.about)
    name = row.place or _("A place on the map")
    return cases.Subject("plot", f"complaint {row.number}", name)


def _digest(row: Complaint) -> str:
    text = f"{row.number}\n{row.scope}\n{row.text}\n{row.place}\n{row.about}"
    return hashlib.sha256(text.encode()).hexdigest()
