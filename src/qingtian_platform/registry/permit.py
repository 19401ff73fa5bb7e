"""What an outlet may discharge, and the stops that it declares: rows that are only added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from .infos import ShutdownInfo
from .models import Limit, Shutdown


@dataclass(frozen=True)
class Bound:
    """A limit as it is entered.

    Attributes
    ----------
    code, field, interval
        What is limited: observed property, field of the frame, period of the mean.
    low, high
        Bounds in `unit`; None where there is none.
    source, document, clause
        `standard` or `permit`, its number, and where in it.
    """

    code: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    field: str = "Avg"
    interval: str = "hour"
    source: str = "permit"
    document: str = ""
    clause: str = ""


@transaction.atomic
def add_limit(thing_id: int, bound: Bound, *, valid_from: date, why: str = "") -> int:
    """Enter a limit of an outlet from a day on; what held before stays on record.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    ValidationError
        The bounds or the days are the wrong way round, or a choice is not one of those offered.
    """
    row = Limit(thing_id=thing_id, valid_from=valid_from, why=why, **vars(bound))
    row.full_clean(exclude=["recorded_by"])
    row.save()
    return row.pk


@transaction.atomic
def declare_shutdown(
    thing_id: int,
    kind: str,
    *,
    start: datetime,
    end: datetime | None,
    declared_by: str,
    document: str = "",
    why: str = "",
) -> int:
    """Enter a declared stop (停产 `production`, 停排 `discharge`, 停站 `station`).

    Returns
    -------
    int
        Its number.

    Raises
    ------
    ValidationError
        The end lies before the start, or the kind is not one of those offered.
    """
    row = Shutdown(
        thing_id=thing_id,
        kind=kind,
        start=start,
        end=end,
        declared_by=declared_by,
        document=document,
        why=why,
    )
    row.full_clean(exclude=["recorded_by"])
    row.save()
    return row.pk


@transaction.atomic
def withdraw_shutdown(number: int, *, why: str = "") -> int:
    """Take a declared stop back: a row that replaces it says so.

    Returns
    -------
    int
        Number of that row.

    Raises
    ------
    LookupError
        There is none of that number, or another has replaced it.
    """
    old = Shutdown.objects.filter(pk=number, replaced_by=None).first()
    if old is None:
        raise LookupError(f"no declared stop {number} stands")
    row = Shutdown(
        thing_id=old.thing_id,
        kind=old.kind,
        start=old.start,
        end=old.end,
        declared_by=old.declared_by,
        document=old.document,
        why=why,
        replaces=old,
        withdrawn=True,
    )
    row.save()
    return row.pk


def stops_of(thing_id: int) -> dict[int, ShutdownInfo]:
    """Give every declared stop of a thing that stands, by its number."""
    rows = Shutdown.objects.filter(thing_id=thing_id, replaced_by=None, withdrawn=False)
    names = ShutdownInfo.__dataclass_fields__
    return {row.pk: ShutdownInfo(**{name: getattr(row, name) for name in names}) for row in rows}
